// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * usage: probe_driver IFACE echo|rs|ping
 *        probe_driver IFACE ns TARGET MAC [VLAN [COUNT]]
 *        probe_driver IFACE view
 *
 * user/probe from the command line, for tests of the lab.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/timefmt.h"
#include "probe/kernel_view.h"
#include "probe/ping.h"
#include "probe/probe.h"

#define PING_WAIT_MS 1000

static int report(const char *what, int err, unsigned int sent)
{
	printf("%s %s sent %u\n", what, err ? strerrorname_np(-err) : "ok", sent);
	return err ? 1 : 0;
}

static int run_ns(struct probe *probe, int argc, char **argv)
{
	unsigned int count = argc > 6 ? (unsigned int)strtoul(argv[6], NULL, 10) : 1;
	uint16_t vlan = argc > 5 ? (uint16_t)strtoul(argv[5], NULL, 10) : 0;
	struct in6_addr target;
	uint8_t mac[6];
	int err = -EINVAL;

	if (argc < 5 || addr_parse(argv[3], &target) || mac_parse(argv[4], mac))
		return 2;
	while (count--) {
		err = probe_ns(probe, &target, mac, vlan, time_now_ns());
		if (err)
			break;
	}
	return report("ns", err, (unsigned int)probe->sent);
}

static int run_ping(uint32_t ifindex)
{
	char text[ADDR_TEXT_MAX];
	struct in6_addr from;
	struct pollfd poller;
	unsigned int sent = 0;
	int err = ping_open(ifindex, &poller.fd);

	if (!err)
		err = ping_send_all(poller.fd, ifindex, &sent);
	if (err)
		return report("ping", err, sent);
	poller.events = POLLIN;
	while (poll(&poller, 1, PING_WAIT_MS) > 0 && ping_receive(poller.fd, &from) == 0)
		printf("answer %s\n", addr_format(text, sizeof(text), &from));
	close(poller.fd);
	return report("ping", 0, sent);
}

static int print_addr(void *ctx, const struct kernel_addr *addr)
{
	char text[ADDR_TEXT_MAX];

	(void)ctx;
	printf("addr %s/%u tentative %d temporary %d deprecated %d\n",
	       addr_format(text, sizeof(text), &addr->addr), addr->prefix_len, addr->tentative,
	       addr->temporary, addr->deprecated);
	return 0;
}

static int print_onlink(void *ctx, const struct kernel_onlink *onlink)
{
	char text[ADDR_TEXT_MAX + 4];

	(void)ctx;
	printf("onlink %s\n", prefix_format(text, sizeof(text), &onlink->prefix));
	return 0;
}

static int print_neigh(void *ctx, const struct kernel_neigh *neigh)
{
	char text[ADDR_TEXT_MAX], mac[MAC_TEXT_MAX];

	(void)ctx;
	printf("neigh %s %s router %d reachable %d permanent %d\n",
	       addr_format(text, sizeof(text), &neigh->addr), mac_format(mac, neigh->mac),
	       neigh->router, neigh->reachable, neigh->permanent);
	return 0;
}

static int print_gateway(void *ctx, const struct kernel_gateway *gateway)
{
	char text[ADDR_TEXT_MAX];

	(void)ctx;
	printf("gateway %s metric %u\n", addr_format(text, sizeof(text), &gateway->addr),
	       gateway->metric);
	return 0;
}

static int run_view(uint32_t ifindex)
{
	uint8_t mac[6];
	char text[MAC_TEXT_MAX];

	if (kernel_mac(ifindex, mac) == 0)
		printf("mac %s\n", mac_format(text, mac));
	return kernel_addrs(ifindex, print_addr, NULL) ||
	       kernel_onlinks(ifindex, print_onlink, NULL) ||
	       kernel_neighs(ifindex, print_neigh, NULL) ||
	       kernel_gateways(ifindex, print_gateway, NULL);
}

int main(int argc, char **argv)
{
	unsigned int sent = 0;
	struct probe probe;
	int err, ret = 2;

	if (argc < 3)
		return 2;
	if (strcmp(argv[2], "view") == 0)
		return run_view(if_nametoindex(argv[1]));
	if (strcmp(argv[2], "ping") == 0)
		return run_ping(if_nametoindex(argv[1]));
	err = probe_open(argv[1], time_now_ns(), &probe);
	if (err)
		return report("open", err, 0);
	if (strcmp(argv[2], "echo") == 0) {
		err = probe_echo_all(&probe, &sent);
		ret = report("echo", err, sent);
	} else if (strcmp(argv[2], "rs") == 0) {
		err = probe_rs(&probe);
		ret = report("rs", err, (unsigned int)probe.sent);
	} else if (strcmp(argv[2], "ns") == 0) {
		ret = run_ns(&probe, argc, argv);
	}
	probe_close(&probe);
	return ret;
}
