/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Packets by name: a frame is a list of layers, innermost last.
 *
 *	PACKET(IPV6("fe80::2", "ff02::1:ff00:1", 255), NS("fe80::1"), SLLA("02:00:00:00:00:02"))
 *
 * Each layer sets the type field of the one before it. Lengths and checksums come out right;
 * what is to be wrong is said by a layer at the end (BAD_*, CUT_TO, ...). A list that does not
 * begin with ETHER gets Ethernet from PACKET_MAC.
 */
#ifndef TESTS_LIB_PACKET_H
#define TESTS_LIB_PACKET_H

#include <stddef.h>
#include <stdint.h>

#define PACKET_MAX 70000
#define PACKET_MAC "02:00:00:00:00:02"
#define PACKET_IPV6_MAX 4     /* IPv6 headers in one packet: tunnels, quotes */
#define PACKET_CHECKSUM_MAX 4 /* ICMPv6 and UDP headers in one packet */

enum layer_kind {
	LAYER_END,
	LAYER_ETHER,
	LAYER_VLAN,
	LAYER_TYPE,
	LAYER_IPV6,
	LAYER_IPV4,
	LAYER_ARP,
	LAYER_EXT,
	LAYER_FRAGMENT,
	LAYER_NEXT,
	LAYER_ICMPV6,
	LAYER_UDP,
	LAYER_TCP,
	LAYER_NUMBER,
	LAYER_FILL,
	LAYER_ADDR,
	LAYER_MAC,
	LAYER_BAD_CHECKSUM,
	LAYER_PAYLOAD_LEN,
	LAYER_VERSION,
	LAYER_PAD,
	LAYER_CUT_TO,
};

struct layer {
	enum layer_kind kind;
	const char *a; /* addresses as text */
	const char *b;
	uint32_t n[4];
};

/* One checksum: over [start, end of the packet), with the addresses of the IPv6 header at ip. */
struct packet_checksum {
	uint32_t ip;
	uint32_t start;
	uint32_t field;
	uint8_t protocol;
};

struct packet {
	uint8_t data[PACKET_MAX];
	uint32_t len;
	uint32_t next; /* where the next layer writes its protocol number; 0: nowhere */
	uint32_t ipv6_count;
	uint32_t ipv6[PACKET_IPV6_MAX]; /* offsets; the outermost first */
	uint32_t ipv4;			/* offset; 0: none */
	uint32_t checksum_count;
	struct packet_checksum checksum[PACKET_CHECKSUM_MAX];
	uint32_t upper; /* offset of the outermost upper-layer header; 0: none */
};

/* Any mistake in the list aborts: it is a mistake in the test. */
void packet_build(struct packet *packet, const struct layer *layers);

/* Lengths and checksums anew, after a test has changed or added bytes. */
void packet_finish(struct packet *packet);

/* Appends bytes, for tests that compose packets step by step. */
void packet_add(struct packet *packet, const void *bytes, size_t len);

/* The same in text: "fe80::1" (or dotted quad) to 16 bytes (v4-mapped), MAC to 6. */
void packet_addr(const char *text, uint8_t ret_addr[16]);
void packet_mac(const char *text, uint8_t ret_mac[6]);

#define PACKET(...) ((const struct layer[]){ __VA_ARGS__, { .kind = LAYER_END } })

/* clang-format off */
#define ETHER(mac) { .kind = LAYER_ETHER, .a = (mac) }
#define VLAN(vid) { .kind = LAYER_VLAN, .n = { 0x8100, (vid) } }
#define VLAN_AD(vid) { .kind = LAYER_VLAN, .n = { 0x88a8, (vid) } }
#define TYPE(type) { .kind = LAYER_TYPE, .n = { (type) } }
#define IPV6(src, dst, hop_limit) \
	{ .kind = LAYER_IPV6, .a = (src), .b = (dst), .n = { (hop_limit) } }
#define IPV4(src, dst) { .kind = LAYER_IPV4, .a = (src), .b = (dst) }
#define ARP(operation, sender, target) \
	{ .kind = LAYER_ARP, .a = (sender), .b = (target), .n = { (operation), 1, 6, 4 } }
#define ARP_OF(hardware, hardware_len, protocol_len) \
	{ .kind = LAYER_ARP, .a = "192.0.2.2", .b = "192.0.2.1", \
	  .n = { 1, (hardware), (hardware_len), (protocol_len) } }

/* Extension headers. more: the length field, in units of 8 bytes beyond the first 8. */
#define HOP_BY_HOP(more) { .kind = LAYER_EXT, .n = { 0, (more), 8 + (more) * 8 } }
#define DESTINATION(more) { .kind = LAYER_EXT, .n = { 60, (more), 8 + (more) * 8 } }
#define ROUTING(more) { .kind = LAYER_EXT, .n = { 43, (more), 8 + (more) * 8 } }
/* AH counts in 4 bytes less 2 (RFC 4302 section 2.2). */
#define AH(len) { .kind = LAYER_EXT, .n = { 51, (len), ((len) + 2) * 4 } }
#define FRAGMENT(offset, more, id) { .kind = LAYER_FRAGMENT, .n = { (offset), (more), (id) } }
/* Sets the next header and says no more: ESP, no next header, or one that is cut off. */
#define NEXT(protocol) { .kind = LAYER_NEXT, .n = { (protocol) } }
#define ESP NEXT(50)
#define NO_NEXT_HEADER NEXT(59)

/* word: the four bytes behind the checksum. */
#define ICMPV6(type, code, word) { .kind = LAYER_ICMPV6, .n = { (type), (code), (word) } }
#define UDP(source, dest) { .kind = LAYER_UDP, .n = { (source), (dest) } }
#define TCP(source, dest) { .kind = LAYER_TCP, .n = { (source), (dest) } }

#define U8(value) { .kind = LAYER_NUMBER, .n = { (value), 1 } }
#define U16(value) { .kind = LAYER_NUMBER, .n = { (value), 2 } }
#define U32(value) { .kind = LAYER_NUMBER, .n = { (value), 4 } }
#define FILL(byte, count) { .kind = LAYER_FILL, .n = { (byte), (count) } }
#define ADDR(addr) { .kind = LAYER_ADDR, .a = (addr) }
#define MAC(mac) { .kind = LAYER_MAC, .a = (mac) }

/* Neighbour discovery, RFC 4861 section 4. */
#define RS ICMPV6(133, 0, 0)
#define RA(lifetime) ICMPV6(134, 0, 64U << 24 | (lifetime)), U32(0), U32(0)
#define NS(target) ICMPV6(135, 0, 0), ADDR(target)
#define NA(target, flags) ICMPV6(136, 0, (uint32_t)(flags) << 24), ADDR(target)
#define REDIRECT(target, destination) ICMPV6(137, 0, 0), ADDR(target), ADDR(destination)
#define OPTION(type, units) U8(type), U8(units)
#define SLLA(mac) OPTION(1, 1), MAC(mac)
#define TLLA(mac) OPTION(2, 1), MAC(mac)
#define PIO(prefix, len, flags) \
	OPTION(3, 4), U8(len), U8(flags), U32(2592000), U32(604800), U32(0), ADDR(prefix)
#define MTU(mtu) OPTION(5, 1), U16(0), U32(mtu)
#define ROUTE(prefix, len) OPTION(24, 3), U8(len), U8(0), U32(1800), ADDR(prefix)
#define RDNSS(addr) OPTION(25, 3), U16(0), U32(1800), ADDR(addr)
#define DNSSL OPTION(31, 2), U16(0), U32(1800), U8(4), U32(0x686f6d65), U8(0), U16(0)

/* Mistakes; they come last. */
#define BAD_CHECKSUM { .kind = LAYER_BAD_CHECKSUM }
#define PAYLOAD_LEN(len) { .kind = LAYER_PAYLOAD_LEN, .n = { (len) } }
#define VERSION(version) { .kind = LAYER_VERSION, .n = { (version) } }
#define PAD(count) { .kind = LAYER_PAD, .n = { (count) } } /* behind the packet: Ethernet's */
#define CUT_TO(len) { .kind = LAYER_CUT_TO, .n = { (len) } }
/* clang-format on */

#endif
