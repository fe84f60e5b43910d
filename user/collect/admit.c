// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The two tiers from the other side: reads what the BPF program counted of each address, and moves
 * those that proved themselves into the known table.
 */
#include <string.h>

#include "collect/collector_private.h"
#include "collect/fresh.h"
#include "core/addr.h"

#define KNOWN_SILENT_NS 3600000000000ULL /* its place is for those that speak; it may come back */
#define CONFIRMED_MAX 256		 /* in one second; more wait for the next */

/* Tentative addresses that came into use: told after the walk, since telling may evict. */
struct confirmed {
	struct collector *collector;
	struct sighting sightings[CONFIRMED_MAX];
	unsigned int count;
};

static struct sighting sighting_of(const struct host_address *address,
				   const struct sw_fresh_host *host, uint64_t seen_ns)
{
	struct sighting sighting = {
		.now_ns = seen_ns,
		.addr = address->key.addr,
		.learned = host->learned & ~SW_LEARN_BIT(SW_LEARN_DAD),
		.link = address->key.link,
		.vlan = address->key.vlan,
		.port = host->binding.port,
		.has_mac = !mac_is_zero(host->binding.mac),
	};

	memcpy(sighting.mac, host->binding.mac, sizeof(sighting.mac));
	return sighting;
}

static void refresh_router(struct collector *collector, const struct host_address *address,
			   uint64_t ra_count, uint64_t ra_seen_ns)
{
	struct router_key key;
	struct router *router;

	memset(&key, 0, sizeof(key));
	key.addr = address->key.addr;
	key.link = address->key.link;
	key.vlan = address->key.vlan;
	router = router_table_find(collector->tables->routers, &key);
	if (!router || ra_count <= router->ra_count)
		return;
	router_table_refresh(router, ra_count, ra_seen_ns);
	prefix_table_renew(collector->tables->prefixes, router);
}

static void refresh_fresh(struct confirmed *confirmed, struct host_address *address)
{
	struct collector *collector = confirmed->collector;
	struct sw_host_key key = collector_key(&address->key);
	struct sw_fresh_host host;
	uint64_t seen_ns;

	if (fresh_read(collector->engine, address->slot, &host))
		return;
	if (memcmp(&host.key, &key, sizeof(key)) != 0) {
		host_table_set_tier(collector->tables->hosts, address, HOST_TIER_NONE, 0);
		return;
	}
	seen_ns = tick_to_ns(&collector->clock, host.seen_tick);
	if (address->proof == HOST_PROOF_TENTATIVE &&
	    (host.learned & ~SW_LEARN_BIT(SW_LEARN_DAD))) {
		if (confirmed->count < CONFIRMED_MAX)
			confirmed->sightings[confirmed->count++] =
				sighting_of(address, &host, seen_ns);
		return;
	}
	host_table_refresh(collector->tables->hosts, address, seen_ns, host.learned);
	if (host.ra_count)
		refresh_router(collector, address, host.ra_count, seen_ns);
}

/* A router of the baseline has a budget of its own for its RAs, which nobody else can use up. */
static uint16_t known_flags(const struct collector *collector, const struct host_address *address)
{
	struct router_key key;
	const struct router *router;

	memset(&key, 0, sizeof(key));
	key.addr = address->key.addr;
	key.link = address->key.link;
	key.vlan = address->key.vlan;
	router = router_table_find(collector->tables->routers, &key);
	return router && router->pinned ? SW_KNOWN_ROUTER : 0;
}

static void refresh_known(struct collector *collector, struct host_address *address)
{
	struct known_stat stat;

	if (known_read(collector->known, address->slot, &collector->clock, &stat))
		return;
	if (stat.seen_ns)
		host_table_refresh(collector->tables->hosts, address, stat.seen_ns, stat.learned);
	if (address->proof != HOST_PROOF_PINNED &&
	    collector->now_ns - address->seen_ns > KNOWN_SILENT_NS) {
		known_remove(collector->known, address->slot, collector->now_ns);
		host_table_set_tier(collector->tables->hosts, address, HOST_TIER_NONE, 0);
		return;
	}
	if (stat.ra_count)
		refresh_router(collector, address, stat.ra_count, stat.ra_seen_ns);
	if (address->host->router)
		known_set_flags(collector->known, address->slot, known_flags(collector, address));
}

static union sw_binding binding_of(const struct host_address *address)
{
	union sw_binding binding = { .word = 0 };

	memcpy(binding.mac, address->host->key.mac, sizeof(binding.mac));
	binding.port = address->port;
	return binding;
}

/* When the table is full, the least proven makes room; its place is free after the grace period. */
void admit_now(struct collector *collector, struct host_address *address)
{
	struct sw_host_key key = collector_key(&address->key);
	struct host_address *weakest;
	uint32_t slot;

	if (address->tier == HOST_TIER_KNOWN)
		return;
	if (known_count(collector->known) >= known_capacity(collector->known)) {
		weakest = host_table_weakest_known(collector->tables->hosts, address);
		if (!weakest)
			return;
		known_remove(collector->known, weakest->slot, collector->now_ns);
		host_table_set_tier(collector->tables->hosts, weakest, HOST_TIER_NONE, 0);
	}
	if (known_insert(collector->known, &key, binding_of(address),
			 known_flags(collector, address), &slot) == 0)
		host_table_set_tier(collector->tables->hosts, address, HOST_TIER_KNOWN, slot);
}

void admit_forget(struct collector *collector, const struct host_address *address)
{
	if (address->tier == HOST_TIER_KNOWN)
		known_remove(collector->known, address->slot, collector->now_ns);
}

static void refresh_one(void *ctx, struct host_address *address)
{
	struct confirmed *confirmed = ctx;
	struct collector *collector = confirmed->collector;

	if (address->tier == HOST_TIER_FRESH)
		refresh_fresh(confirmed, address);
	else if (address->tier == HOST_TIER_KNOWN)
		refresh_known(collector, address);
	if (address->proof == HOST_PROOF_CANDIDATE)
		ask_or_believe(collector, address);
	if (address->tier != HOST_TIER_KNOWN &&
	    host_table_may_admit(collector->tables->hosts, address))
		admit_now(collector, address);
}

void admit_refresh(struct collector *collector)
{
	struct confirmed confirmed = { .collector = collector };

	host_table_each_address(collector->tables->hosts, HOST_PROOF_TENTATIVE, refresh_one,
				&confirmed);
	for (unsigned int i = 0; i < confirmed.count; i++)
		learn_sighting(collector, &confirmed.sightings[i], NULL);
}
