/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The loaded BPF program and its maps, mapped into memory.
 *
 * The engine attaches nothing: attach/ takes the program descriptors, replay.h runs sw_xdp on the
 * frames of a capture. The other modules of collect/ read and write the mapped arrays, each as
 * the contract in include/sixwatch/ says. Everything belongs to the engine until engine_close().
 */
#ifndef COLLECT_ENGINE_H
#define COLLECT_ENGINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "collect/calibrate.h"
#include "collect/tick.h"
#include "sixwatch/config.h"
#include "sixwatch/counter.h"
#include "sixwatch/fragment.h"
#include "sixwatch/host.h"
#include "sixwatch/port.h"

struct sixwatch_bpf;

/* Zero everywhere is the default. Sizes are rounded up to what the tables need. */
struct engine_options {
	bool replay;  /* for replay.h: the capture's clock and port; only sw_xdp is loaded */
	bool verbose; /* libbpf's and the verifier's own words to standard error */
	unsigned int port_slots;   /* 64; slot 0 is nobody's */
	unsigned int known_hosts;  /* 4096, of all CPUs; the table has twice the room */
	unsigned int fresh_hosts;  /* 4096, of one CPU */
	unsigned int recent_hosts; /* 4096, of one CPU */
	unsigned int datagrams;	   /* 2048, of one CPU */
	unsigned int peers;	   /* 256, of one CPU */
	unsigned int ring_bytes;   /* 1 MiB */
	struct sw_rate
		rate[SW_CLASS_MAX]; /* where burst is not 0 it takes the place of the default */
};

struct engine {
	struct sw_config config; /* as loaded */
	unsigned int cpus;	 /* possible ones: the slices of the per-CPU arrays */

	/* Program descriptors; -1: not loaded. */
	int xdp_fd;
	int tc_ingress_fd;
	int tc_egress_fd;
	bool xdp_frags; /* sw_xdp has the frags flag: it may see multi-buffer frames */

	int ring_fd;

	/* The mapped arrays, indexed as the contract says. */
	struct sw_tally *tallies;
	struct sw_sketch *sketches;
	struct sw_known_set *known;
	struct sw_known_stat *known_stats;
	const struct sw_fresh_set *fresh;
	const struct sw_datagram_set *datagrams;
	const struct sw_peer_set *peers;
	struct sw_control *control;
	struct sw_replay *replay;
	struct sw_port_set *ports;

	struct tick_source ticks; /* live only */
	struct sixwatch_bpf *skel;
};

/*
 * Loads the program and maps its arrays. Needs CAP_BPF, CAP_NET_ADMIN and CAP_PERFMON (or root)
 * and Linux 5.10. On failure one line that says what is missing and what to do went to the log,
 * and -errno is returned: -EPERM, -ENOSYS or -EOPNOTSUPP (kernel), -ENOMEM, or what the kernel
 * said.
 */
int engine_open(const struct engine_options *options, struct engine **ret_engine);

void engine_close(struct engine *engine);

/*
 * Fills, or changes in place, the entry of port->key. Call it before a hook is attached. -EINVAL:
 * no key, or slot not below port_slots; -ENOSPC: four other ports share its set.
 */
int engine_port_set(struct engine *engine, const struct sw_port *port);

/* Forgets a port; call it after its hook was detached. Unknown keys are ignored. */
void engine_port_clear(struct engine *engine, uint32_t key);

/*
 * Replaces the on-link prefixes. -ENOSPC: more than SW_ONLINK_MAX, the first of them are used. A
 * frame that is being looked at meanwhile may miss a prefix.
 */
int engine_onlink_set(struct engine *engine, const struct sw_onlink *prefixes, unsigned int count);

/*
 * The clock for tick_to_ns(). now_ns: live the wall clock at this moment, in a replay the
 * capture's.
 */
void engine_clock(struct engine *engine, uint64_t now_ns, struct tick_clock *ret_clock);

/* Wall-clock time of a record: live its CLOCK_MONOTONIC stamp is moved to the wall clock. */
uint64_t engine_record_time_ns(const struct engine *engine, uint64_t record_time_ns);

/* Bytes of all maps, as they were asked for (the kernel's overhead apart). */
size_t engine_map_bytes(const struct engine *engine);

#endif
