// SPDX-License-Identifier: GPL-2.0-or-later
/* Ticks that wrap, counters summed over CPUs, and what user space tells the program. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "collect/counters.h"
#include "fake_engine.h"

#define SECOND 1000000000ULL
#define NOON (1700000000 * SECOND)

static void test_tick_is_a_distance(void **state)
{
	const struct tick_clock clock = { .per_s = 250, .tick = 1000, .now_ns = NOON };

	(void)state;
	assert_int_equal(tick_to_ns(&clock, 1000), NOON);
	assert_int_equal(tick_to_ns(&clock, 750), NOON - SECOND);
	assert_int_equal(tick_age_ns(&clock, 999), SECOND / 250);
	/* Written while the clock was being read: now, not in 198 days. */
	assert_int_equal(tick_to_ns(&clock, 1003), NOON);
	assert_int_equal(tick_age_ns(&clock, 1003), 0);
}

static void test_tick_wraps(void **state)
{
	const struct tick_clock clock = { .per_s = 1000, .tick = 500, .now_ns = NOON };

	(void)state;
	assert_int_equal(tick_to_ns(&clock, UINT32_MAX - 499), NOON - SECOND);
	assert_int_equal(tick_age_ns(&clock, UINT32_MAX), 501 * SECOND / 1000);
	assert_int_equal(tick_age_ns(&clock, 500U - INT32_MAX), INT32_MAX * (SECOND / 1000));
}

static void test_tick_never_before_the_epoch(void **state)
{
	const struct tick_clock clock = { .per_s = 250, .tick = 1000, .now_ns = SECOND };

	(void)state;
	assert_int_equal(tick_to_ns(&clock, 0), 0);
}

/* The ticks of a capture follow its clock across the wrap. */
static void test_tick_of_a_capture(void **state)
{
	const uint64_t wrap_ns = (1ULL << 32) / 250 * SECOND + 46 * SECOND / 250; /* 2^32 % 250 */

	(void)state;
	assert_int_equal(tick_from_ns(0, 250), 0);
	assert_int_equal(tick_from_ns(SECOND, 250), 250);
	assert_int_equal(tick_from_ns(SECOND + SECOND / 250 - 1, 250), 250);
	assert_int_equal(tick_from_ns(wrap_ns - 1, 250), UINT32_MAX);
	assert_int_equal(tick_from_ns(wrap_ns, 250), 0);
	assert_int_equal(tick_from_ns(UINT64_MAX, 250) - tick_from_ns(UINT64_MAX - SECOND, 250),
			 250);
}

static void test_counters_sum(void **state)
{
	struct engine *engine = fake_engine_new(4);
	struct sw_tally *first = &engine->tallies[2], *second = &engine->tallies[4 + 2];
	struct sw_tally sum, before;

	(void)state;
	first->frames = 5;
	first->icmpv6[255] = 1;
	first->bucket[1].tokens = 9;
	first->bucket[SW_CLASS_MAX - 1].tokens = 9;
	second->frames = UINT64_C(1) << 40;
	second->icmpv6[255] = 2;
	second->suppressed[SW_CLASS_MAX - 1] = 7;
	engine->tallies[1].frames = 1000;

	counters_read(engine, 2, &sum);
	assert_int_equal(sum.frames, (UINT64_C(1) << 40) + 5);
	assert_int_equal(sum.icmpv6[255], 3);
	assert_int_equal(sum.suppressed[SW_CLASS_MAX - 1], 7);
	assert_int_equal(sum.bucket[1].tokens, 0);
	assert_int_equal(sum.bucket[SW_CLASS_MAX - 1].tokens, 0);

	before = sum;
	first->frames += 2;
	counters_read(engine, 2, &sum);
	counters_subtract(&sum, &before);
	assert_int_equal(sum.frames, 2);
	assert_int_equal(sum.icmpv6[255], 0);

	memset(&sum, 0xff, sizeof(sum));
	counters_read(engine, 4, &sum);
	assert_int_equal(sum.frames, 0);
	fake_engine_free(engine);
}

/* Four ports whose keys fall into one set, and a fifth. */
static void test_ports(void **state)
{
	struct engine *engine = fake_engine_new(4);
	uint32_t key = 0, crowd[SW_WAYS + 1];
	struct sw_port port = { .slot = 3, .link = 7, .pvid = 10 };
	int found = 0;

	(void)state;
	while (found <= SW_WAYS)
		if (sw_port_set(++key) == 77)
			crowd[found++] = key;
	for (int i = 0; i < SW_WAYS; i++) {
		port.key = crowd[i];
		assert_int_equal(engine_port_set(engine, &port), 0);
	}
	port.key = crowd[SW_WAYS];
	assert_int_equal(engine_port_set(engine, &port), -ENOSPC);

	/* In place, not twice. */
	port.key = crowd[1];
	port.pvid = 20;
	assert_int_equal(engine_port_set(engine, &port), 0);
	assert_int_equal(engine->ports[77].way[1].pvid, 20);
	assert_int_equal(engine->ports[77].way[0].pvid, 10);

	engine_port_clear(engine, crowd[2]);
	engine_port_clear(engine, crowd[2]);
	engine_port_clear(engine, 0);
	port.key = crowd[SW_WAYS];
	assert_int_equal(engine_port_set(engine, &port), 0);
	assert_int_equal(engine->ports[77].way[2].key, crowd[SW_WAYS]);

	port.slot = 4;
	assert_int_equal(engine_port_set(engine, &port), -EINVAL);
	port.slot = 1;
	port.key = 0;
	assert_int_equal(engine_port_set(engine, &port), -EINVAL);
	fake_engine_free(engine);
}

static void test_onlink(void **state)
{
	struct engine *engine = fake_engine_new(4);
	struct sw_onlink prefixes[SW_ONLINK_MAX + 1] = { 0 };

	(void)state;
	for (uint16_t i = 0; i <= SW_ONLINK_MAX; i++)
		prefixes[i].link = (uint16_t)(i + 1);
	assert_int_equal(engine_onlink_set(engine, prefixes, 2), 0);
	assert_int_equal(engine->control->onlink_count, 2);
	assert_int_equal(engine->control->onlink[1].link, 2);
	assert_int_equal(engine_onlink_set(engine, prefixes, SW_ONLINK_MAX + 1), -ENOSPC);
	assert_int_equal(engine->control->onlink_count, SW_ONLINK_MAX);
	assert_int_equal(engine_onlink_set(engine, prefixes + 1, 2), 0);
	assert_int_equal(engine->control->onlink[0].link, 2);
	assert_int_equal(engine_onlink_set(engine, NULL, 0), 0);
	assert_int_equal(engine->control->onlink_count, 0);
	fake_engine_free(engine);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tick_is_a_distance),
		cmocka_unit_test(test_tick_wraps),
		cmocka_unit_test(test_tick_never_before_the_epoch),
		cmocka_unit_test(test_tick_of_a_capture),
		cmocka_unit_test(test_counters_sum),
		cmocka_unit_test(test_ports),
		cmocka_unit_test(test_onlink),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
