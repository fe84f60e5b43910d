/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The contract between the BPF program and user space: base types.
 *
 * Everything under include/sixwatch/ is compiled by both compilers. Structs have explicit sizes, no
 * implicit padding, and an assert each. Wire-order fields say so by their type (__be16, __be32);
 * an address is the memory image of its 16 bytes.
 */
#ifndef SIXWATCH_TYPES_H
#define SIXWATCH_TYPES_H

#ifdef __bpf__
#include "vmlinux.h"
#else
#include <linux/types.h>
#endif

#define SW_ASSERT_SIZE(type, bytes)                                                                \
	_Static_assert(sizeof(struct type) == (bytes), #type " is part of the contract")

/* An IPv6 address as it lies on the wire; IPv4 is held v4-mapped (RFC 4291 section 2.5.5.2). */
struct sw_addr {
	__u64 w[2];
};
SW_ASSERT_SIZE(sw_addr, 16);

/* Where an address was seen: its link-layer address and the port slot, compared as one word. */
union sw_binding {
	__u64 word;
	struct {
		__u8 mac[6];
		__u16 port;
	};
};

/* What every table is keyed by: fe80::1 exists once per link and VLAN. vlan 0 is "untagged". */
struct sw_host_key {
	struct sw_addr addr;
	__u16 link;
	__u16 vlan;
	__u32 reserved;
};
SW_ASSERT_SIZE(sw_host_key, 24);

#endif
