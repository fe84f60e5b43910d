/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The per-port counters of the BPF program (struct sw_tally), summed over the CPUs. */
#ifndef COLLECT_COUNTERS_H
#define COLLECT_COUNTERS_H

#include "collect/engine.h"

/*
 * Sums the port's counters; token buckets are zero in the sum. A slot that is out of range gives
 * all zeros. Counters only grow, also when a slot is given to another port: keep what they were
 * at the start and subtract.
 */
void counters_read(const struct engine *engine, unsigned int slot, struct sw_tally *ret_sum);

/* sum += more, sum -= less: the same over counters that were read. */
void counters_add(struct sw_tally *sum, const struct sw_tally *more);
void counters_subtract(struct sw_tally *sum, const struct sw_tally *less);

#endif
