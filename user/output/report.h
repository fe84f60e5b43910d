/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a report is made from: the tables, and where they came from. The printers for people
 * (text_*.c) and for machines (json.c) stand side by side over it. Nothing here owns anything.
 */
#ifndef OUTPUT_REPORT_H
#define OUTPUT_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "detect/alert.h"
#include "table/tables.h"

struct report {
	const char *command;
	const char *const *sources; /* files or interfaces */
	size_t source_count;
	uint64_t started_ns; /* 0: not known */
	uint64_t ended_ns;
	uint64_t now_ns; /* by which lifetimes are judged */
	bool no_names;
	const struct tables *tables;
	const struct alert_set *alerts;
};

enum report_router {
	REPORT_ROUTER_NONE,
	REPORT_ROUTER_DEFAULT, /* offers a default route, DNS, or a global prefix */
	REPORT_ROUTER_STUB,    /* advertises none of these */
};

/* What a router advertises by the host's addresses. */
enum report_router report_router_kind(const struct report *report, const struct host *host);

/*
 * The name a person knows the port by; "" for slot 0 and in a capture. This machine's own side is
 * "(self)".
 */
const char *report_port_name(const struct report *report, uint16_t slot);

/* The device; "self" for this machine's own side, NULL for slot 0 and in a capture. */
const char *report_port_device(const struct report *report, uint16_t slot);

/* The guest's name where the port has one other than its device; NULL. */
const char *report_guest_name(const struct report *report, uint16_t slot);

/* The interface of a link, for a %zone; "" for a capture. */
const char *report_link_name(const struct report *report, uint16_t link);

#endif
