/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A live session: interfaces chosen, programs attached, tables filled, probes sent. `watch`, `hosts`
 * and `routers` are sessions with different ends.
 */
#ifndef CLI_SESSION_H
#define CLI_SESSION_H

#include "attach/attach.h"
#include "attach/select.h"
#include "cli/loop.h"
#include "cli/settings.h"
#include "cli/station.h"
#include "probe/probe.h"

struct session;

/* Any may be NULL. ctx comes first in each. */
struct session_ops {
	struct collector_ops news;
	alert_sink alert;
	/* A port came, went, or changed; the tables know already. port is NULL for some notes. */
	void (*port)(void *ctx, const struct attach_event *event, const struct port *port);
	/* Every 100 ms, after the tables were brought up to date. */
	void (*tick)(void *ctx, uint64_t now_ns);
};

/* What is probed on one link. */
struct session_link {
	struct session *session;
	char name[IF_NAMESIZE];
	uint32_t ifindex;
	uint16_t link;
	bool probing; /* probe is open */
	struct probe probe;
};

struct session {
	const struct settings *settings;
	const struct session_ops *ops;
	void *ctx;
	struct selection selection;
	struct loop loop;
	struct station station;
	struct attach *attach;
	struct session_link links[SELECT_MAX];
	unsigned int link_count;
	struct sw_tally *starts; /* by slot: the counters when its present owner began */
	uint32_t *generations;	 /* by slot: of that owner */
	uint64_t started_ns;
	uint64_t second_ns;
	uint64_t seed_ns;
	const char *sources[SELECT_MAX];
};

/*
 * Chooses interfaces (`names`, else -i, else --all, else the default), loads and attaches. On
 * failure what went wrong has been told, nothing is left attached, and session_close() is not to be
 * called. It is told in the manner of "sixwatch COMMAND".
 */
int session_open(const char *command, const struct settings *settings, enum station_state state,
		 char *const *names, size_t name_count, const struct session_ops *ops, void *ctx,
		 struct session *ret_session);
void session_close(struct session *session);

void session_run(struct session *session);
void session_stop(struct session *session);

/* Echo to all nodes and one RS on each link, unless --passive. Returns how many were sent. */
unsigned int session_probe(struct session *session, bool echo, bool solicit);

void session_report(const struct session *session, const char *command, uint64_t now_ns,
		    struct report *ret_report);

/* session_port.c: brings the port table in step with attach. */
int session_attach(struct session *session);
void session_sync_ports(struct session *session);

/* session_ask.c: a collector_ask_fn. */
bool session_ask(void *ctx, const struct host_address *address, uint64_t now_ns);

/* session_seed.c: takes over what the kernel knows of a link. */
void session_seed(struct session_link *link, uint64_t now_ns);

/* Which interfaces these settings mean; told when there is none. */
int session_select(const struct settings *settings, char *const *names, size_t name_count,
		   struct selection *ret_selection);

#endif
