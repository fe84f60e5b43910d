/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The two tiers of addresses (struct sw_known_set, struct sw_fresh_set).
 *
 * A source goes: recent cache (data only) -> known table -> is it on this link at all? -> fresh
 * table, within the budget of its port. What is past the budget feeds a sketch and a counter, so
 * a flood frame costs a bounded number of look-ups and no event.
 */
#ifndef SIXWATCH_HOSTS_BPF_H
#define SIXWATCH_HOSTS_BPF_H

#include "budget.bpf.h"
#include "frame.bpf.h"
#include "maps.bpf.h"

/* The way that holds the address, or -1. */
static __always_inline int known_match(const struct sw_known_set *set, __u32 tag,
				       const struct frame *f, const struct sw_addr *addr)
{
#pragma unroll
	for (int way = 0; way < SW_WAYS; way++)
		if (set->tag[way] == tag && key_equal(&set->key[way], f, addr))
			return way;
	return -1;
}

/* One of an address's two candidate sets. */
static __always_inline struct sw_known_set *known_candidate(__u64 hash, int choice,
							    __u32 *ret_index)
{
	*ret_index = (choice ? hash >> 32 : hash) & (config.known_sets - 1);
	return bpf_map_lookup_elem(&known, ret_index);
}

/* True, with set and way, when user space admitted the address. */
static __always_inline bool known_find(struct frame *f, const struct sw_addr *addr, __u64 hash,
				       struct sw_known_set **ret_set, __u32 *ret_slot)
{
	__u32 tag = sw_hash_tag(hash);

#pragma unroll
	for (int choice = 0; choice < 2; choice++) {
		__u32 index;
		struct sw_known_set *set = known_candidate(hash, choice, &index);
		int way;

		if (!set)
			return false;
		way = known_match(set, tag, f, addr);
		if (way >= 0) {
			*ret_set = set;
			*ret_slot = frame_forget(f, index * SW_WAYS + way);
			return true;
		}
	}
	return false;
}

static __always_inline struct sw_known_stat *known_stat(const struct frame *f, __u32 slot)
{
	__u32 index = f->cpu * config.known_sets * SW_WAYS + slot;

	return bpf_map_lookup_elem(&known_stats, &index);
}

/* DAD asks whether an address is in use; it does not use it. */
static __always_inline void known_touch(struct frame *f, __u32 slot)
{
	struct sw_known_stat *stat = known_stat(f, slot);

	f->host_slot = slot;
	f->record_flags |= SW_RECORD_SLOT | SW_RECORD_SOURCE_KNOWN;
	if (!stat || f->learn == SW_LEARN_DAD)
		return;
	stat->seen_tick = f->tick;
	stat->frames++;
	stat->learned |= SW_LEARN_BIT(f->learn);
	if (f->learn == SW_LEARN_RA) {
		stat->ra_count++;
		stat->ra_tick = f->tick;
	}
}

/* Data of a source that is not known: is it a host of this link (RFC 4861 section 2.1)? */
static __always_inline int source_is_onlink(const struct frame *f)
{
	const struct sw_addr *addr = &f->subject;

	if (addr_is_link_local(addr))
		return 1;
	for (__u32 i = 0; i < SW_ONLINK_MAX; i++) {
		volatile struct sw_onlink *onlink = &control.onlink[i];

		if (i >= control.onlink_count)
			break;
		if (onlink->link == f->link &&
		    (addr->w[0] & onlink->mask.w[0]) == onlink->addr.w[0] &&
		    (addr->w[1] & onlink->mask.w[1]) == onlink->addr.w[1])
			return 1;
	}
	return 0;
}

static __always_inline bool learn_needs_prefix(__u8 learn)
{
	return learn == SW_LEARN_DATA || learn == SW_LEARN_IPV4 || learn == SW_LEARN_ECHO ||
	       learn == SW_LEARN_DHCPV6;
}

static __always_inline bool learn_is_data(__u8 learn)
{
	return learn == SW_LEARN_DATA || learn == SW_LEARN_IPV4;
}

static __always_inline struct sw_recent *recent_slot(const struct frame *f)
{
	__u32 index =
		f->cpu * config.recent_slots + ((f->source_hash >> 16) & (config.recent_slots - 1));

	return bpf_map_lookup_elem(&recent, &index);
}

/* True when this source was looked up within the last second with the same MAC and port. */
static __always_inline bool recent_hit(struct frame *f, const struct sw_recent *entry)
{
	if (f->tick - entry->tick >= config.ticks_per_s || entry->binding.word != f->binding.word ||
	    !key_equal(&entry->key, f, &f->subject))
		return false;
	if (entry->known_slot != SW_RECENT_OFFLINK)
		known_touch(f, entry->known_slot);
	return true;
}

static __always_inline void recent_keep(const struct frame *f, struct sw_recent *entry, __u32 slot)
{
	entry->key.addr = f->subject;
	entry->key.link = f->link;
	entry->key.vlan = f->vlan;
	entry->binding = f->binding;
	entry->tick = f->tick;
	entry->known_slot = slot;
}

/* HyperLogLog: 12 bits pick the register, the rank of the rest goes in. */
static __always_inline void sketch_add(const struct frame *f)
{
	__u32 index = (f->slot * SW_SKETCH_MAX + f->sketch) * 2 + (control.epoch & 1);
	struct sw_sketch *sketch = bpf_map_lookup_elem(&sketches, &index);
	__u64 rest = f->source_hash >> SW_HLL_INDEX_BITS;
	__u32 reg = f->source_hash & (SW_HLL_REGISTERS - 1);
	__u8 rank = 1;

	if (!sketch)
		return;
#pragma unroll
	for (int bits = 32; bits; bits >>= 1) {
		if (!(rest & ((1ULL << bits) - 1))) {
			rest >>= bits;
			rank += bits;
		}
	}
	if (sketch->reg[reg] < rank)
		sketch->reg[reg] = rank;
}

/* News whose record the budget pays for: account_news() sends it. */
static __always_inline bool news_take(struct frame *f, struct sw_tally *tally, __u32 class)
{
	if (!budget_take(tally, class, f->tick)) {
		tally->suppressed[class]++;
		return false;
	}
	f->news = class;
	return true;
}

static __always_inline void fresh_point(struct frame *f, __u32 index, int way)
{
	f->host_slot = index * SW_WAYS + way;
	f->record_flags |= SW_RECORD_SLOT;
}

/* The way to give to a new address: an empty one, else the one that was silent for longest. */
static __always_inline int fresh_victim(const struct sw_fresh_set *set, __u32 tick)
{
	__u32 oldest = 0;
	int victim = 0;

#pragma unroll
	for (int way = 0; way < SW_WAYS; way++) {
		__u32 age = set->check[way] ? tick - set->host[way].seen_tick : ~0U;

		if (age >= oldest) {
			oldest = age;
			victim = way;
		}
	}
	return victim;
}

/*
 * An address that spoke within the last second stays: else five that share a set would displace
 * each other with every frame, and use up the budget for all. Once admitted it falls silent here.
 */
static __always_inline bool fresh_may_go(const struct frame *f, const struct sw_fresh_set *set,
					 __u32 way)
{
	return !set->check[way] || f->tick - set->host[way].seen_tick >= config.ticks_per_s;
}

/* The order of writes matters to readers: see struct sw_fresh_set. */
static __always_inline void fresh_write(const struct frame *f, struct sw_fresh_set *set, int way)
{
	struct sw_fresh_host *host = &set->host[way];

	*(volatile __u64 *)&set->check[way] = 0;
	barrier();
	host->key.addr = f->subject;
	host->key.link = f->link;
	host->key.vlan = f->vlan;
	host->binding = f->binding;
	host->first_tick = f->tick;
	host->seen_tick = f->tick;
	host->frames = 1;
	host->learned = SW_LEARN_BIT(f->learn);
	host->ra_digest = 0;
	host->ra_count = f->learn == SW_LEARN_RA;
	host->reported = 0;
	barrier();
	*(volatile __u64 *)&set->check[way] =
		sw_hash_check(&config.seed, f->source_hash, f->binding.word);
}

static __always_inline void fresh_rebind(const struct frame *f, struct sw_fresh_set *set, int way)
{
	*(volatile __u64 *)&set->check[way] = 0;
	barrier();
	set->host[way].binding = f->binding;
	barrier();
	*(volatile __u64 *)&set->check[way] =
		sw_hash_check(&config.seed, f->source_hash, f->binding.word);
}

static __always_inline void fresh_touch(struct frame *f, struct sw_fresh_set *set, int way,
					struct sw_tally *tally)
{
	struct sw_fresh_host *host = &set->host[way];

	if (f->learn == SW_LEARN_DAD)
		return;
	host->seen_tick = f->tick;
	host->frames++;
	host->learned |= SW_LEARN_BIT(f->learn);
	if (f->learn == SW_LEARN_RA)
		host->ra_count++;
	if (!host->reported)
		news_take(f, tally, SW_CLASS_NEW_ADDRESS);
	else if (host->binding.word != f->binding.word && news_take(f, tally, SW_CLASS_BINDING_NEW))
		fresh_rebind(f, set, way);
}

static __always_inline void fresh_add(struct frame *f, struct sw_fresh_set *set, __u32 index,
				      struct sw_tally *tally)
{
	int way;

	way = frame_forget(f, fresh_victim(set, f->tick)) & (SW_WAYS - 1);
	if (!fresh_may_go(f, set, way) || !budget_take(tally, SW_CLASS_NEW_ADDRESS, f->tick)) {
		tally->lost[SW_LOST_NOT_LEARNED]++;
		return;
	}
	if (set->check[way])
		tally->lost[SW_LOST_NEW_EVICTED]++;
	fresh_write(f, set, way);
	fresh_point(f, index, way);
	f->news = SW_CLASS_NEW_ADDRESS;
}

/* The way that holds f->subject, or SW_WAYS. */
static __always_inline __u32 fresh_match(struct frame *f, const struct sw_fresh_set *set)
{
	__u32 tag = sw_hash_tag(f->source_hash), found = SW_WAYS;

#pragma unroll
	for (int way = 0; way < SW_WAYS; way++)
		if (set->check[way] >> 32 == tag && key_equal(&set->host[way].key, f, &f->subject))
			found = way;
	return frame_forget(f, found);
}

static __always_inline void fresh_see(struct frame *f, struct sw_tally *tally)
{
	__u32 index = f->cpu * config.fresh_sets + (f->source_hash & (config.fresh_sets - 1));
	struct sw_fresh_set *set = bpf_map_lookup_elem(&fresh, &index);
	__u32 way;

	if (!set)
		return;
	way = fresh_match(f, set);
	if (way < SW_WAYS) {
		fresh_point(f, index, way);
		fresh_touch(f, set, way, tally);
	} else {
		fresh_add(f, set, index, tally);
	}
}

/*
 * A router whose RA teaches nothing (too long to verify, or forged) still counts as one: floods of
 * such RAs come from as many addresses.
 */
static __always_inline void hosts_count_router(struct frame *f)
{
	f->source_hash = sw_hash_addr(&config.seed, f->src.w[0], f->src.w[1],
				      sw_link_vlan(f->link, f->vlan));
	sketch_add(f);
}

/* Looks f->subject up and keeps what f->learn proves of it. */
static __always_inline void hosts_see(struct frame *f, struct sw_tally *tally)
{
	struct sw_recent *entry = NULL;
	struct sw_known_set *set;
	__u32 slot;

	f->source_hash = sw_hash_addr(&config.seed, f->subject.w[0], f->subject.w[1],
				      sw_link_vlan(f->link, f->vlan));
	if (learn_is_data(f->learn)) {
		entry = recent_slot(f);
		if (entry && recent_hit(f, entry)) {
			if (entry->known_slot == SW_RECENT_OFFLINK)
				tally->offlink++;
			return;
		}
	}
	if (known_find(f, &f->subject, f->source_hash, &set, &slot)) {
		known_touch(f, slot);
		if (set->flags[slot & (SW_WAYS - 1)] & SW_KNOWN_ROUTER)
			f->record_flags |= SW_RECORD_ROUTER;
		if (set->binding[slot & (SW_WAYS - 1)].word == f->binding.word) {
			if (entry)
				recent_keep(f, entry, slot);
		} else if (f->learn != SW_LEARN_DAD) {
			news_take(f, tally, SW_CLASS_BINDING);
		}
		return;
	}
	if (learn_needs_prefix(f->learn) && !source_is_onlink(f)) {
		tally->offlink++;
		if (entry)
			recent_keep(f, entry, SW_RECENT_OFFLINK);
		return;
	}
	if (f->sketch < SW_SKETCH_MAX)
		tally->unknown_source[f->sketch]++;
	sketch_add(f);
	fresh_see(f, tally);
}

#endif
