// SPDX-License-Identifier: GPL-2.0-or-later
#include "replayed.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "collect/counters.h"

static void on_record(void *ctx, const struct sw_record *record)
{
	struct replayed *r = ctx;

	if (r->records < REPLAYED_KEPT)
		r->kept[r->records] = *record;
	r->records++;
	assert_in_range(record->class, 1, SW_CLASS_MAX - 1);
	r->of_class[record->class]++;
}

static void on_tick(void *ctx, uint64_t now_ns)
{
	struct replayed *r = ctx;

	assert_true(now_ns >= r->tick_ns);
	if (r->ticks && now_ns - r->tick_ns > r->tick_step_max_ns)
		r->tick_step_max_ns = now_ns - r->tick_ns;
	r->tick_ns = now_ns;
	r->ticks++;
}

void replayed_init(struct replayed *r, const struct engine_options *options)
{
	struct engine_options replay = { 0 };
	int err;

	if (options)
		replay = *options;
	replay.replay = true;
	memset(r, 0, sizeof(*r));
	err = engine_open(&replay, &r->engine);
	if (err == -EPERM)
		skip();
	assert_int_equal(err, 0);
	assert_int_equal(ring_open(r->engine, on_record, r, &r->ring), 0);
	assert_int_equal(replay_open(r->engine, r->ring, on_tick, r, &r->replay), 0);
}

void replayed_fini(struct replayed *r)
{
	replay_close(r->replay);
	ring_close(r->ring);
	engine_close(r->engine);
}

void replayed_bytes(struct replayed *r, uint64_t at_ns, const void *data, uint32_t cap_len,
		    uint32_t wire_len)
{
	const struct capture_frame frame = {
		.time_ns = at_ns,
		.data = data,
		.cap_len = cap_len,
		.wire_len = wire_len,
		.frame_len = wire_len,
	};

	assert_int_equal(replay_frame(r->replay, &frame), 0);
}

void replayed_run(struct replayed *r, uint64_t at_ns, const struct layer *layers)
{
	static struct packet packet;

	packet_build(&packet, layers);
	replayed_bytes(r, at_ns, packet.data, packet.len, packet.len);
}

struct sw_tally replayed_tally(const struct replayed *r)
{
	struct sw_tally tally;

	counters_read(r->engine, 1, &tally);
	return tally;
}
