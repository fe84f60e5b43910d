/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Knobs of the BPF program.
 *
 * struct sw_config is rodata: set before load, so that branches it decides vanish. struct
 * sw_control is one mappable word area that user space writes while the program runs. Only the
 * replay writes struct sw_replay, before each test run.
 */
#ifndef SIXWATCH_CONFIG_H
#define SIXWATCH_CONFIG_H

#include "sixwatch/hash.h"
#include "sixwatch/limits.h"
#include "sixwatch/names.h"
#include "sixwatch/port.h"
#include "sixwatch/types.h"

/* Tokens per second and the most that can be saved up, per port, class and CPU. */
struct sw_rate {
	__u32 per_s;
	__u32 burst;
};

/* The *_sets are powers of two and count the sets of one CPU (of all, for known). */
struct sw_config {
	struct sw_seed seed;
	__u32 ticks_per_s; /* HZ, calibrated; in a replay 250 */
	__u32 port_slots;
	__u32 known_sets;
	__u32 fresh_sets;
	__u32 recent_slots;
	__u32 datagram_sets;
	__u32 peer_sets;
	__u8 replay; /* take time, port, VLAN and wire length from struct sw_replay */
	__u8 frags;  /* loaded with BPF_F_XDP_HAS_FRAGS: ask for the length of all buffers */
	__u8 reserved[2];
	struct sw_rate rate[SW_CLASS_MAX];
};

/* An on-link prefix (RFC 4861 section 2.1): a data source within it is a host of the link. */
struct sw_onlink {
	struct sw_addr addr; /* masked */
	struct sw_addr mask;
	__u16 link;
	__u16 reserved;
	__u32 reserved2;
};
SW_ASSERT_SIZE(sw_onlink, 40);

struct sw_control {
	__u32 epoch; /* of the sketches: 0 or 1 */
	__u32 onlink_count;
	struct sw_onlink onlink[SW_ONLINK_MAX];
};

/* What a test run cannot say of a frame. */
struct sw_replay {
	__u64 now_ns;	 /* the capture's time, ns since the Unix epoch */
	__u32 tick;	 /* the same in 1/ticks_per_s */
	__u32 wire_len;	 /* what `bytes` counts */
	__u32 frame_len; /* of the Ethernet frame, rebuilt or not, were nothing cut off */
	__u32 cap_len;	 /* bytes that are real; a test run wants at least 14 */
	__u16 vlan;	 /* a tag the capture holds beside the frame, with vlan_present */
	__u8 vlan_present;
	__u8 no_mac; /* the link type has no source MAC: teach nothing by it */
	__u32 reserved;
	struct sw_port port;
};
SW_ASSERT_SIZE(sw_replay, 48);

#endif
