// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cli/news.h"
#include "core/timefmt.h"

#define START_NS (1700000000 * TIME_NS_PER_S)

static unsigned int take_many(struct news *news, uint16_t slot, uint64_t now_ns, unsigned int tries)
{
	unsigned int taken = 0;

	while (tries--)
		taken += news_take(news, slot, now_ns);
	return taken;
}

static void test_burst_then_pace(void **state)
{
	static struct news news;

	(void)state;
	news_init(&news, 2, 5);
	assert_int_equal(take_many(&news, 1, START_NS, 100), 5);
	assert_int_equal(news.withheld, 95);
	assert_int_equal(take_many(&news, 1, START_NS + TIME_NS_PER_S / 2 - 1, 100), 0);
	assert_int_equal(take_many(&news, 1, START_NS + TIME_NS_PER_S / 2, 100), 1);
	assert_int_equal(take_many(&news, 1, START_NS + 2 * TIME_NS_PER_S, 100), 3);
	/* However long the silence: no more than a burst is saved up. */
	assert_int_equal(take_many(&news, 1, START_NS + 100000 * TIME_NS_PER_S, 100), 5);
}

static void test_a_flood_on_one_port_hides_no_other(void **state)
{
	static struct news news;

	(void)state;
	news_init(&news, 1, 5);
	for (unsigned int i = 0; i < 1000; i++)
		news_take(&news, 3, START_NS + i * TIME_NS_PER_MS);
	assert_true(news_take(&news, 4, START_NS + TIME_NS_PER_S));
	assert_true(news_take(&news, NEWS_KNOWN_SLOT, START_NS + TIME_NS_PER_S));
}

/* The wall clock may be set back. */
static void test_clock_goes_back(void **state)
{
	static struct news news;

	(void)state;
	news_init(&news, 1, 2);
	assert_int_equal(take_many(&news, 1, START_NS, 10), 2);
	assert_int_equal(take_many(&news, 1, START_NS - 3600 * TIME_NS_PER_S, 10), 0);
	assert_int_equal(take_many(&news, 1, START_NS - 3599 * TIME_NS_PER_S, 10), 1);
}

static void test_odd_slots(void **state)
{
	static struct news news;

	(void)state;
	news_init(&news, 1, 1);
	assert_true(news_take(&news, UINT16_MAX, START_NS));
	assert_false(news_take(&news, UINT16_MAX, START_NS));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_burst_then_pace),
		cmocka_unit_test(test_a_flood_on_one_port_hides_no_other),
		cmocka_unit_test(test_clock_goes_back),
		cmocka_unit_test(test_odd_slots),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
