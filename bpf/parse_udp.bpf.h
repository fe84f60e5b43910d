/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The UDP ports whose messages user space reads: DHCPv6, mDNS, LLMNR, RIPng, Babel. */
#ifndef SIXWATCH_PARSE_UDP_BPF_H
#define SIXWATCH_PARSE_UDP_BPF_H

#include <bpf/bpf_endian.h>

#include "consts.bpf.h"
#include "cursor.bpf.h"

struct udp_header {
	__be16 source;
	__be16 dest;
	__be16 len;
	__be16 checksum;
};

/* c stands behind the UDP header. */
static __always_inline void parse_dns(struct cursor *c, struct frame *f)
{
	const __u8 *dns = cursor_take(c, DNS_HEADER_BYTES);

	if (f->l4_len < sizeof(struct udp_header) + DNS_HEADER_BYTES)
		return;
	if (!dns)
		frame_ends_here(f);
	else if (dns[2] & DNS_FLAG_RESPONSE)
		f->class = SW_CLASS_NAME;
}

/* DHCPv6: clients send to the server port; servers to the client port, relays to each other. */
static __always_inline void parse_dhcpv6(struct frame *f, __u16 source, __u16 dest)
{
	bool from_client = dest == PORT_DHCPV6_SERVER && source != PORT_DHCPV6_SERVER;

	f->class = from_client ? SW_CLASS_DHCPV6_CLIENT : SW_CLASS_DHCPV6_SERVER;
	f->learn = SW_LEARN_DHCPV6;
}

/* c stands on the UDP header of a whole datagram or a first fragment. */
static __always_inline void parse_udp(struct cursor *c, struct frame *f)
{
	const struct udp_header *udp = cursor_take(c, sizeof(*udp));
	__u16 source, dest;

	f->learn = SW_LEARN_DATA;
	if (f->l4_len < sizeof(*udp)) {
		frame_refuse(f, SW_INVALID_TRUNCATED);
		return;
	}
	if (!udp) {
		frame_ends_here(f);
		return;
	}
	source = bpf_ntohs(udp->source);
	dest = bpf_ntohs(udp->dest);
	if (dest == PORT_DHCPV6_SERVER || dest == PORT_DHCPV6_CLIENT)
		parse_dhcpv6(f, source, dest);
	else if (source == PORT_MDNS || source == PORT_LLMNR)
		parse_dns(c, f);
	else if (dest == PORT_RIPNG || dest == PORT_BABEL)
		f->class = SW_CLASS_ROUTING;
	/* In tc the rest of the message can still be pulled into reach. */
	if (f->class && f->l4_off + f->l4_len > f->reach)
		f->cut = 1;
}

#endif
