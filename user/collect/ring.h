/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Takes records off the ring buffer. The BPF program wakes nobody: poll every 100 ms or so. */
#ifndef COLLECT_RING_H
#define COLLECT_RING_H

#include "collect/engine.h"
#include "sixwatch/record.h"

struct ring;

/* The record and its frame[] (cap_len bytes, checked) are valid during the call only. */
typedef void (*ring_record_fn)(void *ctx, const struct sw_record *record);

/* The engine must outlive the ring. */
int ring_open(struct engine *engine, ring_record_fn callback, void *ctx, struct ring **ret_ring);
void ring_close(struct ring *ring);

/*
 * Hands every waiting record to the callback, without blocking; at most RING_BATCH_MAX, so that a
 * flood cannot hold the loop. Returns how many, or -errno.
 */
int ring_consume(struct ring *ring);

#define RING_BATCH_MAX 4096

#endif
