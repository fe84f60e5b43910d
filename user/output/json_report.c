// SPDX-License-Identifier: GPL-2.0-or-later
#include "output/json_report.h"

#include <stdio.h>
#include <stdlib.h>

#include "core/json.h"
#include "output/json_alert.h"
#include "output/names.h"

static void json_add_reasons(struct json_object *object, const char *key,
			     const struct count_name *names, const __u64 *counts, size_t max)
{
	struct json_object *reasons = json_add_object(object, key);

	for (size_t i = 1; i < max; i++) /* 0 is "none" */
		json_add_uint64(reasons, names[i].name, counts[i]);
}

void json_add_lost(struct json_object *object, const char *key, const struct sw_tally *tally)
{
	json_add_reasons(object, key, lost_names, tally->lost, SW_LOST_MAX);
}

static void json_add_icmpv6(struct json_object *object, const struct sw_tally *tally)
{
	struct json_object *types = json_add_object(object, "icmpv6");
	char type[4];

	for (unsigned int i = 0; i < 256; i++) {
		snprintf(type, sizeof(type), "%u", i);
		json_add_nonzero(types, type, tally->icmpv6[i]);
	}
}

static void json_add_fragments(struct json_object *object, const struct sw_tally *tally)
{
	struct json_object *fragments = json_add_object(object, "fragments");

	json_add_uint64(fragments, "total",
			tally->fragments_first + tally->fragments_nonfirst +
				tally->fragments_atomic);
	json_add_uint64(fragments, "first", tally->fragments_first);
	json_add_uint64(fragments, "nonfirst", tally->fragments_nonfirst);
	json_add_uint64(fragments, "atomic", tally->fragments_atomic);
}

struct json_object *json_counters(const struct sw_tally *tally)
{
	struct json_object *object = json_new_object(), *part;

	json_add_uint64(object, "frames", tally->frames);
	json_add_uint64(object, "bytes", tally->bytes);
	json_add_uint64(object, "ipv4", tally->ipv4);
	json_add_uint64(object, "arp", tally->arp);
	json_add_uint64(object, "ipv6", tally->ipv6);
	json_add_uint64(object, "other", tally->other);
	json_add_uint64(object, "vlan", tally->vlan);
	json_add_uint64(object, "blocked_port", tally->blocked);
	json_add_uint64(object, "offlink", tally->offlink);
	json_add_icmpv6(object, tally);
	json_add_fragments(object, tally);
	part = json_add_object(object, "ext_headers");
	for (size_t i = 0; i < SW_EXT_MAX; i++)
		json_add_uint64(part, ext_names[i].name, tally->ext_headers[i]);
	json_add_reasons(object, "invalid", invalid_names, tally->invalid, SW_INVALID_MAX);
	json_add_lost(object, "lost", tally);
	part = json_add_object(object, "suppressed");
	for (size_t i = 1; i < SW_CLASS_MAX; i++)
		json_add_nonzero(part, class_names[i].name, tally->suppressed[i]);
	return object;
}

void json_add_where(struct json_object *object, const struct report *report, uint16_t link,
		    uint16_t slot)
{
	const char *name = report_link_name(report, link);

	json_add_str(object, "iface", *name ? name : NULL);
	json_add_str(object, "port", report_port_device(report, slot));
	json_add_str(object, "port_name", report_guest_name(report, slot));
}

struct json_object *json_address(const struct host_address *address)
{
	struct json_object *object = json_new_object(), *learned;
	const struct in6_addr *addr = &address->key.addr;
	enum addr_iid iid = addr_iid_kind(addr);

	json_add_addr(object, "addr", addr);
	json_add_str(object, "scope", addr_scope_name(addr));
	if (iid != ADDR_IID_UNKNOWN)
		json_add_str(object, "iid", addr_iid_name(iid));
	json_add_uint64(object, "vlan", address->key.vlan);
	json_add_time(object, "first_seen", address->first_ns);
	json_add_time(object, "last_seen", address->seen_ns);
	learned = json_add_array(object, "learned_by");
	for (unsigned int i = 1; i < SW_LEARN_MAX; i++) {
		if (address->learned & SW_LEARN_BIT(i))
			json_push_str(learned, learn_names[i].name);
	}
	return object;
}

struct json_object *json_host(const struct report *report, const struct device *device)
{
	struct json_object *object = json_new_object(), *list;
	const struct host *host = device->host;

	if (host->key.has_mac)
		json_add_mac(object, "mac", host->key.mac);
	if (device->vendor[0] && !mac_is_local(host->key.mac))
		json_add_str(object, "vendor", device->vendor);
	json_add_bool(object, "random_mac", host->key.has_mac && mac_is_local(host->key.mac));
	list = json_add_array(object, "names");
	for (unsigned int i = 0; !report->no_names && i < host->name_count; i++)
		json_push_str(list, host->names[i].text);
	json_add_where(object, report, host->key.link, host->port);
	json_add_uint64(object, "vlan", host->vlan);
	json_add_bool(object, "router", host->router);
	json_add_bool(object, "self", host->self);
	json_add_time(object, "first_seen", host->first_ns);
	json_add_time(object, "last_seen", host->seen_ns);
	if (device_best(device))
		json_add_addr(object, "best", &device_best(device)->key.addr);
	list = json_add_array(object, "addresses");
	for (size_t i = 0; i < device->address_count; i++) {
		if (!addr_is_v4mapped(&device->addresses[i]->key.addr))
			json_push(list, json_address(device->addresses[i]));
	}
	list = json_add_array(object, "ipv4");
	for (size_t i = 0; i < device->address_count; i++) {
		if (addr_is_v4mapped(&device->addresses[i]->key.addr))
			json_push_addr(list, &device->addresses[i]->key.addr);
	}
	return object;
}

struct json_object *json_prefix(const struct report *report, const struct prefix_entry *entry)
{
	const char *name = report_link_name(report, entry->link);
	struct json_object *object = json_new_object(), *list;

	json_add_prefix(object, "prefix", &entry->prefix);
	json_add_str(object, "iface", *name ? name : NULL);
	json_add_uint64(object, "vlan", entry->vlan);
	json_add_bool(object, "kernel", entry->proof == PREFIX_PROOF_KERNEL);
	json_add_bool(object, "on_link", entry->on_link);
	json_add_bool(object, "autonomous", entry->autonomous);
	list = json_add_array(object, "routers");
	for (unsigned int i = 0; i < entry->advertiser_count; i++)
		json_push_addr(list, &entry->advertiser[i]);
	json_add_time(object, "first_seen", entry->first_ns);
	if (entry->valid_until_ns != UINT64_MAX)
		json_add_time(object, "valid_until", entry->valid_until_ns);
	if (entry->preferred_until_ns != UINT64_MAX)
		json_add_time(object, "preferred_until", entry->preferred_until_ns);
	return object;
}

struct json_object *json_port(const struct report *report, const struct port *port)
{
	static const char *const states[] = {
		[PORT_STATE_UNSET] = NULL,	  [PORT_STATE_UP] = "up",
		[PORT_STATE_BLOCKED] = "blocked", [PORT_STATE_GONE] = "gone",
		[PORT_STATE_ERROR] = "error",
	};
	const char *link = report_link_name(report, port->link);
	const char *name = report_port_device(report, port->slot);
	struct json_object *object = json_new_object();
	uint64_t lost = 0;

	for (unsigned int i = 1; i < SW_LOST_MAX; i++)
		lost += port->now.lost[i];
	json_add_str(object, "name", name ? name : "capture");
	json_add_str(object, "port_name", report_guest_name(report, port->slot));
	json_add_str(object, "link", *link ? link : NULL);
	json_add_str(object, "mode", port->mode[0] ? port->mode : NULL);
	json_add_str(object, "state", states[port->state]);
	json_add_uint64(object, "frames", port->now.frames);
	json_add_uint64(object, "blocked_port", port->now.blocked);
	json_add_uint64(object, "lost", lost);
	json_add_uint64(object, "rx_dropped", port->rx_dropped);
	json_add_uint64(object, "rx_missed", port->rx_missed);
	if (port->error[0])
		json_add_str(object, "error", port->error);
	return object;
}

static struct json_object *json_fragment_peer(const struct fragment_peer *peer)
{
	const struct fragment_sums *sums = &peer->sums;
	struct json_object *object = json_new_object();

	json_add_addr(object, "addr", &peer->key.addr);
	json_add_uint64(object, "vlan", peer->key.vlan);
	json_add_time(object, "last_seen", peer->seen_ns);
	json_add_uint64(object, "complete", sums->complete);
	json_add_uint64(object, "orphaned_first", sums->orphaned_first);
	json_add_uint64(object, "orphaned_rest", sums->orphaned_rest);
	json_add_uint64(object, "gap", sums->gap);
	json_add_uint64(object, "atomic", sums->atomic);
	json_add_uint64(object, "tiny_first", sums->tiny);
	json_add_uint64(object, "incomplete_chain", sums->split);
	json_add_uint64(object, "overlap", sums->overlap);
	json_add_uint64(object, "oversize", sums->oversize);
	json_add_uint64(object, "packet_too_big", sums->packet_too_big);
	json_add_uint64(object, "reassembly_exceeded", sums->reassembly_exceeded);
	return object;
}

static void json_add_fragment_peers(struct json_object *object, const struct report *report)
{
	const struct fragment_peer **peers = NULL;
	struct json_object *list;
	size_t count = 0;

	if (fragment_table_sorted(report->tables->fragments, &peers, &count))
		abort();
	list = count ? json_add_array(object, "fragment_peers") : NULL;
	for (size_t i = 0; i < count; i++)
		json_push(list, json_fragment_peer(peers[i]));
	free(peers);
}

static void json_add_routers(struct json_object *object, const struct report *report)
{
	struct json_object *list = json_add_array(object, "routers");
	const struct router **routers = NULL;
	size_t count = 0;

	if (router_table_sorted(report->tables->routers, report->now_ns, &routers, &count))
		abort();
	for (size_t i = 0; i < count; i++)
		json_push(list, json_router(report, routers[i]));
	free(routers);
}

static void json_add_prefixes(struct json_object *object, const struct report *report)
{
	struct json_object *list = json_add_array(object, "prefixes");
	const struct prefix_entry **entries = NULL;
	size_t count = 0;

	if (prefix_table_sorted(report->tables->prefixes, &entries, &count))
		abort();
	for (size_t i = 0; i < count; i++)
		json_push(list, json_prefix(report, entries[i]));
	free(entries);
}

struct port_array {
	const struct report *report;
	struct json_object *list;
};

static bool json_push_port(void *ctx, const struct port *port)
{
	const struct port_array *array = ctx;

	json_push(array->list, json_port(array->report, port));
	return true;
}

static void json_add_ports(struct json_object *object, const struct report *report)
{
	struct port_array array = { report, json_add_array(object, "ports") };

	port_table_each(report->tables->ports, json_push_port, &array);
}

struct json_object *report_json(const struct report *report, const struct device_list *devices)
{
	struct json_object *object = json_new_object(), *list;
	struct sw_tally total;

	port_table_total(report->tables->ports, &total);
	json_add_str(object, "schema", "sixwatch/1");
	json_add_str(object, "command", report->command);
	list = json_add_array(object, "source");
	for (size_t i = 0; i < report->source_count; i++)
		json_push_str(list, report->sources[i]);
	json_add_time(object, "started", report->started_ns);
	json_add_time(object, "ended", report->ended_ns);
	json_add(object, "counters", json_counters(&total));
	json_add_ports(object, report);
	list = json_add_array(object, "hosts");
	for (size_t i = 0; i < devices->count; i++)
		json_push(list, json_host(report, &devices->items[i]));
	json_add_routers(object, report);
	json_add_prefixes(object, report);
	json_add_fragment_peers(object, report);
	json_add_alerts(object, report->alerts);
	return object;
}
