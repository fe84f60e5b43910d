/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which interface to watch when none is named, and the list of those that could be.
 *
 * The interface of the IPv6 default route, else of the IPv4 one; a port of a bridge stands for that
 * bridge; what has no Ethernet (tun, WireGuard, ppp) for the physical interface under it. Nothing
 * here needs a privilege.
 */
#ifndef ATTACH_SELECT_H
#define ATTACH_SELECT_H

#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>

#define SELECT_MAX 31	    /* interfaces that can be chosen: ATTACH_LINKS_MAX */
#define SELECT_TEXT_MAX 256 /* a line for a person, with the NUL */

struct selection {
	char names[SELECT_MAX][IF_NAMESIZE];
	unsigned int count;
	char why[SELECT_TEXT_MAX]; /* "default route", "eth0 with the default route is its port" */
	char left_out
		[SELECT_TEXT_MAX]; /* "docker0 has no ports: not watched"; "" when nothing was */
};

/*
 * The one interface to watch. -ENODEV: there is none; ret_why says so and what to do. Other
 * -errno: netlink failed.
 */
int select_default(struct selection *ret_selection, char ret_why[static SELECT_TEXT_MAX]);

/* --all: every bridge with ports, and every Ethernet interface that is not a port and is up. */
int select_all(struct selection *ret_selection, char ret_why[static SELECT_TEXT_MAX]);

enum select_kind {
	SELECT_KIND_NONE,
	SELECT_KIND_ETHERNET, /* a physical one: it has a device under it */
	SELECT_KIND_VIRTUAL,  /* veth, tap, macvlan, vlan, bond, … */
	SELECT_KIND_BRIDGE,
	SELECT_KIND_PORT,	 /* of a bridge: named by .master */
	SELECT_KIND_OPENVSWITCH, /* not supported */
	SELECT_KIND_NO_ETHERNET, /* tun, WireGuard, loopback, … */
	SELECT_KIND_MAX,
};

/* "ethernet", "virtual", "bridge", "port", "openvswitch", "no-ethernet" */
const char *select_kind_name(enum select_kind kind);

struct select_item {
	char name[IF_NAMESIZE];
	char master[IF_NAMESIZE]; /* bridge or bond that it is a port of; "" */
	char link_kind[16];	  /* the kernel's word: "veth", "tun", "bridge"; "" for physical */
	uint32_t ifindex;
	enum select_kind kind;
	unsigned int ports; /* of a bridge */
	bool up;	    /* administratively up, and with carrier */
	bool chosen;	    /* what select_default() takes */
	bool watchable;
};

/* Every interface in ifindex order, for -D and doctor. 0 or -errno. */
int select_list(void (*item)(void *ctx, const struct select_item *item), void *ctx);

#endif
