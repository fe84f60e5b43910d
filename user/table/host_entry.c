// SPDX-License-Identifier: GPL-2.0-or-later
/* Devices and addresses as entries: made, tied together, moved, dropped. */
#include <stdlib.h>
#include <string.h>

#include "table/host_internal.h"

#define GAINED_SLICE_NS 10000000000ULL

void host_entry_free(struct host_table *table, struct host *host)
{
	if (host->empty) {
		TAILQ_REMOVE(&table->empty, host, of_empty);
		table->empty_count--;
	}
	HASH_DELETE(hh, table->hosts, host);
	free(host->names);
	free(host);
}

struct host *host_entry_find(const struct host_table *table, const struct host_key *key)
{
	struct host *host;

	HASH_FIND_BYHASHVALUE(hh, table->hosts, key, sizeof(*key),
			      table_hash(&table->seed, key, sizeof(*key)), host);
	return host;
}

struct host_address *host_table_find(const struct host_table *table,
				     const struct host_address_key *key)
{
	struct host_address *address;

	HASH_FIND_BYHASHVALUE(hh, table->addresses, key, sizeof(*key),
			      table_hash(&table->seed, key, sizeof(*key)), address);
	return address;
}

const struct host *host_table_find_mac(const struct host_table *table, uint16_t link,
				       const uint8_t mac[static 6])
{
	struct host_key key = { .link = link, .has_mac = 1 };

	memcpy(key.mac, mac, sizeof(key.mac));
	return host_entry_find(table, &key);
}

struct host_key host_entry_key(const struct sighting *sighting)
{
	struct host_key key = { .link = sighting->link };

	if (sighting->has_mac) {
		memcpy(key.mac, sighting->mac, sizeof(key.mac));
		key.has_mac = 1;
	} else {
		key.addr = sighting->addr;
		key.vlan = sighting->vlan;
	}
	return key;
}

struct host *host_entry_make(struct host_table *table, const struct host_key *key, uint64_t now_ns)
{
	struct host *host = host_entry_find(table, key);

	if (host)
		return host;
	host = calloc(1, sizeof(*host));
	if (!host)
		return NULL;
	host->key = *key;
	host->first_ns = now_ns;
	host->seen_ns = now_ns;
	TAILQ_INIT(&host->addresses);
	HASH_ADD_BYHASHVALUE(hh, table->hosts, key, sizeof(host->key),
			     table_hash(&table->seed, key, sizeof(*key)), host);
	if (!host->hh.tbl) {
		free(host);
		return NULL;
	}
	return host;
}

/* Another device took its last address; if that was a lie, it is no new device when it speaks. */
void host_entry_keep(struct host_table *table, struct host *host)
{
	host->empty = true;
	TAILQ_INSERT_TAIL(&table->empty, host, of_empty);
	if (++table->empty_count > HOST_EMPTY_MAX)
		host_entry_free(table, TAILQ_FIRST(&table->empty));
}

void host_entry_attach(struct host_table *table, struct host *host, struct host_address *address)
{
	if (host->empty) {
		TAILQ_REMOVE(&table->empty, host, of_empty);
		table->empty_count--;
		host->empty = false;
	}
	address->host = host;
	TAILQ_INSERT_TAIL(&host->addresses, address, of_host);
	host->address_count++;
	host_lane_add(table, address);
}

void host_entry_detach(struct host_table *table, struct host_address *address)
{
	struct host *host = address->host;

	host_lane_remove(table, address);
	TAILQ_REMOVE(&host->addresses, address, of_host);
	host->address_count--;
}

void host_entry_drop(struct host_table *table, struct host_address *address)
{
	struct host *host = address->host;

	if (table->ops && table->ops->address_gone)
		table->ops->address_gone(table->ops_ctx, address);
	host_entry_detach(table, address);
	HASH_DELETE(hh, table->addresses, address);
	free(address);
	table->address_count--;
	if (!host->address_count)
		host_entry_free(table, host);
}

struct host_address *host_entry_add(struct host_table *table, const struct sighting *sighting,
				    const struct host_address_key *key)
{
	struct host_address *address = calloc(1, sizeof(*address));
	struct host_key host_key = host_entry_key(sighting);
	struct host *host;

	if (!address)
		return NULL;
	address->key = *key;
	address->proof = sighting->tentative ? HOST_PROOF_TENTATIVE : HOST_PROOF_CANDIDATE;
	address->first_ns = sighting->now_ns;
	address->seen_ns = sighting->now_ns;
	address->port = sighting->port;
	HASH_ADD_BYHASHVALUE(hh, table->addresses, key, sizeof(address->key),
			     table_hash(&table->seed, key, sizeof(*key)), address);
	if (!address->hh.tbl) {
		free(address);
		return NULL;
	}
	host = host_entry_make(table, &host_key, sighting->now_ns);
	if (!host) {
		HASH_DELETE(hh, table->addresses, address);
		free(address);
		return NULL;
	}
	host_entry_attach(table, host, address);
	table->address_count++;
	return address;
}

void host_entry_gain(struct host *host, uint64_t now_ns)
{
	uint64_t slice = now_ns / GAINED_SLICE_NS;
	uint64_t behind = slice - host->gained_slice;

	if (slice < host->gained_slice)
		behind = 0;
	for (uint64_t i = 1; i <= behind && i <= HOST_GAINED_SLICES; i++)
		host->gained[(host->gained_slice + i) % HOST_GAINED_SLICES] = 0;
	if (behind > HOST_GAINED_SLICES)
		memset(host->gained, 0, sizeof(host->gained));
	host->gained_slice += behind;
	if (host->gained[host->gained_slice % HOST_GAINED_SLICES] < UINT16_MAX)
		host->gained[host->gained_slice % HOST_GAINED_SLICES]++;
}

uint32_t host_gained(const struct host *host, uint64_t now_ns)
{
	uint64_t slice = now_ns / GAINED_SLICE_NS;
	uint32_t sum = 0;

	for (uint64_t i = 0; i < HOST_GAINED_SLICES; i++)
		if (host->gained_slice >= i && host->gained_slice - i + HOST_GAINED_SLICES > slice)
			sum += host->gained[(host->gained_slice - i) % HOST_GAINED_SLICES];
	return sum;
}
