/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What bpf/bench.bpf.c rewrites in the frame at hand: words of 8 bytes, by their offsets from the
 * frame's start; 0: nothing.
 */
#ifndef SIXWATCH_BENCH_H
#define SIXWATCH_BENCH_H

#include "sixwatch/types.h"

#define SW_BENCH_OFFSET_MASK 0x7f

struct sw_bench {
	__u32 number;	       /* of the next frame */
	__u32 sources;	       /* so many in turn; 0: always a new one */
	__u32 first;	       /* what source 0 is: the last 4 bytes of its address, host order */
	__u32 source_off;      /* the last 8 bytes of the address; IPv4: the 4 before it as well */
	__u32 message_off;     /* the ICMPv6 header whose checksum covers it */
	__u32 fragment_off;    /* the Fragment header */
	__be32 fragment_first; /* the first 4 bytes of it in a first fragment */
	__be32 fragment_last;
};
SW_ASSERT_SIZE(sw_bench, 32);

#endif
