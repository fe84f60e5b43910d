/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From the BPF program to the tables: takes records off the ring, decodes what they carry, tells
 * tables and detectors, keeps times and counters in step with the maps, and admits addresses.
 *
 * Live, call collector_tick() every 100 ms. In a replay give collector_ring() to replay_open() and
 * collector_tick() as its tick.
 */
#ifndef COLLECT_COLLECTOR_H
#define COLLECT_COLLECTOR_H

#include "collect/engine.h"
#include "collect/ring.h"
#include "detect/detect.h"
#include "table/tables.h"

/* News for a person; any may be NULL. Pointers are valid during the call. */
struct collector_ops {
	/* changes: enum host_change bits. */
	void (*host)(void *ctx, const struct host *host, const struct host_address *address,
		     unsigned int changes, uint64_t now_ns);
	/* changes: enum router_change bits, 0: an RA that says the same again. */
	void (*router)(void *ctx, const struct router *router, unsigned int changes,
		       uint64_t now_ns);
	/* changes: enum prefix_change bits. */
	void (*prefix)(void *ctx, const struct prefix_entry *entry, unsigned int changes,
		       uint64_t now_ns);
};

struct collector;

/* engine, tables, detect, ops and ctx must outlive it. -ENOMEM. */
int collector_new(struct engine *engine, struct tables *tables, struct detect *detect,
		  const struct collector_ops *ops, void *ctx, struct collector **ret_collector);
void collector_free(struct collector *collector);

struct ring *collector_ring(struct collector *collector);

/*
 * Empties the ring, reads the counters, and once a second also the tables; then the detectors'
 * tick. ctx is the collector: the signature is replay.h's.
 */
void collector_tick(void *ctx, uint64_t now_ns);

/*
 * A sighting that no frame brought: this machine's own addresses, the kernel's neighbours. As
 * host_table_see(); an address of this machine is admitted at once and stays.
 */
int collector_see(struct collector *collector, const struct sighting *sighting);

/*
 * Asks an address whether it is there, with one unicast NS: true when it was sent. Called for
 * addresses that are new, from within collector_tick(). Without it, or with NULL, nothing is asked.
 */
typedef bool (*collector_ask_fn)(void *ctx, const struct host_address *address, uint64_t now_ns);
void collector_on_ask(struct collector *collector, collector_ask_fn ask, void *ctx);

/* What the collector itself could not take in. */
struct collector_losses {
	uint64_t malformed;  /* messages that the decoder refused though the BPF program did not */
	uint64_t unverified; /* RAs too long to verify: not believed */
	uint64_t hosts_full; /* sightings for which the host table had no room */
	uint64_t routers_full;
};
const struct collector_losses *collector_losses(const struct collector *collector);

#endif
