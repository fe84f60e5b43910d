/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a detector is: one file, one const struct, one row in detectors[] (detect.c). How to add
 * one: docs/detectors.md.
 *
 * A detector reads the tables, keeps what it needs beside them in a state of its own (capped), and
 * reports with detect_report(). It does no I/O, asks no clock, and sends nothing.
 */
#ifndef DETECT_DETECTOR_H
#define DETECT_DETECTOR_H

#include "detect/alert.h"
#include "detect/baseline.h"
#include "detect/config.h"
#include "detect/flood_log.h"
#include "sixwatch/names.h"
#include "table/tables.h"

/* Read only. Valid during a callback. */
struct detect_view {
	const struct host_table *hosts;
	const struct router_table *routers;
	const struct prefix_table *prefixes;
	const struct fragment_table *fragments;
	const struct port_table *ports;
	const struct baseline *baseline;
	const struct detect_config *config;
	const struct flood_log *ra_floods;
};

/* The frame that brings a finding: where it came from, and where its proof is. */
struct detect_event {
	uint64_t now_ns;
	uint16_t link;
	uint16_t vlan;
	uint16_t port;
	bool has_mac;
	uint8_t mac[6];
	bool self;	      /* this machine sent it */
	struct in6_addr addr; /* source; of a DAD or NA record the target */
	const char *evidence; /* "FILE#FRAME", NULL: none */
};

/* ND that failed validation, as the record tells. */
struct detect_nd_invalid {
	enum sw_invalid reason;
	uint8_t icmpv6_type;
	uint8_t hop_limit;
	uint8_t code;
};

struct detect;

struct detector {
	const char *name; /* of the file, for messages and tests */
	const struct alert_type *const *types;
	size_t type_count;
	size_t state_size; /* zeroed before init; 0: none */

	/* Each may be NULL. */
	int (*init)(void *state);
	void (*fini)(void *state);
	void (*on_ra)(struct detect *detect, void *state, const struct detect_event *event,
		      const struct router *router, unsigned int changes);
	void (*on_nd_invalid)(struct detect *detect, void *state, const struct detect_event *event,
			      const struct detect_nd_invalid *invalid);
	void (*on_host_change)(struct detect *detect, void *state, const struct detect_event *event,
			       const struct host *host, const struct host_address *address,
			       unsigned int changes);
	void (*on_tick)(struct detect *detect, void *state, uint64_t now_ns);	/* 100 ms */
	void (*on_second)(struct detect *detect, void *state, uint64_t now_ns); /* after on_tick */
};

const struct detect_view *detect_view(const struct detect *detect);

/* A report with type, link, VLAN, port, MAC, address and evidence of the event; severity UNSET. */
struct alert_report detect_report_of(const struct alert_type *type,
				     const struct detect_event *event);

/* Adds the names of link and port, and hands the report to the alert set. NULL: it is full. */
const struct alert *detect_report(struct detect *detect, struct alert_report *report,
				  uint64_t now_ns);

/* For the ra-flood detector: see flood_log.h. */
void detect_note_ra_flood(struct detect *detect, uint16_t port, uint64_t now_ns);

#endif
