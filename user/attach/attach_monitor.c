// SPDX-License-Identifier: GPL-2.0-or-later
/* The kernel's messages about interfaces: each makes us look, few of them are read. */
#include <errno.h>
#include <event2/event.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include "attach/attach_private.h"
#include "attach/netlink.h"
#include "core/log.h"
#include "core/timefmt.h"

/*
 * Reading all interfaces again costs some 10 us each. At most 50 times a second, so that somebody
 * who makes interfaces in a loop does not keep us busy.
 */
#define SYNC_GAP_NS (20 * TIME_NS_PER_MS)
#define MONITOR_BUFFER_BYTES (1 << 20)
#define RECEIVE_BYTES 32768

/* Deleted, which the next look may not show: the same ifindex can be given out again at once. */
static void monitor_note_deleted(struct attach *attach, const struct nlmsghdr *header)
{
	const struct ifinfomsg *info = mnl_nlmsg_get_payload(header);
	uint32_t ifindex;

	/* AF_BRIDGE: it left its bridge, but exists. */
	if (mnl_nlmsg_get_payload_len(header) < sizeof(*info) || info->ifi_family != AF_UNSPEC)
		return;
	ifindex = (uint32_t)info->ifi_index;
	for (unsigned int slot = 1; slot < attach->options.port_slots; slot++)
		if (attach->ports[slot].used && attach->ports[slot].pub.ifindex == ifindex)
			attach->ports[slot].lost = true;
	for (uint16_t i = 1; i <= ATTACH_LINKS_MAX; i++)
		if (attach->links[i].used && attach->links[i].pub.ifindex == ifindex)
			attach->links[i].lost = true;
}

static void monitor_sync(struct attach *attach)
{
	int err = attach_resync(attach);

	if (err)
		log_warn("cannot read the network interfaces: error %d", -err);
}

static void monitor_sync_soon(struct attach *attach)
{
	uint64_t now_ns = time_mono_ns();
	struct timeval gap = { .tv_usec = SYNC_GAP_NS / TIME_NS_PER_US };

	if (now_ns - attach->synced_ns >= SYNC_GAP_NS)
		monitor_sync(attach);
	else if (!event_pending(attach->sync_timer, EV_TIMEOUT, NULL))
		event_add(attach->sync_timer, &gap);
}

static void on_sync_timer(evutil_socket_t fd, short events, void *ctx)
{
	(void)fd;
	(void)events;
	monitor_sync(ctx);
}

static void on_monitor(evutil_socket_t fd, short events, void *ctx)
{
	char buf[RECEIVE_BYTES] __attribute__((aligned(NLMSG_ALIGNTO)));
	struct attach *attach = ctx;
	const struct nlmsghdr *header;
	ssize_t received;
	int len;

	(void)events;
	for (;;) {
		received = recv(fd, buf, sizeof(buf), MSG_DONTWAIT);
		if (received < 0 && errno == ENOBUFS) {
			attach->verify = true;
			continue;
		}
		if (received < 0 && errno == EINTR)
			continue;
		if (received <= 0)
			break;
		len = (int)received;
		header = (const struct nlmsghdr *)buf;
		for (; mnl_nlmsg_ok(header, len); header = mnl_nlmsg_next(header, &len))
			if (header->nlmsg_type == RTM_DELLINK)
				monitor_note_deleted(attach, header);
	}
	monitor_sync_soon(attach);
}

static int monitor_open_socket(struct attach *attach)
{
	int size = MONITOR_BUFFER_BYTES;
	int fd;

	attach->monitor = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC | SOCK_NONBLOCK);
	if (!attach->monitor)
		return -errno;
	fd = mnl_socket_get_fd(attach->monitor);
	/* Best effort: a message too many only makes us look once more. */
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)))
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size));
	if (mnl_socket_bind(attach->monitor, RTMGRP_LINK, MNL_SOCKET_AUTOPID) < 0)
		return -errno;
	return 0;
}

int attach_monitor_open(struct attach *attach)
{
	int err = monitor_open_socket(attach);

	if (err)
		return err;
	attach->sync_timer = event_new(attach->base, -1, 0, on_sync_timer, attach);
	attach->monitor_event = event_new(attach->base, mnl_socket_get_fd(attach->monitor),
					  EV_READ | EV_PERSIST, on_monitor, attach);
	if (!attach->sync_timer || !attach->monitor_event || event_add(attach->monitor_event, NULL))
		return -ENOMEM;
	return 0;
}

void attach_monitor_close(struct attach *attach)
{
	if (attach->monitor_event)
		event_free(attach->monitor_event);
	if (attach->sync_timer)
		event_free(attach->sync_timer);
	if (attach->monitor)
		mnl_socket_close(attach->monitor);
}
