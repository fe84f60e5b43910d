// SPDX-License-Identifier: GPL-2.0-or-later
/* The two tiers of addresses, what is handed up of them, and what a flood cannot do. */
#include "admitted.h"

#include <stdio.h>
#include <string.h>

#include "collect/fresh.h"

#define HOST "fe80::2"
#define OTHER_MAC "02:00:00:00:00:99"
#define NS_PACKET IPV6(HOST, "ff02::1:ff00:1", 255), NS("fe80::1"), SLLA(HOST_MAC)
#define DATA_PACKET IPV6(HOST, "fe80::1", 64), TCP(1, 2)
#define RA_PACKET(lifetime) IPV6(HOST, "ff02::1", 255), RA(lifetime), SLLA(HOST_MAC)
/* The fresh entry of an address on this link. */
static struct sw_fresh_host fresh_of(const struct program *program, const char *addr)
{
	struct sw_host_key key = key_of(program, addr);
	struct sw_fresh_host host;

	for (uint32_t slot = 0; slot < fresh_slots(program->engine); slot++)
		if (!fresh_read(program->engine, slot, &host) &&
		    !memcmp(&host.key.addr, &key.addr, sizeof(key.addr)) &&
		    host.key.link == key.link)
			return host;
	return (struct sw_fresh_host){ 0 };
}

/* A new address is told once, then only counted. */
static void test_fresh_once(void **state)
{
	struct program *program = *state;
	struct sw_fresh_host host;

	program_link(program);
	program_send(program, PACKET(NS_PACKET));
	expect(program, "ipv6 icmpv6.135 unknown.nd", HOST "=ns", "new_address ns_silent");
	program_pass_ms(program, 1000);
	program_send(program, PACKET(DATA_PACKET));
	program_pass_ms(program, 1000);
	program_send(program, PACKET(IPV6(HOST, "ff02::2", 255), RS));
	expect(program, "ipv6:2 icmpv6.133 unknown.nd unknown.data", HOST "=ns+rs+data", "");
	host = fresh_of(program, HOST);
	assert_int_equal(host.frames, 3);
	assert_int_equal(host.seen_tick - host.first_tick, 2 * program->engine->config.ticks_per_s);
	assert_true(host.binding.word == binding_of(HOST_MAC).word);
}

static void test_record_contents(void **state)
{
	struct program *program = *state;
	uint8_t addr[16];

	program_link(program);
	program->next.port.flags = SW_PORT_SELF;
	program_send(program, PACKET(VLAN(5), IPV6(HOST, "ff02::1", 255), HOP_BY_HOP(0), RA(1800)));
	assert_int_equal(program->record_count, 2);
	packet_addr(HOST, addr);
	for (int i = 0; i < 2; i++) {
		const struct sw_record *record = &program->records[i].record;

		assert_memory_equal(&record->addr, addr, sizeof(addr));
		assert_true(record->binding.word == binding_of(HOST_MAC).word);
		assert_true(record->time_ns == program->now_ns);
		assert_int_equal(record->link, program->next.port.link);
		assert_int_equal(record->vlan, 5);
		assert_int_equal(record->flags,
				 SW_RECORD_SELF | SW_RECORD_HEADERS | SW_RECORD_SLOT);
		assert_int_equal(record->learned_bit, SW_LEARN_RA);
		assert_int_equal(record->l3_off, 18);
		assert_int_equal(record->l4_off, 18 + 40 + 8);
		assert_int_equal(record->l4_len, 16);
		assert_int_equal(record->icmpv6_type, 134);
		assert_int_equal(record->next_header, 58);
		assert_int_equal(record->hop_limit, 255);
		assert_int_equal(record->wire_len, program->packet.len);
		assert_int_equal(record->cap_len, program->packet.len);
		assert_memory_equal(record->frame, program->packet.data, program->packet.len);
	}
}

/* DAD asks for an address: it is tentative until it is used. */
static void test_tentative(void **state)
{
	struct program *program = *state;
	struct sw_fresh_host host;

	program_link(program);
	for (int twice = 0; twice < 2; twice++) {
		program_send(program, PACKET(IPV6("::", "ff02::1:ff00:2", 255), NS(HOST)));
		program_pass_ms(program, 1000);
	}
	host = fresh_of(program, HOST);
	assert_int_equal(host.frames, 1);
	assert_int_equal(host.seen_tick, host.first_tick);
	expect(program, "ipv6:2 icmpv6.135:2 unknown.nd:2", HOST "=dad", "new_address dad dad");
	program_send(program, PACKET(DATA_PACKET));
	expect(program, "ipv6 unknown.data", HOST "=dad+data", "");
}

/* DAD for an address that somebody has is no sign of life of its owner. */
static void test_tentative_known(void **state)
{
	struct program *program = *state;
	uint32_t slot;

	program_link(program);
	slot = admit(program, HOST, 0);
	program_send(program,
		     PACKET(ETHER(OTHER_MAC), IPV6("::", "ff02::1:ff00:2", 255), NS(HOST)));
	expect(program, "ipv6 icmpv6.135", "", "dad");
	assert_int_equal(stat_of(program, slot).frames, 0);
}

static void test_known_is_quiet(void **state)
{
	struct program *program = *state;
	uint32_t slot;
	struct known_stat stat;

	program_link(program);
	slot = admit(program, HOST, 0);
	admit(program, "fe80::1", 0);
	for (int i = 0; i < 10; i++) {
		program_pass_ms(program, 300);
		program_send(program, PACKET(NS_PACKET));
		program_send(program, PACKET(DATA_PACKET));
	}
	expect(program, "ipv6:20 icmpv6.135:10", "", "");
	stat = stat_of(program, slot);
	assert_int_equal(stat.frames, 20);
	assert_int_equal(stat.learned, SW_LEARN_BIT(SW_LEARN_NS) | SW_LEARN_BIT(SW_LEARN_DATA));
	assert_true(stat.seen_ns == program->now_ns);
}

/* Another MAC, or another port, at a known address: told at once and every time. */
static void test_known_binding(void **state)
{
	struct program *program = *state;

	program_link(program);
	admit(program, HOST, 0);
	admit(program, "fe80::1", 0);
	program_send(program, PACKET(ETHER(OTHER_MAC), NS_PACKET));
	program_send(program, PACKET(ETHER(OTHER_MAC), DATA_PACKET));
	expect(program, "ipv6:2 icmpv6.135", "", "binding binding");
	assert_true(program->records[0].record.binding.word == binding_of(OTHER_MAC).word);
	program->next.port.slot = 2;
	program_send(program, PACKET(DATA_PACKET));
	assert_int_equal(program->record_count, 1);
	assert_int_equal(program->records[0].record.class, SW_CLASS_BINDING);
	assert_int_equal(program->records[0].record.binding.port, 2);
}

/* The cache of recent sources does not hide that a MAC has changed. */
static void test_recent_binding(void **state)
{
	struct program *program = *state;

	program_link(program);
	admit(program, HOST, 0);
	program_send(program, PACKET(DATA_PACKET));
	program_send(program, PACKET(DATA_PACKET));
	expect(program, "ipv6:2", "", "");
	program_send(program, PACKET(ETHER(OTHER_MAC), DATA_PACKET));
	expect(program, "ipv6", "", "binding");
	program_send(program, PACKET(DATA_PACKET));
	expect(program, "ipv6", "", "");
}

static void test_fresh_binding(void **state)
{
	struct program *program = *state;

	program_link(program);
	program_send(program, PACKET(NS_PACKET));
	program_clear(program);
	program_send(program, PACKET(ETHER(OTHER_MAC), DATA_PACKET));
	assert_int_equal(program->record_count, 1);
	assert_int_equal(program->records[0].record.class, SW_CLASS_BINDING_NEW);
	assert_true(fresh_of(program, HOST).binding.word == binding_of(OTHER_MAC).word);
}

/* The target of a solicitation is never a host; whoever is asked for in vain is told. */
static void test_silent_target(void **state)
{
	struct program *program = *state;

	program_link(program);
	admit(program, HOST, 0);
	program_send(program, PACKET(NS_PACKET));
	expect(program, "ipv6 icmpv6.135", "", "ns_silent");
	admit(program, "fe80::1", 0);
	program_send(program, PACKET(NS_PACKET));
	expect(program, "ipv6 icmpv6.135", "", "");
}

/* fe80::1 exists once per VLAN. */
static void test_vlans(void **state)
{
	struct program *program = *state;

	program_link(program);
	admit(program, HOST, 0);
	program_send(program, PACKET(DATA_PACKET));
	program_send(program, PACKET(VLAN(5), DATA_PACKET));
	program_send(program, PACKET(VLAN(6), DATA_PACKET));
	expect(program, "ipv6:3 vlan:2 unknown.data:2", HOST "@5=data " HOST "@6=data",
	       "new_address new_address");
}

static void test_ra_unchanged(void **state)
{
	struct program *program = *state;

	program_link(program);
	program_send(program, PACKET(RA_PACKET(1800)));
	expect(program, "ipv6 icmpv6.134 unknown.ra", HOST "=ra", "new_address ra_new");
	program_send(program, PACKET(RA_PACKET(1800)));
	program_send(program, PACKET(RA_PACKET(1800), PAD(4)));
	expect(program, "ipv6:2 icmpv6.134:2 unknown.ra:2", HOST "=ra", "");
	program_send(program, PACKET(RA_PACKET(0)));
	expect(program, "ipv6 icmpv6.134 unknown.ra", HOST "=ra", "ra_new");
	program_send(program, PACKET(RA_PACKET(1800)));
	expect(program, "ipv6 icmpv6.134 unknown.ra", HOST "=ra", "ra_new");
	assert_int_equal(fresh_of(program, HOST).ra_count, 5);
}

/* What changed of the RA may be any of its bytes. */
static void test_ra_any_byte(void **state)
{
	struct program *program = *state;
	struct packet ra;

	program_link(program);
	admit(program, HOST, SW_KNOWN_ROUTER);
	packet_build(&ra, PACKET(RA_PACKET(1800), PIO("2001:db8:1::", 64, 0xc0)));
	for (uint32_t at = ra.upper + 4; at < ra.len; at++) {
		bool is_option_len = at == ra.upper + 17 || at == ra.upper + 25;

		if (is_option_len)
			continue;
		program_pass_ms(program, 100);
		program_clear(program);
		program_run(program, ra.data, ra.len, ra.len);
		program_run(program, ra.data, ra.len, ra.len);
		ra.data[at] ^= 0x04;
		packet_finish(&ra);
		program_run(program, ra.data, ra.len, ra.len);
		print_message("# byte %u\n", at - ra.upper);
		assert_int_equal(program->record_count, at == ra.upper + 4 ? 2 : 1);
		assert_int_equal(program->records[0].record.class, SW_CLASS_RA_KNOWN);
	}
}

static void test_ra_known(void **state)
{
	struct program *program = *state;
	uint32_t slot;

	program_link(program);
	slot = admit(program, HOST, SW_KNOWN_ROUTER);
	program_send(program, PACKET(RA_PACKET(1800)));
	program_send(program, PACKET(RA_PACKET(1800)));
	expect(program, "ipv6:2 icmpv6.134:2", "", "ra_known");
	assert_int_equal(stat_of(program, slot).ra_count, 2);
	assert_int_equal(program->records[0].record.flags &
				 (SW_RECORD_ROUTER | SW_RECORD_SOURCE_KNOWN),
			 SW_RECORD_ROUTER | SW_RECORD_SOURCE_KNOWN);
}

/* An answer to a solicitation says no more than what everybody was told. */
static void test_ra_other_destination(void **state)
{
	struct program *program = *state;

	program_link(program);
	admit(program, HOST, SW_KNOWN_ROUTER);
	program_send(program, PACKET(RA_PACKET(1800)));
	program_send(program, PACKET(IPV6(HOST, "fe80::7", 255), RA(1800), SLLA(HOST_MAC)));
	program_send(program, PACKET(IPV6(HOST, "fe80::8", 255), RA(1800), SLLA(HOST_MAC)));
	expect(program, "ipv6:3 icmpv6.134:3 ra_known_unicast:2", "", "ra_known");
}

/* A prefix holds on its own link only. */
static void test_onlink_of_another_link(void **state)
{
	struct program *program = *state;

	program_link(program);
	program->next.port.link++;
	program_send(program, PACKET(IPV6("2001:db8:1::2", HOST, 64), TCP(443, 9)));
	expect(program, "ipv6 offlink", "", "");
}

/* Off-link sources are looked up once a second, and counted each time. */
static void test_offlink(void **state)
{
	struct program *program = *state;

	program_link(program);
	for (int i = 0; i < 20; i++) {
		program_pass_ms(program, 100);
		program_send(program, PACKET(IPV6("2001:db8:9::1", HOST, 57), TCP(443, 9)));
	}
	expect(program, "ipv6:20 offlink:20", "", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fresh_once),
		cmocka_unit_test(test_record_contents),
		cmocka_unit_test(test_tentative),
		cmocka_unit_test(test_tentative_known),
		cmocka_unit_test(test_known_is_quiet),
		cmocka_unit_test(test_known_binding),
		cmocka_unit_test(test_recent_binding),
		cmocka_unit_test(test_fresh_binding),
		cmocka_unit_test(test_silent_target),
		cmocka_unit_test(test_vlans),
		cmocka_unit_test(test_ra_unchanged),
		cmocka_unit_test(test_ra_any_byte),
		cmocka_unit_test(test_ra_known),
		cmocka_unit_test(test_ra_other_destination),
		cmocka_unit_test(test_offlink),
		cmocka_unit_test(test_onlink_of_another_link),
	};

	return run_admitted("tiers", tests, sizeof(tests) / sizeof(tests[0]));
}
