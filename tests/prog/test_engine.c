// SPDX-License-Identifier: GPL-2.0-or-later
/* Loading the real program: live and for a replay, its clock, its sizes, and being refused. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "collect/engine.h"
#include "core/timefmt.h"

static struct engine *open_engine(const struct engine_options *options)
{
	struct engine *engine;
	int err = engine_open(options, &engine);

	if (err == -EPERM)
		skip();
	assert_int_equal(err, 0);
	return engine;
}

/* Whatever this kernel is, its programs load, and its clock runs at one of Linux' rates. */
static void test_live(void **state)
{
	const struct engine_options options = { 0 };
	struct engine *engine = open_engine(&options);
	struct tick_clock first, later;
	uint32_t per_s = engine->config.ticks_per_s;
	uint64_t started_ns;

	(void)state;
	assert_true(per_s == 100 || per_s == 250 || per_s == 300 || per_s == 1000);
	assert_true(engine->xdp_fd >= 0 && engine->tc_ingress_fd >= 0 && engine->tc_egress_fd >= 0);
	assert_int_equal(engine->xdp_frags, engine->config.frags);
	assert_true(engine->ring_fd >= 0);

	/* Past a reading anew, ticks and seconds have kept step. */
	started_ns = time_mono_ns();
	engine_clock(engine, time_now_ns(), &first);
	do
		engine_clock(engine, time_now_ns(), &later);
	while (time_mono_ns() - started_ns < 1200 * TIME_NS_PER_MS);
	assert_int_equal(later.per_s, per_s);
	assert_in_range(later.tick - first.tick, per_s * 11 / 10, per_s * 14);
	assert_in_range((later.now_ns - first.now_ns) / TIME_NS_PER_MS * per_s / 1000,
			later.tick - first.tick - 3, later.tick - first.tick + 3);
	engine_close(engine);
}

static void test_replay(void **state)
{
	const struct engine_options options = { .replay = true };
	struct engine *engine = open_engine(&options);
	struct tick_clock clock;

	(void)state;
	assert_true(engine->xdp_fd >= 0);
	assert_int_equal(engine->tc_ingress_fd, -1);
	assert_int_equal(engine->tc_egress_fd, -1);
	assert_false(engine->xdp_frags);
	engine_clock(engine, 1000 * TIME_NS_PER_S, &clock);
	assert_int_equal(clock.per_s, 250);
	assert_int_equal(clock.tick, 250000);
	assert_int_equal(engine_record_time_ns(engine, 42), 42);
	engine_close(engine);
}

static bool is_power_of_two(uint32_t number)
{
	return number && !(number & (number - 1));
}

static void test_sizes(void **state)
{
	struct engine_options options = { .replay = true,
					  .port_slots = 5,
					  .known_hosts = 1000,
					  .fresh_hosts = 1,
					  .recent_hosts = 100,
					  .datagrams = 9,
					  .peers = 3,
					  .ring_bytes = 100000 };
	struct engine *engine, *other;

	(void)state;
	options.rate[SW_CLASS_DAD] = (struct sw_rate){ 7, 8 };
	engine = open_engine(&options);
	assert_int_equal(engine->config.port_slots, 5);
	assert_true(engine->config.known_sets * SW_WAYS >= 2000);
	assert_true(is_power_of_two(engine->config.known_sets));
	assert_true(is_power_of_two(engine->config.fresh_sets));
	assert_true(is_power_of_two(engine->config.recent_slots));
	assert_true(engine->config.recent_slots >= 100);
	assert_true(is_power_of_two(engine->config.datagram_sets));
	assert_true(is_power_of_two(engine->config.peer_sets));
	assert_int_equal(engine->config.rate[SW_CLASS_DAD].per_s, 7);
	assert_true(engine->config.rate[SW_CLASS_RA_NEW].burst > 0);
	assert_true(engine_map_bytes(engine) < 4 << 20);

	/* Two at a time do not know of each other, and each has its own secret. */
	other = open_engine(&options);
	other->control->epoch = 1;
	assert_int_equal(engine->control->epoch, 0);
	assert_memory_not_equal(&engine->config.seed, &other->config.seed,
				sizeof(engine->config.seed));
	for (int i = 0; i < 3; i++)
		assert_true(engine->config.seed.odd[i] & 1);
	engine_close(other);
	engine_close(engine);
}

/* The budget of the design: 24 MiB for 4 CPUs and 16 ports. */
static void test_default_memory(void **state)
{
	const struct engine_options options = { .replay = true, .port_slots = 17 };
	struct engine *engine = open_engine(&options);

	(void)state;
	assert_true(engine_map_bytes(engine) / engine->cpus * 4 <= 24 << 20);
	engine_close(engine);
}

/* Nobody's process: what it says goes into a pipe. */
static int open_without_rights(int said_fd)
{
	const struct engine_options options = { .replay = true };
	struct engine *engine;

	dup2(said_fd, STDERR_FILENO);
	if (setgid(65534) || setuid(65534))
		return 99;
	return engine_open(&options, &engine) == -EPERM ? 0 : 1;
}

static void test_without_rights(void **state)
{
	char said[1024] = "";
	int ends[2], status;
	ssize_t len;
	pid_t child;

	(void)state;
	if (geteuid())
		skip();
	assert_int_equal(pipe(ends), 0);
	child = fork();
	if (!child)
		_exit(open_without_rights(ends[1]));
	close(ends[1]);
	assert_int_equal(waitpid(child, &status, 0), child);
	len = read(ends[0], said, sizeof(said) - 1);
	close(ends[0]);
	assert_true(len > 0);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	assert_ptr_equal(strchr(said, '\n'), said + len - 1); /* one line */
	assert_non_null(strstr(said, "CAP_BPF, CAP_NET_ADMIN, CAP_PERFMON missing"));
	assert_non_null(strstr(said, "sudo"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_live),	       cmocka_unit_test(test_replay),
		cmocka_unit_test(test_sizes),	       cmocka_unit_test(test_default_memory),
		cmocka_unit_test(test_without_rights),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
