/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is normal: learned once per network, kept by the store.
 *
 * A network is known by the MACs of its routers, never by an interface's name. The first RA on a
 * link whose (MAC, source address) one of the kept networks holds assigns that network to the link;
 * until then the link has a network of its own, which learns:
 *
 *   - for `learn_ns` after the link's first sign of life, each router that was there for
 *     BASELINE_SETTLE_NS (or when learning ends, if that comes first) becomes part of the network,
 *     unless its port was flooded with RAs meanwhile;
 *   - the most addresses that were active at once are its peak. The peak goes on growing after
 *     learning, slowly: see baseline_learn_peak().
 *
 * When a kept network is assigned to a link later, what the link had learned alone is forgotten:
 * a rogue router that spoke first does not become normal by that.
 */
#ifndef DETECT_BASELINE_H
#define DETECT_BASELINE_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "table/router_table.h"

#define BASELINE_NETWORKS_MAX 64
#define BASELINE_ROUTERS_MAX 32 /* of one network */
#define BASELINE_PORT_MAX 64
#define BASELINE_SETTLE_NS 10000000000ULL
#define BASELINE_QUIET_NS 60000000000ULL /* after link-up or resume */

struct baseline_router {
	struct in6_addr addr; /* link-local: its identity to hosts */
	uint16_t vlan;
	uint8_t mac[6];
	bool has_mac;
	char port[BASELINE_PORT_MAX]; /* shown name; slots do not survive a restart */
	uint64_t first_ns;
	uint64_t seen_ns;
};

struct baseline_network {
	uint64_t id;	     /* from its first router; 0: no router yet, never kept */
	uint64_t learned_ns; /* when learning ended; 0: it never did */
	uint64_t used_ns;    /* when it was last assigned to a link */
	uint32_t address_peak;
	uint32_t router_count;
	struct baseline_router router[BASELINE_ROUTERS_MAX];
};

struct baseline;

/* learn_ns 0: nothing is learned, whatever is not kept is foreign. -ENOMEM. */
int baseline_new(uint64_t learn_ns, struct baseline **ret_baseline);
void baseline_free(struct baseline *baseline);

/* From the store, before the first RA. -ENOSPC, -EINVAL (id 0, or too many routers), -ENOMEM. */
int baseline_add_network(struct baseline *baseline, const struct baseline_network *network);

/* First sign of life on the link: learning begins. Further calls do nothing. */
void baseline_link_start(struct baseline *baseline, uint16_t link, uint64_t now_ns);

/*
 * The link came up again or the machine resumed: perhaps another network. Nothing is foreign for
 * BASELINE_QUIET_NS; a network without kept routers learns from the start.
 */
void baseline_link_reset(struct baseline *baseline, uint16_t link, uint64_t now_ns);

/* An RA was seen. True when a kept network was assigned to the link by it. */
bool baseline_see_router(struct baseline *baseline, uint16_t link, uint16_t vlan,
			 const struct in6_addr *addr, const uint8_t *mac, uint64_t now_ns);

/* Nothing is foreign yet: routers are still being learned, or it is quiet after a reset. */
bool baseline_learning(const struct baseline *baseline, uint16_t link, uint64_t now_ns);

/* When learning ends, possibly in the past; 0: it has not begun, or a kept network is assigned. */
uint64_t baseline_learn_end(const struct baseline *baseline, uint16_t link);

/* The router, first seen then, is to be taken into the link's network. */
bool baseline_wants(const struct baseline *baseline, uint16_t link, uint64_t first_ns,
		    uint64_t now_ns);

/* Takes the router into the link's network. 0, -ENOSPC. Already there: its time and port. */
int baseline_learn_router(struct baseline *baseline, const struct router *router, const char *port,
			  uint64_t now_ns);

/* Closes learning where its time is over. Call it after the last baseline_learn_router(). */
void baseline_tick(struct baseline *baseline, uint64_t now_ns);

/*
 * Admitted addresses active within 10 min. In learning the peak follows at once; later by a
 * hundredth of the excess per call (call it once a minute), so that a network may grow over days,
 * and a flood teaches little.
 */
void baseline_learn_peak(struct baseline *baseline, uint16_t link, uint32_t active,
			 uint64_t now_ns);
uint32_t baseline_peak(const struct baseline *baseline, uint16_t link);

/* mac NULL: not known, the address decides. NULL: not in the network of the link. */
const struct baseline_router *baseline_find(const struct baseline *baseline, uint16_t link,
					    uint16_t vlan, const struct in6_addr *addr,
					    const uint8_t *mac);

/* As baseline_find(), by address alone: someone with another MAC may be using it. */
const struct baseline_router *baseline_find_addr(const struct baseline *baseline, uint16_t link,
						 uint16_t vlan, const struct in6_addr *addr);

/* NULL: the link is not known. */
const struct baseline_network *baseline_network(const struct baseline *baseline, uint16_t link);

/*
 * For the store: the networks that have routers. Index 0 to count - 1. One whose learned_ns is 0
 * is still learning, and not to be kept: what it holds so far may be a rogue that spoke first.
 */
size_t baseline_count(const struct baseline *baseline);
const struct baseline_network *baseline_at(const struct baseline *baseline, size_t index);

/* Grows whenever something worth keeping changed. */
uint64_t baseline_generation(const struct baseline *baseline);

#endif
