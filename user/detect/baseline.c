// SPDX-License-Identifier: GPL-2.0-or-later
#include "detect/baseline.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/addr.h"
#include "table/port_table.h"

#define BASELINE_LINKS_MAX PORT_SLOTS_MAX
#define PEAK_GROWTH 100 /* after learning the peak follows by a hundredth of the excess */

struct baseline_link {
	struct baseline_network *network; /* NULL: no sign of life yet */
	bool kept;	   /* the network was known before this session, or before this link */
	uint64_t start_ns; /* of learning */
	uint64_t quiet_ns; /* nothing is foreign until then */
};

struct baseline {
	uint64_t learn_ns;
	uint64_t generation;
	size_t count;
	struct baseline_network *network[BASELINE_NETWORKS_MAX]; /* with an id */
	struct baseline_link link[BASELINE_LINKS_MAX];
};

int baseline_new(uint64_t learn_ns, struct baseline **ret_baseline)
{
	struct baseline *baseline = calloc(1, sizeof(*baseline));

	if (!baseline)
		return -ENOMEM;
	baseline->learn_ns = learn_ns;
	*ret_baseline = baseline;
	return 0;
}

static bool network_in_use(const struct baseline *baseline, const struct baseline_network *network)
{
	for (size_t i = 0; i < BASELINE_LINKS_MAX; i++)
		if (baseline->link[i].network == network)
			return true;
	return false;
}

/* Networks without an id belong to their link alone. */
static void network_release(struct baseline *baseline, struct baseline_network *network)
{
	if (network && !network->id && !network_in_use(baseline, network))
		free(network);
}

void baseline_free(struct baseline *baseline)
{
	if (!baseline)
		return;
	for (size_t i = 0; i < BASELINE_LINKS_MAX; i++) {
		struct baseline_network *network = baseline->link[i].network;

		baseline->link[i].network = NULL;
		network_release(baseline, network);
	}
	for (size_t i = 0; i < baseline->count; i++)
		free(baseline->network[i]);
	free(baseline);
}

/* A place in the list: a free one, or that of the network that was not met for longest. */
static int network_keep(struct baseline *baseline, struct baseline_network *network)
{
	size_t victim = BASELINE_NETWORKS_MAX;

	if (baseline->count < BASELINE_NETWORKS_MAX) {
		baseline->network[baseline->count++] = network;
		return 0;
	}
	for (size_t i = 0; i < baseline->count; i++)
		if (!network_in_use(baseline, baseline->network[i]) &&
		    (victim == BASELINE_NETWORKS_MAX ||
		     baseline->network[i]->used_ns < baseline->network[victim]->used_ns))
			victim = i;
	if (victim == BASELINE_NETWORKS_MAX)
		return -ENOSPC;
	free(baseline->network[victim]);
	baseline->network[victim] = network;
	return 0;
}

static struct baseline_network *network_by_id(const struct baseline *baseline, uint64_t id)
{
	for (size_t i = 0; i < baseline->count; i++)
		if (baseline->network[i]->id == id)
			return baseline->network[i];
	return NULL;
}

int baseline_add_network(struct baseline *baseline, const struct baseline_network *network)
{
	struct baseline_network *copy;

	if (!network->id || network->router_count > BASELINE_ROUTERS_MAX ||
	    network_by_id(baseline, network->id))
		return -EINVAL;
	if (baseline->count == BASELINE_NETWORKS_MAX)
		return -ENOSPC;
	copy = malloc(sizeof(*copy));
	if (!copy)
		return -ENOMEM;
	*copy = *network;
	baseline->network[baseline->count++] = copy;
	return 0;
}

static struct baseline_link *link_find(const struct baseline *baseline, uint16_t link)
{
	const struct baseline_link *found;

	if (!link || link >= BASELINE_LINKS_MAX)
		return NULL;
	found = &baseline->link[link];
	return found->network ? (struct baseline_link *)found : NULL;
}

void baseline_link_start(struct baseline *baseline, uint16_t link, uint64_t now_ns)
{
	struct baseline_link *state;

	if (!link || link >= BASELINE_LINKS_MAX || baseline->link[link].network)
		return;
	state = &baseline->link[link];
	state->network = calloc(1, sizeof(*state->network));
	state->kept = false;
	state->start_ns = now_ns;
	if (state->network)
		state->network->used_ns = now_ns;
}

void baseline_link_reset(struct baseline *baseline, uint16_t link, uint64_t now_ns)
{
	struct baseline_network *old;

	if (!link || link >= BASELINE_LINKS_MAX)
		return;
	old = baseline->link[link].network;
	baseline->link[link].network = NULL;
	network_release(baseline, old);
	baseline_link_start(baseline, link, now_ns);
	baseline->link[link].quiet_ns = now_ns + BASELINE_QUIET_NS;
}

static const struct baseline_router *network_find(const struct baseline_network *network,
						  uint16_t vlan, const struct in6_addr *addr,
						  const uint8_t *mac)
{
	for (uint32_t i = 0; i < network->router_count; i++) {
		const struct baseline_router *router = &network->router[i];

		if (router->vlan != vlan || !addr_equal(&router->addr, addr))
			continue;
		if (!mac || !router->has_mac || !memcmp(router->mac, mac, sizeof(router->mac)))
			return router;
	}
	return NULL;
}

/* Forgets what a link learned alone before its network was recognised. */
static void network_forget(struct baseline *baseline, struct baseline_network *network)
{
	if (network_in_use(baseline, network))
		return;
	for (size_t i = 0; i < baseline->count; i++)
		if (baseline->network[i] == network)
			baseline->network[i] = baseline->network[--baseline->count];
	free(network);
}

bool baseline_see_router(struct baseline *baseline, uint16_t link, uint16_t vlan,
			 const struct in6_addr *addr, const uint8_t *mac, uint64_t now_ns)
{
	struct baseline_network *found = NULL, *old;
	struct baseline_link *state;

	baseline_link_start(baseline, link, now_ns);
	state = link_find(baseline, link);
	if (!state || state->kept || !mac)
		return false;
	for (size_t i = 0; i < baseline->count && !found; i++)
		if (baseline->network[i] != state->network &&
		    network_find(baseline->network[i], vlan, addr, mac))
			found = baseline->network[i];
	if (!found)
		return false;
	old = state->network;
	state->network = found;
	state->kept = true;
	found->used_ns = now_ns;
	network_forget(baseline, old);
	baseline->generation++;
	return true;
}

/* The network of the link still takes routers in. */
static bool link_is_open(const struct baseline_link *state)
{
	return !state->network->learned_ns;
}

bool baseline_learning(const struct baseline *baseline, uint16_t link, uint64_t now_ns)
{
	const struct baseline_link *state = link_find(baseline, link);

	if (!state)
		return baseline->learn_ns > 0;
	if (now_ns < state->quiet_ns)
		return true;
	return link_is_open(state) && now_ns < state->start_ns + baseline->learn_ns;
}

uint64_t baseline_learn_end(const struct baseline *baseline, uint16_t link)
{
	const struct baseline_link *state = link_find(baseline, link);

	if (!state || (state->kept && !link_is_open(state)))
		return 0;
	return state->start_ns + baseline->learn_ns;
}

bool baseline_wants(const struct baseline *baseline, uint16_t link, uint64_t first_ns,
		    uint64_t now_ns)
{
	const struct baseline_link *state = link_find(baseline, link);
	uint64_t end_ns;

	if (!state || !link_is_open(state))
		return false;
	end_ns = state->start_ns + baseline->learn_ns;
	if (first_ns >= end_ns)
		return false;
	return now_ns >= end_ns || now_ns >= first_ns + BASELINE_SETTLE_NS;
}

/* FNV-1a over MAC and address of the first router: the same over restarts and machines. */
static uint64_t network_id(const struct baseline *baseline, const struct baseline_router *router)
{
	uint64_t id = 0xcbf29ce484222325ULL;

	for (size_t i = 0; i < sizeof(router->mac); i++)
		id = (id ^ router->mac[i]) * 0x100000001b3ULL;
	for (size_t i = 0; i < sizeof(router->addr); i++)
		id = (id ^ router->addr.s6_addr[i]) * 0x100000001b3ULL;
	while (!id || network_by_id(baseline, id))
		id++;
	return id;
}

static int network_add_router(struct baseline *baseline, struct baseline_network *network,
			      const struct router *router, const char *port)
{
	struct baseline_router *entry;

	if (network->router_count == BASELINE_ROUTERS_MAX)
		return -ENOSPC;
	entry = &network->router[network->router_count++];
	memset(entry, 0, sizeof(*entry));
	entry->addr = router->key.addr;
	entry->vlan = router->key.vlan;
	entry->has_mac = router->has_mac;
	memcpy(entry->mac, router->mac, sizeof(entry->mac));
	snprintf(entry->port, sizeof(entry->port), "%s", port);
	entry->first_ns = router->first_ns;
	entry->seen_ns = router->seen_ns;
	baseline->generation++;
	if (network->id)
		return 0;
	network->id = network_id(baseline, entry);
	if (network_keep(baseline, network))
		network->id = 0; /* the list is full of networks in use: not kept */
	return 0;
}

int baseline_learn_router(struct baseline *baseline, const struct router *router, const char *port,
			  uint64_t now_ns)
{
	struct baseline_router *entry;
	struct baseline_link *state;

	baseline_link_start(baseline, router->key.link, now_ns);
	state = link_find(baseline, router->key.link);
	if (!state)
		return -ENOMEM;
	entry = (struct baseline_router *)network_find(state->network, router->key.vlan,
						       &router->key.addr,
						       router->has_mac ? router->mac : NULL);
	if (!entry)
		return network_add_router(baseline, state->network, router, port);
	if (router->seen_ns > entry->seen_ns)
		entry->seen_ns = router->seen_ns;
	if (port[0] && strcmp(entry->port, port) != 0) {
		snprintf(entry->port, sizeof(entry->port), "%s", port);
		baseline->generation++;
	}
	return 0;
}

void baseline_tick(struct baseline *baseline, uint64_t now_ns)
{
	for (size_t i = 0; i < BASELINE_LINKS_MAX; i++) {
		struct baseline_link *state = &baseline->link[i];

		if (!state->network || !link_is_open(state) ||
		    now_ns < state->start_ns + baseline->learn_ns)
			continue;
		state->network->learned_ns = now_ns;
		baseline->generation++;
	}
}

void baseline_learn_peak(struct baseline *baseline, uint16_t link, uint32_t active, uint64_t now_ns)
{
	struct baseline_link *state = link_find(baseline, link);
	uint32_t *peak;

	if (!state || active <= state->network->address_peak)
		return;
	peak = &state->network->address_peak;
	if (baseline_learning(baseline, link, now_ns))
		*peak = active;
	else
		*peak += (active - *peak + PEAK_GROWTH - 1) / PEAK_GROWTH;
	baseline->generation++;
}

uint32_t baseline_peak(const struct baseline *baseline, uint16_t link)
{
	const struct baseline_link *state = link_find(baseline, link);

	return state ? state->network->address_peak : 0;
}

const struct baseline_router *baseline_find(const struct baseline *baseline, uint16_t link,
					    uint16_t vlan, const struct in6_addr *addr,
					    const uint8_t *mac)
{
	const struct baseline_link *state = link_find(baseline, link);

	return state ? network_find(state->network, vlan, addr, mac) : NULL;
}

const struct baseline_router *baseline_find_addr(const struct baseline *baseline, uint16_t link,
						 uint16_t vlan, const struct in6_addr *addr)
{
	return baseline_find(baseline, link, vlan, addr, NULL);
}

const struct baseline_network *baseline_network(const struct baseline *baseline, uint16_t link)
{
	const struct baseline_link *state = link_find(baseline, link);

	return state ? state->network : NULL;
}

size_t baseline_count(const struct baseline *baseline)
{
	return baseline->count;
}

const struct baseline_network *baseline_at(const struct baseline *baseline, size_t index)
{
	return index < baseline->count ? baseline->network[index] : NULL;
}

uint64_t baseline_generation(const struct baseline *baseline)
{
	return baseline->generation;
}
