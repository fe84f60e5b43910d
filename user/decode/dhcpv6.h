/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * DHCPv6 messages (RFC 8415), as far as they tell who is on the link and who serves it. Relayed
 * messages are unwrapped. Pure: bytes in, a message out.
 */
#ifndef DECODE_DHCPV6_H
#define DECODE_DHCPV6_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/addr.h"
#include "decode/domain.h"

#define DHCPV6_RELAYS_MAX 8 /* RFC 8415 section 7.6: HOP_COUNT_LIMIT */
#define DHCPV6_DUID_MAX 130 /* RFC 8415 section 11.1: 2 + 128 */
#define DHCPV6_ADDRS_MAX 8
#define DHCPV6_PREFIXES_MAX 8
#define DHCPV6_DNS_MAX 8

enum dhcpv6_type { /* RFC 8415 section 7.3 */
		   DHCPV6_SOLICIT = 1,
		   DHCPV6_ADVERTISE = 2,
		   DHCPV6_REQUEST = 3,
		   DHCPV6_CONFIRM = 4,
		   DHCPV6_RENEW = 5,
		   DHCPV6_REBIND = 6,
		   DHCPV6_REPLY = 7,
		   DHCPV6_RELEASE = 8,
		   DHCPV6_DECLINE = 9,
		   DHCPV6_RECONFIGURE = 10,
		   DHCPV6_INFORMATION_REQUEST = 11,
		   DHCPV6_RELAY_FORW = 12,
		   DHCPV6_RELAY_REPL = 13,
};

struct dhcpv6_duid {
	uint8_t len; /* 0: none */
	uint8_t data[DHCPV6_DUID_MAX];
};

struct dhcpv6_addr {
	struct in6_addr addr;
	uint32_t preferred_s;
	uint32_t valid_s;
};

struct dhcpv6_prefix {
	struct prefix prefix;
	uint32_t preferred_s;
	uint32_t valid_s;
};

struct dhcpv6_message {
	uint8_t type; /* of the innermost message */
	uint8_t relay_count;
	bool overflow;		    /* a cap was reached: something is not kept */
	uint32_t xid;		    /* 24 bits */
	struct in6_addr relay_link; /* of the innermost relay header, with relay_count > 0 */
	struct in6_addr relay_peer; /* … the client's address, as its relay saw it */
	struct dhcpv6_duid client;
	struct dhcpv6_duid server;
	uint8_t addr_count, prefix_count, dns_count;
	struct dhcpv6_addr addrs[DHCPV6_ADDRS_MAX];	    /* of all IA_NA and IA_TA */
	struct dhcpv6_prefix prefixes[DHCPV6_PREFIXES_MAX]; /* of all IA_PD */
	struct in6_addr dns[DHCPV6_DNS_MAX];		    /* RFC 3646 */
	char fqdn[DOMAIN_TEXT_MAX];			    /* "": none (RFC 4704) */
};

/*
 * A whole message, starting behind the UDP header. 0, or
 *   -EMSGSIZE  too short for its header
 *   -EBADMSG   an option reaches past its container, a relay message holds no message, more than
 *              DHCPV6_RELAYS_MAX relays, or a DUID longer than DHCPV6_DUID_MAX
 * Options of known type and wrong size are skipped. ret_message is set on success only.
 */
int dhcpv6_decode(const uint8_t *data, size_t len, struct dhcpv6_message *ret_message);

/* ADVERTISE, REPLY, RECONFIGURE: only a server sends these. */
bool dhcpv6_is_server(const struct dhcpv6_message *message);

/* The Ethernet address in a DUID-LLT or DUID-LL (RFC 8415 sections 11.2, 11.4); false if none. */
bool dhcpv6_duid_mac(const struct dhcpv6_duid *duid, uint8_t ret_mac[static 6]);

#endif
