// SPDX-License-Identifier: GPL-2.0-or-later
/* Reading not yet admitted addresses while somebody writes them. */
#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "collect/fresh.h"
#include "fake_engine.h"

#define READS 300000

static uint64_t check_of(const struct engine *engine, const struct sw_host_key *key,
			 union sw_binding binding)
{
	uint64_t hash = sw_hash_addr(&engine->config.seed, key->addr.w[0], key->addr.w[1],
				     sw_link_vlan(key->link, key->vlan));

	return sw_hash_check(&engine->config.seed, hash, binding.word);
}

/* In the order of struct sw_fresh_set: check 0, entry, check. */
static void entry_write(struct engine *engine, uint32_t slot, uint32_t n)
{
	volatile struct sw_fresh_set *set =
		(volatile struct sw_fresh_set *)&engine->fresh[slot / SW_WAYS];
	volatile struct sw_fresh_host *host = &set->host[slot % SW_WAYS];
	struct sw_host_key key = fake_key(n);

	__atomic_store_n(&set->check[slot % SW_WAYS], 0, __ATOMIC_SEQ_CST);
	host->key.addr.w[0] = key.addr.w[0];
	host->key.addr.w[1] = key.addr.w[1];
	host->key.link = key.link;
	host->binding.word = fake_binding(n).word;
	host->frames = n;
	__atomic_store_n(&set->check[slot % SW_WAYS], check_of(engine, &key, fake_binding(n)),
			 __ATOMIC_RELEASE);
}

static void test_read(void **state)
{
	struct engine *engine = fake_engine_new(4);
	struct sw_fresh_host host;

	(void)state;
	assert_int_equal(fresh_slots(engine), 2 * 4 * SW_WAYS);
	assert_int_equal(fresh_read(engine, 5, &host), -ENOENT);
	assert_int_equal(fresh_read(engine, fresh_slots(engine), &host), -EINVAL);
	entry_write(engine, 5, 77);
	assert_int_equal(fresh_read(engine, 5, &host), 0);
	assert_int_equal(host.frames, 77);
	assert_int_equal(host.binding.word, fake_binding(77).word);
	fake_engine_free(engine);
}

/* An address with another's MAC is refused, even when the check did not change meanwhile. */
static void test_mixed_is_refused(void **state)
{
	struct engine *engine = fake_engine_new(4);
	struct sw_fresh_host *entry = (struct sw_fresh_host *)&engine->fresh[1].host[1];
	struct sw_fresh_host host;

	(void)state;
	entry_write(engine, 5, 77);
	entry->binding = fake_binding(78);
	assert_int_equal(fresh_read(engine, 5, &host), -EAGAIN);
	entry->binding = fake_binding(77);
	assert_int_equal(fresh_read(engine, 5, &host), 0);
	entry->key.addr.w[1] ^= 1;
	assert_int_equal(fresh_read(engine, 5, &host), -EAGAIN);
	entry->key.addr.w[1] ^= 1;
	entry->key.vlan = 9;
	assert_int_equal(fresh_read(engine, 5, &host), -EAGAIN);
	fake_engine_free(engine);
}

struct writer {
	struct engine *engine;
	atomic_bool stop;
};

static void *keep_writing(void *arg)
{
	struct writer *writer = arg;
	uint32_t n = 0;

	while (!writer->stop)
		entry_write(writer->engine, 5, n++);
	return NULL;
}

static void test_hammer(void **state)
{
	struct writer writer = { .engine = fake_engine_new(4) };
	struct sw_fresh_host host;
	unsigned int good = 0, mixed = 0;
	pthread_t thread;

	(void)state;
	assert_int_equal(pthread_create(&thread, NULL, keep_writing, &writer), 0);
	for (unsigned int i = 0; i < READS || !good; i++) {
		struct sw_host_key key;

		if (fresh_read(writer.engine, 5, &host))
			continue;
		good++;
		key = fake_key(host.frames);
		mixed += host.key.addr.w[0] != key.addr.w[0] ||
			 host.key.addr.w[1] != key.addr.w[1] ||
			 host.binding.word != fake_binding(host.frames).word;
	}
	writer.stop = true;
	pthread_join(thread, NULL);
	assert_int_equal(mixed, 0);
	fake_engine_free(writer.engine);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_read),
		cmocka_unit_test(test_mixed_is_refused),
		cmocka_unit_test(test_hammer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
