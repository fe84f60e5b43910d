// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * rogue-router: a router outside the baseline that offers what hosts would use (RFC 6104, 6105,
 * 4191). Judged a moment after its first RA, so that the first members of a flood, which ra-flood
 * takes over, do not each make an alert.
 */
#include <stdio.h>
#include <string.h>

#include "core/addr.h"
#include "detect/catalogue.h"
#include "detect/words.h"

#define JUDGE_DELAY_NS 600000000ULL
#define ROUTE_WIDE 48 /* a route wider than /48 takes traffic that is not a stub's */
#define NS_PER_S 1000000000ULL

static const struct alert_type type = {
	.name = "rogue-router",
	.severity = ALERT_SEVERITY_CRITICAL,
	.hold_ns = 60000000000ULL,
	.meaning = "A router outside the baseline offers a default route, DNS, a global prefix or "
		   "a wide route.",
};

struct state {
	uint64_t check_ns; /* look again then, without waiting for the next second; 0: no need */
};

static const struct ra_prefix *global_prefix(const struct ra_message *ra)
{
	for (unsigned int i = 0; i < ra->prefix_count; i++)
		if (ra->prefixes[i].valid_s && addr_is_global(&ra->prefixes[i].prefix.addr))
			return &ra->prefixes[i];
	return NULL;
}

static const struct ra_route *wide_route(const struct ra_message *ra)
{
	for (unsigned int i = 0; i < ra->route_count; i++)
		if (ra->routes[i].lifetime_s && ra->routes[i].prefix.len < ROUTE_WIDE)
			return &ra->routes[i];
	return NULL;
}

static bool offers_dns(const struct ra_message *ra)
{
	for (unsigned int i = 0; i < ra->rdnss_count; i++)
		if (ra->rdnss[i].lifetime_s)
			return true;
	for (unsigned int i = 0; i < ra->dnssl_count; i++)
		if (ra->dnssl[i].lifetime_s)
			return true;
	return false;
}

/* Hosts still use what it said last: within its lifetime, else until its next RA is overdue. */
static bool is_rogue(const struct router *router, uint64_t now_ns)
{
	const struct ra_message *ra = &router->ra;

	if (router_is_default(router, now_ns))
		return true;
	if (now_ns > router->seen_ns + ROUTER_INTERVAL_MAX_NS)
		return false;
	return offers_dns(ra) || global_prefix(ra) || wide_route(ra);
}

static void describe_dns(const struct ra_message *ra, struct alert_report *report)
{
	struct alert_datum *servers, *domains;

	servers = ra->rdnss_count ? alert_data_list(&report->data, "rdnss") : NULL;
	for (unsigned int i = 0; i < ra->rdnss_count; i++) {
		char addr[ADDR_TEXT_MAX];

		addr_format(addr, sizeof(addr), &ra->rdnss[i].addr);
		if (!i)
			alert_message_add(report, ", DNS %s", addr);
		alert_datum_push(servers, addr);
	}
	domains = ra->dnssl_count ? alert_data_list(&report->data, "dnssl") : NULL;
	for (unsigned int i = 0; i < ra->dnssl_count; i++) {
		if (!i)
			alert_message_add(report, ", search domain %s", ra->dnssl[i].domain);
		alert_datum_push(domains, ra->dnssl[i].domain);
	}
}

static void describe_prefixes(const struct ra_message *ra, struct alert_report *report)
{
	struct alert_datum *prefixes =
		ra->prefix_count ? alert_data_list(&report->data, "prefixes") : NULL;
	const struct ra_route *route = wide_route(ra);
	const struct ra_prefix *global = global_prefix(ra);
	char text[PREFIX_TEXT_MAX];

	for (unsigned int i = 0; i < ra->prefix_count; i++) {
		prefix_format(text, sizeof(text), &ra->prefixes[i].prefix);
		alert_datum_push(prefixes, text);
	}
	if (global) {
		prefix_format(text, sizeof(text), &global->prefix);
		alert_message_add(report, ", prefix %s", text);
	}
	if (route) {
		prefix_format(text, sizeof(text), &route->prefix);
		alert_message_add(report, ", route %s", text);
		alert_data_text(&report->data, "route", text);
	}
}

static void describe(struct detect *detect, const struct router *router, uint64_t now_ns,
		     struct alert_report *report)
{
	const struct ra_message *ra = &router->ra;
	const struct baseline_router *same = baseline_find_addr(detect_view(detect)->baseline,
								router->key.link, router->key.vlan,
								&router->key.addr);
	bool is_default = router_is_default(router, now_ns);
	char sender[WORDS_SENDER_MAX], mac[MAC_TEXT_MAX];

	words_router(sender, detect, router);
	if (is_default)
		alert_message(report, "%s offers itself as default router, preference %s", sender,
			      ra->preference == RA_PREFERENCE_HIGH ?
				      "HIGH" :
				      ra_preference_name(ra->preference));
	else
		alert_message(report, "%s, no default router, advertises", sender);
	describe_dns(ra, report);
	describe_prefixes(ra, report);
	if (router->headers)
		alert_message_add(report, ", behind extension headers");
	if (same && same->has_mac)
		alert_message_add(report, ". It uses the address of a router of the baseline, %s. ",
				  mac_format(mac, same->mac));
	else
		alert_message_add(report, ". Not in the baseline. ");
	alert_message_add(report, "%s",
			  is_default ? "New hosts will send their traffic and DNS queries to it." :
				       "Hosts will use what it advertises.");
}

static void report_router(struct detect *detect, const struct router *router, uint64_t now_ns)
{
	const struct ra_message *ra = &router->ra;
	struct alert_report report = {
		.type = &type,
		.link = router->key.link,
		.vlan = router->key.vlan,
		.port = router->port,
		.has_mac = router->has_mac,
		.has_addr = true,
		.addr = router->key.addr,
		.subject.addr = router->key.addr,
	};

	memcpy(report.mac, router->mac, sizeof(report.mac));
	memcpy(report.subject.mac, router->mac, sizeof(report.subject.mac));
	describe(detect, router, now_ns, &report);
	alert_data_number(&report.data, "lifetime_s", ra->lifetime_s);
	alert_data_text(&report.data, "preference", ra_preference_name(ra->preference));
	alert_data_number(&report.data, "ra_count", router->ra_count);
	words_shut_out(detect, &report);
	detect_report(detect, &report, now_ns);
}

/* What the callback over the routers needs. */
struct pass {
	struct detect *detect;
	uint64_t now_ns;
};

static void judge_router(const struct pass *pass, const struct router *router)
{
	const struct detect_view *view = detect_view(pass->detect);
	const struct router_key *key = &router->key;

	if (router->self || !is_rogue(router, pass->now_ns))
		return;
	if (pass->now_ns < router->first_ns + JUDGE_DELAY_NS)
		return;
	if (baseline_learning(view->baseline, key->link, pass->now_ns) ||
	    baseline_find(view->baseline, key->link, key->vlan, &key->addr,
			  router->has_mac ? router->mac : NULL))
		return;
	if (flood_log_covers(view->ra_floods, router->port, router->first_ns, router->seen_ns))
		return;
	report_router(pass->detect, router, pass->now_ns);
}

static void judge(void *ctx, struct router *router)
{
	judge_router(ctx, router);
}

static void judge_all(struct detect *detect, uint64_t now_ns)
{
	struct pass pass = { .detect = detect, .now_ns = now_ns };

	router_table_each(detect_view(detect)->routers, judge, &pass);
}

/* A baseline router's address in other hands is told at once: its owner may speak next. */
static bool is_impostor(const struct detect_view *view, const struct detect_event *event)
{
	return event->has_mac &&
	       baseline_find_addr(view->baseline, event->link, event->vlan, &event->addr) &&
	       !baseline_find(view->baseline, event->link, event->vlan, &event->addr, event->mac);
}

static void on_ra(struct detect *detect, void *state, const struct detect_event *event,
		  const struct router *router, unsigned int changes)
{
	struct state *own = state;

	if (is_impostor(detect_view(detect), event)) {
		struct pass pass = { .detect = detect, .now_ns = event->now_ns };

		judge_router(&pass, router);
	} else if (changes && !own->check_ns) {
		own->check_ns = event->now_ns + JUDGE_DELAY_NS;
	}
}

static void on_tick(struct detect *detect, void *state, uint64_t now_ns)
{
	struct state *own = state;

	if (!own->check_ns || now_ns < own->check_ns)
		return;
	own->check_ns = 0;
	judge_all(detect, now_ns);
}

static void on_second(struct detect *detect, void *state, uint64_t now_ns)
{
	(void)state;
	judge_all(detect, now_ns);
}

static const struct alert_type *const types[] = { &type };

const struct detector rogue_router_detector = {
	.name = "rogue_router",
	.types = types,
	.type_count = 1,
	.state_size = sizeof(struct state),
	.on_ra = on_ra,
	.on_tick = on_tick,
	.on_second = on_second,
};
