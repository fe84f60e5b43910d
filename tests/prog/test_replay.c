// SPDX-License-Identifier: GPL-2.0-or-later
/* Frames of a capture through the real program: lengths, clock, ticks, records. */
#include <errno.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "capture_file.h"
#include "replayed.h"
#include "said.h"

#define SECOND REPLAYED_SECOND
#define NOON REPLAYED_NOON
#define MS (SECOND / 1000)

#define DATA_FROM(addr) PACKET(IPV6(addr, "fe80::99", 64), TCP(1000, 443), FILL(0, 40))

/* Every length that a capture can hold, and what of it can be looked into. */
static void test_lengths(void **state)
{
	static const struct {
		uint32_t cap_len, wire_len;
		bool snapped;
	} rows[] = {
		{ 0, 0, false },       { 0, 60, true },	      { 5, 5, false },
		{ 13, 13, false },     { 13, 1514, true },    { 14, 14, false },
		{ 60, 60, false },     { 60, 1514, false },   { 3520, 3520, false },
		{ 3521, 3521, false }, { 9014, 9014, false }, { 65535, 65535, false },
	};
	static uint8_t frame[65536] = { [12] = 0x88, [13] = 0xcc }; /* LLDP: nothing to look into */
	uint64_t bytes = 0, snapped = 0;
	struct sw_tally tally;
	struct replayed r;

	(void)state;
	replayed_init(&r, NULL);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		replayed_bytes(&r, NOON, frame, rows[i].cap_len, rows[i].wire_len);
		bytes += rows[i].wire_len;
		snapped += rows[i].snapped;
		tally = replayed_tally(&r);
		assert_int_equal(tally.frames, i + 1);
		assert_int_equal(tally.other, i + 1);
		assert_int_equal(tally.bytes, bytes);
		assert_int_equal(tally.lost[SW_LOST_SNAPPED], snapped);
	}
	replayed_fini(&r);
}

/* A message that ends beyond what a test run takes is cut off, not invalid. */
static void test_beyond_a_test_run(void **state)
{
	static struct packet packet;
	struct sw_tally tally;
	struct replayed r;

	(void)state;
	replayed_init(&r, NULL);
	packet_build(&packet, PACKET(IPV6("fe80::2", "ff02::1", 255), RA(1800), FILL(0, 8000)));
	replayed_bytes(&r, NOON, packet.data, packet.len, packet.len);
	tally = replayed_tally(&r);
	assert_int_equal(tally.frames, 1);
	assert_int_equal(tally.bytes, packet.len);
	assert_int_equal(tally.icmpv6[134], 1);
	for (int reason = 0; reason < SW_INVALID_MAX; reason++)
		assert_int_equal(tally.invalid[reason], 0);
	replayed_fini(&r);
}

static void test_ports_and_tags(void **state)
{
	const struct sw_port port = { .key = 2, .slot = 3, .link = 4 };
	struct replayed r;

	(void)state;
	replayed_init(&r, NULL);
	replay_set_port(r.replay, &port);
	replay_set_vlan(r.replay, true, 0x2005);
	replayed_run(&r, NOON, DATA_FROM("fe80::2"));
	replay_set_vlan(r.replay, false, 0);
	replayed_run(&r, NOON, DATA_FROM("fe80::3"));
	replay_flush(r.replay);
	assert_int_equal(r.engine->tallies[0].frames, 0);
	assert_int_equal(replayed_tally(&r).frames, 0);
	assert_int_equal(r.records, 2);
	assert_int_equal(r.kept[0].link, 4);
	assert_int_equal(r.kept[0].vlan, 5);
	assert_int_equal(r.kept[0].binding.port, 3);
	assert_int_equal(r.kept[1].vlan, 0);
	replayed_fini(&r);
}

/* tick comes every 100 ms of the capture, after the records of that time. */
static void test_ticks(void **state)
{
	struct replayed r;

	(void)state;
	replayed_init(&r, NULL);
	replayed_run(&r, NOON, DATA_FROM("fe80::2"));
	assert_int_equal(r.ticks, 0);
	assert_int_equal(r.records, 0);
	replayed_run(&r, NOON + 99 * MS, DATA_FROM("fe80::3"));
	assert_int_equal(r.ticks, 0);
	replayed_run(&r, NOON + 450 * MS, DATA_FROM("fe80::4"));
	assert_int_equal(r.ticks, 4);
	assert_int_equal(r.tick_ns, NOON + 400 * MS);
	assert_int_equal(r.records, 2);
	assert_int_equal(r.kept[0].time_ns, NOON);
	assert_int_equal(r.kept[1].time_ns, NOON + 99 * MS);
	replayed_run(&r, NOON + 500 * MS, DATA_FROM("fe80::4"));
	assert_int_equal(r.ticks, 5);
	replay_flush(r.replay);
	assert_int_equal(r.ticks, 6);
	assert_int_equal(r.tick_ns, NOON + 500 * MS);
	assert_int_equal(r.records, 3);
	assert_int_equal(r.tick_step_max_ns, 100 * MS);
	replay_advance(r.replay, NOON + 800 * MS);
	assert_int_equal(r.ticks, 9);
	assert_int_equal(replay_now_ns(r.replay), NOON + 800 * MS);
	replayed_fini(&r);
}

/* Neither one gap of years nor a million of hours makes a replay endless. */
static void test_silences(void **state)
{
	struct replayed r;
	unsigned int after_first;

	(void)state;
	replayed_init(&r, NULL);
	replayed_run(&r, NOON, DATA_FROM("fe80::2"));
	replayed_run(&r, NOON + 3000 * SECOND, DATA_FROM("fe80::2"));
	assert_int_equal(r.ticks, 30000); /* 50 minutes at full pace */
	replayed_run(&r, NOON + 400 * 86400 * SECOND, DATA_FROM("fe80::2"));
	assert_in_range(r.ticks, 30001, 40000);
	assert_int_equal(r.tick_ns, NOON + 400 * 86400 * SECOND);
	after_first = r.ticks;
	for (uint64_t i = 1; i <= 2000; i++)
		replayed_run(&r, NOON + (400 * 86400 + i * 3600) * SECOND, DATA_FROM("fe80::2"));
	assert_in_range(r.ticks - after_first, 2000, 2000 * 5);
	replay_flush(r.replay);
	assert_int_equal(r.tick_ns, NOON + (400 * 86400 + 2000 * 3600) * SECOND);
	replayed_fini(&r);
}

/* Jitter stands still; files joined end to end go on at their own pace. */
static void test_time_goes_back(void **state)
{
	static const struct {
		int64_t frame_ms, clock_ms;
	} rows[] = {
		{ 0, 0 },	  { 1000, 1000 },
		{ 700, 1000 },	  { 999, 1000 },
		{ 1500, 1500 },	  { -5000, 1500 }, /* the next file: moved on by 6.5 s */
		{ -4000, 2500 },  { -4200, 2500 },
		{ -3000, 3500 },  { -9000, 3500 }, /* and another: by 12.5 s */
		{ -8500, 4000 },  { 3999, 16499 },
		{ 20000, 20000 }, /* caught up */
		{ 21000, 21000 },
	};
	struct replayed r;

	(void)state;
	replayed_init(&r, NULL);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		replayed_run(&r, NOON + (uint64_t)(rows[i].frame_ms * (int64_t)MS),
			     DATA_FROM("fe80::2"));
		assert_int_equal(replay_now_ns(r.replay),
				 NOON + (uint64_t)(rows[i].clock_ms * (int64_t)MS));
	}
	assert_int_equal(replay_started_ns(r.replay), NOON - 9 * SECOND);
	assert_int_equal(replay_ended_ns(r.replay), NOON + 21 * SECOND);
	assert_int_equal(replay_frames(r.replay), sizeof(rows) / sizeof(rows[0]));
	replayed_fini(&r);
}

/* The default ring holds all that can come before it is emptied: one tick, new sources only. */
static void test_ring_keeps_up(void **state)
{
	struct engine_options options = { .fresh_hosts = 65536 }; /* room for all of them */
	struct replayed r;
	char addr[32];

	(void)state;
	for (int class = 0; class < SW_CLASS_MAX; class ++)
		options.rate[class] = (struct sw_rate){ 100000, 100000 };
	replayed_init(&r, &options);
	for (unsigned int i = 0; i < 3000; i++) {
		snprintf(addr, sizeof(addr), "fe80::1:%x", i + 1);
		replayed_run(&r, NOON, PACKET(IPV6(addr, "ff02::1", 255), RA(1800)));
	}
	replay_flush(r.replay);
	assert_int_equal(replayed_tally(&r).lost[SW_LOST_RING_FULL], 0);
	assert_int_equal(r.of_class[SW_CLASS_RA_NEW], 3000);
	assert_true(r.of_class[SW_CLASS_NEW_ADDRESS] >= 3000);
	replayed_fini(&r);
}

static void test_run_of_a_file(void **state)
{
	struct capture_file *file = capture_file_new();
	static struct packet packet;
	struct capture *capture;
	struct replayed r;
	struct said said;

	(void)state;
	replayed_init(&r, NULL);
	file->nanoseconds = true;
	packet_build(&packet, PACKET(IPV6("fe80::2", "fe80::99", 64), TCP(1, 2)));
	pcap_header(file, 101); /* raw IP: the frame begins behind Ethernet's 14 bytes */
	for (uint64_t i = 0; i < 300; i++)
		pcap_packet(file, NOON + i * MS, packet.data + 14, packet.len - 14,
			    packet.len - 14);
	assert_int_equal(capture_open(capture_file_write(file), false, &capture), 0);
	assert_int_equal(replay_run(r.replay, capture), 0);
	assert_int_equal(replay_frames(r.replay), 300);
	assert_int_equal(replayed_tally(&r).ipv6, 300);
	assert_int_equal(replayed_tally(&r).bytes, 300 * (packet.len - 14));
	assert_int_equal(replayed_tally(&r).lost[SW_LOST_SNAPPED], 0);
	assert_int_equal(replayed_tally(&r).invalid[SW_INVALID_SOURCE_MAC], 0);
	capture_close(capture);

	/* Cut off: what was there is counted, and the caller learns of it. */
	file->len -= 3;
	capture_file_write(file);
	assert_int_equal(capture_open(file->path, false, &capture), 0);
	said_begin(&said);
	assert_int_equal(replay_run(r.replay, capture), -EIO);
	said_end(&said);
	assert_said(&said, "after 299 frames");
	assert_int_equal(replay_frames(r.replay), 599);
	capture_close(capture);
	capture_file_free(file);
	replayed_fini(&r);
}

static void test_affinity(void **state)
{
	cpu_set_t before, during, after;
	struct replayed r;

	(void)state;
	assert_int_equal(sched_getaffinity(0, sizeof(before), &before), 0);
	replayed_init(&r, NULL);
	assert_int_equal(sched_getaffinity(0, sizeof(during), &during), 0);
	assert_int_equal(CPU_COUNT(&during), 1);
	replayed_fini(&r);
	assert_int_equal(sched_getaffinity(0, sizeof(after), &after), 0);
	assert_true(CPU_EQUAL(&before, &after));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lengths),	       cmocka_unit_test(test_beyond_a_test_run),
		cmocka_unit_test(test_ports_and_tags), cmocka_unit_test(test_ticks),
		cmocka_unit_test(test_silences),       cmocka_unit_test(test_time_goes_back),
		cmocka_unit_test(test_ring_keeps_up),  cmocka_unit_test(test_run_of_a_file),
		cmocka_unit_test(test_affinity),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
