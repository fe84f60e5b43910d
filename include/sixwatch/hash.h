/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The secretly seeded hash of both halves. Three odd 64-bit multipliers, drawn at load time, are
 * the secret; without them nobody can aim keys at one set. 64 bits out: low bits pick a set, the
 * high 32 are the tag.
 */
#ifndef SIXWATCH_HASH_H
#define SIXWATCH_HASH_H

#include "sixwatch/types.h"

struct sw_seed {
	__u64 start;
	__u64 odd[3];
};
SW_ASSERT_SIZE(sw_seed, 32);

static inline __u64 sw_hash_mix(__u64 hash, __u64 word, __u64 odd)
{
	hash = (hash ^ word) * odd;
	return hash ^ (hash >> 32);
}

/*
 * The two products do not wait for each other. Two more rounds, because addresses that people give
 * out differ in a few bits only, and both candidate sets (the low bits, and those from bit 32 on)
 * must be independent of each other then.
 */
static inline __u64 sw_hash_addr(const volatile struct sw_seed *seed, __u64 hi, __u64 lo,
				 __u32 link_vlan)
{
	__u64 first = (hi ^ seed->start) * seed->odd[0];
	__u64 second = (lo ^ link_vlan) * seed->odd[1];
	__u64 hash = (first ^ (first >> 32)) + (second ^ (second >> 29));

	hash = (hash ^ (hash >> 32)) * seed->odd[2];
	hash = (hash ^ (hash >> 29)) * seed->odd[0];
	return hash ^ (hash >> 32);
}

/* The key's word beside the address. */
static inline __u32 sw_link_vlan(__u16 link, __u16 vlan)
{
	return (__u32)link << 16 | vlan;
}

/* A tag is never 0: 0 marks an empty entry. */
static inline __u32 sw_hash_tag(__u64 hash)
{
	return (__u32)(hash >> 32) | 1;
}

/* Ties a new-tier entry's address to its binding; see struct sw_new_set. */
static inline __u64 sw_hash_check(const volatile struct sw_seed *seed, __u64 hash, __u64 binding)
{
	__u64 low = sw_hash_mix(hash, binding, seed->odd[0]);

	return (__u64)sw_hash_tag(hash) << 32 | (low & 0xffffffff);
}

/* The check of an entry whose key alone it is made from. */
static inline __u64 sw_hash_key_check(__u64 hash)
{
	return (__u64)sw_hash_tag(hash) << 32 | (hash & 0xffffffff);
}

/* A datagram in pieces: its ends, its link and VLAN, and its identification. */
static inline __u64 sw_hash_datagram(const volatile struct sw_seed *seed, const struct sw_addr *src,
				     const struct sw_addr *dst, __u32 link_vlan, __be32 id)
{
	return sw_hash_addr(seed, src->w[0] ^ dst->w[1], src->w[1] ^ dst->w[0],
			    link_vlan ^ (__u32)id);
}

#endif
