// SPDX-License-Identifier: GPL-2.0-or-later
/* NS, NA, RS, redirect, and the option walk that all ND messages share. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "bytes.h"
#include "core/addr.h"
#include "decode/nd.h"

#define SLLA "\x01\x01\x00\x16\x3e\x7f\xb6\xa5"
#define TLLA "\x02\x01\x00\x16\x3e\x63\x45\x44"
#define NONCE "\x0e\x01\x0a\x0b\x0c\x0d\x0e\x0f"

static int decode(const struct bytes *b, size_t len, struct nd_message *ret_message)
{
	uint8_t *copy = bytes_exact(b, len);
	int r = nd_decode(copy, len, ret_message);

	free(copy);
	return r;
}

static void assert_addr(const struct in6_addr *addr, const char *expected)
{
	char text[ADDR_TEXT_MAX];

	assert_string_equal(addr_format(text, sizeof(text), addr), expected);
}

/* The fixed part of a type, with its address or addresses. */
static void nd_begin(struct bytes *b, unsigned int type, unsigned int flags)
{
	b->len = 0;
	bytes_u8(b, type);
	bytes_fill(b, 0, 3);
	bytes_u8(b, flags);
	bytes_fill(b, 0, 3);
	if (type == ND_TYPE_RS)
		return;
	bytes_addr(b, "fe80::216:3eff:fe7f:b6a5");
	if (type == ND_TYPE_REDIRECT)
		bytes_addr(b, "2001:db8:53::80");
}

static void test_ns(void **state)
{
	struct bytes b;
	struct nd_message nd;

	(void)state;
	nd_begin(&b, ND_TYPE_NS, 0xe0); /* reserved bits: no flags in an NS */
	bytes_add(&b, SLLA NONCE, 16);
	assert_int_equal(decode(&b, b.len, &nd), 0);
	assert_int_equal(nd.type, ND_TYPE_NS);
	assert_addr(&nd.target, "fe80::216:3eff:fe7f:b6a5");
	assert_true(nd.has_slla && !nd.has_tlla);
	assert_memory_equal(nd.slla, "\x00\x16\x3e\x7f\xb6\xa5", 6);
	assert_int_equal(nd.nonce_len, 6);
	assert_memory_equal(nd.nonce, "\x0a\x0b\x0c\x0d\x0e\x0f", 6);
	assert_false(nd.router || nd.solicited || nd.override || nd.truncated);
	assert_int_equal(nd.option_count, 2);
	assert_int_equal(nd.unknown_count, 0);
	assert_true(addr_is_unspecified(&nd.destination));
}

static void test_na_flags(void **state)
{
	struct bytes b;
	struct nd_message nd;

	(void)state;
	for (unsigned int bits = 0; bits < 8; bits++) {
		nd_begin(&b, ND_TYPE_NA, bits << 5 | 0x1f);
		bytes_add(&b, TLLA, 8);
		assert_int_equal(decode(&b, b.len, &nd), 0);
		assert_int_equal(nd.router, !!(bits & 4));
		assert_int_equal(nd.solicited, !!(bits & 2));
		assert_int_equal(nd.override, !!(bits & 1));
		assert_true(nd.has_tlla && !nd.has_slla);
		assert_memory_equal(nd.tlla, "\x00\x16\x3e\x63\x45\x44", 6);
	}
}

static void test_rs(void **state)
{
	struct bytes b;
	struct nd_message nd;

	(void)state;
	nd_begin(&b, ND_TYPE_RS, 0);
	assert_int_equal(decode(&b, b.len, &nd), 0);
	assert_false(nd.has_slla);
	assert_int_equal(nd.option_count, 0);
	assert_true(addr_is_unspecified(&nd.target));
	bytes_add(&b, SLLA, 8);
	assert_int_equal(decode(&b, b.len, &nd), 0);
	assert_true(nd.has_slla);
}

static void test_redirect(void **state)
{
	struct bytes b;
	struct nd_message nd;

	(void)state;
	nd_begin(&b, ND_TYPE_REDIRECT, 0);
	bytes_add(&b, TLLA, 8);
	assert_int_equal(decode(&b, b.len, &nd), 0);
	assert_addr(&nd.target, "fe80::216:3eff:fe7f:b6a5");
	assert_addr(&nd.destination, "2001:db8:53::80");
	assert_true(nd.has_tlla);
	assert_false(nd.redirected_header);
	bytes_add(&b, "\x04\x06", 2);
	bytes_fill(&b, 0, 46);
	bytes_add(&b, "\x63\x01\0\0\0\0\0\0", 8);
	assert_int_equal(decode(&b, b.len, &nd), 0);
	assert_true(nd.redirected_header);
	assert_int_equal(nd.option_count, 3);
	assert_int_equal(nd.unknown_count, 1);
}

/* The first of a kind counts; another size than Ethernet's is no MAC address. */
static void test_options(void **state)
{
	struct bytes b;
	struct nd_message nd;

	(void)state;
	nd_begin(&b, ND_TYPE_NS, 0);
	bytes_add(&b, "\x01\x02", 2);
	bytes_fill(&b, 0xee, 14);
	bytes_add(&b, "\x02\x02", 2);
	bytes_fill(&b, 0xee, 14);
	bytes_add(&b, "\x0e\x03", 2);
	bytes_fill(&b, 0x77, 22);
	assert_int_equal(decode(&b, b.len, &nd), 0);
	assert_false(nd.has_slla || nd.has_tlla);
	assert_int_equal(nd.nonce_len, ND_NONCE_MAX);
	bytes_add(&b, SLLA TLLA NONCE, 24);
	bytes_add(&b, "\x01\x01\xff\xff\xff\xff\xff\xff", 8);
	bytes_add(&b, "\x02\x01\xff\xff\xff\xff\xff\xff", 8);
	assert_int_equal(decode(&b, b.len, &nd), 0);
	assert_memory_equal(nd.slla, "\x00\x16\x3e\x7f\xb6\xa5", 6);
	assert_memory_equal(nd.tlla, "\x00\x16\x3e\x63\x45\x44", 6);
	assert_int_equal(nd.nonce[0], 0x77);
	assert_int_equal(nd.option_count, 8);
}

static void test_truncation(void **state)
{
	static const struct {
		unsigned int type;
		size_t fixed;
	} rows[] = {
		{ ND_TYPE_RS, 8 },
		{ ND_TYPE_NS, 24 },
		{ ND_TYPE_NA, 24 },
		{ ND_TYPE_REDIRECT, 40 },
	};
	struct nd_message untouched;
	struct bytes b;

	(void)state;
	memset(&untouched, 0xa5, sizeof(untouched));
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		nd_begin(&b, rows[i].type, 0);
		bytes_add(&b, SLLA TLLA NONCE, 24);
		for (size_t len = 0; len <= b.len; len++) {
			struct nd_message nd = untouched;
			uint8_t *copy = bytes_exact(&b, len);
			int r = nd_decode(copy, len, &nd);

			if (len < rows[i].fixed)
				assert_int_equal(r, -EMSGSIZE);
			else
				assert_int_equal(r, (len - rows[i].fixed) % 8 ? -EBADMSG : 0);
			if (r)
				assert_memory_equal(&nd, &untouched, sizeof(nd));
			r = nd_decode_head(copy, len, &nd);
			assert_int_equal(r, len < rows[i].fixed ? -EMSGSIZE : 0);
			if (!r) {
				assert_true(nd.truncated);
				assert_int_equal(nd.option_count, (len - rows[i].fixed) / 8);
			}
			free(copy);
		}
	}
}

static void test_refused(void **state)
{
	struct bytes b;
	struct nd_message nd;

	(void)state;
	for (unsigned int type = 0; type < 256; type++) {
		bool known = type == ND_TYPE_RS || type == ND_TYPE_NS || type == ND_TYPE_NA ||
			     type == ND_TYPE_REDIRECT;

		nd_begin(&b, ND_TYPE_REDIRECT, 0);
		b.data[0] = (uint8_t)type;
		b.len = type == ND_TYPE_RS ? 8 : type == ND_TYPE_REDIRECT ? 40 : 24;
		assert_int_equal(decode(&b, b.len, &nd), known ? 0 : -EPROTOTYPE);
	}
	nd_begin(&b, ND_TYPE_NS, 0);
	bytes_add(&b, "\x01\x00\0\0\0\0\0\0", 8);
	assert_int_equal(decode(&b, b.len, &nd), -EBADMSG);
	assert_int_equal(nd_decode_head(b.data, b.len, &nd), -EBADMSG);
	b.data[25] = 255;
	assert_int_equal(decode(&b, b.len, &nd), -EBADMSG);
	assert_int_equal(nd_decode_head(b.data, b.len, &nd), 0);
}

/* A walk that ended, in whatever way, stays where it is. */
static void test_walk(void **state)
{
	static const uint8_t data[] = { 1, 1, 0, 0, 0, 0, 0, 0, 5, 0 };
	struct nd_option_walk walk = { .data = data, .left = sizeof(data) };
	struct nd_option option;

	(void)state;
	assert_int_equal(nd_option_next(&walk, &option), 1);
	assert_int_equal(option.type, 1);
	assert_int_equal(option.len, 8);
	assert_ptr_equal(option.data, data);
	assert_int_equal(nd_option_next(&walk, &option), -EBADMSG);
	assert_int_equal(nd_option_next(&walk, &option), -EBADMSG);
	assert_int_equal(walk.left, 2);
	walk.left = 1;
	assert_int_equal(nd_option_next(&walk, &option), -EBADMSG);
	walk.head = true;
	assert_int_equal(nd_option_next(&walk, &option), 0);
	walk = (struct nd_option_walk){ .data = NULL, .left = 0 };
	assert_int_equal(nd_option_next(&walk, &option), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ns),	cmocka_unit_test(test_na_flags),
		cmocka_unit_test(test_rs),	cmocka_unit_test(test_redirect),
		cmocka_unit_test(test_options), cmocka_unit_test(test_truncation),
		cmocka_unit_test(test_refused), cmocka_unit_test(test_walk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
