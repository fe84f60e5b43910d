/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names of hosts in mDNS (RFC 6762) and LLMNR (RFC 4795) answers: pairs of a name and an address,
 * from A and AAAA records and from PTR records of the reverse zones in-addr.arpa and ip6.arpa
 * (RFC 3596 section 2.5). Pure: bytes in, pairs out. Nothing here is proof: anybody can answer.
 */
#ifndef DECODE_MDNS_H
#define DECODE_MDNS_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "decode/domain.h"

#define MDNS_NAMES_MAX 16
#define MDNS_RECORDS_MAX 256 /* records walked; the rest sets overflow */

struct mdns_name {
	char name[DOMAIN_TEXT_MAX]; /* with its domain ("macbook.local"), no last dot */
	struct in6_addr addr;	    /* IPv4 v4-mapped */
	uint32_t ttl_s;		    /* 0: goodbye (RFC 6762 section 10.1) */
	bool reverse;		    /* from a PTR record */
};

struct mdns_message {
	uint8_t count;
	bool overflow; /* a cap was reached: something is not kept */
	struct mdns_name names[MDNS_NAMES_MAX];
};

/*
 * A whole message, starting behind the UDP header. 0, or
 *   -EMSGSIZE   shorter than a DNS header
 *   -ENOMSG     a query, another opcode, or an error response: no names in it
 *   -EBADMSG    a name or record breaks RFC 1035, or bytes are missing
 * The whole message is walked before anything is believed: ret_message is set on success only.
 */
int mdns_decode(const uint8_t *data, size_t len, struct mdns_message *ret_message);

#endif
