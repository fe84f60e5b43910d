/* SPDX-License-Identifier: GPL-2.0-or-later */
/* FACTS -> RECORD: hands a frame up through the ring, within the budget of its port and class. */
#ifndef SIXWATCH_REPORT_BPF_H
#define SIXWATCH_REPORT_BPF_H

#include "budget.bpf.h"
#include "cursor.bpf.h"
#include "frame.bpf.h"
#include "maps.bpf.h"

/* Messages that user space decodes whole. */
static __always_inline bool class_is_large(__u32 class)
{
	switch (class) {
	case SW_CLASS_RA_KNOWN:
	case SW_CLASS_RA_NEW:
	case SW_CLASS_REDIRECT:
	case SW_CLASS_DHCPV6_CLIENT:
	case SW_CLASS_DHCPV6_SERVER:
	case SW_CLASS_NAME:
	case SW_CLASS_ROUTING:
		return true;
	default:
		return false;
	}
}

static __always_inline void record_fill(struct sw_record *record, const struct frame *f,
					__u32 class)
{
	record->time_ns = config.replay ? replay.now_ns : bpf_ktime_get_ns();
	record->addr = f->subject;
	record->binding = f->binding;
	record->ra_digest = f->ra_digest;
	record->slot = f->host_slot;
	record->wire_len = f->wire_len;
	record->class = class;
	record->invalid = f->invalid;
	record->link = f->link;
	record->vlan = f->vlan;
	record->flags = f->record_flags;
	if (f->port_flags & SW_PORT_SELF)
		record->flags |= SW_RECORD_SELF;
	if (f->fragment)
		record->flags |= SW_RECORD_FRAGMENT;
	if (f->ext & ~(0xffULL << (SW_EXT_FRAGMENT * 8)))
		record->flags |= SW_RECORD_HEADERS;
	record->learned_bit = f->learn;
	record->l3_off = f->l3_off;
	record->l4_off = f->l4_off;
	record->l4_len = f->l4_len;
	record->icmpv6_type = f->is_icmpv6 ? f->icmpv6_type : 0;
	record->next_header = f->next_header;
	record->hop_limit = f->hop_limit;
	record->reserved = 0;
}

/* bpf_probe_read_kernel() copies a variable length on every kernel, from XDP and from tc alike. */
static __always_inline void record_copy_frame(struct sw_record *record, const struct cursor *packet,
					      __u32 room)
{
	__u64 len = packet->end - packet->data;

	if (len > room)
		len = room;
	barrier_var(len);
	if (len > room)
		len = room;
	if (bpf_probe_read_kernel(record->frame, len, packet->data))
		len = 0;
	record->cap_len = len;
}

/* Within a budget that was taken before. */
static __always_inline int record_send(const struct cursor *packet, const struct frame *f,
				       struct sw_tally *tally, __u32 class)
{
	struct sw_record *record;

	if (class_is_large(class)) {
		record = bpf_ringbuf_reserve(&ring, sizeof(*record) + SW_RECORD_LARGE, 0);
		if (!record)
			goto full;
		record_fill(record, f, class);
		record_copy_frame(record, packet, SW_RECORD_LARGE);
	} else {
		record = bpf_ringbuf_reserve(&ring, sizeof(*record) + SW_RECORD_SMALL, 0);
		if (!record)
			goto full;
		record_fill(record, f, class);
		record_copy_frame(record, packet, SW_RECORD_SMALL);
	}
	bpf_ringbuf_submit(record, BPF_RB_NO_WAKEUP);
	return 1;
full:
	tally->lost[SW_LOST_RING_FULL]++;
	return 0;
}

/* True when the record went out. */
static __always_inline bool report(const struct cursor *packet, const struct frame *f,
				   struct sw_tally *tally, __u32 class)
{
	if (class >= SW_CLASS_MAX)
		return false;
	if (!budget_take(tally, class, f->tick)) {
		tally->suppressed[class]++;
		return false;
	}
	return record_send(packet, f, tally, class);
}

#endif
