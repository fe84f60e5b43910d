/* SPDX-License-Identifier: GPL-2.0-or-later */
/* FRAME -> FACTS: the whole walk, from Ethernet to the upper layer. Writes nothing but the facts. */
#ifndef SIXWATCH_PARSE_BPF_H
#define SIXWATCH_PARSE_BPF_H

#include "parse_icmpv6.bpf.h"
#include "parse_ipv4.bpf.h"
#include "parse_ipv6.bpf.h"
#include "parse_l2.bpf.h"
#include "parse_udp.bpf.h"

static __always_inline void parse_upper(struct cursor *c, struct frame *f)
{
	switch (f->next_header) {
	case NEXT_ICMPV6:
		parse_icmpv6(c, f);
		break;
	case NEXT_UDP:
		parse_udp(c, f);
		break;
	default:
		f->learn = SW_LEARN_DATA;
	}
}

/* A target may be any address; a bogus source was refused already. */
static __always_inline bool subject_is_host(const struct frame *f)
{
	if (addr_is_unspecified(&f->subject))
		return false;
	return (f->learn != SW_LEARN_NA && f->learn != SW_LEARN_DAD) ||
	       !source_is_bogus(&f->subject);
}

static __always_inline void parse_network(struct cursor *c, struct frame *f)
{
	int has_upper = parse_ipv6(c, f);

	f->subject = f->src;
	if (has_upper) {
		cursor_to_upper(c, f);
		parse_upper(c, f);
	} else {
		f->learn = SW_LEARN_DATA;
	}
	if (!subject_is_host(f))
		f->learn = SW_LEARN_NONE;
	/* Trouble below the upper layer: its class of record, unless ND has one of its own. */
	if (f->fragment && f->invalid && !f->class)
		f->class = SW_CLASS_FRAGMENT;
}

static __always_inline enum frame_kind kind_of(int type)
{
	return type == ETH_P_IPV6 ? FRAME_IPV6 :
	       type == ETH_P_IPV4 ? FRAME_IPV4 :
	       type == ETH_P_ARP  ? FRAME_ARP :
				    FRAME_OTHER;
}

/*
 * The network layer and up, of a frame whose link layer parse_l2() walked. What was refused, or
 * not wholly seen, teaches nothing.
 */
static __always_inline void parse_frame(struct cursor *c, struct frame *f)
{
	const struct ethhdr *eth = c->data;

	f->sketch = SW_SKETCH_DATA;
	if ((void *)(eth + 1) > c->end)
		return;
	frame_take_source(f, eth);
	cursor_to_network(c, f);
	if (f->kind == FRAME_IPV6)
		parse_network(c, f);
	else if (f->kind == FRAME_IPV4)
		parse_ipv4(c, f);
	else
		parse_arp(c, f);
	if (f->invalid || f->lost || f->no_mac || (f->port_flags & SW_PORT_BLOCKED))
		f->learn = SW_LEARN_NONE;
}

#endif
