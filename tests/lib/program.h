/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The real BPF program, one packet at a time, and what it made of it as text that a test compares
 * as a whole: so a counter that should not have moved is found as well.
 *
 * A test takes a link of its own with program_link(): keys, on-link prefixes and fragments of one
 * test do not meet those of another, and a minute passes, so that budgets are full again. On-link
 * are 2001:db8:1::/64 and 192.0.2.0/24.
 */
#ifndef TESTS_LIB_PROGRAM_H
#define TESTS_LIB_PROGRAM_H

#include <stdbool.h>
#include <stdint.h>

#include "collect/engine.h"
#include "collect/ring.h"
#include "packet.h"

#define PROGRAM_TEXT_MAX 4096
#define PROGRAM_RECORDS_MAX 2048
#define PROGRAM_TROUBLE_MAX 128
#define PROGRAM_SLOT 1

/* Tables in which no seed makes the addresses of a test displace one another. */
#define PROGRAM_ROOMY                                                                              \
	(&(struct engine_options){                                                                 \
		.replay = true, .fresh_hosts = 65536, .datagrams = 65536, .peers = 65536 })

/* Through which entry: all but REPLAY take port and time as a live frame's, on the loopback. */
enum program_hook {
	PROGRAM_REPLAY,
	PROGRAM_XDP,
	PROGRAM_TC_INGRESS,
	PROGRAM_TC_EGRESS,
};

/* A record with its frame[]. */
union program_record {
	struct sw_record record;
	uint8_t bytes[sizeof(struct sw_record) + SW_RECORD_LARGE];
};

struct program {
	struct engine *engine;
	enum program_hook hook; /* a test may change it between the live ones */
	struct ring *ring;	/* NULL: nobody empties it */
	struct sw_replay next;	/* how the next packet comes in: a test may change it */
	uint64_t now_ns;
	struct sw_tally before; /* counters at the last program_counters() */
	uint64_t sent;		/* packets and wire bytes since then */
	uint64_t sent_bytes;
	union program_record *records; /* since the last program_clear() */
	unsigned int record_count;
	struct packet packet;		   /* of program_send() */
	char trouble[PROGRAM_TROUBLE_MAX]; /* what must never be; shows up among the counters */
};

/*
 * Options as for the engine, which says whether the hook is PROGRAM_REPLAY or PROGRAM_XDP. Pins the
 * process to one CPU. NULL: not permitted.
 */
struct program *program_open(const struct engine_options *options);
void program_close(struct program *program);

void program_link(struct program *program);
void program_pass_ms(struct program *program, uint64_t ms);

/* Builds and runs a packet, whole. */
void program_send(struct program *program, const struct layer *layers);
/*
 * Runs bytes: cap_len of them are there, of a frame that was frame_len long. Unless the program
 * says to pass on (XDP_PASS, TC_ACT_UNSPEC) the next program_counters() says so.
 */
void program_run(struct program *program, const uint8_t *data, uint32_t cap_len,
		 uint32_t frame_len);

/*
 * What was counted since the last call, by the names of the JSON: "ipv6 icmpv6.135 unknown.nd",
 * with ":2" behind what was counted twice. frames and bytes are not listed: where they are not
 * what was sent, the text says so.
 */
void program_counters(struct program *program, char ret_text[PROGRAM_TEXT_MAX]);

/* What the link's addresses in `fresh` are and how they were learned: "fe80::1@5=ns+data". */
void program_learned(const struct program *program, char ret_text[PROGRAM_TEXT_MAX]);

/* Classes of the records since program_clear(), with the reason: "new_address nd_invalid/code". */
void program_records(struct program *program, char ret_text[PROGRAM_TEXT_MAX]);
void program_clear(struct program *program);

#endif
