// SPDX-License-Identifier: GPL-2.0-or-later
#include "attach/link_info.h"

#include <errno.h>
#include <linux/ethtool.h>
#include <linux/if_bridge.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/sockios.h>
#include <net/if_arp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "attach/netlink.h"

static void parse_slave(struct link_info *link, const struct nlattr *kind,
			const struct nlattr *data)
{
	const struct nlattr *port[IFLA_BRPORT_MAX + 1];

	netlink_text(kind, link->slave_kind, sizeof(link->slave_kind));
	if (strcmp(link->slave_kind, "bridge") != 0)
		return;
	netlink_nest(data, port, IFLA_BRPORT_MAX);
	link->stp_state = netlink_u8(port[IFLA_BRPORT_STATE], BR_STATE_FORWARDING);
}

static void parse_kind(struct link_info *link, const struct nlattr *nest)
{
	const struct nlattr *info[IFLA_INFO_MAX + 1];
	const struct nlattr *bridge[IFLA_BR_MAX + 1];

	netlink_nest(nest, info, IFLA_INFO_MAX);
	netlink_text(info[IFLA_INFO_KIND], link->kind, sizeof(link->kind));
	parse_slave(link, info[IFLA_INFO_SLAVE_KIND], info[IFLA_INFO_SLAVE_DATA]);
	if (strcmp(link->kind, "bridge") != 0)
		return;
	netlink_nest(info[IFLA_INFO_DATA], bridge, IFLA_BR_MAX);
	link->vlan_aware = netlink_u8(bridge[IFLA_BR_VLAN_FILTERING], 0);
}

static void parse_stats(struct link_info *link, const struct nlattr *attr)
{
	struct rtnl_link_stats64 stats = { 0 };
	size_t len = attr ? mnl_attr_get_payload_len(attr) : 0;

	if (!len)
		return;
	memcpy(&stats, mnl_attr_get_payload(attr), len < sizeof(stats) ? len : sizeof(stats));
	link->rx_dropped = stats.rx_dropped;
	link->rx_missed = stats.rx_missed_errors;
}

/* Before Linux 5.14 only sysfs says it, and that may show another namespace: best effort. */
static bool has_sysfs_device(const char *name)
{
	char path[64 + IF_NAMESIZE];

	snprintf(path, sizeof(path), "/sys/class/net/%s/device", name);
	return access(path, F_OK) == 0;
}

int link_list_note(void *ctx, const struct nlmsghdr *header)
{
	const struct ifinfomsg *info = mnl_nlmsg_get_payload(header);
	const struct nlattr *attr[IFLA_MAX + 1];
	struct link_list *list = ctx;
	struct link_info *link;

	if (header->nlmsg_type != RTM_NEWLINK || mnl_nlmsg_get_payload_len(header) < sizeof(*info))
		return 0;
	if (list->count == list->size) {
		size_t size = list->size ? list->size * 2 : 32;

		link = reallocarray(list->items, size, sizeof(*link));
		if (!link)
			return -ENOMEM;
		list->items = link;
		list->size = size;
	}
	netlink_attrs(header, sizeof(*info), attr, IFLA_MAX);
	link = &list->items[list->count++];
	*link = (struct link_info){
		.ifindex = (uint32_t)info->ifi_index,
		.type = info->ifi_type,
		.flags = info->ifi_flags,
		.master = netlink_u32(attr[IFLA_MASTER], 0),
		.peer_nsid = (int32_t)netlink_u32(attr[IFLA_LINK_NETNSID], UINT32_MAX),
	};
	netlink_text(attr[IFLA_IFNAME], link->name, sizeof(link->name));
	if (!attr[IFLA_LINK_NETNSID])
		link->lower = netlink_u32(attr[IFLA_LINK], 0);
	parse_kind(link, attr[IFLA_LINKINFO]);
	parse_stats(link, attr[IFLA_STATS64]);
	link->has_device = attr[IFLA_PARENT_DEV_NAME] || has_sysfs_device(link->name);
	return 0;
}

static int compare_links(const void *a, const void *b)
{
	const struct link_info *left = a, *right = b;

	return left->ifindex < right->ifindex ? -1 : left->ifindex > right->ifindex;
}

void link_list_sort(struct link_list *list)
{
	if (list->count)
		qsort(list->items, list->count, sizeof(*list->items), compare_links);
}

static int compare_index(const void *key, const void *item)
{
	const struct link_info *link = item;
	uint32_t ifindex = *(const uint32_t *)key;

	return ifindex < link->ifindex ? -1 : ifindex > link->ifindex;
}

static struct link_info *link_list_search(const struct link_list *list, uint32_t ifindex)
{
	if (!list->count)
		return NULL;
	return bsearch(&ifindex, list->items, list->count, sizeof(*list->items), compare_index);
}

const struct link_info *link_list_find(const struct link_list *list, uint32_t ifindex)
{
	return link_list_search(list, ifindex);
}

const struct link_info *link_list_find_name(const struct link_list *list, const char *name)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->items[i].name, name) == 0)
			return &list->items[i];
	return NULL;
}

/* A port's PVID: the VLAN entry with the flag, in the bridge's view of the port. */
static int note_pvid(const struct nlattr *entry, void *ctx)
{
	struct link_info *link = ctx;
	struct bridge_vlan_info vlan;

	if (mnl_attr_get_type(entry) != IFLA_BRIDGE_VLAN_INFO ||
	    mnl_attr_get_payload_len(entry) < sizeof(vlan))
		return MNL_CB_OK;
	memcpy(&vlan, mnl_attr_get_payload(entry), sizeof(vlan));
	if (vlan.flags & BRIDGE_VLAN_INFO_PVID)
		link->pvid = vlan.vid;
	return MNL_CB_OK;
}

int link_list_note_vlans(void *ctx, const struct nlmsghdr *header)
{
	const struct ifinfomsg *info = mnl_nlmsg_get_payload(header);
	const struct nlattr *attr[IFLA_MAX + 1];
	struct link_info *link;

	if (header->nlmsg_type != RTM_NEWLINK || mnl_nlmsg_get_payload_len(header) < sizeof(*info))
		return 0;
	link = link_list_search(ctx, (uint32_t)info->ifi_index);
	netlink_attrs(header, sizeof(*info), attr, IFLA_MAX);
	if (link && attr[IFLA_AF_SPEC])
		mnl_attr_parse_nested(attr[IFLA_AF_SPEC], note_pvid, link);
	return 0;
}

static int read_pvids(struct link_list *list)
{
	struct netlink_request request;
	struct ifinfomsg *info;

	info = netlink_begin(&request, RTM_GETLINK, 0, sizeof(*info));
	info->ifi_family = AF_BRIDGE;
	mnl_attr_put_u32(request.header, IFLA_EXT_MASK, RTEXT_FILTER_BRVLAN);
	return netlink_dump(&request, link_list_note_vlans, list);
}

int link_list_read(struct link_list *ret_list)
{
	struct netlink_request request;
	struct ifinfomsg *info;
	bool vlan_aware = false;
	int err;

	*ret_list = (struct link_list){ 0 };
	info = netlink_begin(&request, RTM_GETLINK, 0, sizeof(*info));
	info->ifi_family = AF_UNSPEC;
	err = netlink_dump(&request, link_list_note, ret_list);
	if (err)
		return err;
	link_list_sort(ret_list);
	for (size_t i = 0; i < ret_list->count; i++)
		vlan_aware |= ret_list->items[i].vlan_aware;
	return vlan_aware ? read_pvids(ret_list) : 0;
}

void link_list_free(struct link_list *list)
{
	free(list->items);
	*list = (struct link_list){ 0 };
}

bool link_is_kind(const struct link_info *link, const char *kind)
{
	return strcmp(link->kind, kind) == 0;
}

bool link_is_bridge(const struct link_info *link)
{
	return link_is_kind(link, "bridge");
}

bool link_is_bridge_port(const struct link_info *link)
{
	return link->master && strcmp(link->slave_kind, "bridge") == 0;
}

/* The loopback interface has its own type; WireGuard, tun and ip6tnl have others. */
bool link_is_ethernet(const struct link_info *link)
{
	return link->type == ARPHRD_ETHER;
}

bool link_is_virtual(const struct link_info *link)
{
	return link->kind[0] || !link->has_device;
}

unsigned int link_count_ports(const struct link_list *list, uint32_t bridge_ifindex)
{
	unsigned int count = 0;

	for (size_t i = 0; i < list->count; i++)
		count += list->items[i].master == bridge_ifindex;
	return count;
}

bool link_is_blocked(const struct link_info *link)
{
	if (!link_is_bridge_port(link))
		return false;
	if (link->stp_state == BR_STATE_DISABLED)
		return (link->flags & IFF_UP) && (link->flags & IFF_RUNNING);
	return link->stp_state == BR_STATE_BLOCKING || link->stp_state == BR_STATE_LISTENING;
}

bool link_strips_vlan(const struct link_info *link)
{
	struct ethtool_value value = { .cmd = ETHTOOL_GFLAGS };
	struct ifreq request = { .ifr_data = (void *)&value };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int err;

	if (fd < 0)
		return false;
	memcpy(request.ifr_name, link->name, sizeof(request.ifr_name));
	err = ioctl(fd, SIOCETHTOOL, &request);
	close(fd);
	return !err && value.data & ETH_FLAG_RXVLAN;
}

bool link_has_vlans(const struct link_list *list, const struct link_info *link)
{
	const struct link_info *master = link_list_find(list, link->master);

	if (master && master->vlan_aware)
		return true;
	for (size_t i = 0; i < list->count; i++) {
		const struct link_info *above = &list->items[i];

		if (link_is_kind(above, "vlan") && above->lower &&
		    (above->lower == link->ifindex || above->lower == link->master))
			return true;
	}
	return false;
}
