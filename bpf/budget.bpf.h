/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Token buckets, one per port, class and CPU, on jiffies: no helper call, no division. */
#ifndef SIXWATCH_BUDGET_BPF_H
#define SIXWATCH_BUDGET_BPF_H

#include "maps.bpf.h"

/* True when one more of this class may be handed up now. Whole seconds past the burst are lost. */
static __always_inline bool budget_take(struct sw_tally *tally, __u32 class, __u32 tick)
{
	const volatile struct sw_rate *rate;
	struct sw_bucket *bucket;
	__u32 elapsed, one = config.ticks_per_s, most;

	barrier_var(class);
	if (class >= SW_CLASS_MAX)
		return false;
	rate = &config.rate[class];
	bucket = &tally->bucket[class];
	most = rate->burst * one;
	elapsed = tick - bucket->tick;
	if (elapsed) {
		__u64 tokens = bucket->tokens + (__u64)elapsed * rate->per_s;

		/* A bucket that was never used starts full. */
		if (!bucket->tick || tokens > most)
			tokens = most;
		bucket->tokens = tokens;
		bucket->tick = tick ? tick : 1;
	}
	if (bucket->tokens < one)
		return false;
	bucket->tokens -= one;
	return true;
}

#endif
