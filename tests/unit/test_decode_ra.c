// SPDX-License-Identifier: GPL-2.0-or-later
/* Router advertisements: every field, every option, every cap, truncation at every byte. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "bytes.h"
#include "decode/ra.h"

#define FLAGS_MANAGED 0x80
#define FLAGS_OTHER 0x40

static void assert_addr(const struct in6_addr *addr, const char *expected)
{
	char text[ADDR_TEXT_MAX];

	assert_string_equal(addr_format(text, sizeof(text), addr), expected);
}

static void assert_prefix(const struct prefix *prefix, const char *expected)
{
	char text[PREFIX_TEXT_MAX];

	assert_string_equal(prefix_format(text, sizeof(text), prefix), expected);
}

static void ra_begin(struct bytes *b, unsigned int flags)
{
	b->len = 0;
	bytes_add(b, "\x86\x00\x00\x00", 4);
	bytes_u8(b, 64);
	bytes_u8(b, flags);
	bytes_u16(b, 1800);
	bytes_u32(b, 30000);
	bytes_u32(b, 1000);
}

static void add_prefix(struct bytes *b, const char *addr, unsigned int len, unsigned int flags)
{
	bytes_u8(b, ND_OPTION_PREFIX);
	bytes_u8(b, 4);
	bytes_u8(b, len);
	bytes_u8(b, flags);
	bytes_u32(b, 86400);
	bytes_u32(b, 14400);
	bytes_u32(b, 0);
	bytes_addr(b, addr);
}

/* words: how many halves of the address are there, 0 to 2 */
static void add_route(struct bytes *b, const char *addr, unsigned int len, unsigned int words,
		      unsigned int flags)
{
	bytes_u8(b, ND_OPTION_ROUTE);
	bytes_u8(b, 1 + words);
	bytes_u8(b, len);
	bytes_u8(b, flags);
	bytes_u32(b, 3600);
	bytes_addr(b, addr);
	b->len -= 16 - 8 * words;
}

static void add_rdnss(struct bytes *b, const char *addr, unsigned int count)
{
	bytes_u8(b, ND_OPTION_RDNSS);
	bytes_u8(b, 1 + 2 * count);
	bytes_u16(b, 0);
	bytes_u32(b, 1200);
	for (unsigned int i = 0; i < count; i++)
		bytes_addr(b, addr);
}

/* Any option: header, the bytes given, zeros up to the next unit. */
static void add_option(struct bytes *b, unsigned int type, const void *data, size_t len)
{
	size_t units = (len + 2 + 7) / 8;

	bytes_u8(b, type);
	bytes_u8(b, (unsigned int)units);
	bytes_add(b, data, len);
	bytes_fill(b, 0, units * 8 - len - 2);
}

static void add_dnssl(struct bytes *b, const struct bytes *names)
{
	struct bytes data = { .len = 0 };

	bytes_u16(&data, 0);
	bytes_u32(&data, 600);
	bytes_add(&data, names->data, names->len);
	add_option(b, ND_OPTION_DNSSL, data.data, data.len);
}

static int decode(const struct bytes *b, size_t len, struct ra_message *ret_ra)
{
	uint8_t *copy = bytes_exact(b, len);
	int r = ra_decode(copy, len, ret_ra);

	free(copy);
	return r;
}

static void build_full(struct bytes *b)
{
	struct bytes names = { .len = 0 };

	ra_begin(b, FLAGS_MANAGED | FLAGS_OTHER | 0x20 | 0x08 | 0x04);
	add_option(b, ND_OPTION_SLLA, "\x00\x24\xa5\xf1\x07\xca", 6);
	add_option(b, ND_OPTION_MTU, "\0\0\0\0\x05\xd4", 6);
	add_prefix(b, "2001:db8:101::", 64, 0xc0);
	add_prefix(b, "2001:db8:102::1", 64, 0xe0);
	add_rdnss(b, "2001:db8:101::1", 2);
	bytes_domain(&names, "lan");
	bytes_domain(&names, "example.com");
	add_dnssl(b, &names);
	add_route(b, "fd12:3456:789a:1::", 64, 1, 0x08);
	add_route(b, "::", 0, 0, 0x18);
	add_option(b, ND_OPTION_PREF64, "\x07\x08\x00\x64\xff\x9b\0\0\0\0\0\0\0\0", 14);
	add_option(b, ND_OPTION_CAPTIVE_PORTAL, "https://portal.example/api", 26);
	add_option(b, ND_OPTION_NONCE, "\1\2\3\4\5\6", 6);
	add_option(b, ND_OPTION_FLAGS, "\x80\0\0\0\0\1", 6);
	add_option(b, 200, "\xde\xad", 2);
}

static void test_full(void **state)
{
	struct bytes b;
	struct ra_message ra;

	(void)state;
	build_full(&b);
	assert_int_equal(decode(&b, b.len, &ra), 0);
	assert_int_equal(ra.hop_limit, 64);
	assert_true(ra.managed && ra.other && ra.home_agent && ra.proxy);
	assert_int_equal(ra.preference, RA_PREFERENCE_HIGH);
	assert_int_equal(ra.flags, 0xec);
	assert_int_equal(ra.lifetime_s, 1800);
	assert_int_equal(ra.reachable_ms, 30000);
	assert_int_equal(ra.retrans_ms, 1000);
	assert_true(ra.has_lladdr);
	assert_memory_equal(ra.lladdr, "\x00\x24\xa5\xf1\x07\xca", 6);
	assert_true(ra.has_mtu);
	assert_int_equal(ra.mtu, 1492);
	assert_int_equal(ra.nonce_len, 6);
	assert_memory_equal(ra.nonce, "\1\2\3\4\5\6", 6);
	assert_true(ra.has_flags_ext && ra.stub_router);
	assert_true(ra.flags_ext == (1ULL << 47 | 1));
	assert_string_equal(ra.captive_portal, "https://portal.example/api");
	assert_int_equal(ra.option_count, 13);
	assert_int_equal(ra.unknown_total, 1);
	assert_int_equal(ra.unknown_count, 1);
	assert_int_equal(ra.unknown[0].type, 200);
	assert_int_equal(ra.unknown[0].len, 8);
	assert_int_equal(ra.malformed_count, 0);
	assert_false(ra.overflow || ra.truncated);
}

static void test_full_lists(void **state)
{
	struct bytes b;
	struct ra_message ra;

	(void)state;
	build_full(&b);
	assert_int_equal(decode(&b, b.len, &ra), 0);
	assert_int_equal(ra.prefix_count, 2);
	assert_prefix(&ra.prefixes[0].prefix, "2001:db8:101::/64");
	assert_true(ra.prefixes[0].on_link && ra.prefixes[0].autonomous);
	assert_false(ra.prefixes[0].router_addr);
	assert_int_equal(ra.prefixes[0].valid_s, 86400);
	assert_int_equal(ra.prefixes[0].preferred_s, 14400);
	assert_prefix(&ra.prefixes[1].prefix, "2001:db8:102::/64"); /* masked */
	assert_true(ra.prefixes[1].router_addr);
	assert_addr(&ra.prefixes[1].router, "2001:db8:102::1");
	assert_int_equal(ra.rdnss_count, 2);
	assert_addr(&ra.rdnss[1].addr, "2001:db8:101::1");
	assert_int_equal(ra.rdnss[1].lifetime_s, 1200);
	assert_int_equal(ra.dnssl_count, 2);
	assert_string_equal(ra.dnssl[0].domain, "lan");
	assert_string_equal(ra.dnssl[1].domain, "example.com");
	assert_int_equal(ra.dnssl[1].lifetime_s, 600);
	assert_int_equal(ra.route_count, 2);
	assert_prefix(&ra.routes[0].prefix, "fd12:3456:789a:1::/64");
	assert_int_equal(ra.routes[0].preference, RA_PREFERENCE_HIGH);
	assert_int_equal(ra.routes[0].lifetime_s, 3600);
	assert_prefix(&ra.routes[1].prefix, "::/0");
	assert_int_equal(ra.routes[1].preference, RA_PREFERENCE_LOW);
	assert_int_equal(ra.pref64_count, 1);
	assert_prefix(&ra.pref64[0].prefix, "64:ff9b::/96");
	assert_int_equal(ra.pref64[0].lifetime_s, 1800);
}

/* Cut anywhere: only an option's end is an end, and nothing is read behind the cut. */
static void test_truncation(void **state)
{
	struct bytes b;
	struct ra_message untouched;

	(void)state;
	build_full(&b);
	memset(&untouched, 0xa5, sizeof(untouched));
	for (size_t len = 0, end = 16; len < b.len; len++) {
		struct ra_message ra = untouched;
		int r = decode(&b, len, &ra);

		if (len == end) {
			assert_int_equal(r, 0);
			end += b.data[end + 1] * 8U;
			continue;
		}
		assert_int_equal(r, len < 16 ? -EMSGSIZE : -EBADMSG);
		assert_memory_equal(&ra, &untouched, sizeof(ra));
	}
}

/* The head of a message that the capture cut: what is whole counts, wherever the cut is. */
static void test_head(void **state)
{
	struct bytes b;

	(void)state;
	build_full(&b);
	for (size_t len = 0; len <= b.len; len++) {
		uint8_t *copy = bytes_exact(&b, len);
		struct ra_message ra;

		assert_int_equal(ra_decode_head(copy, len, &ra), len < 16 ? -EMSGSIZE : 0);
		if (len >= 16) {
			assert_true(ra.truncated);
			assert_int_equal(ra.has_lladdr, len >= 24);
			assert_int_equal(ra.prefix_count, (len >= 64) + (len >= 96));
		}
		free(copy);
	}
	b.data[17] = 0; /* a length of zero is wrong even there */
	assert_int_equal(ra_decode_head(b.data, b.len, &(struct ra_message){ 0 }), -EBADMSG);
}

static void test_refused(void **state)
{
	struct bytes b;
	struct ra_message ra;

	(void)state;
	ra_begin(&b, 0);
	bytes_add(&b, "\x01\x00\0\0\0\0\0\0", 8);
	assert_int_equal(decode(&b, b.len, &ra), -EBADMSG); /* length 0 */
	b.data[17] = 2;
	assert_int_equal(decode(&b, b.len, &ra), -EBADMSG); /* past the end */
	b.data[17] = 1;
	assert_int_equal(decode(&b, b.len, &ra), 0);
	b.data[0] = 133;
	assert_int_equal(decode(&b, b.len, &ra), -EPROTOTYPE);
}

static void test_preference(void **state)
{
	static const struct {
		unsigned int flags;
		enum ra_preference preference;
		const char *name;
	} rows[] = {
		{ 0x00, RA_PREFERENCE_MEDIUM, "medium" },
		{ 0x08, RA_PREFERENCE_HIGH, "high" },
		{ 0x10, RA_PREFERENCE_MEDIUM, "medium" }, /* reserved (RFC 4191 section 2.2) */
		{ 0x18, RA_PREFERENCE_LOW, "low" },
	};
	struct bytes b;
	struct ra_message ra;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		ra_begin(&b, rows[i].flags);
		assert_int_equal(decode(&b, b.len, &ra), 0);
		assert_int_equal(ra.preference, rows[i].preference);
		assert_string_equal(ra_preference_name(ra.preference), rows[i].name);
		assert_false(ra.managed || ra.other || ra.home_agent || ra.proxy);
	}
	assert_string_equal(ra_preference_name(RA_PREFERENCE_UNSET), "unset");
	assert_string_equal(ra_preference_name(RA_PREFERENCE_MAX), "unset");
	ra_begin(&b, 0x02);
	assert_int_equal(decode(&b, b.len, &ra), 0);
	assert_true(ra.stub_router);
}

/* One option each that breaks its own rules: counted, kept out, and the rest still counts. */
static void test_malformed(void **state)
{
	static const struct {
		const char *name;
		uint8_t len; /* bytes behind type and length */
		uint8_t type;
		uint8_t data[30];
	} rows[] = {
		{ "slla of 16 bytes", 14, ND_OPTION_SLLA, { 1 } },
		{ "prefix too short", 22, ND_OPTION_PREFIX, { 64 } },
		{ "prefix length 129", 30, ND_OPTION_PREFIX, { 129 } },
		{ "mtu of 16 bytes", 14, ND_OPTION_MTU, { 1 } },
		{ "route length 129", 22, ND_OPTION_ROUTE, { 129 } },
		{ "route /65 in 8 bytes", 14, ND_OPTION_ROUTE, { 65 } },
		{ "route /1 in 0 bytes", 6, ND_OPTION_ROUTE, { 1 } },
		{ "route too long", 30, ND_OPTION_ROUTE, { 64 } },
		{ "route preference reserved", 14, ND_OPTION_ROUTE, { 64, 0x10 } },
		{ "rdnss without address", 6, ND_OPTION_RDNSS, { 0 } },
		{ "rdnss with half an address", 14, ND_OPTION_RDNSS, { 0 } },
		{ "dnssl without domain", 6, ND_OPTION_DNSSL, { 0 } },
		{ "dnssl with zeros only", 14, ND_OPTION_DNSSL, { 0 } },
		{ "dnssl past its end", 14, ND_OPTION_DNSSL, { [6] = 9, 'a' } },
		{ "dnssl compressed", 14, ND_OPTION_DNSSL, { [6] = 1, 'a', 0xc0, 8 } },
		{ "dnssl second one bad", 14, ND_OPTION_DNSSL, { [6] = 1, 'a', 0, 0x40 } },
		{ "pref64 of 24 bytes", 22, ND_OPTION_PREF64, { 0 } },
		{ "pref64 code 6", 14, ND_OPTION_PREF64, { 0, 6 } },
		{ "portal empty", 6, ND_OPTION_CAPTIVE_PORTAL, { 0 } },
		{ "portal with an escape", 6, ND_OPTION_CAPTIVE_PORTAL, { 'h', 0x1b, 'x' } },
		{ "portal with a NUL", 6, ND_OPTION_CAPTIVE_PORTAL, { 'h', 0, 'x' } },
		{ "portal beyond ASCII", 6, ND_OPTION_CAPTIVE_PORTAL, { 'h', 0xc3, 0xa4 } },
		{ "flags of 16 bytes", 14, ND_OPTION_FLAGS, { 0x80 } },
	};
	struct bytes b;
	struct ra_message ra;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		ra_begin(&b, 0);
		add_option(&b, rows[i].type, rows[i].data, rows[i].len);
		add_prefix(&b, "2001:db8::", 64, 0xc0);
		assert_int_equal(decode(&b, b.len, &ra), 0);
		if (ra.malformed_count != 1)
			fail_msg("%s: %u malformed", rows[i].name, ra.malformed_count);
		assert_int_equal(ra.option_count, 2);
		assert_int_equal(ra.prefix_count, 1);
		assert_int_equal(ra.route_count + ra.rdnss_count + ra.dnssl_count +
					 ra.pref64_count + ra.unknown_count,
				 0);
		assert_false(ra.has_lladdr || ra.has_mtu || ra.has_flags_ext || ra.overflow ||
			     ra.stub_router);
		assert_string_equal(ra.captive_portal, "");
	}
}

static void test_pref64_lengths(void **state)
{
	static const uint8_t lengths[] = { 96, 64, 56, 48, 40, 32 };
	struct bytes b;
	struct ra_message ra;

	(void)state;
	for (unsigned int code = 0; code < sizeof(lengths); code++) {
		ra_begin(&b, 0);
		add_option(&b, ND_OPTION_PREF64,
			   (uint8_t[14]){ 0xff, (uint8_t)(0xf8 | code), 0x20, 0x01 }, 14);
		assert_int_equal(decode(&b, b.len, &ra), 0);
		assert_int_equal(ra.pref64_count, 1);
		assert_int_equal(ra.pref64[0].prefix.len, lengths[code]);
		assert_int_equal(ra.pref64[0].lifetime_s, 65528);
	}
}

/* What may stand once: the first counts, as with hosts. */
static void test_duplicates(void **state)
{
	struct bytes b;
	struct ra_message ra;

	(void)state;
	ra_begin(&b, 0);
	for (uint8_t i = 1; i <= 2; i++) {
		const uint8_t data[6] = { i, i, i, i, i, i };

		add_option(&b, ND_OPTION_SLLA, data, 6);
		add_option(&b, ND_OPTION_MTU, data, 6);
		add_option(&b, ND_OPTION_NONCE, data, 6);
		add_option(&b, ND_OPTION_FLAGS, data, 6);
		add_option(&b, ND_OPTION_CAPTIVE_PORTAL, i == 1 ? "a:1" : "a:2", 3);
	}
	assert_int_equal(decode(&b, b.len, &ra), 0);
	assert_int_equal(ra.lladdr[0], 1);
	assert_int_equal(ra.mtu, 0x01010101);
	assert_int_equal(ra.nonce[0], 1);
	assert_true(ra.flags_ext == 0x010101010101ULL);
	assert_string_equal(ra.captive_portal, "a:1");
	assert_int_equal(ra.malformed_count, 0);
	assert_int_equal(ra.option_count, 10);
}

/* One more than fits of one kind sets overflow, the cap alone does not. */
static void test_caps(void **state)
{
	static const struct {
		unsigned int cap;
		uint8_t type;
	} rows[] = {
		{ RA_PREFIXES_MAX, ND_OPTION_PREFIX }, { RA_ROUTES_MAX, ND_OPTION_ROUTE },
		{ RA_RDNSS_MAX, ND_OPTION_RDNSS },     { RA_DNSSL_MAX, ND_OPTION_DNSSL },
		{ RA_PREF64_MAX, ND_OPTION_PREF64 },   { RA_UNKNOWN_MAX, 99 },
	};
	struct bytes name = { .len = 0 };
	struct bytes b;
	struct ra_message ra;

	(void)state;
	bytes_domain(&name, "a");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		ra_begin(&b, 0);
		for (unsigned int n = 0; n <= rows[i].cap; n++) {
			assert_int_equal(decode(&b, b.len, &ra), 0);
			assert_false(ra.overflow);
			switch (rows[i].type) {
			case ND_OPTION_PREFIX:
				add_prefix(&b, "2001:db8::", 64, 0xc0);
				break;
			case ND_OPTION_ROUTE:
				add_route(&b, "2001:db8::", 64, 2, 0);
				break;
			case ND_OPTION_RDNSS:
				add_rdnss(&b, "2001:db8::1", 1);
				break;
			case ND_OPTION_DNSSL:
				add_dnssl(&b, &name);
				break;
			case ND_OPTION_PREF64:
				add_option(&b, ND_OPTION_PREF64, (uint8_t[14]){ 0 }, 14);
				break;
			default:
				add_option(&b, rows[i].type, "", 0);
			}
		}
		assert_int_equal(decode(&b, b.len, &ra), 0);
		assert_true(ra.overflow);
		assert_int_equal(ra.prefix_count + ra.route_count + ra.rdnss_count +
					 ra.dnssl_count + ra.pref64_count + ra.unknown_count,
				 rows[i].cap);
		assert_int_equal(ra.option_count, rows[i].cap + 1);
		assert_int_equal(ra.malformed_count, 0);
	}
}

/* The largest message there is, of the smallest options: counted, not believed, in no time. */
static void test_many_options(void **state)
{
	struct bytes b;
	struct ra_message ra;

	(void)state;
	ra_begin(&b, 0);
	while (b.len < 65000)
		add_option(&b, 99, "", 0);
	assert_int_equal(decode(&b, b.len, &ra), 0);
	assert_int_equal(ra.option_count, (65000 - 16) / 8);
	assert_int_equal(ra.unknown_total, ra.option_count);
	assert_int_equal(ra.unknown_count, RA_UNKNOWN_MAX);
	assert_true(ra.overflow);
}

static void test_hostile_text(void **state)
{
	struct bytes names = { .len = 0 };
	struct bytes b;
	struct ra_message ra;
	char long_uri[RA_URI_MAX];

	(void)state;
	ra_begin(&b, 0);
	bytes_add(&names, "\x0b\x1b[31m.\\ \xe2\x80\xae", 12); /* colour, dot, backslash, bidi */
	bytes_u8(&names, 0);
	bytes_u8(&names, 63); /* 63 × 4 bytes as text, twice: too long */
	bytes_fill(&names, 0x01, 63);
	bytes_u8(&names, 63);
	bytes_fill(&names, 0x01, 63);
	bytes_u8(&names, 0);
	bytes_domain(&names, "after");
	add_dnssl(&b, &names);
	memset(long_uri, 'u', sizeof(long_uri));
	add_option(&b, ND_OPTION_CAPTIVE_PORTAL, long_uri, sizeof(long_uri));
	assert_int_equal(decode(&b, b.len, &ra), 0);
	assert_int_equal(ra.dnssl_count, 2);
	assert_string_equal(ra.dnssl[0].domain, "\\027[31m\\.\\\\\\032\\226\\128\\174");
	assert_string_equal(ra.dnssl[1].domain, "after");
	assert_string_equal(ra.captive_portal, "");
	assert_true(ra.overflow);
	assert_int_equal(ra.malformed_count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_full),	     cmocka_unit_test(test_full_lists),
		cmocka_unit_test(test_truncation),   cmocka_unit_test(test_head),
		cmocka_unit_test(test_refused),	     cmocka_unit_test(test_preference),
		cmocka_unit_test(test_malformed),    cmocka_unit_test(test_pref64_lengths),
		cmocka_unit_test(test_duplicates),   cmocka_unit_test(test_caps),
		cmocka_unit_test(test_many_options), cmocka_unit_test(test_hostile_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
