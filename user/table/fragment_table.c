// SPDX-License-Identifier: GPL-2.0-or-later
#include "table/fragment_table.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/addr.h"

struct fragment_table {
	struct sw_seed seed;
	struct fragment_peer *peers;
	struct fragment_peer *oldest, *newest; /* by last news */
	size_t max;
	uint64_t evicted;
	struct fragment_sums totals;
};

int fragment_table_new(size_t max, const struct sw_seed *seed, struct fragment_table **ret_table)
{
	struct fragment_table *table = calloc(1, sizeof(*table));

	if (!table)
		return -ENOMEM;
	table->max = max ? max : FRAGMENT_PEERS_MAX;
	if (seed)
		table->seed = *seed;
	*ret_table = table;
	return 0;
}

static void peer_unlink(struct fragment_table *table, struct fragment_peer *peer)
{
	*(peer->older ? &peer->older->newer : &table->oldest) = peer->newer;
	*(peer->newer ? &peer->newer->older : &table->newest) = peer->older;
}

static void peer_append(struct fragment_table *table, struct fragment_peer *peer)
{
	peer->older = table->newest;
	peer->newer = NULL;
	*(table->newest ? &table->newest->newer : &table->oldest) = peer;
	table->newest = peer;
}

static void peer_drop(struct fragment_table *table, struct fragment_peer *peer)
{
	peer_unlink(table, peer);
	HASH_DELETE(hh, table->peers, peer);
	free(peer);
}

void fragment_table_free(struct fragment_table *table)
{
	if (!table)
		return;
	while (table->oldest)
		peer_drop(table, table->oldest);
	free(table);
}

static struct fragment_peer *peer_find(const struct fragment_table *table,
				       const struct fragment_peer_key *key)
{
	struct fragment_peer *peer;

	HASH_FIND_BYHASHVALUE(hh, table->peers, key, sizeof(*key),
			      table_hash(&table->seed, key, sizeof(*key)), peer);
	return peer;
}

const struct fragment_peer *fragment_table_find(const struct fragment_table *table,
						const struct fragment_peer_key *key)
{
	return peer_find(table, key);
}

static struct fragment_peer *peer_make(struct fragment_table *table,
				       const struct fragment_peer_key *key, uint64_t now_ns)
{
	struct fragment_peer *peer;

	if (HASH_COUNT(table->peers) >= table->max) {
		peer_drop(table, table->oldest);
		table->evicted++;
	}
	peer = calloc(1, sizeof(*peer));
	if (!peer)
		return NULL;
	peer->key = *key;
	peer->first_ns = now_ns;
	HASH_ADD_BYHASHVALUE(hh, table->peers, key, sizeof(peer->key),
			     table_hash(&table->seed, key, sizeof(*key)), peer);
	if (!peer->hh.tbl) {
		free(peer);
		return NULL;
	}
	peer_append(table, peer);
	return peer;
}

/* Finds or makes the peer and notes that there is news of it. NULL: no memory. */
static struct fragment_peer *peer_touch(struct fragment_table *table,
					const struct fragment_peer_key *key, uint64_t seen_ns)
{
	struct fragment_peer *peer = peer_find(table, key);

	if (!peer)
		peer = peer_make(table, key, seen_ns);
	if (!peer)
		return NULL;
	if (seen_ns > peer->seen_ns)
		peer->seen_ns = seen_ns;
	peer_unlink(table, peer);
	peer_append(table, peer);
	return peer;
}

static void sums_add(struct fragment_sums *sums, const struct fragment_sums *added)
{
	sums->complete += added->complete;
	sums->fragments += added->fragments;
	sums->orphaned_first += added->orphaned_first;
	sums->orphaned_rest += added->orphaned_rest;
	sums->gap += added->gap;
	sums->atomic += added->atomic;
	sums->tiny += added->tiny;
	sums->split += added->split;
	sums->overlap += added->overlap;
	sums->oversize += added->oversize;
	sums->packet_too_big += added->packet_too_big;
	sums->reassembly_exceeded += added->reassembly_exceeded;
}

void fragment_table_add(struct fragment_table *table, const struct fragment_peer_key *key,
			const struct fragment_sums *added, uint64_t seen_ns)
{
	struct fragment_peer *peer = peer_touch(table, key, seen_ns);

	sums_add(&table->totals, added);
	if (peer)
		sums_add(&peer->sums, added);
}

static void sums_orphan(struct fragment_sums *sums, enum fragment_fate fate, bool taken_back)
{
	uint64_t *count = fate == FRAGMENT_FATE_ORPHANED_FIRST ? &sums->orphaned_first :
			  fate == FRAGMENT_FATE_ORPHANED_REST  ? &sums->orphaned_rest :
								 &sums->gap;

	if (!taken_back)
		++*count;
	else if (*count) /* the peer may have been evicted in between */
		--*count;
}

void fragment_table_orphan(struct fragment_table *table, const struct fragment_peer_key *key,
			   enum fragment_fate fate, bool taken_back, uint64_t seen_ns)
{
	struct fragment_peer *peer;

	if (fate <= FRAGMENT_FATE_UNSET || fate >= FRAGMENT_FATE_MAX)
		return;
	sums_orphan(&table->totals, fate, taken_back);
	peer = peer_touch(table, key, seen_ns);
	if (peer)
		sums_orphan(&peer->sums, fate, taken_back);
}

const struct fragment_sums *fragment_table_totals(const struct fragment_table *table)
{
	return &table->totals;
}

size_t fragment_table_count(const struct fragment_table *table)
{
	return HASH_COUNT(table->peers);
}

uint64_t fragment_table_evicted(const struct fragment_table *table)
{
	return table->evicted;
}

static int peer_compare(const void *a, const void *b)
{
	const struct fragment_peer_key *x = &(*(const struct fragment_peer *const *)a)->key;
	const struct fragment_peer_key *y = &(*(const struct fragment_peer *const *)b)->key;

	if (x->link != y->link)
		return x->link < y->link ? -1 : 1;
	if (x->vlan != y->vlan)
		return x->vlan < y->vlan ? -1 : 1;
	return addr_compare(&x->addr, &y->addr);
}

int fragment_table_sorted(const struct fragment_table *table,
			  const struct fragment_peer ***ret_peers, size_t *ret_count)
{
	size_t count = HASH_COUNT(table->peers), i = 0;
	const struct fragment_peer **peers;

	*ret_peers = NULL;
	*ret_count = 0;
	if (!count)
		return 0;
	peers = calloc(count, sizeof(const struct fragment_peer *));
	if (!peers)
		return -ENOMEM;
	for (const struct fragment_peer *peer = table->oldest; peer; peer = peer->newer)
		peers[i++] = peer;
	qsort(peers, count, sizeof(const struct fragment_peer *), peer_compare);
	*ret_peers = peers;
	*ret_count = count;
	return 0;
}
