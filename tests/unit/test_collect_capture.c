// SPDX-License-Identifier: GPL-2.0-or-later
/* Captures of every kind that is read, and of every kind that is not. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "capture_file.h"
#include "collect/capture.h"
#include "said.h"

#define NOON 1700000000123456789ULL
#define ETHERNET 1
#define RAW 101
#define COOKED 113
#define COOKED2 276
#define IPV4 228
#define IPV6 229
#define NULL_LOOPBACK 0
#define WIFI 105
#define NANOSECONDS 9 /* if_tsresol: 10^-9 */

static const uint8_t ethernet[] = { 0x33, 0x33, 0, 0,	 0,    1,    2, 0, 0,
				    0,	  0,	9, 0x86, 0xdd, 0x60, 1, 2, 3 };
static const uint8_t ipv6[] = { 0x60, 1, 2, 3, 4 };

static struct capture *open_file(struct capture_file *file)
{
	struct capture *capture;

	assert_int_equal(capture_open(capture_file_write(file), false, &capture), 0);
	return capture;
}

static void assert_open_fails(struct capture_file *file, int err, const char *words)
{
	const char *path = capture_file_write(file);
	struct capture *capture;
	struct said said;
	int result;

	said_begin(&said);
	result = capture_open(path, false, &capture);
	said_end(&said);
	assert_int_equal(result, err);
	assert_said(&said, words);
	assert_said(&said, path);
}

/* Whoever wrote it, on whatever machine, with whatever precision. */
static void test_formats(void **state)
{
	(void)state;
	for (int variant = 0; variant < 8; variant++) {
		struct capture_file *file = capture_file_new();
		struct capture_frame frame;
		struct capture *capture;
		bool pcapng = variant & 4;

		file->swapped = variant & 1;
		file->nanoseconds = variant & 2;
		if (pcapng) {
			pcapng_section(file);
			pcapng_other(file, 0xbad, 5);
			pcapng_interface(file, ETHERNET, NANOSECONDS);
			pcapng_other(file, 5, 9);
			pcapng_packet(file, 0, NOON, ethernet, sizeof(ethernet), 1514);
		} else {
			pcap_header(file, ETHERNET);
			pcap_packet(file, NOON, ethernet, sizeof(ethernet), 1514);
		}
		capture = open_file(file);
		assert_string_equal(capture_link_type(capture), "Ethernet");
		assert_int_equal(capture_next(capture, &frame), 1);
		assert_int_equal(frame.time_ns,
				 pcapng || file->nanoseconds ? NOON : NOON / 1000 * 1000);
		assert_int_equal(frame.cap_len, sizeof(ethernet));
		assert_int_equal(frame.wire_len, 1514);
		assert_int_equal(frame.frame_len, 1514);
		assert_false(frame.no_mac);
		assert_memory_equal(frame.data, ethernet, sizeof(ethernet));
		assert_int_equal(capture_next(capture, &frame), 0);
		assert_int_equal(capture_next(capture, &frame), 0);
		capture_close(capture);
		capture_file_free(file);
	}
}

struct link_row {
	uint32_t link_type;
	uint8_t header[20];
	uint8_t header_bytes;
	uint8_t cut; /* payload bytes that were captured */
	uint8_t expected[14];
	bool no_mac;
	uint32_t cap_len; /* of the frame that comes out; the wire has 5 bytes of payload */
};

#define MAC 2, 0, 0, 0, 0, 9

static const struct link_row link_rows[] = {
	{ COOKED,
	  { 0, 0, 0, 1, 0, 6, MAC, 0, 0, 0x86, 0xdd },
	  16,
	  5,
	  { 0, 0, 0, 0, 0, 0, MAC, 0x86, 0xdd },
	  false,
	  19 },
	/* not an Ethernet device: what stands there is no MAC */
	{ COOKED,
	  { 0, 0, 2, 4, 0, 6, MAC, 0, 0, 0x86, 0xdd },
	  16,
	  5,
	  { [12] = 0x86, 0xdd },
	  true,
	  19 },
	{ COOKED,
	  { 0, 0, 0, 1, 0, 0, MAC, 0, 0, 0x86, 0xdd },
	  16,
	  5,
	  { [12] = 0x86, 0xdd },
	  true,
	  19 },
	/* netlink messages are no packets, whatever protocol number stands there */
	{ COOKED, { 0, 0, 3, 56, 0, 0, MAC, 0, 0, 0x86, 0xdd }, 16, 5, { 0 }, true, 19 },
	{ COOKED,
	  { 0, 0, 0, 1, 0, 6, MAC, 0, 0, 0x81, 0 },
	  16,
	  2,
	  { 0, 0, 0, 0, 0, 0, MAC, 0x81, 0 },
	  false,
	  16 },
	{ COOKED2,
	  { 8, 6, 0, 0, 0, 0, 0, 3, 0, 1, 4, 6, MAC },
	  20,
	  5,
	  { 0, 0, 0, 0, 0, 0, MAC, 8, 6 },
	  false,
	  19 },
	{ RAW, { 0 }, 0, 5, { [12] = 0x86, 0xdd }, true, 19 },
	{ RAW, { 0 }, 0, 0, { 0 }, true, 14 },
	{ IPV6, { 0 }, 0, 5, { [12] = 0x86, 0xdd }, true, 19 },
	{ IPV4, { 0 }, 0, 5, { [12] = 8, 0 }, true, 19 },
	{ NULL_LOOPBACK, { 30, 0, 0, 0 }, 4, 5, { [12] = 0x86, 0xdd }, true, 19 },
};

static void test_link_types(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(link_rows) / sizeof(link_rows[0]); i++) {
		const struct link_row *row = &link_rows[i];
		struct capture_file *file = capture_file_new();
		struct capture_frame frame;
		struct capture *capture;
		uint8_t packet[32];

		memcpy(packet, row->header, row->header_bytes);
		memcpy(packet + row->header_bytes, ipv6, row->cut);
		pcap_header(file, row->link_type);
		pcap_packet(file, NOON, packet, row->header_bytes + row->cut,
			    row->header_bytes + 5U);
		capture = open_file(file);
		assert_int_equal(capture_next(capture, &frame), 1);
		assert_int_equal(frame.wire_len, row->header_bytes + 5U);
		assert_int_equal(frame.frame_len, 14 + 5);
		assert_int_equal(frame.cap_len, row->cap_len);
		assert_int_equal(frame.no_mac, row->no_mac);
		assert_memory_equal(frame.data, row->expected, 14);
		assert_memory_equal(frame.data + 14, ipv6, row->cut);
		assert_int_equal(capture_next(capture, &frame), 0);
		capture_close(capture);
		capture_file_free(file);
	}
}

/* A snap length that cuts into the cooked header leaves nothing to look into, yet a frame. */
static void test_link_header_cut(void **state)
{
	struct capture_file *file = capture_file_new();
	struct capture_frame frame;
	struct capture *capture;

	(void)state;
	pcap_header(file, COOKED);
	pcap_packet(file, NOON, link_rows[0].header, 15, 116);
	pcap_packet(file, NOON, link_rows[0].header, 0, 3);
	capture = open_file(file);
	assert_int_equal(capture_next(capture, &frame), 1);
	assert_int_equal(frame.cap_len, 0);
	assert_int_equal(frame.wire_len, 116);
	assert_int_equal(frame.frame_len, 114);
	assert_int_equal(capture_next(capture, &frame), 1);
	assert_int_equal(frame.wire_len, 3);
	assert_int_equal(frame.frame_len, 14);
	assert_int_equal(capture_next(capture, &frame), 0);
	capture_close(capture);
	capture_file_free(file);
}

static void test_not_captures(void **state)
{
	static const struct {
		const char *bytes;
		size_t len;
		int err;
		const char *words;
	} rows[] = {
		{ "", 0, -ENODATA, "is empty" },
		{ "x", 1, -EBADMSG, "is not a capture" },
		{ "#!/bin/sh\n", 10, -EBADMSG, "is not a capture" },
		{ "\x1f\x8b\x08\x00", 4, -EBADMSG, "is compressed" },
		{ "\x28\xb5\x2f\xfd", 4, -EBADMSG, "is compressed" },
		{ "\xd4\xc3\xb2\xa1\x02", 5, -EBADMSG, "cut off or damaged within its header" },
		{ "\x0a\x0d\x0d\x0a\x1c", 5, -EBADMSG, "cut off or damaged within its header" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct capture_file *file = capture_file_new();

		capture_file_bytes(file, rows[i].bytes, rows[i].len);
		assert_open_fails(file, rows[i].err, rows[i].words);
		capture_file_free(file);
	}
}

static void test_no_such_file(void **state)
{
	struct capture *capture;
	struct said said;

	(void)state;
	said_begin(&said);
	assert_int_equal(capture_open("/nonexistent/x.pcap", false, &capture), -ENOENT);
	said_end(&said);
	assert_said(&said, "cannot read /nonexistent/x.pcap: No such file");
	said_begin(&said);
	assert_int_equal(capture_open("/tmp", false, &capture), -EISDIR);
	said_end(&said);
	assert_said(&said, "cannot read /tmp: Is a directory");
}

static void test_unknown_link_type(void **state)
{
	struct capture_file *file = capture_file_new();

	(void)state;
	pcap_header(file, WIFI);
	assert_open_fails(file, -EPROTONOSUPPORT, "link type IEEE802_11 (105)");
	capture_file_free(file);
	file = capture_file_new();
	pcap_header(file, 60000);
	assert_open_fails(file, -EPROTONOSUPPORT, "link type unknown (60000)");
	capture_file_free(file);
}

/* Wherever it is cut off, what came before is there, and the rest is said once. */
static void test_cut_off(void **state)
{
	const size_t whole = 24 + 2 * (16 + sizeof(ethernet));

	(void)state;
	for (size_t len = 24; len <= whole; len++) {
		struct capture_file *file = capture_file_new();
		struct capture_frame frame;
		struct capture *capture;
		struct said said;
		int result, frames = 0;

		pcap_header(file, ETHERNET);
		pcap_packet(file, NOON, ethernet, sizeof(ethernet), sizeof(ethernet));
		pcap_packet(file, NOON, ethernet, sizeof(ethernet), sizeof(ethernet));
		file->len = len;
		capture = open_file(file);
		said_begin(&said);
		while ((result = capture_next(capture, &frame)) == 1)
			frames++;
		assert_int_equal(capture_next(capture, &frame), result);
		said_end(&said);
		assert_int_equal(frames, (len - 24) / (16 + sizeof(ethernet)));
		if ((len - 24) % (16 + sizeof(ethernet))) {
			assert_int_equal(result, -EIO);
			assert_said(&said, "is cut off or damaged after");
		} else {
			assert_int_equal(result, 0);
			assert_string_equal(said.text, "");
		}
		capture_close(capture);
		capture_file_free(file);
	}
}

static void test_damaged_length(void **state)
{
	struct capture_file *file = capture_file_new();
	struct capture_frame frame;
	struct capture *capture;
	struct said said;

	(void)state;
	pcap_header(file, ETHERNET);
	pcap_packet(file, NOON, ethernet, sizeof(ethernet), sizeof(ethernet));
	for (int i = 0; i < 8; i++)
		capture_file_u32(file, UINT32_MAX);
	capture = open_file(file);
	said_begin(&said);
	assert_int_equal(capture_next(capture, &frame), 1);
	assert_int_equal(capture_next(capture, &frame), -EIO);
	said_end(&said);
	assert_said(&said, "after 1 frames");
	capture_close(capture);
	capture_file_free(file);
}

/* Times that no clock shows become the epoch rather than any other time. */
static void test_absurd_time(void **state)
{
	struct capture_file *file = capture_file_new();
	struct capture_frame frame;
	struct capture *capture;

	(void)state;
	file->nanoseconds = true;
	pcap_header(file, ETHERNET);
	capture_file_u32(file, 1);
	capture_file_u32(file, UINT32_MAX);
	capture_file_u32(file, 0);
	capture_file_u32(file, 60);
	capture = open_file(file);
	assert_int_equal(capture_next(capture, &frame), 1);
	assert_int_equal(frame.time_ns, 0);
	assert_int_equal(frame.cap_len, 0);
	assert_int_equal(frame.wire_len, 60);
	capture_close(capture);
	capture_file_free(file);
}

/* Standard input replaced for as long as `run` takes. */
static void with_stdin(int fd, void (*run)(void))
{
	int saved = dup(STDIN_FILENO);

	dup2(fd, STDIN_FILENO);
	close(fd);
	run();
	dup2(saved, STDIN_FILENO);
	close(saved);
}

static void read_one_frame(void)
{
	struct capture_frame frame;
	struct capture *capture;

	assert_int_equal(capture_open("-", false, &capture), 0);
	assert_int_equal(capture_next(capture, &frame), 1);
	assert_int_equal(frame.time_ns, NOON);
	assert_int_equal(capture_next(capture, &frame), 0);
	capture_close(capture);
	assert_true(fcntl(STDIN_FILENO, F_GETFD) >= 0);
}

static void test_standard_input(void **state)
{
	struct capture_file *file = capture_file_new();
	int ends[2];

	(void)state;
	file->nanoseconds = true;
	pcap_header(file, ETHERNET);
	pcap_packet(file, NOON, ethernet, sizeof(ethernet), sizeof(ethernet));
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], file->data, file->len), (ssize_t)file->len);
	close(ends[1]);
	with_stdin(ends[0], read_one_frame);
	capture_file_free(file);
}

static struct capture_file *sample_new(bool pcapng, bool swapped)
{
	struct capture_file *file = capture_file_new();

	file->swapped = swapped;
	file->nanoseconds = true;
	if (!pcapng) {
		pcap_header(file, ETHERNET);
		pcap_packet(file, NOON, ethernet, sizeof(ethernet), sizeof(ethernet));
		pcap_packet(file, NOON + 1, ethernet, 0, 60);
		pcap_packet(file, NOON + 2, ethernet, sizeof(ethernet), sizeof(ethernet));
		return file;
	}
	pcapng_section(file);
	pcapng_other(file, 0xbad, 40);
	pcapng_interface(file, ETHERNET, NANOSECONDS);
	pcapng_packet(file, 0, NOON, ethernet, sizeof(ethernet), sizeof(ethernet));
	pcapng_other(file, 5, 9);
	pcapng_packet(file, 0, NOON + 1, ethernet, 0, 60);
	file->swapped = !swapped; /* files joined end to end */
	pcapng_section(file);
	pcapng_interface(file, ETHERNET, NANOSECONDS);
	pcapng_packet(file, 0, NOON + 2, ethernet, sizeof(ethernet), sizeof(ethernet));
	return file;
}

/* However the bytes trickle in, nothing blocks and every frame comes when it is whole. */
static void follow_through(const struct capture_file *file, size_t step)
{
	struct capture_frame frame;
	struct capture *capture;
	char path[64];
	uint64_t frames = 0;
	int ends[2];

	assert_int_equal(pipe(ends), 0);
	snprintf(path, sizeof(path), "/dev/fd/%d", ends[0]);
	assert_int_equal(capture_open(path, true, &capture), 0);
	assert_true(capture_fd(capture) >= 0);
	assert_int_equal(capture_next(capture, &frame), -EAGAIN);
	assert_null(capture_link_type(capture));
	for (size_t at = 0; at < file->len; at += step) {
		size_t left = file->len - at, len = left < step ? left : step;
		int result;

		assert_int_equal(write(ends[1], file->data + at, len), (ssize_t)len);
		while ((result = capture_next(capture, &frame)) == 1)
			assert_int_equal(frame.time_ns, NOON + frames++);
		assert_int_equal(result, -EAGAIN);
	}
	assert_int_equal(frames, 3);
	close(ends[1]);
	assert_int_equal(capture_next(capture, &frame), 0);
	close(ends[0]);
	capture_close(capture);
}

static void test_follow(void **state)
{
	static const size_t steps[] = { 1, 3, 17, 4096 };

	(void)state;
	for (int variant = 0; variant < 4; variant++) {
		struct capture_file *file = sample_new(variant & 1, variant & 2);

		for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
			follow_through(file, steps[i]);
		capture_file_free(file);
	}
}

static int follow_bytes(const void *data, size_t len)
{
	struct capture_frame frame;
	struct capture *capture;
	char path[64];
	int ends[2], result;

	assert_int_equal(pipe(ends), 0);
	snprintf(path, sizeof(path), "/dev/fd/%d", ends[0]);
	assert_int_equal(capture_open(path, true, &capture), 0);
	close(ends[0]);
	assert_int_equal(write(ends[1], data, len), (ssize_t)len);
	close(ends[1]);
	while ((result = capture_next(capture, &frame)) == 1)
		;
	capture_close(capture);
	return result;
}

/* What is no capture, or stops being one, ends a follow as it ends a read. */
static void test_follow_bad(void **state)
{
	struct capture_file *file = sample_new(true, false);
	struct said said;

	(void)state;
	said_begin(&said);
	assert_int_equal(follow_bytes("", 0), -ENODATA);
	said_end(&said);
	assert_said(&said, "is empty");
	said_begin(&said);
	assert_int_equal(follow_bytes("GET / HTTP/1.1\r\n", 16), -EBADMSG);
	said_end(&said);
	assert_said(&said, "is not a capture");
	said_begin(&said);
	assert_int_equal(follow_bytes(file->data, 20), -EBADMSG);
	said_end(&said);
	assert_said(&said, "within its header");
	said_begin(&said);
	assert_int_equal(follow_bytes(file->data, file->len - 1), -EIO);
	said_end(&said);
	assert_said(&said, "after 2 frames");
	memset(file->data + file->len, 0xff, 64);
	said_begin(&said);
	assert_int_equal(follow_bytes(file->data, file->len + 64), -EIO);
	said_end(&said);
	assert_said(&said, "after 3 frames");
	capture_file_free(file);
}

/* A file that another program still writes: its end is not the end. */
static void test_follow_file(void **state)
{
	struct capture_file *file = sample_new(false, false);
	size_t whole = file->len;
	struct capture_frame frame;
	struct capture *capture;
	int fd;

	(void)state;
	file->len = 30;
	assert_int_equal(capture_open(capture_file_write(file), true, &capture), 0);
	assert_int_equal(capture_fd(capture), -1);
	assert_int_equal(capture_next(capture, &frame), -EAGAIN);
	assert_int_equal(capture_next(capture, &frame), -EAGAIN);
	fd = open(file->path, O_WRONLY | O_APPEND);
	assert_int_equal(write(fd, file->data + 30, whole - 30), (ssize_t)(whole - 30));
	close(fd);
	for (uint64_t i = 0; i < 3; i++) {
		assert_int_equal(capture_next(capture, &frame), 1);
		assert_int_equal(frame.time_ns, NOON + i);
	}
	assert_int_equal(capture_next(capture, &frame), -EAGAIN);
	capture_close(capture);
	capture_file_free(file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_formats),		cmocka_unit_test(test_link_types),
		cmocka_unit_test(test_link_header_cut), cmocka_unit_test(test_not_captures),
		cmocka_unit_test(test_no_such_file),	cmocka_unit_test(test_unknown_link_type),
		cmocka_unit_test(test_cut_off),		cmocka_unit_test(test_damaged_length),
		cmocka_unit_test(test_absurd_time),	cmocka_unit_test(test_standard_input),
		cmocka_unit_test(test_follow),		cmocka_unit_test(test_follow_bad),
		cmocka_unit_test(test_follow_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
