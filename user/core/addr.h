/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Addresses, prefixes and MAC addresses: text, kinds, comparison.
 *
 * One type everywhere: struct in6_addr, with IPv4 v4-mapped (RFC 4291 section 2.5.5.2). Formatters
 * write into the caller's buffer, always terminated, and return it.
 */
#ifndef CORE_ADDR_H
#define CORE_ADDR_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sixwatch/types.h"

#define ADDR_TEXT_MAX INET6_ADDRSTRLEN		   /* of an address without zone, with the NUL */
#define ADDR_ZONE_TEXT_MAX (INET6_ADDRSTRLEN + 16) /* with %zone: IFNAMSIZ has room for '%' */
#define PREFIX_TEXT_MAX (INET6_ADDRSTRLEN + 4)	   /* with "/128" */
#define MAC_TEXT_MAX 18				   /* "00:11:22:33:44:55" */

/*
 * What kind of interface identifier the low 64 bits hold (RFC 7707 section 4.1). Decided in this
 * order; all but EUI64 are guesses from one address, good for showing, not for proof.
 *   UNKNOWN  no 64-bit identifier: multicast, IPv4, loopback, unspecified
 *   LOW      only the last 32 bits used, as 0-ff : 0-ffff, zero included ("::1", "::1:53")
 *   EUI64    ff:fe in the middle (RFC 4291 appendix A)
 *   ISATAP   0[02]00:5efe and an IPv4 address (RFC 5214 section 6.1)
 *   IPV4     an IPv4 address in the last 32 bits, or its decimal bytes written as four groups
 *   PATTERN  three zero bytes or more, or one byte four times or more: typed by a person or
 *            counted up. Random bits look so with a chance below 1 in 100 000.
 *   RANDOM   the rest: RFC 7217, RFC 8981, CGA, DHCPv6 pools
 */
enum addr_iid {
	ADDR_IID_UNKNOWN,
	ADDR_IID_LOW,
	ADDR_IID_EUI64,
	ADDR_IID_ISATAP,
	ADDR_IID_IPV4,
	ADDR_IID_PATTERN,
	ADDR_IID_RANDOM,
	ADDR_IID_MAX,
};

/* The contract's address as the one that everybody else uses, and back. */
struct in6_addr addr_from_sw(const struct sw_addr *addr);
struct sw_addr addr_to_sw(const struct in6_addr *addr);

bool addr_equal(const struct in6_addr *a, const struct in6_addr *b);
int addr_compare(const struct in6_addr *a, const struct in6_addr *b); /* as memcmp() */

bool addr_is_unspecified(const struct in6_addr *addr);
bool addr_is_loopback(const struct in6_addr *addr);
bool addr_is_multicast(const struct in6_addr *addr);
bool addr_is_v4mapped(const struct in6_addr *addr);
bool addr_is_link_local(const struct in6_addr *addr); /* fe80::/10; not IPv4's 169.254.0.0/16 */
bool addr_is_ula(const struct in6_addr *addr);	      /* fc00::/7 (RFC 4193) */
bool addr_is_global(const struct in6_addr *addr);     /* IPv6 unicast that is none of the above */

/* "link", "ula", "global", "ipv4", "multicast", "loopback", "unspecified" */
const char *addr_scope_name(const struct in6_addr *addr);

enum addr_iid addr_iid_kind(const struct in6_addr *addr);

/* "eui64", "low", "random", …; "unknown" for UNKNOWN: leave that out of JSON. */
const char *addr_iid_name(enum addr_iid kind);

/* The identifier was made from this MAC: modified EUI-64. */
bool addr_iid_matches_mac(const struct in6_addr *addr, const uint8_t mac[static 6]);

/* The MAC in a modified EUI-64 identifier; false when there is none. */
bool addr_iid_mac(const struct in6_addr *addr, uint8_t ret_mac[static 6]);

struct in6_addr addr_from_ipv4(const uint8_t ipv4[static 4]);

/* RFC 5952; v4-mapped addresses as dotted quad. ADDR_TEXT_MAX always suffices. */
char *addr_format(char *buf, size_t size, const struct in6_addr *addr);

/* The same, with %ifname after link-local addresses; without when ifname is NULL or "". */
char *addr_format_zone(char *buf, size_t size, const struct in6_addr *addr, const char *ifname);

/* IPv6, or IPv4 which becomes v4-mapped; no zone. 0 or -EINVAL. */
int addr_parse(const char *text, struct in6_addr *ret_addr);

/* An IPv4 prefix is v4-mapped too: 192.0.2.0/24 has len 120 and prints as /24. */
struct prefix {
	struct in6_addr addr; /* bits past len are zero after prefix_make() */
	uint8_t len;	      /* 0..128 */
};

/* Masks addr; len above 128 counts as 128. */
struct prefix prefix_make(const struct in6_addr *addr, uint8_t len);
bool prefix_contains(const struct prefix *prefix, const struct in6_addr *addr);
bool prefix_equal(const struct prefix *a, const struct prefix *b);
char *prefix_format(char *buf, size_t size, const struct prefix *prefix);

/* "ADDR/LEN"; host bits are masked away. 0 or -EINVAL. */
int prefix_parse(const char *text, struct prefix *ret_prefix);

bool mac_is_zero(const uint8_t mac[static 6]);
bool mac_is_group(const uint8_t mac[static 6]); /* broadcast included */
bool mac_is_local(const uint8_t mac[static 6]); /* locally administered: "random MAC" */

/* Lower case with colons. */
char *mac_format(char buf[static MAC_TEXT_MAX], const uint8_t mac[static 6]);

/* Colons or dashes, either case, one or two digits each. 0 or -EINVAL. */
int mac_parse(const char *text, uint8_t ret_mac[static 6]);

#endif
