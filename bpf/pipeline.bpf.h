/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One packet path for every hook: find the port, parse, account. Nothing here touches the packet. */
#ifndef SIXWATCH_PIPELINE_BPF_H
#define SIXWATCH_PIPELINE_BPF_H

#include "account.bpf.h"
#include "parse.bpf.h"

/* Slot 0 is nobody's port: there only SW_LOST_UNKNOWN_PORT is counted. */
static __always_inline struct sw_tally *tally_of(__u32 cpu, __u16 slot)
{
	__u32 index = cpu * config.port_slots + slot;

	if (slot >= config.port_slots)
		return NULL;
	return bpf_map_lookup_elem(&tallies, &index);
}

static __always_inline void arrival_at(struct arrival *a, const volatile struct sw_port *port)
{
	a->slot = port->slot;
	a->link = port->link;
	a->pvid = port->pvid;
	a->port_flags = port->flags;
	a->tally = tally_of(a->cpu, a->slot);
}

/* Time and port of a live frame; no tally when it is none of ours. */
static __always_inline void arrival_live(struct arrival *a, __u32 ifindex, __u32 egress)
{
	__u32 key = SW_PORT_KEY(ifindex, egress);
	volatile struct sw_port_set *set = &ports[sw_port_set(key) & (SW_PORT_SETS - 1)];
	struct sw_tally *nobody;

	a->cpu = bpf_get_smp_processor_id();
	a->tick = bpf_jiffies64();
#pragma unroll
	for (int way = 0; way < SW_WAYS; way++) {
		if (set->way[way].key == key) {
			arrival_at(a, &set->way[way]);
			return;
		}
	}
	nobody = tally_of(a->cpu, 0);
	if (nobody)
		nobody->lost[SW_LOST_UNKNOWN_PORT]++;
}

/*
 * The least that a driver leaves in the first buffer of a frame that has more than one. Only from
 * there on the length of all is asked for: the helper is a call, and costs a small frame a tenth.
 */
#define XDP_FIRST_BUFFER_MIN 256

/* A live frame at an XDP hook. */
static __always_inline void arrival_xdp(struct arrival *a, struct xdp_md *ctx,
					const struct cursor *packet)
{
	a->reach = packet->end - packet->data;
	a->wire_len = a->reach;
	if (config.frags && a->reach >= XDP_FIRST_BUFFER_MIN)
		a->wire_len = bpf_xdp_get_buff_len(ctx);
	a->frame_len = a->wire_len;
	arrival_live(a, ctx->ingress_ifindex, 0);
}

/* Time, port, length and tag of a frame from a capture, as the replay set them. */
static __always_inline void arrival_replayed(struct arrival *a)
{
	a->cpu = bpf_get_smp_processor_id();
	a->tick = replay.tick;
	a->wire_len = replay.wire_len;
	a->frame_len = replay.frame_len;
	a->reach = replay.cap_len;
	a->no_mac = replay.no_mac;
	if (replay.vlan_present)
		arrival_tag(a, replay.vlan);
	arrival_at(a, &replay.port);
}

/* This CPU's sheet of facts. */
static __always_inline struct frame *frame_current(void)
{
	__u32 cpu = bpf_get_smp_processor_id();

	return bpf_map_lookup_elem(&frames, &cpu);
}

/*
 * FRAME -> FACTS. Returns the sheet of facts, or NULL when the link layer already says that there
 * is nothing to learn: then the frame is counted.
 */
static __always_inline struct frame *inspect(struct cursor *c, struct arrival *a)
{
	struct frame *f;
	int type;

	if (a->port_flags & SW_PORT_BLOCKED) {
		a->tally->blocked++;
		return NULL;
	}
	c->pos = c->data;
	type = parse_l2(c, a);
	f = bpf_map_lookup_elem(&frames, &a->cpu);
	if (kind_of(type) == FRAME_OTHER || !f) {
		count_other(a, type);
		return NULL;
	}
	frame_init(f, a);
	f->kind = kind_of(type);
	f->l3_off = cursor_offset(c);
	parse_frame(c, f);
	return f;
}

#endif
