// SPDX-License-Identifier: GPL-2.0-or-later
#include "decode/ra_option.h"

#include <errno.h>
#include <string.h>

#include "decode/domain.h"
#include "decode/wire.h"

_Static_assert(RA_DOMAIN_MAX >= DOMAIN_TEXT_MAX, "every domain without escapes fits");

/* RFC 4191 section 2.1: two bits at the same place in the header and in the route option. */
#define PREFERENCE_SHIFT 3
#define PREFERENCE_RESERVED 2

#define PREFIX_ON_LINK 0x80	/* RFC 4861 section 4.6.2 */
#define PREFIX_AUTONOMOUS 0x40	/* RFC 4861 section 4.6.2 */
#define PREFIX_ROUTER_ADDR 0x20 /* RFC 6275 section 7.2 */

#define FLAGS_EXT_SNAC (1ULL << 47) /* drafts of the SNAC flag before it moved to the header */

/* Linux takes a longer one too, and reads what it knows. */
static bool ra_read_prefix(const struct nd_option *option, struct ra_message *ra)
{
	const uint8_t *data = option->data;
	struct ra_prefix *prefix;

	if (option->len < 32 || data[2] > 128)
		return false;
	if (ra->prefix_count == RA_PREFIXES_MAX) {
		ra->overflow = true;
		return true;
	}
	prefix = &ra->prefixes[ra->prefix_count++];
	prefix->on_link = data[3] & PREFIX_ON_LINK;
	prefix->autonomous = data[3] & PREFIX_AUTONOMOUS;
	prefix->router_addr = data[3] & PREFIX_ROUTER_ADDR;
	prefix->valid_s = wire_u32(data + 4);
	prefix->preferred_s = wire_u32(data + 8);
	prefix->router = wire_addr(data + 16);
	prefix->prefix = prefix_make(&prefix->router, data[2]);
	return true;
}

static bool ra_read_mtu(const struct nd_option *option, struct ra_message *ra)
{
	if (option->len != 8)
		return false;
	if (ra->has_mtu)
		return true;
	ra->has_mtu = true;
	ra->mtu = wire_u32(option->data + 4);
	return true;
}

/* RFC 4191 section 2.3: the prefix takes 0, 8 or 16 bytes, as its length needs. */
static bool ra_read_route(const struct nd_option *option, struct ra_message *ra)
{
	const uint8_t *data = option->data;
	uint8_t preference = data[3] >> PREFERENCE_SHIFT & 3;
	struct in6_addr addr = { 0 };
	struct ra_route *route;

	if (option->len > 24 || data[2] > 128 || (data[2] > 64 && option->len < 24) ||
	    (data[2] && option->len < 16) || preference == PREFERENCE_RESERVED)
		return false;
	if (ra->route_count == RA_ROUTES_MAX) {
		ra->overflow = true;
		return true;
	}
	memcpy(&addr, data + 8, option->len - 8U);
	route = &ra->routes[ra->route_count++];
	route->prefix = prefix_make(&addr, data[2]);
	route->preference = ra_preference_read(data[3]);
	route->lifetime_s = wire_u32(data + 4);
	return true;
}

/* RFC 8106 section 5.1: one lifetime, then one address or more, and nothing else. */
static bool ra_read_rdnss(const struct nd_option *option, struct ra_message *ra)
{
	uint32_t lifetime_s = wire_u32(option->data + 4);

	if (option->len < 24 || option->len % 16 != 8)
		return false;
	for (size_t off = 8; off < option->len; off += 16) {
		struct ra_rdnss *server = &ra->rdnss[ra->rdnss_count];

		if (ra->rdnss_count == RA_RDNSS_MAX) {
			ra->overflow = true;
			break;
		}
		server->addr = wire_addr(option->data + off);
		server->lifetime_s = lifetime_s;
		ra->rdnss_count++;
	}
	return true;
}

/*
 * RFC 8106 section 5.2: a lifetime, then uncompressed names, then zeros. The whole option is
 * walked before a name is kept.
 */
static bool ra_read_dnssl(const struct nd_option *option, struct ra_message *ra)
{
	uint8_t count = ra->dnssl_count;
	bool overflow = false;
	size_t off = 8;

	while (off < option->len && option->data[off]) {
		char domain[RA_DOMAIN_MAX];
		int r = domain_decode(option->data, option->len, off, false, domain, sizeof(domain),
				      &off);

		if (r == -EBADMSG)
			return false;
		if (r || count == RA_DNSSL_MAX) {
			overflow = true;
			continue;
		}
		memcpy(ra->dnssl[count].domain, domain, sizeof(domain));
		ra->dnssl[count++].lifetime_s = wire_u32(option->data + 4);
	}
	if (off == 8)
		return false;
	ra->dnssl_count = count;
	ra->overflow |= overflow;
	return true;
}

/* RFC 8781 section 4: 13 bits of lifetime in units of 8 s, 3 bits of prefix length code. */
static bool ra_read_pref64(const struct nd_option *option, struct ra_message *ra)
{
	static const uint8_t lengths[] = { 96, 64, 56, 48, 40, 32 };
	uint16_t scaled = wire_u16(option->data + 2);
	struct in6_addr addr = { 0 };
	struct ra_pref64 *pref64;

	if (option->len != 16 || (scaled & 7) >= sizeof(lengths))
		return false;
	if (ra->pref64_count == RA_PREF64_MAX) {
		ra->overflow = true;
		return true;
	}
	memcpy(&addr, option->data + 4, 12);
	pref64 = &ra->pref64[ra->pref64_count++];
	pref64->prefix = prefix_make(&addr, lengths[scaled & 7]);
	pref64->lifetime_s = scaled & 0xfff8U;
	return true;
}

/* RFC 8910 section 2.3: a URI padded with NULs; RFC 3986 section 2 allows visible ASCII only. */
static bool ra_read_captive_portal(const struct nd_option *option, struct ra_message *ra)
{
	const uint8_t *uri = option->data + 2;
	size_t len = option->len - 2U;

	while (len && !uri[len - 1])
		len--;
	for (size_t i = 0; i < len; i++) {
		if (uri[i] <= ' ' || uri[i] > '~')
			return false;
	}
	if (!len)
		return false;
	if (ra->captive_portal[0])
		return true;
	if (len >= RA_URI_MAX) {
		ra->overflow = true;
		return true;
	}
	memcpy(ra->captive_portal, uri, len);
	ra->captive_portal[len] = '\0';
	return true;
}

static bool ra_read_flags(const struct nd_option *option, struct ra_message *ra)
{
	if (option->len != 8) /* RFC 5175 section 4 */
		return false;
	if (ra->has_flags_ext)
		return true;
	ra->has_flags_ext = true;
	ra->flags_ext = (uint64_t)wire_u16(option->data + 2) << 32 | wire_u32(option->data + 4);
	ra->stub_router |= !!(ra->flags_ext & FLAGS_EXT_SNAC);
	return true;
}

static bool ra_read_slla(const struct nd_option *option, struct ra_message *ra)
{
	if (ra->has_lladdr)
		return true;
	ra->has_lladdr = nd_option_mac(option, ra->lladdr);
	return ra->has_lladdr;
}

static bool ra_read_nonce(const struct nd_option *option, struct ra_message *ra)
{
	if (!ra->nonce_len)
		ra->nonce_len = nd_option_nonce(option, ra->nonce);
	return true;
}

static bool ra_read_unknown(const struct nd_option *option, struct ra_message *ra)
{
	ra->unknown_total++;
	if (ra->unknown_count == RA_UNKNOWN_MAX)
		ra->overflow = true;
	else
		ra->unknown[ra->unknown_count++] = (struct ra_unknown){
			.type = option->type,
			.len = option->len,
		};
	return true;
}

enum ra_preference ra_preference_read(uint8_t flags)
{
	static const enum ra_preference values[] = {
		RA_PREFERENCE_MEDIUM,
		RA_PREFERENCE_HIGH,
		RA_PREFERENCE_MEDIUM, /* PREFERENCE_RESERVED */
		RA_PREFERENCE_LOW,
	};

	return values[flags >> PREFERENCE_SHIFT & 3];
}

void ra_option_read(const struct nd_option *option, struct ra_message *ra)
{
	static const struct {
		uint8_t type;
		bool (*read)(const struct nd_option *option, struct ra_message *ra);
	} readers[] = {
		{ ND_OPTION_SLLA, ra_read_slla },
		{ ND_OPTION_PREFIX, ra_read_prefix },
		{ ND_OPTION_MTU, ra_read_mtu },
		{ ND_OPTION_NONCE, ra_read_nonce },
		{ ND_OPTION_ROUTE, ra_read_route },
		{ ND_OPTION_RDNSS, ra_read_rdnss },
		{ ND_OPTION_FLAGS, ra_read_flags },
		{ ND_OPTION_DNSSL, ra_read_dnssl },
		{ ND_OPTION_CAPTIVE_PORTAL, ra_read_captive_portal },
		{ ND_OPTION_PREF64, ra_read_pref64 },
	};
	bool (*read)(const struct nd_option *, struct ra_message *) = ra_read_unknown;

	for (size_t i = 0; i < sizeof(readers) / sizeof(readers[0]); i++) {
		if (readers[i].type == option->type)
			read = readers[i].read;
	}
	ra->option_count++;
	if (!read(option, ra))
		ra->malformed_count++;
}
