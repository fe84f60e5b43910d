// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "output/columns.h"

static char *printed(const struct columns *columns, int indent)
{
	char *text = NULL;
	size_t len;
	FILE *file = open_memstream(&text, &len);

	assert_non_null(file);
	columns_print(columns, file, indent);
	fclose(file);
	return text;
}

static void expect(const struct columns *columns, int indent, const char *expected)
{
	char *text = printed(columns, indent);

	assert_string_equal(text, expected);
	free(text);
}

static void test_aligned(void **state)
{
	struct columns columns;

	(void)state;
	columns_init(&columns, 3);
	columns_row(&columns);
	columns_set(&columns, 0, "a");
	columns_set(&columns, 1, "bb");
	columns_set(&columns, 2, "c");
	columns_row(&columns);
	columns_set(&columns, 0, "long%d", 1);
	columns_set(&columns, 2, "d");
	columns_row(&columns);
	columns_set(&columns, 0, "e");
	expect(&columns, 0, "a      bb  c\nlong1      d\ne\n");
	expect(&columns, 2, "  a      bb  c\n  long1      d\n  e\n");
	columns_fini(&columns);
}

static void test_an_empty_column_takes_no_room(void **state)
{
	struct columns columns;

	(void)state;
	columns_init(&columns, 3);
	columns_row(&columns);
	columns_set(&columns, 0, "a");
	columns_set(&columns, 2, "c");
	expect(&columns, 0, "a  c\n");
	columns_fini(&columns);
}

static void test_wide_characters(void **state)
{
	struct columns columns;

	(void)state;
	columns_init(&columns, 2);
	columns.cap[0] = 5;
	columns_row(&columns);
	columns_set(&columns, 0, "日本語"); /* six columns: the third does not fit into five */
	columns_set(&columns, 1, "x");
	columns_row(&columns);
	columns_set(&columns, 0, "Büro-Drucker");
	columns_set(&columns, 1, "y");
	columns_row(&columns);
	columns_set(&columns, 0, "n");
	columns_set(&columns, 1, "z");
	expect(&columns, 0, "日本   x\nBüro-  y\nn      z\n");
	columns_fini(&columns);
}

static void test_many_rows(void **state)
{
	struct columns columns;
	char *text;

	(void)state;
	columns_init(&columns, 1);
	for (int i = 0; i < 1000; i++) {
		columns_row(&columns);
		columns_set(&columns, 0, "%d", i);
	}
	text = printed(&columns, 0);
	assert_string_equal(text + strlen(text) - 4, "999\n");
	free(text);
	columns_fini(&columns);
}

static void expect_wrapped(const char *text, size_t used, size_t indent, size_t width,
			   const char *expected)
{
	char *result = NULL;
	size_t len;
	FILE *file = open_memstream(&result, &len);

	assert_non_null(file);
	columns_wrap(file, text, used, indent, width);
	fclose(file);
	assert_string_equal(result, expected);
	free(result);
}

static void test_wrap(void **state)
{
	(void)state;
	expect_wrapped("one two three", 0, 2, 7, "one two\n  three\n");
	expect_wrapped("one two three", 1, 2, 7, "one\n  two\n  three\n");
	expect_wrapped("unbreakable", 0, 2, 4, "unbreakable\n");
	expect_wrapped("a  b", 0, 0, 80, "a b\n");
	expect_wrapped("", 0, 0, 80, "\n");
}

static void expect_joined(const char *const *parts, size_t count, size_t width,
			  const char *expected)
{
	char *result = NULL;
	size_t len;
	FILE *file = open_memstream(&result, &len);

	assert_non_null(file);
	columns_join(file, parts, count, 2, width);
	fclose(file);
	assert_string_equal(result, expected);
	free(result);
}

static void test_join(void **state)
{
	const char *parts[] = { "one", "", "two", "three" };

	(void)state;
	expect_joined(parts, 4, 80, "one   two   three\n");
	expect_joined(parts, 4, 16, "one   two\n  three\n");
	expect_joined(parts, 4, 3, "one\n  two\n  three\n");
	expect_joined(parts + 1, 1, 80, "\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_aligned),
		cmocka_unit_test(test_an_empty_column_takes_no_room),
		cmocka_unit_test(test_wide_characters),
		cmocka_unit_test(test_many_rows),
		cmocka_unit_test(test_wrap),
		cmocka_unit_test(test_join),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
