// SPDX-License-Identifier: GPL-2.0-or-later
#include "collect/ring.h"

#include <bpf/libbpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/log.h"

struct ring {
	struct ring_buffer *buffer; /* owned */
	ring_record_fn callback;
	void *ctx;
	int batch; /* records in this ring_consume() */
};

static int ring_handle(void *ctx, void *data, size_t size)
{
	const struct sw_record *record = data;
	struct ring *ring = ctx;

	if (size < sizeof(*record) || size - sizeof(*record) < record->cap_len) {
		log_debug("a record of %zu bytes is malformed", size);
		return 0;
	}
	ring->callback(ring->ctx, record);
	return ++ring->batch < RING_BATCH_MAX ? 0 : -EAGAIN;
}

int ring_open(struct engine *engine, ring_record_fn callback, void *ctx, struct ring **ret_ring)
{
	struct ring *ring = calloc(1, sizeof(*ring));

	if (!ring)
		return -ENOMEM;
	ring->callback = callback;
	ring->ctx = ctx;
	ring->buffer = ring_buffer__new(engine->ring_fd, ring_handle, ring, NULL);
	if (!ring->buffer) {
		int err = -errno;

		log_error("cannot map the ring buffer: %s", strerror(-err));
		free(ring);
		return err;
	}
	*ret_ring = ring;
	return 0;
}

int ring_consume(struct ring *ring)
{
	int err;

	ring->batch = 0;
	err = ring_buffer__consume(ring->buffer);
	return err < 0 && err != -EAGAIN ? err : ring->batch;
}

void ring_close(struct ring *ring)
{
	if (!ring)
		return;
	ring_buffer__free(ring->buffer);
	free(ring);
}
