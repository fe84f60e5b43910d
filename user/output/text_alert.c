// SPDX-License-Identifier: GPL-2.0-or-later
#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "core/timefmt.h"
#include "output/columns.h"
#include "output/phrase.h"
#include "output/text.h"

#define ALERT_INDENT 9 /* under the time */
#define ALERT_DO_INDENT 16

char *text_port(char buf[static TEXT_PORT_MAX], const char *iface, const char *device,
		const char *name)
{
	bool guest = *name && strcmp(name, device) != 0;
	bool plain = !*device || strcmp(iface, device) == 0 || strcmp(device, "self") == 0;

	if (!*device)
		snprintf(buf, TEXT_PORT_MAX, "%s", iface);
	else if (strcmp(device, "self") == 0)
		snprintf(buf, TEXT_PORT_MAX, "this machine");
	else if (guest && plain)
		snprintf(buf, TEXT_PORT_MAX, "%s (%s)", name, device);
	else if (guest)
		snprintf(buf, TEXT_PORT_MAX, "%s (%s on %s)", name, device, iface);
	else if (plain || !*iface)
		snprintf(buf, TEXT_PORT_MAX, "%s", device);
	else
		snprintf(buf, TEXT_PORT_MAX, "%s (on %s)", device, iface);
	return buf;
}

static enum style_name alert_style(const struct alert *alert, enum alert_state state)
{
	if (state == ALERT_STATE_CLEARED)
		return STYLE_HINT;
	switch (alert->severity) {
	case ALERT_SEVERITY_CRITICAL:
		return STYLE_CRITICAL;
	case ALERT_SEVERITY_WARNING:
		return STYLE_WARNING;
	default:
		return STYLE_HINT;
	}
}

/* Upper case once, when it is raised: "CRITICAL"; info stays lower case. */
static void alert_word(char word[static 16], const struct alert *alert, enum alert_state state)
{
	const char *name = state == ALERT_STATE_CLEARED ? alert_state_name(state) :
							  alert_severity_name(alert->severity);

	snprintf(word, 16, "%s", name);
	if (state != ALERT_STATE_RAISED || alert->severity == ALERT_SEVERITY_INFO)
		return;
	for (char *letter = word; *letter; letter++)
		*letter = (char)toupper(*letter);
}

static void alert_head(FILE *file, const struct alert *alert, enum alert_state state,
		       const struct style *style)
{
	const struct alert_report *report = &alert->report;
	enum style_name name = alert_style(alert, state);
	char clock[TIME_TEXT_MAX], port[TEXT_PORT_MAX], id[24], word[16];

	alert_word(word, alert, state);
	snprintf(id, sizeof(id), "#%" PRIu64, alert->id);
	text_port(port, report->iface, report->port_device, report->port_name);
	fprintf(file, "%s %s%-8s%s %-3s %-14s ", time_format_clock(clock, alert->told_ns),
		style_on(style, name), word, style_off(style, name), id, report->type->name);
	if (state == ALERT_STATE_RAISED)
		fprintf(file, "%-29s raised\n", port);
	else
		fprintf(file, "%s   ", port);
}

static void alert_meaning(FILE *file, const struct alert *alert)
{
	const struct alert_report *report = &alert->report;

	fprintf(file, "%*s", ALERT_INDENT, "");
	columns_wrap(file, report->message, ALERT_INDENT, ALERT_INDENT, TEXT_WIDTH);
	if (report->remedy[0]) {
		fprintf(file, "%*s%-*s", ALERT_INDENT, "", ALERT_DO_INDENT - ALERT_INDENT, "do");
		columns_wrap(file, report->remedy, ALERT_DO_INDENT, ALERT_DO_INDENT, TEXT_WIDTH);
	}
	if (report->evidence[0])
		fprintf(file, "%*s%-*s%s\n", ALERT_INDENT, "", ALERT_DO_INDENT - ALERT_INDENT,
			"proof", report->evidence);
}

void text_alert(FILE *file, const struct alert *alert, enum alert_state state,
		const struct style *style)
{
	char span[TIME_TEXT_MAX], count[PHRASE_COUNT_MAX];
	uint64_t lasted_ns =
		alert->last_ns > alert->started_ns ? alert->last_ns - alert->started_ns : 0;

	alert_head(file, alert, state, style);
	if (state == ALERT_STATE_RAISED) {
		alert_meaning(file, alert);
		return;
	}
	fprintf(file, "%s, %s\n", time_format_span(span, lasted_ns),
		phrase_count(count, alert->reports, "finding", "findings"));
	if (state == ALERT_STATE_UPDATED) {
		fprintf(file, "%*s", ALERT_INDENT, "");
		columns_wrap(file, alert->report.message, ALERT_INDENT, ALERT_INDENT, TEXT_WIDTH);
	}
}

void text_alerts(FILE *file, const struct report *report, const struct style *style)
{
	const struct alert **alerts = NULL;
	size_t count = 0;

	if (alert_set_sorted(report->alerts, &alerts, &count))
		abort();
	for (size_t i = 0; i < count; i++) {
		alert_head(file, alerts[i], ALERT_STATE_RAISED, style);
		alert_meaning(file, alerts[i]);
	}
	free(alerts);
}
