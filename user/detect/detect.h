/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * All detectors over one set of tables: what the collector calls after it updated a table.
 *
 * Calling order: table first (host_table_see(), router_table_see(), port_table_update()), then the
 * event here. detect_tick() also runs the baseline's learning, pins the baseline's routers in the
 * tables (router.pinned tells the collector to set SW_KNOWN_ROUTER), and clears alerts.
 */
#ifndef DETECT_DETECT_H
#define DETECT_DETECT_H

#include "detect/detector.h"

extern const struct detector *const detectors[];
extern const size_t detector_count;

/*
 * tables and baseline must outlive it; config is copied. next_id: see alert_set_new(). -ENOMEM, or
 * what a detector's init returns.
 */
int detect_new(const struct tables *tables, struct baseline *baseline,
	       const struct detect_config *config, uint64_t next_id, alert_sink sink, void *ctx,
	       struct detect **ret_detect);
void detect_free(struct detect *detect);

/* A valid RA, after router_table_see() gave router and changes. */
void detect_ra(struct detect *detect, const struct detect_event *event, struct router *router,
	       unsigned int changes);

/* ND refused by validation: SW_CLASS_ND_INVALID. */
void detect_nd_invalid(struct detect *detect, const struct detect_event *event,
		       const struct detect_nd_invalid *invalid);

/* host_table_see() returned changes > 0. */
void detect_host_change(struct detect *detect, const struct detect_event *event,
			const struct host *host, const struct host_address *address,
			unsigned int changes);

/* Every 100 ms, after the ports' counters were updated; in a replay on the capture's clock. */
void detect_tick(struct detect *detect, uint64_t now_ns);

struct alert_set *detect_alerts(struct detect *detect);

#endif
