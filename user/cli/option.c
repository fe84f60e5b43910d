// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/option.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "cli/suggest.h"
#include "core/log.h"
#include "core/text.h"
#include "output/columns.h"

#define EVERY (WATCH | HOSTS | ROUTERS | READ | DOCTOR)
#define LIVE (WATCH | HOSTS | ROUTERS)
#define GLOBAL OPTION_GLOBAL
#define WATCH OPTION_WATCH
#define HOSTS OPTION_HOSTS
#define ROUTERS OPTION_ROUTERS
#define READ OPTION_READ
#define DOCTOR OPTION_DOCTOR

enum option_kind {
	OPTION_FLAG,   /* bool */
	OPTION_NUMBER, /* uint64_t */
	OPTION_TEXT,   /* const char * */
	OPTION_CHOICE, /* int: index in choices[] */
	OPTION_IFACE,  /* appended to ifaces[] */
};

struct option_row {
	char letter; /* 0: none */
	const char *name;
	const char *argument; /* NULL: none */
	enum option_kind kind;
	size_t offset; /* in struct settings */
	unsigned int scopes;
	const char *const *choices;
	const char *help;
	size_t given_offset; /* of a bool that says it was given; 0: none */
};

static const char *const color_choices[] = { "auto", "always", "never", NULL };
static const char *const mode_choices[] = { "auto", "native", "generic", "tc", NULL };
static const char *const severity_choices[] = { "none", "info", "warning", "critical", NULL };

#define AT(field) offsetof(struct settings, field)

static const struct option_row rows[] = {
	{ 'i', "interface", "IFACE", OPTION_IFACE, AT(ifaces), LIVE | DOCTOR, NULL,
	  "this interface, or the ports of this bridge; may be repeated", 0 },
	{ 0, "all", NULL, OPTION_FLAG, AT(all), LIVE, NULL,
	  "every bridge with ports and every Ethernet interface", 0 },
	{ 'D', "list-interfaces", NULL, OPTION_FLAG, AT(list_interfaces), GLOBAL | LIVE, NULL,
	  "list what can be watched, and end", 0 },
	{ 'f', "follow", NULL, OPTION_FLAG, AT(follow), READ, NULL,
	  "report while the capture still comes in", 0 },
	{ 'c', "count", "COUNT", OPTION_NUMBER, AT(count), WATCH | READ, NULL,
	  "end after COUNT events (watch) or frames (read)", 0 },
	{ 'j', "json", NULL, OPTION_FLAG, AT(json), EVERY, NULL,
	  "JSON for machines: one object, or one a line while it goes on", 0 },
	{ 'p', "pretty", NULL, OPTION_FLAG, AT(pretty), EVERY, NULL, "indent that JSON", 0 },
	{ 'L', "link-local", NULL, OPTION_FLAG, AT(link_local), HOSTS, NULL,
	  "only link-local addresses, one a line, with %zone", 0 },
	{ 'q', "quiet", NULL, OPTION_FLAG, AT(quiet), WATCH | HOSTS | READ, NULL,
	  "less: hosts prints addresses only, the others alerts only", 0 },
	{ 'n', "no-names", NULL, OPTION_FLAG, AT(no_names), LIVE | READ, NULL,
	  "no host names and no vendors", 0 },
	{ 0, "mode", "MODE", OPTION_CHOICE, AT(mode), LIVE, mode_choices,
	  "hook: auto, native, generic (XDP), or tc; native may interrupt the link", 0 },
	{ 0, "no-promisc", NULL, OPTION_FLAG, AT(no_promisc), LIVE, NULL,
	  "leave the interface's multicast filter alone: some frames stay unseen", 0 },
	{ 0, "passive", NULL, OPTION_FLAG, AT(passive), LIVE, NULL, "send nothing, only listen",
	  0 },
	{ 0, "learn", "SECONDS", OPTION_NUMBER, AT(learn_s), WATCH | READ, NULL,
	  "how long what is there becomes normal; default 600", AT(has_learn) },
	{ 0, "state", "DIR", OPTION_TEXT, AT(state_dir), WATCH, NULL,
	  "what survives a restart; default /var/lib/sixwatch; or none", 0 },
	{ 0, "fail-on", "SEVERITY", OPTION_CHOICE, AT(fail_on), WATCH | ROUTERS | READ,
	  severity_choices, "exit with 3 after an alert this grave: info, warning, critical", 0 },
	{ 0, "color", "WHEN", OPTION_CHOICE, AT(color), EVERY, color_choices,
	  "auto, always, never; NO_COLOR is obeyed too", 0 },
	{ 'v', "verbose", NULL, OPTION_FLAG, AT(verbose), EVERY, NULL,
	  "say more, on standard error", 0 },
	{ 'h', "help", NULL, OPTION_FLAG, AT(help), GLOBAL | EVERY, NULL, "this help", 0 },
	{ 'V', "version", NULL, OPTION_FLAG, AT(version), GLOBAL | EVERY, NULL, "the version", 0 },
};

#define ROWS (sizeof(rows) / sizeof(rows[0]))
#define LONG_BASE 256 /* getopt_long() gives LONG_BASE + row */

struct option_tables {
	struct option longs[ROWS + 1];
	const char *names[ROWS];
	size_t count;
	char shorts[2 * ROWS + 3];
};

static void option_tables_fill(enum option_scope scope, struct option_tables *tables)
{
	char *shorts = tables->shorts;

	memset(tables, 0, sizeof(*tables));
	if (scope == OPTION_GLOBAL)
		*shorts++ = '+'; /* stop at the command's name */
	*shorts++ = ':';	 /* tell a missing argument from an unknown option */
	for (size_t i = 0; i < ROWS; i++) {
		if (!(rows[i].scopes & scope))
			continue;
		tables->names[tables->count] = rows[i].name;
		tables->longs[tables->count++] = (struct option){
			rows[i].name,
			rows[i].argument ? required_argument : no_argument,
			NULL,
			(int)(LONG_BASE + i),
		};
		if (!rows[i].letter)
			continue;
		*shorts++ = rows[i].letter;
		if (rows[i].argument)
			*shorts++ = ':';
	}
}

static int option_set_number(const struct option_row *row, const char *text, uint64_t *ret_value)
{
	char *end = NULL;
	unsigned long long value;

	errno = 0;
	value = strtoull(text, &end, 10);
	if (errno || !*text || *end || strchr(text, '-')) {
		log_error("--%s wants a number, not \"%s\"", row->name, text);
		return -EINVAL;
	}
	*ret_value = value;
	return 0;
}

static int option_set_choice(const struct option_row *row, const char *text, int *ret_value)
{
	size_t len = strlen(text), count = 0;

	for (; row->choices[count]; count++) {
		if (len && strncmp(row->choices[count], text, len) == 0) {
			*ret_value = (int)count;
			return 0;
		}
	}
	log_error("--%s: no such %s \"%s\"; see --help", row->name, row->argument, text);
	return -EINVAL;
}

static int option_set(const struct option_row *row, const char *text, struct settings *settings)
{
	char *field = (char *)settings + row->offset;

	if (row->given_offset)
		*(bool *)((char *)settings + row->given_offset) = true;
	switch (row->kind) {
	case OPTION_FLAG:
		*(bool *)field = true;
		return 0;
	case OPTION_NUMBER:
		return option_set_number(row, text, (uint64_t *)field);
	case OPTION_TEXT:
		*(const char **)field = text;
		return 0;
	case OPTION_CHOICE:
		return option_set_choice(row, text, (int *)field);
	case OPTION_IFACE:
		if (settings->iface_count == SETTINGS_IFACES_MAX) {
			log_error("more than %d interfaces; use --all", SETTINGS_IFACES_MAX);
			return -EINVAL;
		}
		settings->ifaces[settings->iface_count++] = text;
		return 0;
	}
	return -EINVAL;
}

static const struct option_row *option_find(enum option_scope scope, int code)
{
	if (code >= LONG_BASE)
		return &rows[code - LONG_BASE];
	for (size_t i = 0; i < ROWS; i++) {
		if (rows[i].letter == code && (rows[i].scopes & scope))
			return &rows[i];
	}
	return NULL;
}

/* reason and optopt as getopt_long() left them. */
static int option_refuse(const struct option_tables *tables, const char *command, int reason,
			 const char *argument)
{
	char name[SUGGEST_WORD_MAX];
	const char *near;

	if (reason == ':') {
		log_error("%s needs an argument; see %s --help", argument, command);
		return -EINVAL;
	}
	if (optopt >= LONG_BASE) {
		log_error("--%s takes no argument", rows[optopt - LONG_BASE].name);
		return -EINVAL;
	}
	if (optopt) {
		log_error("no option -%c; see %s --help", optopt, command);
		return -EINVAL;
	}
	text_escape(name, sizeof(name), argument + 2, strcspn(argument + 2, "="));
	near = suggest_nearest(name, tables->names, tables->count);
	if (near)
		log_error("no option --%s; did you mean --%s?", name, near);
	else
		log_error("no option --%s; see %s --help", name, command);
	return -EINVAL;
}

int option_parse(enum option_scope scope, int argc, char **argv, struct settings *settings)
{
	const struct option_row *row;
	struct option_tables tables;
	int code, err;

	option_tables_fill(scope, &tables);
	optind = 0; /* glibc: start over, for the second command line of a process */
	opterr = 0;
	while ((code = getopt_long(argc, argv, tables.shorts, tables.longs, NULL)) != -1) {
		if (code == '?' || code == ':')
			return option_refuse(&tables, argv[0], code, argv[optind - 1]);
		row = option_find(scope, code);
		err = row ? option_set(row, optarg, settings) : -EINVAL;
		if (err)
			return err;
	}
	settings->words = argv + optind;
	settings->word_count = (size_t)(argc - optind);
	return 0;
}

#define HELP_COLUMN 26

static void option_help_row(FILE *file, const struct option_row *row)
{
	int width = fprintf(file, "  %c%c%s --%s%s%s", row->letter ? '-' : ' ',
			    row->letter ? row->letter : ' ', row->letter ? "," : " ", row->name,
			    row->argument ? " " : "", row->argument ? row->argument : "");

	if (width > HELP_COLUMN - 2) {
		fputc('\n', file);
		width = 0;
	}
	fprintf(file, "%*s", HELP_COLUMN - width, "");
	columns_wrap(file, row->help, HELP_COLUMN, HELP_COLUMN, 80);
}

void option_help(FILE *file, enum option_scope scope)
{
	for (size_t i = 0; i < ROWS; i++) {
		if (rows[i].scopes & scope)
			option_help_row(file, &rows[i]);
	}
}
