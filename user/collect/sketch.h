/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How many distinct unknown sources a port saw: HyperLogLog registers that the BPF program fills.
 *
 * Of the two epochs one is active. sketch_turn() at a steady pace gives sketch_window() a meaning:
 * turned every 5 s it counts the sources of the last 5 to 10 s.
 */
#ifndef COLLECT_SKETCH_H
#define COLLECT_SKETCH_H

#include "collect/engine.h"

/*
 * The estimated number of distinct hashes: 1.6 % standard error over the whole range (the improved
 * raw estimator of O. Ertl, "New cardinality estimation algorithms for HyperLogLog sketches",
 * arXiv:1702.01284, section 4), exact 0 for an empty sketch.
 */
double sketch_estimate(const struct sw_sketch *sketch);

/* Distinct sources of one epoch (0 or 1) of a port. 0 for a slot that is out of range. */
uint64_t sketch_read(const struct engine *engine, unsigned int slot, enum sw_sketch_kind kind,
		     unsigned int epoch);

/* Distinct sources of a port over both epochs. */
uint64_t sketch_window(const struct engine *engine, unsigned int slot, enum sw_sketch_kind kind);

/* Zeroes the idle epoch of all ports, then makes it the active one. */
void sketch_turn(struct engine *engine);

#endif
