// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "probe/probe.h"
#include "probe/source.h"

static struct kernel_addr own(const char *text, uint8_t prefix_len)
{
	struct kernel_addr addr = { .prefix_len = prefix_len };

	assert_int_equal(addr_parse(text, &addr.addr), 0);
	return addr;
}

/* The index of the address that would be asked from; -1: none. */
static int source_index(const struct kernel_addr *addrs, unsigned int count, const char *target)
{
	const struct kernel_addr *chosen;
	struct in6_addr addr;

	assert_int_equal(addr_parse(target, &addr), 0);
	chosen = source_for(addrs, count, &addr);
	return chosen ? (int)(chosen - addrs) : -1;
}

static void test_source(void **state)
{
	struct kernel_addr addrs[] = {
		own("2001:db8:1::1", 64),
		own("fd00:1::1", 64),
		own("fe80::1", 64),
		own("2001:db8:2::1", 128),
	};

	(void)state;
	assert_int_equal(source_index(addrs, 4, "2001:db8:1::5"), 0);
	assert_int_equal(source_index(addrs, 4, "fd00:1::5"), 1);
	assert_int_equal(source_index(addrs, 4, "fe80::5"), 2);
	assert_int_equal(source_index(addrs, 4, "2001:db8:2::2"), 2);
	assert_int_equal(source_index(addrs, 4, "2001:db8:9::2"), 2);
	addrs[0].deprecated = true;
	assert_int_equal(source_index(addrs, 4, "2001:db8:1::5"), 2);
	assert_int_equal(source_index(addrs, 2, "fe80::5"), -1);
	assert_int_equal(source_index(addrs, 0, "fe80::5"), -1);
}

static void test_own_echo(void **state)
{
	const struct probe probe = { .id = 0x1234, .cookie = "COOKIE!" };
	uint8_t message[32] = { 128 };

	(void)state;
	memcpy(message + 4, &probe.id, 2);
	memcpy(message + 8, probe.cookie, sizeof(probe.cookie));
	assert_true(probe_is_own_echo(&probe, message, sizeof(message)));
	assert_true(probe_is_own_echo(&probe, message, 16));
	message[0] = 129;
	assert_true(probe_is_own_echo(&probe, message, 16));
	for (size_t len = 0; len < 16; len++)
		assert_false(probe_is_own_echo(&probe, message, len));
	message[0] = 135;
	assert_false(probe_is_own_echo(&probe, message, 16));
	message[0] = 128;
	message[4] ^= 1;
	assert_false(probe_is_own_echo(&probe, message, 16));
	message[4] ^= 1;
	message[15] ^= 1;
	assert_false(probe_is_own_echo(&probe, message, 16));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_source),
		cmocka_unit_test(test_own_echo),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
