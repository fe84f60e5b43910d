/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The report for machines, as docs/json.md says. */
#ifndef OUTPUT_JSON_REPORT_H
#define OUTPUT_JSON_REPORT_H

#include <json-c/json.h>

#include "output/device.h"
#include "output/report.h"

/* The whole report, with these devices; the caller's. */
struct json_object *report_json(const struct report *report, const struct device_list *devices);

/* Single things, for the events of a watch; the caller's. */
struct json_object *json_counters(const struct sw_tally *tally);
struct json_object *json_host(const struct report *report, const struct device *device);
struct json_object *json_address(const struct host_address *address);
struct json_object *json_router(const struct report *report, const struct router *router);
struct json_object *json_prefix(const struct report *report, const struct prefix_entry *entry);
struct json_object *json_port(const struct report *report, const struct port *port);

/* Adds iface, port and port_name, as far as they are known. */
void json_add_where(struct json_object *object, const struct report *report, uint16_t link,
		    uint16_t slot);

/* Adds every reason by its name. */
void json_add_lost(struct json_object *object, const char *key, const struct sw_tally *tally);

#endif
