/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the kernel knows already: own addresses, on-link prefixes, neighbours, default routes. Read
 * by netlink when asked; IPv4 comes v4-mapped. ifindex 0 means every interface. No privilege needed.
 *
 * A callback that returns something other than 0 ends the walk, which returns that. Otherwise 0 or
 * -errno.
 */
#ifndef PROBE_KERNEL_VIEW_H
#define PROBE_KERNEL_VIEW_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

#include "core/addr.h"

#define KERNEL_FOREVER UINT32_MAX

struct kernel_addr {
	struct in6_addr addr;
	uint8_t prefix_len; /* of a v4-mapped address: 96 and more */
	uint32_t ifindex;
	bool tentative; /* DAD is not done, or failed: not ours to use */
	bool temporary; /* RFC 8981 */
	bool deprecated;
	uint32_t valid_s; /* KERNEL_FOREVER: no end */
	uint32_t preferred_s;
};

struct kernel_onlink {
	struct prefix prefix; /* fe80::/10 is not among them: it always is on-link */
	uint32_t ifindex;
};

/* Only entries that were resolved: never INCOMPLETE, FAILED, or NOARP ones. */
struct kernel_neigh {
	struct in6_addr addr;
	uint8_t mac[6];
	uint32_t ifindex;
	bool router;
	bool reachable; /* confirmed lately; else it may be long gone */
	bool permanent; /* written by an administrator: it proves nothing */
};

struct kernel_gateway {
	struct in6_addr addr; /* :: when the route has none */
	uint32_t ifindex;
	uint32_t metric;
	bool ipv4;
};

int kernel_addrs(uint32_t ifindex, int (*addr)(void *ctx, const struct kernel_addr *addr),
		 void *ctx);
int kernel_onlinks(uint32_t ifindex, int (*onlink)(void *ctx, const struct kernel_onlink *onlink),
		   void *ctx);
int kernel_neighs(uint32_t ifindex, int (*neigh)(void *ctx, const struct kernel_neigh *neigh),
		  void *ctx);

/* Default routes of the main table, each next hop of a multipath route by itself. */
int kernel_gateways(uint32_t ifindex,
		    int (*gateway)(void *ctx, const struct kernel_gateway *gateway), void *ctx);

/* The interface's own MAC. -ENODEV: no such interface, or it has none. */
int kernel_mac(uint32_t ifindex, uint8_t ret_mac[static 6]);

#endif
