// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Captures of arbitrary bytes: read at once, then followed as they trickle in. Both ways must end
 * and touch only what is theirs; of a sound file they must give the same frames.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "collect/capture.h"

#define STEP_BYTES 61

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Every byte that a frame claims is read; the sum is kept so that no reading is left out. */
static volatile uint8_t sink;

static uint64_t frame_sum(const struct capture_frame *frame)
{
	uint64_t sum = frame->time_ns ^ frame->wire_len;

	for (uint32_t i = 0; i < frame->cap_len; i++)
		sum = sum * 31 + frame->data[i];
	sink = (uint8_t)sum;
	return sum;
}

static int read_all(struct capture *capture, uint64_t *sum)
{
	struct capture_frame frame;
	int result;

	while ((result = capture_next(capture, &frame)) == 1)
		*sum = *sum * 31 + frame_sum(&frame);
	return result;
}

/* True when the file is sound to its end. */
static bool read_file(const char *path, uint64_t *ret_sum)
{
	struct capture *capture;
	int result;

	*ret_sum = 0;
	if (capture_open(path, false, &capture))
		return false;
	result = read_all(capture, ret_sum);
	capture_close(capture);
	return result == 0;
}

static uint64_t follow_file(const char *path, int fd, const uint8_t *data, size_t size)
{
	struct capture *capture;
	uint64_t sum = 0;

	if (ftruncate(fd, 0) || capture_open(path, true, &capture))
		abort();
	for (size_t at = 0; at < size; at += STEP_BYTES) {
		size_t len = size - at < STEP_BYTES ? size - at : STEP_BYTES;

		if (pwrite(fd, data + at, len, (off_t)at) != (ssize_t)len)
			abort();
		read_all(capture, &sum);
	}
	capture_close(capture);
	return sum;
}

/* pcap before 2.4 may have its two lengths swapped; nothing that could be followed writes it. */
static bool is_ancient(const uint8_t *data)
{
	return data[0] != 0x0a && data[6] != 4 && data[7] != 4;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd = memfd_create("capture", MFD_CLOEXEC);
	uint64_t at_once, followed;
	bool sound;
	char path[64];

	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	sound = read_file(path, &at_once);
	followed = follow_file(path, fd, data, size);
	close(fd);
	if (sound && at_once != followed && !is_ancient(data))
		abort();
	return 0;
}
