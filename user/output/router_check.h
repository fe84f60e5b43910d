/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether what a router advertises is sensible, as sentences for a person. */
#ifndef OUTPUT_ROUTER_CHECK_H
#define OUTPUT_ROUTER_CHECK_H

#include "table/router_table.h"

#define ROUTER_CHECKS_MAX 24
#define ROUTER_CHECK_TEXT_MAX 240

struct router_check {
	bool notice; /* else it is all right */
	char text[ROUTER_CHECK_TEXT_MAX];
};

/* Fills ret_checks, returns how many. The texts are printable. */
size_t router_check(const struct router *router, uint64_t now_ns,
		    struct router_check ret_checks[static ROUTER_CHECKS_MAX]);

#endif
