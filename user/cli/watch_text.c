// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "cli/version.h"
#include "cli/watch.h"
#include "core/text.h"
#include "core/timefmt.h"
#include "output/columns.h"
#include "output/device.h"
#include "output/names.h"
#include "output/phrase.h"
#include "output/text.h"

#define START_INDENT 13
#define EVENT_INDENT 17

static void tell_line(const char *heading, const char *text)
{
	printf("  %-*s", START_INDENT - 2, heading);
	columns_wrap(stdout, text, START_INDENT, START_INDENT, TEXT_WIDTH);
}

struct hooks {
	unsigned int ports; /* of bridges, attached, without egress halves */
	bool plain;	    /* a port that is its own link */
	bool egress;
	char modes[64];	 /* "XDP generic, tc" */
	char names[256]; /* "veth1, veth2" */
};

static const char *mode_words(const char *mode)
{
	if (strcmp(mode, "generic") == 0)
		return "XDP generic";
	if (strcmp(mode, "native") == 0)
		return "XDP native";
	return "tc ingress";
}

static void add_word(char *list, size_t size, const char *word)
{
	size_t used = strlen(list);

	if (used + strlen(word) + 3 < size)
		snprintf(list + used, size - used, "%s%s", used ? ", " : "", word);
}

static void gather_hook(void *ctx, const struct attach_port *port)
{
	struct hooks *hooks = ctx;

	if (port->state != ATTACH_STATE_UP && port->state != ATTACH_STATE_BLOCKED)
		return;
	if (port->self) {
		hooks->egress = true;
		return;
	}
	if (strcmp(port->device, port->link_name) == 0) {
		hooks->plain = true;
	} else {
		hooks->ports++;
		add_word(hooks->names, sizeof(hooks->names), port->name);
	}
	if (!strstr(hooks->modes, mode_words(attach_mode_name(port->mode))))
		add_word(hooks->modes, sizeof(hooks->modes),
			 mode_words(attach_mode_name(port->mode)));
	if (port->promisc && !strstr(hooks->modes, "promiscuous"))
		add_word(hooks->modes, sizeof(hooks->modes), "promiscuous");
}

static void tell_sight(const struct hooks *hooks)
{
	char text[512], count[PHRASE_COUNT_MAX];

	if (hooks->ports) {
		snprintf(text, sizeof(text), "every frame on %s: %s",
			 phrase_count(count, hooks->ports, "port", "ports"), hooks->names);
		tell_line("sees", text);
		tell_line("not seen", "what hosts behind one and the same port say to each other");
	}
	if (hooks->plain) {
		tell_line("sees", "all multicast, and unicast to and from this machine");
		tell_line("not seen",
			  "unicast between other hosts, unless this is a mirror port; a "
			  "bridge would show it");
	}
	if (!hooks->ports && !hooks->plain)
		tell_line("not seen", "anything yet: no port is attached");
}

static void tell_learning(const struct watch *watch)
{
	const struct station *station = &watch->session.station;
	char text[200], clock[TIME_TEXT_MAX];
	uint64_t until_ns;

	if (watch->settings->has_learn && !watch->settings->learn_s) {
		tell_line("learning", "not at all: every router is foreign (--learn 0)");
		return;
	}
	until_ns = baseline_learn_end(station->baseline, watch->session.links[0].link);
	if (!until_ns)
		return;
	snprintf(text, sizeof(text),
		 "%suntil %.5s what is here becomes \"normal\". Floods and forged packets alarm "
		 "from now on.",
		 baseline_count(station->baseline) ? "unless this network is known: " :
						     "first start: ",
		 time_format_clock(clock, until_ns));
	tell_line("learning", text);
}

void watch_tell_start(struct watch *watch)
{
	const struct selection *selection = &watch->session.selection;
	struct hooks hooks = { .ports = 0 };
	char text[160];

	printf("sixwatch " SIXWATCH_VERSION " on");
	for (unsigned int i = 0; i < watch->session.link_count; i++)
		printf("%s %s", i ? "," : "", watch->session.links[i].name);
	if (selection->why[0])
		printf(" (%s%s%s)", selection->why, selection->left_out[0] ? "; " : "",
		       selection->left_out);
	putchar('\n');
	attach_ports(watch->session.attach, gather_hook, &hooks);
	tell_sight(&hooks);
	snprintf(text, sizeof(text), "%s%s; nothing dropped or changed",
		 hooks.modes[0] ? hooks.modes : "none", hooks.egress ? ", tc egress" : "");
	tell_line("hooks", text);
	tell_learning(watch);
	putchar('\n');
	watch->started_told = true;
}

static void tell_head(struct watch *watch, const char *kind, uint64_t now_ns)
{
	char clock[TIME_TEXT_MAX];

	watch_status_clear(watch);
	printf("%s %-7s ", time_format_clock(clock, now_ns), kind);
}

void watch_tell_found(struct watch *watch, uint64_t now_ns)
{
	char devices[PHRASE_COUNT_MAX], addresses[PHRASE_COUNT_MAX];
	struct host_counts counts;

	host_table_counts(watch->session.station.tables.hosts, &counts);
	tell_head(watch, "found", now_ns);
	printf("%s, %s", phrase_count(devices, counts.hosts, "device", "devices"),
	       phrase_count(addresses, counts.addresses, "IPv6 address", "IPv6 addresses"));
	if (counts.ipv4_only)
		printf(", %u of them IPv4 only", counts.ipv4_only);
	printf(", in %.1f s\n%*slist them: sixwatch hosts\n",
	       (double)(now_ns - watch->session.started_ns) / (double)TIME_NS_PER_S, EVENT_INDENT,
	       "");
}

/* A line that is wrapped under its text. */
static void tell_wrapped(struct watch *watch, const char *kind, uint64_t now_ns, const char *format,
			 ...) __attribute__((format(printf, 4, 5)));

static void tell_wrapped(struct watch *watch, const char *kind, uint64_t now_ns, const char *format,
			 ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	if (vasprintf(&text, format, args) < 0)
		abort();
	va_end(args);
	tell_head(watch, kind, now_ns);
	columns_wrap(stdout, text, EVENT_INDENT, EVENT_INDENT, TEXT_WIDTH);
	free(text);
}

void watch_tell_host(struct watch *watch, const struct report *report, const struct host *host,
		     const struct host_address *address, unsigned int changes, uint64_t now_ns)
{
	const char *kind = changes & HOST_CHANGE_NEW_HOST    ? "new" :
			   changes & HOST_CHANGE_NEW_ADDRESS ? "address" :
							       "moved";
	char addr[ADDR_ZONE_TEXT_MAX], mac[MAC_TEXT_MAX] = "";
	struct device device;

	if (host->key.has_mac)
		mac_format(mac, host->key.mac);
	addr_format_zone(addr, sizeof(addr), &address->key.addr,
			 report_link_name(report, address->key.link));
	device_make(report, host, &device);
	tell_wrapped(watch, kind, now_ns, "%s%s%s%s %s %s", device.name[0] ? device.name : mac,
		     device.vendor[0] ? " (" : "", device.vendor, device.vendor[0] ? ")" : "", addr,
		     report_port_name(report, host->port));
	device_fini(&device);
}

/* Prefixes, routes, and DNS servers that are named, of each; the rest is counted. */
#define CONTENT_MAX 3

static unsigned int content_shown(unsigned int count)
{
	return count < CONTENT_MAX ? count : CONTENT_MAX;
}

/* "default route 30 min, 2001:db8:101::/64, DNS 2001:db8:101::1"; for free(). */
static char *content_text(const struct router *router, uint64_t now_ns)
{
	const struct ra_message *ra = &router->ra;
	char text[PREFIX_TEXT_MAX], span[TIME_TEXT_MAX], *line = NULL;
	unsigned int more;
	size_t size = 0;
	FILE *file = open_memstream(&line, &size);

	if (!file)
		abort();
	if (router_is_default(router, now_ns))
		fprintf(file, "default route %s",
			time_format_span(span, ra->lifetime_s * TIME_NS_PER_S));
	else
		fputs("no default route", file);
	if (ra->preference == RA_PREFERENCE_HIGH)
		fputs(", preference HIGH", file);
	for (unsigned int i = 0; i < ra->prefix_count && i < CONTENT_MAX; i++)
		fprintf(file, ", %s", prefix_format(text, sizeof(text), &ra->prefixes[i].prefix));
	for (unsigned int i = 0; i < ra->route_count && i < CONTENT_MAX; i++)
		fprintf(file, ", route %s",
			prefix_format(text, sizeof(text), &ra->routes[i].prefix));
	for (unsigned int i = 0; i < ra->rdnss_count && i < CONTENT_MAX; i++)
		fprintf(file, ", DNS %s", addr_format(text, sizeof(text), &ra->rdnss[i].addr));
	more = ra->prefix_count + ra->route_count + ra->rdnss_count -
	       content_shown(ra->prefix_count) - content_shown(ra->route_count) -
	       content_shown(ra->rdnss_count);
	if (more)
		fprintf(file, ", and %u more of these", more);
	fclose(file);
	return line;
}

/* FNV-1a: these are our own words, nobody gains by a collision. */
static uint64_t content_hash(const char *text)
{
	uint64_t hash = 0xcbf29ce484222325ULL;

	for (; *text; text++)
		hash = (hash ^ (uint8_t)*text) * 0x100000001b3ULL;
	return hash;
}

/*
 * Notes what is being told of a router. False when it is what was told last: many routers count
 * their lifetimes down, which is new content each time and no news.
 */
static bool content_is_news(struct watch *watch, const struct router *router, const char *text)
{
	struct watch_told *told = NULL;
	uint64_t hash = content_hash(text);

	for (size_t i = 0; i < WATCH_TOLD_MAX && !told; i++) {
		if (watch->told[i].link == router->key.link &&
		    watch->told[i].vlan == router->key.vlan &&
		    addr_equal(&watch->told[i].addr, &router->key.addr))
			told = &watch->told[i];
	}
	if (told && told->hash == hash)
		return false;
	if (!told)
		told = &watch->told[watch->told_next++ % WATCH_TOLD_MAX];
	*told = (struct watch_told){ router->key.addr, router->key.link, router->key.vlan, hash };
	return true;
}

void watch_tell_router(struct watch *watch, const struct report *report,
		       const struct router *router, unsigned int changes, uint64_t now_ns)
{
	const char *kind = router_is_stub(router) ? "stub" : "router";
	char addr[ADDR_ZONE_TEXT_MAX], mac[MAC_TEXT_MAX] = "";
	char *content = content_text(router, now_ns);

	if (!content_is_news(watch, router, content) &&
	    !(changes & (ROUTER_CHANGE_MAC | ROUTER_CHANGE_PORT))) {
		free(content);
		return;
	}
	if (router->has_mac)
		mac_format(mac, router->mac);
	addr_format_zone(addr, sizeof(addr), &router->key.addr,
			 report_link_name(report, router->key.link));
	tell_wrapped(watch, changes & ROUTER_CHANGE_NEW ? kind : "changed", now_ns, "%s %s %s",
		     addr, mac, report_port_name(report, router->port));
	printf("%*s", EVENT_INDENT, "");
	columns_wrap(stdout, content, EVENT_INDENT, EVENT_INDENT, TEXT_WIDTH);
	free(content);
}

void watch_tell_port(struct watch *watch, const struct attach_event *event, uint64_t now_ns)
{
	/* What is attached from the start stands in the lines at the start. */
	if (watch->started_told || event->kind != ATTACH_EVENT_UP)
		tell_wrapped(watch, "port", now_ns, "%s", event->text);
}

void watch_tell_losses(struct watch *watch, const struct watch_losses *losses, uint64_t now_ns)
{
	char number[WORDS_NUMBER_MAX];

	for (unsigned int i = 1; i < SW_LOST_MAX; i++) {
		if (losses->tally.lost[i])
			tell_wrapped(watch, "lost", now_ns, "%s %s: %s",
				     words_number(number, losses->tally.lost[i]),
				     lost_names[i].name, lost_names[i].text);
	}
	for (unsigned int i = 1; i < SW_CLASS_MAX; i++) {
		if (losses->tally.suppressed[i])
			tell_wrapped(watch, "lost", now_ns,
				     "%s %s past the budget, only counted: %s",
				     words_number(number, losses->tally.suppressed[i]),
				     class_names[i].name, class_names[i].text);
	}
	if (losses->rx_dropped + losses->rx_missed)
		tell_wrapped(watch, "lost", now_ns,
			     "%s frames before the hook (rx_dropped, "
			     "rx_missed)",
			     words_number(number, losses->rx_dropped + losses->rx_missed));
	if (losses->withheld)
		tell_wrapped(watch, "lost", now_ns,
			     "%s news withheld, too many at once: sixwatch hosts has them",
			     words_number(number, losses->withheld));
}
