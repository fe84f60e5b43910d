// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * too-many-addresses: one MAC uses more addresses than a host has (RFC 3756 section 4.2.1, 9099).
 * Slowly, by count per /64 and day: a warning. Fast, by what it began to use or took from others
 * within a minute: critical.
 */
#include <string.h>

#include "core/addr.h"
#include "detect/catalogue.h"
#include "detect/words.h"
#include "sixwatch/names.h"

#define DAY_NS (86400 * 1000000000ULL)
#define PASS_SECONDS 10 /* between two looks at the slow growth */
#define PREFIX_LEN 64

static const struct alert_type type = {
	.name = "too-many-addresses",
	.severity = ALERT_SEVERITY_WARNING,
	.hold_ns = 60000000000ULL,
	.confirm_ns = 60000000000ULL,
	.meaning = "One MAC uses more addresses than a host has: it fills neighbour caches or "
		   "answers for others.",
};

struct state {
	uint32_t seconds;
};

static struct alert_report report_of(const struct host *host)
{
	struct alert_report report = {
		.type = &type,
		.link = host->key.link,
		.vlan = host->vlan,
		.port = host->port,
		.has_mac = true,
	};

	memcpy(report.mac, host->key.mac, sizeof(report.mac));
	memcpy(report.subject.mac, host->key.mac, sizeof(report.subject.mac));
	return report;
}

/* The VLAN is no part of its identity: the MAC is one device over all of them. */
static void report_host(struct detect *detect, struct alert_report *report, uint64_t now_ns)
{
	report->vlan = 0;
	words_shut_out(detect, report);
	detect_report(detect, report, now_ns);
}

static void report_fast(struct detect *detect, const struct host *host, uint32_t gained,
			const struct host_address *address, uint64_t now_ns)
{
	struct alert_report report = report_of(host);
	char sender[WORDS_SENDER_MAX];

	report.severity = ALERT_SEVERITY_CRITICAL;
	report.has_addr = true;
	report.addr = address->key.addr;
	alert_message(&report,
		      "%s began to use %u addresses within a minute. It floods the neighbour "
		      "caches, or answers for addresses that are not its own.",
		      words_mac(sender, host->key.mac), gained);
	alert_data_number(&report.data, "new_in_minute", gained);
	alert_data_number(&report.data, "addresses", host->address_count - host->tentative_count);
	report_host(detect, &report, now_ns);
}

static void on_host_change(struct detect *detect, void *state, const struct detect_event *event,
			   const struct host *host, const struct host_address *address,
			   unsigned int changes)
{
	const struct detect_view *view = detect_view(detect);
	uint32_t gained, most;

	(void)state;
	if (!(changes & (HOST_CHANGE_NEW_ADDRESS | HOST_CHANGE_MAC)) || !host->key.has_mac ||
	    host->self)
		return;
	most = baseline_learning(view->baseline, event->link, event->now_ns) ?
		       view->config->addresses_gained_learning_max :
		       view->config->addresses_gained_max;
	gained = host_gained(host, event->now_ns);
	if (gained > most)
		report_fast(detect, host, gained, address, event->now_ns);
}

static bool counts(const struct host_address *address, uint64_t since_ns)
{
	return address->proof != HOST_PROOF_TENTATIVE && address->first_ns >= since_ns &&
	       address->learned != SW_LEARN_BIT(SW_LEARN_RA) &&
	       !addr_is_v4mapped(&address->key.addr);
}

/* The most addresses since then in one /64 of one VLAN. Devices have at most some hundreds. */
static uint32_t most_in_prefix(const struct host *host, uint64_t since_ns,
			       struct prefix *ret_prefix)
{
	const struct host_address *first, *other;
	uint32_t most = 0;

	TAILQ_FOREACH(first, &host->addresses, of_host) {
		struct prefix prefix = prefix_make(&first->key.addr, PREFIX_LEN);
		uint32_t count = 0;

		if (!counts(first, since_ns))
			continue;
		TAILQ_FOREACH(other, &host->addresses, of_host)
			count += counts(other, since_ns) && other->key.vlan == first->key.vlan &&
				 prefix_contains(&prefix, &other->key.addr);
		if (count > most) {
			most = count;
			*ret_prefix = prefix;
		}
		if (most * 2 > host->address_count)
			break; /* no other prefix can have more */
	}
	return most;
}

/* What the callback over the hosts needs. */
struct pass {
	struct detect *detect;
	uint64_t now_ns;
};

static bool look_at_host(void *ctx, const struct host *host)
{
	const struct pass *pass = ctx;
	uint32_t limit = detect_view(pass->detect)->config->addresses_per_prefix_max, most;
	uint64_t since_ns = pass->now_ns > DAY_NS ? pass->now_ns - DAY_NS : 0;
	char sender[WORDS_SENDER_MAX], text[PREFIX_TEXT_MAX];
	struct alert_report report;
	struct prefix prefix;

	if (host->address_count <= limit || !host->key.has_mac || host->self)
		return true;
	most = most_in_prefix(host, since_ns, &prefix);
	if (most <= limit)
		return true;
	report = report_of(host);
	prefix_format(text, sizeof(text), &prefix);
	alert_message(&report,
		      "%s used %u addresses of %s within a day. A host has a few: it is a proxy, "
		      "or it fills the neighbour caches.",
		      words_mac(sender, host->key.mac), most, text);
	alert_data_number(&report.data, "addresses_in_prefix", most);
	alert_data_text(&report.data, "prefix", text);
	alert_data_number(&report.data, "addresses", host->address_count - host->tentative_count);
	report_host(pass->detect, &report, pass->now_ns);
	return true;
}

static void on_second(struct detect *detect, void *state, uint64_t now_ns)
{
	struct pass pass = { .detect = detect, .now_ns = now_ns };
	struct state *own = state;

	if (own->seconds++ % PASS_SECONDS)
		return;
	host_table_each(detect_view(detect)->hosts, look_at_host, &pass);
}

static const struct alert_type *const types[] = { &type };

const struct detector too_many_addresses_detector = {
	.name = "too_many_addresses",
	.types = types,
	.type_count = 1,
	.state_size = sizeof(struct state),
	.on_host_change = on_host_change,
	.on_second = on_second,
};
