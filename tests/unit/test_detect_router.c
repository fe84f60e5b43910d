// SPDX-License-Identifier: GPL-2.0-or-later
/* ra-flood and rogue-router: what raises them, when, how often, and what does not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/addr.h"
#include "detect_link.h"

#define RAISED ALERT_STATE_RAISED
#define UPDATED ALERT_STATE_UPDATED
#define CLEARED ALERT_STATE_CLEARED

static struct detect_ra_frame gateway(void)
{
	return (struct detect_ra_frame){ "fe80::1", 1, 1, detect_default_ra(), false };
}

static struct detect_ra_frame rogue(void)
{
	struct detect_ra_frame frame = { "fe80::bad", 0xbb, 2, detect_default_ra(), false };

	frame.ra.preference = RA_PREFERENCE_HIGH;
	assert_int_equal(prefix_parse("2001:db8:bad::/64", &frame.ra.prefixes[0].prefix), 0);
	return frame;
}

/* Learned for 20 s with the gateway's RAs, then alone. */
static struct detect_link *learned_link(void)
{
	struct detect_link *link = detect_link_new(20);
	struct detect_ra_frame frame = gateway();

	for (int i = 0; i < 3; i++) {
		detect_link_ra(link, &frame);
		detect_link_run(link, 10 * S);
	}
	assert_int_equal(link->told_count, 0);
	return link;
}

/* ras router advertisements a second for ns, from changing addresses, on the port. */
static void flood(struct detect_link *link, uint16_t port, unsigned int ras, uint64_t ns,
		  bool one_address)
{
	struct detect_ra_frame frame = rogue();
	uint64_t end_ns = link->now_ns + ns;
	uint32_t serial = 0;
	char addr[32];

	frame.port = port;
	frame.addr = addr;
	while (link->now_ns < end_ns) {
		for (unsigned int i = 0; i < ras / 10; i++) {
			if (!one_address)
				serial = (serial + 1) & 0xffff;
			snprintf(addr, sizeof(addr), "fe80::f:%x", serial);
			if (i < 50) /* the records' budget; the counters see all */
				detect_link_ra(link, &frame);
			else
				link->tally[port].icmpv6[134]++;
		}
		detect_link_run(link, 100 * MS);
	}
}

static void test_flood(void **state)
{
	struct detect_link *link = learned_link();
	uint64_t start_ns = link->now_ns;
	const struct told *told;

	(void)state;
	flood(link, 2, 1000, 65 * S, false);
	assert_int_equal(detect_link_count(link, "ra-flood", RAISED), 1);
	assert_int_equal(detect_link_count(link, "ra-flood", UPDATED), 2);
	told = detect_link_last(link, "ra-flood", RAISED);
	assert_true(told->now_ns - start_ns <= S);
	assert_int_equal(told->alert.severity, ALERT_SEVERITY_CRITICAL);
	assert_string_equal(told->alert.report.iface, "br0");
	assert_string_equal(told->alert.report.port_device, "vethw2");
	assert_string_equal(told->alert.report.port_name, "w2");
	assert_true(told->alert.report.has_mac);
	assert_int_equal(told->alert.report.mac[5], 0xbb);
	assert_non_null(strstr(told->alert.report.message, "all through this one port, MAC "
							   "02:00:00:00:00:bb (random MAC)."));
	assert_string_equal(told->alert.report.remedy,
			    "ip link set vethw2 nomaster      (takes w2 off br0)");
	told = detect_link_last(link, "ra-flood", UPDATED);
	assert_int_equal(detect_number(&told->alert, "rate_per_s"), 1000);
	assert_in_range(detect_number(&told->alert, "ras"), 59900, 60200);
	assert_int_equal(detect_number(&told->alert, "not_counted"), 0);
	assert_int_equal(detect_number(&told->alert, "port_share_percent"), 100);
	assert_true(detect_number(&told->alert, "routers_suppressed") > 100);
	assert_int_equal(alert_data_find(&told->alert.report.data, "examples")->text_count,
			 ALERT_TEXTS_MAX);

	detect_link_run(link, 9 * S);
	assert_int_equal(detect_link_count(link, "ra-flood", CLEARED), 0);
	detect_link_run(link, 3 * S);
	assert_int_equal(detect_link_count(link, "ra-flood", CLEARED), 1);
	detect_link_run(link, 4000 * S); /* its routers live on for their lifetime: no word of it */
	assert_int_equal(link->told_count, 4);
	detect_link_free(link);
}

/* Floods alarm while learning, and teach nothing. */
static void test_flood_learning(void **state)
{
	struct detect_link *link = detect_link_new(120);
	struct detect_ra_frame good = gateway();

	(void)state;
	detect_link_ra(link, &good);
	detect_link_run(link, 30 * S);
	flood(link, 2, 100, 15 * S, false);
	assert_int_equal(detect_link_count(link, "ra-flood", RAISED), 1);
	detect_link_ra(link, &good);
	detect_link_run(link, 200 * S);
	assert_int_equal(baseline_network(link->baseline, 1)->router_count, 1);
	assert_int_equal(detect_link_count(link, "rogue-router", RAISED), 0);
	assert_int_equal(link->told_count, 2);
	detect_link_free(link);
}

static void test_flood_one_address(void **state)
{
	struct detect_link *link = learned_link();
	const struct told *told;

	(void)state;
	flood(link, 3, 50, 5 * S, true);
	assert_int_equal(detect_link_count(link, "ra-flood", RAISED), 1);
	told = detect_link_last(link, "ra-flood", RAISED);
	assert_non_null(strstr(told->alert.report.message, "from 1 router address,"));
	assert_string_equal(told->alert.report.port_name, "w3");
	assert_int_equal(detect_link_count(link, "rogue-router", RAISED), 0);
	detect_link_free(link);
}

/* Ten times slower than the rate's limit, but from ever new sources. */
static void test_flood_sources(void **state)
{
	struct detect_link *link = learned_link();
	struct detect_ra_frame frame = rogue();
	char addr[32];

	(void)state;
	frame.addr = addr;
	for (int i = 0; i < 40; i++) {
		snprintf(addr, sizeof(addr), "fe80::f:%x", i);
		detect_link_ra(link, &frame);
		detect_link_run(link, 500 * MS);
		if (i == 10)
			break;
	}
	assert_int_equal(detect_link_count(link, "ra-flood", RAISED), 1);
	detect_link_free(link);
}

/* The limits themselves are not over the limit; a router that answers many RS is none. */
static void test_no_flood(void **state)
{
	struct detect_link *link = learned_link();
	struct detect_ra_frame frame = gateway();
	char addr[32];

	(void)state;
	for (int second = 0; second < 5; second++) {
		for (int i = 0; i < 20; i++)
			link->tally[1].icmpv6[134]++;
		detect_link_run(link, S);
	}
	for (int i = 0; i < 500; i++) {
		link->tally[1].icmpv6[134]++;
		link->tally[1].ra_known_unicast++;
	}
	detect_link_run(link, 20 * S);
	memset(&frame.ra, 0, sizeof(frame.ra));
	frame.addr = addr;
	for (int i = 0; i < 10; i++) { /* six stub routers answer one RS; ten do */
		snprintf(addr, sizeof(addr), "fe80::5:%x", i);
		detect_link_ra(link, &frame);
	}
	detect_link_run(link, 20 * S);
	assert_int_equal(link->told_count, 0);
	detect_link_free(link);
}

/* A rogue router on another port is told while a flood goes on. */
static void test_rogue_beside_flood(void **state)
{
	struct detect_link *link = learned_link();
	struct detect_ra_frame frame = rogue();
	uint64_t start_ns;

	(void)state;
	flood(link, 2, 2000, 20 * S, false);
	frame.port = 3;
	start_ns = link->now_ns;
	detect_link_ra(link, &frame);
	flood(link, 2, 2000, 2 * S, false);
	assert_int_equal(detect_link_count(link, "rogue-router", RAISED), 1);
	assert_true(detect_link_last(link, "rogue-router", RAISED)->now_ns - start_ns <= S);
	assert_string_equal(detect_link_last(link, "rogue-router", RAISED)->alert.report.port_name,
			    "w3");
	assert_int_equal(detect_link_count(link, "ra-flood", RAISED), 1);
	detect_link_free(link);
}

static void test_rogue(void **state)
{
	struct detect_link *link = learned_link();
	struct detect_ra_frame frame = rogue();
	uint64_t start_ns = link->now_ns;
	const struct told *told;

	(void)state;
	for (int i = 0; i < 100; i++) {
		detect_link_ra(link, &frame);
		detect_link_run(link, S);
	}
	assert_int_equal(detect_link_count(link, "rogue-router", RAISED), 1);
	assert_int_equal(detect_link_count(link, "rogue-router", UPDATED), 3);
	told = detect_link_last(link, "rogue-router", RAISED);
	assert_true(told->now_ns - start_ns <= S);
	assert_int_equal(told->alert.severity, ALERT_SEVERITY_CRITICAL);
	assert_string_equal(told->alert.report.message,
			    "fe80::bad%br0 (02:00:00:00:00:bb, random MAC) offers itself as "
			    "default router, preference HIGH, DNS 2001:db8:101::1, prefix "
			    "2001:db8:bad::/64. Not in the baseline. New hosts will send their "
			    "traffic and DNS queries to it.");
	assert_string_equal(told->alert.report.port_name, "w2");
	assert_int_equal(detect_number(&told->alert, "lifetime_s"), 1800);

	/* it goes: hosts use it for its lifetime, then it is over */
	detect_link_run(link, 1700 * S);
	assert_int_equal(detect_link_count(link, "rogue-router", CLEARED), 0);
	detect_link_run(link, 200 * S);
	assert_int_equal(detect_link_count(link, "rogue-router", CLEARED), 1);
	assert_int_equal(link->told_count, detect_link_count(link, "rogue-router", UPDATED) + 2);
	detect_link_free(link);
}

static void expect_rogue(const struct ra_message *ra, bool expected)
{
	struct detect_link *link = learned_link();
	struct detect_ra_frame frame = rogue();

	frame.ra = *ra;
	detect_link_ra(link, &frame);
	detect_link_run(link, 2 * S);
	assert_int_equal(detect_link_count(link, "rogue-router", RAISED), expected);
	detect_link_free(link);
}

/* What makes a router outside the baseline dangerous, one by one; a stub router is not. */
static void test_rogue_offers(void **state)
{
	struct ra_message none, ra;

	(void)state;
	memset(&none, 0, sizeof(none));
	none.preference = RA_PREFERENCE_MEDIUM;
	expect_rogue(&none, false);
	ra = none;
	ra.prefix_count = 1;
	ra.prefixes[0].valid_s = 1800;
	prefix_parse("fd00:1::/64", &ra.prefixes[0].prefix);
	ra.route_count = 1;
	ra.routes[0].lifetime_s = 1800;
	prefix_parse("fd00:2::/48", &ra.routes[0].prefix);
	expect_rogue(&ra, false); /* Thread border router */
	prefix_parse("fd00:2::/47", &ra.routes[0].prefix);
	expect_rogue(&ra, true);
	ra.routes[0].lifetime_s = 0;
	expect_rogue(&ra, false);
	prefix_parse("2001:db8::/64", &ra.prefixes[0].prefix);
	expect_rogue(&ra, true);
	ra.prefixes[0].valid_s = 0;
	expect_rogue(&ra, false);
	ra = none;
	ra.rdnss_count = 1;
	expect_rogue(&ra, false);
	ra.rdnss[0].lifetime_s = 1;
	expect_rogue(&ra, true);
	ra = none;
	ra.dnssl_count = 1;
	ra.dnssl[0].lifetime_s = 1;
	strcpy(ra.dnssl[0].domain, "bad.example");
	expect_rogue(&ra, true);
	ra = none;
	ra.lifetime_s = 1;
	expect_rogue(&ra, true);
}

/* Behind the uplink it is the switch that can shut it out, not the bridge. */
static void test_remedy_uplink(void **state)
{
	struct detect_link *link = learned_link();
	struct detect_ra_frame frame = rogue();

	(void)state;
	frame.port = 1;
	detect_link_ra(link, &frame);
	detect_link_run(link, S);
	assert_string_equal(detect_link_last(link, "rogue-router", RAISED)->alert.report.remedy,
			    "find 02:00:00:00:00:bb in the address table of the switch behind "
			    "uplink, shut that port");
	detect_link_free(link);
}

/* In learning nothing is foreign; --learn 0 learns nothing. */
static void test_learning(void **state)
{
	struct detect_link *link = detect_link_new(60);
	struct detect_ra_frame frame = rogue();

	(void)state;
	detect_link_ra(link, &frame);
	detect_link_run(link, 100 * S);
	detect_link_ra(link, &frame);
	detect_link_run(link, 2 * S);
	assert_int_equal(link->told_count, 0);
	assert_true(baseline_network(link->baseline, 1)->id != 0);
	detect_link_free(link);

	link = detect_link_new(0);
	frame = gateway();
	detect_link_ra(link, &frame);
	detect_link_run(link, S);
	assert_int_equal(detect_link_count(link, "rogue-router", RAISED), 1);
	detect_link_free(link);
}

/* The last seconds of learning count too; a router that comes just after is foreign. */
static void test_learning_end(void **state)
{
	struct detect_link *link = detect_link_new(30);
	struct detect_ra_frame late = rogue(), too_late = gateway();

	(void)state;
	detect_link_run(link, 29 * S);
	detect_link_ra(link, &late);
	detect_link_run(link, 5 * S);
	assert_int_equal(link->told_count, 0);
	detect_link_ra(link, &too_late);
	detect_link_run(link, S);
	assert_int_equal(detect_link_count(link, "rogue-router", RAISED), 1);
	assert_int_equal(baseline_network(link->baseline, 1)->router_count, 1);
	detect_link_free(link);
}

/* Somebody else sends with the gateway's address, and the gateway answers in between. */
static void test_impostor(void **state)
{
	struct detect_link *link = learned_link();
	struct detect_ra_frame good = gateway(), bad = gateway();
	const struct told *told;

	(void)state;
	bad.mac = 0xbb;
	bad.port = 3;
	for (int i = 0; i < 20; i++) {
		detect_link_ra(link, &bad);
		detect_link_ra(link, &good);
		detect_link_run(link, S);
	}
	assert_int_equal(detect_link_count(link, "rogue-router", RAISED), 1);
	told = detect_link_last(link, "rogue-router", RAISED);
	assert_int_equal(told->alert.report.mac[5], 0xbb);
	assert_string_equal(told->alert.report.port_name, "w3");
	assert_non_null(strstr(told->alert.report.message,
			       "address of a router of the baseline, 02:00:00:00:00:01"));
	detect_link_run(link, 61 * S);
	assert_int_equal(detect_link_count(link, "rogue-router", CLEARED), 1);
	detect_link_free(link);
}

/* A router of the baseline is pinned, and so is its address. */
static void test_pinned(void **state)
{
	struct detect_link *link = learned_link();
	struct host_address_key key = { .link = 1 };
	struct router_key router_key = { .link = 1 };

	(void)state;
	addr_parse("fe80::1", &key.addr);
	router_key.addr = key.addr;
	assert_true(router_table_find(link->tables.routers, &router_key)->pinned);
	assert_int_equal(host_table_find(link->tables.hosts, &key)->proof, HOST_PROOF_PINNED);
	detect_link_free(link);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_flood),
		cmocka_unit_test(test_flood_learning),
		cmocka_unit_test(test_flood_one_address),
		cmocka_unit_test(test_flood_sources),
		cmocka_unit_test(test_no_flood),
		cmocka_unit_test(test_rogue_beside_flood),
		cmocka_unit_test(test_rogue),
		cmocka_unit_test(test_rogue_offers),
		cmocka_unit_test(test_remedy_uplink),
		cmocka_unit_test(test_learning),
		cmocka_unit_test(test_learning_end),
		cmocka_unit_test(test_impostor),
		cmocka_unit_test(test_pinned),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
