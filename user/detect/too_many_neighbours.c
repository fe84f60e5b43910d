// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * too-many-neighbours: more addresses are active on a link than its neighbour caches are made for
 * (RFC 6583). Many is worth knowing; far more than ever before, for a minute, is a warning.
 *
 * Counted are the addresses of the table, or, when a flood is larger than the table, what the
 * sketches saw in the last 5 to 10 s.
 */
#include "detect/catalogue.h"
#include "detect/words.h"

#define WINDOW_NS 600000000000ULL
#define LASTS_NS 60000000000ULL
#define RECALL_NS 5000000000ULL /* a pause of a tick or two does not start the minute anew */

static const struct alert_type type = {
	.name = "too-many-neighbours",
	.severity = ALERT_SEVERITY_WARNING,
	.hold_ns = 60000000000ULL,
	.meaning = "More addresses are active on a link than its neighbour caches are made for.",
};

struct state {
	uint64_t over_ns[PORT_SLOTS_MAX]; /* by link: over the limit since then; 0: it is not */
	uint64_t seen_ns[PORT_SLOTS_MAX];
};

/* What the callbacks over links and ports need. */
struct pass {
	struct detect *detect;
	struct state *state;
	uint64_t now_ns;
	uint16_t link;
	uint64_t distinct;
	uint64_t busiest_distinct;
	uint16_t busiest;
};

static bool look_at_port(void *ctx, const struct port *port)
{
	struct pass *pass = ctx;
	uint64_t distinct = port->distinct[SW_SKETCH_ND] + port->distinct[SW_SKETCH_DATA];

	if (port->link != pass->link)
		return true;
	pass->distinct += distinct;
	if (distinct > pass->busiest_distinct) {
		pass->busiest_distinct = distinct;
		pass->busiest = port->slot;
	}
	return true;
}

static bool lasts(struct state *state, uint16_t link, bool over, uint64_t now_ns)
{
	if (!over) {
		if (now_ns > state->seen_ns[link] + RECALL_NS)
			state->over_ns[link] = 0;
		return false;
	}
	if (!state->over_ns[link])
		state->over_ns[link] = now_ns;
	state->seen_ns[link] = now_ns;
	return now_ns >= state->over_ns[link] + LASTS_NS;
}

static void report_link(const struct pass *pass, uint64_t active, uint64_t limit, bool warn)
{
	const struct detect_view *view = detect_view(pass->detect);
	uint32_t peak = baseline_peak(view->baseline, pass->link);
	struct alert_report report = {
		.type = &type,
		.severity = warn ? ALERT_SEVERITY_WARNING : ALERT_SEVERITY_INFO,
		.link = pass->link,
		.port = pass->busiest,
		.subject.number = warn, /* the warning is raised, not a later word of the info */
	};
	char count[WORDS_NUMBER_MAX], most[WORDS_NUMBER_MAX];

	alert_message(&report, "%s IPv6 addresses were active on %s within 10 minutes",
		      words_number(count, active), port_table_link_name(view->ports, pass->link));
	if (warn)
		alert_message_add(&report,
				  ", the limit is %s. Neighbour caches of routers and hosts run "
				  "over, and hosts become unreachable.",
				  words_number(most, limit));
	else
		alert_message_add(&report, ". Check the neighbour cache limits (gc_thresh3) of "
					   "its routers.");
	alert_data_number(&report.data, "active", active);
	alert_data_number(&report.data, "limit", limit);
	if (peak)
		alert_data_number(&report.data, "learned_peak", peak);
	alert_data_number(&report.data, "new_in_10_s", pass->distinct);
	if (warn && pass->busiest)
		words_shut_out(pass->detect, &report);
	detect_report(pass->detect, &report, pass->now_ns);
}

static uint64_t link_limit(const struct detect_view *view, uint16_t link)
{
	uint64_t grown =
		(uint64_t)view->config->neighbours_factor * baseline_peak(view->baseline, link);

	return grown > view->config->neighbours_max ? grown : view->config->neighbours_max;
}

static bool look_at_link(void *ctx, const struct link *link)
{
	struct pass *pass = ctx;
	const struct detect_view *view = detect_view(pass->detect);
	uint64_t since_ns = pass->now_ns > WINDOW_NS ? pass->now_ns - WINDOW_NS : 0;
	uint64_t active = host_table_active(view->hosts, link->id, HOST_PROOF_CANDIDATE, since_ns);
	uint64_t limit = link_limit(view, link->id);
	bool warn;

	pass->link = link->id;
	pass->distinct = 0;
	pass->busiest = 0;
	pass->busiest_distinct = 0;
	port_table_each(view->ports, look_at_port, pass);
	if (active < pass->distinct)
		active = pass->distinct;
	warn = lasts(pass->state, link->id, active > limit, pass->now_ns);
	if (active > view->config->neighbours_info)
		report_link(pass, active, limit, false);
	if (warn)
		report_link(pass, active, limit, true);
	return true;
}

static void on_second(struct detect *detect, void *state, uint64_t now_ns)
{
	struct pass pass = { .detect = detect, .state = state, .now_ns = now_ns };

	port_table_each_link(detect_view(detect)->ports, look_at_link, &pass);
}

static const struct alert_type *const types[] = { &type };

const struct detector too_many_neighbours_detector = {
	.name = "too_many_neighbours",
	.types = types,
	.type_count = 1,
	.state_size = sizeof(struct state),
	.on_second = on_second,
};
