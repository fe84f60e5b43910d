/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reads the tables of fragmented datagrams and their peers (sixwatch/fragment.h) and tells what
 * changed since the last scan, so that the caller only adds up.
 *
 * A datagram that is not whole FRAGMENT_ORPHAN_NS after its first fragment is told once; if it
 * gets whole later it is taken back. One that broke the overlap rule (RFC 5722) is no orphan. What
 * the BPF program had to evict before a scan saw it is in sw_tally.lost.
 */
#ifndef COLLECT_FRAGMENTS_SCAN_H
#define COLLECT_FRAGMENTS_SCAN_H

#include "collect/engine.h"

#define FRAGMENT_ORPHAN_NS 2000000000ULL

enum fragment_orphan {
	FRAGMENT_ORPHAN_NONE,
	FRAGMENT_ORPHAN_FIRST, /* the first fragment came, no other */
	FRAGMENT_ORPHAN_REST,  /* others came, the first did not */
	FRAGMENT_ORPHAN_GAP,   /* the first and others came, something between is missing */
	FRAGMENT_ORPHAN_MAX,
};

struct fragment_orphan_event {
	enum fragment_orphan kind;
	bool taken_back; /* it was told as an orphan of this kind, and came whole since */
	const struct sw_datagram *datagram; /* a copy, valid during the call */
	uint64_t first_ns;
	uint64_t seen_ns;
};

/* A peer and what it added to its counters since the last scan (on one CPU). */
struct fragment_peer_event {
	const struct sw_peer
		*added; /* key, and differences in the counters; valid during the call */
	uint64_t seen_ns;
};

struct fragments_scan_ops {
	void (*orphan)(void *ctx, const struct fragment_orphan_event *event);
	void (*peer)(void *ctx, const struct fragment_peer_event *event);
};

struct fragments_scan;

/* The engine, ops and ctx must outlive the scan. -ENOMEM. */
int fragments_scan_new(const struct engine *engine, const struct fragments_scan_ops *ops, void *ctx,
		       struct fragments_scan **ret_scan);
void fragments_scan_free(struct fragments_scan *scan);

/* One pass over both tables. Once a second is often enough. */
void fragments_scan_run(struct fragments_scan *scan, const struct tick_clock *clock);

#endif
