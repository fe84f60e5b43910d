/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From which own address to ask, and sending from just that one. */
#ifndef PROBE_SOURCE_H
#define PROBE_SOURCE_H

#include <stddef.h>

#include "probe/kernel_view.h"

#define SOURCE_ALL_NODES 1   /* ff02::1 (RFC 4291 section 2.7.1) */
#define SOURCE_ALL_ROUTERS 2 /* ff02::2 */

/* The interface's own IPv6 addresses that may be used, at most max of them. 0 or -errno. */
int source_list(uint32_t ifindex, struct kernel_addr *addrs, unsigned int max,
		unsigned int *ret_count);

/* NULL: there is none. */
const struct kernel_addr *source_link_local(const struct kernel_addr *addrs, unsigned int count);

/* One of the target's prefix, else the link-local one (it can reach every neighbour). NULL: none. */
const struct kernel_addr *source_for(const struct kernel_addr *addrs, unsigned int count,
				     const struct in6_addr *target);

/* Sends an ICMPv6 message to ff02::GROUP from an address of the interface. 0 or -errno. */
int source_send(int fd, uint32_t ifindex, const struct in6_addr *source, uint8_t group,
		const void *message, size_t len);

#endif
