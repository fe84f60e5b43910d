// SPDX-License-Identifier: GPL-2.0-or-later
#include "table/port_table.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"

/* A port is big (its counters): made when its slot is first used. */
struct port_table {
	struct port *port[PORT_SLOTS_MAX];
	struct link *link[PORT_SLOTS_MAX];
};

int port_table_new(struct port_table **ret_table)
{
	struct port_table *table = calloc(1, sizeof(*table));

	if (!table)
		return -ENOMEM;
	*ret_table = table;
	return 0;
}

void port_table_free(struct port_table *table)
{
	if (!table)
		return;
	for (size_t i = 0; i < PORT_SLOTS_MAX; i++) {
		free(table->port[i]);
		free(table->link[i]);
	}
	free(table);
}

static void copy_text(char *dst, size_t size, const char *text)
{
	text_escape(dst, size, text ? text : "", text ? strlen(text) : 0);
}

int port_table_set_link(struct port_table *table, uint16_t id, const char *name, uint32_t ifindex)
{
	struct link *link;

	if (!id || id >= PORT_SLOTS_MAX)
		return -EINVAL;
	if (!table->link[id])
		table->link[id] = calloc(1, sizeof(*table->link[id]));
	link = table->link[id];
	if (!link)
		return -ENOMEM;
	link->id = id;
	link->ifindex = ifindex;
	copy_text(link->name, sizeof(link->name), name);
	return 0;
}

/*
 * Everything in struct sw_tally before the buckets is 64-bit counters that only grow, so sums and
 * differences are made word by word.
 */
#define TALLY_COUNTERS (offsetof(struct sw_tally, bucket) / sizeof(uint64_t))
_Static_assert(offsetof(struct sw_tally, bucket) % sizeof(uint64_t) == 0, "counters are words");

static void tally_subtract(struct sw_tally *ret, const struct sw_tally *sum,
			   const struct sw_tally *less)
{
	uint64_t a[TALLY_COUNTERS], b[TALLY_COUNTERS];

	memcpy(a, sum, sizeof(a));
	memcpy(b, less, sizeof(b));
	for (size_t i = 0; i < TALLY_COUNTERS; i++)
		a[i] = a[i] > b[i] ? a[i] - b[i] : 0;
	memcpy(ret, a, sizeof(a));
}

static void tally_add(struct sw_tally *sum, const struct sw_tally *more)
{
	uint64_t a[TALLY_COUNTERS], b[TALLY_COUNTERS];

	memcpy(a, sum, sizeof(a));
	memcpy(b, more, sizeof(b));
	for (size_t i = 0; i < TALLY_COUNTERS; i++)
		a[i] += b[i];
	memcpy(sum, a, sizeof(a));
}

int port_table_set_port(struct port_table *table, const struct port_info *info,
			const struct sw_tally *slot_sum)
{
	struct port *port;

	if (!info->slot || info->slot >= PORT_SLOTS_MAX)
		return -EINVAL;
	if (!table->port[info->slot])
		table->port[info->slot] = calloc(1, sizeof(*port));
	port = table->port[info->slot];
	if (!port)
		return -ENOMEM;
	if (!port->slot || port->generation != info->generation) {
		memset(port, 0, sizeof(*port));
		if (slot_sum)
			port->start = *slot_sum;
	}
	port->slot = info->slot;
	port->link = info->link;
	port->ifindex = info->ifindex;
	port->generation = info->generation;
	port->state = info->state;
	port->self = info->self;
	copy_text(port->device, sizeof(port->device), info->device);
	copy_text(port->name, sizeof(port->name), info->name ? info->name : info->device);
	copy_text(port->mode, sizeof(port->mode), info->mode);
	copy_text(port->error, sizeof(port->error), info->error);
	return 0;
}

static struct port *port_find(const struct port_table *table, uint16_t slot)
{
	return slot < PORT_SLOTS_MAX ? table->port[slot] : NULL;
}

const struct port *port_table_port(const struct port_table *table, uint16_t slot)
{
	return port_find(table, slot);
}

const struct link *port_table_link(const struct port_table *table, uint16_t id)
{
	return id < PORT_SLOTS_MAX ? table->link[id] : NULL;
}

void port_table_set_state(struct port_table *table, uint16_t slot, enum port_state state)
{
	struct port *port = port_find(table, slot);

	if (port)
		port->state = state;
}

static void sample_take(struct port *port, uint64_t now_ns)
{
	struct port_sample *sample = &port->sample[port->sample_count % PORT_SAMPLES];
	const struct sw_tally *tally = &port->now;

	sample->now_ns = now_ns;
	sample->frames = tally->frames;
	sample->bytes = tally->bytes;
	sample->ra_known_unicast = tally->ra_known_unicast;
	sample->ra_invalid = tally->ra_invalid;
	sample->fragments = tally->fragments_first + tally->fragments_nonfirst;
	for (int i = 0; i < PORT_SAMPLE_TYPES; i++)
		sample->icmpv6[i] = tally->icmpv6[PORT_SAMPLE_TYPE_FIRST + i];
	port->sample_count++;
}

void port_table_update(struct port_table *table, uint16_t slot, const struct sw_tally *slot_sum,
		       uint64_t now_ns)
{
	struct port *port = port_find(table, slot);

	if (!port)
		return;
	tally_subtract(&port->now, slot_sum, &port->start);
	sample_take(port, now_ns);
}

void port_table_set_distinct(struct port_table *table, uint16_t slot, enum sw_sketch_kind kind,
			     uint64_t distinct)
{
	struct port *port = port_find(table, slot);

	if (port && kind < SW_SKETCH_MAX)
		port->distinct[kind] = distinct;
}

void port_table_set_drops(struct port_table *table, uint16_t slot, uint64_t rx_dropped,
			  uint64_t rx_missed)
{
	struct port *port = port_find(table, slot);

	if (!port)
		return;
	port->rx_dropped = rx_dropped;
	port->rx_missed = rx_missed;
}

const char *port_table_device(const struct port_table *table, uint16_t slot)
{
	const struct port *port = port_find(table, slot);

	return port ? port->device : "";
}

const char *port_table_name(const struct port_table *table, uint16_t slot)
{
	const struct port *port = port_find(table, slot);

	return port ? port->name : "";
}

const char *port_table_link_name(const struct port_table *table, uint16_t id)
{
	const struct link *link = port_table_link(table, id);

	return link ? link->name : "";
}

/* The last sample at or before the moment; NULL: the port began after it. */
static const struct port_sample *sample_before(const struct port *port, uint64_t ns)
{
	uint32_t kept = port->sample_count < PORT_SAMPLES ? port->sample_count : PORT_SAMPLES;
	const struct port_sample *sample = NULL;

	for (uint32_t back = 1; back <= kept; back++) {
		sample = &port->sample[(port->sample_count - back) % PORT_SAMPLES];
		if (sample->now_ns <= ns)
			return sample;
	}
	return port->sample_count > PORT_SAMPLES ? sample : NULL;
}

void port_table_rates(const struct port_table *table, uint16_t slot, uint64_t window_ns,
		      struct port_sample *ret_sum)
{
	static const struct port_sample zero;
	const struct port *port = port_find(table, slot);
	const struct port_sample *last, *first;

	*ret_sum = zero;
	if (!port || !port->sample_count)
		return;
	last = &port->sample[(port->sample_count - 1) % PORT_SAMPLES];
	first = sample_before(port, last->now_ns > window_ns ? last->now_ns - window_ns : 0);
	ret_sum->now_ns = first ? last->now_ns - first->now_ns : window_ns;
	if (!first)
		first = &zero;
	ret_sum->frames = last->frames - first->frames;
	ret_sum->bytes = last->bytes - first->bytes;
	ret_sum->ra_known_unicast = last->ra_known_unicast - first->ra_known_unicast;
	ret_sum->ra_invalid = last->ra_invalid - first->ra_invalid;
	ret_sum->fragments = last->fragments - first->fragments;
	for (int i = 0; i < PORT_SAMPLE_TYPES; i++)
		ret_sum->icmpv6[i] = last->icmpv6[i] - first->icmpv6[i];
}

void port_table_total(const struct port_table *table, struct sw_tally *ret_sum)
{
	memset(ret_sum, 0, sizeof(*ret_sum));
	for (size_t i = 0; i < PORT_SLOTS_MAX; i++)
		if (table->port[i])
			tally_add(ret_sum, &table->port[i]->now);
}

void port_table_each(const struct port_table *table,
		     bool (*each)(void *ctx, const struct port *port), void *ctx)
{
	for (size_t i = 0; i < PORT_SLOTS_MAX; i++)
		if (table->port[i] && !each(ctx, table->port[i]))
			return;
}

void port_table_each_link(const struct port_table *table,
			  bool (*each)(void *ctx, const struct link *link), void *ctx)
{
	for (size_t i = 0; i < PORT_SLOTS_MAX; i++)
		if (table->link[i] && !each(ctx, table->link[i]))
			return;
}
