// SPDX-License-Identifier: GPL-2.0-or-later
#include "collect/fresh.h"

#include <errno.h>

uint32_t fresh_slots(const struct engine *engine)
{
	return engine->cpus * engine->config.fresh_sets * SW_WAYS;
}

/* The check that the writer must have stored for this copy. */
static uint64_t fresh_check(const struct engine *engine, const struct sw_fresh_host *host)
{
	const struct sw_host_key *key = &host->key;
	uint64_t hash = sw_hash_addr(&engine->config.seed, key->addr.w[0], key->addr.w[1],
				     sw_link_vlan(key->link, key->vlan));

	return sw_hash_check(&engine->config.seed, hash, host->binding.word);
}

int fresh_read(const struct engine *engine, uint32_t slot, struct sw_fresh_host *ret_host)
{
	const struct sw_fresh_set *set;
	struct sw_fresh_host copy;
	uint64_t before, after;

	if (slot >= fresh_slots(engine))
		return -EINVAL;
	set = &engine->fresh[slot / SW_WAYS];
	before = __atomic_load_n(&set->check[slot % SW_WAYS], __ATOMIC_ACQUIRE);
	if (!before)
		return -ENOENT;
	copy = *(const volatile struct sw_fresh_host *)&set->host[slot % SW_WAYS];
	__atomic_thread_fence(__ATOMIC_ACQUIRE);
	after = __atomic_load_n(&set->check[slot % SW_WAYS], __ATOMIC_RELAXED);
	if (before != after || before != fresh_check(engine, &copy))
		return -EAGAIN;
	*ret_host = copy;
	return 0;
}
