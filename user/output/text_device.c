// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "core/text.h"
#include "core/timefmt.h"
#include "output/columns.h"
#include "output/names.h"
#include "output/phrase.h"
#include "output/text.h"

enum device_column {
	COLUMN_NAME,
	COLUMN_MARK,
	COLUMN_BEST,
	COLUMN_COUNT,
	COLUMN_VENDOR,
	COLUMN_PORT,
	COLUMN_MAC,
	COLUMN_SEEN,
	COLUMN_MAX,
};

#define NAME_WIDTH 14
#define NAME_WIDTH_LEAST 8
#define VENDOR_WIDTH 12
#define VENDOR_WIDTH_LEAST 6
#define PORT_WIDTH_LEAST 6
#define LEARNED_WIDTH_LEAST 4

static const char *or_dash(const char *text)
{
	return *text ? text : "-";
}

/* "4 s ago", or the time of day when that is an hour or more. */
static char *text_seen(char buf[static TIME_TEXT_MAX], uint64_t seen_ns, uint64_t now_ns)
{
	uint64_t age_ns = now_ns > seen_ns ? now_ns - seen_ns : 0;
	char span[TIME_TEXT_MAX];

	if (age_ns >= 3600 * TIME_NS_PER_S)
		return time_format_clock(buf, seen_ns);
	age_ns -= age_ns % TIME_NS_PER_S;
	snprintf(buf, TIME_TEXT_MAX, "%.30s ago", time_format_span(span, age_ns));
	return age_ns ? buf : strcpy(buf, "now");
}

static char *text_zone(char buf[static ADDR_ZONE_TEXT_MAX], const struct report *report,
		       const struct host_address *address)
{
	return addr_format_zone(buf, ADDR_ZONE_TEXT_MAX, &address->key.addr,
				report_link_name(report, address->key.link));
}

static void device_row(struct columns *columns, const struct report *report,
		       const struct device *device, bool wide)
{
	const struct host_address *best = device_best(device);
	char text[ADDR_ZONE_TEXT_MAX], seen[TIME_TEXT_MAX];

	columns_row(columns);
	columns_set(columns, COLUMN_NAME, "%s", or_dash(device->name));
	columns_set(columns, COLUMN_MARK, "%c", device_mark_letter(device->mark));
	columns_set(columns, COLUMN_BEST, "%s", best ? text_zone(text, report, best) : "-");
	if (device->ipv6_count)
		columns_set(columns, COLUMN_COUNT, "%2zu", device->ipv6_count);
	else
		columns_set(columns, COLUMN_COUNT, " -");
	columns_set(columns, COLUMN_VENDOR, "%s", or_dash(device->vendor));
	columns_set(columns, COLUMN_PORT, "%s",
		    device->host->self ? "(self)" : report_port_name(report, device->host->port));
	if (!wide)
		return;
	if (device->host->key.has_mac)
		columns_set(columns, COLUMN_MAC, "%s", mac_format(text, device->host->key.mac));
	columns_set(columns, COLUMN_SEEN, "%s",
		    text_seen(seen, device->host->seen_ns, report->now_ns));
}

static void device_header(struct columns *columns, bool wide)
{
	columns_row(columns);
	columns_set(columns, COLUMN_NAME, "NAME");
	columns_set(columns, COLUMN_MARK, " ");
	columns_set(columns, COLUMN_BEST, "BEST ADDRESS");
	columns_set(columns, COLUMN_COUNT, " +");
	columns_set(columns, COLUMN_VENDOR, "VENDOR");
	columns_set(columns, COLUMN_PORT, "PORT");
	if (wide) {
		columns_set(columns, COLUMN_MAC, "MAC");
		columns_set(columns, COLUMN_SEEN, "SEEN");
	}
}

/* What the letters mean, those that were used. */
static void device_legend(FILE *file, const struct device_list *devices)
{
	static const char *const meanings[DEVICE_MARK_MAX] = {
		[DEVICE_MARK_ROUTER] = "R router",     [DEVICE_MARK_STUB] = "S stub router",
		[DEVICE_MARK_SELF] = "* this machine", [DEVICE_MARK_RANDOM] = "? random MAC",
		[DEVICE_MARK_IPV4] = "4 IPv4 only",
	};
	bool used[DEVICE_MARK_MAX] = { false };
	const char *gap = "";

	for (size_t i = 0; i < devices->count; i++)
		used[devices->items[i].mark] = true;
	for (size_t i = DEVICE_MARK_NONE + 1; i < DEVICE_MARK_MAX; i++) {
		if (!used[i])
			continue;
		fprintf(file, "%s%s", gap, meanings[i]);
		gap = "  ";
	}
	fputc('\n', file);
}

void text_devices(FILE *file, const struct report *report, const struct device_list *devices,
		  size_t width)
{
	bool wide = width >= TEXT_WIDTH_WIDE;
	struct columns columns;

	columns_init(&columns, COLUMN_MAX);
	columns.cap[COLUMN_NAME] = wide ? 0 : NAME_WIDTH;
	columns.cap[COLUMN_VENDOR] = wide ? 0 : VENDOR_WIDTH;
	columns.gap[COLUMN_NAME] = 1;
	columns.gap[COLUMN_MARK] = 1;
	device_header(&columns, wide);
	for (size_t i = 0; i < devices->count; i++)
		device_row(&columns, report, &devices->items[i], wide);
	columns_shrink(&columns, COLUMN_VENDOR, VENDOR_WIDTH_LEAST, width);
	columns_shrink(&columns, COLUMN_NAME, NAME_WIDTH_LEAST, width);
	columns_shrink(&columns, COLUMN_PORT, PORT_WIDTH_LEAST, width);
	columns_print(&columns, file, 0);
	columns_fini(&columns);
	device_legend(file, devices);
}

void text_device_count(FILE *file, const struct device_list *devices)
{
	char count[PHRASE_COUNT_MAX], addresses[PHRASE_COUNT_MAX];
	size_t ipv6 = 0;

	for (size_t i = 0; i < devices->count; i++)
		ipv6 += devices->items[i].ipv6_count;
	fprintf(file, "%s, %s", phrase_count(count, devices->count, "device", "devices"),
		phrase_count(addresses, ipv6, "IPv6 address", "IPv6 addresses"));
}

/* "link", "from MAC", "low", …: what the identifier looks like. */
static const char *address_word(const struct host_address *address)
{
	static const char *const words[ADDR_IID_MAX] = {
		[ADDR_IID_UNKNOWN] = "",       [ADDR_IID_LOW] = "low",
		[ADDR_IID_EUI64] = "MAC",      [ADDR_IID_ISATAP] = "ISATAP",
		[ADDR_IID_IPV4] = "IPv4-like", [ADDR_IID_PATTERN] = "pattern",
		[ADDR_IID_RANDOM] = "random",
	};
	const struct in6_addr *addr = &address->key.addr;

	if (addr_is_v4mapped(addr))
		return "IPv4";
	if (addr_is_link_local(addr))
		return "link";
	return words[addr_iid_kind(addr)];
}

static void text_learned(char *buf, size_t size, uint32_t learned)
{
	size_t used = 0;

	*buf = '\0';
	for (unsigned int i = 1; i < SW_LEARN_MAX && used < size; i++) {
		if (learned & SW_LEARN_BIT(i))
			used += (size_t)snprintf(buf + used, size - used, "%s%s", used ? "," : "",
						 learn_names[i].name);
	}
}

static void device_print_head(FILE *file, const struct report *report, const struct device *device)
{
	char mac[MAC_TEXT_MAX + VENDOR_TEXT_MAX + 4] = "", port[PORT_NAME_MAX + 8] = "";
	char vlan[16] = "", seen[3 * TIME_TEXT_MAX], ago[TIME_TEXT_MAX], clock[TIME_TEXT_MAX];
	const char *parts[] = { or_dash(device->name), mac, port, vlan, seen };
	const struct host *host = device->host;

	if (host->key.has_mac)
		mac_format(mac, host->key.mac);
	if (device->vendor[0])
		snprintf(mac + strlen(mac), sizeof(mac) - strlen(mac), " (%s)", device->vendor);
	if (host->self)
		strcpy(port, "this machine");
	else if (*report_port_name(report, host->port))
		snprintf(port, sizeof(port), "port %s", report_port_name(report, host->port));
	if (host->vlan)
		snprintf(vlan, sizeof(vlan), "VLAN %u", host->vlan);
	snprintf(seen, sizeof(seen), "seen %s, %s", time_format_clock(clock, host->seen_ns),
		 text_seen(ago, host->seen_ns, report->now_ns));
	columns_join(file, parts, sizeof(parts) / sizeof(parts[0]), 2, TEXT_WIDTH);
	for (unsigned int i = 0; !report->no_names && i < host->name_count; i++)
		fprintf(file, "  name  %s\n", host->names[i].text);
}

void text_device(FILE *file, const struct report *report, const struct device *device)
{
	char text[ADDR_ZONE_TEXT_MAX], seen[TIME_TEXT_MAX], learned[128], count[PHRASE_COUNT_MAX];
	struct columns columns;

	device_print_head(file, report, device);
	columns_init(&columns, 4);
	for (size_t i = 0; i < device->address_count; i++) {
		const struct host_address *address = device->addresses[i];

		columns_row(&columns);
		columns_set(&columns, 0, "%s", text_zone(text, report, address));
		columns_set(&columns, 1, "%s", address_word(address));
		text_learned(learned, sizeof(learned), address->learned);
		columns_set(&columns, 2, "%s", learned);
		columns_set(&columns, 3, "%s", text_seen(seen, address->seen_ns, report->now_ns));
	}
	columns_shrink(&columns, 2, LEARNED_WIDTH_LEAST, TEXT_WIDTH - 2);
	columns_print(&columns, file, 2);
	columns_fini(&columns);
	fprintf(file, "%s",
		phrase_count(count, device->ipv6_count, "IPv6 address", "IPv6 addresses"));
	if (device->ipv4_count)
		fprintf(file, ", %s",
			phrase_count(count, device->ipv4_count, "IPv4 address", "IPv4 addresses"));
	time_format_rfc3339(seen, device->host->first_ns);
	fprintf(file, ". First seen %.10s %.8s UTC.\n", seen, seen + 11);
}

static void print_address(FILE *file, const struct report *report, const struct device *device,
			  const struct host_address *address, bool quiet)
{
	char text[ADDR_ZONE_TEXT_MAX], mac[MAC_TEXT_MAX] = "-";

	fputs(text_zone(text, report, address), file);
	if (!quiet) {
		if (device->host->key.has_mac)
			mac_format(mac, device->host->key.mac);
		fprintf(file, "   %s   %s", mac, or_dash(device->vendor));
		if (device->host->self)
			fputs("   this machine", file);
		else if (device->host->port)
			fprintf(file, "   port %s", report_port_name(report, device->host->port));
	}
	fputc('\n', file);
}

void text_addresses(FILE *file, const struct report *report, const struct device_list *devices,
		    bool link_local, bool quiet)
{
	for (size_t i = 0; i < devices->count; i++) {
		const struct device *device = &devices->items[i];

		for (size_t j = 0; j < device->address_count; j++) {
			const struct host_address *address = device->addresses[j];

			if (link_local ? addr_is_link_local(&address->key.addr) : j == 0)
				print_address(file, report, device, address, quiet);
		}
	}
}
