// SPDX-License-Identifier: GPL-2.0-or-later
#include "collect/capture_stream.h"

#include <byteswap.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define READ_BYTES 65536
#define MAGIC_BYTES 4
#define PCAP_HEADER_BYTES 24
#define PCAP_RECORD_BYTES 16
#define PCAP_RECORD_BYTES_MODIFIED 24 /* Alexey Kuznetzov's libpcap */
#define RECORD_BYTES_MAX (16U << 20)  /* more than libpcap takes */

#define MAGIC_MICROSECONDS 0xa1b2c3d4U
#define MAGIC_NANOSECONDS 0xa1b23c4dU
#define MAGIC_MODIFIED 0xa1b2cd34U
#define MAGIC_PCAPNG 0x0a0d0d0aU /* the type of a section's block */

struct capture_stream {
	int fd; /* owned unless it is standard input */
	bool follow;
	bool regular;
	bool ended;  /* nothing more will come */
	bool broken; /* the framing makes no sense: libpcap has to say how */
	bool swapped;
	bool modified; /* MAGIC_MODIFIED */
	bool opened;   /* the header is past */
	enum capture_format format;
	uint8_t *buf; /* owned: arrived, not yet read by libpcap */
	size_t start;
	size_t end;
	size_t size;
	size_t whole; /* of those, how many libpcap may have */
};

int capture_stream_open(const char *path, bool follow, struct capture_stream **ret_stream)
{
	struct capture_stream *stream;
	struct stat st;
	int fd = STDIN_FILENO;

	if (strcmp(path, "-") != 0)
		fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st))
		return -errno;
	stream = calloc(1, sizeof(*stream));
	if (!stream || S_ISDIR(st.st_mode)) {
		free(stream);
		if (fd != STDIN_FILENO)
			close(fd);
		return S_ISDIR(st.st_mode) ? -EISDIR : -ENOMEM;
	}
	stream->fd = fd;
	stream->follow = follow;
	stream->regular = S_ISREG(st.st_mode);
	*ret_stream = stream;
	return 0;
}

void capture_stream_close(struct capture_stream *stream)
{
	if (!stream)
		return;
	if (stream->fd != STDIN_FILENO)
		close(stream->fd);
	free(stream->buf);
	free(stream);
}

static size_t arrived(const struct capture_stream *stream)
{
	return stream->end - stream->start;
}

static int buffer_make_room(struct capture_stream *stream)
{
	size_t size = arrived(stream) + READ_BYTES;
	uint8_t *buf;

	if (stream->start) {
		memmove(stream->buf, stream->buf + stream->start, arrived(stream));
		stream->end -= stream->start;
		stream->start = 0;
	}
	if (size <= stream->size)
		return 0;
	buf = realloc(stream->buf, size);
	if (!buf)
		return -ENOMEM;
	stream->buf = buf;
	stream->size = size;
	return 0;
}

/* Without follow it waits, also where somebody made the descriptor non-blocking. */
static bool input_waits(const struct capture_stream *stream)
{
	struct pollfd input = { .fd = stream->fd, .events = POLLIN };
	int count;

	do
		count = poll(&input, 1, stream->follow ? 0 : -1);
	while (count < 0 && errno == EINTR && !stream->follow);
	return count > 0;
}

/* One read. True when something came. */
static bool stream_fill(struct capture_stream *stream)
{
	ssize_t got;

	if (stream->ended || !input_waits(stream))
		return false;
	if (buffer_make_room(stream)) {
		stream->ended = true;
		return false;
	}
	do
		got = read(stream->fd, stream->buf + stream->end, READ_BYTES);
	while (got < 0 && errno == EINTR);
	if (got > 0) {
		stream->end += (size_t)got;
		return true;
	}
	/* A regular file that is being followed may still grow. */
	stream->ended = got < 0 || !(stream->follow && stream->regular);
	return false;
}

static uint32_t word_at(const struct capture_stream *stream, size_t offset)
{
	uint32_t word;

	memcpy(&word, stream->buf + stream->start + offset, sizeof(word));
	return stream->swapped ? bswap_32(word) : word;
}

static bool magic_is_compressed(const uint8_t *magic)
{
	static const uint8_t known[][MAGIC_BYTES] = {
		{ 0x1f, 0x8b, 0x08, 0 }, { 0x28, 0xb5, 0x2f, 0xfd }, { 0xfd, '7', 'z', 'X' },
		{ 'B', 'Z', 'h', 0 },	 { 0x04, 0x22, 0x4d, 0x18 },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (!memcmp(magic, known[i], known[i][3] ? 4 : 3))
			return true;
	return false;
}

static bool magic_is_pcap(uint32_t magic)
{
	return magic == MAGIC_MICROSECONDS || magic == MAGIC_NANOSECONDS || magic == MAGIC_MODIFIED;
}

enum capture_format capture_stream_format(struct capture_stream *stream)
{
	uint32_t magic;

	if (stream->format)
		return stream->format;
	while (arrived(stream) < MAGIC_BYTES)
		if (!stream_fill(stream))
			return CAPTURE_FORMAT_NONE;
	magic = word_at(stream, 0);
	stream->swapped = magic_is_pcap(bswap_32(magic));
	stream->modified = word_at(stream, 0) == MAGIC_MODIFIED;
	if (magic == MAGIC_PCAPNG)
		stream->format = CAPTURE_FORMAT_PCAPNG;
	else if (stream->swapped || magic_is_pcap(magic))
		stream->format = CAPTURE_FORMAT_PCAP;
	else if (magic_is_compressed(stream->buf + stream->start))
		stream->format = CAPTURE_FORMAT_COMPRESSED;
	else
		stream->format = CAPTURE_FORMAT_UNKNOWN;
	return stream->format;
}

/* Bytes of the header or the next record; 0: not here whole. */
static size_t pcap_unit(struct capture_stream *stream)
{
	size_t header = stream->modified ? PCAP_RECORD_BYTES_MODIFIED : PCAP_RECORD_BYTES;
	uint32_t length;

	if (!stream->opened)
		return arrived(stream) < PCAP_HEADER_BYTES ? 0 : PCAP_HEADER_BYTES;
	if (arrived(stream) < header)
		return 0;
	length = word_at(stream, 8);
	stream->broken = length > RECORD_BYTES_MAX;
	return arrived(stream) - header < length ? 0 : header + length;
}

const uint8_t *capture_stream_peek(const struct capture_stream *stream, size_t *ret_len)
{
	*ret_len = arrived(stream);
	return stream->buf + stream->start;
}

void capture_stream_take(struct capture_stream *stream, size_t len)
{
	stream->start += len;
}

int capture_stream_more(struct capture_stream *stream)
{
	if (stream_fill(stream))
		return 1;
	return stream->ended ? 0 : -EAGAIN;
}

int capture_stream_ready(struct capture_stream *stream)
{
	if (!stream->follow)
		return 1;
	for (;;) {
		stream->whole = pcap_unit(stream);
		if (stream->whole || stream->broken)
			break;
		if (stream_fill(stream))
			continue;
		if (!stream->ended)
			return -EAGAIN;
		if (!arrived(stream))
			return 0;
		break;
	}
	if (!stream->whole)
		stream->whole = arrived(stream);
	stream->opened = true;
	return 1;
}

bool capture_stream_is_empty(const struct capture_stream *stream)
{
	return stream->ended && !stream->end;
}

static ssize_t stream_read(void *cookie, char *buf, size_t size)
{
	struct capture_stream *stream = cookie;
	size_t have;

	if (!stream->follow) {
		if (!arrived(stream) && !stream_fill(stream))
			return 0;
		stream->whole = arrived(stream);
	}
	have = size < stream->whole ? size : stream->whole;
	memcpy(buf, stream->buf + stream->start, have);
	stream->start += have;
	stream->whole -= have;
	return (ssize_t)have;
}

FILE *capture_stream_file(struct capture_stream *stream)
{
	FILE *file = fopencookie(stream, "r", (cookie_io_functions_t){ .read = stream_read });

	if (file)
		setvbuf(file, NULL, _IOFBF, READ_BYTES);
	return file;
}

int capture_stream_fd(const struct capture_stream *stream)
{
	return stream->regular ? -1 : stream->fd;
}
