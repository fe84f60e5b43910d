/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Records: what the BPF program hands up, through the ring buffer `ring`, without wake-ups (user
 * space polls). Each carries the frame, or its beginning; user space decodes only the message at
 * l4_off. A record has the fixed size of its class: small or large.
 */
#ifndef SIXWATCH_RECORD_H
#define SIXWATCH_RECORD_H

#include "sixwatch/limits.h"
#include "sixwatch/names.h"
#include "sixwatch/types.h"

enum sw_record_flag {
	SW_RECORD_SOURCE_KNOWN = 1 << 0, /* slot is one of the known table, else of `fresh` */
	SW_RECORD_ROUTER = 1 << 1,	 /* the source has SW_KNOWN_ROUTER */
	SW_RECORD_SELF = 1 << 2,	 /* this machine sent it */
	SW_RECORD_HEADERS = 1 << 3,  /* extension headers other than Fragment precede the message */
	SW_RECORD_FRAGMENT = 1 << 4, /* the packet has a Fragment header */
	SW_RECORD_SLOT = 1 << 5,     /* slot is valid */
	SW_RECORD_UNVERIFIED = 1 << 6, /* too long for the checksum loop: user space verifies it */
};

struct sw_record {
	__u64 time_ns;		  /* CLOCK_MONOTONIC; in a replay the capture's time */
	struct sw_addr addr;	  /* the address it is about (source; for NA and DAD the target) */
	union sw_binding binding; /* the frame's source MAC and port slot */
	__u64 ra_digest;
	__u32 slot; /* index in `fresh` as cpu-slice slot: (cpu * fresh_sets + set) * SW_WAYS + way */
	__u32 wire_len;
	__u16 class;   /* enum sw_class */
	__u16 invalid; /* enum sw_invalid, for SW_CLASS_ND_INVALID and SW_CLASS_FRAGMENT */
	__u16 link;
	__u16 vlan;
	__u16 flags;
	__u16 learned_bit; /* enum sw_learn that this frame proves, valid with SW_RECORD_SLOT */
	__u16 l3_off;
	__u16 l4_off;	  /* the upper-layer message; 0 when it was not reached */
	__u16 cap_len;	  /* bytes in frame[] */
	__u16 l4_len;	  /* by the IPv6 payload length; may exceed what was captured */
	__u8 icmpv6_type; /* 0 when not ICMPv6 */
	__u8 next_header; /* upper-layer protocol */
	__u8 hop_limit;
	__u8 reserved;
	__u8 frame[];
};
SW_ASSERT_SIZE(sw_record, 72);

#endif
