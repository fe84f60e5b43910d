// SPDX-License-Identifier: GPL-2.0-or-later
/* nd-invalid, ra-invalid, too-many-addresses, too-many-neighbours; and a healthy day. */
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
#define NS 135
#define NA 136
#define RA 134

static void test_nd_invalid(void **state)
{
	struct detect_link *link = detect_link_new(600); /* learning or not */
	const struct told *told;

	(void)state;
	for (int i = 0; i < 400; i++) {
		detect_link_invalid(link, 5, 2, NA, SW_INVALID_TARGET_MULTICAST);
		detect_link_run(link, 100 * MS);
	}
	assert_int_equal(detect_link_count(link, "nd-invalid", RAISED), 1);
	assert_int_equal(detect_link_count(link, "nd-invalid", UPDATED), 1);
	told = detect_link_last(link, "nd-invalid", RAISED);
	assert_int_equal(told->alert.severity, ALERT_SEVERITY_WARNING);
	assert_int_equal(told->now_ns, DETECT_T0);
	assert_string_equal(told->alert.report.evidence, "ring.pcapng#7");
	assert_string_equal(alert_data_find(&told->alert.report.data, "field")->text[0], "target");
	assert_string_equal(alert_data_find(&told->alert.report.data, "reason")->text[0],
			    "target_multicast");
	assert_string_equal(told->alert.report.message,
			    "neighbour advertisement from 02:00:00:00:00:05 (random MAC), source "
			    "fe80::bad%br0: ND target is a multicast address (RFC 4861 section "
			    "7.1). Forged, or a broken device; hosts ignore it.");
	detect_link_run(link, 61 * S);
	assert_int_equal(detect_link_count(link, "nd-invalid", CLEARED), 1);
	assert_int_equal(link->told_count, 3);
	detect_link_free(link);
}

static void test_ra_invalid(void **state)
{
	struct detect_link *link = detect_link_new(600);
	const struct told *told;

	(void)state;
	detect_link_invalid(link, 5, 2, RA, SW_INVALID_HOP_LIMIT);
	told = detect_link_last(link, "ra-invalid", RAISED);
	assert_non_null(told);
	assert_int_equal(detect_number(&told->alert, "hop_limit"), 64);
	detect_link_invalid(link, 5, 2, RA, SW_INVALID_OPTION_LENGTH);
	detect_link_invalid(link, 6, 2, RA, SW_INVALID_OPTION_LENGTH);
	detect_link_invalid(link, 6, 2, NS, SW_INVALID_OPTION_LENGTH);
	assert_int_equal(detect_link_count(link, "ra-invalid", RAISED), 3);
	assert_int_equal(detect_link_count(link, "nd-invalid", RAISED), 1);
	detect_link_free(link);
}

/* What is no rule of neighbour discovery belongs to other alerts. */
static void test_invalid_other(void **state)
{
	struct detect_link *link = detect_link_new(600);

	(void)state;
	detect_link_invalid(link, 5, 2, RA, SW_INVALID_SOURCE_MAC);
	detect_link_invalid(link, 5, 2, RA, SW_INVALID_TRUNCATED);
	detect_link_invalid(link, 5, 2, NS, SW_INVALID_NONE);
	detect_link_invalid(link, 5, 2, NS, SW_INVALID_MAX);
	assert_int_equal(link->told_count, 0);
	detect_link_free(link);
}

/* One wrong checksum is a bad cable's; a minute of them is worth a look. */
static void test_checksum(void **state)
{
	struct detect_link *link = detect_link_new(600);

	(void)state;
	detect_link_invalid(link, 5, 2, NS, SW_INVALID_CHECKSUM);
	detect_link_run(link, 120 * S);
	assert_int_equal(link->told_count, 0);
	for (int i = 0; i < 7; i++) {
		detect_link_invalid(link, 5, 2, NS, SW_INVALID_CHECKSUM);
		detect_link_run(link, 10 * S);
	}
	assert_int_equal(detect_link_count(link, "nd-invalid", RAISED), 1);
	detect_link_free(link);
}

/* Changing MACs make five alerts, not a thousand. */
static void test_invalid_flood(void **state)
{
	struct detect_link *link = detect_link_new(600);
	const struct told *told;

	(void)state;
	for (uint32_t mac = 0; mac < 1000; mac++)
		detect_link_invalid(link, mac, 2, NA, SW_INVALID_CODE);
	assert_int_equal(detect_link_count(link, "nd-invalid", RAISED), 5);
	told = detect_link_last(link, "nd-invalid", RAISED);
	assert_non_null(strstr(told->alert.report.message, "and others"));
	detect_link_invalid(link, 5000, 3, NA, SW_INVALID_CODE); /* another port is not masked */
	assert_int_equal(detect_link_count(link, "nd-invalid", RAISED), 6);
	assert_string_equal(detect_link_last(link, "nd-invalid", RAISED)->alert.report.port_name,
			    "w3");
	detect_link_free(link);
}

static int new_address(struct detect_link *link, uint32_t n, uint32_t mac, uint16_t port)
{
	char addr[64];

	snprintf(addr, sizeof(addr), "2001:db8:101::%x:%x", n >> 16, n & 0xffff);
	return detect_link_host(link, addr, mac, port, SW_LEARN_NA);
}

static void test_addresses_fast(void **state)
{
	struct detect_link *link = detect_link_new(0);
	const struct told *told;
	uint32_t n;

	(void)state;
	for (n = 1; n <= 16; n++)
		new_address(link, n, 5, 2);
	detect_link_run(link, S);
	assert_int_equal(link->told_count, 0);
	for (; n <= 40; n++)
		new_address(link, n, 5, 2);
	assert_int_equal(detect_link_count(link, "too-many-addresses", RAISED), 1);
	told = detect_link_last(link, "too-many-addresses", RAISED);
	assert_int_equal(told->alert.severity, ALERT_SEVERITY_CRITICAL);
	assert_int_equal(detect_number(&told->alert, "new_in_minute"), 17);
	assert_string_equal(told->alert.report.port_name, "w2");
	assert_int_equal(told->alert.report.mac[5], 5);
	assert_int_equal(link->told_count, 1);
	detect_link_free(link);
}

/* One MAC answers for everybody: the addresses are not new, but new to it. */
static void test_addresses_taken(void **state)
{
	struct detect_link *link = detect_link_new(0);
	uint32_t n;

	(void)state;
	for (n = 1; n <= 20; n++)
		new_address(link, n, 100 + n, 1);
	detect_link_run(link, 120 * S);
	assert_int_equal(link->told_count, 0);
	for (n = 1; n <= 20; n++)
		assert_true(new_address(link, n, 5, 2) & HOST_CHANGE_MAC);
	assert_int_equal(detect_link_count(link, "too-many-addresses", RAISED), 1);
	detect_link_free(link);
}

/* While learning all is new: a host with ten temporary addresses in two prefixes is no attack. */
static void test_addresses_learning(void **state)
{
	struct detect_link *link = detect_link_new(600);
	uint32_t n;

	(void)state;
	for (n = 1; n <= 24; n++)
		new_address(link, n, 5, 2);
	assert_int_equal(link->told_count, 0);
	for (; n <= 65; n++) /* a flood is */
		new_address(link, n, 5, 2);
	assert_int_equal(detect_link_count(link, "too-many-addresses", RAISED), 1);
	detect_link_free(link);
}

static void test_addresses_slow(void **state)
{
	struct detect_link *link = detect_link_new(0);
	const struct told *told;
	uint32_t n;

	(void)state;
	for (n = 1; n <= 32; n++) {
		new_address(link, n, 5, 2);
		detect_link_run(link, 10 * S);
		new_address(link, n, 5, 2); /* and again: a real address */
	}
	detect_link_run(link, 120 * S);
	assert_int_equal(link->told_count, 0);
	new_address(link, n, 5, 2);
	detect_link_run(link, 10 * S);
	new_address(link, n, 5, 2);
	detect_link_run(link, 49 * S);
	assert_int_equal(link->told_count, 0); /* has not lasted a minute */
	detect_link_run(link, 30 * S);
	told = detect_link_last(link, "too-many-addresses", RAISED);
	assert_non_null(told);
	assert_int_equal(told->alert.severity, ALERT_SEVERITY_WARNING);
	assert_int_equal(detect_number(&told->alert, "addresses_in_prefix"), 33);
	assert_string_equal(alert_data_find(&told->alert.report.data, "prefix")->text[0],
			    "2001:db8:101::/64");
	assert_int_equal(detect_link_count(link, "too-many-addresses", RAISED), 1);
	detect_link_free(link);
}

/* The same number over two prefixes, or IPv4, or over two days, is nobody's alert. */
static void test_addresses_spread(void **state)
{
	struct detect_link *link = detect_link_new(0);
	char addr[64];

	(void)state;
	for (uint32_t n = 1; n <= 24; n++) {
		for (int prefix = 1; prefix <= 2; prefix++) {
			snprintf(addr, sizeof(addr), "2001:db8:%d::%x", prefix, n);
			detect_link_host(link, addr, 5, 2, SW_LEARN_NA);
		}
		snprintf(addr, sizeof(addr), "192.0.2.%u", n);
		detect_link_host(link, addr, 5, 2, SW_LEARN_ARP);
		detect_link_run(link, 30 * S);
	}
	detect_link_run(link, 200 * S);
	assert_int_equal(link->told_count, 0);
	detect_link_free(link);
}

static void test_neighbours(void **state)
{
	struct detect_link *link = detect_link_new(0);
	const struct told *told;
	uint32_t n;

	(void)state;
	for (n = 1; n <= 256; n++)
		new_address(link, n, 1000 + n, 1);
	detect_link_run(link, 2 * S);
	assert_int_equal(link->told_count, 0);
	new_address(link, n, 1000 + n, 1);
	detect_link_run(link, 2 * S);
	told = detect_link_last(link, "too-many-neighbours", RAISED);
	assert_non_null(told);
	assert_int_equal(told->alert.severity, ALERT_SEVERITY_INFO);
	assert_int_equal(detect_number(&told->alert, "active"), 257);
	for (; n <= 1001; n++)
		new_address(link, n, 1000 + n, 1);
	detect_link_run(link, 55 * S);
	assert_int_equal(detect_link_count(link, "too-many-neighbours", RAISED), 1);
	detect_link_run(link, 10 * S);
	assert_int_equal(detect_link_count(link, "too-many-neighbours", RAISED), 2);
	told = detect_link_last(link, "too-many-neighbours", RAISED);
	assert_int_equal(told->alert.severity, ALERT_SEVERITY_WARNING);
	detect_link_run(link, 800 * S); /* ten minutes later nobody is active */
	assert_int_equal(detect_link_count(link, "too-many-neighbours", CLEARED), 2);
	detect_link_free(link);
}

/* A link that always had so many: three times its peak is the limit. */
static void test_neighbours_learned(void **state)
{
	struct detect_link *link = detect_link_new(3600);

	(void)state;
	for (int minute = 0; minute < 4; minute++) {
		for (uint32_t n = 1; n <= 600; n++)
			new_address(link, n, 1000 + n, 1);
		detect_link_run(link, 60 * S);
	}
	assert_int_equal(baseline_peak(link->baseline, 1), 600);
	for (uint32_t n = 1; n <= 1700; n++)
		new_address(link, n, 1000 + n, 1);
	detect_link_run(link, 90 * S);
	assert_int_equal(detect_link_count(link, "too-many-neighbours", RAISED), 1);
	assert_int_equal(detect_link_last(link, "too-many-neighbours", RAISED)->alert.severity,
			 ALERT_SEVERITY_INFO);
	detect_link_free(link);
}

/* A flood larger than the table: the sketches know. RAs alone are no neighbours. */
static void test_neighbours_sketch(void **state)
{
	struct detect_link *link = detect_link_new(0);
	char addr[64];

	(void)state;
	for (uint32_t n = 1; n <= 2000; n++) {
		snprintf(addr, sizeof(addr), "fe80::%x", n);
		detect_link_host(link, addr, n, 1, SW_LEARN_RA);
	}
	detect_link_run(link, 70 * S);
	assert_int_equal(link->told_count, 0);
	port_table_set_distinct(link->tables.ports, 3, SW_SKETCH_ND, 1000000);
	detect_link_run(link, 70 * S);
	assert_int_equal(detect_link_count(link, "too-many-neighbours", RAISED), 2);
	assert_int_equal(
		detect_number(&detect_link_last(link, "too-many-neighbours", RAISED)->alert,
			      "active"),
		1000000);
	assert_string_equal(
		detect_link_last(link, "too-many-neighbours", RAISED)->alert.report.port_name,
		"w3");
	detect_link_free(link);
}

/* One host: it speaks, asks for a temporary address once a day, and moves to another port. */
static void host_minute(struct detect_link *link, uint32_t host, uint32_t minute)
{
	uint16_t port = (uint16_t)(1 + (host + minute / 500) % DETECT_PORTS);
	uint32_t mac = 0x100 + host;
	char addr[64];

	if ((minute + host) % 1440 < 480 && host % 3 == 0)
		return; /* a phone that sleeps at night */
	snprintf(addr, sizeof(addr), "fe80::1:%x", host);
	detect_link_host(link, addr, mac, port, SW_LEARN_NS);
	snprintf(addr, sizeof(addr), "2001:db8:101::%x", host);
	detect_link_host(link, addr, mac, port, SW_LEARN_DATA);
	snprintf(addr, sizeof(addr), "2001:db8:101:0:%x:%x::", (minute + host) / 1440 + 1, host);
	detect_link_host(link, addr, mac, port, SW_LEARN_DATA);
	snprintf(addr, sizeof(addr), "192.0.2.%u", host);
	detect_link_host(link, addr, mac, port, SW_LEARN_ARP);
}

/* Two routers' beacons, a stub router, forty hosts, sleep, temporary addresses: no word of it. */
static void test_healthy_day(void **state)
{
	struct detect_link *link = detect_link_new(600);
	struct detect_ra_frame gateway = { "fe80::1", 1, 1, detect_default_ra(), false };
	struct detect_ra_frame second = { "fe80::2", 2, 1, detect_default_ra(), false };
	struct detect_ra_frame stub = { .addr = "fe80::3", .mac = 3, .port = 2 };
	struct host_counts counts;

	(void)state;
	for (uint32_t minute = 0; minute < 1440; minute++) {
		if (minute % 5 == 0)
			detect_link_ra(link, &gateway);
		if (minute % 7 == 0)
			detect_link_ra(link, &second);
		if (minute % 20 == 15)
			detect_link_ra(link, &stub);
		for (uint32_t host = 1; host <= 40; host++)
			host_minute(link, host, minute);
		detect_link_run(link, 60 * S);
	}
	assert_int_equal(link->told_count, 0);
	host_table_counts(link->tables.hosts, &counts);
	assert_int_equal(counts.hosts, 43);
	assert_int_equal(baseline_network(link->baseline, 1)->router_count, 2);
	detect_link_free(link);
}

/* Every row of the catalogue is complete, and no name stands twice. */
static void test_catalogue(void **state)
{
	const struct alert_type *seen[64];
	size_t count = 0;

	(void)state;
	for (size_t i = 0; i < detector_count; i++) {
		assert_true(detectors[i]->type_count > 0);
		for (size_t j = 0; j < detectors[i]->type_count; j++) {
			const struct alert_type *type = detectors[i]->types[j];

			assert_in_range(type->severity, ALERT_SEVERITY_INFO,
					ALERT_SEVERITY_CRITICAL);
			assert_true(type->hold_ns >= S);
			assert_non_null(type->meaning);
			for (size_t k = 0; k < count; k++)
				assert_string_not_equal(type->name, seen[k]->name);
			assert_true(count < 64);
			seen[count++] = type;
		}
	}
	assert_true(count >= 6);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nd_invalid),	  cmocka_unit_test(test_ra_invalid),
		cmocka_unit_test(test_invalid_other),	  cmocka_unit_test(test_checksum),
		cmocka_unit_test(test_invalid_flood),	  cmocka_unit_test(test_addresses_fast),
		cmocka_unit_test(test_addresses_taken),	  cmocka_unit_test(test_addresses_learning),
		cmocka_unit_test(test_addresses_slow),	  cmocka_unit_test(test_addresses_spread),
		cmocka_unit_test(test_neighbours),	  cmocka_unit_test(test_neighbours_learned),
		cmocka_unit_test(test_neighbours_sketch), cmocka_unit_test(test_healthy_day),
		cmocka_unit_test(test_catalogue),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
