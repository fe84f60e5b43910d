// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

#include "core/timefmt.h"

#define S TIME_NS_PER_S
#define MIN (60 * S)
#define H (60 * MIN)
#define DAY (24 * H)

static void test_rfc3339(void **state)
{
	static const struct {
		uint64_t ns;
		const char *text;
	} rows[] = {
		{ 0, "1970-01-01T00:00:00.000000Z" },
		{ 999, "1970-01-01T00:00:00.000000Z" },
		{ 1000, "1970-01-01T00:00:00.000001Z" },
		{ 1793628202123456789ULL, "2026-11-02T14:03:22.123456Z" },
		{ 1709164800999999999ULL, "2024-02-29T00:00:00.999999Z" },
		{ UINT64_MAX, "2554-07-21T23:34:33.709551Z" },
	};
	char text[TIME_TEXT_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_string_equal(time_format_rfc3339(text, rows[i].ns), rows[i].text);
}

static void test_clock(void **state)
{
	char text[TIME_TEXT_MAX];

	(void)state;
	setenv("TZ", "UTC-2", 1); /* two hours east */
	tzset();
	assert_string_equal(time_format_clock(text, 1793628202123456789ULL), "16:03:22");
	setenv("TZ", "UTC", 1);
	tzset();
	assert_string_equal(time_format_clock(text, 1793628202123456789ULL), "14:03:22");
}

static void test_span(void **state)
{
	static const struct {
		uint64_t span_ns;
		const char *text;
	} rows[] = {
		{ 0, "0 s" },
		{ 1, "0 ms" },
		{ 350 * TIME_NS_PER_MS, "350 ms" },
		{ S - 1, "999 ms" },
		{ S, "1 s" },
		{ 2 * S + S / 2, "2 s" },
		{ 81 * S, "81 s" },
		{ 119 * S, "119 s" },
		{ 2 * MIN, "2 min" },
		{ 3 * MIN + 12 * S, "3 min 12 s" },
		{ 9 * MIN + 59 * S, "9 min 59 s" },
		{ 10 * MIN + 59 * S, "10 min" },
		{ 45 * MIN, "45 min" },
		{ 59 * MIN + 59 * S, "59 min" },
		{ H, "1 h" },
		{ H + 24 * S, "1 h" },
		{ 90 * MIN, "90 min" },
		{ 119 * MIN, "119 min" },
		{ 2 * H, "2 h" },
		{ 4 * H + 10 * MIN, "4 h 10 min" },
		{ 10 * H + 10 * MIN, "10 h" },
		{ DAY, "24 h" },
		{ 2 * DAY - 1, "47 h" },
		{ 2 * DAY, "2 days" },
		{ 3 * DAY + 4 * H, "3 days 4 h" },
		{ 30 * DAY + 4 * H, "30 days" },
		{ UINT64_MAX, "213503 days" },
	};
	char text[TIME_TEXT_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_string_equal(time_format_span(text, rows[i].span_ns), rows[i].text);
}

static void test_clocks(void **state)
{
	uint64_t mono = time_mono_ns();
	time_t wall = time(NULL);

	(void)state;
	assert_true(time_mono_ns() >= mono);
	assert_in_range(time_now_ns() / S, (uint64_t)wall - 1, (uint64_t)wall + 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rfc3339),
		cmocka_unit_test(test_clock),
		cmocka_unit_test(test_span),
		cmocka_unit_test(test_clocks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
