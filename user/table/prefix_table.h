/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Prefixes of the links: advertised by routers (RFC 4861 section 4.6.2) or on an interface of this
 * machine. Keyed by (link, VLAN, prefix); capped, what only an unproven router advertises goes
 * first. IPv4 prefixes are v4-mapped.
 */
#ifndef TABLE_PREFIX_TABLE_H
#define TABLE_PREFIX_TABLE_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/addr.h"
#include "table/router_table.h"

#define PREFIXES_MAX 128
#define PREFIX_ADVERTISERS_MAX 4

/* Who says so, weakest first: the order of eviction. */
enum prefix_proof {
	PREFIX_PROOF_UNSET,
	PREFIX_PROOF_ROUTER,   /* a router outside the baseline */
	PREFIX_PROOF_BASELINE, /* a pinned router */
	PREFIX_PROOF_KERNEL,   /* on an interface of this machine */
	PREFIX_PROOF_MAX,
};

enum prefix_change {
	PREFIX_CHANGE_NEW = 1 << 0,
	PREFIX_CHANGE_FLAGS = 1 << 1,	   /* on-link or autonomous */
	PREFIX_CHANGE_DEPRECATED = 1 << 2, /* preferred lifetime became 0 */
	PREFIX_CHANGE_ADVERTISER = 1 << 3, /* one more router advertises it */
	PREFIX_CHANGE_GONE = 1 << 4,	   /* valid lifetime ran out */
};

struct prefix_entry {
	struct prefix prefix;
	uint16_t link;
	uint16_t vlan;
	enum prefix_proof proof;
	bool on_link;
	bool autonomous;
	uint32_t valid_s; /* as last advertised; RA_LIFETIME_INFINITE; 0 when not advertised */
	uint32_t preferred_s;
	uint64_t valid_until_ns; /* UINT64_MAX: for ever */
	uint64_t preferred_until_ns;
	uint64_t first_ns;
	uint64_t seen_ns;
	struct in6_addr advertiser[PREFIX_ADVERTISERS_MAX]; /* routers, first seen first */
	uint8_t advertiser_count;			    /* in the array */
};

struct prefix_table;

/* max 0: PREFIXES_MAX. -ENOMEM. */
int prefix_table_new(size_t max, struct prefix_table **ret_table);
void prefix_table_free(struct prefix_table *table);

/* Told once for each prefix that an RA changes. */
typedef void (*prefix_changed)(void *ctx, const struct prefix_entry *entry, unsigned int changes);

/*
 * All prefix information options of the router's last RA, received now_ns. A link-local prefix is
 * ignored (RFC 4862 section 5.5.3 b). changed may be NULL. Changes once the table is full of
 * better proven prefixes are counted, not kept.
 */
void prefix_table_see_ra(struct prefix_table *table, const struct router *router, uint64_t now_ns,
			 prefix_changed changed, void *ctx);

/* An unchanged RA renews what it carries: as prefix_table_see_ra() without telling. */
void prefix_table_renew(struct prefix_table *table, const struct router *router);

/* On an interface of this machine: stays until prefix_table_forget_kernel(). Change bits. */
unsigned int prefix_table_see_kernel(struct prefix_table *table, uint16_t link, uint16_t vlan,
				     const struct prefix *prefix, uint64_t now_ns);
void prefix_table_forget_kernel(struct prefix_table *table, uint16_t link);

/* Drops what is no longer valid; told with PREFIX_CHANGE_GONE. */
void prefix_table_expire(struct prefix_table *table, uint64_t now_ns, prefix_changed changed,
			 void *ctx);

/* An on-link prefix of the link that holds the address; any VLAN when vlan is 0. NULL: none. */
const struct prefix_entry *prefix_table_match(const struct prefix_table *table, uint16_t link,
					      uint16_t vlan, const struct in6_addr *addr);

size_t prefix_table_count(const struct prefix_table *table);
uint64_t prefix_table_refused(const struct prefix_table *table);

/* Grows with every change of the set of on-link prefixes: tell the BPF program anew. */
uint64_t prefix_table_generation(const struct prefix_table *table);

/* Best proven first, then by link, VLAN and prefix. The array is the caller's to free. -ENOMEM. */
int prefix_table_sorted(const struct prefix_table *table, const struct prefix_entry ***ret_entries,
			size_t *ret_count);

#endif
