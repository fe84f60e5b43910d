// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The entries: XDP, tc ingress and tc egress around one core. Every path lets the packet pass
 * untouched.
 */
#include "vmlinux.h"

#include <bpf/bpf_helpers.h>

#include "pipeline.bpf.h"

#define TC_ACT_UNSPEC (-1) /* whatever the other filters say */

char LICENSE[] SEC("license") = "GPL";

/*
 * The packet's bounds, read anew: what was proven about them before is not to multiply the ways
 * that the verifier walks next.
 */
#define PACKET_BOUNDS(cursor, ctx)                                                                 \
	do {                                                                                       \
		barrier();                                                                         \
		(cursor)->data = (void *)(long)(ctx)->data;                                        \
		(cursor)->end = (void *)(long)(ctx)->data_end;                                     \
	} while (0)

SEC("xdp")
int sw_xdp(struct xdp_md *ctx)
{
	struct arrival a = {};
	struct cursor packet;
	struct frame *f;

	PACKET_BOUNDS(&packet, ctx);
	if (config.replay) {
		arrival_replayed(&a);
	} else {
		arrival_xdp(&a, ctx, &packet);
	}
	if (!a.tally)
		return XDP_PASS;
	f = inspect(&packet, &a);
	if (!f)
		return XDP_PASS;
	PACKET_BOUNDS(&packet, ctx);
	account_frame(&packet, f, a.tally);
	return XDP_PASS;
}

/* A tag that the kernel holds beside the frame counts as wire. */
static __always_inline void arrival_skb(struct arrival *a, const struct cursor *packet,
					struct __sk_buff *skb)
{
	a->reach = packet->end - packet->data;
	a->frame_len = skb->len;
	a->wire_len = skb->len;
	a->tagged = 0;
	if (skb->vlan_present) {
		a->wire_len += sizeof(struct vlan_tag);
		arrival_tag(a, skb->vlan_tci);
	}
}

int sw_tc(struct __sk_buff *skb);

/* One entry, for the entries below and for sw_tc to begin again with. */
struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 1);
	__uint(key_size, sizeof(__u32));
	__array(values, int(void *));
} tc_core SEC(".maps") = {
	.values = { (void *)&sw_tc },
};

/*
 * Both halves of tc, once: a second copy would double what the verifier has to walk at start.
 *
 * An skb may have as few as the headers in its linear part. Where the message of interest lies
 * beyond, pull it in and begin again; counting comes last, so nothing counts twice.
 */
SEC("tc")
int sw_tc(struct __sk_buff *skb)
{
	__u32 want = skb->len < SW_RECORD_LARGE ? skb->len : SW_RECORD_LARGE;
	struct arrival a = {};
	struct cursor packet;
	struct frame *f = frame_current();

	if (!f)
		return TC_ACT_UNSPEC;
	arrival_live(&a, skb->ifindex, f->egress);
	if (!a.tally)
		return TC_ACT_UNSPEC;
	PACKET_BOUNDS(&packet, skb);
	arrival_skb(&a, &packet, skb);
	f = inspect(&packet, &a);
	if (!f)
		return TC_ACT_UNSPEC;
	if ((f->cut || f->lost == SW_LOST_SNAPPED) && a.reach < want &&
	    !bpf_skb_pull_data(skb, want))
		bpf_tail_call(skb, &tc_core, 0);
	PACKET_BOUNDS(&packet, skb);
	account_frame(&packet, f, a.tally);
	return TC_ACT_UNSPEC;
}

static __always_inline int tc(struct __sk_buff *skb, __u32 egress)
{
	struct frame *f = frame_current();

	if (f) {
		f->egress = egress;
		bpf_tail_call(skb, &tc_core, 0);
	}
	return TC_ACT_UNSPEC;
}

SEC("tc")
int sw_tc_ingress(struct __sk_buff *skb)
{
	return tc(skb, 0);
}

SEC("tc")
int sw_tc_egress(struct __sk_buff *skb)
{
	return tc(skb, 1);
}
