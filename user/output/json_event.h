/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The events of a watch for machines, one object a line, as docs/json.md says. All are the caller's. */
#ifndef OUTPUT_JSON_EVENT_H
#define OUTPUT_JSON_EVENT_H

#include <json-c/json.h>

#include "output/device.h"
#include "output/report.h"

struct json_object *json_event_alert(const struct alert *alert, enum alert_state state);

/* A device, or one of its addresses; changes: enum host_change bits. */
struct json_object *json_event_host(const struct report *report, const struct host *host,
				    uint64_t now_ns);
struct json_object *json_event_address(const struct report *report, const struct host *host,
				       const struct host_address *address, unsigned int changes,
				       uint64_t now_ns);

/* changes: enum router_change, enum prefix_change bits. */
struct json_object *json_event_router(const struct report *report, const struct router *router,
				      unsigned int changes, uint64_t now_ns);
struct json_object *json_event_prefix(const struct report *report, const struct prefix_entry *entry,
				      unsigned int changes, uint64_t now_ns);

/* What came to be of a port: "up", "gone", …; text may be NULL. */
struct json_object *json_event_port(const struct report *report, const struct port *port,
				    const char *state, const char *text, uint64_t now_ns);

/* What was lost since the last such event; withheld: events of hosts and routers not printed. */
struct json_object *json_event_lost(const struct sw_tally *lost, uint64_t rx_dropped,
				    uint64_t rx_missed, uint64_t withheld, uint64_t now_ns);

#endif
