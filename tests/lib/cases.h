/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table of named packets: each alone on a link of its own, with what RFC and design say of it.
 * The texts are those of program.h. tests/prog/test_packets.c runs them through the program,
 * tests/tools/packets.c writes them as captures for the oracle.
 */
#ifndef TESTS_LIB_CASES_H
#define TESTS_LIB_CASES_H

#include <stdbool.h>

#include "packet.h"

/* Most rows say nothing of their arrival. */
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"

/* How the frame comes in, beyond its bytes. */
struct arrival_case {
	uint16_t pvid;
	uint16_t tag;	    /* beside the frame; 0: none */
	uint8_t port_flags; /* enum sw_port_flag */
	bool no_mac;
	uint32_t cap_len; /* the capture cut it there; 0: whole */
};

struct packet_case {
	const char *name; /* NULL ends a table */
	const struct layer *packet;
	const char *counters;
	const char *learned;
	const char *records;
	struct arrival_case arrival;
};

extern const struct packet_case cases_link[];
extern const struct packet_case cases_ipv6[];
extern const struct packet_case cases_upper[];
extern const struct packet_case cases_nd[];
extern const struct packet_case cases_fragment[];

/* All of the above; NULL ends the list. */
extern const struct packet_case *const cases_all[];

#endif
