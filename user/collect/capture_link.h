/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Link types of captures, and how a frame of each becomes an Ethernet frame. Pure. */
#ifndef COLLECT_CAPTURE_LINK_H
#define COLLECT_CAPTURE_LINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CAPTURE_ETHERNET_BYTES 14

struct capture_link;

/* By libpcap's DLT_ number, or by the LINKTYPE_ number of files. NULL: not supported. Static. */
const struct capture_link *capture_link_of_dlt(int dlt);
const struct capture_link *capture_link_of_type(uint32_t link_type);

const char *capture_link_name(const struct capture_link *link);

/* Ethernet itself: frames are as they are. */
bool capture_link_is_ethernet(const struct capture_link *link);

/* Bytes that stand before the network layer. */
size_t capture_link_header_bytes(const struct capture_link *link);

/*
 * Writes the Ethernet header that stands for the link header at data (len bytes were captured).
 * False: the link header itself was cut off. ret_no_mac: the source MAC is not known and zero.
 */
bool capture_link_rebuild(const struct capture_link *link, const uint8_t *data, size_t len,
			  uint8_t ret_header[static CAPTURE_ETHERNET_BYTES], bool *ret_no_mac);

#endif
