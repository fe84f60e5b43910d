// SPDX-License-Identifier: GPL-2.0-or-later
#include "detect/words.h"

#include <stdio.h>
#include <string.h>

#include "core/addr.h"
#include "core/vendor.h"

char *words_number(char buf[static WORDS_NUMBER_MAX], uint64_t number)
{
	char digits[WORDS_NUMBER_MAX];
	size_t len = (size_t)snprintf(digits, sizeof(digits), "%llu", (unsigned long long)number);
	size_t out = 0;

	for (size_t i = 0; i < len; i++) {
		if (i && (len - i) % 3 == 0)
			buf[out++] = ' ';
		buf[out++] = digits[i];
	}
	buf[out] = '\0';
	return buf;
}

static const char *mac_words(const uint8_t *mac, char *buf, size_t size)
{
	const char *vendor = vendor_name(mac, buf, size);

	if (vendor)
		return vendor;
	return mac_is_local(mac) ? "random MAC" : NULL;
}

char *words_mac(char buf[static WORDS_SENDER_MAX], const uint8_t *mac)
{
	char vendor[VENDOR_TEXT_MAX], text[MAC_TEXT_MAX];
	const char *words;

	if (!mac) {
		snprintf(buf, WORDS_SENDER_MAX, "a sender without MAC");
		return buf;
	}
	words = mac_words(mac, vendor, sizeof(vendor));
	mac_format(text, mac);
	if (words)
		snprintf(buf, WORDS_SENDER_MAX, "%s (%s)", text, words);
	else
		snprintf(buf, WORDS_SENDER_MAX, "%s", text);
	return buf;
}

char *words_router(char buf[static WORDS_SENDER_MAX], const struct detect *detect,
		   const struct router *router)
{
	const char *link = port_table_link_name(detect_view(detect)->ports, router->key.link);
	char addr[ADDR_ZONE_TEXT_MAX], mac[MAC_TEXT_MAX], vendor[VENDOR_TEXT_MAX];
	const char *words;

	addr_format_zone(addr, sizeof(addr), &router->key.addr, link);
	if (!router->has_mac) {
		snprintf(buf, WORDS_SENDER_MAX, "%s", addr);
		return buf;
	}
	words = mac_words(router->mac, vendor, sizeof(vendor));
	mac_format(mac, router->mac);
	snprintf(buf, WORDS_SENDER_MAX, "%s (%s%s%s)", addr, mac, words ? ", " : "",
		 words ? words : "");
	return buf;
}

/* Is a router of the baseline behind the port, other than the sender itself? */
struct uplink_search {
	const struct alert_report *report;
	bool found;
};

static void find_uplink(void *ctx, struct router *router)
{
	struct uplink_search *search = ctx;
	const struct alert_report *report = search->report;

	search->found |= router->pinned && router->port == report->port &&
			 memcmp(router->mac, report->mac, sizeof(router->mac)) != 0;
}

static bool port_is_uplink(const struct detect *detect, const struct alert_report *report)
{
	struct uplink_search search = { .report = report };

	router_table_each(detect_view(detect)->routers, find_uplink, &search);
	return search.found;
}

void words_shut_out(const struct detect *detect, struct alert_report *report)
{
	const struct port_table *ports = detect_view(detect)->ports;
	const char *link = port_table_link_name(ports, report->link);
	const struct port *port = port_table_port(ports, report->port);
	bool of_bridge = port && port->device[0] && link[0] && strcmp(port->device, link) != 0;
	char mac[MAC_TEXT_MAX];

	if (port && port->self) {
		alert_remedy(report, "this machine itself sends it: find the program that does");
	} else if (of_bridge && !port_is_uplink(detect, report)) {
		alert_remedy(report, "ip link set %s nomaster      (takes %s off %s)", port->device,
			     port->name, link);
	} else if (report->has_mac) {
		mac_format(mac, report->mac);
		alert_remedy(report,
			     "find %s in the address table of the switch%s%s, shut that port", mac,
			     of_bridge ? " behind " : "", of_bridge ? port->name : "");
	}
}
