/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the parts of the host table share: host_table.c, host_entry.c, host_lane.c, host_query.c,
 * host_name.c.
 */
#ifndef TABLE_HOST_INTERNAL_H
#define TABLE_HOST_INTERNAL_H

#include "table/host_table.h"

/* The addresses of one proof on one port, the one that was silent for longest first. */
struct host_lane {
	struct host_address_list list;
	uint32_t count;
};

TAILQ_HEAD(host_list, host);

struct host_table {
	struct sw_seed seed;
	struct host_table_limits limits;
	const struct host_table_ops *ops;
	void *ops_ctx;
	struct host *hosts;
	struct host_address *addresses;
	uint32_t address_count;
	struct host_list empty;
	uint32_t empty_count;
	uint32_t proof_count[HOST_PROOF_MAX];
	struct host_lane lane[HOST_PROOF_MAX][HOST_PORTS_MAX];
	uint32_t known_count[HOST_PORTS_MAX]; /* of tier KNOWN, by list_port */
	uint64_t evicted_candidates;
	uint64_t evicted_admitted;
};

/* Puts the address at the end of the lane of its proof and port; off takes it out again. */
void host_lane_add(struct host_table *table, struct host_address *address);
void host_lane_remove(struct host_table *table, struct host_address *address);

/* Moves it to the end of its lane, which may be another one now. */
void host_lane_touch(struct host_table *table, struct host_address *address);

/*
 * The address to give up first: the oldest of the weakest proof from `weakest` to `best` that has
 * any, on the port with most of it. NULL: none.
 */
struct host_address *host_lane_victim(struct host_table *table, enum host_proof weakest,
				      enum host_proof best);

void host_lanes_init(struct host_table *table);

/* The device of a sighting; of a key. find: NULL: there is none; make: NULL: no memory. */
struct host_key host_entry_key(const struct sighting *sighting);
struct host *host_entry_find(const struct host_table *table, const struct host_key *key);
struct host *host_entry_make(struct host_table *table, const struct host_key *key, uint64_t now_ns);
void host_entry_free(struct host_table *table, struct host *host);

/* Keeps, for a while, a device whose last address another one took. */
void host_entry_keep(struct host_table *table, struct host *host);

/* A new address of the sighting's device. NULL: no memory. */
struct host_address *host_entry_add(struct host_table *table, const struct sighting *sighting,
				    const struct host_address_key *key);
void host_entry_attach(struct host_table *table, struct host *host, struct host_address *address);
void host_entry_detach(struct host_table *table, struct host_address *address);

/* Tells that the address is gone, and frees it, and its device when it was the last. */
void host_entry_drop(struct host_table *table, struct host_address *address);

/* The device began to use one more address. */
void host_entry_gain(struct host *host, uint64_t now_ns);

#endif
