// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/addr.h"

#define PREFIX_LEN_MAX 128
#define PREFIX_V4_BASE 96 /* where the IPv4 part of a v4-mapped address begins */

static void prefix_mask(struct in6_addr *addr, uint8_t len)
{
	unsigned int whole = len / 8U;

	if (whole >= sizeof(addr->s6_addr))
		return;
	addr->s6_addr[whole] &= (uint8_t)(0xff00 >> len % 8);
	memset(&addr->s6_addr[whole + 1], 0, sizeof(addr->s6_addr) - whole - 1);
}

struct prefix prefix_make(const struct in6_addr *addr, uint8_t len)
{
	struct prefix prefix = { .addr = *addr, .len = len };

	if (len > PREFIX_LEN_MAX)
		prefix.len = PREFIX_LEN_MAX;
	prefix_mask(&prefix.addr, prefix.len);
	return prefix;
}

bool prefix_contains(const struct prefix *prefix, const struct in6_addr *addr)
{
	struct prefix other = prefix_make(addr, prefix->len);
	struct prefix own = prefix_make(&prefix->addr, prefix->len);

	return addr_equal(&own.addr, &other.addr);
}

bool prefix_equal(const struct prefix *a, const struct prefix *b)
{
	return a->len == b->len && addr_equal(&a->addr, &b->addr);
}

char *prefix_format(char *buf, size_t size, const struct prefix *prefix)
{
	char text[ADDR_TEXT_MAX];
	unsigned int len = prefix->len;

	if (addr_is_v4mapped(&prefix->addr) && len >= PREFIX_V4_BASE)
		len -= PREFIX_V4_BASE;
	addr_format(text, sizeof(text), &prefix->addr);
	snprintf(buf, size, "%s/%u", text, len);
	return buf;
}

static int prefix_parse_len(const char *text, unsigned long max, unsigned long *ret_len)
{
	unsigned long len;
	char *end;

	if (*text < '0' || *text > '9') /* strtoul() would take a sign or spaces */
		return -EINVAL;
	len = strtoul(text, &end, 10);
	if (*end || len > max)
		return -EINVAL;
	*ret_len = len;
	return 0;
}

int prefix_parse(const char *text, struct prefix *ret_prefix)
{
	const char *slash = strchr(text, '/');
	char addr_text[ADDR_TEXT_MAX];
	struct in6_addr addr;
	unsigned long len;
	bool ipv4;

	if (!slash || (size_t)(slash - text) >= sizeof(addr_text))
		return -EINVAL;
	memcpy(addr_text, text, (size_t)(slash - text));
	addr_text[slash - text] = '\0';
	if (addr_parse(addr_text, &addr))
		return -EINVAL;
	ipv4 = !strchr(addr_text, ':');
	if (prefix_parse_len(slash + 1, ipv4 ? PREFIX_LEN_MAX - PREFIX_V4_BASE : PREFIX_LEN_MAX,
			     &len))
		return -EINVAL;
	*ret_prefix = prefix_make(&addr, (uint8_t)(ipv4 ? len + PREFIX_V4_BASE : len));
	return 0;
}
