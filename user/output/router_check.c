// SPDX-License-Identifier: GPL-2.0-or-later
#include "output/router_check.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "core/addr.h"
#include "core/timefmt.h"

/* RFC 9096 section 3.4: what a customer-edge router should send at most. */
#define PREFERRED_S_MAX 2700
#define VALID_S_MAX 5400

#define SLAAC_PREFIX_LEN 64 /* RFC 4862 section 5.5.3 d, with the 64-bit identifiers of RFC 4291 */
#define IPV6_MTU_MIN 1280   /* RFC 8200 section 5 */

struct check_list {
	struct router_check *items;
	size_t count;
	size_t notices;
};

static void check_say(struct check_list *list, bool notice, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static void check_say(struct check_list *list, bool notice, const char *format, ...)
{
	struct router_check *check = &list->items[list->count];
	va_list args;

	if (list->count == ROUTER_CHECKS_MAX)
		return;
	check->notice = notice;
	va_start(args, format);
	vsnprintf(check->text, sizeof(check->text), format, args);
	va_end(args);
	list->count++;
	list->notices += notice;
}

static void check_prefix(struct check_list *list, const struct ra_prefix *prefix)
{
	char text[PREFIX_TEXT_MAX];

	prefix_format(text, sizeof(text), &prefix->prefix);
	if (prefix->preferred_s > prefix->valid_s)
		check_say(list, true, "%s: preferred longer than valid, hosts ignore it (RFC 4862)",
			  text);
	if (prefix->autonomous && prefix->prefix.len != SLAAC_PREFIX_LEN)
		check_say(list, true, "%s: not a /64, hosts make no address from it", text);
	if (prefix->autonomous && addr_is_global(&prefix->prefix.addr) && prefix->valid_s &&
	    (prefix->preferred_s > PREFERRED_S_MAX || prefix->valid_s > VALID_S_MAX))
		check_say(list, true,
			  "%s: lifetimes above 45 and 90 min; when a provider changes the prefix, "
			  "hosts keep the old one for that long (RFC 9096)",
			  text);
	if (prefix->valid_s && !prefix->preferred_s)
		check_say(list, true, "%s: deprecated, no new connections use it", text);
}

static void check_lifetime(struct check_list *list, const struct router *router)
{
	const struct ra_message *ra = &router->ra;
	char lifetime[TIME_TEXT_MAX], interval[TIME_TEXT_MAX];
	uint64_t lifetime_ns = ra->lifetime_s * TIME_NS_PER_S;

	if (!ra->lifetime_s || !router->interval_max_ns ||
	    lifetime_ns >= 2 * router->interval_max_ns)
		return;
	check_say(list, true,
		  "lifetime %s, RAs up to %s apart: one lost RA takes the default route away",
		  time_format_span(lifetime, lifetime_ns),
		  time_format_span(interval, router->interval_max_ns));
}

static void check_rest(struct check_list *list, const struct ra_message *ra)
{
	if (ra->has_mtu && ra->mtu < IPV6_MTU_MIN)
		check_say(list, true, "MTU %" PRIu32 " is below 1280: hosts ignore it", ra->mtu);
	if (ra->lifetime_s && !ra->rdnss_count && !ra->other && !ra->managed)
		check_say(
			list, true,
			"no DNS server in the RA and no DHCPv6 (M, O): hosts have no DNS by IPv6");
	if (ra->malformed_count)
		check_say(list, true, "%u of its options break their own rules and are ignored",
			  ra->malformed_count);
	if (ra->overflow || ra->truncated)
		check_say(list, true, "not everything it advertises is listed here");
}

size_t router_check(const struct router *router, uint64_t now_ns,
		    struct router_check ret_checks[static ROUTER_CHECKS_MAX])
{
	struct check_list list = { .items = ret_checks };
	const struct ra_message *ra = &router->ra;

	for (unsigned int i = 0; i < ra->prefix_count; i++)
		check_prefix(&list, &ra->prefixes[i]);
	check_lifetime(&list, router);
	check_rest(&list, ra);
	if (router->headers)
		check_say(&list, true,
			  "its RAs come behind extension headers: many filters do not see them");
	if (!list.notices && router_is_default(router, now_ns))
		check_say(&list, false, "%s%s",
			  ra->rdnss_count ? "DNS in the RA; " : "DNS by DHCPv6; ",
			  ra->prefix_count ? "prefixes are /64, lifetimes as RFC 9096 wants them" :
					     "no prefix");
	return list.count;
}
