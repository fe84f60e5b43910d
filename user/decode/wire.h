/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers in network byte order at any alignment. The caller has checked that the bytes are there.
 */
#ifndef DECODE_WIRE_H
#define DECODE_WIRE_H

#include <netinet/in.h>
#include <stdint.h>
#include <string.h>

static inline uint16_t wire_u16(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

static inline uint32_t wire_u32(const uint8_t *p)
{
	return (uint32_t)wire_u16(p) << 16 | wire_u16(p + 2);
}

static inline struct in6_addr wire_addr(const uint8_t *p)
{
	struct in6_addr addr;

	memcpy(&addr, p, sizeof(addr));
	return addr;
}

#endif
