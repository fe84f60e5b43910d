// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "attach/attach.h"
#include "attach/select.h"
#include "cli/check.h"
#include "cli/session.h"
#include "cli/sysfile.h"

struct link_checks {
	struct checks *checks;
	const char *name; /* of the interface that is looked at */
	bool found;
	bool watchable;
	struct select_item item;
	unsigned int ports;
};

static void find_interface(void *ctx, const struct select_item *item)
{
	struct link_checks *state = ctx;

	if (strcmp(item->name, state->name) != 0)
		return;
	state->found = true;
	state->item = *item;
}

static void check_drops(struct link_checks *state, const char *name)
{
	long long dropped = 0, missed = 0;

	sysfile_read_net(name, "statistics/rx_dropped", &dropped);
	sysfile_read_net(name, "statistics/rx_missed_errors", &missed);
	if (dropped + missed > 0)
		checks_add(
			state->checks, CHECK_NOTICE, "rx-drops",
			"a larger ring (ethtool -G), or fewer other things on this machine",
			"%s: %lld frames dropped and %lld missed since it is up: nobody saw them",
			name, dropped, missed);
}

static void check_port(void *ctx, const struct select_item *item)
{
	struct link_checks *state = ctx;

	if (strcmp(item->master, state->name) != 0)
		return;
	state->ports++;
	checks_add(state->checks, item->up ? CHECK_OK : CHECK_NOTICE, "port", NULL,
		   "%s of %s: %s, %s by default%s", item->name, state->name,
		   item->link_kind[0] ? item->link_kind : "physical",
		   item->kind == SELECT_KIND_PORT && !item->link_kind[0] ? "XDP generic" : "tc",
		   item->up ? "" : "; it is down");
	check_drops(state, item->name);
}

/* RFC 4541: a snooping bridge without a querier floods, with one it hides groups from itself. */
static void check_snooping(struct link_checks *state)
{
	long long snooping = 0, querier = 0;

	sysfile_read_net(state->name, "bridge/multicast_snooping", &snooping);
	sysfile_read_net(state->name, "bridge/multicast_querier", &querier);
	if (!snooping)
		checks_add(state->checks, CHECK_OK, "mld-snooping", NULL, "%s: off", state->name);
	else
		checks_add(state->checks, CHECK_OK, "mld-snooping", NULL,
			   "%s: on, %s; sixwatch sits on the ports, so nothing is hidden from it",
			   state->name, querier ? "with a querier" : "no querier of its own");
}

static void check_bridge(struct link_checks *state)
{
	select_list(check_port, state);
	if (!state->ports)
		checks_add(state->checks, CHECK_NOTICE, "port", NULL,
			   "%s has no ports: only what this machine sends is seen", state->name);
	check_snooping(state);
	checks_add(state->checks, CHECK_NOTICE, "not-seen", NULL,
		   "what hosts behind one and the same port (a switch, an access point) say to "
		   "each other");
}

static void check_leaf(struct link_checks *state)
{
	check_drops(state, state->name);
	checks_add(state->checks, CHECK_NOTICE, "not-seen",
		   "a mirror port of the switch, or this machine as a bridge",
		   "%s is one leaf of its link: multicast and own unicast are seen, unicast "
		   "between other hosts is not",
		   state->name);
}

/* Conntrack on a bridge reassembles: behind the ports there are no fragments any more. */
static void check_netfilter(struct checks *checks)
{
	long long value;

	if (sysfile_read_number("/proc/sys/net/bridge/bridge-nf-call-ip6tables", &value) || !value)
		return;
	checks_add(checks, CHECK_NOTICE, "br-netfilter",
		   "sysctl -w net.bridge.bridge-nf-call-ip6tables=0, if no rule needs it",
		   "ip6tables sees bridged frames: with connection tracking the bridge reassembles "
		   "fragments, sixwatch still counts them on the ports");
}

static void check_one(struct checks *checks, const char *name)
{
	struct link_checks state = { .checks = checks, .name = name };
	int err = select_list(find_interface, &state);

	if (err || !state.found) {
		checks_add(checks, CHECK_PROBLEM, "interface", "sixwatch -D lists them", "%s: %s",
			   name, err ? strerror(-err) : "no such interface");
		return;
	}
	if (!state.item.watchable) {
		checks_add(checks, CHECK_PROBLEM, "interface", "sixwatch -D lists the others",
			   "%s cannot be watched: %s", name, select_kind_name(state.item.kind));
		return;
	}
	checks_add(checks, state.item.up ? CHECK_OK : CHECK_NOTICE, "interface",
		   state.item.up ? NULL : "ip link set it up", "%s: %s%s", name,
		   select_kind_name(state.item.kind), state.item.up ? "" : ", but it is down");
	if (state.item.kind == SELECT_KIND_BRIDGE)
		check_bridge(&state);
	else
		check_leaf(&state);
}

void check_link(struct checks *checks, const struct settings *settings)
{
	char why[SELECT_TEXT_MAX];
	struct selection selection;

	memset(&selection, 0, sizeof(selection));
	if (settings->iface_count) {
		for (size_t i = 0; i < settings->iface_count; i++)
			check_one(checks, settings->ifaces[i]);
	} else if (select_default(&selection, why)) {
		checks_add(checks, CHECK_PROBLEM, "interface", "name one: sixwatch doctor -i IFACE",
			   "%s", why);
	} else {
		checks_add(checks, CHECK_OK, "choice", NULL, "%s: %s%s%s", selection.names[0],
			   selection.why, selection.left_out[0] ? "; " : "", selection.left_out);
		check_one(checks, selection.names[0]);
	}
	check_netfilter(checks);
}
