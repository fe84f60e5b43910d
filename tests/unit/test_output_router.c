// SPDX-License-Identifier: GPL-2.0-or-later
/* What is said about a router's advertisement: good ones are left alone, bad ones are not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/timefmt.h"
#include "output/router_check.h"

#define NOW_NS (1700000000 * TIME_NS_PER_S)

/* A home router as RFC 9096 wants it. */
static struct router good_router(void)
{
	struct router router;

	memset(&router, 0, sizeof(router));
	router.seen_ns = NOW_NS;
	router.interval_max_ns = 600 * TIME_NS_PER_S;
	router.ra.lifetime_s = 2700;
	router.ra.prefix_count = 1;
	router.ra.prefixes[0].on_link = true;
	router.ra.prefixes[0].autonomous = true;
	router.ra.prefixes[0].valid_s = 5400;
	router.ra.prefixes[0].preferred_s = 2700;
	assert_int_equal(prefix_parse("2001:db8:101::/64", &router.ra.prefixes[0].prefix), 0);
	router.ra.rdnss_count = 1;
	return router;
}

static void expect_notice(const struct router *router, const char *part)
{
	struct router_check checks[ROUTER_CHECKS_MAX];
	size_t count = router_check(router, NOW_NS, checks);

	for (size_t i = 0; i < count; i++) {
		assert_true(checks[i].notice);
		if (strstr(checks[i].text, part))
			return;
	}
	fail_msg("nothing about \"%s\"", part);
}

static void test_good(void **state)
{
	struct router router = good_router();
	struct router_check checks[ROUTER_CHECKS_MAX];

	(void)state;
	assert_int_equal(router_check(&router, NOW_NS, checks), 1);
	assert_false(checks[0].notice);
}

static void test_prefixes(void **state)
{
	struct router router = good_router();
	struct ra_prefix *prefix = &router.ra.prefixes[0];

	(void)state;
	prefix->preferred_s = 5401;
	expect_notice(&router, "preferred longer than valid");
	prefix->preferred_s = 0;
	expect_notice(&router, "deprecated");
	prefix->preferred_s = 2700;
	prefix->prefix.len = 56;
	expect_notice(&router, "not a /64");
	prefix->prefix.len = 64;
	prefix->valid_s = 5401;
	expect_notice(&router, "RFC 9096");
}

/* Long lifetimes do no harm where the prefix never changes. */
static void test_long_lifetimes_of_a_local_prefix(void **state)
{
	struct router router = good_router();
	struct router_check checks[ROUTER_CHECKS_MAX];

	(void)state;
	assert_int_equal(prefix_parse("fd00:db8::/64", &router.ra.prefixes[0].prefix), 0);
	router.ra.prefixes[0].valid_s = RA_LIFETIME_INFINITE;
	router.ra.prefixes[0].preferred_s = RA_LIFETIME_INFINITE;
	assert_int_equal(router_check(&router, NOW_NS, checks), 1);
	assert_false(checks[0].notice);
}

static void test_the_rest(void **state)
{
	struct router router = good_router();

	(void)state;
	router.ra.lifetime_s = 900;
	expect_notice(&router, "one lost RA");
	router = good_router();
	router.ra.has_mtu = true;
	router.ra.mtu = 1279;
	expect_notice(&router, "below 1280");
	router = good_router();
	router.ra.rdnss_count = 0;
	expect_notice(&router, "no DNS");
	router = good_router();
	router.ra.malformed_count = 2;
	expect_notice(&router, "2 of its options");
	router = good_router();
	router.ra.overflow = true;
	expect_notice(&router, "not everything");
	router = good_router();
	router.headers = true;
	expect_notice(&router, "extension headers");
}

/* Hostile content must not run over the list. */
static void test_everything_at_once(void **state)
{
	struct router_check checks[ROUTER_CHECKS_MAX];
	struct router router = good_router();

	(void)state;
	router.ra.prefix_count = RA_PREFIXES_MAX;
	for (unsigned int i = 0; i < RA_PREFIXES_MAX; i++) {
		router.ra.prefixes[i] = router.ra.prefixes[0];
		router.ra.prefixes[i].prefix.len = 65;
		router.ra.prefixes[i].preferred_s = RA_LIFETIME_INFINITE;
		router.ra.prefixes[i].valid_s = 6000;
	}
	router.headers = true;
	assert_int_equal(router_check(&router, NOW_NS, checks), ROUTER_CHECKS_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_prefixes),
		cmocka_unit_test(test_long_lifetimes_of_a_local_prefix),
		cmocka_unit_test(test_the_rest),
		cmocka_unit_test(test_everything_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
