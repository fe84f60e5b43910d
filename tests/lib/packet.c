// SPDX-License-Identifier: GPL-2.0-or-later
#include "packet.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PROTOCOL_TCP 6
#define PROTOCOL_UDP 17
#define PROTOCOL_FRAGMENT 44
#define PROTOCOL_ICMPV6 58
#define PROTOCOL_IPV6 41
#define PROTOCOL_IPV4 4
#define IPV6_BYTES 40

static void refuse(const char *why, const char *what)
{
	fprintf(stderr, "packet: %s: %s\n", why, what);
	abort();
}

void packet_add(struct packet *packet, const void *bytes, size_t len)
{
	if (len > PACKET_MAX - packet->len)
		refuse("too long", "");
	memcpy(packet->data + packet->len, bytes, len);
	packet->len += (uint32_t)len;
}

static void add_number(struct packet *packet, uint32_t value, uint32_t bytes)
{
	for (uint32_t shift = bytes * 8; shift; shift -= 8) {
		uint8_t byte = (uint8_t)(value >> (shift - 8));

		packet_add(packet, &byte, 1);
	}
}

static void add_fill(struct packet *packet, uint8_t byte, uint32_t count)
{
	while (count--)
		packet_add(packet, &byte, 1);
}

static void put16(struct packet *packet, uint32_t offset, uint32_t value)
{
	packet->data[offset] = (uint8_t)(value >> 8);
	packet->data[offset + 1] = (uint8_t)value;
}

void packet_mac(const char *text, uint8_t ret_mac[6])
{
	unsigned int byte[6];
	int end = 0;

	if (sscanf(text, "%2x:%2x:%2x:%2x:%2x:%2x%n", &byte[0], &byte[1], &byte[2], &byte[3],
		   &byte[4], &byte[5], &end) != 6 ||
	    text[end])
		refuse("not a MAC", text);
	for (int i = 0; i < 6; i++)
		ret_mac[i] = (uint8_t)byte[i];
}

void packet_addr(const char *text, uint8_t ret_addr[16])
{
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };

	memcpy(ret_addr, mapped, sizeof(mapped));
	if (inet_pton(AF_INET, text, ret_addr + sizeof(mapped)) == 1)
		return;
	if (inet_pton(AF_INET6, text, ret_addr) != 1)
		refuse("not an address", text);
}

static void add_mac(struct packet *packet, const char *text)
{
	uint8_t mac[6];

	packet_mac(text, mac);
	packet_add(packet, mac, sizeof(mac));
}

static void add_addr(struct packet *packet, const char *text)
{
	uint8_t addr[16];

	packet_addr(text, addr);
	packet_add(packet, addr, sizeof(addr));
}

static void add_ipv4_addr(struct packet *packet, const char *text)
{
	uint8_t addr[16];

	packet_addr(text, addr);
	packet_add(packet, addr + 12, 4);
}

/* Tells the layer before what follows; `type` where that layer is Ethernet or a tag. */
static void link_layer(struct packet *packet, uint32_t type, uint32_t protocol)
{
	if (!packet->next)
		return;
	if (packet->ipv6_count || packet->ipv4)
		packet->data[packet->next] = (uint8_t)protocol;
	else
		put16(packet, packet->next, type);
}

/* The group address of the destination would need the layer behind; nothing looks at it. */
static void add_ether(struct packet *packet, const char *mac)
{
	add_mac(packet, "33:33:00:00:00:01");
	add_mac(packet, mac);
	packet->next = packet->len;
	add_number(packet, 0, 2);
}

static void add_vlan(struct packet *packet, uint32_t type, uint32_t tci)
{
	link_layer(packet, type, 0);
	add_number(packet, tci, 2);
	packet->next = packet->len;
	add_number(packet, 0, 2);
}

static void add_ipv6(struct packet *packet, const struct layer *layer)
{
	if (packet->ipv6_count == PACKET_IPV6_MAX)
		refuse("too many IPv6 headers", layer->a);
	link_layer(packet, 0x86dd, PROTOCOL_IPV6);
	packet->ipv6[packet->ipv6_count++] = packet->len;
	add_number(packet, 0x60000000, 4);
	add_number(packet, 0, 2);
	packet->next = packet->len;
	add_number(packet, 59, 1);
	add_number(packet, layer->n[0], 1);
	add_addr(packet, layer->a);
	add_addr(packet, layer->b);
}

/* RFC 791 section 3.1, without options; UDP behind it unless a layer says otherwise. */
static void add_ipv4(struct packet *packet, const struct layer *layer)
{
	link_layer(packet, 0x0800, PROTOCOL_IPV4);
	packet->ipv4 = packet->len;
	add_number(packet, 0x45000000, 4);
	add_number(packet, 0, 4);
	add_number(packet, 64, 1);
	packet->next = packet->len;
	add_number(packet, PROTOCOL_UDP, 1);
	add_number(packet, 0, 2);
	add_ipv4_addr(packet, layer->a);
	add_ipv4_addr(packet, layer->b);
}

static void add_arp(struct packet *packet, const struct layer *layer)
{
	link_layer(packet, 0x0806, 0);
	packet->next = 0;
	add_number(packet, layer->n[1], 2);
	add_number(packet, 0x0800, 2);
	add_number(packet, layer->n[2], 1);
	add_number(packet, layer->n[3], 1);
	add_number(packet, layer->n[0], 2);
	add_mac(packet, PACKET_MAC);
	add_ipv4_addr(packet, layer->a);
	add_fill(packet, 0, 6);
	add_ipv4_addr(packet, layer->b);
}

static void begin_header(struct packet *packet, uint32_t protocol)
{
	link_layer(packet, 0, protocol);
	packet->next = packet->len;
}

/* Options are PadN (RFC 8200 section 4.2), which also reads as an empty routing header. */
static void add_ext(struct packet *packet, const struct layer *layer)
{
	uint32_t bytes = layer->n[2];

	begin_header(packet, layer->n[0]);
	add_number(packet, 59, 1);
	add_number(packet, layer->n[1], 1);
	if (layer->n[0] != 0 && layer->n[0] != 60) {
		add_fill(packet, 0, bytes - 2);
		return;
	}
	for (bytes -= 2; bytes > 1;) {
		uint32_t pad = bytes > 257 ? 257 : bytes;

		add_number(packet, 1, 1);
		add_number(packet, pad - 2, 1);
		add_fill(packet, 0, pad - 2);
		bytes -= pad;
	}
	add_fill(packet, 0, bytes);
}

static void add_fragment(struct packet *packet, const struct layer *layer)
{
	begin_header(packet, PROTOCOL_FRAGMENT);
	add_number(packet, 59, 1);
	add_number(packet, 0, 1);
	add_number(packet, layer->n[0] | layer->n[1], 2);
	add_number(packet, layer->n[2], 4);
}

static void add_checksum(struct packet *packet, uint32_t field, uint8_t protocol)
{
	if (!packet->ipv6_count)
		return;
	if (packet->checksum_count == PACKET_CHECKSUM_MAX)
		refuse("too many checksums", "");
	packet->checksum[packet->checksum_count++] = (struct packet_checksum){
		.ip = packet->ipv6[packet->ipv6_count - 1],
		.start = packet->len,
		.field = packet->len + field,
		.protocol = protocol,
	};
}

static void begin_upper(struct packet *packet, uint32_t protocol)
{
	link_layer(packet, 0, protocol);
	packet->next = 0;
	if (!packet->upper)
		packet->upper = packet->len;
}

static void add_icmpv6(struct packet *packet, const struct layer *layer)
{
	begin_upper(packet, PROTOCOL_ICMPV6);
	add_checksum(packet, 2, PROTOCOL_ICMPV6);
	add_number(packet, layer->n[0], 1);
	add_number(packet, layer->n[1], 1);
	add_number(packet, 0, 2);
	add_number(packet, layer->n[2], 4);
}

static void add_udp(struct packet *packet, const struct layer *layer)
{
	begin_upper(packet, PROTOCOL_UDP);
	add_checksum(packet, 6, PROTOCOL_UDP);
	add_number(packet, layer->n[0], 2);
	add_number(packet, layer->n[1], 2);
	add_number(packet, 0, 4);
}

static void add_tcp(struct packet *packet, const struct layer *layer)
{
	begin_upper(packet, PROTOCOL_TCP);
	add_checksum(packet, 16, PROTOCOL_TCP);
	add_number(packet, layer->n[0], 2);
	add_number(packet, layer->n[1], 2);
	add_number(packet, 0, 4);
	add_number(packet, 0, 4);
	add_number(packet, 0x5010ffff, 4);
	add_number(packet, 0, 4);
}

static uint32_t sum(const uint8_t *bytes, uint32_t len)
{
	uint32_t total = 0;

	for (uint32_t i = 0; i < len; i++)
		total += i & 1 ? bytes[i] : (uint32_t)bytes[i] << 8;
	return total;
}

/* RFC 8200 section 8.1. */
static void finish_checksum(struct packet *packet, const struct packet_checksum *checksum)
{
	uint32_t len = packet->len - checksum->start, total;

	if (checksum->field + 2 > packet->len)
		return;
	if (checksum->protocol == PROTOCOL_UDP)
		put16(packet, checksum->start + 4, len);
	put16(packet, checksum->field, 0);
	total = sum(packet->data + checksum->ip + 8, 32) + len + checksum->protocol;
	total += sum(packet->data + checksum->start, len);
	total = (total & 0xffff) + (total >> 16);
	total = (total & 0xffff) + (total >> 16);
	total = ~total & 0xffff;
	if (!total && checksum->protocol == PROTOCOL_UDP)
		total = 0xffff;
	put16(packet, checksum->field, total);
}

static void finish_ipv4(struct packet *packet)
{
	uint32_t total;

	put16(packet, packet->ipv4 + 2, packet->len - packet->ipv4);
	put16(packet, packet->ipv4 + 10, 0);
	total = sum(packet->data + packet->ipv4, 20);
	total = (total & 0xffff) + (total >> 16);
	total = (total & 0xffff) + (total >> 16);
	put16(packet, packet->ipv4 + 10, ~total & 0xffff);
}

/* Inner checksums are part of what the outer ones cover. */
void packet_finish(struct packet *packet)
{
	for (uint32_t i = 0; i < packet->ipv6_count; i++)
		put16(packet, packet->ipv6[i] + 4, packet->len - packet->ipv6[i] - IPV6_BYTES);
	for (uint32_t i = packet->checksum_count; i; i--)
		finish_checksum(packet, &packet->checksum[i - 1]);
	if (packet->ipv4)
		finish_ipv4(packet);
}

static void add_layer(struct packet *packet, const struct layer *layer)
{
	switch (layer->kind) {
	case LAYER_ETHER:
		add_ether(packet, layer->a);
		break;
	case LAYER_VLAN:
		add_vlan(packet, layer->n[0], layer->n[1]);
		break;
	case LAYER_TYPE:
		link_layer(packet, layer->n[0], 0);
		break;
	case LAYER_IPV6:
		add_ipv6(packet, layer);
		break;
	case LAYER_IPV4:
		add_ipv4(packet, layer);
		break;
	case LAYER_ARP:
		add_arp(packet, layer);
		break;
	case LAYER_EXT:
		add_ext(packet, layer);
		break;
	case LAYER_FRAGMENT:
		add_fragment(packet, layer);
		break;
	case LAYER_NEXT:
		link_layer(packet, 0, layer->n[0]);
		packet->next = 0;
		break;
	case LAYER_ICMPV6:
		add_icmpv6(packet, layer);
		break;
	case LAYER_UDP:
		add_udp(packet, layer);
		break;
	case LAYER_TCP:
		add_tcp(packet, layer);
		break;
	case LAYER_NUMBER:
		add_number(packet, layer->n[0], layer->n[1]);
		break;
	case LAYER_FILL:
		add_fill(packet, (uint8_t)layer->n[0], layer->n[1]);
		break;
	case LAYER_ADDR:
		add_addr(packet, layer->a);
		break;
	case LAYER_MAC:
		add_mac(packet, layer->a);
		break;
	default:
		refuse("a layer in the wrong place", "");
	}
}

static void add_mistake(struct packet *packet, const struct layer *layer)
{
	switch (layer->kind) {
	case LAYER_BAD_CHECKSUM:
		packet->data[packet->checksum[0].field] ^= 0x01;
		break;
	case LAYER_PAYLOAD_LEN:
		put16(packet, packet->ipv6[0] + 4, layer->n[0]);
		break;
	case LAYER_VERSION:
		packet->data[packet->ipv6_count ? packet->ipv6[0] : packet->ipv4] =
			(uint8_t)(layer->n[0] << 4 | 5);
		break;
	case LAYER_PAD:
		add_fill(packet, 0, layer->n[0]);
		break;
	case LAYER_CUT_TO:
		packet->len = layer->n[0] < packet->len ? layer->n[0] : packet->len;
		break;
	default:
		refuse("a layer behind a mistake", "");
	}
}

void packet_build(struct packet *packet, const struct layer *layers)
{
	memset(packet, 0, sizeof(*packet));
	if (layers->kind != LAYER_ETHER)
		add_ether(packet, PACKET_MAC);
	for (; layers->kind && layers->kind < LAYER_BAD_CHECKSUM; layers++)
		add_layer(packet, layers);
	packet_finish(packet);
	for (; layers->kind; layers++)
		add_mistake(packet, layers);
}
