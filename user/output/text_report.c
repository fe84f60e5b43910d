// SPDX-License-Identifier: GPL-2.0-or-later
#include "output/text_report.h"

#include <stdlib.h>

#include "core/timefmt.h"
#include "output/columns.h"
#include "output/phrase.h"

static void print_sources(FILE *file, const struct report *report)
{
	for (size_t i = 0; i < report->source_count; i++)
		fprintf(file, "%s%s", i ? ", " : "", report->sources[i]);
}

/* "14:22:07 to 15:22:31 (1 h)" */
static void print_times(FILE *file, const struct report *report)
{
	char from[TIME_TEXT_MAX], to[TIME_TEXT_MAX], span[TIME_TEXT_MAX];

	fprintf(file, "%s to %s (%s)", time_format_clock(from, report->started_ns),
		time_format_clock(to, report->ended_ns),
		time_format_span(span, report->ended_ns > report->started_ns ?
					       report->ended_ns - report->started_ns :
					       0));
}

static uint64_t nd_frames(const struct sw_tally *tally)
{
	uint64_t sum = 0;

	for (unsigned int type = 133; type <= 137; type++) /* RS to redirect, RFC 4861 section 4 */
		sum += tally->icmpv6[type];
	return sum;
}

static bool add_drops(void *ctx, const struct port *port)
{
	*(uint64_t *)ctx += port->rx_dropped + port->rx_missed;
	return true;
}

uint64_t text_lost(const struct report *report)
{
	struct sw_tally total;
	uint64_t sum = 0;

	port_table_total(report->tables->ports, &total);
	for (unsigned int i = 1; i < SW_LOST_MAX; i++)
		sum += total.lost[i];
	port_table_each(report->tables->ports, add_drops, &sum);
	return sum;
}

static void print_fragment_line(FILE *file, const struct report *report)
{
	const struct fragment_sums *sums = fragment_table_totals(report->tables->fragments);
	char all[PHRASE_COUNT_MAX], complete[WORDS_NUMBER_MAX];
	uint64_t orphans = sums->orphaned_first + sums->orphaned_rest + sums->gap;

	fprintf(file, "  fragments: %s, %s complete\n",
		phrase_count(all, sums->complete + orphans, "datagram", "datagrams"),
		words_number(complete, sums->complete));
}

static void print_router_count(FILE *file, const struct report *report)
{
	const struct router **routers = NULL;
	size_t count = 0, defaults = 0;
	char text[PHRASE_COUNT_MAX];

	if (router_table_sorted(report->tables->routers, report->now_ns, &routers, &count))
		abort();
	for (size_t i = 0; i < count; i++)
		defaults += router_is_default(routers[i], report->now_ns);
	free(routers);
	fprintf(file, "%s", phrase_count(text, defaults, "default router", "default routers"));
	if (count > defaults)
		fprintf(file, ", %s", phrase_count(text, count - defaults, "other", "others"));
}

/* Those that were raised, open or cleared. */
static size_t alerts_told(const struct report *report)
{
	const struct alert **alerts = NULL;
	size_t count = 0;

	if (alert_set_sorted(report->alerts, &alerts, &count))
		abort();
	free(alerts);
	return count;
}

void text_summary(FILE *file, const struct report *report, size_t new_devices)
{
	char text[PHRASE_COUNT_MAX], nd[WORDS_NUMBER_MAX], lost[WORDS_NUMBER_MAX];
	struct host_counts hosts;
	struct sw_tally total;

	port_table_total(report->tables->ports, &total);
	host_table_counts(report->tables->hosts, &hosts);
	print_sources(file, report);
	fputs(", ", file);
	print_times(file, report);
	fprintf(file, ":\n  %s, %s of them ND, %s lost\n",
		phrase_count(text, total.frames, "frame", "frames"),
		words_number(nd, nd_frames(&total)), words_number(lost, text_lost(report)));
	fprintf(file, "  %s", phrase_count(text, hosts.hosts, "device", "devices"));
	if (new_devices)
		fprintf(file, " (%zu new)", new_devices);
	fputs("   ", file);
	print_router_count(file, report);
	fprintf(file, "   %s\n", phrase_count(text, alerts_told(report), "alert", "alerts"));
	print_fragment_line(file, report);
	text_not_seen(file, report);
}

static void print_answer(FILE *file, const struct report *report, const struct device_list *devices)
{
	char text[PHRASE_COUNT_MAX];

	text_device_count(file, devices);
	fputs(", ", file);
	print_router_count(file, report);
	fprintf(file, ", %s.\n", phrase_count(text, alerts_told(report), "alert", "alerts"));
}

void text_report(FILE *file, const struct report *report, const struct device_list *devices,
		 const struct style *style, bool quiet)
{
	if (quiet) {
		text_alerts(file, report, style);
		return;
	}
	print_sources(file, report);
	fputs(": ", file);
	if (report->started_ns)
		print_times(file, report);
	else
		fputs("no frames", file);
	fputc('\n', file);
	text_counters(file, report);
	text_not_seen(file, report);
	if (devices->count) {
		fputc('\n', file);
		text_devices(file, report, devices, TEXT_WIDTH);
	}
	if (router_table_count(report->tables->routers)) {
		fputc('\n', file);
		text_routers(file, report, style);
	}
	if (alerts_told(report)) {
		fputs("\nALERTS\n\n", file);
		text_alerts(file, report, style);
	}
	fputc('\n', file);
	print_answer(file, report, devices);
}
