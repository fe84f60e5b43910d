// SPDX-License-Identifier: GPL-2.0-or-later
#include "collect/sketch.h"

#include <math.h>
#include <string.h>

#define RANK_BITS (64 - SW_HLL_INDEX_BITS)
#define RANK_MAX (RANK_BITS + 1) /* no bit set at all */

/* Ertl, algorithm 6: the contribution of the empty registers. */
static double sigma(double share)
{
	double sum = share, weight = 1, before;

	if (share >= 1)
		return INFINITY;
	do {
		share *= share;
		before = sum;
		sum += share * weight;
		weight += weight;
	} while (sum > before);
	return sum;
}

/* Ertl, algorithm 6: the contribution of the saturated registers. */
static double tau(double share)
{
	double sum = 1 - share, weight = 1, before;

	if (share <= 0 || share >= 1)
		return 0;
	do {
		share = sqrt(share);
		before = sum;
		weight /= 2;
		sum -= (1 - share) * (1 - share) * weight;
	} while (sum < before);
	return sum / 3;
}

double sketch_estimate(const struct sw_sketch *sketch)
{
	const double registers = SW_HLL_REGISTERS;
	unsigned int count[RANK_MAX + 1] = { 0 };
	double sum;

	for (size_t i = 0; i < SW_HLL_REGISTERS; i++)
		count[sketch->reg[i] < RANK_MAX ? sketch->reg[i] : RANK_MAX]++;
	if (count[0] == SW_HLL_REGISTERS)
		return 0;
	sum = registers * tau(1 - count[RANK_MAX] / registers);
	for (unsigned int rank = RANK_BITS; rank >= 1; rank--)
		sum = (sum + count[rank]) / 2;
	sum += registers * sigma(count[0] / registers);
	return registers * registers / (2 * M_LN2 * sum);
}

static struct sw_sketch *sketch_at(const struct engine *engine, unsigned int slot,
				   enum sw_sketch_kind kind, unsigned int epoch)
{
	return &engine->sketches[(slot * SW_SKETCH_MAX + kind) * 2 + (epoch & 1)];
}

uint64_t sketch_read(const struct engine *engine, unsigned int slot, enum sw_sketch_kind kind,
		     unsigned int epoch)
{
	if (slot >= engine->config.port_slots)
		return 0;
	return (uint64_t)llround(sketch_estimate(sketch_at(engine, slot, kind, epoch)));
}

uint64_t sketch_window(const struct engine *engine, unsigned int slot, enum sw_sketch_kind kind)
{
	const struct sw_sketch *other;
	struct sw_sketch both;

	if (slot >= engine->config.port_slots)
		return 0;
	both = *sketch_at(engine, slot, kind, 0);
	other = sketch_at(engine, slot, kind, 1);
	for (size_t i = 0; i < SW_HLL_REGISTERS; i++)
		if (both.reg[i] < other->reg[i])
			both.reg[i] = other->reg[i];
	return (uint64_t)llround(sketch_estimate(&both));
}

void sketch_turn(struct engine *engine)
{
	unsigned int idle = (engine->control->epoch & 1) ^ 1;

	for (unsigned int slot = 0; slot < engine->config.port_slots; slot++)
		for (unsigned int kind = 0; kind < SW_SKETCH_MAX; kind++)
			memset(sketch_at(engine, slot, kind, idle), 0, sizeof(struct sw_sketch));
	__atomic_store_n(&engine->control->epoch, idle, __ATOMIC_RELEASE);
}
