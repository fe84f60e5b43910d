/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel's network interfaces, as attach and select need to know them. */
#ifndef ATTACH_LINK_INFO_H
#define ATTACH_LINK_INFO_H

#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LINK_KIND_MAX 16

struct nlmsghdr;

struct link_info {
	char name[IF_NAMESIZE];
	char kind[LINK_KIND_MAX];	/* "veth", "bridge", …; "" for hardware */
	char slave_kind[LINK_KIND_MAX]; /* what its master is: "bridge", "bond", … */
	uint32_t ifindex;
	uint32_t master; /* ifindex; 0: none */
	uint32_t lower; /* the interface below it (VLAN, macvlan, tunnel) in this namespace, or 0 */
	uint32_t flags; /* IFF_* */
	int32_t peer_nsid; /* namespace of its other end, as this one numbers them; -1: none */
	uint16_t type;	   /* ARPHRD_* */
	uint16_t pvid; /* of a port of a VLAN-aware bridge, or of such a bridge itself; 0: none */
	uint8_t stp_state; /* BR_STATE_*; of bridge ports */
	bool vlan_aware;   /* a bridge that filters VLANs */
	bool has_device;   /* hardware, or a paravirtual device, stands behind it */
	uint64_t rx_dropped;
	uint64_t rx_missed;
};

/* By ifindex, ascending. */
struct link_list {
	struct link_info *items;
	size_t count;
	size_t size;
};

/* 0 or -errno. link_list_free() afterwards in either case. */
int link_list_read(struct link_list *ret_list);

/*
 * Its steps, for tests: an interface as the kernel describes it, sorting by ifindex when all are
 * there, and the VLANs of a port as its bridge describes them. Other messages are ignored.
 */
int link_list_note(void *list, const struct nlmsghdr *header);
void link_list_sort(struct link_list *list);
int link_list_note_vlans(void *list, const struct nlmsghdr *header);

void link_list_free(struct link_list *list);

/* NULL: none. A 0 index finds none. */
const struct link_info *link_list_find(const struct link_list *list, uint32_t ifindex);
const struct link_info *link_list_find_name(const struct link_list *list, const char *name);

bool link_is_kind(const struct link_info *link, const char *kind);
bool link_is_bridge(const struct link_info *link);
bool link_is_bridge_port(const struct link_info *link);
bool link_is_ethernet(const struct link_info *link); /* its frames have an Ethernet header */
bool link_is_virtual(const struct link_info *link);

unsigned int link_count_ports(const struct link_list *list, uint32_t bridge_ifindex);

/*
 * Spanning tree keeps frames that come in here from being forwarded, so that we see them a second
 * time on another port. Listening counts as blocked (the tree is not settled yet), learning does
 * not (the loop is broken elsewhere by then): the line that the bridge itself draws for learning
 * MACs (IEEE 802.1D section 8.4). Disabled counts only while frames can come in at all.
 */
bool link_is_blocked(const struct link_info *link);

/* Does the driver take VLAN tags out of the frame, where XDP cannot see them? */
bool link_strips_vlan(const struct link_info *link);

/* Are VLANs in use on it: a VLAN interface above it, or a VLAN-aware bridge that it belongs to? */
bool link_has_vlans(const struct link_list *list, const struct link_info *link);

#endif
