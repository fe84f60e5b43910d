/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Datagrams in pieces, before anything reassembles them, and their peers (struct sw_datagram).
 */
#ifndef SIXWATCH_FRAGMENTS_BPF_H
#define SIXWATCH_FRAGMENTS_BPF_H

#include "consts.bpf.h"
#include "frame.bpf.h"
#include "maps.bpf.h"

enum range_result {
	RANGE_ADDED,
	RANGE_OVERLAP,	 /* shares a byte with an earlier piece: RFC 5722 says drop all */
	RANGE_DUPLICATE, /* an earlier piece again: the network's doing */
	RANGE_FULL,
};

static __always_inline void peer_begin(struct sw_peer *peer, const struct frame *f)
{
	__builtin_memset(peer, 0, sizeof(*peer));
	peer->key.addr = f->src;
	peer->key.link = f->link;
	peer->key.vlan = f->vlan;
}

/* The peer whose address is f->src: found, or put in the place of the oldest. */
static __always_inline struct sw_peer *peer_get(struct frame *f, struct sw_tally *tally)
{
	__u64 hash = sw_hash_addr(&config.seed, f->src.w[0], f->src.w[1],
				  sw_link_vlan(f->link, f->vlan));
	__u32 index = f->cpu * config.peer_sets + (hash & (config.peer_sets - 1));
	struct sw_peer_set *set = bpf_map_lookup_elem(&peers, &index);
	__u32 oldest = 0, way = 0, found = 0;

	if (!set)
		return NULL;
	for (int i = 0; i < SW_WAYS && !found; i++) {
		__u32 age = set->check[i] ? f->tick - set->peer[i].seen_tick : ~0U;

		found = set->check[i] == sw_hash_key_check(hash) &&
			key_equal(&set->peer[i].key, f, &f->src);
		if (found || age >= oldest) {
			oldest = age;
			way = i;
		}
	}
	found = frame_forget(f, found);
	way = frame_forget(f, way) & (SW_WAYS - 1);
	if (!found) {
		if (set->check[way])
			tally->lost[SW_LOST_PEER_EVICTED]++;
		*(volatile __u64 *)&set->check[way] = 0;
		barrier();
		peer_begin(&set->peer[way], f);
		barrier();
		*(volatile __u64 *)&set->check[way] = sw_hash_key_check(hash);
	}
	set->peer[way].seen_tick = f->tick;
	return &set->peer[way];
}

static __always_inline bool datagram_is(const struct sw_datagram *d, const struct frame *f)
{
	return d->id == f->fragment_id && addr_equal(&d->src, &f->src) &&
	       addr_equal(&d->dst, &f->dst) && d->link == f->link && d->vlan == f->vlan;
}

static __always_inline void datagram_begin(struct sw_datagram *d, const struct frame *f)
{
	__builtin_memset(d, 0, sizeof(*d));
	d->src = f->src;
	d->dst = f->dst;
	d->id = f->fragment_id;
	d->link = f->link;
	d->vlan = f->vlan;
	d->first_tick = f->tick;
	d->port = f->slot;
}

/* How readily an entry makes room: empty, complete, then by the time it was silent. */
static __always_inline __u32 datagram_age(const struct sw_datagram_set *set, int way, __u32 tick)
{
	if (!set->check[way])
		return ~0U;
	if (set->datagram[way].flags & SW_DATAGRAM_COMPLETE)
		return ~0U - 1;
	return tick - set->datagram[way].seen_tick;
}

/* The way of this datagram in its set; a new one takes the place of the oldest. */
static __always_inline __u32 datagram_way(struct frame *f, struct sw_datagram_set *set, __u64 check,
					  struct sw_tally *tally)
{
	__u32 oldest = 0, way = 0, found = 0;

	for (int i = 0; i < SW_WAYS && !found; i++) {
		__u32 age = datagram_age(set, i, f->tick);

		found = set->check[i] == check && datagram_is(&set->datagram[i], f);
		if (found || age >= oldest) {
			oldest = age;
			way = i;
		}
	}
	found = frame_forget(f, found);
	way = frame_forget(f, way) & (SW_WAYS - 1);
	if (!found) {
		if (set->check[way] && !(set->datagram[way].flags & SW_DATAGRAM_COMPLETE))
			tally->lost[SW_LOST_DATAGRAM_EVICTED]++;
		*(volatile __u64 *)&set->check[way] = 0;
		barrier();
		datagram_begin(&set->datagram[way], f);
		barrier();
		*(volatile __u64 *)&set->check[way] = check;
	}
	return way;
}

/*
 * A piece that lies within what was seen is the network's duplicate, not an overlap, when all
 * pieces so far had its length, or when it is the last one again.
 */
static __always_inline bool piece_is_duplicate(const struct frame *f, const struct sw_datagram *d,
					       __u32 start, __u32 end, const struct sw_range *range)
{
	if (start < range->start || end > range->end)
		return false;
	if (!f->fragment_more)
		return end == d->total;
	return f->fragment_len * d->fragments == d->bytes || d->flags & SW_DATAGRAM_COMPLETE;
}

/* Keeps disjoint, unsorted ranges; a piece that touches one at its end or start extends it. */
static __always_inline enum range_result datagram_add_range(struct frame *f, struct sw_datagram *d,
							    __u32 start, __u32 end)
{
	__u32 touching = SW_DATAGRAM_RANGES, clash = RANGE_ADDED;
	struct sw_range *range;

#pragma unroll
	for (__u32 i = 0; i < SW_DATAGRAM_RANGES; i++) {
		range = &d->range[i];
		if (i >= d->range_count)
			break;
		if (start < range->end && end > range->start)
			clash = piece_is_duplicate(f, d, start, end, range) ? RANGE_DUPLICATE :
									      RANGE_OVERLAP;
		if (start == range->end || end == range->start)
			touching = i;
	}
	clash = frame_forget(f, clash);
	if (clash)
		return clash;
	touching = frame_forget(f, touching);
	if (touching == SW_DATAGRAM_RANGES) {
		if (d->range_count >= SW_DATAGRAM_RANGES)
			return RANGE_FULL;
		range = &d->range[d->range_count++ & (SW_DATAGRAM_RANGES - 1)];
		range->start = start;
		range->end = end;
		return RANGE_ADDED;
	}
	range = &d->range[touching & (SW_DATAGRAM_RANGES - 1)];
	if (start == range->end)
		range->end = end;
	else
		range->start = start;
	return RANGE_ADDED;
}

static __always_inline void peer_complete(struct frame *f, const struct sw_datagram *d,
					  struct sw_tally *tally)
{
	struct sw_peer *peer = peer_get(f, tally);

	if (!peer)
		return;
	peer->complete++;
	peer->fragments += d->fragments;
}

/* What a piece says of its datagram, before its bytes are looked at. */
static __always_inline __u8 piece_flags(const struct frame *f)
{
	__u8 flags = 0;

	if (f->fragment == FRAGMENT_FIRST)
		flags |= SW_DATAGRAM_FIRST;
	if (!f->fragment_more)
		flags |= SW_DATAGRAM_LAST;
	if (f->chain_split)
		flags |= SW_DATAGRAM_SPLIT;
	if (f->fragment_more && f->frame_len - f->l3_off < SW_FRAGMENT_TINY)
		flags |= SW_DATAGRAM_TINY;
	return flags;
}

/* Each kind of trouble counts once a datagram. */
static __always_inline void peer_trouble(struct frame *f, __u8 flags, struct sw_tally *tally)
{
	struct sw_peer *peer = peer_get(f, tally);

	if (!peer)
		return;
	peer->tiny += !!(flags & SW_DATAGRAM_TINY);
	peer->split += !!(flags & SW_DATAGRAM_SPLIT);
	peer->overlap += !!(flags & SW_DATAGRAM_OVERLAP);
}

static __always_inline void datagram_see(struct frame *f, struct sw_tally *tally)
{
	__u64 hash = sw_hash_datagram(&config.seed, &f->src, &f->dst,
				      sw_link_vlan(f->link, f->vlan), f->fragment_id);
	__u32 index = f->cpu * config.datagram_sets + (hash & (config.datagram_sets - 1));
	struct sw_datagram_set *set = bpf_map_lookup_elem(&datagrams, &index);
	__u32 end = f->fragment_offset + f->fragment_len, way;
	struct sw_datagram *d;
	__u8 flags, news;
	int result;

	if (!set)
		return;
	way = datagram_way(f, set, sw_hash_key_check(hash), tally);
	d = &set->datagram[way];
	flags = piece_flags(f);
	result = frame_forget(f, datagram_add_range(f, d, f->fragment_offset, end));
	d->seen_tick = f->tick;
	if (result == RANGE_DUPLICATE)
		return;
	d->fragments++;
	if (result == RANGE_OVERLAP) {
		flags |= SW_DATAGRAM_OVERLAP;
		f->class = SW_CLASS_FRAGMENT;
		frame_refuse(f, SW_INVALID_FRAGMENT_OVERLAP);
	} else if (result == RANGE_FULL) {
		flags |= SW_DATAGRAM_RANGES_FULL;
	}
	if (result != RANGE_OVERLAP)
		d->bytes += f->fragment_len;
	if (!f->fragment_more)
		d->total = end;
	if (f->fragment == FRAGMENT_FIRST)
		d->next_header = f->next_header;
	news = flags & ~d->flags & (SW_DATAGRAM_TINY | SW_DATAGRAM_SPLIT | SW_DATAGRAM_OVERLAP);
	d->flags |= flags;
	if (news)
		peer_trouble(f, news, tally);
	if ((d->flags & (SW_DATAGRAM_LAST | SW_DATAGRAM_OVERLAP)) == SW_DATAGRAM_LAST &&
	    d->bytes == d->total) {
		d->flags |= SW_DATAGRAM_COMPLETE;
		peer_complete(f, d, tally);
	}
}

static __always_inline void peer_count(struct frame *f, struct sw_tally *tally)
{
	struct sw_peer *peer = peer_get(f, tally);

	if (!peer)
		return;
	if (f->fragment == FRAGMENT_ATOMIC)
		peer->atomic++;
	if (f->invalid == SW_INVALID_FRAGMENT_OVERSIZE)
		peer->oversize++;
	if (f->is_icmpv6 && f->icmpv6_type == ICMPV6_PACKET_TOO_BIG)
		peer->packet_too_big++;
	if (f->is_icmpv6 && f->icmpv6_type == ICMPV6_TIME_EXCEEDED)
		peer->reassembly_exceeded++;
}

static __always_inline bool is_fragment_error(const struct frame *f)
{
	return f->is_icmpv6 && (f->icmpv6_type == ICMPV6_PACKET_TOO_BIG ||
				(f->icmpv6_type == ICMPV6_TIME_EXCEEDED &&
				 f->icmpv6_code == ICMPV6_REASSEMBLY_EXCEEDED));
}

/* Headers that run past the frame, or a piece of impossible length, belong to no datagram. */
static __always_inline bool piece_is_sound(const struct frame *f)
{
	return !f->invalid || f->invalid == SW_INVALID_CHAIN_SPLIT ||
	       f->invalid == SW_INVALID_ND_FRAGMENTED || f->invalid == SW_INVALID_SOURCE_MAC;
}

static __always_inline void fragments_see(struct frame *f, struct sw_tally *tally)
{
	if (f->fragment == FRAGMENT_ATOMIC || f->invalid == SW_INVALID_FRAGMENT_OVERSIZE ||
	    is_fragment_error(f))
		peer_count(f, tally);
	else if (f->fragment && piece_is_sound(f))
		datagram_see(f, tally);
}

#endif
