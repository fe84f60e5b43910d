// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/watch_answer.h"

#include <stdlib.h>
#include <string.h>

#include "cli/query.h"
#include "cli/watch.h"
#include "core/json.h"
#include "core/timefmt.h"

static struct json_object *answer_status(struct watch *watch)
{
	struct json_object *answer = json_new_object(), *links;
	char text[WATCH_STATUS_MAX], since[TIME_TEXT_MAX];
	char line[WATCH_STATUS_MAX + 64];

	watch_status_text(watch, time_now_ns(), text);
	snprintf(line, sizeof(line), "watching since %s\n%s",
		 time_format_clock(since, watch->session.started_ns), text);
	json_add_str(answer, "text", line);
	links = json_add_array(answer, "links");
	for (unsigned int i = 0; i < watch->session.link_count; i++)
		json_push_str(links, watch->session.links[i].name);
	return answer;
}

static struct json_object *answer_query(struct watch *watch, const struct query *query)
{
	struct json_object *answer = json_new_object();
	uint64_t now_ns = time_now_ns();
	struct report report;
	char *text;

	/* What the kernel counted since the last tick belongs to the answer. */
	collector_tick(watch->session.station.collector, now_ns);
	session_report(&watch->session, query->command, now_ns, &report);
	text = query_text(query, &report);
	json_add(answer, "text", json_object_new_string(text));
	free(text);
	return answer;
}

struct json_object *watch_answer(void *ctx, struct json_object *request)
{
	struct json_object *command = NULL;
	struct query query;

	if (json_object_object_get_ex(request, "command", &command) &&
	    strcmp(json_object_get_string(command), "status") == 0)
		return answer_status(ctx);
	if (query_from_json(request, &query))
		return NULL;
	query.note = "asked of the watch that runs here";
	return answer_query(ctx, &query);
}
