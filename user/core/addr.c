// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/addr.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#define ADDR_GROUPS 8 /* of 16 bits, as they are written */

_Static_assert(sizeof(struct in6_addr) == sizeof(struct sw_addr), "the same 16 bytes");

struct in6_addr addr_from_sw(const struct sw_addr *addr)
{
	struct in6_addr in6;

	memcpy(&in6, addr, sizeof(in6));
	return in6;
}

struct sw_addr addr_to_sw(const struct in6_addr *addr)
{
	struct sw_addr sw;

	memcpy(&sw, addr, sizeof(sw));
	return sw;
}

bool addr_equal(const struct in6_addr *a, const struct in6_addr *b)
{
	return !memcmp(a, b, sizeof(*a));
}

int addr_compare(const struct in6_addr *a, const struct in6_addr *b)
{
	return memcmp(a, b, sizeof(*a));
}

bool addr_is_unspecified(const struct in6_addr *addr)
{
	return IN6_IS_ADDR_UNSPECIFIED(addr);
}

bool addr_is_loopback(const struct in6_addr *addr)
{
	return IN6_IS_ADDR_LOOPBACK(addr);
}

bool addr_is_multicast(const struct in6_addr *addr)
{
	return addr->s6_addr[0] == 0xff;
}

bool addr_is_v4mapped(const struct in6_addr *addr)
{
	return IN6_IS_ADDR_V4MAPPED(addr);
}

bool addr_is_link_local(const struct in6_addr *addr)
{
	return addr->s6_addr[0] == 0xfe && (addr->s6_addr[1] & 0xc0) == 0x80;
}

bool addr_is_ula(const struct in6_addr *addr)
{
	return (addr->s6_addr[0] & 0xfe) == 0xfc;
}

bool addr_is_global(const struct in6_addr *addr)
{
	return !addr_is_unspecified(addr) && !addr_is_loopback(addr) && !addr_is_multicast(addr) &&
	       !addr_is_v4mapped(addr) && !addr_is_link_local(addr) && !addr_is_ula(addr);
}

const char *addr_scope_name(const struct in6_addr *addr)
{
	if (addr_is_v4mapped(addr))
		return "ipv4";
	if (addr_is_unspecified(addr))
		return "unspecified";
	if (addr_is_loopback(addr))
		return "loopback";
	if (addr_is_multicast(addr))
		return "multicast";
	if (addr_is_link_local(addr))
		return "link";
	if (addr_is_ula(addr))
		return "ula";
	return "global";
}

struct in6_addr addr_from_ipv4(const uint8_t ipv4[static 4])
{
	struct in6_addr addr = { .s6_addr = { [10] = 0xff, [11] = 0xff } };

	memcpy(&addr.s6_addr[12], ipv4, 4);
	return addr;
}

/* The longest run of two zero groups or more, the first of equals (RFC 5952 section 4.2). */
static void addr_find_zeros(const struct in6_addr *addr, unsigned int *ret_start,
			    unsigned int *ret_len)
{
	unsigned int start = 0, len = 1, run = 0;

	for (unsigned int i = 0; i < ADDR_GROUPS; i++) {
		run = addr->s6_addr[2 * i] || addr->s6_addr[2 * i + 1] ? 0 : run + 1;
		if (run > len) {
			start = i + 1 - run;
			len = run;
		}
	}
	*ret_start = start;
	*ret_len = len > 1 ? len : 0;
}

/* Not inet_ntop(): that writes ::1:2 as ::0.1.0.2 (IPv4-compatible, long deprecated). */
static void addr_format_ipv6(char text[static ADDR_TEXT_MAX], const struct in6_addr *addr)
{
	unsigned int zeros_start, zeros_len;
	char *end = text;

	addr_find_zeros(addr, &zeros_start, &zeros_len);
	for (unsigned int i = 0; i < ADDR_GROUPS; i++) {
		unsigned int group = addr->s6_addr[2 * i] * 256U + addr->s6_addr[2 * i + 1];

		if (zeros_len && i == zeros_start) {
			*end++ = ':';
			*end++ = ':';
			i += zeros_len - 1;
			continue;
		}
		if (i && !(zeros_len && i == zeros_start + zeros_len))
			*end++ = ':';
		end += sprintf(end, "%x", group); /* at most 39 bytes in all */
	}
	*end = '\0';
}

char *addr_format(char *buf, size_t size, const struct in6_addr *addr)
{
	char text[ADDR_TEXT_MAX];

	if (addr_is_v4mapped(addr))
		snprintf(text, sizeof(text), "%u.%u.%u.%u", addr->s6_addr[12], addr->s6_addr[13],
			 addr->s6_addr[14], addr->s6_addr[15]);
	else
		addr_format_ipv6(text, addr);
	snprintf(buf, size, "%s", text);
	return buf;
}

char *addr_format_zone(char *buf, size_t size, const struct in6_addr *addr, const char *ifname)
{
	char text[ADDR_TEXT_MAX];

	addr_format(text, sizeof(text), addr);
	if (addr_is_link_local(addr) && ifname && *ifname)
		snprintf(buf, size, "%s%%%s", text, ifname);
	else
		snprintf(buf, size, "%s", text);
	return buf;
}

int addr_parse(const char *text, struct in6_addr *ret_addr)
{
	struct in6_addr addr;
	uint8_t ipv4[4];

	if (inet_pton(AF_INET6, text, &addr) == 1) {
		*ret_addr = addr;
		return 0;
	}
	if (inet_pton(AF_INET, text, ipv4) == 1) {
		*ret_addr = addr_from_ipv4(ipv4);
		return 0;
	}
	return -EINVAL;
}
