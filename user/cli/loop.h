/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The event loop of a command: a tick every 100 ms, and an end in order on SIGINT and SIGTERM. */
#ifndef CLI_LOOP_H
#define CLI_LOOP_H

#include <event2/event.h>
#include <stdbool.h>

#define LOOP_TICK_MS 100

struct loop;
typedef void (*loop_tick_fn)(struct loop *loop, void *ctx);

struct loop {
	struct event_base *base;
	struct event *tick;
	struct event *signals[2];
	loop_tick_fn on_tick;
	void *ctx;
	bool interrupted; /* a signal ended it */
};

/* -ENOMEM: the loop is left empty. */
int loop_open(struct loop *loop, loop_tick_fn on_tick, void *ctx);
void loop_close(struct loop *loop);

/* Until loop_stop() or a signal. */
void loop_run(struct loop *loop);
void loop_stop(struct loop *loop);

#endif
