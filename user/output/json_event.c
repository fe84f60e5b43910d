// SPDX-License-Identifier: GPL-2.0-or-later
#include "output/json_event.h"

#include <stdlib.h>

#include "core/json.h"
#include "output/json_alert.h"
#include "output/json_report.h"
#include "output/names.h"

static struct json_object *json_event(const char *event, const char *state, uint64_t now_ns)
{
	struct json_object *object = json_new_object();

	json_add_time(object, "time", now_ns);
	json_add_str(object, "event", event);
	json_add_str(object, "state", state);
	return object;
}

/* Moves the fields of `more` over, and frees it. */
static struct json_object *json_merge(struct json_object *object, struct json_object *more)
{
	struct json_object_iterator end = json_object_iter_end(more);
	struct json_object_iterator at = json_object_iter_begin(more);

	for (; !json_object_iter_equal(&at, &end); json_object_iter_next(&at))
		json_add(object, json_object_iter_peek_name(&at),
			 json_object_get(json_object_iter_peek_value(&at)));
	json_object_put(more);
	return object;
}

struct json_object *json_event_alert(const struct alert *alert, enum alert_state state)
{
	struct json_object *object = json_event("alert", NULL, alert->told_ns);

	json_fill_alert(object, alert);
	json_object_object_del(object, "state");
	json_add_str(object, "state", alert_state_name(state));
	return object;
}

struct json_object *json_event_host(const struct report *report, const struct host *host,
				    uint64_t now_ns)
{
	struct json_object *object = json_event("host", "new", now_ns);
	struct device device;

	device_make(report, host, &device);
	json_merge(object, json_host(report, &device));
	device_fini(&device);
	return object;
}

struct json_object *json_event_address(const struct report *report, const struct host *host,
				       const struct host_address *address, unsigned int changes,
				       uint64_t now_ns)
{
	const char *state = changes & HOST_CHANGE_NEW_ADDRESS ? "new" :
			    changes & HOST_CHANGE_MAC	      ? "mac-changed" :
								"port-changed";
	struct json_object *object = json_event("address", state, now_ns);

	if (host->key.has_mac)
		json_add_mac(object, "mac", host->key.mac);
	if (changes & HOST_CHANGE_MAC && address->has_previous_mac)
		json_add_mac(object, "previous_mac", address->previous_mac);
	json_add_where(object, report, address->key.link, host->port);
	return json_merge(object, json_address(address));
}

struct json_object *json_event_router(const struct report *report, const struct router *router,
				      unsigned int changes, uint64_t now_ns)
{
	struct json_object *object =
		json_event("router", changes & ROUTER_CHANGE_NEW ? "new" : "changed", now_ns);

	return json_merge(object, json_router(report, router));
}

struct json_object *json_event_prefix(const struct report *report, const struct prefix_entry *entry,
				      unsigned int changes, uint64_t now_ns)
{
	const char *state = changes & PREFIX_CHANGE_GONE ? "gone" :
			    changes & PREFIX_CHANGE_NEW	 ? "new" :
							   "changed";

	return json_merge(json_event("prefix", state, now_ns), json_prefix(report, entry));
}

struct json_object *json_event_port(const struct report *report, const struct port *port,
				    const char *state, const char *text, uint64_t now_ns)
{
	struct json_object *object = json_event("port", state, now_ns);
	const char *link = report_link_name(report, port->link);

	json_add_str(object, "iface", *link ? link : NULL);
	json_add_str(object, "port", port->self ? "self" : port->device);
	json_add_str(object, "port_name", report_guest_name(report, port->slot));
	json_add_str(object, "mode", port->mode[0] ? port->mode : NULL);
	json_add_str(object, "message", text && *text ? text : NULL);
	return object;
}

struct json_object *json_event_lost(const struct sw_tally *lost, uint64_t rx_dropped,
				    uint64_t rx_missed, uint64_t withheld, uint64_t now_ns)
{
	struct json_object *object = json_event("lost", NULL, now_ns), *part;

	part = json_add_object(object, "lost");
	for (size_t i = 1; i < SW_LOST_MAX; i++)
		json_add_nonzero(part, lost_names[i].name, lost->lost[i]);
	part = json_add_object(object, "suppressed");
	for (size_t i = 1; i < SW_CLASS_MAX; i++)
		json_add_nonzero(part, class_names[i].name, lost->suppressed[i]);
	json_add_uint64(object, "rx_dropped", rx_dropped);
	json_add_uint64(object, "rx_missed", rx_missed);
	json_add_uint64(object, "withheld", withheld);
	return object;
}
