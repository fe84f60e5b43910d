// SPDX-License-Identifier: GPL-2.0-or-later
/* Ports, links, rates; and the sums of fragments per peer. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/addr.h"
#include "table/fragment_table.h"
#include "table/port_table.h"

#define S 1000000000ULL
#define MS 1000000ULL
#define T0 (1700000000 * S)
#define RA (134 - PORT_SAMPLE_TYPE_FIRST)

static struct port_table *table_with_port(uint64_t start_frames)
{
	struct port_info info = {
		.slot = 3,
		.link = 1,
		.ifindex = 7,
		.generation = 1,
		.state = PORT_STATE_UP,
		.device = "veth\x1b",
		.name = "w7",
		.mode = "tc",
	};
	struct sw_tally start = { .frames = start_frames };
	struct port_table *table;

	assert_int_equal(port_table_new(&table), 0);
	assert_int_equal(port_table_set_link(table, 1, "br0", 5), 0);
	assert_int_equal(port_table_set_port(table, &info, &start), 0);
	return table;
}

static void test_names(void **state)
{
	struct port_table *table = table_with_port(0);
	struct port_info info = { .slot = 0 };

	(void)state;
	assert_string_equal(port_table_device(table, 3), "veth\\x1b");
	assert_string_equal(port_table_name(table, 3), "w7");
	assert_string_equal(port_table_name(table, 4), "");
	assert_string_equal(port_table_name(table, 60000), "");
	assert_string_equal(port_table_link_name(table, 1), "br0");
	assert_string_equal(port_table_link_name(table, 2), "");
	assert_string_equal(port_table_port(table, 3)->mode, "tc");
	assert_int_equal(port_table_set_port(table, &info, NULL), -EINVAL);
	info.slot = PORT_SLOTS_MAX;
	assert_int_equal(port_table_set_port(table, &info, NULL), -EINVAL);
	assert_int_equal(port_table_set_link(table, 0, "x", 1), -EINVAL);
	info = (struct port_info){ .slot = 4, .link = 1, .generation = 1, .device = "eth0" };
	assert_int_equal(port_table_set_port(table, &info, NULL), 0);
	assert_string_equal(port_table_name(table, 4), "eth0");
	port_table_set_state(table, 4, PORT_STATE_GONE);
	assert_int_equal(port_table_port(table, 4)->state, PORT_STATE_GONE);
	port_table_free(table);
}

/* A slot's counters go on when it is given to another interface; the port's begin anew. */
static void test_generation(void **state)
{
	struct port_table *table = table_with_port(1000);
	struct port_info info = { .slot = 3, .link = 1, .generation = 2, .device = "veth9" };
	struct sw_tally sum = { .frames = 1500 }, total;

	(void)state;
	port_table_update(table, 3, &sum, T0);
	port_table_update(table, 9, &sum, T0);
	assert_int_equal(port_table_port(table, 3)->now.frames, 500);
	port_table_set_drops(table, 3, 4, 5);
	info.generation = 1; /* only renamed */
	assert_int_equal(port_table_set_port(table, &info, &sum), 0);
	assert_int_equal(port_table_port(table, 3)->now.frames, 500);
	info.generation = 2;
	assert_int_equal(port_table_set_port(table, &info, &sum), 0);
	assert_int_equal(port_table_port(table, 3)->now.frames, 0);
	assert_int_equal(port_table_port(table, 3)->rx_dropped, 0);
	sum.frames = 1501;
	port_table_update(table, 3, &sum, T0 + S);
	port_table_total(table, &total);
	assert_int_equal(total.frames, 1);
	port_table_free(table);
}

static void test_rates(void **state)
{
	struct port_table *table = table_with_port(0);
	struct port_sample rate;
	struct sw_tally sum = { 0 };

	(void)state;
	port_table_rates(table, 3, S, &rate);
	assert_int_equal(rate.frames, 0);
	sum.frames = 7;
	sum.icmpv6[134] = 5; /* the first tick counts: it may be a flood's */
	port_table_update(table, 3, &sum, T0);
	port_table_rates(table, 3, S, &rate);
	assert_int_equal(rate.icmpv6[RA], 5);
	assert_int_equal(rate.now_ns, S);
	for (uint64_t tick = 1; tick <= 100; tick++) {
		sum.frames += 10;
		sum.icmpv6[134] += 2;
		port_table_update(table, 3, &sum, T0 + tick * 100 * MS);
	}
	port_table_rates(table, 3, S, &rate);
	assert_int_equal(rate.frames, 100);
	assert_int_equal(rate.icmpv6[RA], 20);
	assert_int_equal(rate.now_ns, S);
	port_table_rates(table, 3, 60 * S, &rate); /* what the history holds */
	assert_int_equal(rate.now_ns, (PORT_SAMPLES - 1) * 100 * MS);
	assert_int_equal(rate.frames, (PORT_SAMPLES - 1) * 10);
	port_table_update(table, 3, &sum, T0 + 70 * S); /* a late tick: the span says so */
	port_table_rates(table, 3, S, &rate);
	assert_int_equal(rate.now_ns, 60 * S);
	assert_int_equal(rate.frames, 0);
	port_table_rates(table, 99, S, &rate);
	assert_int_equal(rate.frames, 0);
	port_table_free(table);
}

static struct fragment_peer_key peer(uint32_t n)
{
	struct fragment_peer_key key = { .link = 1 };

	addr_parse("2001:db8::", &key.addr);
	memcpy(&key.addr.s6_addr[12], &n, sizeof(n));
	return key;
}

static void test_fragments(void **state)
{
	struct fragment_sums added = { .complete = 2, .fragments = 5, .tiny = 1 };
	struct fragment_peer_key a = peer(1), b = peer(2);
	const struct fragment_peer **peers;
	struct fragment_table *table;
	size_t count;

	(void)state;
	assert_int_equal(fragment_table_new(0, NULL, &table), 0);
	fragment_table_add(table, &b, &added, T0);
	fragment_table_add(table, &a, &added, T0 + S);
	fragment_table_add(table, &b, &added, T0 + 2 * S);
	fragment_table_orphan(table, &a, FRAGMENT_FATE_ORPHANED_REST, false, T0);
	fragment_table_orphan(table, &a, FRAGMENT_FATE_GAP, false, T0);
	fragment_table_orphan(table, &a, FRAGMENT_FATE_GAP, true, T0);
	fragment_table_orphan(table, &a, FRAGMENT_FATE_GAP, true, T0); /* never below zero */
	fragment_table_orphan(table, &a, FRAGMENT_FATE_ORPHANED_FIRST, false, T0);
	fragment_table_orphan(table, &a, FRAGMENT_FATE_UNSET, false, T0);
	assert_int_equal(fragment_table_totals(table)->complete, 6);
	assert_int_equal(fragment_table_totals(table)->orphaned_rest, 1);
	assert_int_equal(fragment_table_totals(table)->gap, 0);
	assert_int_equal(fragment_table_find(table, &a)->sums.orphaned_first, 1);
	assert_int_equal(fragment_table_find(table, &b)->sums.tiny, 2);
	assert_int_equal(fragment_table_sorted(table, &peers, &count), 0);
	assert_int_equal(count, 2);
	assert_memory_equal(&peers[0]->key, &a, sizeof(a));
	assert_int_equal(peers[1]->seen_ns, T0 + 2 * S);
	free(peers);
	fragment_table_free(table);
}

static void test_fragment_cap(void **state)
{
	struct fragment_sums added = { .complete = 1 };
	struct fragment_peer_key busy = peer(0xffffffff);
	struct fragment_table *table;

	(void)state;
	assert_int_equal(fragment_table_new(16, NULL, &table), 0);
	for (uint32_t n = 0; n < 1000; n++) {
		struct fragment_peer_key key = peer(n);

		fragment_table_add(table, &key, &added, T0 + n);
		fragment_table_add(table, &busy, &added, T0 + n);
	}
	assert_int_equal(fragment_table_count(table), 16);
	assert_int_equal(fragment_table_evicted(table), 1001 - 16);
	assert_int_equal(fragment_table_totals(table)->complete, 2000);
	assert_int_equal(fragment_table_find(table, &busy)->sums.complete, 1000);
	fragment_table_free(table);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),	     cmocka_unit_test(test_generation),
		cmocka_unit_test(test_rates),	     cmocka_unit_test(test_fragments),
		cmocka_unit_test(test_fragment_cap),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
