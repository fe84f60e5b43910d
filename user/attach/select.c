// SPDX-License-Identifier: GPL-2.0-or-later
#include "attach/select.h"

#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>

#include "attach/link_info.h"
#include "probe/kernel_view.h"

#define GATEWAYS_MAX 32
#define MASTERS_MAX 4 /* port of a bond, which is a port of a bridge, … */

struct gateways {
	struct kernel_gateway items[GATEWAYS_MAX];
	unsigned int count;
};

/* IPv6 first, then by metric: the order in which they are considered. */
static bool gateway_precedes(const struct kernel_gateway *a, const struct kernel_gateway *b)
{
	if (a->ipv4 != b->ipv4)
		return b->ipv4;
	return a->metric < b->metric;
}

static int note_gateway(void *ctx, const struct kernel_gateway *gateway)
{
	struct gateways *gateways = ctx;
	unsigned int i;

	if (gateways->count == GATEWAYS_MAX)
		return 0;
	for (i = gateways->count++; i && gateway_precedes(gateway, &gateways->items[i - 1]); i--)
		gateways->items[i] = gateways->items[i - 1];
	gateways->items[i] = *gateway;
	return 0;
}

static bool link_is_running(const struct link_info *link)
{
	return (link->flags & IFF_UP) && (link->flags & IFF_RUNNING);
}

/* The bridge or bond that it is a port of; a VRF is no link of its own. */
static const struct link_info *master_of(const struct link_list *list, const struct link_info *link)
{
	const struct link_info *master = link_list_find(list, link->master);

	if (!master || link_is_kind(master, "vrf") || !link_is_ethernet(master) ||
	    link_is_kind(master, "openvswitch"))
		return NULL;
	return master;
}

static const struct link_info *top_of(const struct link_list *list, const struct link_info *link)
{
	const struct link_info *master;

	for (int i = 0; i < MASTERS_MAX; i++) {
		master = master_of(list, link);
		if (!master)
			break;
		link = master;
	}
	return link;
}

static bool link_is_watchable(const struct link_list *list, const struct link_info *link)
{
	if (!link_is_ethernet(link) || link_is_kind(link, "openvswitch"))
		return false;
	return !link_is_bridge(link) || link_count_ports(list, link->ifindex);
}

/* Best: hardware with a carrier; else anything that is up: in a container all is virtual. */
static const struct link_info *any_link(const struct link_list *list)
{
	const struct link_info *best = NULL;

	for (size_t i = 0; i < list->count; i++) {
		const struct link_info *link = &list->items[i];

		if (!link_is_watchable(list, link) || !link_is_running(link))
			continue;
		if (!best || (link_is_virtual(best) && !link_is_virtual(link)))
			best = link;
	}
	return best;
}

/* Through which interface do the default routes lead, tunnels not counted? */
static const struct link_info *gateway_link(const struct link_list *list,
					    const struct gateways *gateways)
{
	for (unsigned int i = 0; i < gateways->count; i++) {
		const struct link_info *link = link_list_find(list, gateways->items[i].ifindex);

		if (link && !link_is_ethernet(link) && link->lower)
			link = link_list_find(list, link->lower);
		if (link && link_is_watchable(list, top_of(list, link)))
			return link;
	}
	return NULL;
}

static const struct link_info *choose(const struct link_list *list, const struct gateways *gateways,
				      char why[static SELECT_TEXT_MAX])
{
	const struct link_info *first = NULL, *link = gateway_link(list, gateways), *top;

	if (gateways->count)
		first = link_list_find(list, gateways->items[0].ifindex);
	if (!link)
		link = any_link(list);
	if (!link)
		return NULL;
	top = top_of(list, link);
	if (!first)
		snprintf(why, SELECT_TEXT_MAX, "no default route");
	else if (first != link)
		snprintf(why, SELECT_TEXT_MAX, "the default route is on %s, which has no %s",
			 first->name, link_is_ethernet(first) ? "ports" : "Ethernet");
	else if (top != link)
		snprintf(why, SELECT_TEXT_MAX, "its port %s has the default route", link->name);
	else
		snprintf(why, SELECT_TEXT_MAX, "default route");
	return top;
}

static bool is_chosen(const struct selection *selection, const char *name)
{
	for (unsigned int i = 0; i < selection->count; i++)
		if (strcmp(selection->names[i], name) == 0)
			return true;
	return false;
}

static void choose_name(struct selection *selection, const struct link_info *link)
{
	if (selection->count < SELECT_MAX && !is_chosen(selection, link->name))
		memcpy(selection->names[selection->count++], link->name, IF_NAMESIZE);
}

/* Adds ", NAME" or begins the list. Names that do not fit are left out. */
static unsigned int add_name(char *buf, size_t size, unsigned int count, const char *name)
{
	size_t len = strlen(buf);

	if (size - len <= strlen(name) + 2)
		return count;
	snprintf(buf + len, size - len, "%s%s", count ? ", " : "", name);
	return count + 1;
}

/* What a person may have expected to be watched too: bridges, and hardware that is in use. */
static void name_left_out(const struct link_list *list, struct selection *selection)
{
	char empty[SELECT_TEXT_MAX / 3] = "", other[SELECT_TEXT_MAX / 3] = "";
	unsigned int empties = 0, others = 0;

	for (size_t i = 0; i < list->count; i++) {
		const struct link_info *link = &list->items[i];

		if (!link_is_ethernet(link) || is_chosen(selection, link->name) ||
		    master_of(list, link))
			continue;
		if (link_is_bridge(link) && !link_count_ports(list, link->ifindex))
			empties = add_name(empty, sizeof(empty), empties, link->name);
		else if (link_is_running(link) && (link_is_bridge(link) || !link_is_virtual(link)))
			others = add_name(other, sizeof(other), others, link->name);
	}
	if (!empties && !others)
		return;
	snprintf(selection->left_out, sizeof(selection->left_out), "%s%s%s%s%s: not watched", empty,
		 !empties ? "" : (empties == 1 ? " has no ports" : " have no ports"),
		 empties && others ? "; " : "", other,
		 !others ? "" : (others == 1 ? " is another link" : " are other links"));
}

static int read_all(struct link_list *ret_list, struct gateways *ret_gateways)
{
	int err = link_list_read(ret_list);

	*ret_gateways = (struct gateways){ .count = 0 };
	if (!err)
		err = kernel_gateways(0, note_gateway, ret_gateways);
	return err;
}

static int explain_none(int err, char ret_why[static SELECT_TEXT_MAX])
{
	if (err) {
		snprintf(ret_why, SELECT_TEXT_MAX, "cannot read the network interfaces: %s",
			 strerror(-err));
		return err;
	}
	snprintf(ret_why, SELECT_TEXT_MAX,
		 "no Ethernet interface is up: name one (sixwatch -D lists them)");
	return -ENODEV;
}

int select_default(struct selection *ret_selection, char ret_why[static SELECT_TEXT_MAX])
{
	const struct link_info *link = NULL;
	struct gateways gateways;
	struct link_list list;
	int err;

	*ret_selection = (struct selection){ .count = 0 };
	err = read_all(&list, &gateways);
	if (!err)
		link = choose(&list, &gateways, ret_selection->why);
	if (link) {
		choose_name(ret_selection, link);
		name_left_out(&list, ret_selection);
	}
	link_list_free(&list);
	return link ? 0 : explain_none(err, ret_why);
}

int select_all(struct selection *ret_selection, char ret_why[static SELECT_TEXT_MAX])
{
	struct gateways gateways;
	struct link_list list;
	int err;

	*ret_selection = (struct selection){ .why = "all" };
	err = read_all(&list, &gateways);
	for (size_t i = 0; !err && i < list.count; i++) {
		const struct link_info *link = &list.items[i];

		if (link_is_watchable(&list, link) && !master_of(&list, link) &&
		    (link->flags & IFF_UP))
			choose_name(ret_selection, link);
	}
	if (!err)
		name_left_out(&list, ret_selection);
	link_list_free(&list);
	return ret_selection->count ? 0 : explain_none(err, ret_why);
}

static const char *const kind_names[SELECT_KIND_MAX] = {
	[SELECT_KIND_NONE] = "none",
	[SELECT_KIND_ETHERNET] = "ethernet",
	[SELECT_KIND_VIRTUAL] = "virtual",
	[SELECT_KIND_BRIDGE] = "bridge",
	[SELECT_KIND_PORT] = "port",
	[SELECT_KIND_OPENVSWITCH] = "openvswitch",
	[SELECT_KIND_NO_ETHERNET] = "no-ethernet",
};

const char *select_kind_name(enum select_kind kind)
{
	return kind_names[kind];
}

static enum select_kind kind_of(const struct link_list *list, const struct link_info *link)
{
	if (link_is_kind(link, "openvswitch"))
		return SELECT_KIND_OPENVSWITCH;
	if (!link_is_ethernet(link))
		return SELECT_KIND_NO_ETHERNET;
	if (master_of(list, link))
		return SELECT_KIND_PORT;
	if (link_is_bridge(link))
		return SELECT_KIND_BRIDGE;
	return link_is_virtual(link) ? SELECT_KIND_VIRTUAL : SELECT_KIND_ETHERNET;
}

static void item_fill(const struct link_list *list, const struct link_info *link,
		      const struct link_info *chosen, struct select_item *ret_item)
{
	const struct link_info *master = master_of(list, link);

	*ret_item = (struct select_item){
		.ifindex = link->ifindex,
		.kind = kind_of(list, link),
		.up = link_is_running(link),
		.chosen = link == chosen,
		.watchable = link_is_watchable(list, link),
	};
	memcpy(ret_item->name, link->name, sizeof(ret_item->name));
	memcpy(ret_item->link_kind, link->kind, sizeof(ret_item->link_kind));
	if (master)
		memcpy(ret_item->master, master->name, sizeof(ret_item->master));
	if (link_is_bridge(link))
		ret_item->ports = link_count_ports(list, link->ifindex);
}

int select_list(void (*item)(void *ctx, const struct select_item *item), void *ctx)
{
	const struct link_info *chosen;
	struct gateways gateways;
	char why[SELECT_TEXT_MAX];
	struct select_item entry;
	struct link_list list;
	int err = read_all(&list, &gateways);

	if (!err) {
		chosen = choose(&list, &gateways, why);
		for (size_t i = 0; i < list.count; i++) {
			item_fill(&list, &list.items[i], chosen, &entry);
			item(ctx, &entry);
		}
	}
	link_list_free(&list);
	return err;
}
