/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel's tick (jiffies), which nothing exports: a two-instruction program returns it in a
 * test run. From its edges follows HZ, which has to be known before the real program is loaded.
 */
#ifndef COLLECT_CALIBRATE_H
#define COLLECT_CALIBRATE_H

#include <stdint.h>

#include "collect/tick.h"

struct tick_source {
	int fd; /* owned */
	uint32_t per_s;
	uint32_t tick;	  /* the last reading … */
	uint64_t mono_ns; /* … and when it was taken */
};

/*
 * Loads the program and measures HZ; takes 10 to 40 ms. -EPERM: capability missing; -ENOSYS: a
 * kernel without BPF; -ETIME: the tick has no rate that Linux can be built with.
 */
int tick_source_open(struct tick_source *ret_source);

/*
 * The clock at now_ns (wall clock, this very moment). Reads the tick anew when the last reading
 * is a second old and the kernel still allows it; in between and otherwise it extrapolates.
 */
void tick_source_read(struct tick_source *source, uint64_t now_ns, struct tick_clock *ret_clock);

void tick_source_close(struct tick_source *source);

#endif
