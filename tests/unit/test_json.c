// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/json.h"

static void assert_prints(struct json_object *obj, const char *expected)
{
	char *text = NULL;
	size_t size = 0;
	FILE *file = open_memstream(&text, &size);

	assert_int_equal(json_print_line(file, obj), 0);
	assert_int_equal(fclose(file), 0);
	assert_string_equal(text, expected);
	free(text);
	json_object_put(obj);
}

static void test_values(void **state)
{
	struct json_object *obj = json_new_object();
	struct in6_addr addr;
	struct prefix prefix;

	(void)state;
	addr_parse("2001:db8::1", &addr);
	prefix_parse("2001:db8::/32", &prefix);
	json_add_str(obj, "str", "a/b \"q\" \\");
	json_add_text(obj, "text", "a\0\x1b", 3);
	json_add_uint64(obj, "u", UINT64_MAX);
	json_add_int64(obj, "i", INT64_MIN);
	json_add_double(obj, "d", 0.1 + 0.2);
	json_add_bool(obj, "yes", true);
	json_add_bool(obj, "no", false);
	json_add_addr(obj, "addr", &addr);
	json_add_prefix(obj, "prefix", &prefix);
	json_add_mac(obj, "mac", (const uint8_t[6]){ 0, 0x16, 0x3e, 0x7f, 0xb6, 0xa5 });
	json_add_time(obj, "time", 1793628202123456789ULL);
	json_add_nonzero(obj, "one", 1);
	assert_prints(obj, "{\"str\":\"a/b \\\"q\\\" \\\\\",\"text\":\"a\\\\x00\\\\x1b\","
			   "\"u\":18446744073709551615,\"i\":-9223372036854775808,\"d\":0.300,"
			   "\"yes\":true,\"no\":false,\"addr\":\"2001:db8::1\","
			   "\"prefix\":\"2001:db8::/32\",\"mac\":\"00:16:3e:7f:b6:a5\","
			   "\"time\":\"2026-11-02T14:03:22.123456Z\",\"one\":1}\n");
}

/* Absent means unknown: nothing is faked. */
static void test_absent(void **state)
{
	struct json_object *obj = json_new_object();
	struct in6_addr unspecified = { 0 };

	(void)state;
	json_add(obj, "a", NULL);
	json_add_str(obj, "b", NULL);
	json_add_text(obj, "c", NULL, 0);
	json_add_addr(obj, "d", NULL);
	json_add_addr(obj, "e", &unspecified);
	json_add_prefix(obj, "f", NULL);
	json_add_mac(obj, "g", NULL);
	json_add_mac(obj, "h", (const uint8_t[6]){ 0 });
	json_add_time(obj, "i", 0);
	json_add_nonzero(obj, "j", 0);
	json_add_double(obj, "k", 0.0 / 0.0);
	json_add_double(obj, "l", 1.0 / 0.0);
	assert_prints(obj, "{}\n");
}

static void test_children(void **state)
{
	struct json_object *obj = json_new_object();
	struct json_object *array = json_add_array(obj, "list");
	struct json_object *child = json_add_object(obj, "child");
	struct in6_addr addr;

	(void)state;
	addr_parse("192.0.2.1", &addr);
	json_push_str(array, "x\n");
	json_push_str(array, NULL);
	json_push_addr(array, &addr);
	json_push_addr(array, NULL);
	json_push(array, json_new_array());
	json_push(array, NULL);
	json_add_uint64(child, "n", 0);
	assert_prints(obj, "{\"list\":[\"x\\\\x0a\",\"192.0.2.1\",[]],\"child\":{\"n\":0}}\n");
}

static void test_hostile_strings(void **state)
{
	struct json_object *obj = json_new_object();

	(void)state;
	json_add_str(obj, "bad", "\xff\xc3(");
	json_add_str(obj, "bidi", "\xe2\x80\xae");
	json_add_str(obj, "good", "B\xc3\xbcro");
	assert_prints(obj, "{\"bad\":\"\\\\xff\\\\xc3(\",\"bidi\":\"\\\\xe2\\\\x80\\\\xae\","
			   "\"good\":\"B\xc3\xbcro\"}\n");
}

static void test_pretty(void **state)
{
	struct json_object *obj = json_new_object(), *back;
	char *text = NULL;
	size_t size = 0;
	FILE *file = open_memstream(&text, &size);

	(void)state;
	json_add_uint64(json_add_object(obj, "child"), "n", 7);
	assert_int_equal(json_print_object(file, obj, true), 0);
	assert_int_equal(fclose(file), 0);
	assert_non_null(strchr(text, '\n'));
	assert_ptr_not_equal(strchr(text, '\n'), strrchr(text, '\n'));
	back = json_tokener_parse(text);
	assert_true(json_object_equal(obj, back));
	json_object_put(back);
	json_object_put(obj);
	free(text);
}

static void test_print_fails(void **state)
{
	struct json_object *obj = json_new_object();
	FILE *full = fopen("/dev/full", "w");

	(void)state;
	if (!full)
		skip();
	assert_int_equal(json_print_line(full, obj), -ENOSPC);
	fclose(full);
	json_object_put(obj);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values),	 cmocka_unit_test(test_absent),
		cmocka_unit_test(test_children), cmocka_unit_test(test_hostile_strings),
		cmocka_unit_test(test_pretty),	 cmocka_unit_test(test_print_fails),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
