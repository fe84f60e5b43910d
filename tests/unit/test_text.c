// SPDX-License-Identifier: GPL-2.0-or-later
/* What may reach a terminal: escapes, UTF-8, widths, names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/text.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void test_escape(void **state)
{
	static const struct {
		const char *in;
		const char *out;
	} rows[] = {
		{ "", "" },
		{ "plain ~ text", "plain ~ text" },
		{ "back\\slash", "back\\slash" },
		{ "\x1b[31m", "\\x1b[31m" },
		{ "a\nb\tc\r", "a\\x0ab\\x09c\\x0d" },
		{ "\x7f", "\\x7f" },
		{ "B\xc3\xbcro", "B\xc3\xbcro" },
		{ "\xe6\x97\xa5\xe6\x9c\xac", "\xe6\x97\xa5\xe6\x9c\xac" },
		{ "\xf0\x9f\x96\xa8", "\xf0\x9f\x96\xa8" },
		{ "\xc2\x80\xc2\x9f", "\\xc2\\x80\\xc2\\x9f" }, /* C1 */
		{ "\xc2\xa0", "\xc2\xa0" },			/* just above C1 */
		{ "\xc2\xad", "\\xc2\\xad" },			/* soft hyphen */
		{ "\xd8\x9c", "\\xd8\\x9c" },			/* U+061C */
		{ "\xe2\x80\x8b", "\\xe2\\x80\\x8b" },		/* zero width space */
		{ "\xe2\x80\x8f", "\\xe2\\x80\\x8f" },		/* right-to-left mark */
		{ "\xe2\x80\x90", "\xe2\x80\x90" },		/* hyphen */
		{ "\xe2\x80\xa8", "\\xe2\\x80\\xa8" },		/* line separator */
		{ "\xe2\x80\xa9", "\\xe2\\x80\\xa9" },		/* paragraph separator */
		{ "\xe2\x80\xaa", "\\xe2\\x80\\xaa" },		/* U+202A */
		{ "\xe2\x80\xae", "\\xe2\\x80\\xae" },		/* U+202E */
		{ "\xe2\x80\xaf", "\xe2\x80\xaf" },		/* U+202F */
		{ "\xe2\x81\xa6", "\\xe2\\x81\\xa6" },		/* U+2066 */
		{ "\xe2\x81\xa9", "\\xe2\\x81\\xa9" },		/* U+2069 */
		{ "\xef\xbb\xbf", "\\xef\\xbb\\xbf" },		/* byte order mark */
		{ "\xee\x80\x80", "\\xee\\x80\\x80" },		/* private use */
		{ "\xef\xbf\xbe", "\\xef\\xbf\\xbe" },		/* U+FFFE */
		{ "\xf0\x9f\xbf\xbf", "\\xf0\\x9f\\xbf\\xbf" }, /* U+1FFFF */
		{ "\xf3\xa0\x81\x81", "\\xf3\\xa0\\x81\\x81" }, /* tag characters */
		{ "\xc0\xaf", "\\xc0\\xaf" },			/* overlong '/' */
		{ "\xc1\xbf", "\\xc1\\xbf" },
		{ "\xe0\x9f\xbf", "\\xe0\\x9f\\xbf" },
		{ "\xf0\x8f\xbf\xbf", "\\xf0\\x8f\\xbf\\xbf" },
		{ "\xed\xa0\x80", "\\xed\\xa0\\x80" },		/* surrogate */
		{ "\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80" }, /* above U+10FFFF */
		{ "\xf5\x80\x80\x80", "\\xf5\\x80\\x80\\x80" },
		{ "\xff\xfe", "\\xff\\xfe" },
		{ "\x80", "\\x80" },
		{ "\xc3", "\\xc3" }, /* cut off */
		{ "\xc3(", "\\xc3(" },
		{ "\xe2\x82", "\\xe2\\x82" },
		{ "\xe2\x82(", "\\xe2\\x82(" },
	};
	char out[64], again[64];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		text_escape(out, sizeof(out), rows[i].in, strlen(rows[i].in));
		assert_string_equal(out, rows[i].out);
		assert_string_equal(text_escape(again, sizeof(again), out, strlen(out)), out);
	}
	assert_string_equal(text_escape(out, sizeof(out), "a\0b", 3), "a\\x00b");
}

/* Every size of buffer: terminated, never past its end, never within a character or escape. */
static void test_escape_cut(void **state)
{
	static const char in[] = "a\xc3\xbc\x1b\xe6\x97\xa5"
				 "b\xf0\x9f\x96\xa8";
	static const char whole[] = "a\xc3\xbc\\x1b\xe6\x97\xa5"
				    "b\xf0\x9f\x96\xa8";
	static const size_t ends[] = { 0, 1, 3, 7, 10, 11, 15 };

	(void)state;
	assert_int_equal(strlen(whole), ends[COUNT(ends) - 1]);
	for (size_t size = 1; size <= sizeof(whole) + 2; size++) {
		char *out = malloc(size);
		size_t len, expected = 0;

		text_escape(out, size, in, strlen(in));
		len = strlen(out);
		for (size_t i = 0; i < COUNT(ends) && ends[i] < size; i++)
			expected = ends[i];
		assert_int_equal(len, expected);
		assert_memory_equal(out, whole, len);
		free(out);
	}
	text_escape(NULL, 0, in, strlen(in));
}

/* An exact copy of each cut of the input: nothing is read behind it. */
static void test_escape_bounds(void **state)
{
	static const uint8_t in[] = { 0xf0, 0x9f, 0x96, 0xa8, 0xe2, 0x80, 0xae, 0xc3, 0xbc, 'x' };
	char out[TEXT_ESCAPE_MAX(sizeof(in))];

	(void)state;
	for (size_t len = 0; len <= sizeof(in); len++) {
		uint8_t *copy = malloc(len ? len : 1);

		memcpy(copy, in, len);
		text_escape(out, sizeof(out), copy, len);
		assert_true(strlen(out) >= len);
		free(copy);
	}
}

/* All two-byte inputs: what comes out is never a control byte. */
static void test_escape_exhaustive(void **state)
{
	char out[TEXT_ESCAPE_MAX(2)];

	(void)state;
	for (unsigned int pair = 0; pair < 65536; pair++) {
		const uint8_t in[2] = { (uint8_t)(pair >> 8), (uint8_t)pair };

		text_escape(out, sizeof(out), in, 2);
		for (const char *p = out; *p; p++) {
			uint8_t c = (uint8_t)*p;

			assert_true(c >= 0x20 && c != 0x7f);
		}
	}
}

static void test_width(void **state)
{
	static const struct {
		const char *text;
		size_t width;
	} rows[] = {
		{ "", 0 },
		{ "plain", 5 },
		{ "B\xc3\xbcro", 4 },
		{ "e\xcc\x81", 1 },		   /* combining acute */
		{ "\xe6\x97\xa5\xe6\x9c\xac", 4 }, /* two wide characters */
		{ "\xf0\x9f\x96\xa5"
		  "x",
		  2 },			   /* narrow symbol */
		{ "\xf0\x9f\x98\x80", 2 }, /* emoji */
		{ "\xff", 1 },		   /* not text, still a column */
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_int_equal(text_utf8_width(rows[i].text), rows[i].width);
}

static void test_fit(void **state)
{
	static const char text[] = "B\xc3\xbc\xe6\x97\xa5"
				   "e\xcc\x81x"; /* B ü 日 é x */
	static const size_t bytes[] = { 0, 1, 3, 3, 6, 9, 10, 10 };

	(void)state;
	for (size_t columns = 0; columns < COUNT(bytes); columns++)
		assert_int_equal(text_utf8_fit(text, columns), bytes[columns]);
}

static void test_names(void **state)
{
	static const struct {
		const char *name;
		bool good;
	} rows[] = {
		{ "macbook", true },
		{ "macbook.local", true },
		{ "BRW3C2AF437DA", true },
		{ "under_score", true },
		{ "a-b", true },
		{ "3com", true },
		{ "B\xc3\xbcro.local", true },
		{ "", false },
		{ ".", false },
		{ "a.", false },
		{ ".a", false },
		{ "a..b", false },
		{ "-a", false },
		{ "a-", false },
		{ "a.-b", false },
		{ "a b", false },
		{ "a/b", false },
		{ "a\\032b", false },
		{ "a\x1b", false },
		{ "\xe2\x80\xae"
		  "a",
		  false },
		{ "\xff", false },
		{ "192.0.2.1", false },
		{ "42", false },
		{ "2001:db8::1", false },
	};
	char name[256];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		if (text_is_name(rows[i].name) != rows[i].good)
			fail_msg("%s", rows[i].name);
	}
	memset(name, 'a', sizeof(name));
	name[63] = '\0';
	assert_true(text_is_name(name));
	name[63] = 'a';
	name[64] = '\0';
	assert_false(text_is_name(name));
	memset(name, 'a', sizeof(name));
	name[63] = name[127] = name[191] = '.';
	name[253] = '\0';
	assert_true(text_is_name(name));
	name[253] = 'a';
	name[254] = '\0';
	assert_false(text_is_name(name));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_escape),	      cmocka_unit_test(test_escape_cut),
		cmocka_unit_test(test_escape_bounds), cmocka_unit_test(test_escape_exhaustive),
		cmocka_unit_test(test_width),	      cmocka_unit_test(test_fit),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
