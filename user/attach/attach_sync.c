// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Brings links and ports in step with the kernel's interfaces as they were just read. What a
 * message said is never trusted by itself: messages get lost, and the same code serves the start,
 * each change, and the time after a loss.
 */
#include <string.h>
#include <unistd.h>

#include "attach/attach_private.h"
#include "attach/name.h"
#include "core/timefmt.h"

static const struct link_info *info_of(const struct attach *attach, uint32_t ifindex, bool lost)
{
	return lost ? NULL : link_list_find(&attach->list, ifindex);
}

/* Frames that a bridge forwards pass its ports' egress too: only there they are not our own. */
static bool link_wants_egress(const struct attach *attach, const struct link_info *info)
{
	return !attach->options.no_egress && attach->programs.tc_egress_fd >= 0 &&
	       !link_is_bridge_port(info);
}

static bool link_wants(const struct attach *attach, const struct watched_link *link,
		       const struct link_info *info, bool self)
{
	if (!link->used || !link->pub.present)
		return false;
	if (self)
		return info->ifindex == link->pub.ifindex && link_wants_egress(attach, info);
	if (!link->pub.bridge)
		return info->ifindex == link->pub.ifindex;
	return info->master == link->pub.ifindex && link_is_ethernet(info);
}

/* The first link that wants the interface as a port, 0: none. */
static uint16_t link_wanting(const struct attach *attach, const struct link_info *info, bool self)
{
	for (uint16_t i = 1; i <= ATTACH_LINKS_MAX; i++)
		if (link_wants(attach, &attach->links[i], info, self))
			return i;
	return 0;
}

static struct watched_port *port_of(const struct attach *attach, uint32_t ifindex, bool self)
{
	for (unsigned int slot = 1; slot < attach->options.port_slots; slot++) {
		struct watched_port *port = &attach->ports[slot];

		if (port->used && port->pub.state != ATTACH_STATE_GONE && port->pub.self == self &&
		    port->pub.ifindex == ifindex)
			return port;
	}
	return NULL;
}

static void port_leave(struct attach *attach, struct watched_port *port)
{
	port_detach(attach, port);
	port->pub.state = ATTACH_STATE_GONE;
	port->pub.ifindex = 0;
	port->pub.promisc = false;
	port->lost = false;
	port->gone_ns = time_mono_ns();
	attach->full_told = false;
}

/* The name, the VLAN and the spanning tree's opinion of a port. Returns which flags changed. */
static uint8_t port_describe(const struct attach *attach, struct watched_port *port,
			     const struct link_info *info, bool *ret_changed)
{
	const struct link_info *bridge = link_list_find(&attach->list, info->master);
	uint8_t flags = port->pub.self ? SW_PORT_SELF : 0;
	uint16_t pvid = 0;
	uint8_t before = port->flags;

	if (port->pub.self)
		bridge = info;
	if (bridge && bridge->vlan_aware)
		pvid = info->pvid;
	if (link_is_blocked(info))
		flags |= SW_PORT_BLOCKED;
	*ret_changed = flags != before || pvid != port->pub.pvid;
	port->flags = flags;
	port->pub.pvid = pvid;
	port->peer_nsid = info->peer_nsid;
	return flags ^ before;
}

static void port_tell_up(struct attach *attach, const struct watched_port *port,
			 enum attach_event_kind kind)
{
	const char *words = attach_mode_words(port->pub.mode, port->pub.self);
	char label[ATTACH_TEXT_MAX / 2];

	attach_label(attach, port, label, sizeof(label));
	attach_tell(attach, kind, &attach->links[port->pub.link], port, "%s%s: %s%s%s%s%s", label,
		    kind == ATTACH_EVENT_BACK ? " is back" : "", words,
		    port->pub.promisc ? ", promiscuous" : "",
		    port->pub.state == ATTACH_STATE_BLOCKED ? ", blocked by the spanning tree" : "",
		    port->pub.error[0] ? ": " : "", port->pub.error);
}

static void port_tell_failed(struct attach *attach, const struct watched_port *port)
{
	char label[ATTACH_TEXT_MAX / 2];

	attach_label(attach, port, label, sizeof(label));
	attach_tell(attach, ATTACH_EVENT_ERROR, &attach->links[port->pub.link], port,
		    "%s could not be attached: %s", label, port->pub.error);
}

void port_tell(struct attach *attach, const struct watched_port *port, enum attach_event_kind kind)
{
	if (port->pub.state == ATTACH_STATE_FAILED)
		port_tell_failed(attach, port);
	else if (!port->pub.self || kind != ATTACH_EVENT_BACK)
		port_tell_up(attach, port, kind);
}

/* A plain interface's filter would hide DAD and solicitations for others. */
static void port_make_promisc(struct attach *attach, struct watched_port *port,
			      const struct link_info *info)
{
	struct watched_link *link = &attach->links[port->pub.link];
	char why[ATTACH_TEXT_MAX / 2];

	if (attach->options.no_promisc || port->pub.self || link->pub.bridge ||
	    link_is_bridge_port(info))
		return;
	if (link->promisc_fd < 0)
		link->promisc_fd = promisc_open(info->ifindex);
	port->pub.promisc = link->promisc_fd >= 0;
	if (port->pub.promisc)
		return;
	attach_explain(link->promisc_fd, why, sizeof(why));
	attach_tell(attach, ATTACH_EVENT_NOTE, link, port,
		    "%s is not promiscuous, so multicast for others stays unseen: %s "
		    "(CAP_NET_RAW)",
		    info->name, why);
}

/* kind: what to tell when it works. */
static void port_enter(struct attach *attach, struct watched_port *port,
		       const struct link_info *info, enum attach_event_kind kind)
{
	char before[ATTACH_TEXT_MAX];
	bool told = port->pub.state == ATTACH_STATE_FAILED;
	bool changed;

	memcpy(before, port->pub.error, sizeof(before));
	port_describe(attach, port, info, &changed);
	if (port->pub.ifindex != info->ifindex) {
		port->pub.ifindex = info->ifindex;
		port->pub.generation = ++attach->generation;
	}
	if (port_attach(attach, port, info)) {
		if (!told || strcmp(before, port->pub.error) != 0)
			port_tell_failed(attach, port);
		return;
	}
	port_make_promisc(attach, port, info);
	attach_name_new(attach, port);
	attach_names_later(attach);
	port_tell(attach, port, kind);
}

static void port_rename(struct attach *attach, struct watched_port *port,
			const struct link_info *info)
{
	char before[IF_NAMESIZE];

	if (strcmp(port->pub.device, info->name) == 0)
		return;
	memcpy(before, port->pub.device, sizeof(before));
	if (strcmp(port->pub.name, before) == 0)
		memcpy(port->pub.name, info->name, sizeof(info->name));
	memcpy(port->pub.device, info->name, sizeof(before));
	if (!port->pub.self)
		attach_tell(attach, ATTACH_EVENT_RENAMED, &attach->links[port->pub.link], port,
			    "%s is called %s now", before, info->name);
}

static void port_move(struct attach *attach, struct watched_port *port, uint16_t link)
{
	const struct watched_link *before = &attach->links[port->pub.link];
	const struct watched_link *after = &attach->links[link];

	port->pub.link = link;
	port->pub.generation = ++attach->generation;
	memcpy(port->pub.link_name, after->pub.name, sizeof(port->pub.link_name));
	port_publish(attach, port);
	attach_tell(attach, ATTACH_EVENT_MOVED, after, port, "%s moved from %s to %s",
		    port->pub.device, before->pub.name, after->pub.name);
}

static void port_follow_tree(struct attach *attach, struct watched_port *port,
			     const struct link_info *info)
{
	const struct watched_link *link = &attach->links[port->pub.link];
	bool changed, blocked;
	uint8_t flipped = port_describe(attach, port, info, &changed);

	if (port->pub.state == ATTACH_STATE_FAILED)
		return;
	if (changed)
		port_publish(attach, port);
	if (!(flipped & SW_PORT_BLOCKED))
		return;
	blocked = port->flags & SW_PORT_BLOCKED;
	port->pub.state = blocked ? ATTACH_STATE_BLOCKED : ATTACH_STATE_UP;
	attach_tell(attach, blocked ? ATTACH_EVENT_BLOCKED : ATTACH_EVENT_UNBLOCKED, link, port,
		    blocked ? "%s on %s is blocked by the spanning tree: it teaches nothing" :
			      "%s on %s is no longer blocked by the spanning tree",
		    port->pub.device, link->pub.name);
}

static void port_follow_mode(struct attach *attach, struct watched_port *port,
			     const struct link_info *info)
{
	bool dead = attach->verify && !hook_is_alive(&port->hook);
	bool to_tc = port_may_move_to_tc(attach, port, info);

	if (port->pub.state == ATTACH_STATE_FAILED) {
		if (time_mono_ns() >= port->retry_ns)
			port_enter(attach, port, info, ATTACH_EVENT_UP);
		return;
	}
	if (!dead && !to_tc)
		return;
	port_detach(attach, port);
	if (port_attach(attach, port, info)) {
		port_tell_failed(attach, port);
		return;
	}
	attach_tell(attach, ATTACH_EVENT_MODE, &attach->links[port->pub.link], port,
		    to_tc ? "%s: %s from now on, as XDP does not see the VLAN tags that its driver "
			    "takes out" :
			    "%s had lost its program, which is attached again: %s",
		    port->pub.device, attach_mode_words(port->pub.mode, port->pub.self));
}

static void port_count_drops(struct watched_port *port, const struct link_info *info)
{
	port->pub.rx_dropped = info->rx_dropped - port->dropped_before;
	port->pub.rx_missed = info->rx_missed - port->missed_before;
}

/* A port that was attached: is it still one, and of which link? */
static void port_sync(struct attach *attach, struct watched_port *port)
{
	const struct watched_link *link = &attach->links[port->pub.link];
	const struct link_info *info = info_of(attach, port->pub.ifindex, port->lost);
	uint16_t wanting = info ? link_wanting(attach, info, port->pub.self) : 0;

	if (!wanting) {
		port_leave(attach, port);
		if (link->pub.bridge ? !link->pub.present : port->pub.self)
			return;
		attach_tell(attach, ATTACH_EVENT_GONE, link, port,
			    "%s is gone%s%s; it is picked up again when it returns",
			    port->pub.device, link->pub.bridge ? " from " : "",
			    link->pub.bridge ? link->pub.name : "");
		return;
	}
	port_rename(attach, port, info);
	if (wanting != port->pub.link)
		port_move(attach, port, wanting);
	port_follow_tree(attach, port, info);
	port_follow_mode(attach, port, info);
	port_count_drops(port, info);
}

static bool port_had(const struct watched_port *port, const struct watched_link *link,
		     const char *device, bool self)
{
	return port->used && port->pub.state == ATTACH_STATE_GONE && port->pub.self == self &&
	       port->pub.link == link->pub.link && strcmp(port->pub.device, device) == 0;
}

/* The slot it had; else an empty one; else that of the port that is gone for longest. NULL. */
static struct watched_port *port_slot(const struct attach *attach, const struct watched_link *link,
				      const char *device, bool self, bool *ret_back)
{
	struct watched_port *best = NULL;

	*ret_back = false;
	for (unsigned int slot = 1; slot < attach->options.port_slots; slot++) {
		struct watched_port *port = &attach->ports[slot];

		if (port_had(port, link, device, self)) {
			*ret_back = true;
			return port;
		}
		if (port->used && port->pub.state != ATTACH_STATE_GONE)
			continue;
		if (!best || (best->used && (!port->used || port->gone_ns < best->gone_ns)))
			best = port;
	}
	return best;
}

static void port_add(struct attach *attach, struct watched_link *link, const struct link_info *info,
		     bool self)
{
	struct watched_port *port;
	bool back;

	port = port_slot(attach, link, info->name, self, &back);
	if (!port) {
		if (!attach->full_told)
			attach_tell(attach, ATTACH_EVENT_ERROR, link, NULL,
				    "%s is not watched: all %u slots are in use", info->name,
				    attach->options.port_slots - 1);
		attach->full_told = true;
		return;
	}
	if (!back) {
		*port = (struct watched_port){
			.used = true,
			.pub.slot = (uint16_t)(port - attach->ports),
			.pub.link = link->pub.link,
			.pub.self = self,
		};
		memcpy(port->pub.device, info->name, sizeof(port->pub.device));
		memcpy(port->pub.name, info->name, sizeof(info->name));
		memcpy(port->pub.link_name, link->pub.name, sizeof(port->pub.link_name));
	}
	port_enter(attach, port, info, back ? ATTACH_EVENT_BACK : ATTACH_EVENT_UP);
}

static void link_add_ports(struct attach *attach, struct watched_link *link)
{
	for (size_t i = 0; i < attach->list.count; i++) {
		const struct link_info *info = &attach->list.items[i];

		for (int self = 0; self < 2; self++)
			if (link_wants(attach, link, info, self) &&
			    !port_of(attach, info->ifindex, self))
				port_add(attach, link, info, self);
	}
}

static void link_leave(struct attach *attach, struct watched_link *link)
{
	link->pub.present = false;
	link->pub.ifindex = 0;
	link->lost = false;
	if (link->promisc_fd >= 0)
		close(link->promisc_fd);
	link->promisc_fd = -1;
	if (link->pub.bridge)
		attach_tell(attach, ATTACH_EVENT_GONE, link, NULL,
			    "%s is gone; it is picked up again when it returns", link->pub.name);
}

static void link_return(struct attach *attach, struct watched_link *link,
			const struct link_info *info)
{
	/* What comes back under the name of a bridge may be a plain interface, and reversed. */
	if (!link_is_ethernet(info) || link_is_bridge(info) != link->pub.bridge)
		return;
	link->pub.present = true;
	link->pub.ifindex = info->ifindex;
	if (link->pub.bridge)
		attach_tell(attach, ATTACH_EVENT_BACK, link, NULL, "%s is back", link->pub.name);
}

static void link_rename(struct attach *attach, struct watched_link *link,
			const struct link_info *info)
{
	char before[IF_NAMESIZE];

	if (strcmp(link->pub.name, info->name) == 0)
		return;
	memcpy(before, link->pub.name, sizeof(before));
	memcpy(link->pub.name, info->name, sizeof(link->pub.name));
	for (unsigned int slot = 1; slot < attach->options.port_slots; slot++)
		if (attach->ports[slot].used && attach->ports[slot].pub.link == link->pub.link)
			memcpy(attach->ports[slot].pub.link_name, info->name, IF_NAMESIZE);
	if (link->pub.bridge)
		attach_tell(attach, ATTACH_EVENT_RENAMED, link, NULL, "%s is called %s now", before,
			    info->name);
}

static void link_sync(struct attach *attach, struct watched_link *link)
{
	const struct link_info *info = info_of(attach, link->pub.ifindex, link->lost);

	if (link->pub.present && !info)
		link_leave(attach, link);
	if (!link->pub.present) {
		info = link_list_find_name(&attach->list, link->pub.name);
		if (info)
			link_return(attach, link, info);
	}
	if (!link->pub.present || !info)
		return;
	link_rename(attach, link, info);
	link->pub.vlan_aware = info->vlan_aware;
}

void attach_sync(struct attach *attach)
{
	for (uint16_t i = 1; i <= ATTACH_LINKS_MAX; i++)
		if (attach->links[i].used)
			link_sync(attach, &attach->links[i]);
	/* First those that go: a slot, or an ifindex, may be needed again at once. */
	for (unsigned int slot = 1; slot < attach->options.port_slots; slot++)
		if (attach->ports[slot].used && attach->ports[slot].pub.state != ATTACH_STATE_GONE)
			port_sync(attach, &attach->ports[slot]);
	for (uint16_t i = 1; i <= ATTACH_LINKS_MAX; i++)
		if (attach->links[i].used && attach->links[i].pub.present)
			link_add_ports(attach, &attach->links[i]);
	name_view_free(attach->view);
	attach->view = NULL;
	attach->verify = false;
	attach->synced_ns = time_mono_ns();
}
