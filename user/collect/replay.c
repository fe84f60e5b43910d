// SPDX-License-Identifier: GPL-2.0-or-later
#include "collect/replay.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

/* A frame leaves at most two large records, so the default ring cannot overflow in between. */
#define RING_EVERY_FRAMES 128
#define STEP_BACK_NS 1000000000ULL /* older than this by less: the capture's own jitter */

/* Ticks that silences may use: each frame earns some, and some are there from the start. */
#define TICKS_SAVED_MAX 36000 /* an hour without a frame, at full pace */
#define TICKS_PER_FRAME 4

struct replay {
	struct engine *engine;
	struct ring *ring;
	replay_tick_fn tick;
	void *ctx;
	cpu_set_t affinity;    /* to be restored */
	struct sw_replay next; /* what the BPF program is told of a frame */
	uint64_t now_ns;
	uint64_t moved_ns; /* the clock is ahead of the frames' times by this */
	uint64_t tick_ns;  /* when tick was last called */
	uint64_t frames;
	uint64_t started_ns;
	uint64_t ended_ns;
	uint32_t ticks_saved;
	unsigned int ring_frames; /* since the ring was emptied */
};

/* The per-CPU tables are one host's view only if one CPU sees all frames. */
static int cpu_pin(cpu_set_t *ret_before)
{
	int cpu = sched_getcpu();
	cpu_set_t one;

	if (cpu < 0 || sched_getaffinity(0, sizeof(*ret_before), ret_before))
		return -errno;
	CPU_ZERO(&one);
	CPU_SET(cpu, &one);
	return sched_setaffinity(0, sizeof(one), &one) ? -errno : 0;
}

int replay_open(struct engine *engine, struct ring *ring, replay_tick_fn tick, void *ctx,
		struct replay **ret_replay)
{
	struct replay *replay = calloc(1, sizeof(*replay));
	int err;

	if (!replay)
		return -ENOMEM;
	replay->engine = engine;
	replay->ring = ring;
	replay->tick = tick;
	replay->ctx = ctx;
	replay->ticks_saved = TICKS_SAVED_MAX;
	replay->next.port.slot = 1;
	replay->next.port.link = 1;
	err = cpu_pin(&replay->affinity);
	if (err) {
		free(replay);
		return err;
	}
	*ret_replay = replay;
	return 0;
}

void replay_close(struct replay *replay)
{
	if (!replay)
		return;
	sched_setaffinity(0, sizeof(replay->affinity), &replay->affinity);
	free(replay);
}

void replay_set_port(struct replay *replay, const struct sw_port *port)
{
	replay->next.port = *port;
}

void replay_set_vlan(struct replay *replay, bool present, uint16_t tci)
{
	replay->next.vlan_present = present;
	replay->next.vlan = tci;
}

static void ring_empty(struct replay *replay)
{
	replay->ring_frames = 0;
	if (replay->ring)
		while (ring_consume(replay->ring) == RING_BATCH_MAX)
			;
}

static void tick_call(struct replay *replay, uint64_t at_ns)
{
	replay->tick_ns = at_ns;
	ring_empty(replay);
	if (replay->tick)
		replay->tick(replay->ctx, at_ns);
}

/* Calls tick for the time up to to_ns: every REPLAY_TICK_NS while the savings last. */
static void ticks_walk(struct replay *replay, uint64_t to_ns)
{
	uint64_t gap_ns = to_ns - replay->tick_ns, step_ns = REPLAY_TICK_NS;
	uint64_t steps = gap_ns / step_ns;
	uint64_t last_ns = replay->tick_ns + steps * step_ns;

	if (!steps)
		return;
	if (steps > replay->ticks_saved) {
		steps = replay->ticks_saved ? replay->ticks_saved : 1;
		step_ns = gap_ns / steps;
		last_ns = to_ns;
	}
	replay->ticks_saved -= steps < replay->ticks_saved ? (uint32_t)steps : replay->ticks_saved;
	while (steps--)
		tick_call(replay, last_ns - steps * step_ns);
}

/* The clock's time for a frame's. It never goes back; see replay.h. */
static uint64_t clock_move(struct replay *replay, uint64_t frame_ns)
{
	if (frame_ns >= replay->now_ns)
		replay->moved_ns = 0;
	else if (frame_ns + replay->moved_ns + STEP_BACK_NS < replay->now_ns)
		replay->moved_ns = replay->now_ns - frame_ns;
	frame_ns += replay->moved_ns;
	return frame_ns > replay->now_ns ? frame_ns : replay->now_ns;
}

void replay_advance(struct replay *replay, uint64_t now_ns)
{
	if (!replay->frames || now_ns <= replay->now_ns)
		return;
	ticks_walk(replay, now_ns);
	replay->now_ns = now_ns;
}

static void clock_set(struct replay *replay, uint64_t frame_ns)
{
	if (!replay->frames) {
		replay->started_ns = frame_ns;
		replay->now_ns = frame_ns;
		replay->tick_ns = frame_ns;
	}
	if (frame_ns < replay->started_ns)
		replay->started_ns = frame_ns;
	if (frame_ns > replay->ended_ns)
		replay->ended_ns = frame_ns;
	replay_advance(replay, clock_move(replay, frame_ns));
	replay->frames++;
	if (replay->ticks_saved < TICKS_SAVED_MAX)
		replay->ticks_saved += TICKS_PER_FRAME;
}

/* A test run wants at least an Ethernet header; cap_len tells how much of it is real. */
static int frame_run(const struct replay *replay, const uint8_t *data, uint32_t len)
{
	uint8_t padded[ETH_HLEN] = { 0 };
	LIBBPF_OPTS(bpf_test_run_opts, run, .data_in = data, .data_size_in = len, .repeat = 1);

	if (len < sizeof(padded)) {
		if (len)
			memcpy(padded, data, len);
		run.data_in = padded;
		run.data_size_in = sizeof(padded);
	}
	return bpf_prog_test_run_opts(replay->engine->xdp_fd, &run);
}

int replay_frame(struct replay *replay, const struct capture_frame *frame)
{
	struct sw_replay *next = &replay->next;
	int err;

	clock_set(replay, frame->time_ns);
	next->now_ns = replay->now_ns;
	next->tick = tick_from_ns(replay->now_ns, replay->engine->config.ticks_per_s);
	next->wire_len = frame->wire_len;
	next->frame_len = frame->frame_len;
	next->cap_len = frame->cap_len < SW_TEST_RUN_BYTES ? frame->cap_len : SW_TEST_RUN_BYTES;
	next->no_mac = frame->no_mac;
	*replay->engine->replay = *next;
	do
		err = frame_run(replay, frame->data, next->cap_len);
	while (err == -EINTR);
	if (++replay->ring_frames >= RING_EVERY_FRAMES)
		ring_empty(replay);
	return err;
}

int replay_run(struct replay *replay, struct capture *capture)
{
	struct capture_frame frame;
	int result;

	while ((result = capture_next(capture, &frame)) == 1) {
		int err = replay_frame(replay, &frame);

		if (err)
			return err;
	}
	return result;
}

void replay_flush(struct replay *replay)
{
	if (replay->frames)
		tick_call(replay, replay->now_ns);
}

uint64_t replay_now_ns(const struct replay *replay)
{
	return replay->now_ns;
}

uint64_t replay_frames(const struct replay *replay)
{
	return replay->frames;
}

uint64_t replay_started_ns(const struct replay *replay)
{
	return replay->started_ns;
}

uint64_t replay_ended_ns(const struct replay *replay)
{
	return replay->ended_ns;
}
