// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>

#include "core/json.h"
#include "core/timefmt.h"
#include "output/json_report.h"

static void json_add_ra_prefixes(struct json_object *object, const struct ra_message *ra)
{
	struct json_object *list = json_add_array(object, "prefixes"), *item;

	for (unsigned int i = 0; i < ra->prefix_count; i++) {
		const struct ra_prefix *prefix = &ra->prefixes[i];

		item = json_new_object();
		json_add_prefix(item, "prefix", &prefix->prefix);
		json_add_bool(item, "on_link", prefix->on_link);
		json_add_bool(item, "autonomous", prefix->autonomous);
		json_add_uint64(item, "valid_s", prefix->valid_s);
		json_add_uint64(item, "preferred_s", prefix->preferred_s);
		if (prefix->router_addr)
			json_add_addr(item, "router_addr", &prefix->router);
		json_push(list, item);
	}
}

static void json_add_ra_dns(struct json_object *object, const struct ra_message *ra)
{
	struct json_object *list = json_add_array(object, "rdnss");

	for (unsigned int i = 0; i < ra->rdnss_count; i++)
		json_push_addr(list, &ra->rdnss[i].addr);
	list = json_add_array(object, "dnssl");
	for (unsigned int i = 0; i < ra->dnssl_count; i++)
		json_push_str(list, ra->dnssl[i].domain);
}

static void json_add_ra_routes(struct json_object *object, const struct ra_message *ra)
{
	struct json_object *list = json_add_array(object, "routes"), *item;

	for (unsigned int i = 0; i < ra->route_count; i++) {
		item = json_new_object();
		json_add_prefix(item, "prefix", &ra->routes[i].prefix);
		json_add_str(item, "preference", ra_preference_name(ra->routes[i].preference));
		json_add_uint64(item, "lifetime_s", ra->routes[i].lifetime_s);
		json_push(list, item);
	}
}

static void json_add_nonce(struct json_object *object, const struct ra_message *ra)
{
	char text[2 * ND_NONCE_MAX + 1];

	for (unsigned int i = 0; i < ra->nonce_len; i++)
		snprintf(text + 2 * i, sizeof(text) - 2 * i, "%02x", ra->nonce[i]);
	if (ra->nonce_len)
		json_add_str(object, "nonce", text);
}

/* What not every router sends. */
static void json_add_ra_rest(struct json_object *object, const struct ra_message *ra)
{
	struct json_object *list;

	if (ra->pref64_count)
		json_add_prefix(object, "pref64", &ra->pref64[0].prefix);
	if (ra->captive_portal[0])
		json_add_str(object, "captive_portal", ra->captive_portal);
	json_add_nonce(object, ra);
	if (ra->unknown_count) {
		list = json_add_array(object, "unknown_options");
		for (unsigned int i = 0; i < ra->unknown_count; i++)
			json_push(list, json_object_new_int(ra->unknown[i].type));
	}
	json_add_nonzero(object, "malformed_options", ra->malformed_count);
	if (ra->overflow || ra->truncated)
		json_add_bool(object, "incomplete", true);
}

static void json_add_ra_flags(struct json_object *object, const struct ra_message *ra)
{
	json_add_uint64(object, "lifetime_s", ra->lifetime_s);
	json_add_uint64(object, "hop_limit", ra->hop_limit);
	json_add_bool(object, "managed", ra->managed);
	json_add_bool(object, "other", ra->other);
	json_add_bool(object, "home_agent", ra->home_agent);
	json_add_bool(object, "proxy", ra->proxy);
	json_add_bool(object, "stub_flag", ra->stub_router);
	json_add_str(object, "preference", ra_preference_name(ra->preference));
	json_add_nonzero(object, "reachable_ms", ra->reachable_ms);
	json_add_nonzero(object, "retrans_ms", ra->retrans_ms);
	if (ra->has_mtu)
		json_add_uint64(object, "mtu", ra->mtu);
	if (ra->has_lladdr)
		json_add_mac(object, "lladdr", ra->lladdr);
}

struct json_object *json_router(const struct report *report, const struct router *router)
{
	struct json_object *object = json_new_object();

	json_add_addr(object, "addr", &router->key.addr);
	if (router->has_mac)
		json_add_mac(object, "mac", router->mac);
	json_add_where(object, report, router->key.link, router->port);
	json_add_uint64(object, "vlan", router->key.vlan);
	json_add_bool(object, "default", router_is_default(router, report->now_ns));
	json_add_bool(object, "stub", router_is_stub(router));
	json_add_bool(object, "self", router->self);
	json_add_uint64(object, "ra_count", router->ra_count);
	json_add_nonzero(object, "interval_min_s", router->interval_min_ns / TIME_NS_PER_S);
	json_add_nonzero(object, "interval_max_s", router->interval_max_ns / TIME_NS_PER_S);
	json_add_time(object, "first_seen", router->first_ns);
	json_add_time(object, "last_seen", router->seen_ns);
	json_add_ra_flags(object, &router->ra);
	json_add_ra_prefixes(object, &router->ra);
	json_add_ra_dns(object, &router->ra);
	json_add_ra_routes(object, &router->ra);
	json_add_ra_rest(object, &router->ra);
	return object;
}
