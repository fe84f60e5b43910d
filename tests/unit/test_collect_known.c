// SPDX-License-Identifier: GPL-2.0-or-later
/* The writer of the known table, alone and against readers that look as the BPF program does. */
#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "collect/known.h"
#include "fake_engine.h"

#define SECOND 1000000000ULL
#define NOON (1700000000 * SECOND)

static const struct tick_clock noon = { .per_s = 250, .tick = 10, .now_ns = NOON };

struct fixture {
	struct engine *engine;
	struct known_table *table;
};

static void fixture_init(struct fixture *f, unsigned int sets)
{
	f->engine = fake_engine_new(sets);
	assert_int_equal(known_new(f->engine, &f->table), 0);
}

static void fixture_fini(struct fixture *f)
{
	known_free(f->table);
	fake_engine_free(f->engine);
}

static int insert(struct fixture *f, uint32_t n, uint32_t *ret_slot)
{
	struct sw_host_key key = fake_key(n);

	return known_insert(f->table, &key, fake_binding(n), 0, ret_slot);
}

/* What the BPF program reads before it believes an entry: hosts.bpf.h, known_match(). */
static bool reader_finds(const struct engine *engine, const struct sw_host_key *key,
			 uint64_t *ret_binding)
{
	uint64_t hash = sw_hash_addr(&engine->config.seed, key->addr.w[0], key->addr.w[1],
				     sw_link_vlan(key->link, key->vlan));

	for (int choice = 0; choice < 2; choice++) {
		uint32_t set = (uint32_t)(choice ? hash >> 32 : hash);
		volatile struct sw_known_set *s =
			&engine->known[set & (engine->config.known_sets - 1)];

		for (int way = 0; way < SW_WAYS; way++) {
			if (__atomic_load_n(&s->tag[way], __ATOMIC_ACQUIRE) != sw_hash_tag(hash) ||
			    s->key[way].addr.w[0] != key->addr.w[0] ||
			    s->key[way].addr.w[1] != key->addr.w[1] ||
			    s->key[way].link != key->link || s->key[way].vlan != key->vlan)
				continue;
			*ret_binding = s->binding[way].word;
			return true;
		}
	}
	return false;
}

static void test_insert_find_remove(void **state)
{
	struct sw_host_key key = fake_key(1), other_vlan = fake_key(1);
	union sw_binding binding, moved = fake_binding(2);
	uint32_t slot, same;
	uint64_t word;
	struct fixture f;

	(void)state;
	fixture_init(&f, 16);
	other_vlan.vlan = 5;
	assert_int_equal(known_find(f.table, &key, &slot), -ENOENT);
	assert_int_equal(insert(&f, 1, &slot), 0);
	assert_int_equal(insert(&f, 1, &same), -EEXIST);
	assert_int_equal(same, slot);
	assert_int_equal(known_count(f.table), 1);
	assert_true(reader_finds(f.engine, &key, &word));
	assert_int_equal(word, fake_binding(1).word);
	assert_false(reader_finds(f.engine, &other_vlan, &word));
	assert_int_equal(known_find(f.table, &other_vlan, &same), -ENOENT);

	known_set_binding(f.table, slot, moved);
	known_set_flags(f.table, slot, SW_KNOWN_ROUTER);
	assert_true(reader_finds(f.engine, &key, &word));
	assert_int_equal(word, moved.word);
	assert_int_equal(f.engine->known[slot / SW_WAYS].flags[slot % SW_WAYS], SW_KNOWN_ROUTER);
	assert_int_equal(known_entry(f.table, slot, &key, &binding), 0);
	assert_int_equal(binding.word, moved.word);

	known_remove(f.table, slot, NOON);
	known_remove(f.table, slot, NOON);
	known_remove(f.table, UINT32_MAX, NOON);
	assert_false(reader_finds(f.engine, &key, &word));
	assert_int_equal(known_find(f.table, &key, &same), -ENOENT);
	assert_int_equal(known_entry(f.table, slot, &key, &binding), -ENOENT);
	assert_int_equal(known_count(f.table), 0);
	fixture_fini(&f);
}

/* Full, then removed: the place is not given away while a CPU may still hold it. */
static void test_grace_period(void **state)
{
	uint32_t slot[SW_WAYS], last;
	struct fixture f;

	(void)state;
	fixture_init(&f, 1);
	for (uint32_t n = 0; n < SW_WAYS; n++)
		assert_int_equal(insert(&f, n, &slot[n]), 0);
	assert_int_equal(insert(&f, 100, &last), -ENOSPC);
	known_remove(f.table, slot[2], NOON);
	known_remove(f.table, slot[0], NOON + SECOND);
	assert_int_equal(insert(&f, 100, &last), -ENOSPC);
	known_tick(f.table, NOON + KNOWN_GRACE_NS - 1);
	assert_int_equal(insert(&f, 100, &last), -ENOSPC);
	known_tick(f.table, NOON + KNOWN_GRACE_NS);
	assert_int_equal(insert(&f, 100, &last), 0);
	assert_int_equal(last, slot[2]);
	assert_int_equal(insert(&f, 101, &last), -ENOSPC);
	known_tick(f.table, NOON + 10 * SECOND);
	assert_int_equal(insert(&f, 101, &last), 0);
	assert_int_equal(last, slot[0]);

	/* The queue is empty now and fills again. */
	known_remove(f.table, slot[1], NOON + 20 * SECOND);
	known_tick(f.table, NOON + 20 * SECOND);
	assert_int_equal(insert(&f, 102, &last), -ENOSPC);
	known_tick(f.table, NOON + 22 * SECOND);
	assert_int_equal(insert(&f, 102, &last), 0);
	fixture_fini(&f);
}

/*
 * Two choices place all keys up to 3/8 of the slots, and all but a few in 100 000 up to half, also
 * where the keys are numbered and whatever the seed.
 */
static void test_two_choices(void **state)
{
	uint32_t refused = 0;

	(void)state;
	for (uint32_t run = 0; run < 10; run++) {
		struct fixture f;
		uint32_t slot, capacity;

		fixture_init(&f, 2048);
		fake_engine_seed(f.engine, run);
		capacity = known_capacity(f.table);
		for (uint32_t n = 0; n < capacity; n++) {
			int err = insert(&f, run << 20 | n, &slot);

			if (err)
				assert_true(err == -ENOSPC && n >= capacity / 4 * 3);
			refused += err != 0;
		}
		fixture_fini(&f);
	}
	assert_in_range(refused, 0, 4);
}

static void test_statistics(void **state)
{
	struct sw_known_stat *first, *second;
	struct known_stat stat;
	struct fixture f;
	uint32_t slot;

	(void)state;
	fixture_init(&f, 16);
	assert_int_equal(insert(&f, 1, &slot), 0);
	first = &f.engine->known_stats[slot];
	second = &f.engine->known_stats[16 * SW_WAYS + slot];
	assert_int_equal(known_read(f.table, slot, &noon, &stat), 0);
	assert_int_equal(stat.seen_ns, 0);
	assert_int_equal(stat.ra_seen_ns, 0);

	*first = (struct sw_known_stat){ .seen_tick = 10, .frames = 3, .learned = 1 << 1 };
	*second = (struct sw_known_stat){ .seen_tick = UINT32_MAX - 239, /* a second ago */
					  .frames = 4,
					  .ra_count = 2,
					  .ra_tick = UINT32_MAX - 239,
					  .ra_digest = 42,
					  .learned = 1 << 5 };
	assert_int_equal(known_read(f.table, slot, &noon, &stat), 0);
	assert_int_equal(stat.frames, 7);
	assert_int_equal(stat.seen_ns, NOON);
	assert_int_equal(stat.ra_seen_ns, NOON - SECOND);
	assert_int_equal(stat.ra_count, 2);
	assert_int_equal(stat.ra_digest, 42);
	assert_int_equal(stat.learned, 1 << 1 | 1 << 5);

	/* Each CPU's counter wraps on its own. */
	first->frames = UINT32_MAX;
	known_read(f.table, slot, &noon, &stat);
	first->frames = 9;
	known_read(f.table, slot, &noon, &stat);
	assert_int_equal(stat.frames, (1ULL << 32) + 9 + 4);

	/* The next to have the slot begins at nothing. */
	known_remove(f.table, slot, NOON);
	assert_int_equal(known_read(f.table, slot, &noon, &stat), -ENOENT);
	known_tick(f.table, NOON + 2 * SECOND);
	assert_int_equal(insert(&f, 1, &slot), 0);
	assert_int_equal(known_read(f.table, slot, &noon, &stat), 0);
	assert_int_equal(stat.frames, 0);
	assert_int_equal(stat.learned, 0);
	fixture_fini(&f);
}

/*
 * Readers as on other CPUs. Each says when it is between two look-ups, so that the writer's grace
 * period can be the real thing (all readers moved on) in no time, by a fake clock.
 */
#define READERS 2
#define KEYS 64
#define ROUNDS 500

struct hammer {
	struct engine *engine;
	atomic_bool stop;
	_Atomic uint64_t lookups[READERS];
	_Atomic uint64_t found;
	_Atomic uint64_t mixed;
};

struct reader {
	struct hammer *hammer;
	int index;
};

static void *hammer_read(void *arg)
{
	struct reader *reader = arg;
	struct hammer *hammer = reader->hammer;
	uint32_t n = 0;

	while (!hammer->stop) {
		struct sw_host_key key = fake_key(n % KEYS);
		uint64_t binding;

		if (reader_finds(hammer->engine, &key, &binding)) {
			hammer->found++;
			if (binding != fake_binding(n % KEYS).word)
				hammer->mixed++;
		}
		hammer->lookups[reader->index]++;
		n++;
	}
	return NULL;
}

static void hammer_wait_grace(struct hammer *hammer)
{
	for (int i = 0; i < READERS; i++) {
		uint64_t before = hammer->lookups[i];

		/* The look-up that was under way is over after two more. */
		while (hammer->lookups[i] < before + 2)
			sched_yield();
	}
}

static void hammer_write(struct fixture *f, struct hammer *hammer)
{
	uint64_t now_ns = NOON;
	uint32_t slots[SW_WAYS], used = 0, n = 0;

	for (int round = 0; round < ROUNDS; round++) {
		if (used == SW_WAYS) {
			known_remove(f->table, slots[round % SW_WAYS], now_ns);
			slots[round % SW_WAYS] = slots[--used];
			hammer_wait_grace(hammer);
			now_ns += KNOWN_GRACE_NS;
			known_tick(f->table, now_ns);
		}
		n = (n + 7) % KEYS;
		if (!insert(f, n, &slots[used]))
			used++;
	}
}

static void test_hammer(void **state)
{
	struct hammer hammer = { 0 };
	struct reader readers[READERS];
	pthread_t threads[READERS];
	struct fixture f;

	(void)state;
	fixture_init(&f, 1); /* every key fights for the same four places */
	hammer.engine = f.engine;
	for (int i = 0; i < READERS; i++) {
		readers[i] = (struct reader){ &hammer, i };
		assert_int_equal(pthread_create(&threads[i], NULL, hammer_read, &readers[i]), 0);
	}
	hammer_write(&f, &hammer);
	hammer.stop = true;
	for (int i = 0; i < READERS; i++)
		pthread_join(threads[i], NULL);
	assert_true(hammer.found > 0);
	assert_int_equal(hammer.mixed, 0);
	fixture_fini(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_insert_find_remove),
		cmocka_unit_test(test_grace_period),
		cmocka_unit_test(test_two_choices),
		cmocka_unit_test(test_statistics),
		cmocka_unit_test(test_hammer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
