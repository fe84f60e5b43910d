// SPDX-License-Identifier: GPL-2.0-or-later
#include "collect/known.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum slot_state {
	SLOT_FREE,
	SLOT_USED,
	SLOT_GRACE, /* removed; a CPU may still hold it */
};

/* User space's side of a slot. */
struct slot {
	uint64_t frames; /* whole; the map's counters wrap at 32 bits */
	uint32_t frames_low;
	uint32_t next; /* in the queue of removed slots */
	uint64_t free_ns;
	enum slot_state state;
};

struct known_table {
	struct engine *engine;
	struct slot *slots; /* owned */
	uint32_t slot_count;
	unsigned int used;
	uint32_t grace_head; /* removed slots, oldest first */
	uint32_t grace_tail;
};

#define NO_SLOT UINT32_MAX

int known_new(struct engine *engine, struct known_table **ret_table)
{
	struct known_table *table = calloc(1, sizeof(*table));

	if (!table)
		return -ENOMEM;
	table->engine = engine;
	table->slot_count = engine->config.known_sets * SW_WAYS;
	table->grace_head = NO_SLOT;
	table->grace_tail = NO_SLOT;
	table->slots = calloc(table->slot_count, sizeof(*table->slots));
	if (!table->slots) {
		free(table);
		return -ENOMEM;
	}
	*ret_table = table;
	return 0;
}

void known_free(struct known_table *table)
{
	if (!table)
		return;
	free(table->slots);
	free(table);
}

static struct sw_known_set *set_of(const struct known_table *table, uint32_t slot)
{
	return &table->engine->known[slot / SW_WAYS];
}

static bool slot_is_used(const struct known_table *table, uint32_t slot)
{
	return slot < table->slot_count && table->slots[slot].state == SLOT_USED;
}

static uint64_t key_hash(const struct known_table *table, const struct sw_host_key *key)
{
	return sw_hash_addr(&table->engine->config.seed, key->addr.w[0], key->addr.w[1],
			    sw_link_vlan(key->link, key->vlan));
}

static bool key_same(const struct sw_host_key *a, const struct sw_host_key *b)
{
	return a->addr.w[0] == b->addr.w[0] && a->addr.w[1] == b->addr.w[1] && a->link == b->link &&
	       a->vlan == b->vlan;
}

/* The two sets where the BPF program looks. */
static uint32_t candidate(const struct known_table *table, uint64_t hash, int choice)
{
	return (uint32_t)(choice ? hash >> 32 : hash) & (table->engine->config.known_sets - 1);
}

int known_find(const struct known_table *table, const struct sw_host_key *key, uint32_t *ret_slot)
{
	uint64_t hash = key_hash(table, key);

	for (int choice = 0; choice < 2; choice++) {
		uint32_t first = candidate(table, hash, choice) * SW_WAYS;

		for (uint32_t slot = first; slot < first + SW_WAYS; slot++) {
			if (table->slots[slot].state == SLOT_USED &&
			    key_same(&set_of(table, slot)->key[slot % SW_WAYS], key)) {
				*ret_slot = slot;
				return 0;
			}
		}
	}
	return -ENOENT;
}

/* A free slot of the set, or NO_SLOT, and how many are not free. */
static uint32_t set_free_slot(const struct known_table *table, uint32_t set,
			      unsigned int *ret_taken)
{
	uint32_t free_slot = NO_SLOT;

	*ret_taken = 0;
	for (uint32_t slot = set * SW_WAYS; slot < (set + 1) * SW_WAYS; slot++) {
		if (table->slots[slot].state != SLOT_FREE)
			++*ret_taken;
		else if (free_slot == NO_SLOT)
			free_slot = slot;
	}
	return free_slot;
}

static void stats_clear(struct known_table *table, uint32_t slot)
{
	const struct engine *engine = table->engine;

	for (unsigned int cpu = 0; cpu < engine->cpus; cpu++)
		memset(&engine->known_stats[cpu * table->slot_count + slot], 0,
		       sizeof(struct sw_known_stat));
}

/* In the order that struct sw_known_set asks for: the slot was free for a grace period. */
static void entry_write(struct known_table *table, uint32_t slot, const struct sw_host_key *key,
			union sw_binding binding, uint16_t flags)
{
	struct sw_known_set *set = set_of(table, slot);
	uint32_t way = slot % SW_WAYS;

	set->key[way] = *key;
	__atomic_store_n(&set->binding[way].word, binding.word, __ATOMIC_RELAXED);
	__atomic_store_n(&set->flags[way], flags, __ATOMIC_RELAXED);
	__atomic_store_n(&set->tag[way], sw_hash_tag(key_hash(table, key)), __ATOMIC_RELEASE);
}

int known_insert(struct known_table *table, const struct sw_host_key *key, union sw_binding binding,
		 uint16_t flags, uint32_t *ret_slot)
{
	uint64_t hash = key_hash(table, key);
	unsigned int taken, other_taken;
	uint32_t slot, other;

	if (!known_find(table, key, ret_slot))
		return -EEXIST;
	slot = set_free_slot(table, candidate(table, hash, 0), &taken);
	other = set_free_slot(table, candidate(table, hash, 1), &other_taken);
	if (other_taken < taken)
		slot = other;
	if (slot == NO_SLOT)
		return -ENOSPC;
	stats_clear(table, slot);
	entry_write(table, slot, key, binding, flags);
	table->slots[slot] = (struct slot){ .state = SLOT_USED };
	table->used++;
	*ret_slot = slot;
	return 0;
}

void known_remove(struct known_table *table, uint32_t slot, uint64_t now_ns)
{
	struct slot *s;

	if (!slot_is_used(table, slot))
		return;
	__atomic_store_n(&set_of(table, slot)->tag[slot % SW_WAYS], 0, __ATOMIC_RELEASE);
	s = &table->slots[slot];
	s->state = SLOT_GRACE;
	s->free_ns = now_ns + KNOWN_GRACE_NS;
	s->next = NO_SLOT;
	if (table->grace_tail == NO_SLOT)
		table->grace_head = slot;
	else
		table->slots[table->grace_tail].next = slot;
	table->grace_tail = slot;
	table->used--;
}

void known_tick(struct known_table *table, uint64_t now_ns)
{
	while (table->grace_head != NO_SLOT) {
		struct slot *s = &table->slots[table->grace_head];

		if (now_ns < s->free_ns)
			return;
		s->state = SLOT_FREE;
		table->grace_head = s->next;
	}
	table->grace_tail = NO_SLOT;
}

void known_set_binding(struct known_table *table, uint32_t slot, union sw_binding binding)
{
	if (slot_is_used(table, slot))
		__atomic_store_n(&set_of(table, slot)->binding[slot % SW_WAYS].word, binding.word,
				 __ATOMIC_RELAXED);
}

void known_set_flags(struct known_table *table, uint32_t slot, uint16_t flags)
{
	if (slot_is_used(table, slot))
		__atomic_store_n(&set_of(table, slot)->flags[slot % SW_WAYS], flags,
				 __ATOMIC_RELAXED);
}

/* One CPU's part. The digest is that of the latest RA. */
static void stat_add(struct known_stat *sum, uint32_t *frames_low, const struct sw_known_stat *part,
		     const struct tick_clock *clock)
{
	uint64_t seen_ns;

	*frames_low += part->frames;
	sum->ra_count += part->ra_count;
	sum->learned |= part->learned;
	if (part->frames) {
		seen_ns = tick_to_ns(clock, part->seen_tick);
		if (seen_ns > sum->seen_ns)
			sum->seen_ns = seen_ns;
	}
	if (part->ra_count) {
		seen_ns = tick_to_ns(clock, part->ra_tick);
		if (seen_ns >= sum->ra_seen_ns) {
			sum->ra_seen_ns = seen_ns;
			sum->ra_digest = part->ra_digest;
		}
	}
}

int known_read(struct known_table *table, uint32_t slot, const struct tick_clock *clock,
	       struct known_stat *ret_stat)
{
	struct known_stat sum = { 0 };
	uint32_t frames_low = 0;
	struct slot *s;

	if (!slot_is_used(table, slot))
		return -ENOENT;
	for (unsigned int cpu = 0; cpu < table->engine->cpus; cpu++) {
		const volatile struct sw_known_stat *live =
			&table->engine->known_stats[cpu * table->slot_count + slot];
		struct sw_known_stat part = *live;

		stat_add(&sum, &frames_low, &part, clock);
	}
	/* Sums of counters that wrap differ by what was really added. */
	s = &table->slots[slot];
	s->frames += (uint32_t)(frames_low - s->frames_low);
	s->frames_low = frames_low;
	sum.frames = s->frames;
	*ret_stat = sum;
	return 0;
}

int known_entry(const struct known_table *table, uint32_t slot, struct sw_host_key *ret_key,
		union sw_binding *ret_binding)
{
	if (!slot_is_used(table, slot))
		return -ENOENT;
	*ret_key = set_of(table, slot)->key[slot % SW_WAYS];
	*ret_binding = set_of(table, slot)->binding[slot % SW_WAYS];
	return 0;
}

unsigned int known_count(const struct known_table *table)
{
	return table->used;
}

unsigned int known_capacity(const struct known_table *table)
{
	return table->slot_count / 2;
}
