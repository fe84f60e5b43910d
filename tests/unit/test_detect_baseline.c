// SPDX-License-Identifier: GPL-2.0-or-later
/* Baselines belong to networks: learning, recognising, changing networks, caps. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "core/addr.h"
#include "detect/baseline.h"

#define S 1000000000ULL
#define T0 (1700000000 * S)

static struct in6_addr addr(const char *text)
{
	struct in6_addr parsed;

	assert_int_equal(addr_parse(text, &parsed), 0);
	return parsed;
}

static struct router router_of(const char *text, uint8_t mac, uint16_t link)
{
	return (struct router){
		.key = { .addr = addr(text), .link = link },
		.mac = { 2, 0, 0, 0, 0, mac },
		.has_mac = true,
		.first_ns = T0,
		.seen_ns = T0,
	};
}

static struct baseline_network network_of(uint64_t id, const char *text, uint8_t mac)
{
	struct baseline_network network = { .id = id, .learned_ns = T0 - S, .router_count = 1 };

	network.router[0].addr = addr(text);
	network.router[0].has_mac = true;
	memcpy(network.router[0].mac, (uint8_t[]){ 2, 0, 0, 0, 0, mac }, 6);
	return network;
}

static bool see(struct baseline *baseline, const struct router *router, uint64_t now_ns)
{
	return baseline_see_router(baseline, router->key.link, 0, &router->key.addr, router->mac,
				   now_ns);
}

static bool knows(const struct baseline *baseline, const struct router *router)
{
	return baseline_find(baseline, router->key.link, 0, &router->key.addr, router->mac);
}

static void test_learning(void **state)
{
	struct router router = router_of("fe80::1", 1, 1), other = router_of("fe80::1", 2, 1);
	struct baseline *baseline;
	uint64_t generation;

	(void)state;
	assert_int_equal(baseline_new(600 * S, &baseline), 0);
	assert_true(baseline_learning(baseline, 1, T0)); /* it has not even begun */
	assert_int_equal(baseline_learn_end(baseline, 1), 0);
	assert_null(baseline_network(baseline, 1));
	baseline_link_start(baseline, 1, T0);
	baseline_link_start(baseline, 1, T0 + 5 * S);
	assert_int_equal(baseline_learn_end(baseline, 1), T0 + 600 * S);
	assert_false(baseline_wants(baseline, 1, T0, T0 + 9 * S));
	assert_true(baseline_wants(baseline, 1, T0, T0 + 10 * S));
	assert_true(baseline_wants(baseline, 1, T0 + 599 * S, T0 + 600 * S));
	assert_false(baseline_wants(baseline, 1, T0 + 600 * S, T0 + 700 * S));
	assert_int_equal(baseline_count(baseline), 0);
	generation = baseline_generation(baseline);
	assert_int_equal(baseline_learn_router(baseline, &router, "eth0", T0), 0);
	assert_true(baseline_generation(baseline) > generation);
	generation = baseline_generation(baseline);
	assert_int_equal(baseline_learn_router(baseline, &router, "eth0", T0 + S), 0);
	assert_int_equal(baseline_generation(baseline), generation);
	assert_int_equal(baseline_count(baseline), 1);
	assert_true(knows(baseline, &router));
	assert_false(knows(baseline, &other));
	assert_non_null(baseline_find_addr(baseline, 1, 0, &other.key.addr));
	assert_null(baseline_find_addr(baseline, 1, 3, &other.key.addr));
	assert_null(baseline_find_addr(baseline, 2, 0, &other.key.addr));
	baseline_tick(baseline, T0 + 599 * S);
	assert_true(baseline_learning(baseline, 1, T0 + 599 * S));
	baseline_tick(baseline, T0 + 600 * S);
	assert_false(baseline_learning(baseline, 1, T0 + 600 * S));
	assert_false(baseline_wants(baseline, 1, T0, T0 + 700 * S));
	assert_int_equal(baseline_network(baseline, 1)->learned_ns, T0 + 600 * S);
	baseline_free(baseline);
}

/* The kept network is recognised by its router; nothing is learned then. */
static void test_recognise(void **state)
{
	struct baseline_network kept = network_of(77, "fe80::1", 1);
	struct router good = router_of("fe80::1", 1, 1), rogue = router_of("fe80::bad", 9, 1);
	struct router mac_only = router_of("fe80::2", 1, 1);
	struct baseline *baseline;

	(void)state;
	assert_int_equal(baseline_new(600 * S, &baseline), 0);
	assert_int_equal(baseline_add_network(baseline, &kept), 0);
	assert_int_equal(baseline_add_network(baseline, &kept), -EINVAL);
	/* a rogue speaks first and is even taken in */
	assert_false(see(baseline, &rogue, T0));
	assert_false(see(baseline, &mac_only, T0));
	assert_int_equal(baseline_learn_router(baseline, &rogue, "w2", T0 + 20 * S), 0);
	assert_int_equal(baseline_count(baseline), 2);
	assert_true(see(baseline, &good, T0 + 30 * S));
	assert_false(see(baseline, &good, T0 + 31 * S));
	assert_int_equal(baseline_network(baseline, 1)->id, 77);
	assert_true(knows(baseline, &good));
	assert_false(knows(baseline, &rogue));
	assert_false(baseline_learning(baseline, 1, T0 + 31 * S));
	assert_int_equal(baseline_learn_end(baseline, 1), 0);
	assert_int_equal(baseline_count(baseline), 1); /* what was learned alone is forgotten */
	baseline_free(baseline);
}

/* Two links of one network share it; its router seen elsewhere does not make them forget. */
static void test_shared(void **state)
{
	struct baseline_network kept = network_of(77, "fe80::1", 1);
	struct router one = router_of("fe80::1", 1, 1), two = router_of("fe80::1", 1, 2);
	struct baseline *baseline;

	(void)state;
	assert_int_equal(baseline_new(600 * S, &baseline), 0);
	baseline_add_network(baseline, &kept);
	assert_true(see(baseline, &one, T0));
	assert_true(see(baseline, &two, T0));
	assert_ptr_equal(baseline_network(baseline, 1), baseline_network(baseline, 2));
	baseline_link_reset(baseline, 1, T0 + S);
	assert_true(knows(baseline, &two));
	assert_false(knows(baseline, &one));
	baseline_free(baseline);
}

/* A laptop comes home: quiet for a minute, then its old baseline counts. */
static void test_reset(void **state)
{
	struct baseline_network home = network_of(1, "fe80::1", 1);
	struct baseline_network office = network_of(2, "fe80::1", 2);
	struct router at_home = router_of("fe80::1", 1, 1), at_work = router_of("fe80::1", 2, 1);
	struct baseline *baseline;

	(void)state;
	assert_int_equal(baseline_new(0, &baseline), 0);
	baseline_add_network(baseline, &home);
	baseline_add_network(baseline, &office);
	assert_true(see(baseline, &at_work, T0));
	assert_false(baseline_learning(baseline, 1, T0));
	assert_false(knows(baseline, &at_home));
	baseline_link_reset(baseline, 1, T0 + 100 * S);
	assert_true(baseline_learning(baseline, 1, T0 + 159 * S));
	assert_false(baseline_learning(baseline, 1, T0 + 160 * S));
	assert_true(see(baseline, &at_home, T0 + 101 * S));
	assert_int_equal(baseline_network(baseline, 1)->id, 1);
	assert_true(baseline_learning(baseline, 1, T0 + 159 * S));
	assert_int_equal(baseline_count(baseline), 2);
	baseline_free(baseline);
}

static void test_caps(void **state)
{
	struct baseline_network network = network_of(1, "fe80::1", 1);
	struct router router = router_of("fe80::9", 9, 1);
	struct baseline *baseline;

	(void)state;
	assert_int_equal(baseline_new(600 * S, &baseline), 0);
	for (uint64_t id = 1; id <= BASELINE_NETWORKS_MAX; id++) {
		network.id = id;
		network.used_ns = T0 - id;
		assert_int_equal(baseline_add_network(baseline, &network), 0);
	}
	network.id = 1000;
	assert_int_equal(baseline_add_network(baseline, &network), -ENOSPC);
	network.id = 0;
	assert_int_equal(baseline_add_network(baseline, &network), -EINVAL);
	network.id = 1000;
	network.router_count = BASELINE_ROUTERS_MAX + 1;
	assert_int_equal(baseline_add_network(baseline, &network), -EINVAL);

	/* a new network takes the place of the one that was not met for longest */
	for (uint8_t i = 0; i < BASELINE_ROUTERS_MAX; i++) {
		router.key.addr.s6_addr[15] = i;
		assert_int_equal(baseline_learn_router(baseline, &router, "eth0", T0), 0);
	}
	router.key.addr.s6_addr[15] = 200;
	assert_int_equal(baseline_learn_router(baseline, &router, "eth0", T0), -ENOSPC);
	assert_int_equal(baseline_count(baseline), BASELINE_NETWORKS_MAX);
	for (size_t i = 0; i < baseline_count(baseline); i++)
		assert_int_not_equal(baseline_at(baseline, i)->id, BASELINE_NETWORKS_MAX);
	assert_null(baseline_at(baseline, BASELINE_NETWORKS_MAX));
	baseline_link_start(baseline, 0, T0); /* no such links: ignored */
	baseline_link_start(baseline, 60000, T0);
	assert_null(baseline_network(baseline, 60000));
	baseline_free(baseline);
}

static void test_peak(void **state)
{
	struct baseline *baseline;

	(void)state;
	assert_int_equal(baseline_new(600 * S, &baseline), 0);
	baseline_learn_peak(baseline, 1, 50, T0); /* the link is not known */
	assert_int_equal(baseline_peak(baseline, 1), 0);
	baseline_link_start(baseline, 1, T0);
	baseline_learn_peak(baseline, 1, 50, T0 + S);
	baseline_learn_peak(baseline, 1, 20, T0 + 2 * S);
	assert_int_equal(baseline_peak(baseline, 1), 50);
	baseline_tick(baseline, T0 + 601 * S);
	baseline_learn_peak(baseline, 1, 1050, T0 + 601 * S); /* a flood teaches little */
	assert_int_equal(baseline_peak(baseline, 1), 60);
	baseline_learn_peak(baseline, 1, 61, T0 + 602 * S);
	assert_int_equal(baseline_peak(baseline, 1), 61);
	baseline_free(baseline);
}

/* Raw captures have no MACs: the address decides, and no kept network is recognised. */
static void test_no_mac(void **state)
{
	struct baseline_network kept = network_of(77, "fe80::1", 1);
	struct router router = router_of("fe80::1", 0, 1);
	struct baseline *baseline;

	(void)state;
	router.has_mac = false;
	assert_int_equal(baseline_new(600 * S, &baseline), 0);
	baseline_add_network(baseline, &kept);
	assert_false(baseline_see_router(baseline, 1, 0, &router.key.addr, NULL, T0));
	assert_int_equal(baseline_learn_router(baseline, &router, "", T0), 0);
	assert_non_null(baseline_find(baseline, 1, 0, &router.key.addr, NULL));
	assert_int_not_equal(baseline_network(baseline, 1)->id, 77);
	baseline_free(baseline);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_learning), cmocka_unit_test(test_recognise),
		cmocka_unit_test(test_shared),	 cmocka_unit_test(test_reset),
		cmocka_unit_test(test_caps),	 cmocka_unit_test(test_peak),
		cmocka_unit_test(test_no_mac),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
