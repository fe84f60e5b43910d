// SPDX-License-Identifier: GPL-2.0-or-later
#include "detect/flood_log.h"

void flood_log_note(struct flood_log *log, uint16_t port, uint64_t now_ns)
{
	struct flood_span *span;

	if (port >= PORT_SLOTS_MAX)
		return;
	span = &log->span[port];
	if (!span->start_ns || now_ns > span->last_ns + FLOOD_MARGIN_NS)
		span->start_ns = now_ns;
	span->last_ns = now_ns;
}

bool flood_log_covers(const struct flood_log *log, uint16_t port, uint64_t first_ns,
		      uint64_t seen_ns)
{
	const struct flood_span *span;

	if (port >= PORT_SLOTS_MAX)
		return false;
	span = &log->span[port];
	return span->start_ns && first_ns + FLOOD_MARGIN_NS >= span->start_ns &&
	       seen_ns <= span->last_ns + FLOOD_MARGIN_NS;
}

bool flood_log_active(const struct flood_log *log, uint16_t port, uint64_t now_ns)
{
	return port < PORT_SLOTS_MAX && log->span[port].start_ns &&
	       now_ns <= log->span[port].last_ns + FLOOD_MARGIN_NS;
}
