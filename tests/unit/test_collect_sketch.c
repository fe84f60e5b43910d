// SPDX-License-Identifier: GPL-2.0-or-later
/* HyperLogLog: the estimate within 5 % from 100 to 1 million, epochs, odd registers. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "collect/sketch.h"
#include "fake_engine.h"

/* As sketch_add() of the BPF program has it. */
static void sketch_insert(struct sw_sketch *sketch, uint64_t hash)
{
	uint64_t rest = hash >> SW_HLL_INDEX_BITS;
	int rank = rest ? __builtin_ctzll(rest) + 1 : 64;
	uint8_t *reg = &sketch->reg[hash & (SW_HLL_REGISTERS - 1)];

	if (*reg < rank)
		*reg = (uint8_t)rank;
}

/* fe80::n, fe80::1:n, … as it lies on the wire: sources that somebody numbers. */
static uint64_t hash_of(const struct engine *engine, uint64_t run, uint64_t n)
{
	const uint64_t hi = __builtin_bswap64(0xfe80ULL << 48);

	return sw_hash_addr(&engine->config.seed, hi, __builtin_bswap64(run << 32 | n), 1 << 16);
}

static void assert_near(double estimate, double truth, double share)
{
	if (fabs(estimate - truth) > truth * share)
		fail_msg("estimated %.0f of %.0f", estimate, truth);
}

/* Also across the range where the classic estimator changes its formula, at 2.5 × registers. */
static void test_estimate(void **state)
{
	static const unsigned int sizes[] = { 100,   1000,  4096,  8000,   10240,  12000,
					      15000, 20000, 40000, 100000, 300000, 1000000 };
	struct engine *engine = fake_engine_new(4);

	(void)state;
	for (uint64_t run = 0; run < 8; run++) {
		struct sw_sketch sketch = { 0 };
		unsigned int inserted = 0;

		fake_engine_seed(engine, run);
		for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
			while (inserted < sizes[i])
				sketch_insert(&sketch, hash_of(engine, run, inserted++));
			assert_near(sketch_estimate(&sketch), sizes[i], 0.05);
		}
	}
	fake_engine_free(engine);
}

static void test_few(void **state)
{
	struct engine *engine = fake_engine_new(4);
	struct sw_sketch sketch = { 0 };

	(void)state;
	assert_true(sketch_estimate(&sketch) == 0);
	for (uint64_t n = 1; n <= 20; n++) {
		sketch_insert(&sketch, hash_of(engine, 0, n));
		sketch_insert(&sketch, hash_of(engine, 0, n)); /* again: not distinct */
		assert_int_equal(llround(sketch_estimate(&sketch)), n);
	}
	fake_engine_free(engine);
}

/* Whatever stands in shared memory, the estimate is a number. */
static void test_any_registers(void **state)
{
	struct sw_sketch sketch;

	(void)state;
	for (int value = 1; value < 256; value++) {
		double estimate;

		memset(&sketch, value, sizeof(sketch));
		estimate = sketch_estimate(&sketch);
		assert_true(estimate > 0 && !isnan(estimate));
	}
}

static void test_epochs(void **state)
{
	struct engine *engine = fake_engine_new(4);
	struct sw_sketch *sketches = engine->sketches;
	const unsigned int at = (2 * SW_SKETCH_MAX + SW_SKETCH_ND) * 2;

	(void)state;
	for (uint64_t n = 0; n < 10; n++)
		sketch_insert(&sketches[at], hash_of(engine, 0, n));
	assert_int_equal(sketch_read(engine, 2, SW_SKETCH_ND, 0), 10);
	assert_int_equal(sketch_read(engine, 2, SW_SKETCH_RA, 0), 0);
	assert_int_equal(sketch_read(engine, 1, SW_SKETCH_ND, 0), 0);

	sketch_turn(engine);
	assert_int_equal(engine->control->epoch, 1);
	for (uint64_t n = 5; n < 25; n++)
		sketch_insert(&sketches[at + 1], hash_of(engine, 0, n));
	assert_int_equal(sketch_read(engine, 2, SW_SKETCH_ND, 1), 20);
	assert_int_equal(sketch_window(engine, 2, SW_SKETCH_ND), 25); /* not 30 */

	sketch_turn(engine);
	assert_int_equal(engine->control->epoch, 0);
	assert_int_equal(sketch_read(engine, 2, SW_SKETCH_ND, 0), 0);
	assert_int_equal(sketch_window(engine, 2, SW_SKETCH_ND), 20);
	sketch_turn(engine);
	assert_int_equal(sketch_window(engine, 2, SW_SKETCH_ND), 0);
	assert_int_equal(sketch_read(engine, 4, SW_SKETCH_ND, 0), 0);
	assert_int_equal(sketch_window(engine, 4, SW_SKETCH_ND), 0);
	fake_engine_free(engine);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_estimate),
		cmocka_unit_test(test_few),
		cmocka_unit_test(test_any_registers),
		cmocka_unit_test(test_epochs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
