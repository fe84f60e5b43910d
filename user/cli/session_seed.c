// SPDX-License-Identifier: GPL-2.0-or-later
/* What the kernel knows already: own addresses, on-link prefixes, neighbours. */
#include <string.h>
#include <unistd.h>

#include "cli/session.h"
#include "probe/kernel_view.h"

struct seed {
	struct session_link *link;
	uint64_t now_ns;
	uint16_t self_slot;
	bool has_mac;
	uint8_t mac[6];
	char hostname[HOST_NAME_MAX];
};

static bool find_self(void *ctx, const struct port *port)
{
	struct seed *seed = ctx;

	if (!port->self || port->link != seed->link->link)
		return true;
	seed->self_slot = port->slot;
	return false;
}

static int seed_addr(void *ctx, const struct kernel_addr *addr)
{
	struct seed *seed = ctx;
	struct station *station = &seed->link->session->station;
	struct sighting sighting = {
		.now_ns = seed->now_ns,
		.addr = addr->addr,
		.learned = SW_LEARN_BIT(SW_LEARN_SELF),
		.link = seed->link->link,
		.port = seed->self_slot,
		.has_mac = seed->has_mac,
		.self = true,
	};
	struct host_address_key key;

	if (addr->tentative)
		return 0;
	memcpy(sighting.mac, seed->mac, sizeof(sighting.mac));
	if (collector_see(station->collector, &sighting) < 0)
		return 0;
	memset(&key, 0, sizeof(key));
	key.addr = addr->addr;
	key.link = seed->link->link;
	host_table_name(station->tables.hosts, &key, HOST_NAME_PERSON, seed->hostname,
			strlen(seed->hostname));
	return 0;
}

static int seed_onlink(void *ctx, const struct kernel_onlink *onlink)
{
	struct seed *seed = ctx;

	prefix_table_see_kernel(seed->link->session->station.tables.prefixes, seed->link->link, 0,
				&onlink->prefix, seed->now_ns);
	return 0;
}

/* A neighbour that was confirmed lately is there; the others are asked whether they still are. */
static int seed_neigh(void *ctx, const struct kernel_neigh *neigh)
{
	struct seed *seed = ctx;
	struct sighting sighting = {
		.now_ns = seed->now_ns,
		.addr = neigh->addr,
		.learned = SW_LEARN_BIT(SW_LEARN_KERNEL),
		.link = seed->link->link,
		.has_mac = true,
	};

	if (neigh->permanent)
		return 0;
	if (neigh->reachable) {
		memcpy(sighting.mac, neigh->mac, sizeof(sighting.mac));
		collector_see(seed->link->session->station.collector, &sighting);
	} else if (seed->link->probing && !addr_is_v4mapped(&neigh->addr)) {
		probe_ns(&seed->link->probe, &neigh->addr, neigh->mac, 0, seed->now_ns);
	}
	return 0;
}

void session_seed(struct session_link *link, uint64_t now_ns)
{
	struct seed seed = { .link = link, .now_ns = now_ns };

	if (!link->ifindex)
		return;
	if (gethostname(seed.hostname, sizeof(seed.hostname) - 1))
		seed.hostname[0] = '\0';
	port_table_each(link->session->station.tables.ports, find_self, &seed);
	seed.has_mac = kernel_mac(link->ifindex, seed.mac) == 0;
	kernel_onlinks(link->ifindex, seed_onlink, &seed);
	kernel_addrs(link->ifindex, seed_addr, &seed);
	kernel_neighs(link->ifindex, seed_neigh, &seed);
}
