// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/watched.h"

#include <errno.h>
#include <net/if.h>
#include <string.h>
#include <time.h>

#include "cli/control.h"
#include "core/json.h"
#include "core/log.h"
#include "core/timefmt.h"
#include "probe/probe.h"

/* Hosts spread their answers to a multicast echo over a second (RFC 4443 section 4.2, 4861 4.4). */
#define ANSWER_WAIT_NS 1500000000L

static int watched_ask(const char *command, struct json_object **ret_answer)
{
	struct json_object *request = json_new_object();
	int err;

	json_add_str(request, "command", command);
	err = control_ask(request, ret_answer);
	json_object_put(request);
	return err;
}

/* Strings of the array `links`; NULL past its end. */
static const char *watched_link(struct json_object *status, size_t i)
{
	struct json_object *links = NULL;

	if (!json_object_object_get_ex(status, "links", &links) ||
	    i >= json_object_array_length(links))
		return NULL;
	return json_object_get_string(json_object_array_get_idx(links, i));
}

static bool watched_has(struct json_object *status, const char *ifname)
{
	const char *link;

	for (size_t i = 0; (link = watched_link(status, i)); i++) {
		if (strcmp(link, ifname) == 0)
			return true;
	}
	return false;
}

static bool watched_suits(struct json_object *status, const struct settings *settings)
{
	for (size_t i = 0; i < settings->iface_count; i++) {
		if (!watched_has(status, settings->ifaces[i]))
			return false;
	}
	return !settings->all;
}

static unsigned int watched_probe(struct json_object *status, const char *command)
{
	bool solicit = strcmp(command, "routers") == 0;
	unsigned int all = 0, sent;
	struct probe probe;
	const char *link;

	for (size_t i = 0; (link = watched_link(status, i)); i++) {
		if (probe_open(link, time_now_ns(), &probe))
			continue;
		sent = 0;
		if (solicit ? probe_rs(&probe) == 0 : probe_echo_all(&probe, &sent) == 0)
			all += solicit ? 1 : sent;
		probe_close(&probe);
	}
	return all;
}

static int watched_print_answer(const struct query *query)
{
	struct json_object *request = query_to_json(query), *answer, *text = NULL;
	int err;

	err = control_ask(request, &answer);
	json_object_put(request);
	if (err)
		return err;
	if (json_object_object_get_ex(answer, "text", &text))
		fputs(json_object_get_string(text), stdout);
	json_object_put(answer);
	return text ? 0 : -EBADMSG;
}

int watched_print(const struct query *query, const struct settings *settings)
{
	const struct timespec wait = { .tv_sec = 1, .tv_nsec = ANSWER_WAIT_NS - 1000000000L };
	struct json_object *status;
	bool suits;
	int err;

	err = watched_ask("status", &status);
	if (err)
		return -ENOENT;
	suits = watched_suits(status, settings);
	if (suits && !settings->passive && watched_probe(status, query->command))
		nanosleep(&wait, NULL);
	json_object_put(status);
	if (!suits)
		return -ENOENT;
	err = watched_print_answer(query);
	if (err)
		log_error("the watch that runs here does not answer: %s", strerror(-err));
	return err;
}

int watched_status(char **ret_text)
{
	struct json_object *status, *text = NULL;
	int err;

	err = watched_ask("status", &status);
	if (err)
		return -ENOENT;
	if (json_object_object_get_ex(status, "text", &text))
		*ret_text = strdup(json_object_get_string(text));
	json_object_put(status);
	return text && *ret_text ? 0 : -ENOENT;
}
