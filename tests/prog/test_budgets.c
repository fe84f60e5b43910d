// SPDX-License-Identifier: GPL-2.0-or-later
/* What a flood cannot do: use up what is reserved, push out who is known, go uncounted. */
#include "admitted.h"

#include <stdio.h>
#include <string.h>

#include "collect/sketch.h"

#define HOST "fe80::2"
#define OTHER_MAC "02:00:00:00:00:99"
#define DATA_PACKET IPV6(HOST, "fe80::1", 64), TCP(1, 2)
#define RA_PACKET(lifetime) IPV6(HOST, "ff02::1", 255), RA(lifetime), SLLA(HOST_MAC)
#define ADDRESS_MAX 64

static void address(char text[ADDRESS_MAX], const char *prefix, unsigned int n)
{
	snprintf(text, ADDRESS_MAX, "%s%x:%x", prefix, n >> 16, n & 0xffff);
}

static void send_ns_from(struct program *program, unsigned int n)
{
	char source[ADDRESS_MAX];

	address(source, "fe80::9:0:", n);
	program_send(program, PACKET(IPV6(source, "ff02::1:ff00:1", 255), NS("fe80::1")));
}

static const struct sw_rate *rate_of(const struct program *program, enum sw_class class)
{
	return &program->engine->config.rate[class];
}

/* So many new addresses as the budget says, and each of them told. */
static void test_budget_new_address(void **state)
{
	struct program *program = program_open(&(struct engine_options){
		.replay = true,
		.fresh_hosts = 65536,
		.rate = { [SW_CLASS_NEW_ADDRESS] = { 10, 40 }, [SW_CLASS_NS_SILENT] = { 1, 1 } },
	});
	struct sw_tally sum;
	unsigned int n = 0;
	char text[PROGRAM_TEXT_MAX];

	(void)state;
	assert_non_null(program);
	assert_int_equal(rate_of(program, SW_CLASS_NEW_ADDRESS)->burst, 40);
	for (; n < 100; n++)
		send_ns_from(program, n);
	program_counters(program, text);
	assert_string_equal(text, "ipv6:100 icmpv6.135:100 lost.not_learned:60 "
				  "suppressed.ns_silent:99 unknown.nd:100");
	assert_int_equal(program->record_count, 41);
	program_clear(program);
	program_pass_ms(program, 1000); /* ten more a second, and one more of the other class */
	for (; n < 200; n++)
		send_ns_from(program, n);
	program_counters(program, text);
	assert_string_equal(text, "ipv6:100 icmpv6.135:100 lost.not_learned:90 "
				  "suppressed.ns_silent:99 unknown.nd:100");
	assert_int_equal(program->record_count, 11);
	sum = program->before;
	assert_int_equal(sum.unknown_source[SW_SKETCH_ND], 200);
	program_close(program);
}

/* Whatever floods, an RA of a known router that says something new gets through. */
static void test_budget_reserved(void **state)
{
	struct program *program = program_open(PROGRAM_ROOMY);
	char text[PROGRAM_TEXT_MAX];
	struct known_table *table, *before = known;

	(void)state;
	assert_non_null(program);
	assert_int_equal(known_new(program->engine, &table), 0);
	known = table;
	admit(program, HOST, SW_KNOWN_ROUTER);
	for (unsigned int n = 0; n < 3000; n++) {
		char source[ADDRESS_MAX];

		address(source, "fe80::8:0:", n);
		program_send(program, PACKET(IPV6(source, "ff02::1", 255), RA(n & 0xfff)));
		send_ns_from(program, n);
		program_send(program, PACKET(IPV6(source, "ff02::1", 254), RA(1)));
	}
	program_counters(program, text);
	assert_non_null(strstr(text, "suppressed.ra_new"));
	assert_non_null(strstr(text, "suppressed.nd_invalid"));
	program_clear(program);
	program_send(program, PACKET(ETHER(OTHER_MAC), RA_PACKET(9000)));
	assert_int_equal(program->record_count, 2);
	assert_int_equal(program->records[0].record.class, SW_CLASS_BINDING);
	assert_int_equal(program->records[1].record.class, SW_CLASS_RA_KNOWN);
	known = before;
	known_free(table);
	program_close(program);
}

/* A known host's counters stay exact in a flood of new sources, and it stays known. */
static void test_flood_known_exact(void **state)
{
	struct program *program = *state;
	uint32_t slot;

	program_link(program);
	slot = admit(program, HOST, 0);
	for (unsigned int n = 0; n < 20000; n++) {
		send_ns_from(program, n);
		if (n % 10 == 0)
			program_send(program, PACKET(DATA_PACKET));
	}
	assert_int_equal(stat_of(program, slot).frames, 2000);
}

static void test_sketch(void **state)
{
	struct program *program = *state;
	uint64_t seen;

	sketch_turn(program->engine);
	sketch_turn(program->engine);
	program_link(program);
	for (int twice = 0; twice < 2; twice++)
		for (unsigned int n = 0; n < 20000; n++)
			send_ns_from(program, 100000 + n);
	seen = sketch_window(program->engine, PROGRAM_SLOT, SW_SKETCH_ND);
	assert_in_range(seen, 19000, 21000); /* 5 % of 20 000 */
	assert_int_equal(sketch_window(program->engine, PROGRAM_SLOT, SW_SKETCH_RA), 0);
	assert_int_equal(sketch_window(program->engine, PROGRAM_SLOT, SW_SKETCH_DATA), 0);
}

static void test_fresh_eviction(void **state)
{
	struct program *program =
		program_open(&(struct engine_options){ .replay = true, .fresh_hosts = 4 });
	char text[PROGRAM_TEXT_MAX];

	(void)state;
	assert_non_null(program);
	for (unsigned int n = 0; n < 5; n++) {
		program_pass_ms(program,
				300); /* the first is silent for 1.2 s when the fifth comes */
		send_ns_from(program, n);
	}
	program_counters(program, text);
	assert_string_equal(text, "ipv6:5 icmpv6.135:5 lost.new_evicted unknown.nd:5");
	program_learned(program, text);
	assert_string_equal(text, "fe80::9:0:0:1=ns fe80::9:0:0:2=ns fe80::9:0:0:3=ns "
				  "fe80::9:0:0:4=ns");
	program_close(program);
}

/* A ring that nobody empties fills up; that is counted, and the address is told later. */
static void test_ring_full(void **state)
{
	struct program *program =
		program_open(&(struct engine_options){ .replay = true, .ring_bytes = 4096 });
	struct ring *ring;
	char text[PROGRAM_TEXT_MAX];

	(void)state;
	assert_non_null(program);
	ring = program->ring;
	program->ring = NULL;
	for (unsigned int n = 0; n < 40; n++)
		send_ns_from(program, n);
	program_counters(program, text);
	assert_non_null(strstr(text, "lost.ring_full"));
	program->ring = ring;
	while (ring_consume(ring) > 0)
		;
	program_clear(program);
	send_ns_from(program, 39);
	assert_int_equal(program->records[0].record.class, SW_CLASS_NEW_ADDRESS);
	program_close(program);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_budget_new_address), cmocka_unit_test(test_budget_reserved),
		cmocka_unit_test(test_flood_known_exact),  cmocka_unit_test(test_sketch),
		cmocka_unit_test(test_fresh_eviction),	   cmocka_unit_test(test_ring_full),
	};

	return run_admitted("budgets", tests, sizeof(tests) / sizeof(tests[0]));
}
