/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A question about the tables, as `hosts` and `routers` put it: to a session of their own, or
 * through the control socket to a watch that runs. Either way the same code prints the answer.
 */
#ifndef CLI_QUERY_H
#define CLI_QUERY_H

#include <json-c/json.h>
#include <stdio.h>

#include "cli/settings.h"
#include "output/report.h"

#define QUERY_WORDS_MAX 32

struct query {
	const char *command; /* "hosts", "routers" */
	bool json, pretty, quiet, no_names, link_local, color;
	size_t columns; /* of the terminal */
	size_t word_count;
	const char *words[QUERY_WORDS_MAX];
	const char *note; /* a line above the last: what this took, or what is missing; NULL */
};

/* As the command line has it. -E2BIG: too many words, told. */
int query_make(const char *command, const struct settings *settings, struct query *ret_query);

struct json_object *query_to_json(const struct query *query);

/* Strings belong to the object. -EINVAL: not a query. */
int query_from_json(struct json_object *object, struct query *ret_query);

/* Prints the answer. report->command and no_names are set from the query. */
void query_print(FILE *file, const struct query *query, struct report *report);

/* The same into a string, for free(). */
char *query_text(const struct query *query, struct report *report);

#endif
