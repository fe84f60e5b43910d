// SPDX-License-Identifier: GPL-2.0-or-later
/* The order in which addresses are given up: see host_table.h. */
#include "table/host_internal.h"

#define WEAKEST_SILENT_NS 600000000000ULL

void host_lanes_init(struct host_table *table)
{
	for (int proof = 0; proof < HOST_PROOF_MAX; proof++)
		for (int port = 0; port < HOST_PORTS_MAX; port++)
			TAILQ_INIT(&table->lane[proof][port].list);
}

void host_lane_add(struct host_table *table, struct host_address *address)
{
	uint16_t port = address->port < HOST_PORTS_MAX ? address->port : 0;
	struct host_lane *lane = &table->lane[address->proof][port];

	address->list_port = port;
	TAILQ_INSERT_TAIL(&lane->list, address, of_list);
	lane->count++;
	table->proof_count[address->proof]++;
	table->known_count[port] += address->tier == HOST_TIER_KNOWN;
	if (address->proof == HOST_PROOF_TENTATIVE)
		address->host->tentative_count++;
	if (address->proof >= HOST_PROOF_ADMITTED)
		address->host->admitted_count++;
}

void host_lane_remove(struct host_table *table, struct host_address *address)
{
	struct host_lane *lane = &table->lane[address->proof][address->list_port];

	TAILQ_REMOVE(&lane->list, address, of_list);
	lane->count--;
	table->proof_count[address->proof]--;
	table->known_count[address->list_port] -= address->tier == HOST_TIER_KNOWN;
	if (address->proof == HOST_PROOF_TENTATIVE)
		address->host->tentative_count--;
	if (address->proof >= HOST_PROOF_ADMITTED)
		address->host->admitted_count--;
}

void host_lane_touch(struct host_table *table, struct host_address *address)
{
	host_lane_remove(table, address);
	host_lane_add(table, address);
}

static struct host_lane *lane_longest(struct host_table *table, enum host_proof proof)
{
	struct host_lane *longest = &table->lane[proof][0];

	for (int port = 1; port < HOST_PORTS_MAX; port++)
		if (table->lane[proof][port].count > longest->count)
			longest = &table->lane[proof][port];
	return longest;
}

struct host_address *host_lane_victim(struct host_table *table, enum host_proof weakest,
				      enum host_proof best)
{
	for (enum host_proof proof = weakest; proof <= best; proof++)
		if (table->proof_count[proof])
			return TAILQ_FIRST(&lane_longest(table, proof)->list);
	return NULL;
}

static struct host_address *lane_oldest_known(const struct host_lane *lane)
{
	struct host_address *address;

	TAILQ_FOREACH(address, &lane->list, of_list)
		if (address->tier == HOST_TIER_KNOWN)
			return address;
	return NULL;
}

/*
 * Among equals only one that is silent, or on a port that has more than its share, makes room:
 * else two that speak in turn would push each other out for ever.
 */
static bool may_displace(const struct host_table *table, const struct host_address *victim,
			 const struct host_address *by)
{
	uint32_t of_victim, of_by;

	if (victim->proof < by->proof)
		return true;
	if (victim->seen_ns + WEAKEST_SILENT_NS <= by->seen_ns)
		return true;
	of_victim = table->lane[victim->proof][victim->list_port].count;
	of_by = table->lane[by->proof][by->list_port].count;
	return victim->list_port != by->list_port && of_victim > of_by + 1;
}

struct host_address *host_table_weakest_known(struct host_table *table,
					      const struct host_address *for_address)
{
	enum host_proof best = for_address->proof;

	if (best > HOST_PROOF_SETTLED)
		best = HOST_PROOF_SETTLED;
	for (enum host_proof proof = HOST_PROOF_TENTATIVE; proof <= best; proof++) {
		struct host_address *weakest = NULL;
		uint32_t most = 0;

		for (int port = 0; port < HOST_PORTS_MAX; port++) {
			const struct host_lane *lane = &table->lane[proof][port];
			struct host_address *oldest;

			if (lane->count <= most)
				continue;
			oldest = lane_oldest_known(lane);
			if (!oldest || !may_displace(table, oldest, for_address))
				continue;
			weakest = oldest;
			most = lane->count;
		}
		if (weakest)
			return weakest;
	}
	return NULL;
}
