/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ports: where frames come in.
 *
 * User space fills an entry before it attaches a hook and clears it after it detached; the BPF
 * program only reads. A slot indexes the per-port counters; a link is one broadcast domain (a
 * bridge, or a plain interface). Slot and link 0 mean "none".
 */
#ifndef SIXWATCH_PORT_H
#define SIXWATCH_PORT_H

#include "sixwatch/limits.h"
#include "sixwatch/types.h"

enum sw_port_flag {
	SW_PORT_BLOCKED = 1 << 0, /* spanning tree blocks it: count, learn nothing */
	SW_PORT_SELF = 1 << 1,	  /* egress half: frames that this machine itself sends */
};

struct sw_port {
	__u32 key;	  /* SW_PORT_KEY(ifindex, egress); 0: empty */
	__u32 generation; /* changes whenever the slot is given to another interface */
	__u16 slot;
	__u16 link;
	__u16 pvid; /* VLAN of untagged frames on a VLAN-aware bridge, else 0 */
	__u8 flags;
	__u8 reserved;
};
SW_ASSERT_SIZE(sw_port, 16);

#define SW_PORT_KEY(ifindex, egress) ((__u32)(ifindex) << 1 | (egress))

static inline __u32 sw_port_set(__u32 key)
{
	return key * 0x9e3779b1U >> 24;
}
_Static_assert(SW_PORT_SETS == 1 << 8, "sw_port_set() gives 8 bits");

struct sw_port_set {
	struct sw_port way[SW_WAYS];
};
SW_ASSERT_SIZE(sw_port_set, 64);

#endif
