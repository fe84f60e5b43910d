// SPDX-License-Identifier: GPL-2.0-or-later
/* One port: in which mode to attach it, doing so, and undoing it. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "attach/attach_private.h"
#include "attach/clsact.h"
#include "core/timefmt.h"

#define RETRY_NS TIME_NS_PER_S

static enum attach_mode mode_asked(const struct attach *attach, const char *device)
{
	for (size_t i = 0; i < attach->options.override_count; i++)
		if (strcmp(attach->overrides[i].device, device) == 0)
			return attach->overrides[i].mode;
	return attach->options.mode;
}

/*
 * Generic XDP copies the 64 KB super-frames that the peers of virtual interfaces send, and no XDP
 * sees a VLAN tag that was taken out of the frame before.
 */
enum attach_mode port_mode_wanted(const struct attach *attach, const struct link_info *info)
{
	enum attach_mode asked = mode_asked(attach, info->name);

	if (attach->programs.xdp_fd < 0)
		return ATTACH_MODE_TC;
	if (asked != ATTACH_MODE_AUTO)
		return asked;
	if (link_is_virtual(info))
		return ATTACH_MODE_TC;
	if (link_has_vlans(&attach->list, info) && link_strips_vlan(info))
		return ATTACH_MODE_TC;
	return ATTACH_MODE_GENERIC;
}

/* VLANs came into use after it was attached. There is no way back: one change is enough. */
bool port_may_move_to_tc(const struct attach *attach, const struct watched_port *port,
			 const struct link_info *info)
{
	return !port->pub.self && port->pub.mode != ATTACH_MODE_TC &&
	       mode_asked(attach, info->name) == ATTACH_MODE_AUTO &&
	       port_mode_wanted(attach, info) == ATTACH_MODE_TC;
}

static int attach_tc(struct attach *attach, struct watched_port *port)
{
	bool egress = port->pub.self;
	int fd = egress ? attach->programs.tc_egress_fd : attach->programs.tc_ingress_fd;
	int err = -EINVAL;

	if (fd < 0)
		return -EOPNOTSUPP;
	if (attach->options.tc_api == ATTACH_TC_API_AUTO)
		err = hook_attach_tcx(fd, port->pub.ifindex, egress, &port->hook);
	/* EINVAL: no such attach type, before Linux 6.6; EOPNOTSUPP: tcx is not built in. */
	if (err != -EINVAL && err != -EOPNOTSUPP)
		return err;
	return hook_attach_clsact(fd, port->pub.ifindex, egress, &attach->guard, &port->hook);
}

static int attach_in_mode(struct attach *attach, struct watched_port *port, enum attach_mode mode)
{
	if (mode == ATTACH_MODE_TC)
		return attach_tc(attach, port);
	return hook_attach_xdp(attach->programs.xdp_fd, port->pub.ifindex,
			       mode == ATTACH_MODE_NATIVE, &port->hook);
}

/* What to try after a mode was refused; auto: nothing. */
static enum attach_mode mode_after(enum attach_mode mode, int err)
{
	if (mode == ATTACH_MODE_TC || err == -EPERM || err == -EACCES || err == -ENODEV)
		return ATTACH_MODE_AUTO;
	/* Where somebody's XDP program is, the other XDP mode is taken too. */
	if (mode == ATTACH_MODE_NATIVE && err != -EBUSY && err != -EEXIST)
		return ATTACH_MODE_GENERIC;
	return ATTACH_MODE_TC;
}

static void explain_refusal(struct watched_port *port, enum attach_mode mode, int err)
{
	const char *words = attach_mode_words(mode, false);

	if (err == -EBUSY || err == -EEXIST)
		snprintf(port->pub.error, sizeof(port->pub.error),
			 "another XDP program holds it and stays (bpftool net)");
	else if (err == -EOPNOTSUPP)
		snprintf(port->pub.error, sizeof(port->pub.error), "its driver has no %s", words);
	else if (err == -ERANGE)
		snprintf(port->pub.error, sizeof(port->pub.error), "its MTU is too large for %s",
			 words);
	else
		snprintf(port->pub.error, sizeof(port->pub.error), "%s: %s", words, strerror(-err));
}

static int attach_best(struct attach *attach, struct watched_port *port,
		       const struct link_info *info)
{
	enum attach_mode mode = port->pub.self ? ATTACH_MODE_TC : port_mode_wanted(attach, info);
	enum attach_mode next;
	int err;

	port->pub.error[0] = '\0';
	if (mode == ATTACH_MODE_NATIVE && !link_is_virtual(info))
		attach_tell(attach, ATTACH_EVENT_NOTE, &attach->links[port->pub.link], port,
			    "%s: native XDP: some drivers take the link down and up for it; with "
			    "spanning tree that is 30 s without traffic",
			    info->name);
	for (;;) {
		err = attach_in_mode(attach, port, mode);
		if (!err) {
			port->pub.mode = mode;
			return 0;
		}
		next = mode_after(mode, err);
		if (next == ATTACH_MODE_AUTO)
			return err;
		explain_refusal(port, mode, err);
		mode = next;
	}
}

int port_publish(struct attach *attach, const struct watched_port *port)
{
	struct sw_port entry = {
		.key = SW_PORT_KEY(port->pub.ifindex, port->pub.self),
		.generation = port->pub.generation,
		.slot = port->pub.slot,
		.link = port->pub.link,
		.pvid = port->pub.pvid,
		.flags = port->flags,
	};

	return attach->ops.port_set(attach->ctx, &entry);
}

int port_attach(struct attach *attach, struct watched_port *port, const struct link_info *info)
{
	char why[ATTACH_TEXT_MAX / 2];
	int err;

	clsact_sweep(info->ifindex);
	port->dropped_before = info->rx_dropped;
	port->missed_before = info->rx_missed;
	port->pub.rx_dropped = 0;
	port->pub.rx_missed = 0;
	err = port_publish(attach, port);
	if (!err) {
		err = attach_best(attach, port, info);
		if (err)
			attach->ops.port_clear(attach->ctx,
					       SW_PORT_KEY(info->ifindex, port->pub.self));
	}
	if (err) {
		attach_explain(err, why, sizeof(why));
		snprintf(port->pub.error, sizeof(port->pub.error), "%s", why);
		port->pub.state = ATTACH_STATE_FAILED;
		port->err = err;
		port->retry_ns = time_mono_ns() + RETRY_NS;
		return err;
	}
	port->pub.state = port->flags & SW_PORT_BLOCKED ? ATTACH_STATE_BLOCKED : ATTACH_STATE_UP;
	return 0;
}

void port_detach(struct attach *attach, struct watched_port *port)
{
	if (port->hook.kind == HOOK_NONE)
		return;
	hook_detach(&port->hook);
	attach->ops.port_clear(attach->ctx, SW_PORT_KEY(port->pub.ifindex, port->pub.self));
}
