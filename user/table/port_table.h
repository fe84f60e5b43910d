/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ports and links: what a slot is called, and what was counted on it.
 *
 * The counters of a slot only grow, also when it is given to another interface, so a port keeps
 * what they were when it began. Rates come from a short history of samples, one each tick.
 */
#ifndef TABLE_PORT_TABLE_H
#define TABLE_PORT_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sixwatch/counter.h"

#define PORT_DEVICE_MAX 16 /* IFNAMSIZ */
#define PORT_NAME_MAX 64
#define PORT_ERROR_MAX 128
#define PORT_SLOTS_MAX 256 /* port slots and links that can be named */
#define PORT_SAMPLES 32	   /* ticks of 100 ms: rates over windows of up to 3 s */

enum port_state {
	PORT_STATE_UNSET,
	PORT_STATE_UP,
	PORT_STATE_BLOCKED, /* by the spanning tree */
	PORT_STATE_GONE,
	PORT_STATE_ERROR, /* not attached: see error */
	PORT_STATE_MAX,
};

/* ICMPv6 types 128 to 159 hold echo, MLD, neighbour discovery and MRD. */
#define PORT_SAMPLE_TYPE_FIRST 128
#define PORT_SAMPLE_TYPES 32

/* Counters at one moment, or between two. */
struct port_sample {
	uint64_t now_ns;
	uint64_t frames;
	uint64_t bytes;
	uint64_t ra_known_unicast;
	uint64_t ra_invalid;
	uint64_t fragments;		    /* first and non-first */
	uint64_t icmpv6[PORT_SAMPLE_TYPES]; /* by type - PORT_SAMPLE_TYPE_FIRST */
};

struct port {
	uint16_t slot; /* 0: no such port */
	uint16_t link;
	uint32_t ifindex;
	uint32_t generation;
	enum port_state state;
	bool self; /* the egress half: what this machine sends */
	char device[PORT_DEVICE_MAX];
	char name[PORT_NAME_MAX];   /* the shown name: the guest's, else the device */
	char mode[PORT_DEVICE_MAX]; /* "generic", "native", "tc", … */
	char error[PORT_ERROR_MAX];
	struct sw_tally start;		  /* what the slot's counters were when the port began */
	struct sw_tally now;		  /* since then */
	uint64_t distinct[SW_SKETCH_MAX]; /* unknown sources in the last 5 to 10 s */
	uint64_t rx_dropped;		  /* lost before the hook, since the port began */
	uint64_t rx_missed;
	struct port_sample sample[PORT_SAMPLES]; /* a ring */
	uint32_t sample_count;			 /* ever written */
};

struct link {
	uint16_t id; /* 0: no such link */
	uint32_t ifindex;
	char name[PORT_DEVICE_MAX];
};

struct port_table;

int port_table_new(struct port_table **ret_table); /* -ENOMEM */
void port_table_free(struct port_table *table);

/* Names a link, or gives it a new name. -EINVAL: id 0 or too large. -ENOMEM. */
int port_table_set_link(struct port_table *table, uint16_t id, const char *name, uint32_t ifindex);

/*
 * A port as attach tells it. A generation other than before makes it a new port, whose counters
 * begin at `slot_sum` (NULL: at zero). Names are escaped. -EINVAL: slot 0 or too large. -ENOMEM.
 */
struct port_info {
	uint16_t slot;
	uint16_t link;
	uint32_t ifindex;
	uint32_t generation;
	enum port_state state;
	bool self;
	const char *device;
	const char *name;  /* NULL: the device */
	const char *mode;  /* NULL: not known */
	const char *error; /* NULL: none */
};
int port_table_set_port(struct port_table *table, const struct port_info *info,
			const struct sw_tally *slot_sum);

/* Only its state: the port stays listed with what it counted. */
void port_table_set_state(struct port_table *table, uint16_t slot, enum port_state state);

/* The slot's counters, summed over the CPUs; once each tick. Unknown slots are ignored. */
void port_table_update(struct port_table *table, uint16_t slot, const struct sw_tally *slot_sum,
		       uint64_t now_ns);
void port_table_set_distinct(struct port_table *table, uint16_t slot, enum sw_sketch_kind kind,
			     uint64_t distinct);
void port_table_set_drops(struct port_table *table, uint16_t slot, uint64_t rx_dropped,
			  uint64_t rx_missed);

/* NULL: no such. */
const struct port *port_table_port(const struct port_table *table, uint16_t slot);
const struct link *port_table_link(const struct port_table *table, uint16_t id);

/* Names for a person; "" when it has none. */
const char *port_table_device(const struct port_table *table, uint16_t slot);
const char *port_table_name(const struct port_table *table, uint16_t slot);
const char *port_table_link_name(const struct port_table *table, uint16_t id);

/*
 * What was counted within window_ns before the last sample (at most what the history holds). A new
 * port's history begins with zeros, so that a flood in its first tick counts. ret_sum.now_ns is
 * the span. All zero for an unknown slot.
 */
void port_table_rates(const struct port_table *table, uint16_t slot, uint64_t window_ns,
		      struct port_sample *ret_sum);

/* The sum over all ports, since each began. */
void port_table_total(const struct port_table *table, struct sw_tally *ret_sum);

/* By slot. Stops when each returns false. */
void port_table_each(const struct port_table *table,
		     bool (*each)(void *ctx, const struct port *port), void *ctx);
void port_table_each_link(const struct port_table *table,
			  bool (*each)(void *ctx, const struct link *link), void *ctx);

#endif
