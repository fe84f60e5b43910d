/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Ethernet II and up to two VLAN tags. Each parser returns the next type in host order. */
#ifndef SIXWATCH_PARSE_L2_BPF_H
#define SIXWATCH_PARSE_L2_BPF_H

#include <bpf/bpf_endian.h>

#include "consts.bpf.h"
#include "cursor.bpf.h"

struct vlan_tag {
	__be16 tci;
	__be16 next_type;
};

/* VLAN 0 is a priority tag: the frame belongs where an untagged one would. */
static __always_inline void arrival_tag(struct arrival *a, __u16 tci)
{
	if (!a->tagged)
		a->tag = tci & VLAN_ID_MASK;
	a->tagged = 1;
}

static __always_inline bool is_vlan(__u16 type)
{
	return type == ETH_P_8021Q || type == ETH_P_8021AD;
}

/*
 * The bytes of union sw_binding, composed in a register: stored piece by piece and then read as
 * one word, they would wait for the store buffer, which costs as much as all other parsing here.
 */
static __always_inline __u64 binding_word(const __u8 mac[6], __u16 port)
{
	__u64 first = *(const __u32 *)mac, last = *(const __u16 *)(mac + 4);

	return first | last << 32 | (__u64)port << 48;
}
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "binding_word() is little-endian");

/* The EtherType behind the tags, in host order; -1 when the frame ends first. */
static __always_inline int parse_l2(struct cursor *c, struct arrival *a)
{
	const struct ethhdr *eth = cursor_take(c, sizeof(*eth));
	__u16 type;

	/* A test run wants a whole header, so a replay pads: what is padding cannot be read. */
	if (!eth || a->reach < sizeof(*eth))
		return -1;
	type = bpf_ntohs(eth->h_proto);

	for (int i = 0; i < SW_VLAN_TAGS_MAX && is_vlan(type); i++) {
		const struct vlan_tag *tag = cursor_take(c, sizeof(*tag));

		if (!tag)
			return -1;
		arrival_tag(a, bpf_ntohs(tag->tci));
		type = bpf_ntohs(tag->next_type);
	}
	return type;
}

/* What only matters for frames that teach something. */
static __always_inline void frame_take_source(struct frame *f, const struct ethhdr *eth)
{
	f->binding.word = binding_word(eth->h_source, f->slot);
	if (!f->no_mac && ((eth->h_source[0] & 1) || !(f->binding.word << 16)))
		frame_refuse(f, SW_INVALID_SOURCE_MAC);
}

#endif
