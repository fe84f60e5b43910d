/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Caps that both halves know. Table sizes that user space picks at load time are in config.h. */
#ifndef SIXWATCH_LIMITS_H
#define SIXWATCH_LIMITS_H

#define SW_WAYS 4		  /* entries in a set of every set-associative table */
#define SW_EXT_HEADERS_MAX 8	  /* extension headers walked; more: SW_INVALID_CHAIN_TOO_LONG */
#define SW_VLAN_TAGS_MAX 2	  /* 802.1Q and 802.1ad tags walked */
#define SW_ND_OPTIONS_MAX 24	  /* ND options walked in one message; more: SW_LOST_UNVERIFIED */
#define SW_CHECKSUM_BYTES_MAX 512 /* ICMPv6 of that many bytes and more: SW_LOST_UNVERIFIED */
#define SW_PORT_SETS 256	  /* sets of the ifindex -> port table */
#define SW_ONLINK_MAX 64	  /* on-link prefixes over all links */
#define SW_HLL_REGISTERS 4096	  /* 1.6 % standard error */
#define SW_HLL_INDEX_BITS 12
#define SW_DATAGRAM_RANGES 8   /* disjoint ranges kept of one datagram; a power of two */
#define SW_TEST_RUN_BYTES 3520 /* most bytes of a frame that every kernel takes in a test run */
#define SW_RECORD_SMALL 192    /* frame bytes in a small record */
#define SW_RECORD_LARGE 1536   /* frame bytes in a large record */
#define SW_FRAGMENT_TINY 1280  /* a non-last fragment below this is "tiny" (RFC 8200 section 5) */

#endif
