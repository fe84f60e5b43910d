/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The bytes of a capture file as they come in, for two readers: pcapng blocks are looked at where
 * they lie; pcap goes to libpcap, as a FILE.
 *
 * libpcap takes a short read for the end of the file. To follow a file that still grows, the
 * stream lets it read only what has arrived whole: for that it knows how pcap frames its records,
 * and nothing else of them (draft-ietf-opsawg-pcap-05).
 */
#ifndef COLLECT_CAPTURE_STREAM_H
#define COLLECT_CAPTURE_STREAM_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct capture_stream;

enum capture_format {
	CAPTURE_FORMAT_NONE, /* too few bytes to tell */
	CAPTURE_FORMAT_PCAP,
	CAPTURE_FORMAT_PCAPNG,
	CAPTURE_FORMAT_COMPRESSED, /* gzip, xz, zstd, bzip2 or lz4 */
	CAPTURE_FORMAT_UNKNOWN,
	CAPTURE_FORMAT_MAX,
};

/* path "-" is standard input. -errno of open(2), -EISDIR, -ENOMEM. */
int capture_stream_open(const char *path, bool follow, struct capture_stream **ret_stream);

/* Not while its FILE is open. */
void capture_stream_close(struct capture_stream *stream);

/* What the first bytes are. Without follow it waits for them; NONE: the file is shorter. */
enum capture_format capture_stream_format(struct capture_stream *stream);

/* What has arrived and was not taken yet. Valid until the next call of any kind. */
const uint8_t *capture_stream_peek(const struct capture_stream *stream, size_t *ret_len);
void capture_stream_take(struct capture_stream *stream, size_t len);

/* 1: more has arrived; 0: no more will; -EAGAIN: not yet (follow; else it waits). */
int capture_stream_more(struct capture_stream *stream);

/*
 * May libpcap read on? 1: the next record (or the header) is there whole, or the end is near and no
 * more will come; 0: the end; -EAGAIN: not yet. Without follow always 1.
 */
int capture_stream_ready(struct capture_stream *stream);

/* No byte at all came, and none will. */
bool capture_stream_is_empty(const struct capture_stream *stream);

/* For libpcap, which closes it. NULL: no memory. Borrows the stream. */
FILE *capture_stream_file(struct capture_stream *stream);

/* To be polled; -1: a regular file, which never blocks. */
int capture_stream_fd(const struct capture_stream *stream);

#endif
