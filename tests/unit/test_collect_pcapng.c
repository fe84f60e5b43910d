// SPDX-License-Identifier: GPL-2.0-or-later
/* pcapng: many interfaces, units of time, kinds of blocks, and blocks that are wrong. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "capture_file.h"
#include "collect/capture.h"
#include "said.h"

#define NOON 1700000000123456789ULL
#define ETHERNET 1
#define RAW 101
#define IPV6 229
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

/* A file captured on several interfaces, joined with one of another machine. */
static void test_mixed_interfaces(void **state)
{
	struct capture_file *file = capture_file_new();
	struct capture_frame frame;
	struct capture *capture;

	(void)state;
	pcapng_section(file);
	pcapng_interface(file, ETHERNET, NANOSECONDS);
	pcapng_packet(file, 0, NOON, ethernet, sizeof(ethernet), sizeof(ethernet));
	pcapng_interface(file, RAW, NANOSECONDS);
	pcapng_packet(file, 1, NOON + 1, ipv6, sizeof(ipv6), sizeof(ipv6));
	pcapng_packet(file, 0, NOON + 2, ethernet, sizeof(ethernet), sizeof(ethernet));
	file->swapped = true;
	pcapng_section(file);
	pcapng_interface(file, IPV6, NANOSECONDS);
	pcapng_packet(file, 0, NOON + 3, ipv6, sizeof(ipv6), 99);
	capture = open_file(file);
	for (uint64_t i = 0; i < 4; i++) {
		assert_int_equal(capture_next(capture, &frame), 1);
		assert_int_equal(frame.time_ns, NOON + i);
		assert_int_equal(frame.no_mac, i & 1);
		assert_int_equal(frame.cap_len, i & 1 ? 14 + sizeof(ipv6) : sizeof(ethernet));
	}
	assert_int_equal(frame.wire_len, 99);
	assert_int_equal(frame.frame_len, 14 + 99);
	assert_int_equal(capture_next(capture, &frame), 0);
	capture_close(capture);
	capture_file_free(file);
}

/* Beside Ethernet, what cannot be read counts and is said once; alone it is an error. */
static void test_unsupported_interface(void **state)
{
	(void)state;
	for (int alone = 0; alone < 2; alone++) {
		struct capture_file *file = capture_file_new();
		struct capture_frame frame;
		struct capture *capture;
		struct said said;

		pcapng_section(file);
		pcapng_interface(file, WIFI, NANOSECONDS);
		if (!alone)
			pcapng_interface(file, ETHERNET, NANOSECONDS);
		pcapng_packet(file, 0, NOON, ethernet, sizeof(ethernet), 77);
		pcapng_packet(file, 0, NOON, ethernet, sizeof(ethernet), 77);
		capture = open_file(file);
		said_begin(&said);
		for (int i = 0; i < 2; i++) {
			assert_int_equal(capture_next(capture, &frame),
					 alone ? -EPROTONOSUPPORT : 1);
			if (alone)
				continue;
			assert_int_equal(frame.cap_len, 0);
			assert_int_equal(frame.wire_len, 77);
			assert_int_equal(frame.frame_len, 77);
			assert_true(frame.no_mac);
		}
		said_end(&said);
		assert_said(&said, "link type IEEE802_11 (105)");
		capture_close(capture);
		capture_file_free(file);
	}
}

/* Units of time from seconds to 2^-63 s, and what no file can mean. */
static void test_time_resolution(void **state)
{
	static const struct {
		uint8_t resolution;
		uint64_t units, expected_ns;
		bool refused;
	} rows[] = {
		{ 0, 1700000000, 1700000000000000000, false },
		{ 6, 1700000000123456, 1700000000123456000, false },
		{ 9, NOON, NOON, false },
		{ 12, 1700000000123456789, 1700000000123456, false },
		{ 19, UINT64_MAX, 1844674407, false },
		{ 0x80 | 10, 1700000000ULL << 10 | 512, 1700000000500000000, false },
		{ 0x80 | 63, 3ULL << 62, 1500000000, false },
		{ 0, UINT64_MAX, 0, false }, /* no such time */
		{ 20, 0, 0, true },
		{ 0x80 | 64, 0, 0, true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct capture_file *file = capture_file_new();
		struct capture_frame frame;
		struct capture *capture;

		pcapng_section(file);
		pcapng_interface(file, ETHERNET, rows[i].resolution);
		pcapng_packet(file, 0, rows[i].units, ethernet, 0, 60);
		if (rows[i].refused) {
			assert_open_fails(file, -EBADMSG, "a block is malformed");
		} else {
			capture = open_file(file);
			assert_int_equal(capture_next(capture, &frame), 1);
			assert_int_equal(frame.time_ns, rows[i].expected_ns);
			capture_close(capture);
		}
		capture_file_free(file);
	}
}

static void block_words(struct capture_file *file, const uint32_t *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		capture_file_u32(file, words[i]);
}

/* Packets of the older kinds: without a time, cut by the snap length; with a drop counter. */
static void test_older_packet_blocks(void **state)
{
	const uint32_t interface[] = { 1, 20, ETHERNET, 6, 20 }; /* snap length 6, microseconds */
	const uint32_t simple[] = { 3, 24, 60, 0x01020304, 0x0506, 24 };
	const uint32_t old[] = { 2, 36, 7 << 16, 0, 5000000, 4, 61, 0x01020304, 36 };
	struct capture_file *file = capture_file_new();
	struct capture_frame frame;
	struct capture *capture;

	(void)state;
	pcapng_section(file);
	block_words(file, interface, 5);
	block_words(file, old, 9);
	block_words(file, simple, 6);
	capture = open_file(file);
	assert_int_equal(capture_next(capture, &frame), 1);
	assert_int_equal(frame.time_ns, 5000000000);
	assert_int_equal(frame.cap_len, 4);
	assert_int_equal(frame.wire_len, 61);
	assert_int_equal(capture_next(capture, &frame), 1);
	assert_int_equal(frame.time_ns, 5000000000); /* none of its own: the last one */
	assert_int_equal(frame.cap_len, 6);
	assert_int_equal(frame.wire_len, 60);
	assert_int_equal(capture_next(capture, &frame), 0);
	capture_close(capture);
	capture_file_free(file);
}

static void test_malformed_blocks(void **state)
{
	static const struct {
		uint32_t words[10];
		size_t count;
		const char *why;
	} rows[] = {
		{ { 6, 32, 9, 0, 0, 0, 0, 32 }, 8, "a block is malformed" }, /* no interface 9 */
		{ { 6, 32, 0, 0, 0, 4, 4, 32 }, 8, "a block is malformed" }, /* bytes not there */
		{ { 6, 32, 0, 0, 0, 0, 0, 36 }, 8, "a block is malformed" }, /* two lengths */
		{ { 6, 28, 0, 0, 0, 0, 28 }, 7, "a block is malformed" },    /* too short */
		{ { 6, 30, 0, 0, 0, 0, 0, 30 }, 8, "a block is malformed" }, /* not of words */
		{ { 6, 8, 0 }, 3, "a block is malformed" },	     /* no room for itself */
		{ { 6, 0x7fffffff, 0 }, 3, "a block is malformed" }, /* 2 GB */
		{ { 3, 12, 12 }, 3, "a block is malformed" },
		{ { 1, 12, 12 }, 3, "a block is malformed" },
		{ { 1, 24, 1, 0, 0xffff0009, 24 }, 6, "a block is malformed" },
		{ { 0x0a0d0d0a, 28, 0xdeadbeef, 1, 0, 0, 28 }, 7, "a block is malformed" },
		{ { 0x0a0d0d0a, 28, 0x1a2b3c4d, 2, 0, 0, 28 }, 7, "a block is malformed" },
		{ { 6, 32, 0, 0 }, 4, "the end comes within a block" },
		{ { 6, 32 }, 2, "the end comes within a block" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct capture_file *file = capture_file_new();
		struct capture_frame frame;
		struct capture *capture;
		struct said said;

		pcapng_section(file);
		pcapng_interface(file, ETHERNET, NANOSECONDS);
		pcapng_packet(file, 0, NOON, ethernet, sizeof(ethernet), sizeof(ethernet));
		block_words(file, rows[i].words, rows[i].count);
		capture = open_file(file);
		assert_int_equal(capture_next(capture, &frame), 1);
		said_begin(&said);
		assert_int_equal(capture_next(capture, &frame), -EIO);
		assert_int_equal(capture_next(capture, &frame), -EIO);
		said_end(&said);
		assert_said(&said, rows[i].why);
		assert_said(&said, "after 1 frames");
		capture_close(capture);
		capture_file_free(file);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_mixed_interfaces),
		cmocka_unit_test(test_unsupported_interface),
		cmocka_unit_test(test_time_resolution),
		cmocka_unit_test(test_older_packet_blocks),
		cmocka_unit_test(test_malformed_blocks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
