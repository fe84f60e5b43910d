/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * When each port was last flooded with RAs, so that an ra-flood does not also raise an alert for
 * each of its members, and none of them becomes normal.
 */
#ifndef DETECT_FLOOD_LOG_H
#define DETECT_FLOOD_LOG_H

#include <stdbool.h>
#include <stdint.h>

#include "table/port_table.h"

/* A flood's RAs may be older or later than the moments at which it is measured. */
#define FLOOD_MARGIN_NS 10000000000ULL

struct flood_span {
	uint64_t start_ns; /* 0: never flooded */
	uint64_t last_ns;
};

struct flood_log {
	struct flood_span span[PORT_SLOTS_MAX];
};

/* The port is being flooded now. A pause longer than the margin begins a new span. */
void flood_log_note(struct flood_log *log, uint16_t port, uint64_t now_ns);

/* Something that was seen on the port from first_ns to seen_ns was seen during a flood only. */
bool flood_log_covers(const struct flood_log *log, uint16_t port, uint64_t first_ns,
		      uint64_t seen_ns);

/* The port is flooded now, or was a moment ago. */
bool flood_log_active(const struct flood_log *log, uint16_t port, uint64_t now_ns);

#endif
