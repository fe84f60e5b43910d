/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Messages built byte by byte for decoder tests, and copies that end where memory ends. */
#ifndef TESTS_LIB_BYTES_H
#define TESTS_LIB_BYTES_H

#include <arpa/inet.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define BYTES_MAX 65536

struct bytes {
	uint8_t data[BYTES_MAX];
	size_t len;
};

static inline void bytes_add(struct bytes *b, const void *data, size_t len)
{
	if (len > BYTES_MAX - b->len)
		abort();
	memcpy(b->data + b->len, data, len);
	b->len += len;
}

static inline void bytes_fill(struct bytes *b, uint8_t value, size_t count)
{
	while (count--)
		bytes_add(b, &value, 1);
}

static inline void bytes_u8(struct bytes *b, unsigned int value)
{
	bytes_fill(b, (uint8_t)value, 1);
}

static inline void bytes_u16(struct bytes *b, unsigned int value)
{
	bytes_u8(b, value >> 8);
	bytes_u8(b, value & 0xff);
}

static inline void bytes_u32(struct bytes *b, uint32_t value)
{
	bytes_u16(b, value >> 16);
	bytes_u16(b, value & 0xffff);
}

/* An IPv6 or IPv4 address in its own size. */
static inline void bytes_addr(struct bytes *b, const char *text)
{
	uint8_t addr[16];
	int family = strchr(text, ':') ? AF_INET6 : AF_INET;

	if (inet_pton(family, text, addr) != 1)
		abort();
	bytes_add(b, addr, family == AF_INET6 ? 16 : 4);
}

/* "www.example" as labels, with the root label at the end. */
static inline void bytes_domain(struct bytes *b, const char *text)
{
	while (*text) {
		size_t label = strcspn(text, ".");

		bytes_u8(b, (unsigned int)label);
		bytes_add(b, text, label);
		text += label + (text[label] == '.');
	}
	bytes_u8(b, 0);
}

/* The first len bytes in an allocation of just that size: an over-read is a memory error. */
static inline uint8_t *bytes_exact(const struct bytes *b, size_t len)
{
	uint8_t *copy = malloc(len ? len : 1);

	if (!copy)
		abort();
	memcpy(copy, b->data, len);
	return copy;
}

#endif
