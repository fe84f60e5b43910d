// SPDX-License-Identifier: GPL-2.0-or-later
#include "probe/probe.h"

#include <errno.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <netinet/icmp6.h>
#include <netinet/ip6.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/timefmt.h"
#include "probe/source.h"

#define ND_HOP_LIMIT 255 /* RFC 4861 section 4 */
#define OWN_AGE_NS (5 * TIME_NS_PER_S)
#define NS_COST_NS (TIME_NS_PER_S / PROBE_PER_S)
#define TAG_BYTES 4
#define VLAN_ID_MAX 4094
#define MESSAGE_MAX 64 /* bytes of ICMPv6 */

static const struct in6_addr all_nodes = { .s6_addr = { 0xff, 0x02, [15] = SOURCE_ALL_NODES } };
static const struct in6_addr all_routers = { .s6_addr = { 0xff, 0x02, [15] = SOURCE_ALL_ROUTERS } };

/* A link-layer address option (RFC 4861 section 4.6.1). */
struct lladdr_option {
	struct nd_opt_hdr header;
	uint8_t mac[6];
};

/* To whom and from which own address. */
struct probe_target {
	const struct in6_addr *source;
	const struct in6_addr *destination;
	const uint8_t *mac; /* NULL: that of a multicast destination */
	uint16_t vlan;	    /* 0: untagged */
};

int probe_open(const char *ifname, uint64_t now_ns, struct probe *ret_probe)
{
	struct probe *probe = ret_probe;
	int err;

	*probe = (struct probe){ .fd = -1 };
	probe->ifindex = if_nametoindex(ifname);
	if (!probe->ifindex)
		return -ENODEV;
	strncpy(probe->ifname, ifname, sizeof(probe->ifname) - 1);
	err = kernel_mac(probe->ifindex, probe->mac);
	if (err)
		return err;
	if (getrandom(&probe->id, sizeof(probe->id), 0) != sizeof(probe->id) ||
	    getrandom(probe->cookie, sizeof(probe->cookie), 0) != sizeof(probe->cookie))
		return -EIO;
	probe->budget_ns = PROBE_BURST * NS_COST_NS;
	probe->budget_at_ns = now_ns;
	/*
	 * Past the kernel's IPv6: its neighbour table may be full, as while somebody floods it, and
	 * then it sends nothing. Protocol 0: the socket only sends.
	 */
	probe->fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	return probe->fd < 0 ? -errno : 0;
}

void probe_close(struct probe *probe)
{
	if (probe->fd >= 0)
		close(probe->fd);
	*probe = (struct probe){ .fd = -1 };
}

/* The interface may have been renamed, or made anew under its name. */
static int probe_follow(struct probe *probe)
{
	char name[IF_NAMESIZE];
	int index = (int)if_nametoindex(probe->ifname);

	if (!index && if_indextoname(probe->ifindex, name)) {
		memcpy(probe->ifname, name, sizeof(name));
		return 0;
	}
	if (!index)
		return -ENODEV;
	probe->ifindex = (uint32_t)index;
	return 0;
}

static int probe_read_own(struct probe *probe)
{
	int err = probe_follow(probe);

	if (!err)
		err = kernel_mac(probe->ifindex, probe->mac);
	if (!err)
		err = source_list(probe->ifindex, probe->own, PROBE_ADDRS_MAX, &probe->own_count);
	return err;
}

static uint32_t checksum_add(uint32_t sum, const void *data, size_t len)
{
	const uint8_t *byte = data;

	for (size_t i = 0; i < len; i++)
		sum += i & 1 ? byte[i] : (uint32_t)byte[i] << 8;
	return sum;
}

/* RFC 8200 section 8.1. */
static uint16_t icmpv6_checksum(const struct ip6_hdr *ip, const void *message, size_t len)
{
	uint32_t sum = (uint32_t)len + IPPROTO_ICMPV6;

	sum = checksum_add(sum, &ip->ip6_src, sizeof(ip->ip6_src));
	sum = checksum_add(sum, &ip->ip6_dst, sizeof(ip->ip6_dst));
	sum = checksum_add(sum, message, len);
	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	return htons((uint16_t)~sum);
}

static size_t fill_ethernet(uint8_t *frame, const struct probe_target *to,
			    const uint8_t own_mac[static 6])
{
	const uint8_t tag[TAG_BYTES] = { 0x81, 0x00, (uint8_t)(to->vlan >> 8), (uint8_t)to->vlan };
	const uint8_t type[2] = { ETHERTYPE_IPV6 >> 8, ETHERTYPE_IPV6 & 0xff };
	uint8_t group[ETH_ALEN] = { 0x33, 0x33 }; /* RFC 2464 section 7 */
	size_t len = 2 * ETH_ALEN;

	memcpy(group + 2, to->destination->s6_addr + 12, 4);
	memcpy(frame, to->mac ? to->mac : group, ETH_ALEN);
	memcpy(frame + ETH_ALEN, own_mac, ETH_ALEN);
	if (to->vlan) {
		memcpy(frame + len, tag, sizeof(tag));
		len += sizeof(tag);
	}
	memcpy(frame + len, type, sizeof(type));
	return len + sizeof(type);
}

/* Sends an ICMPv6 message, of which the checksum is still zero. */
static int probe_send(struct probe *probe, const struct probe_target *to, const void *message,
		      size_t message_len)
{
	uint8_t frame[ETH_HLEN + TAG_BYTES + sizeof(struct ip6_hdr) + MESSAGE_MAX];
	struct sockaddr_ll out = { .sll_family = AF_PACKET, .sll_ifindex = (int)probe->ifindex };
	struct ip6_hdr ip = {
		.ip6_flow = htonl(6U << 28),
		.ip6_plen = htons((uint16_t)message_len),
		.ip6_nxt = IPPROTO_ICMPV6,
		.ip6_hlim = ND_HOP_LIMIT,
		.ip6_src = *to->source,
		.ip6_dst = *to->destination,
	};
	uint16_t checksum = icmpv6_checksum(&ip, message, message_len);
	size_t len = fill_ethernet(frame, to, probe->mac);

	memcpy(frame + len, &ip, sizeof(ip));
	len += sizeof(ip);
	memcpy(frame + len, message, message_len);
	memcpy(frame + len + offsetof(struct icmp6_hdr, icmp6_cksum), &checksum, sizeof(checksum));
	len += message_len;
	if (sendto(probe->fd, frame, len, 0, (struct sockaddr *)&out, sizeof(out)) < 0)
		return -errno;
	probe->sent++;
	return 0;
}

int probe_echo_all(struct probe *probe, unsigned int *ret_sent)
{
	struct {
		struct icmp6_hdr header;
		uint8_t cookie[PROBE_COOKIE_BYTES];
	} echo = {
		.header.icmp6_type = ICMP6_ECHO_REQUEST,
		.header.icmp6_id = probe->id,
	};
	struct probe_target to = { .destination = &all_nodes };
	unsigned int sent = 0;
	int err = probe_read_own(probe);

	_Static_assert(sizeof(echo) <= MESSAGE_MAX, "an echo fits");
	if (err)
		return err;
	memcpy(echo.cookie, probe->cookie, sizeof(echo.cookie));
	err = -EADDRNOTAVAIL;
	for (unsigned int i = 0; i < probe->own_count; i++) {
		echo.header.icmp6_seq = htons(++probe->sequence);
		to.source = &probe->own[i].addr;
		err = probe_send(probe, &to, &echo, sizeof(echo));
		sent += !err;
	}
	if (ret_sent)
		*ret_sent = sent;
	return sent ? 0 : err;
}

static struct lladdr_option source_option(const struct probe *probe)
{
	struct lladdr_option option = {
		.header = { .nd_opt_type = ND_OPT_SOURCE_LINKADDR, .nd_opt_len = 1 },
	};

	memcpy(option.mac, probe->mac, sizeof(option.mac));
	return option;
}

int probe_rs(struct probe *probe)
{
	struct {
		struct nd_router_solicit rs;
		struct lladdr_option option;
	} message = { .rs.nd_rs_type = ND_ROUTER_SOLICIT };
	struct probe_target to = { .destination = &all_routers };
	const struct kernel_addr *own;
	int err = probe_read_own(probe);

	_Static_assert(sizeof(message) <= MESSAGE_MAX, "a router solicitation fits");
	if (err)
		return err;
	own = source_link_local(probe->own, probe->own_count);
	if (!own)
		return -EADDRNOTAVAIL;
	message.option = source_option(probe);
	to.source = &own->addr;
	return probe_send(probe, &to, &message, sizeof(message));
}

static bool probe_spend(struct probe *probe, uint64_t now_ns)
{
	uint64_t since = now_ns > probe->budget_at_ns ? now_ns - probe->budget_at_ns : 0;

	if (since > PROBE_BURST * NS_COST_NS)
		since = PROBE_BURST * NS_COST_NS;
	probe->budget_ns += since;
	if (probe->budget_ns > PROBE_BURST * NS_COST_NS)
		probe->budget_ns = PROBE_BURST * NS_COST_NS;
	probe->budget_at_ns = now_ns;
	if (probe->budget_ns < NS_COST_NS)
		return false;
	probe->budget_ns -= NS_COST_NS;
	return true;
}

int probe_ns(struct probe *probe, const struct in6_addr *target, const uint8_t mac[static 6],
	     uint16_t vlan, uint64_t now_ns)
{
	struct {
		struct nd_neighbor_solicit ns;
		struct lladdr_option option;
	} message = { .ns.nd_ns_type = ND_NEIGHBOR_SOLICIT };
	struct probe_target to = { .destination = target, .mac = mac, .vlan = vlan };
	const struct kernel_addr *own;
	int err;

	_Static_assert(sizeof(message) <= MESSAGE_MAX, "a neighbour solicitation fits");
	if (addr_is_v4mapped(target) || addr_is_multicast(target) || vlan > VLAN_ID_MAX)
		return -EINVAL;
	if (!probe->own_at_ns || now_ns - probe->own_at_ns > OWN_AGE_NS) {
		err = probe_read_own(probe);
		if (err)
			return err;
		probe->own_at_ns = now_ns;
	}
	own = source_for(probe->own, probe->own_count, target);
	if (!own)
		return -EADDRNOTAVAIL;
	if (!probe_spend(probe, now_ns))
		return -EAGAIN;
	message.ns.nd_ns_target = *target;
	message.option = source_option(probe);
	to.source = &own->addr;
	return probe_send(probe, &to, &message, sizeof(message));
}

bool probe_is_own_echo(const struct probe *probe, const uint8_t *icmp, size_t len)
{
	struct icmp6_hdr header;

	if (len < sizeof(header) || len - sizeof(header) < PROBE_COOKIE_BYTES)
		return false;
	memcpy(&header, icmp, sizeof(header));
	return (header.icmp6_type == ICMP6_ECHO_REQUEST || header.icmp6_type == ICMP6_ECHO_REPLY) &&
	       header.icmp6_id == probe->id &&
	       memcmp(icmp + sizeof(header), probe->cookie, PROBE_COOKIE_BYTES) == 0;
}
