// SPDX-License-Identifier: GPL-2.0-or-later
#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/timefmt.h"
#include "core/vendor.h"
#include "output/columns.h"
#include "output/phrase.h"
#include "output/router_check.h"
#include "output/text.h"

#define ROUTER_INDENT 17

static char *seconds_text(char buf[static TIME_TEXT_MAX], uint32_t seconds)
{
	if (seconds == RA_LIFETIME_INFINITE)
		return strcpy(buf, "for ever");
	return time_format_span(buf, seconds * TIME_NS_PER_S);
}

/* The device's name, or what stands in its place. */
static const char *router_name(const struct report *report, const struct router *router)
{
	const struct host_address_key key = {
		.addr = router->key.addr,
		.link = router->key.link,
		.vlan = router->key.vlan,
	};
	const struct host_address *address = host_table_find(report->tables->hosts, &key);
	const char *name = address && !report->no_names ? host_best_name(address->host) : NULL;

	if (router->self)
		return "this machine";
	return name ? name : "-";
}

static void router_head(FILE *file, const struct report *report, const struct router *router)
{
	char addr[ADDR_ZONE_TEXT_MAX], mac[MAC_TEXT_MAX + VENDOR_TEXT_MAX] = "";
	const char *parts[] = { router_name(report, router), addr, mac };
	const char *port = report_port_name(report, router->port);
	char vendor[VENDOR_TEXT_MAX];

	addr_format_zone(addr, sizeof(addr), &router->key.addr,
			 report_link_name(report, router->key.link));
	if (router->has_mac)
		mac_format(mac, router->mac);
	if (router->has_mac && !report->no_names &&
	    vendor_name(router->mac, vendor, sizeof(vendor)))
		snprintf(mac + strlen(mac), sizeof(mac) - strlen(mac), " %s", vendor);
	columns_join(file, parts, sizeof(parts) / sizeof(parts[0]), 2, TEXT_WIDTH);
	fprintf(file, "  %-*s", ROUTER_INDENT - 2, "seen");
	fprintf(file, "%" PRIu64 " RA%s", router->ra_count, router->ra_count == 1 ? "" : "s");
	if (*port)
		fprintf(file, ", through port %s", port);
	if (router->key.vlan)
		fprintf(file, ", VLAN %u", router->key.vlan);
	if (router->pinned && *port)
		fputs(", in the baseline", file);
	fputc('\n', file);
}

/* "HIGH" stands out: it wins over every other router (RFC 4191 section 3.1). */
static void router_route(FILE *file, const struct router *router, uint64_t now_ns)
{
	char lifetime[TIME_TEXT_MAX], least[TIME_TEXT_MAX], most[TIME_TEXT_MAX];
	const struct ra_message *ra = &router->ra;

	fprintf(file, "  %-*s", ROUTER_INDENT - 2, "default route");
	if (!ra->lifetime_s)
		fputs("none", file);
	else
		fprintf(file, "lifetime %s%s, preference %s",
			seconds_text(lifetime, ra->lifetime_s),
			router_is_default(router, now_ns) ? "" : " (run out)",
			ra->preference == RA_PREFERENCE_HIGH ? "HIGH" :
							       ra_preference_name(ra->preference));
	if (router->interval_min_ns)
		fprintf(file, ", RA every %s to %s",
			time_format_span(least, router->interval_min_ns),
			time_format_span(most, router->interval_max_ns));
	fputc('\n', file);
}

static void router_prefixes(FILE *file, const struct ra_message *ra)
{
	char text[PREFIX_TEXT_MAX], preferred[TIME_TEXT_MAX], valid[TIME_TEXT_MAX];
	struct columns columns;

	columns_init(&columns, 4);
	columns.gap[0] = 1;
	for (unsigned int i = 0; i < ra->prefix_count; i++) {
		const struct ra_prefix *prefix = &ra->prefixes[i];

		columns_row(&columns);
		columns_set(&columns, 0, "  %-*s", ROUTER_INDENT - 3, i ? "" : "prefix");
		columns_set(&columns, 1, "%s", prefix_format(text, sizeof(text), &prefix->prefix));
		columns_set(&columns, 2, "%s",
			    prefix->autonomous ? (prefix->on_link ? "SLAAC" : "SLAAC, off-link") :
						 (prefix->on_link ? "on-link" : "off-link"));
		columns_set(&columns, 3, "preferred %s, valid %s",
			    seconds_text(preferred, prefix->preferred_s),
			    seconds_text(valid, prefix->valid_s));
	}
	columns_print(&columns, file, 0);
	columns_fini(&columns);
	for (unsigned int i = 0; i < ra->route_count; i++)
		fprintf(file, "  %-*s%s   preference %s, lifetime %s\n", ROUTER_INDENT - 2,
			i ? "" : "route", prefix_format(text, sizeof(text), &ra->routes[i].prefix),
			ra_preference_name(ra->routes[i].preference),
			seconds_text(valid, ra->routes[i].lifetime_s));
}

static void router_dns(FILE *file, const struct ra_message *ra)
{
	char text[ADDR_TEXT_MAX];

	for (unsigned int i = 0; i < ra->rdnss_count; i++)
		fprintf(file, "  %-*s%s%s\n", ROUTER_INDENT - 2, i ? "" : "DNS",
			addr_format(text, sizeof(text), &ra->rdnss[i].addr),
			ra->rdnss[i].lifetime_s ? "" : "   no longer to be used");
	for (unsigned int i = 0; i < ra->dnssl_count; i++)
		fprintf(file, "  %-*s%s\n", ROUTER_INDENT - 2, i ? "" : "search",
			ra->dnssl[i].domain);
}

static void router_rest(FILE *file, const struct ra_message *ra)
{
	char text[PREFIX_TEXT_MAX];

	fprintf(file, "  %-*sM %s, O %s", ROUTER_INDENT - 2, "flags", ra->managed ? "yes" : "no",
		ra->other ? "yes" : "no");
	if (ra->hop_limit)
		fprintf(file, "   hop limit %u", ra->hop_limit);
	if (ra->has_mtu)
		fprintf(file, "   MTU %" PRIu32, ra->mtu);
	fputc('\n', file);
	for (unsigned int i = 0; i < ra->pref64_count; i++)
		fprintf(file, "  %-*s%s\n", ROUTER_INDENT - 2, i ? "" : "NAT64",
			prefix_format(text, sizeof(text), &ra->pref64[i].prefix));
	if (ra->captive_portal[0])
		fprintf(file, "  %-*s%s\n", ROUTER_INDENT - 2, "captive portal",
			ra->captive_portal);
}

/* Open alerts about this router. */
static void router_alerts(FILE *file, const struct report *report, const struct router *router,
			  const struct style *style)
{
	const struct alert **alerts = NULL;
	size_t count = 0;

	if (alert_set_sorted(report->alerts, &alerts, &count))
		abort();
	for (size_t i = 0; i < count; i++) {
		const struct alert_report *about = &alerts[i]->report;

		if (alerts[i]->state == ALERT_STATE_CLEARED || !about->has_addr ||
		    !addr_equal(&about->addr, &router->key.addr) || about->link != router->key.link)
			continue;
		text_alert(file, alerts[i], ALERT_STATE_RAISED, style);
	}
	free(alerts);
}

static void router_checks(FILE *file, const struct report *report, const struct router *router,
			  const struct style *style)
{
	struct router_check checks[ROUTER_CHECKS_MAX];
	size_t count = router_check(router, report->now_ns, checks);

	for (size_t i = 0; i < count; i++) {
		enum style_name name = checks[i].notice ? STYLE_WARNING : STYLE_NONE;

		fprintf(file, "  %s%-8s%s ", style_on(style, name),
			checks[i].notice ? "notice" : "ok", style_off(style, name));
		columns_wrap(file, checks[i].text, 11, 11, TEXT_WIDTH);
	}
}

static void router_print(FILE *file, const struct report *report, const struct router *router,
			 const struct style *style)
{
	router_head(file, report, router);
	router_route(file, router, report->now_ns);
	router_prefixes(file, &router->ra);
	router_dns(file, &router->ra);
	router_rest(file, &router->ra);
	router_checks(file, report, router, style);
	router_alerts(file, report, router, style);
	fputc('\n', file);
}

/* Sections: default routers, stub routers, and those that only advertise something else. */
enum router_section {
	SECTION_DEFAULT,
	SECTION_STUB,
	SECTION_OTHER,
	SECTION_MAX,
};

static enum router_section router_section_of(const struct router *router, uint64_t now_ns)
{
	if (router_is_default(router, now_ns))
		return SECTION_DEFAULT;
	return router_is_stub(router) ? SECTION_STUB : SECTION_OTHER;
}

static void router_summary(FILE *file, const struct report *report, const size_t *found)
{
	char text[SECTION_MAX][PHRASE_COUNT_MAX], alerts[PHRASE_COUNT_MAX];
	size_t open = alert_set_open(report->alerts);

	fprintf(file, "%s, %s, %s. %s.\n",
		phrase_count(text[0], found[SECTION_DEFAULT], "default router", "default routers"),
		phrase_count(text[1], found[SECTION_STUB], "stub router", "stub routers"),
		phrase_count(text[2], found[SECTION_OTHER], "other", "others"),
		open ? phrase_count(alerts, open, "open alert", "open alerts") : "No alerts");
}

void text_routers(FILE *file, const struct report *report, const struct style *style)
{
	static const char *const headings[SECTION_MAX] = {
		[SECTION_DEFAULT] = "DEFAULT ROUTERS",
		[SECTION_STUB] = "STUB ROUTERS (no default route, no DNS: Thread and the like)",
		[SECTION_OTHER] = "ADVERTISING, BUT NO DEFAULT ROUTE",
	};
	const struct router **routers = NULL;
	size_t count = 0, found[SECTION_MAX] = { 0 };

	if (router_table_sorted(report->tables->routers, report->now_ns, &routers, &count))
		abort();
	for (int section = 0; section < SECTION_MAX; section++) {
		for (size_t i = 0; i < count; i++) {
			if ((int)router_section_of(routers[i], report->now_ns) != section)
				continue;
			if (!found[section]++)
				fprintf(file, "%s\n\n", headings[section]);
			router_print(file, report, routers[i], style);
		}
	}
	free(routers);
	router_summary(file, report, found);
}
