// SPDX-License-Identifier: GPL-2.0-or-later
/* Routers and the prefixes they advertise: changes, caps under a flood, lifetimes, order. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/addr.h"
#include "table/prefix_table.h"
#include "table/router_table.h"

#define S 1000000000ULL
#define T0 (1700000000 * S)

static struct in6_addr addr(const char *text)
{
	struct in6_addr parsed;

	assert_int_equal(addr_parse(text, &parsed), 0);
	return parsed;
}

static struct sighting sight(const char *text, uint8_t mac, uint16_t port, uint64_t now_ns)
{
	return (struct sighting){
		.now_ns = now_ns,
		.addr = addr(text),
		.link = 1,
		.port = port,
		.mac = { 2, 0, 0, 0, 0, mac },
		.has_mac = true,
	};
}

static struct ra_message ra_with(uint16_t lifetime_s, const char *prefix_text, uint32_t valid_s)
{
	struct ra_message ra = { .lifetime_s = lifetime_s, .preference = RA_PREFERENCE_MEDIUM };

	if (prefix_text) {
		struct ra_prefix *prefix = &ra.prefixes[ra.prefix_count++];

		assert_int_equal(prefix_parse(prefix_text, &prefix->prefix), 0);
		prefix->on_link = true;
		prefix->autonomous = true;
		prefix->valid_s = valid_s;
		prefix->preferred_s = valid_s;
	}
	return ra;
}

static void test_changes(void **state)
{
	struct ra_message ra = ra_with(1800, "2001:db8:1::/64", 3600), other = ra;
	struct sighting first = sight("fe80::1", 1, 1, T0);
	struct router_table *table;
	struct router *router;

	(void)state;
	assert_int_equal(router_table_new(0, NULL, &table), 0);
	assert_int_equal(router_table_see(table, &first, &ra, false, &router),
			 ROUTER_CHANGE_NEW | ROUTER_CHANGE_CONTENT);
	first.now_ns = T0 + 10 * S;
	assert_int_equal(router_table_see(table, &first, &ra, false, &router), 0);
	assert_int_equal(router->interval_min_ns, 10 * S);
	other.hop_limit = 1;
	first.now_ns = T0 + 40 * S;
	assert_int_equal(router_table_see(table, &first, &other, true, &router),
			 ROUTER_CHANGE_CONTENT);
	assert_int_equal(router->interval_max_ns, 30 * S);
	assert_int_equal(router->ra_count, 3);
	assert_true(router->headers);
	first.mac[5] = 9;
	first.port = 4;
	assert_int_equal(router_table_see(table, &first, &other, false, &router),
			 ROUTER_CHANGE_MAC | ROUTER_CHANGE_PORT);
	router_table_refresh(router, 13, T0 + 140 * S);
	assert_int_equal(router->ra_count, 13);
	assert_int_equal(router->seen_ns, T0 + 140 * S);
	router_table_refresh(router, 2, T0);
	assert_int_equal(router->ra_count, 13);
	assert_int_equal(router->seen_ns, T0 + 140 * S);
	router_table_free(table);
}

static void test_lifetime(void **state)
{
	struct ra_message ra = ra_with(1800, NULL, 0), stub = ra_with(0, "fd00::/64", 1800);
	struct sighting a = sight("fe80::1", 1, 1, T0), b = sight("fe80::2", 2, 1, T0);
	struct router_table *table;
	struct router *router, *second;

	(void)state;
	assert_int_equal(router_table_new(0, NULL, &table), 0);
	router_table_see(table, &a, &ra, false, &router);
	assert_true(router_is_default(router, T0 + 1799 * S));
	assert_false(router_is_default(router, T0 + 1800 * S));
	assert_false(router_is_stub(router));
	router_table_see(table, &b, &stub, false, &second);
	assert_false(router_is_default(second, T0));
	assert_true(router_is_stub(second));
	second->ra.rdnss_count = 1;
	assert_false(router_is_stub(second));
	router_table_expire(table, T0 + 3600 * S);
	assert_int_equal(router_table_count(table), 2);
	router_table_expire(table, T0 + 3600 * S + 1);
	assert_int_equal(router_table_count(table), 0);
	router_table_free(table);
}

/* A flood displaces its own routers; those of the baseline and those that stay are kept. */
static void test_flood(void **state)
{
	struct ra_message ra = ra_with(1800, NULL, 0);
	struct sighting pinned = sight("fe80::1", 1, 1, T0), proven = sight("fe80::2", 2, 1, T0);
	struct sighting rogue = sight("fe80::bad", 9, 3, T0 + 11 * S);
	struct router_key key = { .link = 1 };
	struct router_table *table;
	struct router *router;

	(void)state;
	assert_int_equal(router_table_new(0, NULL, &table), 0);
	router_table_see(table, &pinned, &ra, false, &router);
	router_table_pin(router, true);
	router_table_see(table, &proven, &ra, false, &router);
	router_table_refresh(router, 2, T0 + 10 * S);
	router_table_see(table, &rogue, &ra, false, &router); /* one RA, on another port */
	for (uint32_t n = 0; n < 5000; n++) {
		struct sighting sighting = sight("fe80::f:0:0", 3, 2, T0 + 11 * S + n);

		memcpy(&sighting.addr.s6_addr[12], &n, sizeof(n));
		assert_true(router_table_see(table, &sighting, &ra, false, &router) > 0);
	}
	assert_int_equal(router_table_count(table), ROUTERS_MAX);
	assert_int_equal(router_table_evicted(table), 5000 - (ROUTERS_MAX - 3));
	key.addr = rogue.addr;
	assert_non_null(router_table_find(table, &key));
	key.addr = pinned.addr;
	assert_non_null(router_table_find(table, &key));
	key.addr = proven.addr;
	assert_non_null(router_table_find(table, &key));
	router_table_free(table);
}

static void test_full(void **state)
{
	struct ra_message ra = ra_with(1800, NULL, 0);
	struct sighting sighting = sight("fe80::1", 1, 1, T0);
	struct router_table *table;
	struct router *router;

	(void)state;
	assert_int_equal(router_table_new(1, NULL, &table), 0);
	router_table_see(table, &sighting, &ra, false, &router);
	router_table_refresh(router, 2, T0 + 20 * S);
	sighting = sight("fe80::2", 2, 1, T0 + 21 * S);
	assert_int_equal(router_table_see(table, &sighting, &ra, false, &router), -ENOSPC);
	sighting.now_ns = T0 + 1821 * S; /* the first was silent for 1 800 s */
	assert_true(router_table_see(table, &sighting, &ra, false, &router) > 0);
	router_table_free(table);
}

static void test_router_order(void **state)
{
	struct ra_message ra = ra_with(1800, NULL, 0), none = ra_with(0, NULL, 0);
	struct sighting sightings[] = { sight("fe80::3", 3, 1, T0), sight("fe80::1", 1, 1, T0),
					sight("fe80::2", 2, 1, T0) };
	const struct router **routers;
	struct router_table *table;
	struct router *router;
	size_t count;

	(void)state;
	assert_int_equal(router_table_new(0, NULL, &table), 0);
	assert_int_equal(router_table_sorted(table, T0, &routers, &count), 0);
	assert_null(routers);
	for (size_t i = 0; i < 3; i++)
		router_table_see(table, &sightings[i], i == 1 ? &none : &ra, false, &router);
	assert_int_equal(router_table_sorted(table, T0 + S, &routers, &count), 0);
	assert_int_equal(count, 3);
	assert_int_equal(routers[0]->mac[5], 2);
	assert_int_equal(routers[1]->mac[5], 3);
	assert_int_equal(routers[2]->mac[5], 1); /* no default router */
	free(routers);
	router_table_free(table);
}

/* The last changes that were told, and how often. */
struct told {
	unsigned int changes;
	unsigned int count;
};

static void on_prefix(void *ctx, const struct prefix_entry *entry, unsigned int changes)
{
	struct told *told = ctx;

	(void)entry;
	told->changes = changes;
	told->count++;
}

static struct router router_of(const char *text, struct ra_message ra)
{
	return (struct router){ .key = { .addr = addr(text), .link = 1 }, .ra = ra };
}

static void test_prefixes(void **state)
{
	struct router router = router_of("fe80::1", ra_with(1800, "2001:db8:1::/64", 3600));
	struct router second = router_of("fe80::2", ra_with(1800, "2001:db8:1::/64", 7200));
	struct router local = router_of("fe80::1", ra_with(1800, "fe80::/64", 3600));
	struct in6_addr inside = addr("2001:db8:1::5"), outside = addr("2001:db8:2::5");
	struct told told = { 0 };
	struct prefix_table *table;
	const struct prefix_entry *entry;
	uint64_t generation;

	(void)state;
	assert_int_equal(prefix_table_new(0, &table), 0);
	prefix_table_see_ra(table, &router, T0, on_prefix, &told);
	assert_int_equal(told.changes, PREFIX_CHANGE_NEW);
	generation = prefix_table_generation(table);
	assert_true(generation > 0);
	prefix_table_see_ra(table, &router, T0 + S, on_prefix, &told);
	prefix_table_see_ra(table, &local, T0 + S, on_prefix, &told);
	assert_int_equal(told.count, 1);
	prefix_table_see_ra(table, &second, T0 + S, on_prefix, &told);
	assert_int_equal(told.changes, PREFIX_CHANGE_ADVERTISER);
	assert_int_equal(prefix_table_generation(table), generation);
	entry = prefix_table_match(table, 1, 0, &inside);
	assert_non_null(entry);
	assert_int_equal(entry->advertiser_count, 2);
	assert_int_equal(entry->valid_until_ns, T0 + 7201 * S);
	assert_null(prefix_table_match(table, 1, 0, &outside));
	assert_null(prefix_table_match(table, 2, 0, &inside));
	assert_null(prefix_table_match(table, 1, 5, &inside));

	second.ra.prefixes[0].preferred_s = 0;
	second.ra.prefixes[0].on_link = false; /* takes nothing back */
	prefix_table_see_ra(table, &second, T0 + 2 * S, on_prefix, &told);
	assert_int_equal(told.changes, PREFIX_CHANGE_DEPRECATED);
	assert_non_null(prefix_table_match(table, 1, 0, &inside));
	second.ra.prefixes[0].autonomous = false;
	prefix_table_see_ra(table, &second, T0 + 2 * S, on_prefix, &told);
	assert_int_equal(told.changes, PREFIX_CHANGE_FLAGS);

	prefix_table_expire(table, T0 + 7201 * S, on_prefix, &told);
	assert_int_equal(prefix_table_count(table), 1);
	prefix_table_expire(table, T0 + 7202 * S, on_prefix, &told);
	assert_int_equal(told.changes, PREFIX_CHANGE_GONE);
	assert_int_equal(prefix_table_count(table), 0);
	assert_true(prefix_table_generation(table) > generation);
	prefix_table_free(table);
}

static void test_prefix_renew(void **state)
{
	struct router router = router_of("fe80::1", ra_with(1800, "2001:db8:1::/64", 60));
	struct router forever =
		router_of("fe80::1", ra_with(1800, "2001:db8:2::/64", RA_LIFETIME_INFINITE));
	struct router unknown = router_of("fe80::1", ra_with(1800, "2001:db8:3::/64", 0));
	struct prefix_table *table;

	(void)state;
	assert_int_equal(prefix_table_new(0, &table), 0);
	prefix_table_see_ra(table, &router, T0, NULL, NULL);
	prefix_table_see_ra(table, &forever, T0, NULL, NULL);
	prefix_table_see_ra(table, &unknown, T0, NULL, NULL); /* withdraws what nobody knew */
	assert_int_equal(prefix_table_count(table), 2);
	router.seen_ns = T0 + 50 * S;
	prefix_table_renew(table, &router);
	prefix_table_expire(table, T0 + 100 * S, NULL, NULL);
	assert_int_equal(prefix_table_count(table), 2);
	prefix_table_expire(table, T0 + 111 * S, NULL, NULL);
	assert_int_equal(prefix_table_count(table), 1);
	prefix_table_free(table);
}

/* Rogue prefixes never push out what the kernel or the baseline's routers have. */
static void test_prefix_flood(void **state)
{
	struct router good = router_of("fe80::1", ra_with(1800, "2001:db8:1::/64", 3600));
	const struct prefix_entry **entries;
	struct prefix_table *table;
	struct prefix kernel;
	size_t count;

	(void)state;
	assert_int_equal(prefix_table_new(4, &table), 0);
	good.pinned = true;
	prefix_parse("192.0.2.0/24", &kernel);
	for (uint8_t n = 0; n < 100; n++) {
		struct router rogue = router_of("fe80::bad", ra_with(1800, "2001:db8:f::/64", 60));

		rogue.ra.prefixes[0].prefix.addr.s6_addr[7] = n;
		prefix_table_see_ra(table, &rogue, T0 + n, NULL, NULL);
		if (n == 50) {
			prefix_table_see_ra(table, &good, T0 + n, NULL, NULL);
			assert_int_equal(prefix_table_see_kernel(table, 1, 0, &kernel, T0),
					 PREFIX_CHANGE_NEW);
		}
	}
	assert_int_equal(prefix_table_count(table), 4);
	assert_true(prefix_table_refused(table) > 0);
	assert_int_equal(prefix_table_sorted(table, &entries, &count), 0);
	assert_int_equal(entries[0]->proof, PREFIX_PROOF_KERNEL);
	assert_int_equal(entries[1]->proof, PREFIX_PROOF_BASELINE);
	assert_int_equal(entries[2]->proof, PREFIX_PROOF_ROUTER);
	free(entries);
	assert_int_equal(prefix_table_see_kernel(table, 1, 0, &kernel, T0), 0);
	prefix_table_forget_kernel(table, 1);
	assert_int_equal(prefix_table_count(table), 3);
	prefix_table_free(table);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_changes),	     cmocka_unit_test(test_lifetime),
		cmocka_unit_test(test_flood),	     cmocka_unit_test(test_full),
		cmocka_unit_test(test_router_order), cmocka_unit_test(test_prefixes),
		cmocka_unit_test(test_prefix_renew), cmocka_unit_test(test_prefix_flood),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
