// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The real program on every CPU at once, all addresses fighting for the same few places, while user
 * space reads and writes beside it: no entry and no record may ever mix two addresses.
 *
 * Address and MAC of each frame carry the same number, so a mixture shows.
 */
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <bpf/bpf.h>
#include <cmocka.h>

#include "collect/engine.h"
#include "collect/fresh.h"
#include "collect/known.h"
#include "collect/ring.h"

#define THREADS_MAX 8
#define FRAME_BYTES 74
#define TICKS_PER_S 250
#define START_TICK 100000
#define NEW_ADDRESSES 4096
#define FRAMES_PER_THREAD 150000
#define KNOWN_ADDRESSES 48
#define KNOWN_ROUNDS 60
#define NOON 1700000000000000000ULL

struct hammer;

struct thread {
	struct hammer *hammer;
	pthread_t id;
	int cpu;
	unsigned int mac_variants; /* MACs that an address takes turns with */
	uint32_t addresses;
	_Atomic uint64_t frames;
};

struct hammer {
	struct engine *engine;
	struct ring *ring;
	struct thread threads[THREADS_MAX];
	int thread_count;
	atomic_bool stop;
	unsigned int records;
	unsigned int mixed_records;
	unsigned int of_class[SW_CLASS_MAX];
};

/* fe80::n, MAC 02:vv:n: a data frame, which needs no checksum to teach. */
static void frame_make(uint8_t frame[static FRAME_BYTES], uint32_t n, uint8_t variant)
{
	static const uint8_t zero[FRAME_BYTES];
	const uint8_t number[4] = { (uint8_t)(n >> 24), (uint8_t)(n >> 16), (uint8_t)(n >> 8),
				    (uint8_t)n };

	memcpy(frame, zero, FRAME_BYTES);
	frame[6] = 0x02;
	frame[7] = variant;
	memcpy(frame + 8, number, 4);
	frame[12] = 0x86;
	frame[13] = 0xdd;
	frame[14] = 0x60;
	frame[19] = FRAME_BYTES - 54;
	frame[20] = 6; /* TCP */
	frame[21] = 64;
	frame[22] = 0xfe;
	frame[23] = 0x80;
	memcpy(frame + 34, number, 4);
	frame[38] = 0xfe;
	frame[39] = 0x80;
	frame[53] = 0x99;
}

static struct sw_host_key key_of(uint32_t n)
{
	struct sw_host_key key = { .link = 1 };
	uint8_t frame[FRAME_BYTES];

	frame_make(frame, n, 0);
	memcpy(&key.addr, frame + 22, sizeof(key.addr));
	return key;
}

static union sw_binding binding_of(uint32_t n)
{
	union sw_binding binding = { .word = 0 };
	uint8_t frame[FRAME_BYTES];

	frame_make(frame, n, 0);
	memcpy(binding.mac, frame + 6, sizeof(binding.mac));
	binding.port = 1;
	return binding;
}

static bool belong_together(const struct sw_addr *addr, const union sw_binding *binding)
{
	return !memcmp((const uint8_t *)addr + 12, binding->mac + 2, 4);
}

static void *thread_run(void *arg)
{
	struct thread *thread = arg;
	struct hammer *hammer = thread->hammer;
	uint8_t frame[FRAME_BYTES];
	uint32_t seed = (uint32_t)thread->cpu + 1;
	LIBBPF_OPTS(bpf_test_run_opts, run, .data_in = frame, .data_size_in = sizeof(frame),
		    .repeat = 1);
	cpu_set_t one;

	CPU_ZERO(&one);
	CPU_SET(thread->cpu, &one);
	if (sched_setaffinity(0, sizeof(one), &one))
		return thread;
	while (!hammer->stop) {
		seed = seed * 1664525 + 1013904223;
		frame_make(frame, 1 + (seed >> 8) % thread->addresses,
			   (uint8_t)((seed >> 28) % thread->mac_variants));
		if (bpf_prog_test_run_opts(hammer->engine->xdp_fd, &run))
			return thread;
		thread->frames++;
	}
	return NULL;
}

static void on_record(void *ctx, const struct sw_record *record)
{
	struct hammer *hammer = ctx;

	hammer->records++;
	hammer->of_class[record->class]++;
	hammer->mixed_records += !belong_together(&record->addr, &record->binding);
}

static void hammer_start(struct hammer *hammer, uint32_t addresses, unsigned int mac_variants)
{
	struct engine_options options = { .replay = true, .fresh_hosts = 1, .known_hosts = 1 };
	cpu_set_t allowed;
	int err;

	memset(hammer, 0, sizeof(*hammer));
	/* Budgets that never run out: burst times ticks is just within 32 bits. */
	for (int class = 0; class < SW_CLASS_MAX; class ++)
		options.rate[class] = (struct sw_rate){ 1000000, 17000000 };
	err = engine_open(&options, &hammer->engine);
	if (err == -EPERM)
		skip();
	assert_int_equal(err, 0);
	assert_int_equal(ring_open(hammer->engine, on_record, hammer, &hammer->ring), 0);
	*hammer->engine->replay = (struct sw_replay){
		.now_ns = NOON,
		.tick = START_TICK,
		.wire_len = FRAME_BYTES,
		.frame_len = FRAME_BYTES,
		.cap_len = FRAME_BYTES,
		.port = { .slot = 1, .link = 1 },
	};
	assert_int_equal(sched_getaffinity(0, sizeof(allowed), &allowed), 0);
	for (int cpu = 0; cpu < CPU_SETSIZE && hammer->thread_count < THREADS_MAX; cpu++) {
		struct thread *thread = &hammer->threads[hammer->thread_count];

		if (!CPU_ISSET(cpu, &allowed))
			continue;
		*thread = (struct thread){ .hammer = hammer,
					   .cpu = cpu,
					   .addresses = addresses,
					   .mac_variants = mac_variants };
		assert_int_equal(pthread_create(&thread->id, NULL, thread_run, thread), 0);
		hammer->thread_count++;
	}
}

static void hammer_stop(struct hammer *hammer)
{
	hammer->stop = true;
	for (int i = 0; i < hammer->thread_count; i++) {
		void *failed;

		pthread_join(hammer->threads[i].id, &failed);
		assert_null(failed);
	}
	ring_consume(hammer->ring);
	assert_int_equal(hammer->mixed_records, 0);
	ring_close(hammer->ring);
	engine_close(hammer->engine);
}

static bool all_ran(const struct hammer *hammer, uint64_t frames)
{
	for (int i = 0; i < hammer->thread_count; i++)
		if (hammer->threads[i].frames < frames)
			return false;
	return true;
}

static void test_new_tier(void **state)
{
	unsigned int good = 0, mixed = 0;
	struct hammer hammer;

	(void)state;
	hammer_start(&hammer, NEW_ADDRESSES, 2);
	while (!all_ran(&hammer, FRAMES_PER_THREAD)) {
		for (uint32_t i = 0; i < 2000; i++) {
			struct sw_fresh_host host;

			/* What spoke within a second stays: all have been silent for longer. */
			((volatile struct sw_replay *)hammer.engine->replay)->tick += TICKS_PER_S;
			if (fresh_read(hammer.engine, i % fresh_slots(hammer.engine), &host))
				continue;
			good++;
			mixed += !belong_together(&host.key.addr, &host.binding);
		}
		ring_consume(hammer.ring);
	}
	hammer_stop(&hammer);
	assert_true(good > 1000);
	assert_int_equal(mixed, 0);
	assert_true(hammer.of_class[SW_CLASS_NEW_ADDRESS] > 1000);
}

/* Every CPU has begun and ended a frame since. */
static void frames_pass(const struct hammer *hammer)
{
	for (int i = 0; i < hammer->thread_count; i++) {
		uint64_t before = hammer->threads[i].frames;

		while (hammer->threads[i].frames < before + 2)
			sched_yield();
	}
}

/* A grace period without waiting for one: the replay's clock moves on for all CPUs. */
static void grace_pass(struct hammer *hammer, uint64_t *now_ns)
{
	volatile struct sw_replay *replay = hammer->engine->replay;

	*now_ns += 2 * KNOWN_GRACE_NS;
	replay->tick += 3 * TICKS_PER_S;
	frames_pass(hammer);
}

/* How often the BPF program counted a frame there, over all CPUs. */
static uint32_t slot_frames(const struct engine *engine, uint32_t slot)
{
	uint32_t sum = 0;

	for (unsigned int cpu = 0; cpu < engine->cpus; cpu++)
		sum += engine->known_stats[cpu * engine->config.known_sets * SW_WAYS + slot].frames;
	return sum;
}

/* A place that is about to be given away: no CPU touches it any more. */
static void assert_untouched(const struct hammer *hammer, uint32_t slot)
{
	uint32_t before = slot_frames(hammer->engine, slot);

	frames_pass(hammer);
	assert_int_equal(slot_frames(hammer->engine, slot), before);
}

/* What the BPF program believes of a known address is never another's MAC. */
static void test_known_tier(void **state)
{
	const struct tick_clock clock = { .per_s = TICKS_PER_S,
					  .tick = START_TICK,
					  .now_ns = NOON };
	uint32_t slots[2 * SW_WAYS], used = 0;
	uint64_t now_ns = NOON, frames = 0;
	struct known_table *table;
	struct hammer hammer;

	(void)state;
	hammer_start(&hammer, KNOWN_ADDRESSES, 1);
	assert_int_equal(known_new(hammer.engine, &table), 0);
	for (uint32_t round = 0; round < KNOWN_ROUNDS; round++) {
		uint32_t n = 1 + round % KNOWN_ADDRESSES;
		struct sw_host_key key = key_of(n);
		struct known_stat stat;
		int err;

		while ((err = known_insert(table, &key, binding_of(n), 0, &slots[used])) ==
		       -ENOSPC) {
			uint32_t at = round % used, victim = slots[at];

			assert_int_equal(known_read(table, victim, &clock, &stat), 0);
			frames += stat.frames;
			known_remove(table, victim, now_ns);
			slots[at] = slots[--used];
			grace_pass(&hammer, &now_ns);
			assert_untouched(&hammer, victim);
			known_tick(table, now_ns);
		}
		assert_true(!err || err == -EEXIST);
		used += !err;
		ring_consume(hammer.ring);
	}
	known_free(table);
	hammer_stop(&hammer);
	assert_true(frames > 0);
	assert_int_equal(hammer.of_class[SW_CLASS_BINDING], 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_new_tier),
		cmocka_unit_test(test_known_tier),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
