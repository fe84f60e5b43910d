// SPDX-License-Identifier: GPL-2.0-or-later
/* Addresses, prefixes, MAC addresses: text both ways, kinds. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "core/addr.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static struct in6_addr parse(const char *text)
{
	struct in6_addr addr;

	if (addr_parse(text, &addr))
		fail_msg("%s does not parse", text);
	return addr;
}

/* RFC 5952 sections 4 and 5, with its own examples. */
static void test_format(void **state)
{
	static const struct {
		const char *in;
		const char *out;
	} rows[] = {
		{ "::", "::" },
		{ "::1", "::1" },
		{ "1::", "1::" },
		{ "2001:0db8::0001", "2001:db8::1" },
		{ "2001:db8:0:0:0:0:2:1", "2001:db8::2:1" },
		{ "2001:db8::1:1:1:1:1", "2001:db8:0:1:1:1:1:1" }, /* one group is not cut */
		{ "2001:0:0:1:0:0:0:1", "2001:0:0:1::1" },	   /* the longest run */
		{ "2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1" },   /* the first of equals */
		{ "2001:DB8:AAAA:BBBB:CCCC:DDDD:EEEE:AAAA",
		  "2001:db8:aaaa:bbbb:cccc:dddd:eeee:aaaa" },
		{ "0:0:1:2:3:4:5:6", "::1:2:3:4:5:6" },
		{ "1:2:3:4:5:6:0:0", "1:2:3:4:5:6::" },
		{ "::1:2", "::1:2" }, /* not ::0.1.0.2 */
		{ "::ffff:192.0.2.1", "192.0.2.1" },
		{ "::ffff:0:0", "0.0.0.0" },
		{ "192.0.2.255", "192.0.2.255" },
		{ "64:ff9b::c000:201", "64:ff9b::c000:201" },
		{ "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
		  "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff" },
	};
	char text[ADDR_TEXT_MAX];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct in6_addr addr = parse(rows[i].in);

		assert_string_equal(addr_format(text, sizeof(text), &addr), rows[i].out);
	}
}

static void test_format_short_buffer(void **state)
{
	struct in6_addr addr = parse("2001:db8::1");
	char text[8] = "zzzzzzz";

	(void)state;
	assert_string_equal(addr_format(text, 5, &addr), "2001");
	assert_int_equal(text[5], 'z');
}

static void test_zone(void **state)
{
	char text[ADDR_ZONE_TEXT_MAX];
	struct in6_addr link = parse("fe80::1"), global = parse("2001:db8::1");
	struct in6_addr longest = parse("fe80:1111:2222:3333:4444:5555:6666:7777");

	(void)state;
	assert_string_equal(addr_format_zone(text, sizeof(text), &link, "eth0"), "fe80::1%eth0");
	assert_string_equal(addr_format_zone(text, sizeof(text), &global, "eth0"), "2001:db8::1");
	assert_string_equal(addr_format_zone(text, sizeof(text), &link, NULL), "fe80::1");
	assert_string_equal(addr_format_zone(text, sizeof(text), &link, ""), "fe80::1");
	assert_string_equal(addr_format_zone(text, sizeof(text), &longest, "ifname-of-15-ch"),
			    "fe80:1111:2222:3333:4444:5555:6666:7777%ifname-of-15-ch");
}

static void test_parse_refused(void **state)
{
	static const char *const rows[] = {
		"",	   "1",	   "::g", "1.2.3", "1.2.3.256", "fe80::1%eth0", "2001:db8::1/64",
		"1::2::3", " ::1", "::1 "
	};
	struct in6_addr addr;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_int_equal(addr_parse(rows[i], &addr), -EINVAL);
}

static void test_sw(void **state)
{
	struct in6_addr addr = parse("2001:db8::1"), back;
	struct sw_addr sw = addr_to_sw(&addr);

	(void)state;
	back = addr_from_sw(&sw);
	assert_true(addr_equal(&addr, &back));
	assert_memory_equal(&sw, &addr, sizeof(addr));
}

static void test_compare(void **state)
{
	struct in6_addr a = parse("2001:db8::1"), b = parse("2001:db8::1:0");

	(void)state;
	assert_true(addr_compare(&a, &b) < 0);
	assert_true(addr_compare(&b, &a) > 0);
	assert_int_equal(addr_compare(&a, &a), 0);
	assert_false(addr_equal(&a, &b));
}

static void test_scopes(void **state)
{
	static const struct {
		const char *addr;
		const char *scope;
	} rows[] = {
		{ "::", "unspecified" },    { "::1", "loopback" },	 { "fe80::1", "link" },
		{ "febf::1", "link" },	    { "fec0::1", "global" },	 { "fe7f::1", "global" },
		{ "fc00::1", "ula" },	    { "fdff::1", "ula" },	 { "fbff::1", "global" },
		{ "ff02::1", "multicast" }, { "2001:db8::1", "global" }, { "192.0.2.1", "ipv4" },
		{ "169.254.0.1", "ipv4" },  { "0.0.0.0", "ipv4" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct in6_addr addr = parse(rows[i].addr);
		const char *scope = rows[i].scope;

		assert_string_equal(addr_scope_name(&addr), scope);
		assert_int_equal(addr_is_unspecified(&addr), !strcmp(scope, "unspecified"));
		assert_int_equal(addr_is_loopback(&addr), !strcmp(scope, "loopback"));
		assert_int_equal(addr_is_link_local(&addr), !strcmp(scope, "link"));
		assert_int_equal(addr_is_ula(&addr), !strcmp(scope, "ula"));
		assert_int_equal(addr_is_multicast(&addr), !strcmp(scope, "multicast"));
		assert_int_equal(addr_is_v4mapped(&addr), !strcmp(scope, "ipv4"));
		assert_int_equal(addr_is_global(&addr), !strcmp(scope, "global"));
	}
}

static void test_iid_kinds(void **state)
{
	static const struct {
		const char *addr;
		const char *kind;
	} rows[] = {
		{ "::", "unknown" },
		{ "::1", "unknown" },
		{ "ff02::1", "unknown" },
		{ "192.0.2.1", "unknown" },
		{ "2001:db8::", "low" },
		{ "2001:db8::1", "low" },
		{ "2001:db8::ff:ffff", "low" },
		{ "2001:db8::9c5", "low" },
		{ "2001:db8::100:0", "embedded-ipv4" }, /* 1.0.0.0 */
		{ "2001:db8::c000:201", "embedded-ipv4" },
		{ "2001:db8::192:0:2:1", "embedded-ipv4" },
		{ "2001:db8::255:255:255:255", "embedded-ipv4" },
		{ "2001:db8::256:0:2:1", "pattern" },
		{ "2001:db8::1a2:0:2:1", "pattern" },
		{ "2001:db8::12a:0:2:1", "pattern" },
		{ "2001:db8::320:1:2:1", "pattern" },
		{ "2001:db8:0:0:0:b2:0:1", "pattern" }, /* no host in 0.0.0.0/8 */
		{ "fe80::216:3eff:fe7f:b6a5", "eui64" },
		{ "fe80::5efe:c000:201", "isatap" },
		{ "fe80::200:5efe:192.0.2.1", "isatap" },
		{ "2001:db8::dead:beef:dead:beef", "random" }, /* wordy: not told apart */
		{ "2001:db8:0:0:1111:1111:2345:6789", "pattern" },
		{ "2001:db8:0:0:1111:1123:4567:89ab", "random" },
		{ "2001:db8:101:0:b41f:18a3:a97c:4a0c", "random" },
		{ "fe80::1c07:54b6:34aa:90e1", "random" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct in6_addr addr = parse(rows[i].addr);
		const char *kind = addr_iid_name(addr_iid_kind(&addr));

		if (strcmp(kind, rows[i].kind))
			fail_msg("%s: %s, not %s", rows[i].addr, kind, rows[i].kind);
	}
	assert_string_equal(addr_iid_name(ADDR_IID_MAX), "unknown");
}

static void test_iid_mac(void **state)
{
	static const uint8_t mac[6] = { 0x00, 0x16, 0x3e, 0x7f, 0xb6, 0xa5 };
	static const uint8_t other[6] = { 0x02, 0x16, 0x3e, 0x7f, 0xb6, 0xa5 };
	struct in6_addr eui64 = parse("2001:db8:101:0:216:3eff:fe7f:b6a5");
	struct in6_addr random = parse("2001:db8:101:0:b41f:18a3:a97c:4a0c");
	uint8_t found[6];

	(void)state;
	assert_true(addr_iid_mac(&eui64, found));
	assert_memory_equal(found, mac, 6);
	assert_true(addr_iid_matches_mac(&eui64, mac));
	assert_false(addr_iid_matches_mac(&eui64, other));
	assert_false(addr_iid_mac(&random, found));
	assert_false(addr_iid_matches_mac(&random, mac));
}

static void test_prefix_make(void **state)
{
	static const struct {
		uint8_t len;
		const char *text;
	} rows[] = {
		{ 0, "::/0" },
		{ 1, "8000::/1" },
		{ 7, "fe00::/7" },
		{ 8, "ff00::/8" },
		{ 9, "ff80::/9" },
		{ 64, "ffff:ffff:ffff:ffff::/64" },
		{ 127, "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe/127" },
		{ 128, "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128" },
		{ 255, "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128" },
	};
	struct in6_addr ones = parse("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
	char text[PREFIX_TEXT_MAX];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct prefix prefix = prefix_make(&ones, rows[i].len);

		assert_string_equal(prefix_format(text, sizeof(text), &prefix), rows[i].text);
	}
}

static void test_prefix_contains(void **state)
{
	static const struct {
		const char *prefix;
		const char *addr;
		bool within;
	} rows[] = {
		{ "2001:db8::/64", "2001:db8::1", true },
		{ "2001:db8::/64", "2001:db8:0:1::1", false },
		{ "2001:db8:0:2::/63", "2001:db8:0:3::1", true },
		{ "2001:db8:0:2::/63", "2001:db8:0:4::1", false },
		{ "::/0", "2001:db8::1", true },
		{ "2001:db8::1/128", "2001:db8::1", true },
		{ "2001:db8::1/128", "2001:db8::2", false },
		{ "192.0.2.0/24", "192.0.2.77", true },
		{ "192.0.2.0/24", "192.0.3.77", false },
		{ "192.0.2.0/24", "2001:db8::1", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct in6_addr addr = parse(rows[i].addr);
		struct prefix prefix;

		assert_int_equal(prefix_parse(rows[i].prefix, &prefix), 0);
		assert_int_equal(prefix_contains(&prefix, &addr), rows[i].within);
	}
}

static void test_prefix_unmasked(void **state)
{
	struct in6_addr addr = parse("2001:db8::1");
	struct prefix sloppy = { .addr = addr, .len = 64 }, made = prefix_make(&addr, 64);

	(void)state;
	assert_true(prefix_contains(&sloppy, &addr));
	assert_false(prefix_equal(&sloppy, &made));
	sloppy = made;
	assert_true(prefix_equal(&sloppy, &made));
	sloppy.len = 65;
	assert_false(prefix_equal(&sloppy, &made));
}

static void test_prefix_parse(void **state)
{
	static const char *const refused[] = {
		"",
		"::1",
		"::1/",
		"::/129",
		"::/-1",
		"::/ 1",
		"::/1x",
		"::/+1",
		"/64",
		"192.0.2.0/33",
		"x/64",
		"::/99999999999999999999",
		"1111:1111:1111:1111:1111:1111:1111:1111:1111:1111/64",
	};
	struct prefix prefix;
	char text[PREFIX_TEXT_MAX];

	(void)state;
	for (size_t i = 0; i < COUNT(refused); i++)
		assert_int_equal(prefix_parse(refused[i], &prefix), -EINVAL);
	assert_int_equal(prefix_parse("192.0.2.77/24", &prefix), 0);
	assert_int_equal(prefix.len, 120);
	assert_string_equal(prefix_format(text, sizeof(text), &prefix), "192.0.2.0/24");
	assert_int_equal(prefix_parse("::ffff:192.0.2.0/120", &prefix), 0);
	assert_string_equal(prefix_format(text, sizeof(text), &prefix), "192.0.2.0/24");
}

static void test_mac_bits(void **state)
{
	static const struct {
		uint8_t mac[6];
		bool zero, group, local;
	} rows[] = {
		{ { 0 }, true, false, false },
		{ { 0, 0, 0, 0, 0, 1 }, false, false, false },
		{ { 0x00, 0x16, 0x3e }, false, false, false },
		{ { 0x33, 0x33 }, false, true, true },
		{ { 0x01, 0x00, 0x5e }, false, true, false },
		{ { 0x66, 0xa1 }, false, false, true },
		{ { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff }, false, true, true },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_int_equal(mac_is_zero(rows[i].mac), rows[i].zero);
		assert_int_equal(mac_is_group(rows[i].mac), rows[i].group);
		assert_int_equal(mac_is_local(rows[i].mac), rows[i].local);
	}
}

static void test_mac_text(void **state)
{
	static const struct {
		const char *in;
		const char *out; /* NULL: refused */
	} rows[] = {
		{ "00:16:3e:7f:b6:a5", "00:16:3e:7f:b6:a5" },
		{ "00-16-3E-7F-B6-A5", "00:16:3e:7f:b6:a5" },
		{ "0:16:3e:7f:b6:5", "00:16:3e:7f:b6:05" },
		{ "ff:ff:ff:ff:ff:ff", "ff:ff:ff:ff:ff:ff" },
		{ "", NULL },
		{ "00:16:3e:7f:b6", NULL },
		{ "00:16:3e:7f:b6:", NULL },
		{ "00:16:3e:7f:b6:a5:00", NULL },
		{ "00:16-3e:7f:b6:a5", NULL },
		{ "00:16:3e:7f:b6:a5 ", NULL },
		{ "000:16:3e:7f:b6:a5", NULL },
		{ "g0:16:3e:7f:b6:a5", NULL },
		{ "0g:16:3e:7f:b6:a5", NULL },
		{ "00163e7fb6a5", NULL },
		{ "00.16.3e.7f.b6.a5", NULL },
	};
	char text[MAC_TEXT_MAX];
	uint8_t mac[6];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		int r = mac_parse(rows[i].in, mac);

		assert_int_equal(r, rows[i].out ? 0 : -EINVAL);
		if (!r)
			assert_string_equal(mac_format(text, mac), rows[i].out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_format),
		cmocka_unit_test(test_format_short_buffer),
		cmocka_unit_test(test_zone),
		cmocka_unit_test(test_parse_refused),
		cmocka_unit_test(test_sw),
		cmocka_unit_test(test_compare),
		cmocka_unit_test(test_scopes),
		cmocka_unit_test(test_iid_kinds),
		cmocka_unit_test(test_iid_mac),
		cmocka_unit_test(test_prefix_make),
		cmocka_unit_test(test_prefix_contains),
		cmocka_unit_test(test_prefix_unmasked),
		cmocka_unit_test(test_prefix_parse),
		cmocka_unit_test(test_mac_bits),
		cmocka_unit_test(test_mac_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
