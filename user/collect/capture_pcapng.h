/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Blocks of a pcapng file -> packets (draft-ietf-opsawg-pcapng-03). Pure: no I/O.
 *
 * libpcap reads only pcapng files whose interfaces are all alike, and whose sections were all
 * written in one byte order. Files that were captured on several interfaces, or joined, are not.
 */
#ifndef COLLECT_CAPTURE_PCAPNG_H
#define COLLECT_CAPTURE_PCAPNG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "collect/capture_link.h"

#define PCAPNG_INTERFACES_MAX 4096
#define PCAPNG_BLOCK_BYTES_MAX (16U << 20)

struct pcapng_interface {
	uint32_t link_type;		 /* LINKTYPE_ number */
	uint32_t snap_len;		 /* 0: no limit */
	uint64_t per_s;			 /* resolution of its time stamps */
	int64_t offset_s;		 /* what is to be added to them */
	const struct capture_link *link; /* NULL: not supported */
	bool told;			 /* free for the caller */
};

/* The section at hand. Zero-initialise. */
struct pcapng {
	bool in_section;
	bool swapped;
	struct pcapng_interface *interfaces; /* owned: pcapng_fini() */
	uint32_t interface_count;
	uint32_t interface_room;
	uint64_t last_ns; /* for packets that have no time of their own */
};

struct pcapng_packet {
	struct pcapng_interface *interface; /* until the next block */
	uint64_t time_ns;
	const uint8_t *data; /* in the block */
	uint32_t cap_len;
	uint32_t wire_len;
};

void pcapng_fini(struct pcapng *png);

/*
 * The length of the block that begins at data. 0: `have` bytes are too few to tell; -EBADMSG: what
 * is there is no block.
 */
int pcapng_block_length(const struct pcapng *png, const uint8_t *data, size_t have);

/*
 * Takes in a whole block. 1: it is a packet; 0: it is something else; -EBADMSG: malformed, -ENOMEM.
 */
int pcapng_block_read(struct pcapng *png, const uint8_t *block, size_t len,
		      struct pcapng_packet *ret_packet);

#endif
