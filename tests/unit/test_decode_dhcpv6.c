// SPDX-License-Identifier: GPL-2.0-or-later
/* DHCPv6: what is read, relays, caps, truncation at every byte. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "bytes.h"
#include "decode/dhcpv6.h"

#define DUID_LLT_CLIENT "\0\1\0\1\x2a\x2b\x2c\x2d\x10\x9a\xdd\x54\xb6\x34"
#define DUID_LL_SERVER "\0\3\0\1\x00\x24\xa5\xf1\x07\xca"

static void assert_addr(const struct in6_addr *addr, const char *expected)
{
	char text[ADDR_TEXT_MAX];

	assert_string_equal(addr_format(text, sizeof(text), addr), expected);
}

static int decode(const struct bytes *b, size_t len, struct dhcpv6_message *ret_message)
{
	uint8_t *copy = bytes_exact(b, len);
	int r = dhcpv6_decode(copy, len, ret_message);

	free(copy);
	return r;
}

static void add_option(struct bytes *b, unsigned int code, const void *data, size_t len)
{
	bytes_u16(b, code);
	bytes_u16(b, (unsigned int)len);
	bytes_add(b, data, len);
}

static void add_iaaddr(struct bytes *b, const char *addr)
{
	bytes_u16(b, 5);
	bytes_u16(b, 24);
	bytes_addr(b, addr);
	bytes_u32(b, 3600);
	bytes_u32(b, 7200);
}

static void add_iaprefix(struct bytes *b, const char *addr, unsigned int len)
{
	bytes_u16(b, 26);
	bytes_u16(b, 25);
	bytes_u32(b, 1800);
	bytes_u32(b, 5400);
	bytes_u8(b, len);
	bytes_addr(b, addr);
}

/* An IA of that code with what is in it. */
static void add_ia(struct bytes *b, unsigned int code, const struct bytes *inner)
{
	size_t header = code == 4 ? 4 : 12;

	bytes_u16(b, code);
	bytes_u16(b, (unsigned int)(header + inner->len));
	bytes_fill(b, 7, header);
	bytes_add(b, inner->data, inner->len);
}

static void message_begin(struct bytes *b, unsigned int type)
{
	b->len = 0;
	bytes_u8(b, type);
	bytes_add(b, "\x12\x34\x56", 3);
}

static void build_reply(struct bytes *b)
{
	struct bytes inner = { .len = 0 };
	struct bytes dns = { .len = 0 };

	message_begin(b, DHCPV6_REPLY);
	add_option(b, 1, DUID_LLT_CLIENT, 14);
	add_option(b, 2, DUID_LL_SERVER, 10);
	add_iaaddr(&inner, "2001:db8:101::9c5");
	add_ia(b, 3, &inner);
	inner.len = 0;
	add_iaaddr(&inner, "2001:db8:101::7e3");
	add_ia(b, 4, &inner);
	inner.len = 0;
	add_iaprefix(&inner, "2001:db8:2f7:ff::", 56);
	add_ia(b, 25, &inner);
	bytes_addr(&dns, "2001:db8:101::1");
	bytes_addr(&dns, "2001:db8:101::2");
	add_option(b, 23, dns.data, dns.len);
	add_option(b, 39, "\1\7macbook\3lan", 13);
	add_option(b, 12345, "??", 2);
}

static void test_reply(void **state)
{
	struct bytes b;
	struct dhcpv6_message m;
	char text[PREFIX_TEXT_MAX];

	(void)state;
	build_reply(&b);
	assert_int_equal(decode(&b, b.len, &m), 0);
	assert_int_equal(m.type, DHCPV6_REPLY);
	assert_int_equal(m.xid, 0x123456);
	assert_int_equal(m.relay_count, 0);
	assert_int_equal(m.client.len, 14);
	assert_memory_equal(m.client.data, DUID_LLT_CLIENT, 14);
	assert_int_equal(m.server.len, 10);
	assert_memory_equal(m.server.data, DUID_LL_SERVER, 10);
	assert_int_equal(m.addr_count, 2);
	assert_addr(&m.addrs[0].addr, "2001:db8:101::9c5");
	assert_int_equal(m.addrs[0].preferred_s, 3600);
	assert_int_equal(m.addrs[0].valid_s, 7200);
	assert_addr(&m.addrs[1].addr, "2001:db8:101::7e3");
	assert_int_equal(m.prefix_count, 1);
	assert_string_equal(prefix_format(text, sizeof(text), &m.prefixes[0].prefix),
			    "2001:db8:2f7::/56");
	assert_int_equal(m.prefixes[0].preferred_s, 1800);
	assert_int_equal(m.prefixes[0].valid_s, 5400);
	assert_int_equal(m.dns_count, 2);
	assert_addr(&m.dns[1], "2001:db8:101::2");
	assert_string_equal(m.fqdn, "macbook.lan");
	assert_false(m.overflow);
	assert_true(dhcpv6_is_server(&m));
}

static void test_server_types(void **state)
{
	struct bytes b;
	struct dhcpv6_message m;

	(void)state;
	for (unsigned int type = 0; type < 12; type++) {
		message_begin(&b, type);
		assert_int_equal(decode(&b, b.len, &m), 0);
		assert_int_equal(dhcpv6_is_server(&m), type == 2 || type == 7 || type == 10);
	}
}

static void test_truncation(void **state)
{
	struct dhcpv6_message untouched;
	struct bytes b;

	(void)state;
	build_reply(&b);
	memset(&untouched, 0xa5, sizeof(untouched));
	for (size_t len = 0, end = 4; len < b.len; len++) {
		struct dhcpv6_message m = untouched;
		int r = decode(&b, len, &m);

		if (len == end) {
			assert_int_equal(r, 0);
			end += 4U + b.data[end + 2] * 256U + b.data[end + 3];
			continue;
		}
		assert_int_equal(r, len < 4 ? -EMSGSIZE : -EBADMSG);
		assert_memory_equal(&m, &untouched, sizeof(m));
	}
}

/* Wraps what is in b into a relay's message. */
static void relay(struct bytes *b, const char *peer)
{
	static struct bytes inner;

	inner = *b;
	b->len = 0;
	bytes_u8(b, DHCPV6_RELAY_FORW);
	bytes_u8(b, 0);
	bytes_addr(b, "2001:db8:77::1");
	bytes_addr(b, peer);
	add_option(b, 18, "eth0", 4); /* interface-id before it */
	add_option(b, 9, inner.data, inner.len);
}

static void test_relays(void **state)
{
	struct bytes b;
	struct dhcpv6_message m;

	(void)state;
	message_begin(&b, DHCPV6_SOLICIT);
	add_option(&b, 1, DUID_LLT_CLIENT, 14);
	for (unsigned int i = 1; i <= DHCPV6_RELAYS_MAX; i++) {
		relay(&b, i == 1 ? "fe80::1c07" : "2001:db8:66::1");
		assert_int_equal(decode(&b, b.len, &m), 0);
		assert_int_equal(m.relay_count, i);
		assert_int_equal(m.type, DHCPV6_SOLICIT);
		assert_int_equal(m.client.len, 14);
		assert_addr(&m.relay_peer, "fe80::1c07");
		assert_addr(&m.relay_link, "2001:db8:77::1");
	}
	relay(&b, "2001:db8:66::1");
	assert_int_equal(decode(&b, b.len, &m), -EBADMSG);
}

static void test_relay_truncation(void **state)
{
	struct bytes b;
	struct dhcpv6_message m;

	(void)state;
	message_begin(&b, DHCPV6_SOLICIT);
	add_option(&b, 1, DUID_LLT_CLIENT, 14);
	relay(&b, "fe80::1c07");
	for (size_t len = 0; len < b.len; len++)
		assert_int_equal(decode(&b, len, &m), len < 34 ? -EMSGSIZE : -EBADMSG);
	b.len = 0;
	bytes_u8(&b, DHCPV6_RELAY_REPL);
	bytes_fill(&b, 0, 33);
	add_option(&b, 9, "", 0); /* a message of no bytes */
	assert_int_equal(decode(&b, b.len, &m), -EMSGSIZE);
}

static void test_duids(void **state)
{
	static const struct {
		const char *name;
		struct dhcpv6_duid duid;
		bool has_mac;
	} rows[] = {
		{ "none", { 0 }, false },
		{ "LLT", { 14, DUID_LLT_CLIENT }, true },
		{ "LL", { 10, DUID_LL_SERVER }, true },
		{ "LLT cut", { 13, DUID_LLT_CLIENT }, false },
		{ "LL too long", { 11, DUID_LL_SERVER }, false },
		{ "three bytes", { 3, "\0\3\0" }, false },
		{ "not Ethernet", { 10, "\0\3\0\x20\1\2\3\4\5\6" }, false },
		{ "enterprise number", { 10, "\0\2\0\1\1\2\3\4\5\6" }, false },
		{ "UUID", { 18, "\0\4\0\1" }, false },
	};
	uint8_t mac[6];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (dhcpv6_duid_mac(&rows[i].duid, mac) != rows[i].has_mac)
			fail_msg("%s", rows[i].name);
	}
	assert_true(dhcpv6_duid_mac(&rows[1].duid, mac));
	assert_memory_equal(mac, "\x10\x9a\xdd\x54\xb6\x34", 6);
	assert_true(dhcpv6_duid_mac(&rows[2].duid, mac));
	assert_memory_equal(mac, "\x00\x24\xa5\xf1\x07\xca", 6);
}

static void test_duid_length(void **state)
{
	uint8_t duid[DHCPV6_DUID_MAX + 1] = { 0, 2 };
	struct bytes b;
	struct dhcpv6_message m;

	(void)state;
	for (unsigned int code = 1; code <= 2; code++) {
		message_begin(&b, DHCPV6_SOLICIT);
		add_option(&b, code, duid, DHCPV6_DUID_MAX);
		assert_int_equal(decode(&b, b.len, &m), 0);
		assert_int_equal(code == 1 ? m.client.len : m.server.len, DHCPV6_DUID_MAX);
		message_begin(&b, DHCPV6_SOLICIT);
		add_option(&b, code, duid, sizeof(duid));
		assert_int_equal(decode(&b, b.len, &m), -EBADMSG);
	}
}

/* Options of the wrong size say nothing; those around them still count. */
static void test_wrong_sizes(void **state)
{
	struct bytes inner = { .len = 0 };
	struct bytes b;
	struct dhcpv6_message m;

	(void)state;
	message_begin(&b, DHCPV6_REPLY);
	add_option(&b, 3, "\0\0\0\0", 4);
	add_option(&b, 4, "\0", 1);
	add_option(&inner, 5, "\x20\1\x0d\xb8", 4);
	add_iaprefix(&inner, "2001:db8::", 56); /* no place in an IA_NA */
	add_ia(&b, 3, &inner);
	inner.len = 0;
	add_iaprefix(&inner, "2001:db8::", 129);
	add_option(&inner, 26, "\0\0\0\0", 4);
	add_iaaddr(&inner, "2001:db8::1"); /* no place in an IA_PD */
	add_ia(&b, 25, &inner);
	add_option(&b, 23, "\x20\1\x0d\xb8", 4);
	add_option(&b, 39, "\1", 1);
	add_option(&b, 39, "\1\x3fx", 3);
	add_option(&b, 39, "\1\4host", 6);
	add_option(&b, 39, "\1\5later", 7);
	assert_int_equal(decode(&b, b.len, &m), 0);
	assert_int_equal(m.addr_count + m.prefix_count + m.dns_count, 0);
	assert_string_equal(m.fqdn, "host");
	assert_false(m.overflow);
	inner.len = 0;
	add_option(&inner, 5, "", 0);
	inner.data[3] = 200; /* an option past the end of its IA */
	message_begin(&b, DHCPV6_REPLY);
	add_ia(&b, 3, &inner);
	assert_int_equal(decode(&b, b.len, &m), -EBADMSG);
}

static void test_fqdn_too_long(void **state)
{
	uint8_t fqdn[DOMAIN_WIRE_MAX + 2] = { 0 };
	struct bytes b;
	struct dhcpv6_message m;

	(void)state;
	message_begin(&b, DHCPV6_SOLICIT);
	add_option(&b, 39, fqdn, sizeof(fqdn));
	assert_int_equal(decode(&b, b.len, &m), 0);
	assert_string_equal(m.fqdn, "");
}

static void test_caps(void **state)
{
	struct bytes addrs = { .len = 0 };
	struct bytes prefixes = { .len = 0 };
	struct bytes dns = { .len = 0 };
	struct bytes b;
	struct dhcpv6_message m;

	(void)state;
	for (unsigned int i = 0; i < 8; i++) {
		add_iaaddr(&addrs, "2001:db8::1");
		add_iaprefix(&prefixes, "2001:db8::", 56);
		bytes_addr(&dns, "2001:db8::1");
	}
	message_begin(&b, DHCPV6_REPLY);
	add_ia(&b, 3, &addrs);
	add_ia(&b, 25, &prefixes);
	add_option(&b, 23, dns.data, dns.len);
	assert_int_equal(decode(&b, b.len, &m), 0);
	assert_false(m.overflow);
	for (unsigned int i = 0; i < 3; i++) {
		struct bytes more = b;

		if (i == 0)
			add_ia(&more, 3, &addrs);
		else if (i == 1)
			add_ia(&more, 25, &prefixes);
		else
			add_option(&more, 23, dns.data, 16);
		assert_int_equal(decode(&more, more.len, &m), 0);
		assert_true(m.overflow);
		assert_int_equal(m.addr_count, DHCPV6_ADDRS_MAX);
		assert_int_equal(m.prefix_count, DHCPV6_PREFIXES_MAX);
		assert_int_equal(m.dns_count, DHCPV6_DNS_MAX);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reply),
		cmocka_unit_test(test_server_types),
		cmocka_unit_test(test_truncation),
		cmocka_unit_test(test_relays),
		cmocka_unit_test(test_relay_truncation),
		cmocka_unit_test(test_duids),
		cmocka_unit_test(test_duid_length),
		cmocka_unit_test(test_wrong_sizes),
		cmocka_unit_test(test_fqdn_too_long),
		cmocka_unit_test(test_caps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
