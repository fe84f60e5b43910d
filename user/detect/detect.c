// SPDX-License-Identifier: GPL-2.0-or-later
#include "detect/detect.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "detect/catalogue.h"

#define SECOND_NS 1000000000ULL
#define PEAK_INTERVAL_SECONDS 60
#define PEAK_WINDOW_NS (600 * SECOND_NS)

/* Order matters where one suppresses another's alerts: ra-flood runs before rogue-router. */
const struct detector *const detectors[] = {
	&ra_flood_detector,	      &rogue_router_detector,	     &nd_invalid_detector,
	&too_many_addresses_detector, &too_many_neighbours_detector,
};
const size_t detector_count = sizeof(detectors) / sizeof(detectors[0]);

struct detect {
	const struct tables *tables;
	struct baseline *baseline;
	struct detect_config config;
	struct flood_log ra_floods;
	struct detect_view view;
	struct alert_set *alerts;
	uint64_t second_ns; /* when the once-a-second work was last done */
	uint64_t seconds;
	size_t started; /* detectors whose init was called */
	void *state[];
};

static int detectors_start(struct detect *detect)
{
	for (size_t i = 0; i < detector_count; i++) {
		const struct detector *detector = detectors[i];
		int err;

		if (detector->state_size) {
			detect->state[i] = calloc(1, detector->state_size);
			if (!detect->state[i])
				return -ENOMEM;
		}
		err = detector->init ? detector->init(detect->state[i]) : 0;
		if (err) {
			free(detect->state[i]);
			detect->state[i] = NULL;
			return err;
		}
		detect->started++;
	}
	return 0;
}

int detect_new(const struct tables *tables, struct baseline *baseline,
	       const struct detect_config *config, uint64_t next_id, alert_sink sink, void *ctx,
	       struct detect **ret_detect)
{
	struct detect *detect = calloc(1, sizeof(*detect) + detector_count * sizeof(void *));
	int err;

	if (!detect)
		return -ENOMEM;
	detect->tables = tables;
	detect->baseline = baseline;
	detect->config = *config;
	detect->view = (struct detect_view){
		.hosts = tables->hosts,
		.routers = tables->routers,
		.prefixes = tables->prefixes,
		.fragments = tables->fragments,
		.ports = tables->ports,
		.baseline = baseline,
		.config = &detect->config,
		.ra_floods = &detect->ra_floods,
	};
	err = alert_set_new(next_id, sink, ctx, &detect->alerts);
	if (!err)
		err = detectors_start(detect);
	if (err) {
		detect_free(detect);
		return err;
	}
	*ret_detect = detect;
	return 0;
}

void detect_free(struct detect *detect)
{
	if (!detect)
		return;
	for (size_t i = 0; i < detect->started; i++) {
		if (detectors[i]->fini)
			detectors[i]->fini(detect->state[i]);
		free(detect->state[i]);
	}
	alert_set_free(detect->alerts);
	free(detect);
}

const struct detect_view *detect_view(const struct detect *detect)
{
	return &detect->view;
}

struct alert_set *detect_alerts(struct detect *detect)
{
	return detect->alerts;
}

struct alert_report detect_report_of(const struct alert_type *type,
				     const struct detect_event *event)
{
	struct alert_report report = {
		.type = type,
		.link = event->link,
		.vlan = event->vlan,
		.port = event->port,
		.has_mac = event->has_mac,
		.has_addr = true,
		.addr = event->addr,
	};

	memcpy(report.mac, event->mac, sizeof(report.mac));
	if (event->evidence)
		snprintf(report.evidence, sizeof(report.evidence), "%s", event->evidence);
	return report;
}

const struct alert *detect_report(struct detect *detect, struct alert_report *report,
				  uint64_t now_ns)
{
	const struct port_table *ports = detect->tables->ports;

	snprintf(report->iface, sizeof(report->iface), "%s",
		 port_table_link_name(ports, report->link));
	snprintf(report->port_device, sizeof(report->port_device), "%s",
		 port_table_device(ports, report->port));
	snprintf(report->port_name, sizeof(report->port_name), "%s",
		 port_table_name(ports, report->port));
	return alert_raise(detect->alerts, report, now_ns);
}

void detect_note_ra_flood(struct detect *detect, uint16_t port, uint64_t now_ns)
{
	flood_log_note(&detect->ra_floods, port, now_ns);
}

/* Neither the table nor the BPF program may forget a router of the baseline. */
static void router_pin(struct detect *detect, struct router *router)
{
	const struct router_key *key = &router->key;
	struct host_address_key address_key = { .addr = key->addr,
						.link = key->link,
						.vlan = key->vlan };
	bool pinned = baseline_find_addr(detect->baseline, key->link, key->vlan, &key->addr);
	struct host_address *address;

	if (!pinned && !router->pinned)
		return;
	router_table_pin(router, pinned);
	address = host_table_find(detect->tables->hosts, &address_key);
	if (address)
		host_table_pin(detect->tables->hosts, address, pinned);
}

void detect_ra(struct detect *detect, const struct detect_event *event, struct router *router,
	       unsigned int changes)
{
	baseline_see_router(detect->baseline, event->link, event->vlan, &event->addr,
			    event->has_mac ? event->mac : NULL, event->now_ns);
	router_pin(detect, router);
	for (size_t i = 0; i < detector_count; i++)
		if (detectors[i]->on_ra)
			detectors[i]->on_ra(detect, detect->state[i], event, router, changes);
}

void detect_nd_invalid(struct detect *detect, const struct detect_event *event,
		       const struct detect_nd_invalid *invalid)
{
	for (size_t i = 0; i < detector_count; i++)
		if (detectors[i]->on_nd_invalid)
			detectors[i]->on_nd_invalid(detect, detect->state[i], event, invalid);
}

void detect_host_change(struct detect *detect, const struct detect_event *event,
			const struct host *host, const struct host_address *address,
			unsigned int changes)
{
	baseline_link_start(detect->baseline, event->link, event->now_ns);
	for (size_t i = 0; i < detector_count; i++)
		if (detectors[i]->on_host_change)
			detectors[i]->on_host_change(detect, detect->state[i], event, host, address,
						     changes);
}

/* A router that is there to stay, and no part of a flood, becomes part of its network. */
static void router_learn(void *ctx, struct router *router)
{
	struct detect *detect = ctx;
	const char *port = port_table_name(detect->tables->ports, router->port);
	const struct router_key *key = &router->key;
	bool known = baseline_find(detect->baseline, key->link, key->vlan, &key->addr,
				   router->has_mac ? router->mac : NULL);

	if (known ||
	    (baseline_wants(detect->baseline, key->link, router->first_ns, detect->second_ns) &&
	     !flood_log_covers(&detect->ra_floods, router->port, router->first_ns,
			       router->seen_ns)))
		baseline_learn_router(detect->baseline, router, port, detect->second_ns);
	router_pin(detect, router);
}

static bool link_learn_peak(void *ctx, const struct link *link)
{
	struct detect *detect = ctx;
	uint64_t since_ns =
		detect->second_ns > PEAK_WINDOW_NS ? detect->second_ns - PEAK_WINDOW_NS : 0;

	baseline_link_start(detect->baseline, link->id, detect->second_ns);
	if (detect->seconds % PEAK_INTERVAL_SECONDS)
		return true;
	baseline_learn_peak(detect->baseline, link->id,
			    host_table_active(detect->tables->hosts, link->id, HOST_PROOF_ADMITTED,
					      since_ns),
			    detect->second_ns);
	return true;
}

static void detect_second(struct detect *detect, uint64_t now_ns)
{
	detect->second_ns = now_ns;
	detect->seconds++;
	port_table_each_link(detect->tables->ports, link_learn_peak, detect);
	router_table_each(detect->tables->routers, router_learn, detect);
	baseline_tick(detect->baseline, now_ns);
	for (size_t i = 0; i < detector_count; i++)
		if (detectors[i]->on_second)
			detectors[i]->on_second(detect, detect->state[i], now_ns);
}

void detect_tick(struct detect *detect, uint64_t now_ns)
{
	for (size_t i = 0; i < detector_count; i++)
		if (detectors[i]->on_tick)
			detectors[i]->on_tick(detect, detect->state[i], now_ns);
	if (now_ns >= detect->second_ns + SECOND_NS || now_ns < detect->second_ns)
		detect_second(detect, now_ns);
	alert_set_tick(detect->alerts, now_ns);
}
