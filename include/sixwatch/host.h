/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The two tiers of addresses, so that a flood cannot push real hosts out.
 *
 *	map		index				writer		when full
 *	known		set				user space	user space evicts the least proven
 *	known_stats	cpu * known_sets * SW_WAYS + slot  BPF, own CPU	as known
 *	fresh		cpu * fresh_sets + set		BPF, own CPU	the oldest that is silent for 1 s goes; counted
 *	recent		cpu * recent_slots + slot	BPF, own CPU	overwritten
 *
 * All are mappable ARRAYs. A known address has two candidate sets; slot = set * SW_WAYS + way.
 * Ticks are the low 32 bits of jiffies (live) or of the capture's time in units of 1/ticks_per_s.
 */
#ifndef SIXWATCH_HOST_H
#define SIXWATCH_HOST_H

#include "sixwatch/limits.h"
#include "sixwatch/types.h"

enum sw_known_flag {
	SW_KNOWN_ROUTER = 1 << 0, /* a router of the baseline: its RAs have a budget of their own */
};

/*
 * To write an entry user space sets tag to 0, waits a grace period longer than the recent cache
 * lives (1 s), writes key, binding and flags, and sets tag last.
 */
struct sw_known_set {
	__u32 tag[SW_WAYS]; /* sw_hash_tag(); 0: not valid */
	struct sw_host_key key[SW_WAYS];
	union sw_binding binding[SW_WAYS];
	__u16 flags[SW_WAYS];
	__u8 reserved[8];
};
SW_ASSERT_SIZE(sw_known_set, 160);

struct sw_known_stat {
	__u32 seen_tick;
	__u32 frames;
	__u32 ra_count;
	__u32 ra_tick; /* when its last RA came */
	__u64 ra_digest;
	__u32 learned; /* SW_LEARN_BIT() each */
	__u32 reserved;
};
SW_ASSERT_SIZE(sw_known_stat, 32);

struct sw_fresh_host {
	struct sw_host_key key;
	union sw_binding binding;
	__u32 first_tick;
	__u32 seen_tick;
	__u32 frames;
	__u32 learned;
	__u64 ra_digest;
	__u32 ra_count;
	__u32 reported; /* non-zero once user space was told; retried with later frames until then */
};
SW_ASSERT_SIZE(sw_fresh_host, 64);

/*
 * The writer sets check to 0, writes the entry, sets check last. A reader copies the entry and
 * discards it unless sw_hash_check() of the copied key and binding is the check it read before
 * and after: no reader ever sees two addresses, or an address and another's MAC, mixed.
 */
struct sw_fresh_set {
	__u64 check[SW_WAYS];
	struct sw_fresh_host host[SW_WAYS];
};
SW_ASSERT_SIZE(sw_fresh_set, 288);

/* The per-CPU cache of recently seen data sources; private to the BPF program. */
struct sw_recent {
	struct sw_host_key key;
	union sw_binding binding;
	__u32 tick;	  /* valid for one second */
	__u32 known_slot; /* SW_RECENT_OFFLINK: no host of this link */
	__u64 reserved;
};
SW_ASSERT_SIZE(sw_recent, 48);

#define SW_RECENT_OFFLINK 0xffffffffU

#endif
