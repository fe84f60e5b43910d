/* SPDX-License-Identifier: GPL-2.0-or-later */
/* As much of IPv4 and ARP as the dual-stack picture needs: who has which IPv4 address. */
#ifndef SIXWATCH_PARSE_IPV4_BPF_H
#define SIXWATCH_PARSE_IPV4_BPF_H

#include <bpf/bpf_endian.h>

#include "consts.bpf.h"
#include "cursor.bpf.h"

struct arp_ethernet_ipv4 {
	__be16 hardware;
	__be16 protocol;
	__u8 hardware_len;
	__u8 protocol_len;
	__be16 operation;
	__u8 sender_mac[6];
	__u8 sender_ip[4];
	__u8 target_mac[6];
	__u8 target_ip[4];
};
_Static_assert(sizeof(struct arp_ethernet_ipv4) == ARP_ETHERNET_IPV4_BYTES, "RFC 826");

/* 0.0.0.0, loopback, multicast and broadcast are nobody's address. */
static __always_inline void frame_learn_ipv4(struct frame *f, const __u8 ip[4], __u8 learn)
{
	struct sw_addr mapped = {};
	__u8 *bytes = (__u8 *)&mapped;

	if (ip[0] == 0 || ip[0] == 127 || ip[0] >= 224)
		return;
	bytes[10] = 0xff;
	bytes[11] = 0xff;
	__builtin_memcpy(bytes + 12, ip, 4);
	f->subject = mapped;
	f->learn = learn;
}

static __always_inline void parse_ipv4(struct cursor *c, struct frame *f)
{
	const __u8 *ip = cursor_take(c, IPV4_HEADER_BYTES);

	if (!ip) {
		frame_ends_here(f);
		return;
	}
	if (ip[0] >> 4 != 4)
		frame_refuse(f, SW_INVALID_BAD_VERSION);
	else
		frame_learn_ipv4(f, ip + 12, SW_LEARN_IPV4);
}

static __always_inline void parse_arp(struct cursor *c, struct frame *f)
{
	const struct arp_ethernet_ipv4 *arp = cursor_take(c, sizeof(*arp));

	if (!arp) {
		frame_ends_here(f);
		return;
	}
	if (arp->hardware != bpf_htons(1) || arp->protocol != bpf_htons(ETH_P_IPV4) ||
	    arp->hardware_len != 6 || arp->protocol_len != 4)
		frame_refuse(f, SW_INVALID_ARP);
	else
		frame_learn_ipv4(f, arp->sender_ip, SW_LEARN_ARP);
}

#endif
