/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who made it: vendor names by MAC address, from the IEEE's public listings.
 *
 * The table is made by scripts/gen-oui at build time and lies in rodata; it may be empty. Its
 * format, all numbers big endian:
 *
 *     8  "SIXOUI1\n"
 *     4  number of /36 blocks, 4 of /28, 4 of /24
 *     …  the blocks, in that order, each kind sorted: 5 bytes prefix (left-aligned, rest zero),
 *        3 bytes offset of the name
 *     …  names: 1 byte length, then that many bytes of UTF-8
 */
#ifndef CORE_VENDOR_H
#define CORE_VENDOR_H

#include <stddef.h>
#include <stdint.h>

#define VENDOR_TEXT_MAX 48 /* gen-oui cuts names to fit, with the NUL */

/*
 * Short vendor name ("Raspberry Pi", "Apple") by the longest matching block. Returns buf, or NULL
 * when it is unknown, locally administered, or a group address.
 */
const char *vendor_name(const uint8_t mac[static 6], char *buf, size_t size);

/* The same from a given table; a damaged table gives NULL, never a read outside of it. */
const char *vendor_find(const uint8_t *table, size_t len, const uint8_t mac[static 6], char *buf,
			size_t size);

#endif
