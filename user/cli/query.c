// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/query.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "core/json.h"
#include "core/log.h"
#include "output/json_report.h"
#include "output/text.h"

#define COLUMNS_LEAST 40
#define COLUMNS_MOST 400

static const char *const commands[] = { "hosts", "routers" };

/* Of standard output; 80 in a pipe. */
static size_t terminal_columns(void)
{
	struct winsize size;

	if (!isatty(STDOUT_FILENO) || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) ||
	    size.ws_col < COLUMNS_LEAST)
		return TEXT_WIDTH;
	return size.ws_col > COLUMNS_MOST ? COLUMNS_MOST : size.ws_col;
}

int query_make(const char *command, const struct settings *settings, struct query *ret_query)
{
	*ret_query = (struct query){
		.command = command,
		.json = settings->json,
		.pretty = settings->pretty,
		.quiet = settings->quiet,
		.no_names = settings->no_names,
		.link_local = settings->link_local,
		.color = style_choose(settings->color, stdout).on,
		.columns = terminal_columns(),
	};
	if (settings->word_count > QUERY_WORDS_MAX) {
		log_error("more than %d words", QUERY_WORDS_MAX);
		return -E2BIG;
	}
	for (size_t i = 0; i < settings->word_count; i++)
		ret_query->words[ret_query->word_count++] = settings->words[i];
	return 0;
}

struct json_object *query_to_json(const struct query *query)
{
	struct json_object *object = json_new_object(), *words;

	json_add_str(object, "command", query->command);
	json_add_bool(object, "json", query->json);
	json_add_bool(object, "pretty", query->pretty);
	json_add_bool(object, "quiet", query->quiet);
	json_add_bool(object, "no_names", query->no_names);
	json_add_bool(object, "link_local", query->link_local);
	json_add_bool(object, "color", query->color);
	json_add_uint64(object, "columns", query->columns);
	words = json_add_array(object, "words");
	for (size_t i = 0; i < query->word_count; i++)
		json_push(words, json_object_new_string(query->words[i]));
	return object;
}

static bool query_flag(struct json_object *object, const char *key)
{
	struct json_object *value = NULL;

	return json_object_object_get_ex(object, key, &value) && json_object_get_boolean(value);
}

static int query_read_words(struct json_object *object, struct query *query)
{
	struct json_object *words = NULL;
	size_t count;

	if (!json_object_object_get_ex(object, "words", &words) ||
	    !json_object_is_type(words, json_type_array))
		return -EINVAL;
	count = json_object_array_length(words);
	if (count > QUERY_WORDS_MAX)
		return -EINVAL;
	for (size_t i = 0; i < count; i++)
		query->words[query->word_count++] =
			json_object_get_string(json_object_array_get_idx(words, i));
	return 0;
}

int query_from_json(struct json_object *object, struct query *ret_query)
{
	struct json_object *value = NULL;
	int64_t columns;

	*ret_query = (struct query){ .columns = TEXT_WIDTH };
	if (!json_object_object_get_ex(object, "command", &value))
		return -EINVAL;
	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++) {
		if (strcmp(json_object_get_string(value), commands[i]) == 0)
			ret_query->command = commands[i];
	}
	if (!ret_query->command)
		return -EINVAL;
	ret_query->json = query_flag(object, "json");
	ret_query->pretty = query_flag(object, "pretty");
	ret_query->quiet = query_flag(object, "quiet");
	ret_query->no_names = query_flag(object, "no_names");
	ret_query->link_local = query_flag(object, "link_local");
	ret_query->color = query_flag(object, "color");
	if (json_object_object_get_ex(object, "columns", &value)) {
		columns = json_object_get_int64(value);
		if (columns >= COLUMNS_LEAST && columns <= COLUMNS_MOST)
			ret_query->columns = (size_t)columns;
	}
	return query_read_words(object, ret_query);
}

static void print_devices(FILE *file, const struct query *query, const struct report *report,
			  const struct device_list *devices)
{
	if (query->quiet || query->link_local) {
		text_addresses(file, report, devices, query->link_local, query->quiet);
		return;
	}
	if (query->word_count && devices->count == 1) {
		text_device(file, report, &devices->items[0]);
		return;
	}
	if (query->word_count && !devices->count) {
		fprintf(file, "No device matches; %zu others are there.\n", devices->hidden);
		return;
	}
	text_links(file, report);
	text_devices(file, report, devices, query->columns);
	text_not_seen(file, report);
	text_device_count(file, devices);
	fprintf(file, "%s%s.\n", query->note ? ", " : "", query->note ? query->note : "");
	if (!query->word_count && devices->count)
		fputs("All addresses of one: sixwatch hosts NAME\n", file);
}

void query_print(FILE *file, const struct query *query, struct report *report)
{
	struct style style = { .on = query->color };
	struct device_list devices;
	struct json_object *object;

	report->command = query->command;
	report->no_names = query->no_names;
	device_list_make(report, query->words, query->word_count, &devices);
	if (query->json) {
		object = report_json(report, &devices);
		json_print_object(file, object, query->pretty);
		json_object_put(object);
	} else if (strcmp(query->command, "hosts") == 0) {
		print_devices(file, query, report, &devices);
	} else {
		text_routers(file, report, &style);
	}
	fflush(file);
	device_list_free(&devices);
}

char *query_text(const struct query *query, struct report *report)
{
	char *text = NULL;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	if (!file)
		abort();
	query_print(file, query, report);
	fclose(file);
	return text;
}
