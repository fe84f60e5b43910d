// SPDX-License-Identifier: GPL-2.0-or-later
/* Both halves of each table: what the real program writes, as the readers of collect/ see it. */
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "collect/fragments_scan.h"
#include "collect/fresh.h"
#include "collect/known.h"
#include "collect/sketch.h"
#include "replayed.h"

#define SECOND REPLAYED_SECOND
#define NOON REPLAYED_NOON
#define MS (SECOND / 1000)

#define DATA_FROM(addr) PACKET(IPV6(addr, "fe80::99", 64), TCP(1000, 443), FILL(0, 40))

static struct sw_host_key key_of(const char *addr)
{
	struct sw_host_key key = { .link = 1 };

	packet_addr(addr, (uint8_t *)&key.addr);
	return key;
}

static union sw_binding binding_of(const char *mac)
{
	union sw_binding binding = { .word = 0 };

	packet_mac(mac, binding.mac);
	binding.port = 1;
	return binding;
}

static struct tick_clock clock_of(struct replayed *r, uint64_t now_ns)
{
	struct tick_clock clock;

	engine_clock(r->engine, now_ns, &clock);
	return clock;
}

/* The slot of a record leads to the entry of the address that it is about. */
static void test_fresh(void **state)
{
	struct sw_host_key key = key_of("fe80::2");
	struct sw_fresh_host host;
	struct tick_clock clock;
	struct replayed r;

	(void)state;
	replayed_init(&r, NULL);
	replayed_run(&r, NOON, DATA_FROM("fe80::2"));
	replayed_run(&r, NOON + 4 * SECOND, DATA_FROM("fe80::2"));
	replay_flush(r.replay);
	assert_int_equal(r.records, 1);
	assert_int_equal(r.kept[0].class, SW_CLASS_NEW_ADDRESS);
	assert_true(r.kept[0].flags & SW_RECORD_SLOT);
	assert_int_equal(fresh_read(r.engine, r.kept[0].slot, &host), 0);
	assert_memory_equal(&host.key.addr, &key.addr, sizeof(key.addr));
	assert_int_equal(host.binding.word, binding_of(PACKET_MAC).word);
	clock = clock_of(&r, NOON + 5 * SECOND);
	assert_int_equal(tick_to_ns(&clock, host.first_tick), NOON);
	assert_int_equal(tick_to_ns(&clock, host.seen_tick), NOON + 4 * SECOND);
	assert_int_equal(host.frames, 2);
	replayed_fini(&r);
}

/* An admitted address makes no news, and its frames are counted one and all. */
static void test_known(void **state)
{
	struct sw_host_key key = key_of("fe80::2");
	struct known_table *table;
	struct known_stat stat;
	struct tick_clock clock;
	struct replayed r;
	uint32_t slot;

	(void)state;
	replayed_init(&r, NULL);
	assert_int_equal(known_new(r.engine, &table), 0);
	assert_int_equal(known_insert(table, &key, binding_of(PACKET_MAC), 0, &slot), 0);
	for (uint64_t i = 0; i < 1000; i++)
		replayed_run(&r, NOON + i * MS, DATA_FROM("fe80::2"));
	replay_flush(r.replay);
	assert_int_equal(r.records, 0);
	clock = clock_of(&r, NOON + SECOND);
	assert_int_equal(known_read(table, slot, &clock, &stat), 0);
	assert_int_equal(stat.frames, 1000);
	assert_true(stat.seen_ns > NOON + 990 * MS && stat.seen_ns <= NOON + 1000 * MS);
	assert_int_equal(stat.learned, SW_LEARN_BIT(SW_LEARN_DATA));

	/* With another MAC it is a changed binding; removed it is new. */
	known_set_binding(table, slot, binding_of("02:00:00:00:00:03"));
	replayed_run(&r, NOON + 3 * SECOND, DATA_FROM("fe80::2"));
	replay_flush(r.replay);
	assert_int_equal(r.of_class[SW_CLASS_BINDING], 1);
	known_remove(table, slot, NOON + 4 * SECOND);
	replayed_run(&r, NOON + 6 * SECOND, DATA_FROM("fe80::2"));
	replay_flush(r.replay);
	assert_int_equal(r.of_class[SW_CLASS_NEW_ADDRESS], 1);
	known_free(table);
	replayed_fini(&r);
}

static void test_known_router(void **state)
{
	struct sw_host_key key = key_of("fe80::2");
	struct known_table *table;
	struct known_stat stat;
	struct tick_clock clock;
	struct replayed r;
	uint32_t slot;

	(void)state;
	replayed_init(&r, NULL);
	assert_int_equal(known_new(r.engine, &table), 0);
	assert_int_equal(known_insert(table, &key, binding_of(PACKET_MAC), SW_KNOWN_ROUTER, &slot),
			 0);
	for (uint64_t i = 0; i < 3; i++)
		replayed_run(&r, NOON + i * SECOND,
			     PACKET(IPV6("fe80::2", "ff02::1", 255), RA(1800), SLLA(PACKET_MAC)));
	replay_flush(r.replay);
	assert_int_equal(r.records, 1); /* its content is new once */
	assert_int_equal(r.kept[0].class, SW_CLASS_RA_KNOWN);
	assert_true(r.kept[0].flags & SW_RECORD_ROUTER);
	assert_true(r.kept[0].flags & SW_RECORD_SOURCE_KNOWN);
	assert_int_equal(r.kept[0].slot, slot);
	clock = clock_of(&r, NOON + 3 * SECOND);
	assert_int_equal(known_read(table, slot, &clock, &stat), 0);
	assert_int_equal(stat.ra_count, 3);
	assert_int_equal(stat.ra_seen_ns, NOON + 2 * SECOND);
	assert_int_equal(stat.ra_digest, r.kept[0].ra_digest);
	known_free(table);
	replayed_fini(&r);
}

/* A flood past its budget: no events, yet its size is known. */
static void test_sketch_of_a_flood(void **state)
{
	static const unsigned int sources = 20000;
	struct engine_options options = { 0 };
	struct sw_tally tally;
	struct replayed r;
	double estimate;

	(void)state;
	options.rate[SW_CLASS_NEW_ADDRESS] = (struct sw_rate){ 1, 10 };
	replayed_init(&r, &options);
	for (unsigned int i = 0; i < sources; i++) {
		char addr[32];

		snprintf(addr, sizeof(addr), "fe80::%x:%x", i >> 16, i + 1);
		replayed_run(&r, NOON, DATA_FROM(addr));
	}
	replay_flush(r.replay);
	tally = replayed_tally(&r);
	assert_int_equal(tally.unknown_source[SW_SKETCH_DATA], sources);
	assert_in_range(r.of_class[SW_CLASS_NEW_ADDRESS], 1, 10);
	assert_true(tally.lost[SW_LOST_NOT_LEARNED] >= sources - 20);
	/* Five standard errors: the secret, and so the error, is another in each run. */
	estimate = (double)sketch_window(r.engine, 1, SW_SKETCH_DATA);
	if (fabs(estimate - sources) > 0.08 * sources)
		fail_msg("estimated %.0f of %u", estimate, sources);
	assert_int_equal(sketch_window(r.engine, 1, SW_SKETCH_RA), 0);
	sketch_turn(r.engine);
	sketch_turn(r.engine);
	assert_int_equal(sketch_window(r.engine, 1, SW_SKETCH_DATA), 0);
	replayed_fini(&r);
}

struct fragments_heard {
	unsigned int orphans[FRAGMENT_ORPHAN_MAX];
	unsigned int taken_back;
	unsigned int complete;
	unsigned int fragments;
};

static void on_orphan(void *ctx, const struct fragment_orphan_event *event)
{
	struct fragments_heard *heard = ctx;

	if (event->taken_back)
		heard->taken_back++;
	else
		heard->orphans[event->kind]++;
}

static void on_peer(void *ctx, const struct fragment_peer_event *event)
{
	struct fragments_heard *heard = ctx;

	heard->complete += event->added->complete;
	heard->fragments += event->added->fragments;
}

#define PIECE(offset, more, id)                                                                    \
	PACKET(IPV6("fe80::2", "fe80::3", 64), FRAGMENT(offset, more, id), UDP(1, 2), FILL(7, 1224))

static void test_fragments(void **state)
{
	static const struct fragments_scan_ops ops = { on_orphan, on_peer };
	struct fragments_heard heard = { 0 };
	struct fragments_scan *scan;
	struct tick_clock clock;
	struct replayed r;

	(void)state;
	replayed_init(&r, NULL);
	assert_int_equal(fragments_scan_new(r.engine, &ops, &heard, &scan), 0);
	replayed_run(&r, NOON, PIECE(0, 1, 1)); /* whole */
	replayed_run(&r, NOON, PIECE(1232, 0, 1));
	replayed_run(&r, NOON, PIECE(0, 1, 2));	   /* the rest is late */
	replayed_run(&r, NOON, PIECE(1232, 0, 3)); /* the first never comes */
	replayed_run(&r, NOON, PIECE(0, 1, 4));	   /* the middle never comes */
	replayed_run(&r, NOON, PIECE(2464, 0, 4));

	clock = clock_of(&r, NOON + SECOND);
	fragments_scan_run(scan, &clock);
	assert_int_equal(heard.complete, 1);
	assert_int_equal(heard.fragments, 2);
	assert_int_equal(heard.orphans[FRAGMENT_ORPHAN_FIRST], 0);
	clock = clock_of(&r, NOON + 3 * SECOND);
	fragments_scan_run(scan, &clock);
	assert_int_equal(heard.orphans[FRAGMENT_ORPHAN_FIRST], 1);
	assert_int_equal(heard.orphans[FRAGMENT_ORPHAN_REST], 1);
	assert_int_equal(heard.orphans[FRAGMENT_ORPHAN_GAP], 1);
	replayed_run(&r, NOON + 4 * SECOND, PIECE(1232, 0, 2));
	clock = clock_of(&r, NOON + 5 * SECOND);
	fragments_scan_run(scan, &clock);
	fragments_scan_run(scan, &clock);
	assert_int_equal(heard.taken_back, 1);
	assert_int_equal(heard.complete, 2);
	fragments_scan_free(scan);
	replayed_fini(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fresh),	     cmocka_unit_test(test_known),
		cmocka_unit_test(test_known_router), cmocka_unit_test(test_sketch_of_a_flood),
		cmocka_unit_test(test_fragments),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
