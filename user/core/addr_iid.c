// SPDX-License-Identifier: GPL-2.0-or-later
/* Interface identifiers: what the low 64 bits of an address tell (RFC 7707 section 4.1). */
#include <string.h>

#include "core/addr.h"

#define IID_BYTES 8
#define EUI64_LOCAL_BIT 0x02 /* inverted in the identifier (RFC 4291 appendix A) */

static bool iid_is_eui64(const uint8_t iid[static IID_BYTES])
{
	return iid[3] == 0xff && iid[4] == 0xfe;
}

static bool iid_is_isatap(const uint8_t iid[static IID_BYTES])
{
	return !(iid[0] & ~EUI64_LOCAL_BIT) && !iid[1] && iid[2] == 0x5e && iid[3] == 0xfe;
}

/* A group that reads as a byte in decimal: 0x192 for 192. */
static bool iid_group_is_decimal(const uint8_t group[static 2])
{
	unsigned int hundreds = group[0], tens = group[1] >> 4, ones = group[1] & 0x0fU;

	return tens <= 9 && ones <= 9 && hundreds <= 2 && hundreds * 100 + tens * 10 + ones <= 255;
}

static bool iid_is_ipv4(const uint8_t iid[static IID_BYTES])
{
	static const uint8_t zeros[4];

	if (!memcmp(iid, zeros, sizeof(zeros)))
		return true; /* ::192.0.2.1; what is lower was LOW */
	if (!iid[0] && !iid[1])
		return false; /* no host is in 0.0.0.0/8 */
	for (unsigned int i = 0; i < IID_BYTES; i += 2) {
		if (!iid_group_is_decimal(&iid[i]))
			return false;
	}
	return true;
}

static bool iid_is_pattern(const uint8_t iid[static IID_BYTES])
{
	for (unsigned int i = 0; i < IID_BYTES; i++) {
		unsigned int same = 0;

		for (unsigned int j = 0; j < IID_BYTES; j++)
			same += iid[j] == iid[i];
		if (same >= 4 || (same >= 3 && !iid[i]))
			return true;
	}
	return false;
}

enum addr_iid addr_iid_kind(const struct in6_addr *addr)
{
	static const uint8_t zeros[5];
	const uint8_t *iid = &addr->s6_addr[8];

	if (addr_is_unspecified(addr) || addr_is_loopback(addr) || addr_is_multicast(addr) ||
	    addr_is_v4mapped(addr))
		return ADDR_IID_UNKNOWN;
	if (!memcmp(iid, zeros, sizeof(zeros)))
		return ADDR_IID_LOW;
	if (iid_is_eui64(iid))
		return ADDR_IID_EUI64;
	if (iid_is_isatap(iid))
		return ADDR_IID_ISATAP;
	if (iid_is_ipv4(iid))
		return ADDR_IID_IPV4;
	if (iid_is_pattern(iid))
		return ADDR_IID_PATTERN;
	return ADDR_IID_RANDOM;
}

const char *addr_iid_name(enum addr_iid kind)
{
	static const char *const names[ADDR_IID_MAX] = {
		[ADDR_IID_UNKNOWN] = "unknown",	   [ADDR_IID_LOW] = "low",
		[ADDR_IID_EUI64] = "eui64",	   [ADDR_IID_ISATAP] = "isatap",
		[ADDR_IID_IPV4] = "embedded-ipv4", [ADDR_IID_PATTERN] = "pattern",
		[ADDR_IID_RANDOM] = "random",
	};

	return kind < ADDR_IID_MAX ? names[kind] : names[ADDR_IID_UNKNOWN];
}

bool addr_iid_mac(const struct in6_addr *addr, uint8_t ret_mac[static 6])
{
	const uint8_t *iid = &addr->s6_addr[8];

	if (addr_iid_kind(addr) != ADDR_IID_EUI64)
		return false;
	memcpy(ret_mac, iid, 3);
	memcpy(ret_mac + 3, iid + 5, 3);
	ret_mac[0] ^= EUI64_LOCAL_BIT;
	return true;
}

bool addr_iid_matches_mac(const struct in6_addr *addr, const uint8_t mac[static 6])
{
	uint8_t own[6];

	return addr_iid_mac(addr, own) && !memcmp(own, mac, sizeof(own));
}
