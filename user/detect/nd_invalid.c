// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ra-invalid and nd-invalid: neighbour discovery that fails validation (RFC 4861 sections 6.1, 7.1
 * and 8.1). No host sends such a message by mistake, so one is told at once; only a wrong checksum
 * may be a bad cable, and has to last.
 *
 * One alert per MAC and reason. A flood with changing MACs does not fill the alert set: past
 * SENDERS_MAX of one reason on a port, the port gets one alert for all others.
 */
#include <stdio.h>
#include <string.h>

#include "core/addr.h"
#include "detect/catalogue.h"
#include "detect/words.h"
#include "sixwatch/names.h"

#define ICMPV6_RS 133
#define ICMPV6_RA 134
#define ICMPV6_REDIRECT 137
#define SENDERS_MAX 4
#define SENDERS_AGE_NS 600000000000ULL
#define GROUPS_MAX 64 /* (port, kind, reason) at one time; the oldest is forgotten */
#define CHECKSUM_CONFIRM_NS 60000000000ULL
#define HOLD_NS 60000000000ULL

static const struct alert_type ra_type = {
	.name = "ra-invalid",
	.severity = ALERT_SEVERITY_WARNING,
	.hold_ns = HOLD_NS,
	.meaning = "A router advertisement fails validation: forged, routed, or a broken device.",
};

static const struct alert_type nd_type = {
	.name = "nd-invalid",
	.severity = ALERT_SEVERITY_WARNING,
	.hold_ns = HOLD_NS,
	.meaning = "A neighbour discovery message fails validation: forged, routed, or a broken "
		   "device.",
};

/* As in the catalogue, but a checksum has to last. */
static const struct alert_type ra_checksum_type = {
	.name = "ra-invalid",
	.severity = ALERT_SEVERITY_WARNING,
	.hold_ns = HOLD_NS,
	.confirm_ns = CHECKSUM_CONFIRM_NS,
	.meaning = "Router advertisements arrive with wrong checksums: forged, or a bad cable.",
};

static const struct alert_type nd_checksum_type = {
	.name = "nd-invalid",
	.severity = ALERT_SEVERITY_WARNING,
	.hold_ns = HOLD_NS,
	.confirm_ns = CHECKSUM_CONFIRM_NS,
	.meaning = "Neighbour discovery arrives with wrong checksums: forged, or a bad cable.",
};

/* Who sent messages that were refused for one reason on one port. */
struct group {
	uint16_t port;
	uint8_t is_ra;
	uint8_t sender_count;
	enum sw_invalid reason; /* SW_INVALID_NONE: free */
	uint64_t seen_ns;
	uint64_t messages; /* that were handed up; the counters know all */
	uint8_t sender[SENDERS_MAX][6];
};

struct state {
	struct group group[GROUPS_MAX];
};

/* The reasons that are rules of neighbour discovery; the rest belongs to other alerts. */

#define NAME_ROW(id, name_, text_) [id] = { name_, text_ },
static const struct {
	const char *name, *text;
} names[SW_INVALID_MAX] = { SW_INVALID_LIST(NAME_ROW) };

static const struct {
	const char *field, *rfc;
} rules[SW_INVALID_MAX] = {
	[SW_INVALID_ND_FRAGMENTED] = { "fragment header", "RFC 6980" },
	[SW_INVALID_ND_LENGTH] = { "length", "RFC 4861 section 7.1" },
	[SW_INVALID_HOP_LIMIT] = { "hop limit", "RFC 4861 section 7.1" },
	[SW_INVALID_CODE] = { "code", "RFC 4861 section 7.1" },
	[SW_INVALID_CHECKSUM] = { "checksum", "RFC 4861 section 7.1" },
	[SW_INVALID_OPTION_LENGTH] = { "option length", "RFC 4861 section 4.6" },
	[SW_INVALID_SOURCE_NOT_LINK_LOCAL] = { "source address", "RFC 4861 section 6.1.2" },
	[SW_INVALID_TARGET_MULTICAST] = { "target", "RFC 4861 section 7.1" },
	[SW_INVALID_DAD_DESTINATION] = { "destination", "RFC 4861 section 7.1.1" },
	[SW_INVALID_DAD_SLLA] = { "source link-layer option", "RFC 4861 section 7.1.1" },
	[SW_INVALID_NA_SOLICITED_MULTICAST] = { "solicited flag", "RFC 4861 section 7.1.2" },
	[SW_INVALID_REDIRECT_TARGET] = { "target", "RFC 4861 section 8.1" },
};

static const char *message_name(uint8_t icmpv6_type)
{
	static const char *const message[] = {
		"router solicitation",
		"router advertisement",
		"neighbour solicitation",
		"neighbour advertisement",
		"redirect",
	};

	if (icmpv6_type < ICMPV6_RS || icmpv6_type > ICMPV6_REDIRECT)
		return "neighbour discovery message";
	return message[icmpv6_type - ICMPV6_RS];
}

static struct group *group_of(struct state *state, const struct detect_event *event, bool is_ra,
			      enum sw_invalid reason)
{
	struct group *oldest = &state->group[0];

	for (size_t i = 0; i < GROUPS_MAX; i++) {
		struct group *group = &state->group[i];

		if (group->reason == reason && group->port == event->port &&
		    group->is_ra == is_ra && event->now_ns < group->seen_ns + SENDERS_AGE_NS)
			return group;
		if (group->seen_ns < oldest->seen_ns)
			oldest = group;
	}
	*oldest = (struct group){ .port = event->port, .is_ra = is_ra, .reason = reason };
	return oldest;
}

/* True when the sender has an alert of its own, false when it shares the port's. */
static bool group_note(struct group *group, const struct detect_event *event)
{
	group->seen_ns = event->now_ns;
	group->messages++;
	for (uint8_t i = 0; i < group->sender_count; i++)
		if (!memcmp(group->sender[i], event->mac, sizeof(event->mac)))
			return true;
	if (group->sender_count == SENDERS_MAX)
		return false;
	memcpy(group->sender[group->sender_count++], event->mac, sizeof(event->mac));
	return true;
}

static const struct alert_type *type_of(bool is_ra, enum sw_invalid reason)
{
	if (reason == SW_INVALID_CHECKSUM)
		return is_ra ? &ra_checksum_type : &nd_checksum_type;
	return is_ra ? &ra_type : &nd_type;
}

static const char *consequence(enum sw_invalid reason)
{
	switch (reason) {
	case SW_INVALID_HOP_LIMIT:
		return "It was routed here or forged: nothing on this link sends it so. "
		       "Hosts ignore it.";
	case SW_INVALID_CHECKSUM:
		return "Forged, or damaged on the way by a cable or a card. Hosts ignore it.";
	case SW_INVALID_ND_FRAGMENTED:
		return "That is how filters are evaded; current hosts ignore it, old ones do not.";
	default:
		return "Forged, or a broken device; hosts ignore it.";
	}
}

static void on_nd_invalid(struct detect *detect, void *state, const struct detect_event *event,
			  const struct detect_nd_invalid *invalid)
{
	const struct detect_view *view = detect_view(detect);
	bool is_ra = invalid->icmpv6_type == ICMPV6_RA, own;
	char sender[WORDS_SENDER_MAX], addr[ADDR_ZONE_TEXT_MAX];
	struct alert_report report;
	struct group *group;

	if (invalid->reason <= SW_INVALID_NONE || invalid->reason >= SW_INVALID_MAX ||
	    !rules[invalid->reason].field)
		return;
	if (is_ra && flood_log_active(view->ra_floods, event->port, event->now_ns))
		return;
	group = group_of(state, event, is_ra, invalid->reason);
	own = group_note(group, event);
	report = detect_report_of(type_of(is_ra, invalid->reason), event);
	report.subject.number = (uint16_t)invalid->reason;
	if (own)
		memcpy(report.subject.mac, event->mac, sizeof(report.subject.mac));
	else
		report.subject.addr.s6_addr16[0] = event->port;
	addr_format_zone(addr, sizeof(addr), &event->addr,
			 port_table_link_name(view->ports, event->link));
	alert_message(&report, "%s from %s%s, source %s: %s (%s). ",
		      message_name(invalid->icmpv6_type),
		      words_mac(sender, event->has_mac ? event->mac : NULL),
		      own ? "" : " and others", addr, names[invalid->reason].text,
		      rules[invalid->reason].rfc);
	alert_message_add(&report, "%s", consequence(invalid->reason));
	alert_data_text(&report.data, "field", rules[invalid->reason].field);
	alert_data_text(&report.data, "reason", names[invalid->reason].name);
	alert_data_number(&report.data, "icmpv6_type", invalid->icmpv6_type);
	alert_data_number(&report.data, "messages", group->messages);
	if (invalid->reason == SW_INVALID_HOP_LIMIT)
		alert_data_number(&report.data, "hop_limit", invalid->hop_limit);
	if (invalid->reason == SW_INVALID_CODE)
		alert_data_number(&report.data, "code", invalid->code);
	words_shut_out(detect, &report);
	detect_report(detect, &report, event->now_ns);
}

static const struct alert_type *const types[] = { &ra_type, &nd_type };

const struct detector nd_invalid_detector = {
	.name = "nd_invalid",
	.types = types,
	.type_count = 2,
	.state_size = sizeof(struct state),
	.on_nd_invalid = on_nd_invalid,
};
