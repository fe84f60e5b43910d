/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Routers: who sends router advertisements, and the last one of each, decoded.
 *
 * Keyed by (link, VLAN, source address). Capped; pinned routers (the baseline's) are never evicted,
 * those with RAs at least 10 s apart go last, and of the others one of the port that has most of
 * them: a flood displaces its own, not the one rogue on another port. The table owns its routers: a
 * pointer is valid until the next router_table_see() or router_table_expire().
 */
#ifndef TABLE_ROUTER_TABLE_H
#define TABLE_ROUTER_TABLE_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "decode/ra.h"
#include "table/hash.h"
#include "table/sighting.h"

#define ROUTERS_MAX 128 /* with their RAs about 600 kB; ten times what a large office has */

/* RFC 4861 section 6.2.1: RAs are at most 1 800 s apart; a router is gone after two of them. */
#define ROUTER_INTERVAL_MAX_NS (1800 * 1000000000ULL)

enum router_change {
	ROUTER_CHANGE_NEW = 1 << 0,
	ROUTER_CHANGE_CONTENT = 1 << 1, /* the RA says something else than the one before */
	ROUTER_CHANGE_MAC = 1 << 2,
	ROUTER_CHANGE_PORT = 1 << 3,
};

struct router_key {
	struct in6_addr addr;
	uint16_t link;
	uint16_t vlan;
};

struct router {
	struct router_key key;
	uint8_t mac[6];
	bool has_mac;
	bool self;
	bool pinned;
	bool headers; /* its last RA came behind extension headers */
	uint16_t port;
	uint64_t ra_count; /* RAs seen, unchanged ones too */
	uint64_t first_ns;
	uint64_t seen_ns;	  /* last RA */
	uint64_t content_ns;	  /* last RA that was handed up with new content */
	uint64_t interval_min_ns; /* between two RAs, by what was told; 0: unknown */
	uint64_t interval_max_ns;
	struct ra_message ra;
	UT_hash_handle hh;
};

struct router_table;

/* max 0: ROUTERS_MAX. seed NULL: a fixed one. -ENOMEM. */
int router_table_new(size_t max, const struct sw_seed *seed, struct router_table **ret_table);
void router_table_free(struct router_table *table);

/*
 * An RA was handed up. Returns router_change bits (0: the same again), -ENOSPC when all places hold
 * better proven routers, -ENOMEM. The sighting's addr is the source.
 */
int router_table_see(struct router_table *table, const struct sighting *sighting,
		     const struct ra_message *ra, bool headers, struct router **ret_router);

/* The BPF program's count and time of RAs, unchanged ones included; neither goes back. */
void router_table_refresh(struct router *router, uint64_t ra_count, uint64_t seen_ns);

void router_table_pin(struct router *router, bool pinned);

/* Drops routers whose last RA is older than its lifetime and ROUTER_INTERVAL_MAX_NS twice over. */
void router_table_expire(struct router_table *table, uint64_t now_ns);

struct router *router_table_find(const struct router_table *table, const struct router_key *key);

/* It is a default router now: a lifetime above 0 that has not run out (RFC 4861 section 6.3.4). */
bool router_is_default(const struct router *router, uint64_t now_ns);

/*
 * No default route, no DNS, only ULA prefixes and routes of /48 and longer: Thread border routers
 * and the like (alerts.md, router-new).
 */
bool router_is_stub(const struct router *router);

size_t router_table_count(const struct router_table *table);
uint64_t router_table_evicted(const struct router_table *table);

void router_table_each(const struct router_table *table,
		       void (*each)(void *ctx, struct router *router), void *ctx);

/* By link, VLAN, default routers first, address. The caller frees the array. -ENOMEM. */
int router_table_sorted(const struct router_table *table, uint64_t now_ns,
			const struct router ***ret_routers, size_t *ret_count);

#endif
