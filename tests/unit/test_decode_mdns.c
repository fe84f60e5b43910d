// SPDX-License-Identifier: GPL-2.0-or-later
/* Names in mDNS and LLMNR answers. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "bytes.h"
#include "core/addr.h"
#include "decode/mdns.h"

#define CACHE_FLUSH 0x8001
#define REVERSE_V6 "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.1.0.1.0.8.b.d.0.1.0.0.2.IP6.arpa"

static void assert_addr(const struct in6_addr *addr, const char *expected)
{
	char text[ADDR_TEXT_MAX];

	assert_string_equal(addr_format(text, sizeof(text), addr), expected);
}

static int decode(const struct bytes *b, size_t len, struct mdns_message *ret_message)
{
	uint8_t *copy = bytes_exact(b, len);
	int r = mdns_decode(copy, len, ret_message);

	free(copy);
	return r;
}

static void message_begin(struct bytes *b, unsigned int flags, unsigned int questions,
			  unsigned int answers)
{
	b->len = 0;
	bytes_u16(b, 0);
	bytes_u16(b, flags);
	bytes_u16(b, questions);
	bytes_u16(b, answers);
	bytes_u16(b, 0);
	bytes_u16(b, 0);
}

/* Everything of a record behind its name. */
static void add_record(struct bytes *b, unsigned int type, unsigned int class, const void *data,
		       size_t len)
{
	bytes_u16(b, type);
	bytes_u16(b, class);
	bytes_u32(b, 120);
	bytes_u16(b, (unsigned int)len);
	bytes_add(b, data, len);
}

static void add_aaaa(struct bytes *b, const char *name, const char *addr)
{
	struct bytes data = { .len = 0 };

	bytes_addr(&data, addr);
	bytes_domain(b, name);
	add_record(b, strchr(addr, ':') ? 28 : 1, CACHE_FLUSH, data.data, data.len);
}

static void add_ptr(struct bytes *b, const char *owner, const char *target)
{
	struct bytes data = { .len = 0 };

	bytes_domain(&data, target);
	bytes_domain(b, owner);
	add_record(b, 12, 1, data.data, data.len);
}

static void build_answer(struct bytes *b)
{
	message_begin(b, 0x8400, 1, 4);
	bytes_domain(b, "macbook.local");
	bytes_add(b, "\0\x1c\0\1", 4);
	bytes_add(b, "\xc0\x0c", 2); /* the question's name */
	add_record(b, 28, CACHE_FLUSH, "\x20\1\x0d\xb8\1\1\0\0\xb4\x1f\x18\xa3\xa9\x7c\x4a\x0c",
		   16);
	bytes_add(b, "\xc0\x0c", 2);
	add_record(b, 1, CACHE_FLUSH, "\xc0\0\2\x1f", 4);
	bytes_domain(b, REVERSE_V6);
	add_record(b, 12, 1, "\3nas\xc0\x14", 6); /* nas.local */
	add_ptr(b, "77.2.0.192.in-addr.arpa", "camera.lan");
}

static void test_answer(void **state)
{
	struct bytes b;
	struct mdns_message m;

	(void)state;
	build_answer(&b);
	assert_int_equal(decode(&b, b.len, &m), 0);
	assert_int_equal(m.count, 4);
	assert_string_equal(m.names[0].name, "macbook.local");
	assert_addr(&m.names[0].addr, "2001:db8:101:0:b41f:18a3:a97c:4a0c");
	assert_int_equal(m.names[0].ttl_s, 120);
	assert_false(m.names[0].reverse);
	assert_string_equal(m.names[1].name, "macbook.local");
	assert_addr(&m.names[1].addr, "192.0.2.31");
	assert_string_equal(m.names[2].name, "nas.local");
	assert_addr(&m.names[2].addr, "2001:db8:101::1");
	assert_true(m.names[2].reverse);
	assert_string_equal(m.names[3].name, "camera.lan");
	assert_addr(&m.names[3].addr, "192.0.2.77");
	assert_true(m.names[3].reverse);
	assert_false(m.overflow);
}

static void test_truncation(void **state)
{
	struct mdns_message untouched;
	struct bytes b;

	(void)state;
	build_answer(&b);
	memset(&untouched, 0xa5, sizeof(untouched));
	for (size_t len = 0; len < b.len; len++) {
		struct mdns_message m = untouched;

		assert_int_equal(decode(&b, len, &m), len < 12 ? -EMSGSIZE : -EBADMSG);
		assert_memory_equal(&m, &untouched, sizeof(m));
	}
}

static void test_not_an_answer(void **state)
{
	static const uint16_t flags[] = { 0x0000, 0x0400, 0x8800, 0xa800, 0x8403, 0x8405 };
	struct bytes b;
	struct mdns_message m;

	(void)state;
	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		message_begin(&b, flags[i], 0, 0);
		assert_int_equal(decode(&b, b.len, &m), -ENOMSG);
	}
	message_begin(&b, 0x8400, 0, 0);
	assert_int_equal(decode(&b, b.len, &m), 0);
	assert_int_equal(m.count, 0);
}

/* All three sections are read. */
static void test_sections(void **state)
{
	struct bytes b;
	struct mdns_message m;

	(void)state;
	for (size_t at = 7; at <= 11; at += 2) {
		message_begin(&b, 0x8400, 0, 0);
		b.data[at] = 1;
		add_aaaa(&b, "a.local", "fe80::1");
		assert_int_equal(decode(&b, b.len, &m), 0);
		assert_int_equal(m.count, 1);
		assert_addr(&m.names[0].addr, "fe80::1");
	}
}

/* Records that name no host: passed over, and what follows still counts. */
static void test_others(void **state)
{
	static const char *const owners[] = {
		"_http._tcp.local",
		"in-addr.arpa",
		"0.192.in-addr.arpa",
		"256.2.0.192.in-addr.arpa",
		"0001.2.0.192.in-addr.arpa",
		"1.2.0.192.in-addr.arpa.local",
		"1.2.0.192.ip6.arpa",
		"x" REVERSE_V6,
		"0." REVERSE_V6,
		"1.0.8.b.d.0.1.0.0.2.ip6.arpa",
		"g.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.1.0.1.0.8.b.d.0.1.0.0.2.ip6.arpa",
		"1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.1.0.1.0.8.b.d.0.1.0.0.2.ip6.arpx",
	};
	unsigned int count = sizeof(owners) / sizeof(owners[0]);
	struct bytes b;
	struct mdns_message m;

	(void)state;
	message_begin(&b, 0x8400, 0, count + 5);
	for (unsigned int i = 0; i < count; i++) {
		bytes_domain(&b, owners[i]);
		add_record(&b, 12, 1, "\1a", 3);
	}
	bytes_domain(&b, "printer.local"); /* SRV */
	add_record(&b, 33, 1, "\0\0\0\0\x02\x77\0", 7);
	bytes_domain(&b, "chaos.local"); /* another class */
	add_record(&b, 1, 3, "\1\2\3\4", 4);
	bytes_domain(&b, ""); /* the root has no address */
	add_record(&b, 1, 1, "\1\2\3\4", 4);
	bytes_domain(&b, "1.2.0.192.in-addr.arpa"); /* nor is it a host's name */
	add_record(&b, 12, 1, "", 1);
	add_aaaa(&b, "after.local", "2001:db8::1");
	assert_int_equal(decode(&b, b.len, &m), 0);
	assert_int_equal(m.count, 1);
	assert_string_equal(m.names[0].name, "after.local");
	assert_false(m.overflow);
}

static void test_bad_records(void **state)
{
	static const struct {
		unsigned int type;
		const char *data;
		size_t len;
	} rows[] = {
		{ 1, "\1\2\3", 3 },    { 1, "\1\2\3\4\5", 5 },
		{ 28, "\1\2\3\4", 4 }, { 12, "\1a", 2 }, /* target runs out of its record */
		{ 12, "\1a\0\0", 4 },  { 12, "\xc0\xff", 2 },
	};
	struct bytes b;
	struct mdns_message m;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		message_begin(&b, 0x8400, 0, 2);
		add_aaaa(&b, "good.local", "2001:db8::1");
		bytes_domain(&b, "bad.local");
		add_record(&b, rows[i].type, 1, rows[i].data, rows[i].len);
		if (decode(&b, b.len, &m) != -EBADMSG)
			fail_msg("row %zu", i);
	}
}

/* Pointer chains in every record: bounded work, refused. */
static void test_pointer_bomb(void **state)
{
	struct bytes b;
	struct mdns_message m;

	(void)state;
	message_begin(&b, 0x8400, 0, 1000);
	bytes_u8(&b, 0);
	add_record(&b, 16, 1, "", 0);
	for (unsigned int off = 12; b.len < 9000; off += 2)
		bytes_u16(&b, 0xc000 | off);
	assert_int_equal(decode(&b, b.len, &m), -EBADMSG);
}

static void test_caps(void **state)
{
	struct bytes b;
	struct mdns_message m;

	(void)state;
	message_begin(&b, 0x8400, 0, MDNS_NAMES_MAX);
	for (unsigned int i = 0; i < MDNS_NAMES_MAX; i++)
		add_aaaa(&b, "many.local", "2001:db8::1");
	assert_int_equal(decode(&b, b.len, &m), 0);
	assert_int_equal(m.count, MDNS_NAMES_MAX);
	assert_false(m.overflow);
	b.data[7]++;
	add_aaaa(&b, "many.local", "2001:db8::1");
	assert_int_equal(decode(&b, b.len, &m), 0);
	assert_int_equal(m.count, MDNS_NAMES_MAX);
	assert_true(m.overflow);
}

static void test_records_cap(void **state)
{
	struct bytes b;
	struct mdns_message m;

	(void)state;
	message_begin(&b, 0x8400, 0, MDNS_RECORDS_MAX + 1);
	for (unsigned int i = 0; i < MDNS_RECORDS_MAX; i++) {
		bytes_u8(&b, 0);
		add_record(&b, 16, 1, "", 0);
	}
	assert_int_equal(decode(&b, b.len, &m), 0); /* the last one is not looked at */
	assert_true(m.overflow);
	assert_int_equal(m.count, 0);
}

static void test_long_name(void **state)
{
	struct bytes b;
	struct mdns_message m;

	(void)state;
	message_begin(&b, 0x8400, 0, 2);
	for (unsigned int i = 0; i < 2; i++) {
		bytes_u8(&b, 63);
		bytes_fill(&b, 0x02, 63);
	}
	bytes_u8(&b, 0);
	add_record(&b, 1, 1, "\1\2\3\4", 4);
	add_aaaa(&b, "short.local", "2001:db8::1");
	assert_int_equal(decode(&b, b.len, &m), 0);
	assert_int_equal(m.count, 1);
	assert_string_equal(m.names[0].name, "short.local");
	assert_true(m.overflow);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_answer),	      cmocka_unit_test(test_truncation),
		cmocka_unit_test(test_not_an_answer), cmocka_unit_test(test_sections),
		cmocka_unit_test(test_others),	      cmocka_unit_test(test_bad_records),
		cmocka_unit_test(test_pointer_bomb),  cmocka_unit_test(test_caps),
		cmocka_unit_test(test_records_cap),   cmocka_unit_test(test_long_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
