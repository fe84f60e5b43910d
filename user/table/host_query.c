// SPDX-License-Identifier: GPL-2.0-or-later
/* Reading the host table: counts, iteration, sorted lists. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/addr.h"
#include "sixwatch/names.h"
#include "table/host_internal.h"

static uint32_t host_used(const struct host *host)
{
	return host->address_count - host->tentative_count;
}

static bool host_is_shown(const struct host *host)
{
	return host->shown && host_used(host) > 0;
}

static bool host_has_ipv6(const struct host *host)
{
	const struct host_address *address;

	TAILQ_FOREACH(address, &host->addresses, of_host)
		if (address->proof != HOST_PROOF_TENTATIVE && !addr_is_v4mapped(&address->key.addr))
			return true;
	return false;
}

void host_table_counts(const struct host_table *table, struct host_counts *ret_counts)
{
	const struct host_address *address;
	const struct host *host;

	memset(ret_counts, 0, sizeof(*ret_counts));
	for (host = table->hosts; host; host = host->hh.next) {
		if (!host_is_shown(host))
			continue;
		ret_counts->hosts++;
		if (!host_has_ipv6(host))
			ret_counts->ipv4_only++;
	}
	for (address = table->addresses; address; address = address->hh.next) {
		if (address->proof == HOST_PROOF_TENTATIVE)
			ret_counts->tentative++;
		else if (addr_is_v4mapped(&address->key.addr))
			ret_counts->ipv4++;
		else
			ret_counts->addresses++;
		if (address->proof >= HOST_PROOF_ADMITTED)
			ret_counts->admitted++;
	}
	ret_counts->evicted_candidates = table->evicted_candidates;
	ret_counts->evicted_admitted = table->evicted_admitted;
}

uint32_t host_table_active(const struct host_table *table, uint16_t link, enum host_proof proof,
			   uint64_t since_ns)
{
	const struct host_address *address;
	uint32_t count = 0;

	for (address = table->addresses; address; address = address->hh.next)
		count += address->key.link == link && address->seen_ns >= since_ns &&
			 address->proof >= proof && address->proof != HOST_PROOF_TENTATIVE &&
			 address->learned != SW_LEARN_BIT(SW_LEARN_RA) &&
			 !addr_is_v4mapped(&address->key.addr);
	return count;
}

void host_table_each(const struct host_table *table,
		     bool (*each)(void *ctx, const struct host *host), void *ctx)
{
	const struct host *host;

	for (host = table->hosts; host; host = host->hh.next)
		if (!each(ctx, host))
			return;
}

/*
 * The callback may move the address it is given to the end of this lane or of a better one: then
 * it is met again, so those behind the last one of before are left out.
 */
static void lane_each(struct host_lane *lane, void (*each)(void *ctx, struct host_address *address),
		      void *ctx)
{
	struct host_address *address = TAILQ_FIRST(&lane->list);

	for (uint32_t left = lane->count; left && address; left--) {
		struct host_address *next = TAILQ_NEXT(address, of_list);

		each(ctx, address);
		address = next;
	}
}

void host_table_each_address(struct host_table *table, enum host_proof proof,
			     void (*each)(void *ctx, struct host_address *address), void *ctx)
{
	/* The best first: one that is promoted is not met a second time. */
	for (int at = HOST_PROOF_MAX - 1; at >= (int)proof && at > HOST_PROOF_UNSET; at--)
		for (int port = 0; port < HOST_PORTS_MAX && table->proof_count[at]; port++)
			lane_each(&table->lane[at][port], each, ctx);
}

static int host_compare(const void *a, const void *b)
{
	const struct host *x = *(const struct host *const *)a;
	const struct host *y = *(const struct host *const *)b;
	int order;

	if (x->key.link != y->key.link)
		return x->key.link < y->key.link ? -1 : 1;
	order = memcmp(x->key.mac, y->key.mac, sizeof(x->key.mac));
	if (order)
		return order;
	order = addr_compare(&x->key.addr, &y->key.addr);
	return order ? order : (int)x->key.vlan - y->key.vlan;
}

int host_table_sorted(const struct host_table *table, const struct host ***ret_hosts,
		      size_t *ret_count)
{
	const struct host **hosts, *host;
	size_t count = 0;

	*ret_hosts = NULL;
	*ret_count = 0;
	if (!table->hosts)
		return 0;
	hosts = calloc(HASH_COUNT(table->hosts), sizeof(const struct host *));
	if (!hosts)
		return -ENOMEM;
	for (host = table->hosts; host; host = host->hh.next)
		if (host_is_shown(host))
			hosts[count++] = host;
	qsort(hosts, count, sizeof(const struct host *), host_compare);
	*ret_hosts = hosts;
	*ret_count = count;
	return 0;
}

static int address_compare(const void *a, const void *b)
{
	const struct host_address_key *x = &(*(const struct host_address *const *)a)->key;
	const struct host_address_key *y = &(*(const struct host_address *const *)b)->key;
	int v4 = addr_is_v4mapped(&x->addr) - addr_is_v4mapped(&y->addr);
	int order;

	if (v4)
		return v4;
	order = addr_compare(&x->addr, &y->addr);
	return order ? order : (int)x->vlan - y->vlan;
}

int host_sorted_addresses(const struct host *host, const struct host_address ***ret_addresses,
			  size_t *ret_count)
{
	const struct host_address **addresses, *address;
	size_t count = 0;

	*ret_addresses = NULL;
	*ret_count = 0;
	if (!host_used(host))
		return 0;
	addresses = calloc(host_used(host), sizeof(const struct host_address *));
	if (!addresses)
		return -ENOMEM;
	TAILQ_FOREACH(address, &host->addresses, of_host)
		if (address->proof != HOST_PROOF_TENTATIVE)
			addresses[count++] = address;
	qsort(addresses, count, sizeof(const struct host_address *), address_compare);
	*ret_addresses = addresses;
	*ret_count = count;
	return 0;
}
