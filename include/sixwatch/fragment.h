/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fragmented datagrams and the peers that send them (RFC 8200 section 4.5).
 *
 *	map		index				writer		when full
 *	datagrams	cpu * datagram_sets + set	BPF, own CPU	the oldest of the set goes; counted
 *	peers		cpu * peer_sets + set		BPF, own CPU	the oldest of the set goes; counted
 *
 * A datagram that came whole is counted at its peer, and its entry is the next to be displaced;
 * one that stays incomplete for 2 s is an orphan, which user space counts when it reads the table. Readers check
 * an entry as with struct sw_fresh_set.
 */
#ifndef SIXWATCH_FRAGMENT_H
#define SIXWATCH_FRAGMENT_H

#include "sixwatch/limits.h"
#include "sixwatch/types.h"

enum sw_datagram_flag {
	SW_DATAGRAM_FIRST = 1 << 0,   /* the fragment at offset 0 was seen */
	SW_DATAGRAM_LAST = 1 << 1,    /* the one without the M flag was seen: total is set */
	SW_DATAGRAM_OVERLAP = 1 << 2, /* RFC 5722 */
	SW_DATAGRAM_TINY = 1 << 3,
	SW_DATAGRAM_SPLIT = 1 << 4, /* header chain not whole in the first fragment, RFC 7112 */
	SW_DATAGRAM_RANGES_FULL = 1 << 5, /* more disjoint ranges than are kept */
	SW_DATAGRAM_COMPLETE = 1 << 6,	  /* came whole; kept so that duplicates start no orphan */
};

/* Half-open, in bytes of the fragmentable part. */
struct sw_range {
	__u32 start;
	__u32 end;
};

struct sw_datagram {
	struct sw_addr src;
	struct sw_addr dst;
	__be32 id;
	__u16 link;
	__u16 vlan;
	__u32 first_tick;
	__u32 seen_tick;
	__u32 bytes; /* of the fragmentable part, without duplicates */
	__u32 total; /* valid with SW_DATAGRAM_LAST */
	__u16 port;
	__u16 fragments;
	__u8 flags;
	__u8 next_header; /* of the fragmentable part, from the first fragment */
	__u8 range_count;
	__u8 reserved;
	struct sw_range range[SW_DATAGRAM_RANGES];
};
SW_ASSERT_SIZE(sw_datagram, 128);

/* check: sw_hash_tag() << 32 | low half of the key's hash; 0: empty. */
struct sw_datagram_set {
	__u64 check[SW_WAYS];
	struct sw_datagram datagram[SW_WAYS];
};
SW_ASSERT_SIZE(sw_datagram_set, 544);

/* A source of fragments, or of the ICMPv6 errors that speak of them. */
struct sw_peer {
	struct sw_host_key key;
	__u32 seen_tick;
	__u32 fragments; /* of the datagrams in complete */
	__u32 complete;
	__u32 atomic;
	__u32 tiny;
	__u32 split; /* incomplete header chain */
	__u32 overlap;
	__u32 oversize;
	__u32 packet_too_big;	   /* ICMPv6 type 2 that it sent */
	__u32 reassembly_exceeded; /* ICMPv6 type 3 code 1 that it sent */
};
SW_ASSERT_SIZE(sw_peer, 64);

struct sw_peer_set {
	__u64 check[SW_WAYS];
	struct sw_peer peer[SW_WAYS];
};
SW_ASSERT_SIZE(sw_peer_set, 288);

#endif
