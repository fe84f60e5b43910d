/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Router advertisements (RFC 4861 section 4.2), fully decoded. Pure: bytes in, a message out.
 *
 * Options are read as hosts read them: the first of those that may stand once counts; an option
 * whose content breaks its own rules is ignored and counted in malformed_count. Everything has a
 * cap; what did not fit sets `overflow`. Text in the message is printable (core/text.h).
 */
#ifndef DECODE_RA_H
#define DECODE_RA_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/addr.h"
#include "decode/nd_option.h"

#define RA_PREFIXES_MAX 16
#define RA_ROUTES_MAX 16
#define RA_RDNSS_MAX 8
#define RA_DNSSL_MAX 8
#define RA_PREF64_MAX 4
#define RA_UNKNOWN_MAX 16
#define RA_DOMAIN_MAX 256 /* of a DNSSL domain as text; one that needs more is not kept */
#define RA_URI_MAX 256	  /* of a captive portal's URI; a longer one is not kept */

#define RA_LIFETIME_INFINITE UINT32_MAX /* RFC 4861 section 4.6.2 */

/* RFC 4191 section 2.1; the reserved value 10 counts as medium in the header. */
enum ra_preference {
	RA_PREFERENCE_UNSET,
	RA_PREFERENCE_LOW,
	RA_PREFERENCE_MEDIUM,
	RA_PREFERENCE_HIGH,
	RA_PREFERENCE_MAX,
};

struct ra_prefix {
	struct prefix prefix;	/* masked */
	struct in6_addr router; /* the address as sent, meaningful with router_addr */
	bool on_link;		/* L */
	bool autonomous;	/* A */
	bool router_addr;	/* R (RFC 6275 section 7.2): `router` is an address of the sender */
	uint32_t valid_s;	/* relative; RA_LIFETIME_INFINITE: for ever */
	uint32_t preferred_s;
};

struct ra_route {
	struct prefix prefix;
	enum ra_preference preference; /* an option with the reserved value is malformed */
	uint32_t lifetime_s;
};

struct ra_rdnss {
	struct in6_addr addr;
	uint32_t lifetime_s; /* 0: no longer to be used */
};

struct ra_dnssl {
	char domain[RA_DOMAIN_MAX]; /* without the last dot */
	uint32_t lifetime_s;
};

struct ra_pref64 {
	struct prefix prefix; /* len is 32, 40, 48, 56, 64 or 96 */
	uint32_t lifetime_s;
};

struct ra_unknown {
	uint8_t type;
	uint16_t len; /* bytes, whole option */
};

struct ra_message {
	uint8_t hop_limit; /* 0: unspecified */
	bool managed;	   /* M */
	bool other;	   /* O */
	bool home_agent;   /* H (RFC 6275 section 7.1) */
	bool proxy;	   /* P (RFC 4389 section 4.1.3.3) */
	bool stub_router;  /* S: a SNAC router says so, in the header or in option 26 */
	uint8_t flags;	   /* the header's byte as sent */
	enum ra_preference preference;
	uint16_t lifetime_s;   /* 0: not a default router */
	uint32_t reachable_ms; /* 0: unspecified */
	uint32_t retrans_ms;   /* 0: unspecified */

	bool has_lladdr; /* of the sender, when it is a MAC address */
	uint8_t lladdr[6];
	bool has_mtu;
	uint32_t mtu;
	bool has_flags_ext;
	uint64_t flags_ext; /* RFC 5175: bits 8 to 55, bit 8 is the highest of 48 (1ULL << 47) */
	uint8_t nonce[ND_NONCE_MAX];
	uint8_t nonce_len; /* 0: none */

	uint8_t prefix_count, route_count, rdnss_count, dnssl_count, pref64_count;
	uint8_t unknown_count; /* kept in unknown[] */
	struct ra_prefix prefixes[RA_PREFIXES_MAX];
	struct ra_route routes[RA_ROUTES_MAX];
	struct ra_rdnss rdnss[RA_RDNSS_MAX];
	struct ra_dnssl dnssl[RA_DNSSL_MAX];
	struct ra_pref64 pref64[RA_PREF64_MAX];
	struct ra_unknown unknown[RA_UNKNOWN_MAX];
	char captive_portal[RA_URI_MAX]; /* "": none (RFC 8910) */

	uint16_t option_count;	  /* of all options */
	uint16_t unknown_total;	  /* of options of unknown type */
	uint16_t malformed_count; /* of known type, ignored because they break their own rules */
	bool overflow;		  /* a cap was reached: something is not kept */
	bool truncated;		  /* options past the captured part are unknown */
};

/*
 * A whole message, starting at its ICMPv6 type. 0, or
 *   -EMSGSIZE    shorter than 16 bytes (RFC 4861 section 6.1.2)
 *   -EBADMSG     the option walk does not end exactly at the end (section 6.1.2)
 *   -EPROTOTYPE  not a router advertisement
 * ret_ra is set on success only.
 */
int ra_decode(const uint8_t *icmp, size_t len, struct ra_message *ret_ra);

/* The captured beginning of a longer message: an option that is cut off ends it, `truncated`. */
int ra_decode_head(const uint8_t *icmp, size_t len, struct ra_message *ret_ra);

/* "low", "medium", "high" */
const char *ra_preference_name(enum ra_preference preference);

#endif
