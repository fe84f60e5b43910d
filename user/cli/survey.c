// SPDX-License-Identifier: GPL-2.0-or-later
/* hosts and routers: a session of a few seconds, or a question to the watch that runs. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/interfaces.h"
#include "cli/query.h"
#include "cli/session.h"
#include "cli/unprivileged.h"
#include "cli/watched.h"
#include "collect/caps.h"
#include "core/log.h"
#include "core/timefmt.h"

/* Of hosts: at least so long, then until nothing new came for a second, at most so long. */
#define HOSTS_LEAST_NS (2 * TIME_NS_PER_S)
#define HOSTS_QUIET_NS (TIME_NS_PER_S)
#define HOSTS_MOST_NS (4 * TIME_NS_PER_S)
#define HOSTS_AGAIN_NS (700 * TIME_NS_PER_MS) /* the echo is repeated once: frames get lost */

#define ROUTERS_LISTEN_NS (3 * TIME_NS_PER_S)

struct survey {
	struct session session;
	bool routers;
	bool repeated;
	unsigned int sent;
	uint64_t began_ns;
	uint64_t news_ns; /* when the last new address came */
};

static void survey_on_host(void *ctx, const struct host *host, const struct host_address *address,
			   unsigned int changes, uint64_t now_ns)
{
	struct survey *survey = ctx;

	(void)host, (void)address;
	if (changes & HOST_CHANGE_NEW_ADDRESS)
		survey->news_ns = now_ns;
}

static bool survey_is_done(const struct survey *survey, uint64_t now_ns)
{
	uint64_t spent_ns = now_ns - survey->began_ns;

	if (survey->routers)
		return spent_ns >= ROUTERS_LISTEN_NS;
	if (spent_ns >= HOSTS_MOST_NS)
		return true;
	return spent_ns >= HOSTS_LEAST_NS && now_ns - survey->news_ns >= HOSTS_QUIET_NS;
}

static void survey_on_tick(void *ctx, uint64_t now_ns)
{
	struct survey *survey = ctx;

	if (!survey->routers && !survey->repeated && now_ns - survey->began_ns >= HOSTS_AGAIN_NS) {
		survey->repeated = true;
		survey->sent += session_probe(&survey->session, true, false);
	}
	if (survey_is_done(survey, now_ns))
		session_stop(&survey->session);
}

static void survey_print(struct survey *survey, struct query *query)
{
	uint64_t now_ns = time_now_ns();
	struct report report;
	char note[80];

	snprintf(note, sizeof(note), "in %.1f s, %u probes sent",
		 (double)(now_ns - survey->began_ns) / (double)TIME_NS_PER_S, survey->sent);
	query->note = note;
	session_report(&survey->session, query->command, now_ns, &report);
	query_print(stdout, query, &report);
}

static enum outcome survey_session(struct query *query, const struct settings *settings)
{
	static const struct session_ops ops = {
		.news = { .host = survey_on_host },
		.tick = survey_on_tick,
	};
	struct survey survey = { .routers = strcmp(query->command, "routers") == 0 };
	enum outcome outcome;

	if (session_open(query->command, settings, STATION_STATE_READ, NULL, 0, &ops, &survey,
			 &survey.session))
		return OUTCOME_FAILED;
	survey.began_ns = time_now_ns();
	survey.news_ns = survey.began_ns;
	survey.sent = session_probe(&survey.session, !survey.routers, true);
	session_run(&survey.session);
	survey_print(&survey, query);
	outcome = station_has_findings(&survey.session.station, settings) ? OUTCOME_FINDINGS :
									    OUTCOME_DONE;
	session_close(&survey.session);
	return ferror(stdout) ? OUTCOME_FAILED : outcome;
}

static enum outcome survey_run(const char *command, const struct settings *settings)
{
	char missing[CAPS_TEXT_MAX];
	struct query query;
	int err;

	if (settings->list_interfaces)
		return interfaces_list();
	if (query_make(command, settings, &query))
		return OUTCOME_USAGE;
	err = watched_print(&query, settings);
	if (err != -ENOENT)
		return err || ferror(stdout) ? OUTCOME_FAILED : OUTCOME_DONE;
	if (strcmp(command, "hosts") == 0 && caps_missing(missing))
		return unprivileged_hosts(&query, settings);
	return survey_session(&query, settings);
}

enum outcome hosts_run(const struct settings *settings)
{
	return survey_run("hosts", settings);
}

enum outcome routers_run(const struct settings *settings)
{
	if (settings->word_count) {
		log_error("routers takes no word \"%s\"; see sixwatch routers --help",
			  settings->words[0]);
		return OUTCOME_USAGE;
	}
	return survey_run("routers", settings);
}
