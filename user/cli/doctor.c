// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/check.h"
#include "cli/command.h"
#include "core/json.h"
#include "core/text.h"
#include "core/timefmt.h"
#include "output/columns.h"
#include "output/style.h"

#define DOCTOR_WIDTH 80
#define DOCTOR_INDENT 9

static const char *const grade_names[CHECK_GRADE_MAX] = {
	[CHECK_OK] = "ok",
	[CHECK_NOTICE] = "notice",
	[CHECK_PROBLEM] = "problem",
};

void checks_add(struct checks *checks, enum check_grade grade, const char *code, const char *remedy,
		const char *format, ...)
{
	struct check *check = &checks->items[checks->count];
	va_list args;
	size_t size;
	char *raw;

	if (checks->count == CHECKS_MAX)
		return;
	va_start(args, format);
	if (vasprintf(&raw, format, args) < 0)
		abort();
	va_end(args);
	size = TEXT_ESCAPE_MAX(strlen(raw));
	check->text = malloc(size);
	if (!check->text)
		abort();
	text_escape(check->text, size, raw, strlen(raw));
	free(raw);
	check->grade = grade;
	check->code = code;
	check->remedy = remedy;
	checks->count++;
}

void checks_fini(struct checks *checks)
{
	for (size_t i = 0; i < checks->count; i++)
		free(checks->items[i].text);
	checks->count = 0;
}

static size_t checks_of(const struct checks *checks, enum check_grade grade)
{
	size_t count = 0;

	for (size_t i = 0; i < checks->count; i++)
		count += checks->items[i].grade == grade;
	return count;
}

static void doctor_print_check(const struct check *check, const struct style *style)
{
	static const enum style_name styles[CHECK_GRADE_MAX] = {
		[CHECK_OK] = STYLE_NONE,
		[CHECK_NOTICE] = STYLE_WARNING,
		[CHECK_PROBLEM] = STYLE_CRITICAL,
	};
	enum style_name name = styles[check->grade];
	char *line;

	printf("%s%-*s%s", style_on(style, name), DOCTOR_INDENT, grade_names[check->grade],
	       style_off(style, name));
	if (asprintf(&line, "%s: %s", check->code, check->text) < 0)
		abort();
	columns_wrap(stdout, line, DOCTOR_INDENT, DOCTOR_INDENT, DOCTOR_WIDTH);
	free(line);
	if (check->remedy) {
		printf("%*sdo  ", DOCTOR_INDENT, "");
		columns_wrap(stdout, check->remedy, DOCTOR_INDENT + 4, DOCTOR_INDENT + 4,
			     DOCTOR_WIDTH);
	}
}

static void doctor_print_text(const struct checks *checks, const struct settings *settings)
{
	size_t problems = checks_of(checks, CHECK_PROBLEM);
	size_t notices = checks_of(checks, CHECK_NOTICE);
	struct style style = style_choose(settings->color, stdout);

	for (size_t i = 0; i < checks->count; i++)
		doctor_print_check(&checks->items[i], &style);
	if (problems)
		printf("Watching is impossible: %zu problem%s, %zu notice%s.\n", problems,
		       problems == 1 ? "" : "s", notices, notices == 1 ? "" : "s");
	else
		printf("Watching works. %zu notice%s.\n", notices, notices == 1 ? "" : "s");
}

static void doctor_print_json(const struct checks *checks, const struct settings *settings)
{
	struct json_object *object = json_new_object(), *list, *item;

	json_add_str(object, "schema", "sixwatch/1");
	json_add_str(object, "command", "doctor");
	json_add_time(object, "started", time_now_ns());
	json_add_bool(object, "able", checks_of(checks, CHECK_PROBLEM) == 0);
	list = json_add_array(object, "checks");
	for (size_t i = 0; i < checks->count; i++) {
		item = json_new_object();
		json_add_str(item, "grade", grade_names[checks->items[i].grade]);
		json_add_str(item, "check", checks->items[i].code);
		json_add_str(item, "message", checks->items[i].text);
		json_add_str(item, "remedy", checks->items[i].remedy);
		json_push(list, item);
	}
	json_print_object(stdout, object, settings->pretty);
	json_object_put(object);
}

enum outcome doctor_run(const struct settings *settings)
{
	struct checks checks = { .count = 0 };
	enum outcome outcome;

	check_system(&checks, settings);
	check_link(&checks, settings);
	outcome = checks_of(&checks, CHECK_PROBLEM) ? OUTCOME_FAILED : OUTCOME_DONE;
	if (settings->json)
		doctor_print_json(&checks, settings);
	else
		doctor_print_text(&checks, settings);
	checks_fini(&checks);
	return outcome;
}
