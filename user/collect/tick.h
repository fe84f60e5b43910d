/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ticks of the BPF program <-> ns since the Unix epoch.
 *
 * Tables age by 32-bit ticks (struct sw_config, ticks_per_s) that wrap after 49 days at 1000 a
 * second. A tick means something only as a distance from the current one, so both ends of the
 * conversion are anchored: "tick" is what the BPF program would write at "now_ns".
 */
#ifndef COLLECT_TICK_H
#define COLLECT_TICK_H

#include <stdint.h>

struct tick_clock {
	uint32_t per_s;
	uint32_t tick;
	uint64_t now_ns;
};

/*
 * The time of a tick within the last 2^31 ticks. A tick that is ahead of the clock (written while
 * the clock was being read) is now.
 */
uint64_t tick_to_ns(const struct tick_clock *clock, uint32_t tick);

/* How long ago a tick was, 0 when it is ahead of the clock. */
uint64_t tick_age_ns(const struct tick_clock *clock, uint32_t tick);

/* The tick of a moment in a capture: the low 32 bits of the ticks since the Unix epoch. */
uint32_t tick_from_ns(uint64_t ns, uint32_t per_s);

#endif
