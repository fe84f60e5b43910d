// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/session.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "collect/caps.h"
#include "core/log.h"
#include "core/timefmt.h"

/* The kernel's addresses, routes and neighbours are read again after so long. */
#define SEED_EVERY_NS (10 * TIME_NS_PER_S)

static int session_name(const char *name, struct selection *selection)
{
	if (strlen(name) >= IF_NAMESIZE) {
		log_error("no interface %s; sixwatch -D lists them", name);
		return -ENODEV;
	}
	if (selection->count == SELECT_MAX) {
		log_error("more than %d interfaces", SELECT_MAX);
		return -EUSERS;
	}
	strcpy(selection->names[selection->count++], name);
	return 0;
}

int session_select(const struct settings *settings, char *const *names, size_t name_count,
		   struct selection *ret_selection)
{
	char why[SELECT_TEXT_MAX];
	int err = 0;

	memset(ret_selection, 0, sizeof(*ret_selection));
	for (size_t i = 0; i < settings->iface_count && !err; i++)
		err = session_name(settings->ifaces[i], ret_selection);
	for (size_t i = 0; i < name_count && !err; i++)
		err = session_name(names[i], ret_selection);
	if (err || ret_selection->count)
		return err;
	err = settings->all ? select_all(ret_selection, why) : select_default(ret_selection, why);
	if (err)
		log_error("%s", why);
	return err;
}

/* The first thing that people run into. */
static int session_check_caps(const char *command, const struct selection *selection)
{
	char missing[CAPS_TEXT_MAX];

	if (!caps_missing(missing))
		return 0;
	log_error("watching %s needs root (%s missing): sudo sixwatch %s", selection->names[0],
		  missing, command);
	return -EPERM;
}

static int session_open_probes(struct session *session, uint64_t now_ns)
{
	for (unsigned int i = 0; i < session->link_count; i++) {
		struct session_link *link = &session->links[i];
		int err = 0;

		if (!session->settings->passive)
			err = probe_open(link->name, now_ns, &link->probe);
		if (err)
			log_warn("cannot send probes on %s: %s; only listening", link->name,
				 strerror(-err));
		link->probing = !session->settings->passive && !err;
		session_seed(link, now_ns);
	}
	session->seed_ns = now_ns;
	return 0;
}

unsigned int session_probe(struct session *session, bool echo, bool solicit)
{
	unsigned int all = 0, sent;

	for (unsigned int i = 0; i < session->link_count; i++) {
		struct session_link *link = &session->links[i];

		if (!link->probing)
			continue;
		sent = 0;
		if (solicit && probe_rs(&link->probe) == 0)
			all++;
		if (echo && probe_echo_all(&link->probe, &sent) == 0)
			all += sent;
	}
	return all;
}

static void session_on_tick(struct loop *loop, void *ctx)
{
	struct session *session = ctx;
	uint64_t now_ns = time_now_ns();

	(void)loop;
	if (now_ns - session->second_ns >= TIME_NS_PER_S) {
		session->second_ns = now_ns;
		attach_refresh(session->attach);
		session_sync_ports(session);
		station_save(&session->station, now_ns);
	}
	if (now_ns - session->seed_ns >= SEED_EVERY_NS) {
		session->seed_ns = now_ns;
		for (unsigned int i = 0; i < session->link_count; i++)
			session_seed(&session->links[i], now_ns);
	}
	collector_tick(session->station.collector, now_ns);
	if (session->ops->tick)
		session->ops->tick(session->ctx, now_ns);
}

static int session_start(struct session *session, enum station_state state)
{
	struct station_options options = {
		.settings = session->settings,
		.state = state,
		.news = &session->ops->news,
		.alert = session->ops->alert,
		.ctx = session->ctx,
	};
	int err;

	err = loop_open(&session->loop, session_on_tick, session);
	if (err) {
		log_error("cannot start: %s", strerror(-err));
		return err;
	}
	err = station_open(&options, &session->station);
	if (err)
		goto close_loop;
	collector_on_ask(session->station.collector, session_ask, session);
	err = session_attach(session);
	if (err)
		goto close_station;
	session->started_ns = time_now_ns();
	session->second_ns = session->started_ns;
	return session_open_probes(session, session->started_ns);

close_station:
	station_close(&session->station);
close_loop:
	loop_close(&session->loop);
	return err;
}

int session_open(const char *command, const struct settings *settings, enum station_state state,
		 char *const *names, size_t name_count, const struct session_ops *ops, void *ctx,
		 struct session *ret_session)
{
	int err;

	memset(ret_session, 0, sizeof(*ret_session));
	ret_session->settings = settings;
	ret_session->ops = ops;
	ret_session->ctx = ctx;
	err = session_select(settings, names, name_count, &ret_session->selection);
	if (!err)
		err = session_check_caps(command, &ret_session->selection);
	return err ? err : session_start(ret_session, state);
}

void session_close(struct session *session)
{
	for (unsigned int i = 0; i < session->link_count; i++) {
		if (session->links[i].probing)
			probe_close(&session->links[i].probe);
	}
	attach_free(session->attach);
	station_close(&session->station);
	loop_close(&session->loop);
	free(session->starts);
	free(session->generations);
}

void session_run(struct session *session)
{
	loop_run(&session->loop);
}

void session_stop(struct session *session)
{
	loop_stop(&session->loop);
}

void session_report(const struct session *session, const char *command, uint64_t now_ns,
		    struct report *ret_report)
{
	station_report(&session->station, session->settings, ret_report);
	ret_report->command = command;
	ret_report->sources = session->sources;
	ret_report->source_count = session->link_count;
	ret_report->started_ns = session->started_ns;
	ret_report->ended_ns = now_ns;
	ret_report->now_ns = now_ns;
}
