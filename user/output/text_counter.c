// SPDX-License-Identifier: GPL-2.0-or-later
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "output/columns.h"
#include "output/names.h"
#include "output/phrase.h"
#include "output/text.h"

#define COUNTER_INDENT 14

struct icmpv6_name {
	uint8_t type;
	const char *name;
};

/* The types that a link has every day; others are shown by number. */
static const struct icmpv6_name icmpv6_names[] = {
	{ 1, "unreachable" },	 { 2, "packet too big" },
	{ 3, "time exceeded" },	 { 4, "parameter problem" },
	{ 128, "echo" },	 { 129, "echo reply" },
	{ 130, "MLD query" },	 { 131, "MLD report" },
	{ 132, "MLD done" },	 { 133, "RS" },
	{ 134, "RA" },		 { 135, "NS" },
	{ 136, "NA" },		 { 137, "redirect" },
	{ 143, "MLDv2 report" }, { 151, "MRD" },
};

static const char *icmpv6_name(unsigned int type)
{
	for (size_t i = 0; i < sizeof(icmpv6_names) / sizeof(icmpv6_names[0]); i++) {
		if (icmpv6_names[i].type == type)
			return icmpv6_names[i].name;
	}
	return NULL;
}

/* A line of counts, "RA 20, NS 31, …", that is wrapped under its heading. */
struct line {
	FILE *file; /* an open_memstream() */
	char *text;
	size_t size;
};

static void line_open(struct line *line)
{
	line->file = open_memstream(&line->text, &line->size);
	if (!line->file)
		abort();
}

static void line_add(struct line *line, const char *name, uint64_t count)
{
	char number[WORDS_NUMBER_MAX];

	if (!count)
		return;
	fflush(line->file);
	fprintf(line->file, "%s%s %s", line->size ? ", " : "", name, words_number(number, count));
}

static void line_close(struct line *line, FILE *file, const char *heading)
{
	fclose(line->file);
	if (line->size) {
		fprintf(file, "  %-*s", COUNTER_INDENT - 2, heading);
		columns_wrap(file, line->text, COUNTER_INDENT, COUNTER_INDENT, TEXT_WIDTH);
	}
	free(line->text);
}

static void print_frames(FILE *file, const struct sw_tally *tally)
{
	char frames[WORDS_NUMBER_MAX], bytes[PHRASE_COUNT_MAX];
	struct line line;

	fprintf(file, "  %-*s%s, %s\n", COUNTER_INDENT - 2, "frames",
		words_number(frames, tally->frames), phrase_bytes(bytes, tally->bytes));
	line_open(&line);
	line_add(&line, "IPv6", tally->ipv6);
	line_add(&line, "IPv4", tally->ipv4);
	line_add(&line, "ARP", tally->arp);
	line_add(&line, "other", tally->other);
	line_add(&line, "with VLAN tags", tally->vlan);
	line_add(&line, "from beyond this link", tally->offlink);
	line_close(&line, file, "");
}

static void print_icmpv6(FILE *file, const struct sw_tally *tally)
{
	struct line line;
	char text[16];

	line_open(&line);
	for (unsigned int type = 0; type < 256; type++) {
		const char *name = icmpv6_name(type);

		snprintf(text, sizeof(text), "type %u:", type);
		line_add(&line, name ? name : text, tally->icmpv6[type]);
	}
	line_close(&line, file, "ICMPv6");
}

static void print_fragments(FILE *file, const struct sw_tally *tally,
			    const struct fragment_sums *sums)
{
	struct line line;

	line_open(&line);
	line_add(&line, "first", tally->fragments_first);
	line_add(&line, "non-first", tally->fragments_nonfirst);
	line_add(&line, "atomic", tally->fragments_atomic);
	line_close(&line, file, "fragments");
	line_open(&line);
	line_add(&line, "complete", sums->complete);
	line_add(&line, "only the first piece came", sums->orphaned_first);
	line_add(&line, "the first piece missing", sums->orphaned_rest);
	line_add(&line, "a piece between missing", sums->gap);
	line_add(&line, "overlapping", sums->overlap);
	line_add(&line, "tiny first piece", sums->tiny);
	line_close(&line, file, "datagrams");
}

static void print_headers(FILE *file, const struct sw_tally *tally)
{
	static const char *const names[SW_EXT_MAX] = {
		[SW_EXT_HOP_BY_HOP] = "hop-by-hop",
		[SW_EXT_DESTINATION] = "destination",
		[SW_EXT_ROUTING] = "routing",
		[SW_EXT_FRAGMENT] = "fragment",
		[SW_EXT_AH] = "AH",
		[SW_EXT_ESP] = "ESP",
	};
	struct line line;

	line_open(&line);
	for (size_t i = 0; i < SW_EXT_MAX; i++)
		line_add(&line, names[i], tally->ext_headers[i]);
	line_close(&line, file, "headers");
}

static void print_reasons(FILE *file, const char *heading, const struct count_name *names,
			  const __u64 *counts, size_t max)
{
	char number[WORDS_NUMBER_MAX], *text;

	for (size_t i = 1; i < max; i++) {
		if (!counts[i])
			continue;
		if (asprintf(&text, "%s %s: %s", words_number(number, counts[i]), names[i].name,
			     names[i].text) < 0)
			abort();
		fprintf(file, "  %-*s", COUNTER_INDENT - 2, heading);
		columns_wrap(file, text, COUNTER_INDENT, COUNTER_INDENT, TEXT_WIDTH);
		free(text);
		heading = "";
	}
}

void text_counters(FILE *file, const struct report *report)
{
	struct sw_tally total;

	port_table_total(report->tables->ports, &total);
	print_frames(file, &total);
	print_icmpv6(file, &total);
	print_fragments(file, &total, fragment_table_totals(report->tables->fragments));
	print_headers(file, &total);
	print_reasons(file, "refused", invalid_names, total.invalid, SW_INVALID_MAX);
}

static bool not_seen_port(void *ctx, const struct port *port)
{
	char number[WORDS_NUMBER_MAX];
	FILE *file = ctx;

	if (port->rx_dropped + port->rx_missed)
		fprintf(file,
			"  %-*s%s frames on %s: lost before the hook (rx_dropped, "
			"rx_missed)\n",
			COUNTER_INDENT - 2, "not seen",
			words_number(number, port->rx_dropped + port->rx_missed), port->name);
	if (port->now.blocked)
		fprintf(file, "  %-*s%s frames on %s: the spanning tree blocks it\n",
			COUNTER_INDENT - 2, "not counted", words_number(number, port->now.blocked),
			port->name);
	return true;
}

void text_not_seen(FILE *file, const struct report *report)
{
	struct sw_tally total;

	port_table_total(report->tables->ports, &total);
	print_reasons(file, "lost", lost_names, total.lost, SW_LOST_MAX);
	print_reasons(file, "past budget", class_names, total.suppressed, SW_CLASS_MAX);
	port_table_each(report->tables->ports, not_seen_port, file);
}

struct link_line {
	FILE *file;
	const struct report *report;
	const struct link *link;
	size_t ports;
	char *text;
};

static bool link_add_port(void *ctx, const struct port *port)
{
	struct link_line *line = ctx;
	char *text;

	if (port->link != line->link->id || port->self || port->state == PORT_STATE_GONE)
		return true;
	line->ports++;
	if (strcmp(port->device, line->link->name) == 0)
		return true;
	if (asprintf(&text, "%s%s%s", line->text ? line->text : "", line->text ? " + " : " = ",
		     port->name) < 0)
		abort();
	free(line->text);
	line->text = text;
	return true;
}

static bool link_print(void *ctx, const struct link *link)
{
	struct link_line line = { .report = ((struct link_line *)ctx)->report, .link = link };
	FILE *file = ((struct link_line *)ctx)->file;
	const struct prefix_entry **entries = NULL;
	size_t count = 0;
	char text[PREFIX_TEXT_MAX];

	if (!link->name[0])
		return true;
	port_table_each(line.report->tables->ports, link_add_port, &line);
	fputs(link->name, file);
	columns_wrap(file, line.text ? line.text : "", strlen(link->name), 2, TEXT_WIDTH);
	free(line.text);
	if (prefix_table_sorted(line.report->tables->prefixes, &entries, &count))
		abort();
	for (size_t i = 0; i < count; i++) {
		if (entries[i]->link == link->id && entries[i]->on_link)
			fprintf(file, "  %s\n",
				prefix_format(text, sizeof(text), &entries[i]->prefix));
	}
	free(entries);
	return true;
}

void text_links(FILE *file, const struct report *report)
{
	struct link_line line = { .file = file, .report = report };

	port_table_each_link(report->tables->ports, link_print, &line);
}
