// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * VLAN-aware bridges: the PVID of each port, kept in step. Skipped where the kernel's bridge filters
 * no VLANs. In a namespace of its own.
 */
#include <errno.h>
#include <net/if.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <event2/event.h>
#include <linux/if_bridge.h>
#include <linux/rtnetlink.h>

#include "attach/attach.h"
#include "attach/netlink.h"
#include "collect/engine.h"

#define DEADLINE_MS 10000
#define STEP_MS 20

struct world {
	struct engine *engine;
	struct event_base *base;
	struct attach *attach;
	const char *device; /* looked for: its ingress half, or "br0", its egress half */
	struct attach_port found;
};

/* What the BPF program was told of the port. */
static uint16_t published_pvid(const struct world *world, const struct attach_port *port)
{
	uint32_t key = SW_PORT_KEY(port->ifindex, port->self);
	const struct sw_port_set *set = &world->engine->ports[sw_port_set(key)];

	for (int way = 0; way < SW_WAYS; way++)
		if (set->way[way].key == key)
			return set->way[way].pvid;
	return 0;
}

static int on_port_set(void *ctx, const struct sw_port *port)
{
	return engine_port_set(((struct world *)ctx)->engine, port);
}

static void on_port_clear(void *ctx, uint32_t key)
{
	engine_port_clear(((struct world *)ctx)->engine, key);
}

static void run(const char *command)
{
	int status = system(command);

	if (status)
		fail_msg("%s: status %d", command, status);
}

/* bridge vlan add dev DEVICE vid VID pvid untagged */
static void set_pvid(const char *device, uint16_t vid)
{
	const struct bridge_vlan_info vlan = {
		.flags = BRIDGE_VLAN_INFO_PVID | BRIDGE_VLAN_INFO_UNTAGGED,
		.vid = vid,
	};
	struct netlink_request request;
	struct ifinfomsg *info = netlink_begin(&request, RTM_SETLINK, 0, sizeof(*info));
	struct nlattr *spec;

	info->ifi_family = AF_BRIDGE;
	info->ifi_index = (int)if_nametoindex(device);
	spec = mnl_attr_nest_start(request.header, IFLA_AF_SPEC);
	mnl_attr_put(request.header, IFLA_BRIDGE_VLAN_INFO, sizeof(vlan), &vlan);
	mnl_attr_nest_end(request.header, spec);
	assert_int_equal(netlink_do(&request), 0);
}

static void note_port(void *ctx, const struct attach_port *port)
{
	struct world *world = ctx;

	if (strcmp(port->device, world->device) == 0)
		world->found = *port;
}

static void wait_for_pvid(struct world *world, const char *device, uint16_t pvid)
{
	world->device = device;
	for (int waited = 0; waited <= DEADLINE_MS; waited += STEP_MS) {
		event_base_loop(world->base, EVLOOP_NONBLOCK);
		attach_ports(world->attach, note_port, world);
		if (world->found.pvid == pvid && published_pvid(world, &world->found) == pvid)
			return;
		usleep(STEP_MS * 1000);
	}
	fail_msg("%s: pvid %u, told %u, wanted %u", device, world->found.pvid,
		 published_pvid(world, &world->found), pvid);
}

static void open_attach(struct world *world)
{
	const struct attach_options options = { .mode = ATTACH_MODE_TC };
	const struct attach_ops ops = { .port_set = on_port_set, .port_clear = on_port_clear };
	const struct attach_programs programs = {
		.xdp_fd = -1,
		.tc_ingress_fd = world->engine->tc_ingress_fd,
		.tc_egress_fd = world->engine->tc_egress_fd,
	};
	char why[ATTACH_TEXT_MAX];

	world->base = event_base_new();
	assert_int_equal(attach_new(world->base, &programs, &ops, world, &options, &world->attach),
			 0);
	if (attach_watch(world->attach, "br0", why))
		fail_msg("%s", why);
}

static void test_pvid(void **state)
{
	const struct engine_options options = { 0 };
	struct world world = { 0 };

	(void)state;
	if (system("ip link add br0 type bridge vlan_filtering 1 vlan_default_pvid 7 2>/dev/null"))
		skip();
	run("ip link set br0 up"); /* of one that is down the kernel tells no changes */
	run("ip link add p0 type veth peer name q0");
	run("ip link add p1 type veth peer name q1");
	run("ip link set p0 master br0");
	run("ip link set p1 master br0");
	set_pvid("p1", 12);
	assert_int_equal(engine_open(&options, &world.engine), 0);
	open_attach(&world);
	wait_for_pvid(&world, "p0", 7);
	wait_for_pvid(&world, "p1", 12);
	wait_for_pvid(&world, "br0", 7);
	set_pvid("p0", 30);
	wait_for_pvid(&world, "p0", 30);
	run("ip link set br0 type bridge vlan_filtering 0");
	wait_for_pvid(&world, "p0", 0);
	wait_for_pvid(&world, "br0", 0);
	run("ip link set br0 type bridge vlan_filtering 1");
	wait_for_pvid(&world, "p1", 12);
	run("ip link add p2 type veth peer name q2");
	run("ip link set p2 master br0");
	wait_for_pvid(&world, "p2", 7);
	attach_free(world.attach);
	event_base_free(world.base);
	engine_close(world.engine);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_pvid) };

	if (unshare(CLONE_NEWNET)) {
		printf("1..0 # SKIP not permitted to make a network namespace\n");
		return 0;
	}
	return cmocka_run_group_tests_name("vlan", tests, NULL, NULL);
}
