// SPDX-License-Identifier: GPL-2.0-or-later
#include "collect/counters.h"

#include <string.h>

/* Everything before the buckets is a 64-bit counter. */
#define TALLY_COUNTERS (offsetof(struct sw_tally, bucket) / sizeof(__u64))
_Static_assert(offsetof(struct sw_tally, bucket) % sizeof(__u64) == 0, "whole counters");

void counters_add(struct sw_tally *sum, const struct sw_tally *more)
{
	const volatile __u64 *from = (const volatile __u64 *)more;
	__u64 *to = (__u64 *)sum;

	for (size_t i = 0; i < TALLY_COUNTERS; i++)
		to[i] += from[i];
}

void counters_subtract(struct sw_tally *sum, const struct sw_tally *less)
{
	const __u64 *from = (const __u64 *)less;
	__u64 *to = (__u64 *)sum;

	for (size_t i = 0; i < TALLY_COUNTERS; i++)
		to[i] -= from[i];
}

void counters_read(const struct engine *engine, unsigned int slot, struct sw_tally *ret_sum)
{
	memset(ret_sum, 0, sizeof(*ret_sum));
	if (slot >= engine->config.port_slots)
		return;
	for (unsigned int cpu = 0; cpu < engine->cpus; cpu++)
		counters_add(ret_sum, &engine->tallies[cpu * engine->config.port_slots + slot]);
}
