// SPDX-License-Identifier: GPL-2.0-or-later
#include "decode/ra.h"

#include <errno.h>
#include <string.h>

#include "decode/nd.h"
#include "decode/ra_option.h"
#include "decode/wire.h"

#define RA_LEN 16 /* RFC 4861 section 4.2 */

/* The IANA registry of RA flags; the preference lies between H and P. */
#define RA_MANAGED 0x80
#define RA_OTHER 0x40
#define RA_HOME_AGENT 0x20
#define RA_PROXY 0x04
#define RA_SNAC_ROUTER 0x02

static void ra_read_fixed(const uint8_t *icmp, struct ra_message *ra)
{
	ra->hop_limit = icmp[4];
	ra->flags = icmp[5];
	ra->managed = ra->flags & RA_MANAGED;
	ra->other = ra->flags & RA_OTHER;
	ra->home_agent = ra->flags & RA_HOME_AGENT;
	ra->proxy = ra->flags & RA_PROXY;
	ra->stub_router = ra->flags & RA_SNAC_ROUTER;
	ra->preference = ra_preference_read(ra->flags);
	ra->lifetime_s = wire_u16(icmp + 6);
	ra->reachable_ms = wire_u32(icmp + 8);
	ra->retrans_ms = wire_u32(icmp + 12);
}

static int ra_read(const uint8_t *icmp, size_t len, bool head, struct ra_message *ret_ra)
{
	struct ra_message ra;
	struct nd_option_walk walk = { .head = head };
	struct nd_option option;
	int r;

	if (len < RA_LEN)
		return -EMSGSIZE;
	if (icmp[0] != ND_TYPE_RA)
		return -EPROTOTYPE;
	memset(&ra, 0, sizeof(ra)); /* padding too: two messages are compared as bytes */
	ra.truncated = head;
	ra_read_fixed(icmp, &ra);
	walk.data = icmp + RA_LEN;
	walk.left = len - RA_LEN;
	while ((r = nd_option_next(&walk, &option)) > 0)
		ra_option_read(&option, &ra);
	if (r < 0)
		return r;
	memcpy(ret_ra, &ra, sizeof(ra));
	return 0;
}

int ra_decode(const uint8_t *icmp, size_t len, struct ra_message *ret_ra)
{
	return ra_read(icmp, len, false, ret_ra);
}

int ra_decode_head(const uint8_t *icmp, size_t len, struct ra_message *ret_ra)
{
	return ra_read(icmp, len, true, ret_ra);
}

const char *ra_preference_name(enum ra_preference preference)
{
	static const char *const names[RA_PREFERENCE_MAX] = {
		[RA_PREFERENCE_UNSET] = "unset",
		[RA_PREFERENCE_LOW] = "low",
		[RA_PREFERENCE_MEDIUM] = "medium",
		[RA_PREFERENCE_HIGH] = "high",
	};

	return preference < RA_PREFERENCE_MAX ? names[preference] : names[RA_PREFERENCE_UNSET];
}
