/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * All maps and global data. Who writes, who reads, and what happens when one is full stands with
 * each value's struct in include/sixwatch/. Sizes marked 1 are set by user space before load.
 */
#ifndef SIXWATCH_MAPS_BPF_H
#define SIXWATCH_MAPS_BPF_H

#include "vmlinux.h"

#include <bpf/bpf_helpers.h>

#include "sixwatch/config.h"
#include "sixwatch/counter.h"
#include "sixwatch/fragment.h"
#include "sixwatch/host.h"

#include "frame.bpf.h"

/* Default budgets: enough for a link of a thousand hosts that all start at once, and so little
 * that every port flooding in every class costs user space a few per cent of a core.
 */
const volatile struct sw_config config = {
	.rate = {
		[SW_CLASS_NEW_ADDRESS] = { 100, 500 },
		[SW_CLASS_BINDING] = { 20, 100 },
		[SW_CLASS_BINDING_NEW] = { 20, 50 },
		[SW_CLASS_DAD] = { 50, 200 },
		[SW_CLASS_NS_SILENT] = { 50, 200 },
		[SW_CLASS_RA_KNOWN] = { 20, 100 },
		[SW_CLASS_RA_NEW] = { 50, 200 },
		[SW_CLASS_ND_INVALID] = { 10, 50 },
		[SW_CLASS_REDIRECT] = { 10, 50 },
		[SW_CLASS_MLD_QUERY] = { 5, 20 },
		[SW_CLASS_DHCPV6_CLIENT] = { 50, 200 },
		[SW_CLASS_DHCPV6_SERVER] = { 50, 200 },
		[SW_CLASS_ECHO_MULTICAST] = { 5, 20 },
		[SW_CLASS_NAME] = { 50, 200 },
		[SW_CLASS_ROUTING] = { 10, 40 },
		[SW_CLASS_FRAGMENT] = { 10, 50 },
	},
};

volatile struct sw_control control SEC(".data.control");
volatile struct sw_replay replay SEC(".data.replay");
volatile struct sw_port_set ports[SW_PORT_SETS] SEC(".data.ports");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__uint(map_flags, BPF_F_MMAPABLE);
	__type(key, __u32);
	__type(value, struct sw_tally);
} tallies SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__uint(map_flags, BPF_F_MMAPABLE);
	__type(key, __u32);
	__type(value, struct sw_sketch);
} sketches SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__uint(map_flags, BPF_F_MMAPABLE);
	__type(key, __u32);
	__type(value, struct sw_known_set);
} known SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__uint(map_flags, BPF_F_MMAPABLE);
	__type(key, __u32);
	__type(value, struct sw_known_stat);
} known_stats SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__uint(map_flags, BPF_F_MMAPABLE);
	__type(key, __u32);
	__type(value, struct sw_fresh_set);
} fresh SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct sw_recent);
} recent SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__uint(map_flags, BPF_F_MMAPABLE);
	__type(key, __u32);
	__type(value, struct sw_datagram_set);
} datagrams SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__uint(map_flags, BPF_F_MMAPABLE);
	__type(key, __u32);
	__type(value, struct sw_peer_set);
} peers SEC(".maps");

/* The facts of the frame at hand, by CPU: scratch memory of the BPF program (struct frame). */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct frame);
} frames SEC(".maps");

/* Records, written by every CPU, read by user space; full: SW_LOST_RING_FULL. */
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1 << 20);
} ring SEC(".maps");

#endif
