// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/loop.h"

#include <errno.h>
#include <signal.h>
#include <string.h>

static void loop_on_tick(evutil_socket_t fd, short what, void *ctx)
{
	struct loop *loop = ctx;

	(void)fd, (void)what;
	loop->on_tick(loop, loop->ctx);
}

static void loop_on_signal(evutil_socket_t number, short what, void *ctx)
{
	struct loop *loop = ctx;

	(void)number, (void)what;
	loop->interrupted = true;
	loop_stop(loop);
}

int loop_open(struct loop *loop, loop_tick_fn on_tick, void *ctx)
{
	static const struct timeval period = { .tv_usec = LOOP_TICK_MS * 1000 };
	static const int numbers[] = { SIGINT, SIGTERM };

	memset(loop, 0, sizeof(*loop));
	loop->on_tick = on_tick;
	loop->ctx = ctx;
	loop->base = event_base_new();
	if (!loop->base)
		return -ENOMEM;
	loop->tick = event_new(loop->base, -1, EV_PERSIST, loop_on_tick, loop);
	if (!loop->tick || event_add(loop->tick, &period))
		goto close;
	for (size_t i = 0; i < 2; i++) {
		loop->signals[i] = evsignal_new(loop->base, numbers[i], loop_on_signal, loop);
		if (!loop->signals[i] || event_add(loop->signals[i], NULL))
			goto close;
	}
	return 0;

close:
	loop_close(loop);
	return -ENOMEM;
}

void loop_close(struct loop *loop)
{
	for (size_t i = 0; i < 2; i++) {
		if (loop->signals[i])
			event_free(loop->signals[i]);
	}
	if (loop->tick)
		event_free(loop->tick);
	if (loop->base)
		event_base_free(loop->base);
	memset(loop, 0, sizeof(*loop));
}

void loop_run(struct loop *loop)
{
	event_base_dispatch(loop->base);
}

void loop_stop(struct loop *loop)
{
	event_base_loopbreak(loop->base);
}
