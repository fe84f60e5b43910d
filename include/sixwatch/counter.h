/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is counted per port and CPU.
 *
 * Map `tallies`: ARRAY, mappable; index cpu * port_slots + slot. Only its CPU writes an entry, so
 * nothing is atomic and nothing is lost; user space sums over the CPUs. Counters only grow.
 */
#ifndef SIXWATCH_COUNTER_H
#define SIXWATCH_COUNTER_H

#include "sixwatch/limits.h"
#include "sixwatch/names.h"
#include "sixwatch/types.h"

/* A token bucket; tokens are counted in 1/ticks_per_s so that refilling needs no division. */
struct sw_bucket {
	__u32 tick;
	__u32 tokens;
};

struct sw_tally {
	__u64 frames; /* ipv4 + arp + ipv6 + other, after VLAN tags */
	__u64 bytes;  /* wire lengths */
	__u64 ipv4;
	__u64 arp;
	__u64 ipv6;
	__u64 other;
	__u64 vlan; /* frames with at least one tag */
	__u64 fragments_first;
	__u64 fragments_nonfirst;
	__u64 fragments_atomic;
	__u64 blocked; /* frames on a port that the spanning tree blocks; in no other counter */
	__u64 offlink; /* data from sources that no on-link prefix holds */
	__u64 ra_known_unicast; /* of icmpv6[134]: from a known router to a unicast address */
	__u64 ra_invalid;	/* of icmpv6[134]: refused by validation */
	__u64 ext_headers[SW_EXT_MAX];
	__u64 unknown_source[SW_SKETCH_MAX]; /* frames whose source is not in the known table */
	__u64 invalid[SW_INVALID_MAX];
	__u64 lost[SW_LOST_MAX];
	__u64 suppressed[SW_CLASS_MAX]; /* records not sent: budget spent */
	__u64 icmpv6[256];		/* by type: whole datagrams and first fragments */
	struct sw_bucket bucket[SW_CLASS_MAX];
};
_Static_assert(sizeof(struct sw_tally) % 8 == 0, "no padding between tallies");

/*
 * HyperLogLog registers. Map `sketches`: ARRAY, mappable; index
 * (slot * SW_SKETCH_MAX + kind) * 2 + epoch. Shared by the CPUs: a lost race costs one register
 * one update. User space switches the epoch and zeroes the idle one.
 */
struct sw_sketch {
	__u8 reg[SW_HLL_REGISTERS];
};
SW_ASSERT_SIZE(sw_sketch, SW_HLL_REGISTERS);

#endif
