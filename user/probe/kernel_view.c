// SPDX-License-Identifier: GPL-2.0-or-later
#include "probe/kernel_view.h"

#include <errno.h>
#include <linux/if_addr.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <net/if_arp.h>
#include <string.h>

#include "attach/netlink.h"

#define NEIGH_RESOLVED (NUD_REACHABLE | NUD_STALE | NUD_DELAY | NUD_PROBE | NUD_PERMANENT)

/* A walk: the interface that is asked for, and the caller's callback of one of the kinds. */
struct walk {
	uint32_t ifindex;
	void *ctx;
	int (*addr)(void *ctx, const struct kernel_addr *addr);
	int (*onlink)(void *ctx, const struct kernel_onlink *onlink);
	int (*neigh)(void *ctx, const struct kernel_neigh *neigh);
	int (*gateway)(void *ctx, const struct kernel_gateway *gateway);
};

static bool walk_wants(const struct walk *walk, uint32_t ifindex)
{
	return !walk->ifindex || walk->ifindex == ifindex;
}

/* An address of either family; false when its size is not that of the family. */
static bool addr_read(const struct nlattr *attr, uint8_t family, struct in6_addr *ret_addr)
{
	size_t len = attr ? mnl_attr_get_payload_len(attr) : 0;

	if (family == AF_INET6 && len == sizeof(*ret_addr)) {
		memcpy(ret_addr, mnl_attr_get_payload(attr), len);
		return true;
	}
	if (family == AF_INET && len == sizeof(struct in_addr)) {
		*ret_addr = addr_from_ipv4(mnl_attr_get_payload(attr));
		return true;
	}
	return false;
}

static uint8_t prefix_len_of(uint8_t family, uint8_t len)
{
	return (uint8_t)(family == AF_INET ? len + 96 : len);
}

static int walk_addr(void *ctx, const struct nlmsghdr *header)
{
	const struct ifaddrmsg *message = mnl_nlmsg_get_payload(header);
	const struct nlattr *attr[IFA_MAX + 1];
	struct ifa_cacheinfo cache = { .ifa_valid = UINT32_MAX, .ifa_prefered = UINT32_MAX };
	const struct walk *walk = ctx;
	struct kernel_addr addr;
	uint32_t flags;

	if (header->nlmsg_type != RTM_NEWADDR ||
	    mnl_nlmsg_get_payload_len(header) < sizeof(*message) ||
	    !walk_wants(walk, message->ifa_index))
		return 0;
	netlink_attrs(header, sizeof(*message), attr, IFA_MAX);
	/* On a point-to-point link IFA_ADDRESS is the other end. */
	if (!addr_read(attr[IFA_LOCAL] ? attr[IFA_LOCAL] : attr[IFA_ADDRESS], message->ifa_family,
		       &addr.addr))
		return 0;
	if (attr[IFA_CACHEINFO] && mnl_attr_get_payload_len(attr[IFA_CACHEINFO]) == sizeof(cache))
		memcpy(&cache, mnl_attr_get_payload(attr[IFA_CACHEINFO]), sizeof(cache));
	flags = netlink_u32(attr[IFA_FLAGS], message->ifa_flags);
	addr.ifindex = message->ifa_index;
	addr.prefix_len = prefix_len_of(message->ifa_family, message->ifa_prefixlen);
	/* IPv4 has the flag of temporary addresses too, for secondary ones. */
	addr.temporary = message->ifa_family == AF_INET6 && flags & IFA_F_TEMPORARY;
	addr.tentative = (flags & IFA_F_TENTATIVE && !(flags & IFA_F_OPTIMISTIC)) ||
			 flags & IFA_F_DADFAILED;
	addr.deprecated = flags & IFA_F_DEPRECATED;
	addr.valid_s = cache.ifa_valid;
	addr.preferred_s = cache.ifa_prefered;
	return walk->addr(walk->ctx, &addr);
}

int kernel_addrs(uint32_t ifindex, int (*addr)(void *ctx, const struct kernel_addr *addr),
		 void *ctx)
{
	struct walk walk = { .ifindex = ifindex, .ctx = ctx, .addr = addr };
	struct netlink_request request;
	struct ifaddrmsg *message = netlink_begin(&request, RTM_GETADDR, 0, sizeof(*message));

	message->ifa_index = ifindex;
	return netlink_dump(&request, walk_addr, &walk);
}

static int walk_neigh(void *ctx, const struct nlmsghdr *header)
{
	const struct ndmsg *message = mnl_nlmsg_get_payload(header);
	const struct nlattr *attr[NDA_MAX + 1];
	const struct walk *walk = ctx;
	struct kernel_neigh neigh;

	if (header->nlmsg_type != RTM_NEWNEIGH ||
	    mnl_nlmsg_get_payload_len(header) < sizeof(*message) ||
	    !walk_wants(walk, (uint32_t)message->ndm_ifindex) ||
	    !(message->ndm_state & NEIGH_RESOLVED) || message->ndm_flags & NTF_PROXY)
		return 0;
	netlink_attrs(header, sizeof(*message), attr, NDA_MAX);
	if (!addr_read(attr[NDA_DST], message->ndm_family, &neigh.addr) ||
	    addr_is_multicast(&neigh.addr) || !attr[NDA_LLADDR] ||
	    mnl_attr_get_payload_len(attr[NDA_LLADDR]) != sizeof(neigh.mac))
		return 0;
	memcpy(neigh.mac, mnl_attr_get_payload(attr[NDA_LLADDR]), sizeof(neigh.mac));
	neigh.ifindex = (uint32_t)message->ndm_ifindex;
	neigh.router = message->ndm_flags & NTF_ROUTER;
	neigh.reachable = message->ndm_state & NUD_REACHABLE;
	neigh.permanent = message->ndm_state & NUD_PERMANENT;
	return walk->neigh(walk->ctx, &neigh);
}

int kernel_neighs(uint32_t ifindex, int (*neigh)(void *ctx, const struct kernel_neigh *neigh),
		  void *ctx)
{
	struct walk walk = { .ifindex = ifindex, .ctx = ctx, .neigh = neigh };
	struct netlink_request request;

	netlink_begin(&request, RTM_GETNEIGH, 0, sizeof(struct ndmsg));
	if (ifindex)
		mnl_attr_put_u32(request.header, NDA_IFINDEX, ifindex);
	return netlink_dump(&request, walk_neigh, &walk);
}

/* A unicast route of the main table, with its attributes; NULL: another one. */
static const struct rtmsg *route_read(const struct nlmsghdr *header,
				      const struct nlattr *attr[static RTA_MAX + 1])
{
	const struct rtmsg *route = mnl_nlmsg_get_payload(header);

	if (header->nlmsg_type != RTM_NEWROUTE ||
	    mnl_nlmsg_get_payload_len(header) < sizeof(*route))
		return NULL;
	netlink_attrs(header, sizeof(*route), attr, RTA_MAX);
	if (route->rtm_type != RTN_UNICAST || route->rtm_flags & RTM_F_CLONED ||
	    netlink_u32(attr[RTA_TABLE], route->rtm_table) != RT_TABLE_MAIN)
		return NULL;
	return route;
}

static int walk_onlink(void *ctx, const struct nlmsghdr *header)
{
	const struct nlattr *attr[RTA_MAX + 1];
	const struct rtmsg *route = route_read(header, attr);
	const struct walk *walk = ctx;
	struct kernel_onlink onlink;
	struct in6_addr addr;

	if (!route || attr[RTA_GATEWAY] || attr[RTA_VIA] || attr[RTA_MULTIPATH] ||
	    !route->rtm_dst_len || !addr_read(attr[RTA_DST], route->rtm_family, &addr))
		return 0;
	onlink.ifindex = netlink_u32(attr[RTA_OIF], 0);
	if (!onlink.ifindex || !walk_wants(walk, onlink.ifindex) || addr_is_link_local(&addr) ||
	    addr_is_multicast(&addr))
		return 0;
	onlink.prefix = prefix_make(&addr, prefix_len_of(route->rtm_family, route->rtm_dst_len));
	return walk->onlink(walk->ctx, &onlink);
}

/* attr: of the route, or of one next hop. */
static int tell_gateway(const struct walk *walk, const struct rtmsg *route,
			const struct nlattr *gateway, uint32_t ifindex, uint32_t metric)
{
	struct kernel_gateway found = {
		.ifindex = ifindex,
		.metric = metric,
		.ipv4 = route->rtm_family == AF_INET,
	};

	if (!ifindex || !walk_wants(walk, ifindex))
		return 0;
	addr_read(gateway, route->rtm_family, &found.addr);
	return walk->gateway(walk->ctx, &found);
}

struct hop_walk {
	const struct nlattr *gateway;
};

static int note_hop(const struct nlattr *attr, void *ctx)
{
	struct hop_walk *hop = ctx;

	if (mnl_attr_get_type(attr) == RTA_GATEWAY)
		hop->gateway = attr;
	return MNL_CB_OK;
}

static int walk_hops(const struct walk *walk, const struct rtmsg *route,
		     const struct nlattr *multipath, uint32_t metric)
{
	const char *data = mnl_attr_get_payload(multipath);
	size_t left = mnl_attr_get_payload_len(multipath);
	const struct rtnexthop *next;
	struct hop_walk hop;
	size_t len;
	int ret = 0;

	while (!ret && left >= sizeof(*next)) {
		next = (const struct rtnexthop *)data;
		len = next->rtnh_len;
		if (len < sizeof(*next) || len > left)
			break;
		hop.gateway = NULL;
		mnl_attr_parse_payload(data + sizeof(*next), len - sizeof(*next), note_hop, &hop);
		ret = tell_gateway(walk, route, hop.gateway, (uint32_t)next->rtnh_ifindex, metric);
		len = MNL_ALIGN(len);
		data += len;
		left = len < left ? left - len : 0;
	}
	return ret;
}

static int walk_gateway(void *ctx, const struct nlmsghdr *header)
{
	const struct nlattr *attr[RTA_MAX + 1];
	const struct rtmsg *route = route_read(header, attr);
	const struct walk *walk = ctx;
	uint32_t metric;

	if (!route || route->rtm_dst_len)
		return 0;
	metric = netlink_u32(attr[RTA_PRIORITY], 0);
	if (attr[RTA_MULTIPATH])
		return walk_hops(walk, route, attr[RTA_MULTIPATH], metric);
	return tell_gateway(walk, route, attr[RTA_GATEWAY], netlink_u32(attr[RTA_OIF], 0), metric);
}

/* Not those by way of a gateway, but for default routes. */
static bool route_is_wanted(const struct nlmsghdr *header)
{
	const struct nlattr *attr[RTA_MAX + 1];
	const struct rtmsg *route = route_read(header, attr);

	return route && (!route->rtm_dst_len ||
			 (!attr[RTA_GATEWAY] && !attr[RTA_VIA] && !attr[RTA_MULTIPATH]));
}

/*
 * The kernel filters too, where it can (Linux 4.20). A table that nobody wrote to yet does not
 * exist, nor does a family that is disabled.
 */
static int dump_routes(uint8_t family, int (*message)(void *ctx, const struct nlmsghdr *header),
		       struct walk *walk)
{
	struct netlink_request request;
	struct rtmsg *route = netlink_begin(&request, RTM_GETROUTE, 0, sizeof(*route));
	int ret;

	request.wanted = route_is_wanted;
	route->rtm_family = family;
	route->rtm_table = RT_TABLE_MAIN;
	route->rtm_type = RTN_UNICAST;
	if (walk->ifindex)
		mnl_attr_put_u32(request.header, RTA_OIF, walk->ifindex);
	ret = netlink_dump(&request, message, walk);
	return ret == -ENOENT || ret == -EOPNOTSUPP ? 0 : ret;
}

int kernel_onlinks(uint32_t ifindex, int (*onlink)(void *ctx, const struct kernel_onlink *onlink),
		   void *ctx)
{
	struct walk walk = { .ifindex = ifindex, .ctx = ctx, .onlink = onlink };
	int ret = dump_routes(AF_INET6, walk_onlink, &walk);

	return ret ? ret : dump_routes(AF_INET, walk_onlink, &walk);
}

int kernel_gateways(uint32_t ifindex,
		    int (*gateway)(void *ctx, const struct kernel_gateway *gateway), void *ctx)
{
	struct walk walk = { .ifindex = ifindex, .ctx = ctx, .gateway = gateway };
	int ret = dump_routes(AF_INET6, walk_gateway, &walk);

	return ret ? ret : dump_routes(AF_INET, walk_gateway, &walk);
}

static int note_mac(void *ctx, const struct nlmsghdr *header)
{
	const struct ifinfomsg *info = mnl_nlmsg_get_payload(header);
	const struct nlattr *attr[IFLA_MAX + 1];

	if (header->nlmsg_type != RTM_NEWLINK ||
	    mnl_nlmsg_get_payload_len(header) < sizeof(*info) || info->ifi_type != ARPHRD_ETHER)
		return -ENODEV;
	netlink_attrs(header, sizeof(*info), attr, IFLA_MAX);
	if (!attr[IFLA_ADDRESS] || mnl_attr_get_payload_len(attr[IFLA_ADDRESS]) != 6)
		return -ENODEV;
	memcpy(ctx, mnl_attr_get_payload(attr[IFLA_ADDRESS]), 6);
	return 0;
}

int kernel_mac(uint32_t ifindex, uint8_t ret_mac[static 6])
{
	struct netlink_request request;
	struct ifinfomsg *info = netlink_begin(&request, RTM_GETLINK, 0, sizeof(*info));

	info->ifi_family = AF_UNSPEC;
	info->ifi_index = (int)ifindex;
	return netlink_get(&request, note_mac, ret_mac);
}
