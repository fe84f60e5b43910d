// SPDX-License-Identifier: GPL-2.0-or-later
#include "collect/collector.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "collect/collector_private.h"
#include "collect/counters.h"
#include "collect/sketch.h"
#include "core/addr.h"
#include "core/log.h"

#define SECOND_NS 1000000000ULL
#define SKETCH_EPOCH_NS (5 * SECOND_NS) /* two of them: the 10 s of the detectors */

struct sw_host_key collector_key(const struct host_address_key *key)
{
	struct sw_host_key sw;

	memset(&sw, 0, sizeof(sw));
	sw.addr = addr_to_sw(&key->addr);
	sw.link = key->link;
	sw.vlan = key->vlan;
	return sw;
}

static void address_gone(void *ctx, const struct host_address *address)
{
	admit_forget(ctx, address);
}

static const struct host_table_ops host_ops = { .address_gone = address_gone };

static struct fragment_peer_key peer_key(const struct sw_addr *addr, uint16_t link, uint16_t vlan)
{
	struct fragment_peer_key key;

	memset(&key, 0, sizeof(key));
	key.addr = addr_from_sw(addr);
	key.link = link;
	key.vlan = vlan;
	return key;
}

static void on_orphan(void *ctx, const struct fragment_orphan_event *event)
{
	static const enum fragment_fate fates[FRAGMENT_ORPHAN_MAX] = {
		[FRAGMENT_ORPHAN_NONE] = FRAGMENT_FATE_UNSET,
		[FRAGMENT_ORPHAN_FIRST] = FRAGMENT_FATE_ORPHANED_FIRST,
		[FRAGMENT_ORPHAN_REST] = FRAGMENT_FATE_ORPHANED_REST,
		[FRAGMENT_ORPHAN_GAP] = FRAGMENT_FATE_GAP,
	};
	struct collector *collector = ctx;
	const struct sw_datagram *d = event->datagram;
	struct fragment_peer_key key = peer_key(&d->src, d->link, d->vlan);

	fragment_table_orphan(collector->tables->fragments, &key, fates[event->kind],
			      event->taken_back, event->seen_ns);
}

static void on_peer(void *ctx, const struct fragment_peer_event *event)
{
	struct collector *collector = ctx;
	const struct sw_peer *added = event->added;
	struct fragment_peer_key key = peer_key(&added->key.addr, added->key.link, added->key.vlan);
	struct fragment_sums sums = {
		.complete = added->complete,
		.fragments = added->fragments,
		.atomic = added->atomic,
		.tiny = added->tiny,
		.split = added->split,
		.overlap = added->overlap,
		.oversize = added->oversize,
		.packet_too_big = added->packet_too_big,
		.reassembly_exceeded = added->reassembly_exceeded,
	};

	fragment_table_add(collector->tables->fragments, &key, &sums, event->seen_ns);
}

static const struct fragments_scan_ops fragment_ops = { .orphan = on_orphan, .peer = on_peer };

int collector_new(struct engine *engine, struct tables *tables, struct detect *detect,
		  const struct collector_ops *ops, void *ctx, struct collector **ret_collector)
{
	struct collector *collector = calloc(1, sizeof(*collector));
	int r;

	if (!collector)
		return -ENOMEM;
	collector->engine = engine;
	collector->tables = tables;
	collector->detect = detect;
	collector->ops = ops;
	collector->ctx = ctx;
	r = ring_open(engine, learn_record, collector, &collector->ring);
	if (!r)
		r = known_new(engine, &collector->known);
	if (!r)
		r = fragments_scan_new(engine, &fragment_ops, collector, &collector->fragments);
	if (r) {
		collector_free(collector);
		return r;
	}
	host_table_set_ops(tables->hosts, &host_ops, collector);
	*ret_collector = collector;
	return 0;
}

void collector_free(struct collector *collector)
{
	if (!collector)
		return;
	host_table_set_ops(collector->tables->hosts, NULL, NULL);
	if (collector->fragments)
		fragments_scan_free(collector->fragments);
	if (collector->known)
		known_free(collector->known);
	if (collector->ring)
		ring_close(collector->ring);
	free(collector);
}

struct ring *collector_ring(struct collector *collector)
{
	return collector->ring;
}

const struct collector_losses *collector_losses(const struct collector *collector)
{
	return &collector->losses;
}

/* The ports are not to be changed while they are walked: first who, then what. */
struct slots {
	uint16_t slot[PORT_SLOTS_MAX];
	unsigned int count;
};

static bool gather_slot(void *ctx, const struct port *port)
{
	struct slots *slots = ctx;

	slots->slot[slots->count++] = port->slot;
	return slots->count < PORT_SLOTS_MAX;
}

static void read_counters(struct collector *collector, bool second)
{
	struct slots slots = { .count = 0 };
	struct sw_tally sum;

	port_table_each(collector->tables->ports, gather_slot, &slots);
	for (unsigned int i = 0; i < slots.count; i++) {
		uint16_t slot = slots.slot[i];

		counters_read(collector->engine, slot, &sum);
		port_table_update(collector->tables->ports, slot, &sum, collector->now_ns);
		if (!second)
			continue;
		for (int kind = 0; kind < SW_SKETCH_MAX; kind++)
			port_table_set_distinct(
				collector->tables->ports, slot, (enum sw_sketch_kind)kind,
				sketch_window(collector->engine, slot, (enum sw_sketch_kind)kind));
	}
}

static struct sw_addr mask_of(uint8_t len)
{
	struct in6_addr mask = { 0 };

	for (unsigned int i = 0; i < len; i++)
		mask.s6_addr[i / 8] |= (uint8_t)(0x80 >> i % 8);
	return addr_to_sw(&mask);
}

/* The BPF program takes data of a source for a host only within these. */
static void tell_onlink(struct collector *collector)
{
	uint64_t generation = prefix_table_generation(collector->tables->prefixes);
	const struct prefix_entry **entries;
	struct sw_onlink onlink[SW_ONLINK_MAX];
	unsigned int used = 0;
	size_t count;

	if (generation == collector->onlink_generation ||
	    prefix_table_sorted(collector->tables->prefixes, &entries, &count))
		return;
	memset(onlink, 0, sizeof(onlink));
	for (size_t i = 0; i < count && used < SW_ONLINK_MAX; i++) {
		if (!entries[i]->on_link)
			continue;
		onlink[used].addr = addr_to_sw(&entries[i]->prefix.addr);
		onlink[used].mask = mask_of(entries[i]->prefix.len);
		onlink[used++].link = entries[i]->link;
	}
	free(entries);
	if (engine_onlink_set(collector->engine, onlink, used) == 0)
		collector->onlink_generation = generation;
}

void collector_tell_prefix(void *ctx, const struct prefix_entry *entry, unsigned int changes)
{
	struct collector *collector = ctx;

	if (collector->ops->prefix)
		collector->ops->prefix(collector->ctx, entry, changes, collector->now_ns);
}

static void each_second(struct collector *collector)
{
	struct tables *tables = collector->tables;

	admit_refresh(collector);
	fragments_scan_run(collector->fragments, &collector->clock);
	host_table_age(tables->hosts, collector->now_ns);
	router_table_expire(tables->routers, collector->now_ns);
	prefix_table_expire(tables->prefixes, collector->now_ns, collector_tell_prefix, collector);
	if (collector->now_ns - collector->sketch_ns >= SKETCH_EPOCH_NS) {
		sketch_turn(collector->engine);
		collector->sketch_ns = collector->now_ns;
	}
}

void collector_tick(void *ctx, uint64_t now_ns)
{
	struct collector *collector = ctx;
	bool second = now_ns - collector->second_ns >= SECOND_NS;

	collector->now_ns = now_ns;
	engine_clock(collector->engine, now_ns, &collector->clock);
	ring_consume(collector->ring);
	known_tick(collector->known, now_ns);
	read_counters(collector, second);
	if (second) {
		collector->second_ns = now_ns;
		each_second(collector);
	}
	tell_onlink(collector);
	detect_tick(collector->detect, now_ns);
}

int collector_see(struct collector *collector, const struct sighting *sighting)
{
	struct host_address *address;
	int r = learn_sighting(collector, sighting, &address);

	if (r < 0)
		return r;
	if (sighting->self) {
		host_table_pin(collector->tables->hosts, address, true);
		admit_now(collector, address);
	}
	return r;
}
