// SPDX-License-Identifier: GPL-2.0-or-later
#include "table/host_table.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/addr.h"
#include "core/text.h"
#include "sixwatch/names.h"
#include "table/host_internal.h"

#define OPEN_SHARE 8 /* one part in so many is for addresses that are not admitted */

int host_table_new(const struct host_table_limits *limits, const struct sw_seed *seed,
		   struct host_table **ret_table)
{
	struct host_table *table = calloc(1, sizeof(*table));
	struct host_table_limits *set;

	if (!table)
		return -ENOMEM;
	set = &table->limits;
	if (limits)
		*set = *limits;
	if (!set->addresses)
		set->addresses = HOST_ADDRESSES_MAX;
	if (!set->addresses_per_device)
		set->addresses_per_device = HOST_ADDRESSES_PER_DEVICE_MAX;
	if (!set->admitted_per_device)
		set->admitted_per_device = HOST_ADMITTED_PER_DEVICE_MAX;
	if (!set->known_per_port)
		set->known_per_port = HOST_KNOWN_PER_PORT_MAX;
	if (seed)
		table->seed = *seed;
	TAILQ_INIT(&table->empty);
	host_lanes_init(table);
	*ret_table = table;
	return 0;
}

void host_table_free(struct host_table *table)
{
	struct host_address *address, *next_address;
	struct host *host, *next_host;

	if (!table)
		return;
	HASH_ITER(hh, table->addresses, address, next_address) {
		HASH_DELETE(hh, table->addresses, address);
		free(address);
	}
	HASH_ITER(hh, table->hosts, host, next_host)
		host_entry_free(table, host);
	free(table);
}

void host_table_set_ops(struct host_table *table, const struct host_table_ops *ops, void *ctx)
{
	table->ops = ops;
	table->ops_ctx = ctx;
}

static void address_evict(struct host_table *table, struct host_address *address)
{
	if (address->proof >= HOST_PROOF_ADMITTED)
		table->evicted_admitted++;
	else
		table->evicted_candidates++;
	host_entry_drop(table, address);
}

/* The weakest of a device that has too many: its oldest of the lowest proof. */
static struct host_address *host_weakest(const struct host *host)
{
	struct host_address *address, *weakest = NULL;

	TAILQ_FOREACH(address, &host->addresses, of_host) {
		if (address->proof == HOST_PROOF_PINNED)
			continue;
		if (!weakest || address->proof < weakest->proof ||
		    (address->proof == weakest->proof && address->seen_ns < weakest->seen_ns))
			weakest = address;
	}
	return weakest;
}

/* Room for one more address of the device; evicts what has to go. 0 or -ENOSPC. */
static int make_room(struct host_table *table, const struct host_key *key, bool tentative)
{
	const struct host *host = host_entry_find(table, key);
	struct host_address *victim = NULL;

	if (host && host->address_count >= table->limits.addresses_per_device) {
		victim = host_weakest(host);
		if (!victim || (tentative && victim->proof > HOST_PROOF_TENTATIVE))
			return -ENOSPC;
		address_evict(table, victim);
	}
	if (tentative &&
	    table->proof_count[HOST_PROOF_TENTATIVE] >= table->limits.addresses / OPEN_SHARE)
		address_evict(table,
			      host_lane_victim(table, HOST_PROOF_TENTATIVE, HOST_PROOF_TENTATIVE));
	if (table->address_count < table->limits.addresses)
		return 0;
	victim = host_lane_victim(table, HOST_PROOF_TENTATIVE,
				  tentative ? HOST_PROOF_TENTATIVE : HOST_PROOF_CANDIDATE);
	if (!victim)
		return -ENOSPC;
	address_evict(table, victim);
	return 0;
}

static bool proof_is_counted(enum host_proof proof)
{
	return proof == HOST_PROOF_ADMITTED || proof == HOST_PROOF_SETTLED;
}

/* Changes the proof. One that becomes admitted may push the weakest admitted one out. */
static void address_prove(struct host_table *table, struct host_address *address,
			  enum host_proof proof)
{
	uint32_t most = table->limits.addresses - table->limits.addresses / OPEN_SHARE;
	struct host_address *victim;
	bool enters = proof_is_counted(proof) && !proof_is_counted(address->proof);

	if (address->proof == proof)
		return;
	if (enters &&
	    table->proof_count[HOST_PROOF_ADMITTED] + table->proof_count[HOST_PROOF_SETTLED] >=
		    most) {
		victim = host_lane_victim(table, HOST_PROOF_ADMITTED, HOST_PROOF_SETTLED);
		if (victim)
			address_evict(table, victim);
	}
	host_lane_remove(table, address);
	address->proof = proof;
	host_lane_add(table, address);
}

/* What the time between its first and its last frame proves. */
static void address_grade(struct host_table *table, struct host_address *address)
{
	uint64_t span = address->seen_ns - address->first_ns;

	if (address->proof < HOST_PROOF_CANDIDATE || address->proof > HOST_PROOF_ADMITTED)
		return;
	if (span >= HOST_SETTLE_SPAN_NS)
		address_prove(table, address, HOST_PROOF_SETTLED);
	else if (span >= HOST_ADMIT_SPAN_NS || address->answered)
		address_prove(table, address, HOST_PROOF_ADMITTED);
}

/* The device of the sighting becomes the owner. Told as a change only between two MACs. */
static int address_move(struct host_table *table, struct host_address *address,
			const struct sighting *sighting)
{
	struct host_key key = host_entry_key(sighting);
	struct host *old = address->host;
	struct host *host = host_entry_make(table, &key, sighting->now_ns);
	bool was_used = address->proof != HOST_PROOF_TENTATIVE;

	if (!host)
		return -ENOMEM;
	host_entry_detach(table, address);
	host_entry_attach(table, host, address);
	if (was_used && old->key.has_mac) {
		memcpy(address->previous_mac, old->key.mac, sizeof(address->previous_mac));
		address->has_previous_mac = true;
		address->mac_changed_ns = sighting->now_ns;
		address->mac_changes++;
	}
	if (!old->address_count && old->shown && old->key.has_mac)
		host_entry_keep(table, old);
	else if (!old->address_count)
		host_entry_free(table, old);
	return was_used && address->has_previous_mac ? HOST_CHANGE_MAC : 0;
}

/* The kernel may remember a MAC that nobody uses any more; what the wire said is better. */
static bool sighting_moves(const struct sighting *sighting, const struct host_address *address)
{
	struct host_key key = host_entry_key(sighting);
	uint32_t wire = address->learned & ~SW_LEARN_BIT(SW_LEARN_KERNEL);

	if (!sighting->has_mac || !memcmp(&key, &address->host->key, sizeof(key)))
		return false;
	return sighting->learned != SW_LEARN_BIT(SW_LEARN_KERNEL) || !wire;
}

static int host_note_port(struct host *host, const struct sighting *sighting)
{
	int changes = 0;

	if (!sighting->port)
		return 0;
	host->vlan = sighting->vlan;
	if (host->port == sighting->port)
		return 0;
	if (host->port) {
		host->previous_port = host->port;
		host->port_changed_ns = sighting->now_ns;
		changes = HOST_CHANGE_PORT;
	}
	host->port = sighting->port;
	return changes;
}

/* An address in use: brings the entry and its device up to date. */
static int address_use(struct host_table *table, struct host_address *address,
		       const struct sighting *sighting, bool is_new)
{
	struct host *host;
	int changes = 0;

	if (sighting_moves(sighting, address)) {
		changes = address_move(table, address, sighting);
		if (changes < 0)
			return changes;
	}
	host = address->host;
	if (address->proof == HOST_PROOF_TENTATIVE) {
		changes |= HOST_CHANGE_CONFIRMED;
		address->first_ns = sighting->now_ns;
		address_prove(table, address, HOST_PROOF_CANDIDATE);
		is_new = true;
	}
	if (is_new)
		changes |= HOST_CHANGE_NEW_ADDRESS;
	if (!host->shown) {
		host->shown = true;
		host->first_ns = sighting->now_ns;
		changes |= HOST_CHANGE_NEW_HOST;
	}
	if (changes & (HOST_CHANGE_NEW_ADDRESS | HOST_CHANGE_MAC) &&
	    sighting->learned != SW_LEARN_BIT(SW_LEARN_RA))
		host_entry_gain(host, sighting->now_ns);
	changes |= host_note_port(host, sighting);
	if (sighting->port)
		address->port = sighting->port;
	if (sighting->self) {
		host->self = true;
		address_prove(table, address, HOST_PROOF_PINNED);
	}
	host_table_refresh(table, address, sighting->now_ns, sighting->learned);
	return changes;
}

static bool sighting_is_sane(const struct sighting *sighting)
{
	const struct in6_addr *addr = &sighting->addr;

	if (sighting->has_mac && (mac_is_zero(sighting->mac) || mac_is_group(sighting->mac)))
		return false;
	if (addr_is_v4mapped(addr)) {
		uint8_t first = addr->s6_addr[12];

		return first != 0 && first != 127 && first < 224;
	}
	return !addr_is_unspecified(addr) && !addr_is_loopback(addr) && !addr_is_multicast(addr);
}

int host_table_see(struct host_table *table, const struct sighting *sighting,
		   const struct host **ret_host, struct host_address **ret_address)
{
	struct host_address_key key = { .addr = sighting->addr,
					.link = sighting->link,
					.vlan = sighting->vlan };
	struct host_key host_key = host_entry_key(sighting);
	struct host_address *address;
	bool is_new = false;
	int result = 0;

	if (!sighting_is_sane(sighting))
		return -EINVAL;
	address = host_table_find(table, &key);
	if (!address) {
		result = make_room(table, &host_key, sighting->tentative);
		if (result < 0)
			return result;
		address = host_entry_add(table, sighting, &key);
		if (!address)
			return -ENOMEM;
		is_new = true;
	}
	if (sighting->tentative) {
		address->learned |= sighting->learned;
		result = is_new ? HOST_CHANGE_TENTATIVE : 0;
	} else {
		result = address_use(table, address, sighting, is_new);
	}
	if (result < 0)
		return result;
	if (ret_host)
		*ret_host = address->host;
	if (ret_address)
		*ret_address = address;
	return result;
}

void host_table_refresh(struct host_table *table, struct host_address *address, uint64_t seen_ns,
			uint32_t learned)
{
	address->learned |= learned;
	if (address->host->seen_ns < seen_ns)
		address->host->seen_ns = seen_ns;
	if (seen_ns <= address->seen_ns)
		return;
	address->seen_ns = seen_ns;
	host_lane_touch(table, address);
	address_grade(table, address);
}

void host_table_answered(struct host_table *table, struct host_address *address, uint64_t now_ns)
{
	address->answered = true;
	host_table_refresh(table, address, now_ns, SW_LEARN_BIT(SW_LEARN_NA));
	address_grade(table, address);
}

void host_table_pin(struct host_table *table, struct host_address *address, bool pinned)
{
	if (pinned && address->proof != HOST_PROOF_TENTATIVE) {
		address_prove(table, address, HOST_PROOF_PINNED);
	} else if (!pinned && address->proof == HOST_PROOF_PINNED && !address->host->self) {
		address_prove(table, address, HOST_PROOF_CANDIDATE);
		address_grade(table, address);
	}
}

bool host_table_may_admit(const struct host_table *table, const struct host_address *address)
{
	if (address->proof == HOST_PROOF_PINNED)
		return true;
	return address->proof >= HOST_PROOF_ADMITTED &&
	       address->host->admitted_count <= table->limits.admitted_per_device &&
	       table->known_count[address->list_port] < table->limits.known_per_port;
}

void host_table_set_tier(struct host_table *table, struct host_address *address,
			 enum host_tier tier, uint32_t slot)
{
	table->known_count[address->list_port] += tier == HOST_TIER_KNOWN;
	table->known_count[address->list_port] -= address->tier == HOST_TIER_KNOWN;
	address->tier = tier;
	address->slot = slot;
}

void host_table_set_router(struct host_table *table, struct host_address *address)
{
	(void)table;
	address->host->router = true;
}

/* Drops from the front of the lane what was silent for longer than age. */
static void lane_age(struct host_table *table, struct host_lane *lane, uint64_t now_ns,
		     uint64_t age_ns)
{
	struct host_address *address;

	while ((address = TAILQ_FIRST(&lane->list)) && address->seen_ns + age_ns < now_ns)
		host_entry_drop(table, address);
}

void host_table_age(struct host_table *table, uint64_t now_ns)
{
	static const uint64_t age_ns[HOST_PROOF_MAX] = {
		[HOST_PROOF_TENTATIVE] = HOST_TENTATIVE_AGE_NS,
		[HOST_PROOF_CANDIDATE] = HOST_CANDIDATE_AGE_NS,
		[HOST_PROOF_ADMITTED] = HOST_ADMITTED_AGE_NS,
		[HOST_PROOF_SETTLED] = HOST_ADMITTED_AGE_NS,
	};
	struct host *host;

	for (int proof = HOST_PROOF_TENTATIVE; proof <= HOST_PROOF_SETTLED; proof++)
		for (int port = 0; port < HOST_PORTS_MAX && table->proof_count[proof]; port++)
			lane_age(table, &table->lane[proof][port], now_ns, age_ns[proof]);
	while ((host = TAILQ_FIRST(&table->empty)) &&
	       host->seen_ns + HOST_CANDIDATE_AGE_NS < now_ns)
		host_entry_free(table, host);
}
