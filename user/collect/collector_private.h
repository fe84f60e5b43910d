/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the collector's own files share. */
#ifndef COLLECT_COLLECTOR_PRIVATE_H
#define COLLECT_COLLECTOR_PRIVATE_H

#include "collect/collector.h"
#include "collect/fragments_scan.h"
#include "collect/known.h"

#define ASKED_MAX 256

/* An address that was sent an NS; keys have no padding. */
struct asked {
	struct host_address_key key;
	uint64_t at_ns; /* 0: none */
};

struct collector {
	struct engine *engine;
	struct tables *tables;
	struct detect *detect;
	const struct collector_ops *ops;
	void *ctx;
	struct ring *ring;
	struct known_table *known;
	struct fragments_scan *fragments;
	struct collector_losses losses;
	uint64_t second_ns;	    /* when the once-a-second work was last done */
	uint64_t sketch_ns;	    /* when the sketches' epoch was last turned */
	uint64_t onlink_generation; /* of the prefixes that the BPF program has */
	uint64_t now_ns;
	struct tick_clock clock;
	collector_ask_fn ask;
	void *ask_ctx;
	struct asked asked[ASKED_MAX];
	unsigned int asked_count;
};

/* learn.c: a record, and a sighting with its consequences. */
void learn_record(void *ctx, const struct sw_record *record);
int learn_sighting(struct collector *collector, const struct sighting *sighting,
		   struct host_address **ret_address);

/* admit.c: keeps the tables in step with what the BPF program counts, and admits. */
void admit_refresh(struct collector *collector);
void admit_now(struct collector *collector, struct host_address *address);
void admit_forget(struct collector *collector, const struct host_address *address);

/* News of a prefix: a prefix_changed of table/prefix_table.h. */
void collector_tell_prefix(void *ctx, const struct prefix_entry *entry, unsigned int changes);

/* ask.c: asks a new address, and takes its answer for a proof. */
void ask_or_believe(struct collector *collector, struct host_address *address);

struct sw_host_key collector_key(const struct host_address_key *key);

#endif
