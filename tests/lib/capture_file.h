/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Capture files for tests, made byte by byte: sound ones and broken ones. */
#ifndef TESTS_CAPTURE_FILE_H
#define TESTS_CAPTURE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CAPTURE_FILE_MAX (1 << 20)

struct capture_file {
	uint8_t data[CAPTURE_FILE_MAX];
	size_t len;
	bool swapped;	  /* written on a machine of the other byte order */
	bool nanoseconds; /* pcap only */
	char path[64];	  /* set by capture_file_write() */
};

/* Empty, of this machine's byte order. Owned by the caller: capture_file_free(). */
struct capture_file *capture_file_new(void);
void capture_file_free(struct capture_file *file); /* removes the written file, too */

void capture_file_bytes(struct capture_file *file, const void *data, size_t len);
void capture_file_u16(struct capture_file *file, uint16_t value);
void capture_file_u32(struct capture_file *file, uint32_t value);

/* pcap */
void pcap_header(struct capture_file *file, uint32_t link_type);
void pcap_packet(struct capture_file *file, uint64_t time_ns, const void *data, uint32_t cap_len,
		 uint32_t wire_len);

/*
 * pcapng: section, interface (an option of one byte: its time resolution, 9: ns), and enhanced
 * packet, whose time is written in ns whatever the interface says.
 */
void pcapng_section(struct capture_file *file);
void pcapng_interface(struct capture_file *file, uint16_t link_type, uint8_t resolution);
void pcapng_packet(struct capture_file *file, uint32_t interface, uint64_t time_ns,
		   const void *data, uint32_t cap_len, uint32_t wire_len);
/* A block that says nothing of packets. */
void pcapng_other(struct capture_file *file, uint32_t type, uint32_t body_bytes);

/* Into a file of its own under /tmp, in place of the one before; returns its path. */
const char *capture_file_write(struct capture_file *file);

#endif
