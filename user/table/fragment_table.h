/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sums of fragmented datagrams, per peer and in all (RFC 8200 section 4.5). The collector adds what
 * its scan of the BPF program's tables found. Capped: the peer that was silent for longest goes;
 * the totals keep what it had.
 */
#ifndef TABLE_FRAGMENT_TABLE_H
#define TABLE_FRAGMENT_TABLE_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "table/hash.h"

#define FRAGMENT_PEERS_MAX 1024

/* Datagrams, except where said. */
struct fragment_sums {
	uint64_t complete;
	uint64_t fragments;	 /* of the datagrams in complete */
	uint64_t orphaned_first; /* the first fragment came, no other */
	uint64_t orphaned_rest;	 /* others came, the first did not */
	uint64_t gap;		 /* the first and others came, something between is missing */
	uint64_t atomic;	 /* RFC 6946 */
	uint64_t tiny;		 /* RFC 8200 section 5 */
	uint64_t split;		 /* header chain not whole in the first fragment, RFC 7112 */
	uint64_t overlap;	 /* RFC 5722 */
	uint64_t oversize;
	uint64_t packet_too_big;      /* ICMPv6 type 2 that it sent */
	uint64_t reassembly_exceeded; /* ICMPv6 type 3 code 1 that it sent */
};

enum fragment_fate {
	FRAGMENT_FATE_UNSET,
	FRAGMENT_FATE_ORPHANED_FIRST,
	FRAGMENT_FATE_ORPHANED_REST,
	FRAGMENT_FATE_GAP,
	FRAGMENT_FATE_MAX,
};

struct fragment_peer_key {
	struct in6_addr addr;
	uint16_t link;
	uint16_t vlan;
};

struct fragment_peer {
	struct fragment_peer_key key;
	uint64_t first_ns;
	uint64_t seen_ns;
	struct fragment_sums sums;
	struct fragment_peer *older, *newer; /* the table's own */
	UT_hash_handle hh;
};

struct fragment_table;

/* max 0: FRAGMENT_PEERS_MAX. seed NULL: a fixed one. -ENOMEM. */
int fragment_table_new(size_t max, const struct sw_seed *seed, struct fragment_table **ret_table);
void fragment_table_free(struct fragment_table *table);

/* Adds to the peer and to the totals. */
void fragment_table_add(struct fragment_table *table, const struct fragment_peer_key *key,
			const struct fragment_sums *added, uint64_t seen_ns);

/* A datagram of the peer stayed incomplete; taken_back: it got whole after that was told. */
void fragment_table_orphan(struct fragment_table *table, const struct fragment_peer_key *key,
			   enum fragment_fate fate, bool taken_back, uint64_t seen_ns);

const struct fragment_sums *fragment_table_totals(const struct fragment_table *table);
const struct fragment_peer *fragment_table_find(const struct fragment_table *table,
						const struct fragment_peer_key *key);
size_t fragment_table_count(const struct fragment_table *table);
uint64_t fragment_table_evicted(const struct fragment_table *table);

/* By link, VLAN and address. The array is the caller's to free. -ENOMEM. */
int fragment_table_sorted(const struct fragment_table *table,
			  const struct fragment_peer ***ret_peers, size_t *ret_count);

#endif
