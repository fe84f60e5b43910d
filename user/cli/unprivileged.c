// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/unprivileged.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "cli/session.h"
#include "core/log.h"
#include "core/timefmt.h"
#include "probe/kernel_view.h"
#include "probe/ping.h"

#define LISTEN_MS 2000
#define STEP_MS 100
#define LINK 1

struct unprivileged {
	struct tables tables;
	uint32_t ifindex;
	bool has_mac;
	uint8_t mac[6];
	uint64_t now_ns;
};

static void see(struct unprivileged *view, const struct in6_addr *addr, const uint8_t *mac,
		enum sw_learn learned)
{
	struct sighting sighting = {
		.now_ns = view->now_ns,
		.addr = *addr,
		.learned = SW_LEARN_BIT(learned),
		.link = LINK,
		.has_mac = mac != NULL,
		.self = learned == SW_LEARN_SELF,
	};

	if (mac)
		memcpy(sighting.mac, mac, sizeof(sighting.mac));
	host_table_see(view->tables.hosts, &sighting, NULL, NULL);
}

static int see_own(void *ctx, const struct kernel_addr *addr)
{
	struct unprivileged *view = ctx;

	if (!addr->tentative)
		see(view, &addr->addr, view->has_mac ? view->mac : NULL, SW_LEARN_SELF);
	return 0;
}

static int see_onlink(void *ctx, const struct kernel_onlink *onlink)
{
	struct unprivileged *view = ctx;

	prefix_table_see_kernel(view->tables.prefixes, LINK, 0, &onlink->prefix, view->now_ns);
	return 0;
}

static int see_neigh(void *ctx, const struct kernel_neigh *neigh)
{
	if (!neigh->permanent)
		see(ctx, &neigh->addr, neigh->mac, SW_LEARN_KERNEL);
	return 0;
}

/* Who answers stands in the neighbour table a moment later, with its MAC. */
static unsigned int ping_all(uint32_t ifindex)
{
	unsigned int sent = 0;
	struct in6_addr from;
	int fd;

	if (ping_open(ifindex, &fd)) {
		log_warn("no ping socket for this user (net.ipv4.ping_group_range): only the "
			 "neighbour table");
		return 0;
	}
	ping_send_all(fd, ifindex, &sent);
	for (int ms = 0; ms < LISTEN_MS; ms += STEP_MS) {
		usleep(STEP_MS * 1000);
		while (ping_receive(fd, &from) == 0)
			continue;
	}
	close(fd);
	return sent;
}

static void look(struct unprivileged *view, const struct settings *settings, unsigned int *ret_sent)
{
	*ret_sent = settings->passive ? 0 : ping_all(view->ifindex);
	view->now_ns = time_now_ns();
	view->has_mac = kernel_mac(view->ifindex, view->mac) == 0;
	kernel_onlinks(view->ifindex, see_onlink, view);
	kernel_addrs(view->ifindex, see_own, view);
	kernel_neighs(view->ifindex, see_neigh, view);
}

static void tell_nobody(void *ctx, const struct alert *alert, enum alert_state state)
{
	(void)ctx, (void)alert, (void)state;
}

static int print(struct unprivileged *view, struct query *query, const char *ifname,
		 unsigned int sent)
{
	struct report report = {
		.sources = &ifname,
		.source_count = 1,
		.ended_ns = view->now_ns,
		.now_ns = view->now_ns,
		.tables = &view->tables,
	};
	struct alert_set *alerts;
	char note[80];
	int err;

	err = alert_set_new(1, tell_nobody, NULL, &alerts);
	if (err)
		return err;
	report.alerts = alerts;
	snprintf(note, sizeof(note), "%u pings sent", sent);
	query->note = note;
	query_print(stdout, query, &report);
	if (!query->json && !query->quiet && !query->link_local)
		puts("Not seen without root: ports, routers, alerts, and who neither answers a\n"
		     "ping nor talks to this machine: sudo sixwatch hosts");
	alert_set_free(alerts);
	return ferror(stdout) ? -EIO : 0;
}

enum outcome unprivileged_hosts(struct query *query, const struct settings *settings)
{
	struct unprivileged view = { .now_ns = time_now_ns() };
	struct selection selection;
	unsigned int sent;
	int err;

	if (session_select(settings, NULL, 0, &selection))
		return OUTCOME_FAILED;
	view.ifindex = if_nametoindex(selection.names[0]);
	if (!view.ifindex) {
		log_error("no interface %s; sixwatch -D lists them", selection.names[0]);
		return OUTCOME_FAILED;
	}
	err = tables_init(&view.tables, NULL);
	if (!err)
		err = port_table_set_link(view.tables.ports, LINK, selection.names[0],
					  view.ifindex);
	if (!err) {
		look(&view, settings, &sent);
		err = print(&view, query, selection.names[0], sent);
	}
	tables_fini(&view.tables);
	return err ? OUTCOME_FAILED : OUTCOME_DONE;
}
