// SPDX-License-Identifier: GPL-2.0-or-later
/* The kernel's descriptions of interfaces, built here as it sends them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <linux/if_bridge.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if_arp.h>

#include "attach/link_info.h"
#include "attach/netlink.h"

struct message {
	struct netlink_request request;
	struct nlattr *nests[3];
	unsigned int depth;
};

static struct nlmsghdr *begin(struct message *message, uint8_t family, int ifindex,
			      const char *name)
{
	struct ifinfomsg *info = netlink_begin(&message->request, RTM_NEWLINK, 0, sizeof(*info));

	message->depth = 0;
	info->ifi_family = family;
	info->ifi_index = ifindex;
	info->ifi_type = ARPHRD_ETHER;
	info->ifi_flags = IFF_UP | IFF_RUNNING;
	if (name)
		mnl_attr_put_strz(message->request.header, IFLA_IFNAME, name);
	return message->request.header;
}

static void nest(struct message *message, uint16_t type)
{
	message->nests[message->depth++] = mnl_attr_nest_start(message->request.header, type);
}

static void unnest(struct message *message)
{
	mnl_attr_nest_end(message->request.header, message->nests[--message->depth]);
}

/* Two bridges, br0 VLAN-aware, with ports p0 and p1; br1 with p2; eth0 with eth0.7 above it. */
static void fill(struct link_list *list)
{
	static const struct {
		const char *name;
		int ifindex;
		bool aware;
	} bridges[] = { { "br0", 20, true }, { "br1", 10, false } };
	static const struct {
		const char *name;
		int ifindex;
		uint32_t master;
		uint8_t state;
	} ports[] = { { "p0", 21, 20, BR_STATE_FORWARDING },
		      { "p1", 5, 20, BR_STATE_BLOCKING },
		      { "p2", 11, 10, BR_STATE_LEARNING } };
	struct message m;

	for (size_t i = 0; i < 2; i++) {
		begin(&m, AF_UNSPEC, bridges[i].ifindex, bridges[i].name);
		nest(&m, IFLA_LINKINFO);
		mnl_attr_put_strz(m.request.header, IFLA_INFO_KIND, "bridge");
		nest(&m, IFLA_INFO_DATA);
		mnl_attr_put_u8(m.request.header, IFLA_BR_VLAN_FILTERING, bridges[i].aware);
		unnest(&m);
		unnest(&m);
		assert_int_equal(link_list_note(list, m.request.header), 0);
	}
	for (size_t i = 0; i < 3; i++) {
		begin(&m, AF_UNSPEC, ports[i].ifindex, ports[i].name);
		mnl_attr_put_u32(m.request.header, IFLA_MASTER, ports[i].master);
		mnl_attr_put_u32(m.request.header, IFLA_LINK, 20);
		mnl_attr_put_u32(m.request.header, IFLA_LINK_NETNSID, (uint32_t)i);
		nest(&m, IFLA_LINKINFO);
		mnl_attr_put_strz(m.request.header, IFLA_INFO_KIND, "veth");
		mnl_attr_put_strz(m.request.header, IFLA_INFO_SLAVE_KIND, "bridge");
		nest(&m, IFLA_INFO_SLAVE_DATA);
		mnl_attr_put_u8(m.request.header, IFLA_BRPORT_STATE, ports[i].state);
		unnest(&m);
		unnest(&m);
		assert_int_equal(link_list_note(list, m.request.header), 0);
	}
	begin(&m, AF_UNSPEC, 2, "eth0");
	mnl_attr_put_strz(m.request.header, IFLA_PARENT_DEV_NAME, "0000:00:03.0");
	assert_int_equal(link_list_note(list, m.request.header), 0);
	begin(&m, AF_UNSPEC, 30, "eth0.7");
	mnl_attr_put_u32(m.request.header, IFLA_LINK, 2);
	nest(&m, IFLA_LINKINFO);
	mnl_attr_put_strz(m.request.header, IFLA_INFO_KIND, "vlan");
	unnest(&m);
	assert_int_equal(link_list_note(list, m.request.header), 0);
	link_list_sort(list);
}

static void vlan_entry(struct message *m, uint16_t vid, uint16_t flags)
{
	const struct bridge_vlan_info info = { .vid = vid, .flags = flags };

	mnl_attr_put(m->request.header, IFLA_BRIDGE_VLAN_INFO, sizeof(info), &info);
}

static void test_interfaces(void **state)
{
	struct link_list list = { 0 };
	const struct link_info *link;

	(void)state;
	fill(&list);
	assert_int_equal(list.count, 7);
	for (size_t i = 1; i < list.count; i++)
		assert_true(list.items[i - 1].ifindex < list.items[i].ifindex);
	link = link_list_find_name(&list, "br0");
	assert_true(link && link_is_bridge(link) && link->vlan_aware && link->ifindex == 20);
	assert_int_equal(link_count_ports(&list, 20), 2);
	assert_int_equal(link_count_ports(&list, 10), 1);
	link = link_list_find(&list, 21);
	assert_true(link && link_is_bridge_port(link) && link_is_virtual(link));
	assert_int_equal(link->peer_nsid, 0);
	assert_int_equal(link->lower, 0); /* IFLA_LINK is an index of the other namespace */
	link = link_list_find(&list, 2);
	assert_true(link && !link_is_virtual(link) && !link_is_bridge_port(link));
	assert_int_equal(link->peer_nsid, -1);
	assert_null(link_list_find(&list, 0));
	assert_null(link_list_find(&list, 3));
	assert_null(link_list_find_name(&list, "br"));
	link_list_free(&list);
	assert_null(link_list_find(&list, 20));
}

static void test_spanning_tree(void **state)
{
	struct link_info port = { .master = 3, .slave_kind = "bridge", .flags = IFF_UP };
	static const bool blocked[] = {
		[BR_STATE_DISABLED] = true,  [BR_STATE_LISTENING] = true,
		[BR_STATE_LEARNING] = false, [BR_STATE_FORWARDING] = false,
		[BR_STATE_BLOCKING] = true,
	};

	(void)state;
	port.flags |= IFF_RUNNING;
	for (uint8_t i = 0; i < sizeof(blocked) / sizeof(blocked[0]); i++) {
		port.stp_state = i;
		assert_int_equal(link_is_blocked(&port), blocked[i]);
	}
	/* Without a carrier nothing comes in: that is no news of the tree. */
	port.flags = IFF_UP;
	port.stp_state = BR_STATE_DISABLED;
	assert_false(link_is_blocked(&port));
	port.stp_state = BR_STATE_BLOCKING;
	port.master = 0;
	assert_false(link_is_blocked(&port));
}

static void test_pvid(void **state)
{
	struct link_list list = { 0 };
	struct message m;

	(void)state;
	fill(&list);
	begin(&m, AF_BRIDGE, 21, NULL);
	nest(&m, IFLA_AF_SPEC);
	vlan_entry(&m, 1, BRIDGE_VLAN_INFO_UNTAGGED);
	vlan_entry(&m, 10, BRIDGE_VLAN_INFO_PVID | BRIDGE_VLAN_INFO_UNTAGGED);
	vlan_entry(&m, 20, 0);
	unnest(&m);
	assert_int_equal(link_list_note_vlans(&list, m.request.header), 0);
	assert_int_equal(link_list_find(&list, 21)->pvid, 10);
	/* No PVID at all, an interface that is not in the list, and attributes of another size. */
	begin(&m, AF_BRIDGE, 5, NULL);
	nest(&m, IFLA_AF_SPEC);
	vlan_entry(&m, 1, 0);
	mnl_attr_put_u8(m.request.header, IFLA_BRIDGE_VLAN_INFO, 1);
	unnest(&m);
	assert_int_equal(link_list_note_vlans(&list, m.request.header), 0);
	assert_int_equal(link_list_find(&list, 5)->pvid, 0);
	begin(&m, AF_BRIDGE, 99, NULL);
	nest(&m, IFLA_AF_SPEC);
	vlan_entry(&m, 10, BRIDGE_VLAN_INFO_PVID);
	unnest(&m);
	assert_int_equal(link_list_note_vlans(&list, m.request.header), 0);
	link_list_free(&list);
}

static void test_vlans_in_use(void **state)
{
	struct link_list list = { 0 };

	(void)state;
	fill(&list);
	assert_true(link_has_vlans(&list, link_list_find_name(&list, "eth0")));
	assert_true(link_has_vlans(&list, link_list_find_name(&list, "p0")));
	assert_false(link_has_vlans(&list, link_list_find_name(&list, "p2")));
	link_list_free(&list);
}

/* Attributes that lie about their size, and messages that are too short. */
static void test_broken(void **state)
{
	struct link_list list = { 0 };
	struct nlmsghdr *header;
	struct message m;

	(void)state;
	header = begin(&m, AF_UNSPEC, 7, "a-name-of-more-than-fifteen-bytes");
	mnl_attr_put_u8(header, IFLA_MASTER, 1);
	mnl_attr_put(header, IFLA_STATS64, 3, "abc");
	mnl_attr_put_u16(header, IFLA_LINKINFO, 0xffff);
	assert_int_equal(link_list_note(&list, header), 0);
	assert_int_equal(list.count, 1);
	assert_string_equal(list.items[0].name, "a-name-of-more-");
	assert_int_equal(list.items[0].master, 0);
	header = begin(&m, AF_UNSPEC, 7, NULL);
	header->nlmsg_len = sizeof(*header) + 4;
	assert_int_equal(link_list_note(&list, header), 0);
	assert_int_equal(link_list_note_vlans(&list, header), 0);
	assert_int_equal(list.count, 1);
	header = begin(&m, AF_UNSPEC, 7, "x");
	header->nlmsg_type = RTM_NEWADDR;
	assert_int_equal(link_list_note(&list, header), 0);
	assert_int_equal(list.count, 1);
	link_list_free(&list);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_interfaces), cmocka_unit_test(test_spanning_tree),
		cmocka_unit_test(test_pvid),	   cmocka_unit_test(test_vlans_in_use),
		cmocka_unit_test(test_broken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
