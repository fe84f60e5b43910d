/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Feeds frames of a capture to the BPF program, one BPF_PROG_TEST_RUN each, on the capture's clock.
 *
 * The clock never goes back. A frame that is up to a second older than the one before it happens
 * "now"; where a capture steps back further (files joined end to end) its clock is moved on by
 * that step until the frames' own times have caught up, so that rates stay what they were.
 */
#ifndef COLLECT_REPLAY_H
#define COLLECT_REPLAY_H

#include "collect/capture.h"
#include "collect/engine.h"
#include "collect/ring.h"

#define REPLAY_TICK_NS 100000000ULL

struct replay;

/*
 * Called every REPLAY_TICK_NS of the capture's time, the ring being empty. Long silences are
 * walked in fewer, larger steps, so that no capture can make it endless.
 */
typedef void (*replay_tick_fn)(void *ctx, uint64_t now_ns);

/*
 * Pins the calling thread to the CPU it is on, until replay_close(). engine: opened with
 * options.replay. ring, tick: may be NULL. Everything must outlive the replay.
 */
int replay_open(struct engine *engine, struct ring *ring, replay_tick_fn tick, void *ctx,
		struct replay **ret_replay);
void replay_close(struct replay *replay);

/* The port that the following frames come in on. Slot 1, link 1 until set. */
void replay_set_port(struct replay *replay, const struct sw_port *port);

/* A VLAN tag that the following frames have beside them, as a NIC leaves it when it strips it. */
void replay_set_vlan(struct replay *replay, bool present, uint16_t tci);

/*
 * Runs one frame. 0 or what the kernel said; every length is handled: what is beyond
 * SW_TEST_RUN_BYTES counts as cut off.
 */
int replay_frame(struct replay *replay, const struct capture_frame *frame);

/* Frames until the end of the capture: 0, or -errno of capture_next() (-EAGAIN with follow). */
int replay_run(struct replay *replay, struct capture *capture);

/* Takes the last records off the ring and calls tick once more. */
void replay_flush(struct replay *replay);

/* Moves the clock on without a frame, up to now_ns: for a capture that is being followed. */
void replay_advance(struct replay *replay, uint64_t now_ns);

/* The clock; 0 before the first frame. */
uint64_t replay_now_ns(const struct replay *replay);

/* Frames that were run, and the earliest and the latest of their own times. */
uint64_t replay_frames(const struct replay *replay);
uint64_t replay_started_ns(const struct replay *replay);
uint64_t replay_ended_ns(const struct replay *replay);

#endif
