// SPDX-License-Identifier: GPL-2.0-or-later
#include "collect/capture_pcapng.h"

#include <byteswap.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/timefmt.h"

#define BYTE_ORDER_MAGIC 0x1a2b3c4dU
#define BLOCK_HEAD_BYTES 8
#define BLOCK_TAIL_BYTES 4
#define BLOCK_BYTES_MIN 12

#define BLOCK_SECTION 0x0a0d0d0aU
#define BLOCK_INTERFACE 1
#define BLOCK_PACKET_OLD 2
#define BLOCK_PACKET_SIMPLE 3
#define BLOCK_PACKET 6

#define SECTION_BYTES 16  /* magic, version, length */
#define INTERFACE_BYTES 8 /* link type, reserved, snap length */
#define PACKET_BYTES 20	  /* interface, time[2], captured, original length */
#define SIMPLE_BYTES 4	  /* original length */

#define OPTION_END 0
#define OPTION_RESOLUTION 9 /* if_tsresol */
#define OPTION_OFFSET 14    /* if_tsoffset */
#define RESOLUTION_DECIMAL_MAX 19
#define RESOLUTION_BINARY_MAX 63
#define OFFSET_MAX_S (INT64_C(1) << 40)

/* What is left of a block's body. */
struct body {
	const uint8_t *data;
	size_t len;
	bool swapped;
};

static uint16_t u16_at(const struct body *body, size_t offset)
{
	uint16_t value;

	memcpy(&value, body->data + offset, sizeof(value));
	return body->swapped ? bswap_16(value) : value;
}

static uint32_t u32_at(const struct body *body, size_t offset)
{
	uint32_t value;

	memcpy(&value, body->data + offset, sizeof(value));
	return body->swapped ? bswap_32(value) : value;
}

static uint64_t u64_at(const struct body *body, size_t offset)
{
	uint64_t value;

	memcpy(&value, body->data + offset, sizeof(value));
	return body->swapped ? bswap_64(value) : value;
}

static void body_skip(struct body *body, size_t bytes)
{
	body->data += bytes;
	body->len -= bytes;
}

void pcapng_fini(struct pcapng *png)
{
	free(png->interfaces);
	*png = (struct pcapng){ 0 };
}

/* A section's type reads alike in both byte orders; its magic tells which it is. */
static int block_is_swapped(const struct pcapng *png, const uint8_t *data, size_t have,
			    bool *ret_swapped)
{
	const struct body head = { data, have, png->swapped };
	uint32_t magic;

	*ret_swapped = png->swapped;
	if (u32_at(&head, 0) != BLOCK_SECTION)
		return png->in_section ? 0 : -EBADMSG;
	memcpy(&magic, data + BLOCK_HEAD_BYTES, sizeof(magic));
	*ret_swapped = magic == bswap_32(BYTE_ORDER_MAGIC);
	return *ret_swapped || magic == BYTE_ORDER_MAGIC ? 0 : -EBADMSG;
}

int pcapng_block_length(const struct pcapng *png, const uint8_t *data, size_t have)
{
	struct body head = { data, have, false };
	uint32_t length;

	if (have < BLOCK_BYTES_MIN)
		return 0;
	if (block_is_swapped(png, data, have, &head.swapped))
		return -EBADMSG;
	length = u32_at(&head, 4);
	if (length < BLOCK_BYTES_MIN || length % 4 || length > PCAPNG_BLOCK_BYTES_MAX)
		return -EBADMSG;
	return (int)length;
}

static int section_begin(struct pcapng *png, const struct body *body)
{
	if (body->len < SECTION_BYTES || u16_at(body, 4) != 1)
		return -EBADMSG;
	png->in_section = true;
	png->swapped = body->swapped;
	png->interface_count = 0;
	return 0;
}

/* Units a second, RFC-wise 10^-n or 2^-n seconds. */
static int resolution_read(uint8_t value, uint64_t *ret_per_s)
{
	if (value & 0x80) {
		if ((value & 0x7f) > RESOLUTION_BINARY_MAX)
			return -EBADMSG;
		*ret_per_s = UINT64_C(1) << (value & 0x7f);
		return 0;
	}
	if (value > RESOLUTION_DECIMAL_MAX)
		return -EBADMSG;
	for (*ret_per_s = 1; value; value--)
		*ret_per_s *= 10;
	return 0;
}

static int interface_option(struct pcapng_interface *interface, uint16_t code,
			    const struct body *value)
{
	if (code == OPTION_RESOLUTION)
		return value->len == 1 ? resolution_read(value->data[0], &interface->per_s) :
					 -EBADMSG;
	if (code != OPTION_OFFSET)
		return 0;
	if (value->len != sizeof(int64_t))
		return -EBADMSG;
	interface->offset_s = (int64_t)u64_at(value, 0);
	return interface->offset_s > OFFSET_MAX_S || interface->offset_s < -OFFSET_MAX_S ?
		       -EBADMSG :
		       0;
}

static int interface_options(struct pcapng_interface *interface, struct body body)
{
	while (body.len >= 4) {
		uint16_t code = u16_at(&body, 0);
		size_t len = u16_at(&body, 2), padded = (len + 3) & ~(size_t)3;
		int err;

		body_skip(&body, 4);
		if (code == OPTION_END)
			return 0;
		if (padded > body.len)
			return -EBADMSG;
		err = interface_option(interface, code,
				       &(struct body){ body.data, len, body.swapped });
		if (err)
			return err;
		body_skip(&body, padded);
	}
	return body.len ? -EBADMSG : 0;
}

static int interfaces_reserve(struct pcapng *png)
{
	uint32_t room = png->interface_room ? png->interface_room * 2 : 4;
	struct pcapng_interface *interfaces;

	if (png->interface_count < png->interface_room)
		return 0;
	if (room > PCAPNG_INTERFACES_MAX)
		return -EBADMSG;
	interfaces = realloc(png->interfaces, room * sizeof(*interfaces));
	if (!interfaces)
		return -ENOMEM;
	png->interfaces = interfaces;
	png->interface_room = room;
	return 0;
}

static int interface_add(struct pcapng *png, struct body body)
{
	struct pcapng_interface interface = { .per_s = 1000000 };
	int err;

	if (body.len < INTERFACE_BYTES)
		return -EBADMSG;
	interface.link_type = u16_at(&body, 0);
	interface.snap_len = u32_at(&body, 4);
	interface.link = capture_link_of_type(interface.link_type);
	body_skip(&body, INTERFACE_BYTES);
	err = interface_options(&interface, body);
	if (!err)
		err = interfaces_reserve(png);
	if (!err)
		png->interfaces[png->interface_count++] = interface;
	return err;
}

/* Times before 1970 or past what 64 bits of ns hold become the epoch. */
static uint64_t time_ns(const struct pcapng_interface *interface, uint32_t high, uint32_t low)
{
	uint64_t units = (uint64_t)high << 32 | low;
	__int128 ns = (__int128)units * TIME_NS_PER_S / interface->per_s +
		      (__int128)interface->offset_s * TIME_NS_PER_S;

	return ns < 0 || ns > (__int128)INT64_MAX ? 0 : (uint64_t)ns;
}

/* The same block, but for the width of the interface's number. */
static int packet_read(struct pcapng *png, struct body body, bool old,
		       struct pcapng_packet *ret_packet)
{
	uint32_t number;

	if (body.len < PACKET_BYTES)
		return -EBADMSG;
	number = old ? u16_at(&body, 0) : u32_at(&body, 0);
	if (number >= png->interface_count)
		return -EBADMSG;
	ret_packet->interface = &png->interfaces[number];
	ret_packet->time_ns = time_ns(ret_packet->interface, u32_at(&body, 4), u32_at(&body, 8));
	ret_packet->cap_len = u32_at(&body, 12);
	ret_packet->wire_len = u32_at(&body, 16);
	body_skip(&body, PACKET_BYTES);
	if (ret_packet->cap_len > body.len)
		return -EBADMSG;
	ret_packet->data = body.data;
	png->last_ns = ret_packet->time_ns;
	return 1;
}

/* Belongs to the first interface, has no time, and as many bytes as that one's snap length. */
static int packet_read_simple(struct pcapng *png, struct body body,
			      struct pcapng_packet *ret_packet)
{
	uint32_t cap_len, snap_len;

	if (body.len < SIMPLE_BYTES || !png->interface_count)
		return -EBADMSG;
	cap_len = u32_at(&body, 0);
	snap_len = png->interfaces[0].snap_len;
	ret_packet->wire_len = cap_len;
	if (snap_len && cap_len > snap_len)
		cap_len = snap_len;
	body_skip(&body, SIMPLE_BYTES);
	if (cap_len > body.len)
		return -EBADMSG;
	ret_packet->interface = &png->interfaces[0];
	ret_packet->time_ns = png->last_ns;
	ret_packet->cap_len = cap_len;
	ret_packet->data = body.data;
	return 1;
}

int pcapng_block_read(struct pcapng *png, const uint8_t *block, size_t len,
		      struct pcapng_packet *ret_packet)
{
	struct body body = { block, len, false };
	uint32_t type, length;

	if (len < BLOCK_BYTES_MIN || block_is_swapped(png, block, len, &body.swapped))
		return -EBADMSG;
	type = u32_at(&body, 0);
	length = u32_at(&body, 4);
	if (length != len || u32_at(&body, len - BLOCK_TAIL_BYTES) != length)
		return -EBADMSG;
	body.len -= BLOCK_TAIL_BYTES;
	body_skip(&body, BLOCK_HEAD_BYTES);
	switch (type) {
	case BLOCK_SECTION:
		return section_begin(png, &body);
	case BLOCK_INTERFACE:
		return interface_add(png, body);
	case BLOCK_PACKET:
		return packet_read(png, body, false, ret_packet);
	case BLOCK_PACKET_OLD:
		return packet_read(png, body, true, ret_packet);
	case BLOCK_PACKET_SIMPLE:
		return packet_read_simple(png, body, ret_packet);
	default:
		return 0;
	}
}
