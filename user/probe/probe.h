/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Active discovery: ICMPv6 echo to all nodes, router solicitation, unicast neighbour solicitation.
 *
 * A probe is bound to one interface (for a bridge the bridge itself) and follows it when it gets
 * another name, or is made anew. It only sends, past the kernel's neighbour table, which must not
 * change: what comes back is seen by the BPF program like any other frame. Needs CAP_NET_RAW;
 * without it see ping.h.
 */
#ifndef PROBE_PROBE_H
#define PROBE_PROBE_H

#include <net/if.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "probe/kernel_view.h"

#define PROBE_COOKIE_BYTES 8
#define PROBE_PER_S 50	   /* neighbour solicitations: the budget's refill per second */
#define PROBE_BURST 100	   /* and the most of it that can be saved up */
#define PROBE_ADDRS_MAX 64 /* own addresses that are asked from */

struct probe {
	char ifname[IF_NAMESIZE];
	uint32_t ifindex;
	int fd;
	uint8_t mac[6];
	struct kernel_addr own[PROBE_ADDRS_MAX]; /* IPv6, usable; read anew every few seconds */
	unsigned int own_count;
	uint64_t own_at_ns;
	uint16_t id; /* of our echo requests */
	uint16_t sequence;
	uint8_t cookie[PROBE_COOKIE_BYTES]; /* the beginning of their payload */
	uint64_t budget_ns;		    /* saved up, in ns */
	uint64_t budget_at_ns;
	uint64_t sent; /* probes of all kinds */
};

/*
 * -EPERM: no CAP_NET_RAW; -ENODEV: no such interface. now_ns starts the budget. Fills *ret_probe,
 * which probe_close() empties.
 */
int probe_open(const char *ifname, uint64_t now_ns, struct probe *ret_probe);
void probe_close(struct probe *probe);

/*
 * One echo request to ff02::1 from every own address of the interface that is not tentative. The
 * source decides with which address a host answers, so each prefix gets one. ret_sent may be NULL.
 * -EADDRNOTAVAIL: the interface has no IPv6 address.
 */
int probe_echo_all(struct probe *probe, unsigned int *ret_sent);

/* One router solicitation to ff02::2, from the link-local address (RFC 4861 section 6.3.7). */
int probe_rs(struct probe *probe);

/*
 * One unicast neighbour solicitation (RFC 4861 section 7.2.2) to an address at a known MAC: is it
 * still there? vlan 0: untagged.
 * -EAGAIN: the budget is used up, ask again later; -EADDRNOTAVAIL: no own address to ask from.
 */
int probe_ns(struct probe *probe, const struct in6_addr *target, const uint8_t mac[static 6],
	     uint16_t vlan, uint64_t now_ns);

/* Is this ICMPv6 echo message (request or reply) one of ours? */
bool probe_is_own_echo(const struct probe *probe, const uint8_t *icmp, size_t len);

#endif
