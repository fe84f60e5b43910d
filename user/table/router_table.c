// SPDX-License-Identifier: GPL-2.0-or-later
#include "table/router_table.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/addr.h"

#define ROUTER_PROVEN_SPAN_NS 10000000000ULL
#define ROUTER_PORTS 256 /* port slots told apart when one has to go */
#define NS_PER_S 1000000000ULL
#define STUB_ROUTE_LEN 48 /* alerts.md: stub routers carry /48-and-longer routes */

struct router_table {
	struct sw_seed seed;
	struct router *routers;
	size_t max;
	uint64_t evicted;
};

int router_table_new(size_t max, const struct sw_seed *seed, struct router_table **ret_table)
{
	struct router_table *table = calloc(1, sizeof(*table));

	if (!table)
		return -ENOMEM;
	table->max = max ? max : ROUTERS_MAX;
	if (seed)
		table->seed = *seed;
	*ret_table = table;
	return 0;
}

static void router_drop(struct router_table *table, struct router *router)
{
	HASH_DELETE(hh, table->routers, router);
	free(router);
}

void router_table_free(struct router_table *table)
{
	struct router *router, *next;

	if (!table)
		return;
	HASH_ITER(hh, table->routers, router, next)
		router_drop(table, router);
	free(table);
}

struct router *router_table_find(const struct router_table *table, const struct router_key *key)
{
	struct router *router;

	HASH_FIND_BYHASHVALUE(hh, table->routers, key, sizeof(*key),
			      table_hash(&table->seed, key, sizeof(*key)), router);
	return router;
}

static bool router_is_proven(const struct router *router)
{
	return router->seen_ns - router->first_ns >= ROUTER_PROVEN_SPAN_NS;
}

/* What decides who goes: the unproven first, of the port that has most of them, the oldest. */
struct router_order {
	uint32_t unproven_of_port[ROUTER_PORTS];
};

static uint32_t router_company(const struct router_order *order, const struct router *router)
{
	return order->unproven_of_port[router->port % ROUTER_PORTS];
}

/* a goes before b. */
static bool router_is_weaker(const struct router_order *order, const struct router *a,
			     const struct router *b)
{
	if (router_is_proven(a) != router_is_proven(b))
		return router_is_proven(b);
	if (!router_is_proven(a) && router_company(order, a) != router_company(order, b))
		return router_company(order, a) > router_company(order, b);
	return a->seen_ns < b->seen_ns;
}

static struct router *router_weakest(const struct router_table *table)
{
	struct router *router, *weakest = NULL;
	struct router_order order = { { 0 } };

	for (router = table->routers; router; router = router->hh.next)
		if (!router->pinned && !router_is_proven(router))
			order.unproven_of_port[router->port % ROUTER_PORTS]++;
	for (router = table->routers; router; router = router->hh.next) {
		if (router->pinned || router->self)
			continue;
		if (!weakest || router_is_weaker(&order, router, weakest))
			weakest = router;
	}
	return weakest;
}

/* A proven one goes only after it was silent for as long as RFC 4861 allows. */
static int router_make_room(struct router_table *table, uint64_t now_ns)
{
	struct router *weakest;

	if (HASH_COUNT(table->routers) < table->max)
		return 0;
	weakest = router_weakest(table);
	if (!weakest ||
	    (router_is_proven(weakest) && weakest->seen_ns + ROUTER_INTERVAL_MAX_NS > now_ns))
		return -ENOSPC;
	router_drop(table, weakest);
	table->evicted++;
	return 0;
}

static struct router *router_make(struct router_table *table, const struct router_key *key,
				  const struct sighting *sighting)
{
	struct router *router = calloc(1, sizeof(*router));

	if (!router)
		return NULL;
	router->key = *key;
	router->first_ns = sighting->now_ns;
	router->seen_ns = sighting->now_ns;
	router->has_mac = sighting->has_mac;
	memcpy(router->mac, sighting->mac, sizeof(router->mac));
	router->port = sighting->port;
	HASH_ADD_BYHASHVALUE(hh, table->routers, key, sizeof(router->key),
			     table_hash(&table->seed, key, sizeof(*key)), router);
	if (!router->hh.tbl) {
		free(router);
		return NULL;
	}
	return router;
}

static int router_note_place(struct router *router, const struct sighting *sighting)
{
	int changes = 0;

	if (sighting->has_mac &&
	    (!router->has_mac || memcmp(router->mac, sighting->mac, sizeof(router->mac)))) {
		changes |= router->has_mac ? ROUTER_CHANGE_MAC : 0;
		memcpy(router->mac, sighting->mac, sizeof(router->mac));
		router->has_mac = true;
	}
	if (sighting->port && router->port != sighting->port) {
		changes |= router->port ? ROUTER_CHANGE_PORT : 0;
		router->port = sighting->port;
	}
	return changes;
}

/* Answers to solicitations come at any time, so the minimum may be below MinRtrAdvInterval. */
static void router_note_interval(struct router *router, uint64_t now_ns, uint64_t count)
{
	uint64_t interval_ns;

	if (now_ns <= router->seen_ns || !count)
		return;
	interval_ns = (now_ns - router->seen_ns) / count;
	if (!router->interval_min_ns || interval_ns < router->interval_min_ns)
		router->interval_min_ns = interval_ns;
	if (interval_ns > router->interval_max_ns)
		router->interval_max_ns = interval_ns;
}

int router_table_see(struct router_table *table, const struct sighting *sighting,
		     const struct ra_message *ra, bool headers, struct router **ret_router)
{
	struct router_key key = { .addr = sighting->addr,
				  .link = sighting->link,
				  .vlan = sighting->vlan };
	struct router *router = router_table_find(table, &key);
	int changes = 0, err;

	if (!router) {
		err = router_make_room(table, sighting->now_ns);
		if (err)
			return err;
		router = router_make(table, &key, sighting);
		if (!router)
			return -ENOMEM;
		changes = ROUTER_CHANGE_NEW | ROUTER_CHANGE_CONTENT;
	} else {
		router_note_interval(router, sighting->now_ns, 1);
		if (memcmp(&router->ra, ra, sizeof(*ra)))
			changes = ROUTER_CHANGE_CONTENT;
	}
	changes |= router_note_place(router, sighting);
	if (changes & ROUTER_CHANGE_CONTENT) {
		memcpy(&router->ra, ra, sizeof(*ra));
		router->content_ns = sighting->now_ns;
	}
	router->ra_count++;
	router->headers = headers;
	router->self |= sighting->self;
	if (sighting->now_ns > router->seen_ns)
		router->seen_ns = sighting->now_ns;
	*ret_router = router;
	return changes;
}

void router_table_refresh(struct router *router, uint64_t ra_count, uint64_t seen_ns)
{
	if (ra_count > router->ra_count) {
		router_note_interval(router, seen_ns, ra_count - router->ra_count);
		router->ra_count = ra_count;
	}
	if (seen_ns > router->seen_ns)
		router->seen_ns = seen_ns;
}

void router_table_pin(struct router *router, bool pinned)
{
	router->pinned = pinned;
}

void router_table_expire(struct router_table *table, uint64_t now_ns)
{
	struct router *router, *next;

	HASH_ITER(hh, table->routers, router, next) {
		uint64_t keep_ns = 2 * router->ra.lifetime_s * NS_PER_S;

		if (keep_ns < 2 * ROUTER_INTERVAL_MAX_NS)
			keep_ns = 2 * ROUTER_INTERVAL_MAX_NS;
		if (router->seen_ns + keep_ns < now_ns)
			router_drop(table, router);
	}
}

bool router_is_default(const struct router *router, uint64_t now_ns)
{
	return router->ra.lifetime_s > 0 &&
	       now_ns < router->seen_ns + router->ra.lifetime_s * NS_PER_S;
}

bool router_is_stub(const struct router *router)
{
	const struct ra_message *ra = &router->ra;

	if (ra->lifetime_s || ra->rdnss_count || ra->dnssl_count)
		return false;
	for (unsigned int i = 0; i < ra->prefix_count; i++)
		if (!addr_is_ula(&ra->prefixes[i].prefix.addr))
			return false;
	for (unsigned int i = 0; i < ra->route_count; i++)
		if (ra->routes[i].prefix.len < STUB_ROUTE_LEN)
			return false;
	return true;
}

size_t router_table_count(const struct router_table *table)
{
	return HASH_COUNT(table->routers);
}

uint64_t router_table_evicted(const struct router_table *table)
{
	return table->evicted;
}

void router_table_each(const struct router_table *table,
		       void (*each)(void *ctx, struct router *router), void *ctx)
{
	for (struct router *router = table->routers; router; router = router->hh.next)
		each(ctx, router);
}

/* qsort() has no context: the order by "is default now" needs the time, so it is kept beside. */
struct router_rank {
	const struct router *router;
	bool is_default;
};

static int rank_compare(const void *a, const void *b)
{
	const struct router_rank *x = a, *y = b;
	const struct router_key *p = &x->router->key, *q = &y->router->key;

	if (p->link != q->link)
		return p->link < q->link ? -1 : 1;
	if (p->vlan != q->vlan)
		return p->vlan < q->vlan ? -1 : 1;
	if (x->is_default != y->is_default)
		return x->is_default ? -1 : 1;
	return addr_compare(&p->addr, &q->addr);
}

int router_table_sorted(const struct router_table *table, uint64_t now_ns,
			const struct router ***ret_routers, size_t *ret_count)
{
	size_t count = HASH_COUNT(table->routers), i = 0;
	const struct router **routers;
	struct router_rank *ranks;

	*ret_routers = NULL;
	*ret_count = 0;
	if (!count)
		return 0;
	ranks = calloc(count, sizeof(*ranks));
	routers = calloc(count, sizeof(const struct router *));
	if (!ranks || !routers) {
		free(ranks);
		free(routers);
		return -ENOMEM;
	}
	for (const struct router *router = table->routers; router; router = router->hh.next)
		ranks[i++] = (struct router_rank){ router, router_is_default(router, now_ns) };
	qsort(ranks, count, sizeof(*ranks), rank_compare);
	for (i = 0; i < count; i++)
		routers[i] = ranks[i].router;
	free(ranks);
	*ret_routers = routers;
	*ret_count = count;
	return 0;
}
