// SPDX-License-Identifier: GPL-2.0-or-later
#include "output/device.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char mark_letters[DEVICE_MARK_MAX] = {
	[DEVICE_MARK_NONE] = ' ', [DEVICE_MARK_ROUTER] = 'R', [DEVICE_MARK_STUB] = 'S',
	[DEVICE_MARK_SELF] = '*', [DEVICE_MARK_RANDOM] = '?', [DEVICE_MARK_IPV4] = '4',
};

char device_mark_letter(enum device_mark mark)
{
	return mark_letters[mark];
}

/* In which order addresses are worth using; see device_best(). */
static int address_rank(const struct host_address *address)
{
	const struct in6_addr *addr = &address->key.addr;
	bool random = addr_iid_kind(addr) == ADDR_IID_RANDOM;

	if (addr_is_v4mapped(addr))
		return 5;
	if (addr_is_link_local(addr))
		return 4;
	if (addr_is_ula(addr))
		return random ? 3 : 1;
	return random ? 2 : 0;
}

static int address_order(const void *left, const void *right)
{
	const struct host_address *a = *(const struct host_address *const *)left;
	const struct host_address *b = *(const struct host_address *const *)right;
	int rank = address_rank(a) - address_rank(b);

	if (rank)
		return rank;
	if (addr_iid_kind(&a->key.addr) == ADDR_IID_RANDOM && a->first_ns != b->first_ns)
		return a->first_ns < b->first_ns ? -1 : 1;
	rank = addr_compare(&a->key.addr, &b->key.addr);
	return rank ? rank : (int)a->key.vlan - (int)b->key.vlan;
}

const struct host_address *device_best(const struct device *device)
{
	return device->address_count ? device->addresses[0] : NULL;
}

static void device_collect(struct device *device)
{
	if (host_sorted_addresses(device->host, &device->addresses, &device->address_count))
		abort();
	for (size_t i = 0; i < device->address_count; i++) {
		if (addr_is_v4mapped(&device->addresses[i]->key.addr))
			device->ipv4_count++;
		else
			device->ipv6_count++;
	}
	if (device->address_count)
		qsort(device->addresses, device->address_count, sizeof(*device->addresses),
		      address_order);
}

/* The host's own label of its best name: "macbook" of "macbook.local". */
static void device_take_name(struct device *device)
{
	const char *name = host_best_name(device->host);

	if (name)
		snprintf(device->name, sizeof(device->name), "%.*s", (int)strcspn(name, "."), name);
}

static enum device_mark device_find_mark(const struct report *report, const struct device *device)
{
	const struct host *host = device->host;

	switch (report_router_kind(report, host)) {
	case REPORT_ROUTER_DEFAULT:
		return DEVICE_MARK_ROUTER;
	case REPORT_ROUTER_STUB:
		return DEVICE_MARK_STUB;
	case REPORT_ROUTER_NONE:
		break;
	}
	if (host->self)
		return DEVICE_MARK_SELF;
	if (!device->ipv6_count && device->ipv4_count)
		return DEVICE_MARK_IPV4;
	if (host->key.has_mac && mac_is_local(host->key.mac))
		return DEVICE_MARK_RANDOM;
	return DEVICE_MARK_NONE;
}

void device_fini(struct device *device)
{
	free(device->addresses);
	device->addresses = NULL;
}

void device_make(const struct report *report, const struct host *host, struct device *ret_device)
{
	*ret_device = (struct device){ .host = host };
	device_collect(ret_device);
	ret_device->mark = device_find_mark(report, ret_device);
	if (report->no_names)
		return;
	device_take_name(ret_device);
	if (host->key.has_mac && mac_is_local(host->key.mac))
		strcpy(ret_device->vendor, "random MAC");
	else if (host->key.has_mac)
		vendor_name(host->key.mac, ret_device->vendor, sizeof(ret_device->vendor));
}

static bool device_matches(const struct report *report, const struct device *device,
			   const char *word)
{
	char text[ADDR_TEXT_MAX];

	for (unsigned int i = 0; i < device->host->name_count; i++) {
		if (strcasestr(device->host->names[i].text, word))
			return true;
	}
	for (size_t i = 0; i < device->address_count; i++) {
		if (strcasestr(addr_format(text, sizeof(text), &device->addresses[i]->key.addr),
			       word))
			return true;
	}
	if (device->host->key.has_mac && strcasestr(mac_format(text, device->host->key.mac), word))
		return true;
	return strcasestr(device->vendor, word) ||
	       strcasestr(report_port_name(report, device->host->port), word);
}

static bool device_wanted(const struct report *report, const struct device *device,
			  const char *const *words, size_t word_count)
{
	for (size_t i = 0; i < word_count; i++) {
		if (!device_matches(report, device, words[i]))
			return false;
	}
	return true;
}

static int device_class(const struct device *device)
{
	if (device->mark == DEVICE_MARK_ROUTER)
		return 0;
	if (device->mark == DEVICE_MARK_STUB)
		return 1;
	if (device->host->self)
		return 2;
	return device->name[0] ? 3 : 4;
}

static int device_order(const void *left, const void *right)
{
	const struct device *a = left, *b = right;
	int order = device_class(a) - device_class(b);

	if (!order)
		order = strcasecmp(a->name, b->name);
	if (!order)
		order = (int)a->host->key.link - (int)b->host->key.link;
	if (!order)
		order = memcmp(a->host->key.mac, b->host->key.mac, sizeof(a->host->key.mac));
	return order ? order : addr_compare(&a->host->key.addr, &b->host->key.addr);
}

void device_list_make(const struct report *report, const char *const *words, size_t word_count,
		      struct device_list *ret_list)
{
	const struct host **hosts = NULL;
	size_t count = 0;
	struct device device;

	if (host_table_sorted(report->tables->hosts, &hosts, &count))
		abort();
	*ret_list = (struct device_list){ .items = calloc(count + 1, sizeof(device)) };
	if (!ret_list->items)
		abort();
	for (size_t i = 0; i < count; i++) {
		device_make(report, hosts[i], &device);
		if (device_wanted(report, &device, words, word_count)) {
			ret_list->items[ret_list->count++] = device;
			continue;
		}
		device_fini(&device);
		ret_list->hidden++;
	}
	free(hosts);
	qsort(ret_list->items, ret_list->count, sizeof(device), device_order);
}

void device_list_free(struct device_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		device_fini(&list->items[i]);
	free(list->items);
	*list = (struct device_list){ 0 };
}
