// SPDX-License-Identifier: GPL-2.0-or-later
/* Vendor look-up: in a small table of our own, in every damage of it, and in the built-in one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "bytes.h"
#include "core/addr.h"
#include "core/vendor.h"

#define ENTRIES 5
#define NAMES_OFF (20 + 8 * ENTRIES)

static void add_entry(struct bytes *b, const char *prefix, unsigned int name_off)
{
	bytes_add(b, prefix, 5);
	bytes_u8(b, name_off >> 16);
	bytes_u16(b, name_off & 0xffff);
}

/* Two /36 and one /28 within a /24, and another /24. */
static void build_table(struct bytes *b)
{
	b->len = 0;
	bytes_add(b, "SIXOUI1\n", 8);
	bytes_u32(b, 2);
	bytes_u32(b, 1);
	bytes_u32(b, 2);
	add_entry(b, "\x70\xb3\xd5\x00\x10", 0);
	add_entry(b, "\x70\xb3\xd5\x71\x90", 6);
	add_entry(b, "\x70\xb3\xd5\x70\x00", 12);
	add_entry(b, "\x00\x16\x3e\x00\x00", 18);
	add_entry(b, "\x70\xb3\xd5\x00\x00", 24);
	bytes_add(b, "\5Small\5Other\5Midst\5Xensr\5Large", 30);
}

static void test_longest_match(void **state)
{
	static const struct {
		uint8_t mac[6];
		const char *name;
	} rows[] = {
		{ { 0x70, 0xb3, 0xd5, 0x00, 0x1f, 0xff }, "Small" },
		{ { 0x70, 0xb3, 0xd5, 0x00, 0x2f, 0xff }, "Large" },
		{ { 0x70, 0xb3, 0xd5, 0x71, 0x90, 0x00 }, "Other" },
		{ { 0x70, 0xb3, 0xd5, 0x71, 0x80, 0x00 }, "Midst" },
		{ { 0x70, 0xb3, 0xd5, 0x70, 0xff, 0xff }, "Midst" },
		{ { 0x00, 0x16, 0x3e, 0xff, 0xff, 0xff }, "Xensr" },
		{ { 0x00, 0x16, 0x3f, 0x00, 0x00, 0x00 }, NULL },
		{ { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff }, NULL },
		{ { 0 }, NULL },
	};
	struct bytes b;
	char name[VENDOR_TEXT_MAX];

	(void)state;
	build_table(&b);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const char *found = vendor_find(b.data, b.len, rows[i].mac, name, sizeof(name));

		if (rows[i].name)
			assert_string_equal(found, rows[i].name);
		else
			assert_null(found);
	}
	assert_string_equal(vendor_find(b.data, b.len, rows[0].mac, name, 3), "Sm");
}

/* Cut at every byte, and with every byte changed: no read outside, no crash. */
static void test_damage(void **state)
{
	static const uint8_t mac[6] = { 0x70, 0xb3, 0xd5, 0x71, 0x90, 0x00 };
	struct bytes b;
	char name[VENDOR_TEXT_MAX];

	(void)state;
	build_table(&b);
	for (size_t len = 0; len < b.len; len++) {
		uint8_t *copy = bytes_exact(&b, len);
		const char *found = vendor_find(copy, len, mac, name, sizeof(name));

		assert_int_equal(!!found, len >= NAMES_OFF + 12);
		free(copy);
	}
	for (size_t at = 0; at < b.len; at++) {
		for (unsigned int value = 0; value < 256; value++) {
			uint8_t *copy = bytes_exact(&b, b.len);

			copy[at] = (uint8_t)value;
			if (vendor_find(copy, b.len, mac, name, sizeof(name)))
				assert_true(strlen(name) < sizeof(name));
			free(copy);
		}
	}
}

static void test_hostile_name(void **state)
{
	static const uint8_t mac[6] = { 0x70, 0xb3, 0xd5, 0x71, 0x90, 0x00 };
	struct bytes b;
	char name[VENDOR_TEXT_MAX];

	(void)state;
	build_table(&b);
	memcpy(b.data + NAMES_OFF + 7, "\x1b[2J\n", 5);
	assert_string_equal(vendor_find(b.data, b.len, mac, name, sizeof(name)), "\\x1b[2J\\x0a");
}

/* Nobody registers random addresses or groups. */
static void test_not_registered(void **state)
{
	char name[VENDOR_TEXT_MAX];

	(void)state;
	for (unsigned int i = 0; i < 256; i++) {
		const uint8_t mac[6] = { (uint8_t)i, 0x16, 0x3e, 1, 2, 3 };

		if (mac_is_local(mac) || mac_is_group(mac))
			assert_null(vendor_name(mac, name, sizeof(name)));
	}
}

static void test_built_in(void **state)
{
	static const struct {
		uint8_t mac[6];
		const char *name;
	} rows[] = {
		{ { 0xb8, 0x27, 0xeb, 0x89, 0xbc, 0x51 }, "Raspberry Pi" },
		{ { 0x10, 0x9a, 0xdd, 0x54, 0xb6, 0x34 }, "Apple" },
		{ { 0x00, 0x24, 0xa5, 0xf1, 0x07, 0xca }, "Buffalo" },
		{ { 0x00, 0x16, 0x3e, 0xec, 0xba, 0xf7 }, "Xensource" },
		{ { 0x70, 0xb3, 0xd5, 0x71, 0x91, 0x23 }, "2M" },  /* /36 */
		{ { 0x20, 0x85, 0x93, 0xb1, 0x23, 0x45 }, "IOG" }, /* /28 */
	};
	char name[VENDOR_TEXT_MAX];

	(void)state;
	if (!vendor_name(rows[0].mac, name, sizeof(name)))
		skip(); /* built without ieee-data */
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_string_equal(vendor_name(rows[i].mac, name, sizeof(name)), rows[i].name);
	/* the IEEE's own /24, of which only parts are given away */
	assert_null(vendor_name((const uint8_t[6]){ 0x70, 0xb3, 0xd5, 0xff, 0xff, 0xff }, name,
				sizeof(name)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_longest_match), cmocka_unit_test(test_damage),
		cmocka_unit_test(test_hostile_name),  cmocka_unit_test(test_not_registered),
		cmocka_unit_test(test_built_in),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
