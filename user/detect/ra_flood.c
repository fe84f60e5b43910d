// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ra-flood: more router advertisements than any link has (RFC 6104). Hosts configure an address and
 * a route from each, until they stand still.
 *
 * The rate comes from the ports' counters, which no flood can blind, the distinct sources from the
 * sketches, the MAC from the few RAs that were handed up.
 */
#include <stdio.h>
#include <string.h>

#include "core/addr.h"
#include "core/timefmt.h"
#include "detect/catalogue.h"
#include "detect/words.h"

#define ICMPV6_RA 134
#define RA_INDEX (ICMPV6_RA - PORT_SAMPLE_TYPE_FIRST)
#define RATE_WINDOW_NS 1000000000ULL
#define SOURCE_WINDOW_NS 10000000000ULL
#define SAMPLE_QUIET_NS 30000000000ULL /* forget who was suspected after so much silence */
#define MEMBERS_SHOWN ALERT_TEXTS_MAX

static const struct alert_type type = {
	.name = "ra-flood",
	.severity = ALERT_SEVERITY_CRITICAL,
	.hold_ns = 10000000000ULL,
	.meaning = "More router advertisements than any link has: hosts take an address and a "
		   "route from each.",
};

/* Who sends most of the RAs that were handed up: a majority vote (Boyer and Moore). */
struct suspect {
	uint8_t mac[6];
	uint32_t votes;
	uint32_t hits;	  /* RAs with this MAC since it became the candidate */
	uint32_t samples; /* RAs in all, since the first after a silence */
	uint64_t seen_ns;
};

struct link_flood {
	bool active;
	uint64_t start_ns;
	uint64_t last_ns;     /* over the limit */
	uint64_t count_start; /* the link's RAs when it began */
	uint64_t drops_start;
	uint64_t rate_peak;
	uint32_t members; /* routers that were seen as part of it */
	uint32_t examples;
	struct in6_addr example[MEMBERS_SHOWN];
};

struct state {
	struct suspect suspect[PORT_SLOTS_MAX];	 /* by port */
	struct link_flood flood[PORT_SLOTS_MAX]; /* by link */
};

/* What one look at the ports of a link shows. */
struct look {
	struct detect *detect;
	uint16_t link;
	uint64_t now_ns;
	uint64_t rate;	   /* per second */
	uint64_t count;	   /* RAs since the ports began */
	uint64_t drops;	   /* frames lost before the hook since then */
	uint64_t distinct; /* sources, by the sketches or the router table */
	bool at_least;	   /* the table was full, and the sketches saw no more */
	uint16_t busiest;
	uint64_t busiest_rate;
};

static uint64_t port_ra_rate(const struct detect_view *view, const struct port *port)
{
	struct port_sample sum;
	uint64_t ras;

	port_table_rates(view->ports, port->slot, RATE_WINDOW_NS, &sum);
	ras = sum.icmpv6[RA_INDEX] - sum.ra_known_unicast;
	if (sum.now_ns <= RATE_WINDOW_NS)
		return ras;
	return ras * RATE_WINDOW_NS / sum.now_ns;
}

static uint64_t port_ra_count(const struct port *port)
{
	return port->now.icmpv6[ICMPV6_RA] - port->now.ra_known_unicast;
}

static bool look_at_port(void *ctx, const struct port *port)
{
	struct look *look = ctx;
	uint64_t rate;

	if (port->link != look->link)
		return true;
	rate = port_ra_rate(detect_view(look->detect), port);
	look->rate += rate;
	look->count += port_ra_count(port);
	look->drops += port->rx_dropped + port->rx_missed;
	look->distinct += port->distinct[SW_SKETCH_RA];
	if (!look->busiest || rate > look->busiest_rate) {
		look->busiest = port->slot;
		look->busiest_rate = rate;
	}
	return true;
}

/* Distinct sources by the router table: exact and at once, while they are few. */
struct tally {
	const struct detect_view *view;
	uint16_t link;
	uint64_t since_ns;
	uint64_t foreign;
};

static void count_foreign(void *ctx, struct router *router)
{
	struct tally *tally = ctx;
	const struct router_key *key = &router->key;

	tally->foreign +=
		key->link == tally->link && router->seen_ns >= tally->since_ns &&
		!baseline_find_addr(tally->view->baseline, key->link, key->vlan, &key->addr);
}

static uint64_t foreign_routers(const struct detect_view *view, uint16_t link, uint64_t now_ns)
{
	struct tally tally = {
		.view = view,
		.link = link,
		.since_ns = now_ns > SOURCE_WINDOW_NS ? now_ns - SOURCE_WINDOW_NS : 0,
	};

	router_table_each(view->routers, count_foreign, &tally);
	return tally.foreign;
}

/* Every port with a fair share of the flood: its routers are members, not findings. */
static bool note_port(void *ctx, const struct port *port)
{
	const struct look *look = ctx;
	const struct detect_view *view = detect_view(look->detect);

	if (port->link != look->link)
		return true;
	if (port->slot == look->busiest || port_ra_rate(view, port) > view->config->ra_rate_max ||
	    port->distinct[SW_SKETCH_RA] > view->config->ra_sources_max)
		detect_note_ra_flood(look->detect, port->slot, look->now_ns);
	return true;
}

/* What the callback over the routers needs. */
struct roll {
	const struct detect_view *view;
	struct link_flood *flood;
	uint16_t link;
};

static void count_member(void *ctx, struct router *router)
{
	const struct roll *roll = ctx;
	struct link_flood *flood = roll->flood;

	if (router->pinned || router->key.link != roll->link ||
	    !flood_log_covers(roll->view->ra_floods, router->port, router->first_ns,
			      router->seen_ns))
		return;
	flood->members++;
	if (flood->examples < MEMBERS_SHOWN)
		flood->example[flood->examples++] = router->key.addr;
}

static void report_suspect(const struct suspect *suspect, struct alert_report *report)
{
	char mac[WORDS_SENDER_MAX];

	if (!suspect->samples)
		return;
	report->has_mac = true;
	memcpy(report->mac, suspect->mac, sizeof(report->mac));
	words_mac(mac, suspect->mac);
	if (suspect->hits * 2 > suspect->samples)
		alert_message_add(report, ", MAC %s. ", mac);
	else
		alert_message_add(report, ", with changing MACs, lately %s. ", mac);
}

static void report_words(const struct look *look, const struct link_flood *flood,
			 const struct suspect *suspect, struct alert_report *report)
{
	const struct detect_view *view = detect_view(look->detect);
	char rate[WORDS_NUMBER_MAX], distinct[WORDS_NUMBER_MAX];
	uint64_t share = look->rate ? look->busiest_rate * 100 / look->rate : 0;

	alert_message(report, "%s RAs a second from %s%s router address%s, ",
		      words_number(rate, look->rate), look->at_least ? "at least " : "",
		      words_number(distinct, look->distinct), look->distinct == 1 ? "" : "es");
	if (share >= 99)
		alert_message_add(report, "all through this one port");
	else
		alert_message_add(report, "%u %% of them through this port", (unsigned int)share);
	report_suspect(suspect, report);
	if (!suspect->samples)
		alert_message_add(report, ". ");
	alert_message_add(report, "Hosts on %s take a new address from each.",
			  port_table_link_name(view->ports, look->link));
	alert_data_number(&report->data, "rate_per_s", look->rate);
	alert_data_number(&report->data, "rate_peak_per_s", flood->rate_peak);
	alert_data_number(&report->data, "ras", look->count - flood->count_start);
	alert_data_number(&report->data, "duration_s",
			  (look->now_ns - flood->start_ns) / TIME_NS_PER_S);
	alert_data_number(&report->data, "distinct_sources", look->distinct);
	alert_data_number(&report->data, "port_share_percent", share);
	alert_data_number(&report->data, "not_counted",
			  look->drops > flood->drops_start ? look->drops - flood->drops_start : 0);
}

static void report_members(const struct detect_view *view, struct link_flood *flood,
			   struct alert_report *report)
{
	struct roll roll = { .view = view, .flood = flood, .link = report->link };
	struct alert_datum *examples;

	flood->members = 0;
	flood->examples = 0;
	router_table_each(view->routers, count_member, &roll);
	alert_data_number(&report->data, "routers_suppressed", flood->members);
	examples = alert_data_list(&report->data, "examples");
	for (uint32_t i = 0; i < flood->examples; i++) {
		char addr[ADDR_TEXT_MAX];

		addr_format(addr, sizeof(addr), &flood->example[i]);
		alert_datum_push(examples, addr);
	}
}

static void flood_report(struct state *state, const struct look *look, struct link_flood *flood)
{
	struct alert_report report = {
		.type = &type,
		.link = look->link,
		.port = look->busiest,
	};

	report_words(look, flood, &state->suspect[look->busiest], &report);
	report_members(detect_view(look->detect), flood, &report);
	words_shut_out(look->detect, &report);
	detect_report(look->detect, &report, look->now_ns);
}

static void look_at_link(struct detect *detect, struct state *state, uint16_t link, uint64_t now_ns)
{
	const struct detect_view *view = detect_view(detect);
	struct link_flood *flood = &state->flood[link];
	struct look look = { .detect = detect, .link = link, .now_ns = now_ns };
	uint64_t foreign;

	port_table_each(view->ports, look_at_port, &look);
	foreign = foreign_routers(view, link, now_ns);
	if (look.distinct < foreign) {
		look.distinct = foreign;
		look.at_least = router_table_count(view->routers) >= ROUTERS_MAX;
	}
	/* The sketches remember for 10 s: without RAs in this second it is over. */
	if (look.rate <= view->config->ra_rate_max &&
	    (look.distinct <= view->config->ra_sources_max || !look.rate)) {
		if (flood->active && now_ns > flood->last_ns + type.hold_ns)
			flood->active = false;
		return;
	}
	if (!flood->active) {
		*flood = (struct link_flood){
			.active = true,
			.start_ns = now_ns,
			.count_start = look.count > look.rate ? look.count - look.rate : 0,
			.drops_start = look.drops,
		};
	}
	flood->last_ns = now_ns;
	if (look.rate > flood->rate_peak)
		flood->rate_peak = look.rate;
	port_table_each(view->ports, note_port, &look);
	flood_report(state, &look, flood);
}

/* The tables have no link callback with two contexts: this one carries both. */
struct pass {
	struct detect *detect;
	struct state *state;
	uint64_t now_ns;
};

static bool each_link(void *ctx, const struct link *link)
{
	const struct pass *pass = ctx;

	look_at_link(pass->detect, pass->state, link->id, pass->now_ns);
	return true;
}

static void on_tick(struct detect *detect, void *state, uint64_t now_ns)
{
	struct pass pass = { .detect = detect, .state = state, .now_ns = now_ns };

	port_table_each_link(detect_view(detect)->ports, each_link, &pass);
}

static void suspect_note(struct suspect *suspect, const struct detect_event *event)
{
	if (event->now_ns > suspect->seen_ns + SAMPLE_QUIET_NS)
		*suspect = (struct suspect){ 0 };
	suspect->seen_ns = event->now_ns;
	if (!suspect->votes) {
		memcpy(suspect->mac, event->mac, sizeof(suspect->mac));
		suspect->hits = 0;
	}
	suspect->samples++;
	if (!memcmp(suspect->mac, event->mac, sizeof(suspect->mac))) {
		suspect->votes++;
		suspect->hits++;
	} else {
		suspect->votes--;
	}
}

static void note_event(struct state *state, const struct detect_event *event)
{
	if (event->has_mac && event->port < PORT_SLOTS_MAX)
		suspect_note(&state->suspect[event->port], event);
}

static void on_ra(struct detect *detect, void *state, const struct detect_event *event,
		  const struct router *router, unsigned int changes)
{
	(void)router;
	(void)changes;
	if (!baseline_find(detect_view(detect)->baseline, event->link, event->vlan, &event->addr,
			   event->has_mac ? event->mac : NULL))
		note_event(state, event);
}

static void on_nd_invalid(struct detect *detect, void *state, const struct detect_event *event,
			  const struct detect_nd_invalid *invalid)
{
	(void)detect;
	if (invalid->icmpv6_type == ICMPV6_RA)
		note_event(state, event);
}

static const struct alert_type *const types[] = { &type };

const struct detector ra_flood_detector = {
	.name = "ra_flood",
	.types = types,
	.type_count = 1,
	.state_size = sizeof(struct state),
	.on_ra = on_ra,
	.on_nd_invalid = on_nd_invalid,
	.on_tick = on_tick,
};
