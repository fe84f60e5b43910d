/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Neighbour solicitation and advertisement, router solicitation, redirect (RFC 4861 sections 4.1,
 * 4.3 to 4.5). Pure: bytes in, a message out. The IPv6 layer's rules (hop limit, checksum, code,
 * which addresses) are the BPF program's; this one judges length and options only.
 */
#ifndef DECODE_ND_H
#define DECODE_ND_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "decode/nd_option.h"

enum nd_type {
	ND_TYPE_RS = 133,
	ND_TYPE_RA = 134, /* see ra.h */
	ND_TYPE_NS = 135,
	ND_TYPE_NA = 136,
	ND_TYPE_REDIRECT = 137,
};

struct nd_message {
	struct in6_addr target;		  /* NS, NA; of a redirect the better next hop */
	struct in6_addr destination;	  /* redirect: of the packets that shall go there */
	uint8_t type;			  /* enum nd_type */
	bool router, solicited, override; /* NA */
	bool has_slla, has_tlla;	  /* the first of its kind, when it is a MAC address */
	uint8_t slla[6];
	uint8_t tlla[6];
	uint8_t nonce[ND_NONCE_MAX];
	uint8_t nonce_len;	/* 0: none (RFC 7527) */
	bool redirected_header; /* redirect: part of the packet that caused it is there */
	bool truncated;		/* options past the captured part are unknown */
	uint16_t option_count;	/* of all options */
	uint16_t unknown_count; /* of types not read here */
};

/*
 * A whole message, starting at its ICMPv6 type. 0, or
 *   -EMSGSIZE    shorter than the fixed part of its type
 *   -EBADMSG     the option walk does not end exactly at the end (RFC 4861 section 6.1.2)
 *   -EPROTOTYPE  not one of these four types
 * ret_message is set on success only.
 */
int nd_decode(const uint8_t *icmp, size_t len, struct nd_message *ret_message);

/* The captured beginning of a longer message: an option that is cut off ends it, `truncated`. */
int nd_decode_head(const uint8_t *icmp, size_t len, struct nd_message *ret_message);

#endif
