// SPDX-License-Identifier: GPL-2.0-or-later
/* Domain names: text, escapes, compression, and every way to go wrong. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "bytes.h"
#include "decode/domain.h"

static int decode(const struct bytes *b, size_t off, bool compressed,
		  char text[static DOMAIN_TEXT_MAX], size_t *ret_next)
{
	uint8_t *copy = bytes_exact(b, b->len);
	int r = domain_decode(copy, b->len, off, compressed, text, DOMAIN_TEXT_MAX, ret_next);

	free(copy);
	return r;
}

static void test_plain(void **state)
{
	struct bytes b = { .len = 0 };
	char text[DOMAIN_TEXT_MAX];
	size_t next;

	(void)state;
	bytes_fill(&b, 0xff, 3);
	bytes_domain(&b, "macbook.local");
	bytes_domain(&b, "");
	assert_int_equal(decode(&b, 3, false, text, &next), 0);
	assert_string_equal(text, "macbook.local");
	assert_int_equal(next, 3 + 15);
	assert_int_equal(decode(&b, next, false, text, &next), 0);
	assert_string_equal(text, "");
	assert_int_equal(next, b.len);
	assert_int_equal(decode(&b, next, false, text, &next), -EBADMSG);
	assert_int_equal(decode(&b, next + 100, false, text, &next), -EBADMSG);
}

static void test_escapes(void **state)
{
	static const struct {
		const char *label;
		const char *text;
	} rows[] = {
		{ "a.b", "a\\.b" },
		{ "a\\b", "a\\\\b" },
		{ "My Mac", "My\\032Mac" },
		{ "\x1b[2J", "\\027[2J" },
		{ "\x7f\x80\xff", "\\127\\128\\255" },
		{ "B\xc3\xbcro", "B\xc3\xbcro" },
		{ "\xc2\x9b"
		  "31m",
		  "\\194\\15531m" }, /* C1: CSI */
		{ "a\xe2\x80\xae"
		  "b",
		  "a\\226\\128\\174b" },		    /* right-to-left override */
		{ "\xc3", "\\195" },			    /* cut within a character */
		{ "\xf0\x9f\x96\xa8", "\xf0\x9f\x96\xa8" }, /* a printer */
	};
	char text[DOMAIN_TEXT_MAX];
	size_t next;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct bytes b = { .len = 0 };

		bytes_u8(&b, (unsigned int)strlen(rows[i].label));
		bytes_add(&b, rows[i].label, strlen(rows[i].label));
		bytes_u8(&b, 0);
		assert_int_equal(decode(&b, 0, false, text, &next), 0);
		assert_string_equal(text, rows[i].text);
	}
}

static void test_compression(void **state)
{
	struct bytes b = { .len = 0 };
	char text[DOMAIN_TEXT_MAX];
	size_t next;

	(void)state;
	bytes_domain(&b, "example.local"); /* 0 */
	bytes_add(&b, "\3www\xc0\x00", 6); /* 15 */
	bytes_add(&b, "\1x\xc0\x0f", 4);   /* 21 */
	bytes_add(&b, "\xc0\x08", 2);	   /* 25: "local" */
	assert_int_equal(decode(&b, 21, true, text, &next), 0);
	assert_string_equal(text, "x.www.example.local");
	assert_int_equal(next, 25);
	assert_int_equal(decode(&b, 25, true, text, &next), 0);
	assert_string_equal(text, "local");
	assert_int_equal(next, 27);
	assert_int_equal(decode(&b, 21, false, text, &next), -EBADMSG);
}

static void test_loops(void **state)
{
	static const struct {
		uint8_t data[12];
		uint8_t len;
		uint8_t off;
	} rows[] = {
		{ { 0xc0, 0 }, 2, 0 },		  /* to itself */
		{ { 1, 'a', 0xc0, 0 }, 4, 0 },	  /* to its own start */
		{ { 1, 'a', 0xc0, 0 }, 4, 2 },	  /* … by way of a pointer */
		{ { 0xc0, 2, 0xc0, 0 }, 4, 2 },	  /* to and fro */
		{ { 0xc0, 4, 0, 0, 0 }, 5, 0 },	  /* forward */
		{ { 1, 'a', 0xc0, 3, 0 }, 5, 0 }, /* into itself */
		{ { 0, 0xc0 }, 2, 1 },		  /* half a pointer */
		{ { 0x40, 0 }, 2, 0 },		  /* reserved kinds */
		{ { 0x80, 0 }, 2, 0 },
		{ { 1 }, 1, 0 },	   /* no label */
		{ { 2, 'a', 'b' }, 3, 0 }, /* no root */
		{ { 3, 'a', 'b' }, 3, 0 }, /* half a label */
	};
	char text[DOMAIN_TEXT_MAX];
	size_t next;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct bytes b = { .len = 0 };

		bytes_add(&b, rows[i].data, rows[i].len);
		if (decode(&b, rows[i].off, true, text, &next) != -EBADMSG)
			fail_msg("row %zu", i);
	}
}

/* Chains of pointers cost time only; more than the cap are refused. */
static void test_pointer_chain(void **state)
{
	struct bytes b = { .len = 0 };
	char text[DOMAIN_TEXT_MAX];
	size_t next;

	(void)state;
	bytes_domain(&b, "a"); /* 3 bytes */
	for (unsigned int i = 0; i <= DOMAIN_POINTERS_MAX; i++)
		bytes_u16(&b, 0xc000 | (i ? 3 + 2 * (i - 1) : 0));
	assert_int_equal(decode(&b, 3 + 2 * (DOMAIN_POINTERS_MAX - 1), true, text, &next), 0);
	assert_string_equal(text, "a");
	assert_int_equal(decode(&b, 3 + 2 * DOMAIN_POINTERS_MAX, true, text, &next), -EBADMSG);
}

/* 255 bytes on the wire are a name, 256 are not, pointers or no. */
static void test_length(void **state)
{
	struct bytes b = { .len = 0 };
	struct bytes longer;
	char text[DOMAIN_TEXT_MAX];
	size_t next;

	(void)state;
	for (unsigned int i = 0; i < 3; i++) {
		bytes_u8(&b, 63);
		bytes_fill(&b, 'a', 63);
	}
	bytes_u8(&b, 61);
	bytes_fill(&b, 'b', 61);
	longer = b;
	longer.data[3 * 64] = 62;
	bytes_fill(&longer, 'b', 1);
	bytes_u8(&longer, 0);
	bytes_u8(&b, 0);
	assert_int_equal(b.len, DOMAIN_WIRE_MAX);
	assert_int_equal(decode(&b, 0, false, text, &next), 0);
	assert_int_equal(strlen(text), 253);
	assert_int_equal(longer.len, DOMAIN_WIRE_MAX + 1);
	assert_int_equal(decode(&longer, 0, false, text, &next), -EBADMSG);
	bytes_add(&b, "\1c\xc0\x00", 4);
	assert_int_equal(decode(&b, DOMAIN_WIRE_MAX, true, text, &next), -EBADMSG);
}

/* Escapes can make the text longer than any buffer: skipped, but the walk goes on behind it. */
static void test_too_long(void **state)
{
	struct bytes b = { .len = 0 };
	char text[DOMAIN_TEXT_MAX] = "before";
	size_t next = 0;

	(void)state;
	bytes_u8(&b, 63);
	bytes_fill(&b, 0x01, 63);
	bytes_u8(&b, 1);
	bytes_fill(&b, 0x01, 1);
	bytes_u8(&b, 0);
	assert_int_equal(decode(&b, 0, false, text, &next), -ENAMETOOLONG);
	assert_string_equal(text, "");
	assert_int_equal(next, b.len);
}

/* 255 characters fit 256 bytes, 256 do not; nothing is written behind the buffer. */
static void test_exact_fit(void **state)
{
	struct bytes b = { .len = 0 };
	char text[8];
	size_t next;

	(void)state;
	bytes_domain(&b, "abc.def");
	assert_int_equal(domain_decode(b.data, b.len, 0, false, text, 8, &next), 0);
	assert_string_equal(text, "abc.def");
	memset(text, 'z', sizeof(text));
	assert_int_equal(domain_decode(b.data, b.len, 0, false, text, 7, &next), -ENAMETOOLONG);
	assert_int_equal(text[7], 'z');
	assert_string_equal(text, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plain),	      cmocka_unit_test(test_escapes),
		cmocka_unit_test(test_compression),   cmocka_unit_test(test_loops),
		cmocka_unit_test(test_pointer_chain), cmocka_unit_test(test_length),
		cmocka_unit_test(test_too_long),      cmocka_unit_test(test_exact_fit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
