// SPDX-License-Identifier: GPL-2.0-or-later
#include "attach/attach.h"

#include <errno.h>
#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "attach/attach_private.h"

#define PORT_SLOTS 64

int attach_new(struct event_base *base, const struct attach_programs *programs,
	       const struct attach_ops *ops, void *ctx, const struct attach_options *options,
	       struct attach **ret_attach)
{
	struct attach *attach = calloc(1, sizeof(*attach));
	int err = -ENOMEM;

	if (!attach)
		return -ENOMEM;
	attach->base = base;
	attach->programs = *programs;
	attach->ops = *ops;
	attach->ctx = ctx;
	attach->options = *options;
	attach->guard = (struct guard)GUARD_NONE;
	if (!attach->options.port_slots)
		attach->options.port_slots = PORT_SLOTS;
	if (attach->options.override_count > ATTACH_OVERRIDES_MAX)
		attach->options.override_count = ATTACH_OVERRIDES_MAX;
	if (attach->options.override_count)
		memcpy(attach->overrides, options->overrides,
		       attach->options.override_count * sizeof(*options->overrides));
	attach->ports = calloc(attach->options.port_slots, sizeof(*attach->ports));
	if (attach->ports)
		err = attach_names_init(attach);
	if (!err)
		err = attach_monitor_open(attach);
	if (err) {
		attach_free(attach);
		return err;
	}
	*ret_attach = attach;
	return 0;
}

static void attach_drop_link(struct attach *attach, struct watched_link *link)
{
	for (unsigned int slot = 1; slot < attach->options.port_slots; slot++) {
		struct watched_port *port = &attach->ports[slot];

		if (!port->used || port->pub.link != link->pub.link)
			continue;
		port_detach(attach, port);
		*port = (struct watched_port){ 0 };
	}
	if (link->promisc_fd >= 0)
		close(link->promisc_fd);
	*link = (struct watched_link){ .promisc_fd = -1 };
}

void attach_free(struct attach *attach)
{
	if (!attach)
		return;
	for (uint16_t i = 1; attach->ports && i <= ATTACH_LINKS_MAX; i++)
		if (attach->links[i].used)
			attach_drop_link(attach, &attach->links[i]);
	guard_stop(&attach->guard);
	attach_monitor_close(attach);
	if (attach->name_timer)
		event_free(attach->name_timer);
	link_list_free(&attach->list);
	free(attach->ports);
	free(attach);
}

/* Names of interfaces, as many as fit. */
static void list_names(const struct link_list *list, char *buf, size_t size)
{
	size_t len = 0;

	buf[0] = '\0';
	for (size_t i = 0; i < list->count; i++) {
		const struct link_info *info = &list->items[i];

		if (!link_is_ethernet(info))
			continue;
		if (size - len < strlen(info->name) + sizeof(", ..."))
			return;
		len += (size_t)sprintf(buf + len, "%s%s", len ? ", " : "", info->name);
	}
}

/* May it be watched at all? */
static int attach_check(const struct attach *attach, const char *ifname,
			const struct link_info *info, char ret_why[static ATTACH_TEXT_MAX])
{
	char names[ATTACH_TEXT_MAX / 2];

	if (!info) {
		list_names(&attach->list, names, sizeof(names));
		snprintf(ret_why, ATTACH_TEXT_MAX,
			 "no interface %.*s; there are: %s (sixwatch -D lists them)", IF_NAMESIZE,
			 ifname, names[0] ? names : "none");
		return -ENODEV;
	}
	if (link_is_kind(info, "openvswitch")) {
		snprintf(ret_why, ATTACH_TEXT_MAX,
			 "%s belongs to Open vSwitch, which is not supported: name one of its "
			 "physical ports",
			 info->name);
		return -EOPNOTSUPP;
	}
	if (!link_is_ethernet(info)) {
		snprintf(ret_why, ATTACH_TEXT_MAX,
			 "%s has no Ethernet: name the interface under it (sixwatch -D lists "
			 "them)",
			 info->name);
		return -EOPNOTSUPP;
	}
	for (uint16_t i = 1; i <= ATTACH_LINKS_MAX; i++) {
		uint32_t watched = attach->links[i].used ? attach->links[i].pub.ifindex : 0;

		if (!watched || (watched != info->ifindex && watched != info->master))
			continue;
		snprintf(ret_why, ATTACH_TEXT_MAX, "%s is watched already, as %s%s", info->name,
			 watched == info->ifindex ? "" : "a port of ", attach->links[i].pub.name);
		return -EALREADY;
	}
	return 0;
}

static struct watched_link *attach_new_link(struct attach *attach, const struct link_info *info)
{
	for (uint16_t i = 1; i <= ATTACH_LINKS_MAX; i++) {
		struct watched_link *link = &attach->links[i];

		if (link->used)
			continue;
		*link = (struct watched_link){
			.used = true,
			.promisc_fd = -1,
			.pub.link = i,
			.pub.ifindex = info->ifindex,
			.pub.bridge = link_is_bridge(info),
			.pub.vlan_aware = info->vlan_aware,
			.pub.present = true,
		};
		memcpy(link->pub.name, info->name, sizeof(link->pub.name));
		return link;
	}
	return NULL;
}

/* How many of the link's ports are attached, and how many are not. */
static void count_ports(const struct attach *attach, uint16_t link, unsigned int *ret_good,
			const struct watched_port **ret_bad)
{
	*ret_good = 0;
	*ret_bad = NULL;
	for (unsigned int slot = 1; slot < attach->options.port_slots; slot++) {
		const struct watched_port *port = &attach->ports[slot];

		if (!port->used || port->pub.self || port->pub.link != link)
			continue;
		if (port->pub.state == ATTACH_STATE_FAILED)
			*ret_bad = port;
		else
			++*ret_good;
	}
}

/* What was held back while it was not clear whether the link can be watched. */
static void tell_start(struct attach *attach, const struct watched_link *link,
		       const struct link_info *info, unsigned int good)
{
	for (unsigned int slot = 1; slot < attach->options.port_slots; slot++) {
		const struct watched_port *port = &attach->ports[slot];

		if (port->used && port->pub.link == link->pub.link)
			port_tell(attach, port, ATTACH_EVENT_UP);
	}
	if (!good)
		attach_tell(attach, ATTACH_EVENT_NOTE, link, NULL,
			    "%s has no ports yet; each is watched as soon as it is added",
			    link->pub.name);
	if (!link->pub.bridge && link_is_bridge_port(info))
		attach_tell(attach, ATTACH_EVENT_NOTE, link, NULL,
			    "%s is a port of a bridge: only what comes in there is seen; name "
			    "the bridge to see all",
			    link->pub.name);
}

int attach_watch(struct attach *attach, const char *ifname, char ret_why[static ATTACH_TEXT_MAX])
{
	const struct watched_port *bad;
	const struct link_info *info;
	struct watched_link *link;
	unsigned int good;
	int err;

	err = attach_resync(attach);
	if (err) {
		snprintf(ret_why, ATTACH_TEXT_MAX, "cannot read the network interfaces: %s",
			 strerror(-err));
		return err;
	}
	info = link_list_find_name(&attach->list, ifname);
	err = attach_check(attach, ifname, info, ret_why);
	if (err)
		return err;
	link = attach_new_link(attach, info);
	if (!link) {
		snprintf(ret_why, ATTACH_TEXT_MAX, "at most %d interfaces are watched at once",
			 ATTACH_LINKS_MAX);
		return -EUSERS;
	}
	attach->muted = true;
	attach_sync(attach);
	attach_names_update(attach);
	attach->muted = false;
	count_ports(attach, link->pub.link, &good, &bad);
	if (!good && bad) {
		err = bad->err;
		snprintf(ret_why, ATTACH_TEXT_MAX, "%s %s: %.180s",
			 link->pub.bridge ? "no port could be attached of" : "cannot attach to",
			 link->pub.name, bad->pub.error);
		attach_drop_link(attach, link);
		return err;
	}
	tell_start(attach, link, info, good);
	return 0;
}

int attach_refresh(struct attach *attach)
{
	attach->verify = true;
	return attach_resync(attach);
}

int attach_resync(struct attach *attach)
{
	struct link_list list;
	int err = link_list_read(&list);

	if (err) {
		link_list_free(&list);
		return err;
	}
	link_list_free(&attach->list);
	attach->list = list;
	attach_sync(attach);
	return 0;
}

void attach_ports(const struct attach *attach,
		  void (*port)(void *ctx, const struct attach_port *port), void *ctx)
{
	for (unsigned int slot = 1; slot < attach->options.port_slots; slot++)
		if (attach->ports[slot].used)
			port(ctx, &attach->ports[slot].pub);
}

void attach_links(const struct attach *attach,
		  void (*link)(void *ctx, const struct attach_link *link), void *ctx)
{
	for (uint16_t i = 1; i <= ATTACH_LINKS_MAX; i++)
		if (attach->links[i].used)
			link(ctx, &attach->links[i].pub);
}
