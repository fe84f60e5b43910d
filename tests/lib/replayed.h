/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The real BPF program under a replay, with what it hands up kept for a look. */
#ifndef TESTS_REPLAYED_H
#define TESTS_REPLAYED_H

#include "collect/replay.h"
#include "packet.h"

#define REPLAYED_SECOND 1000000000ULL
#define REPLAYED_NOON (1700000000 * REPLAYED_SECOND)
#define REPLAYED_KEPT 64

struct replayed {
	struct engine *engine;
	struct ring *ring;
	struct replay *replay;
	unsigned int records;
	unsigned int of_class[SW_CLASS_MAX];
	struct sw_record kept[REPLAYED_KEPT]; /* the first of them, without their frames */
	unsigned int ticks;
	uint64_t tick_ns; /* of the last tick */
	uint64_t tick_step_max_ns;
};

/*
 * Opens all three; fails the test when it cannot. Skips it where there is no permission to load
 * BPF programs. options: NULL for the defaults; replay is set.
 */
void replayed_init(struct replayed *r, const struct engine_options *options);
void replayed_fini(struct replayed *r);

/* Runs one whole frame at `at_ns`. */
void replayed_run(struct replayed *r, uint64_t at_ns, const struct layer *layers);

/* The same of bytes that may be cut off. */
void replayed_bytes(struct replayed *r, uint64_t at_ns, const void *data, uint32_t cap_len,
		    uint32_t wire_len);

/* The counters of port slot 1. */
struct sw_tally replayed_tally(const struct replayed *r);

#endif
