/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One proof that an address is in use, or is about to be: what every source of hosts turns into. */
#ifndef TABLE_SIGHTING_H
#define TABLE_SIGHTING_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

struct sighting {
	uint64_t now_ns;      /* ns since the Unix epoch */
	struct in6_addr addr; /* IPv4 v4-mapped */
	uint32_t learned;     /* SW_LEARN_BIT() of each way it was learned */
	uint16_t link;
	uint16_t vlan; /* 0: untagged */
	uint16_t port; /* slot; 0: none, as for the kernel's neighbours */
	uint8_t mac[6];
	bool has_mac;	/* false in raw captures: the device is the address */
	bool tentative; /* target of duplicate address detection: asked for, not yet used */
	bool self;	/* an address of this machine */
};

#endif
