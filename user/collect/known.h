/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The writer of the known table (struct sw_known_set): the addresses that user space admitted.
 *
 * An address has two candidate sets and goes to the emptier one. A removed entry's place is free
 * again after KNOWN_GRACE_NS, when no CPU can still hold its slot in the recent cache, so that no
 * entry ever mixes two addresses. One writer only.
 */
#ifndef COLLECT_KNOWN_H
#define COLLECT_KNOWN_H

#include "collect/engine.h"

#define KNOWN_GRACE_NS 1500000000ULL /* the recent cache lives for 1 s */

struct known_table;

/* What the BPF program knows of an admitted address, over all CPUs. */
struct known_stat {
	uint64_t frames;
	uint64_t ra_count;
	uint64_t seen_ns;    /* ns since the Unix epoch; 0: not seen since it was inserted */
	uint64_t ra_seen_ns; /* its last RA; 0: none */
	uint64_t ra_digest;  /* of its last RA that was handed up */
	uint32_t learned;    /* SW_LEARN_BIT() each */
};

/* The engine must outlive the table. -ENOMEM. */
int known_new(struct engine *engine, struct known_table **ret_table);
void known_free(struct known_table *table);

/*
 * Admits an address. flags: enum sw_known_flag. ret_slot is its handle until known_remove().
 * -EEXIST: it is there (ret_slot is set); -ENOSPC: both its sets are full, or what was removed
 * from them is not yet free.
 */
int known_insert(struct known_table *table, const struct sw_host_key *key, union sw_binding binding,
		 uint16_t flags, uint32_t *ret_slot);

/* The slot of an address; -ENOENT. */
int known_find(const struct known_table *table, const struct sw_host_key *key, uint32_t *ret_slot);

/* From now on the BPF program does not know the address. Slots that hold nothing are ignored. */
void known_remove(struct known_table *table, uint32_t slot, uint64_t now_ns);

/* The address has moved to another MAC or port; takes effect with the next frame. */
void known_set_binding(struct known_table *table, uint32_t slot, union sw_binding binding);
void known_set_flags(struct known_table *table, uint32_t slot, uint16_t flags);

/*
 * Sums the statistics of a slot. Call it at least once in 2^32 frames of a host. -ENOENT: the slot
 * holds nothing.
 */
int known_read(struct known_table *table, uint32_t slot, const struct tick_clock *clock,
	       struct known_stat *ret_stat);

/* The address and binding of a slot, as written by known_insert() and known_set_binding(). */
int known_entry(const struct known_table *table, uint32_t slot, struct sw_host_key *ret_key,
		union sw_binding *ret_binding);

/* Frees the places whose grace period is over. Call it about every 100 ms. */
void known_tick(struct known_table *table, uint64_t now_ns);

/*
 * Admitted addresses, and how many make the table half full: up to there about one random address
 * in 100 000 finds no place; past it more and more do not.
 */
unsigned int known_count(const struct known_table *table);
unsigned int known_capacity(const struct known_table *table);

#endif
