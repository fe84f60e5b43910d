/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A program with a known table, and addresses that tests admit to it. */
#ifndef TESTS_PROG_ADMITTED_H
#define TESTS_PROG_ADMITTED_H

#include "expect.h"

#include <stdio.h>

#include "collect/known.h"

#define HOST_MAC PACKET_MAC

static struct known_table *known;

static inline struct sw_host_key key_of(const struct program *program, const char *addr)
{
	struct sw_host_key key = { .link = program->next.port.link };

	packet_addr(addr, (uint8_t *)&key.addr);
	return key;
}

static inline union sw_binding binding_of(const char *mac)
{
	union sw_binding binding = { .port = PROGRAM_SLOT };

	packet_mac(mac, binding.mac);
	return binding;
}

static inline uint32_t admit(struct program *program, const char *addr, uint16_t flags)
{
	struct sw_host_key key = key_of(program, addr);
	uint32_t slot;

	assert_int_equal(known_insert(known, &key, binding_of(HOST_MAC), flags, &slot), 0);
	return slot;
}

static inline struct known_stat stat_of(struct program *program, uint32_t slot)
{
	struct tick_clock clock;
	struct known_stat stat;

	engine_clock(program->engine, program->now_ns, &clock);
	assert_int_equal(known_read(known, slot, &clock, &stat), 0);
	return stat;
}

/*
 * Runs tests with the program as their state; what cmocka_run_group_tests() is called with. All is
 * skipped where the program cannot be loaded.
 */
static inline int run_admitted(const char *name, const struct CMUnitTest *tests, size_t count)
{
	struct program *program = program_open(PROGRAM_ROOMY);
	struct CMUnitTest stateful[64];
	int failed;

	if (!program || known_new(program->engine, &known)) {
		puts("1..0 # SKIP the BPF program cannot be loaded");
		return 0;
	}
	for (size_t i = 0; i < count; i++) {
		stateful[i] = tests[i];
		stateful[i].initial_state = program;
	}
	failed = _cmocka_run_group_tests(name, stateful, count, NULL, NULL);
	known_free(known);
	program_close(program);
	return failed ? 1 : 0;
}

#endif
