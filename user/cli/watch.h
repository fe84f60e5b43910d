/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The live view: what its parts share. watch.c decides what is told, watch_text.c how. */
#ifndef CLI_WATCH_H
#define CLI_WATCH_H

#include "cli/control.h"
#include "cli/news.h"
#include "cli/session.h"
#include "output/style.h"

#define WATCH_MINUTE 60

/* What was last told of a router; a flood of them displaces the oldest. */
#define WATCH_TOLD_MAX 64

struct watch_told {
	struct in6_addr addr;
	uint16_t link;
	uint16_t vlan;
	uint64_t hash;
};

struct watch {
	const struct settings *settings;
	struct session session;
	struct control *control; /* NULL: nobody can ask */
	struct style style;
	bool failed;	 /* nobody reads the output any more */
	bool finished;	 /* that, or --count is reached: nothing more is printed */
	bool found_told; /* the first look is over: new devices are news */
	bool started_told;
	unsigned int probed;
	unsigned int solicited;
	unsigned int sent;
	size_t new_devices;
	struct news news;
	struct watch_told told[WATCH_TOLD_MAX];
	unsigned int told_next;
	uint64_t withheld_before;
	uint64_t printed; /* events */
	uint64_t lost_ns; /* when losses were last told */
	struct sw_tally lost_before;
	uint64_t rx_dropped_before;
	uint64_t rx_missed_before;

	bool status_on; /* standard error is a terminal, and nothing forbids it */
	bool status_shown;
	uint64_t status_ns;
	/* Totals of the last minute, one a second: what the status line's rates are made of. */
	uint64_t ra[WATCH_MINUTE];
	uint64_t ns[WATCH_MINUTE];
	unsigned int seconds; /* samples so far */
};

struct watch_losses {
	struct sw_tally tally; /* lost[] and suppressed[] */
	uint64_t rx_dropped;
	uint64_t rx_missed;
	uint64_t withheld; /* news: see news.h */
};

/* True when something was lost since the last call. */
bool watch_losses_grown(struct watch *watch, struct watch_losses *ret_losses);

/* watch_text.c: the lines for people. */
void watch_tell_start(struct watch *watch);
void watch_tell_found(struct watch *watch, uint64_t now_ns);
void watch_tell_host(struct watch *watch, const struct report *report, const struct host *host,
		     const struct host_address *address, unsigned int changes, uint64_t now_ns);
void watch_tell_router(struct watch *watch, const struct report *report,
		       const struct router *router, unsigned int changes, uint64_t now_ns);
void watch_tell_port(struct watch *watch, const struct attach_event *event, uint64_t now_ns);
void watch_tell_losses(struct watch *watch, const struct watch_losses *losses, uint64_t now_ns);

/* watch_status.c: the last line on a terminal, rewritten each second, on standard error. */
#define WATCH_STATUS_MAX 256
void watch_status_init(struct watch *watch);
void watch_status_text(const struct watch *watch, uint64_t now_ns,
		       char buf[static WATCH_STATUS_MAX]);
void watch_status_tick(struct watch *watch, uint64_t now_ns);
void watch_status_clear(struct watch *watch);

#endif
