/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The IPv6 header and the whole chain of extension headers, RFC 8200. */
#ifndef SIXWATCH_PARSE_IPV6_BPF_H
#define SIXWATCH_PARSE_IPV6_BPF_H

#include <bpf/bpf_endian.h>

#include "consts.bpf.h"
#include "cursor.bpf.h"

/* Hop-by-hop, destination options, routing and AH all begin so. */
struct ext_header {
	__u8 next_header;
	__u8 len;
};

#define EXT_MORE_MASK 0x7ff /* 255 * 8 at most */

struct fragment_header {
	__u8 next_header;
	__u8 reserved;
	__be16 offset_more;
	__be32 id;
};

/* A multicast, loopback or v4-mapped source never is on the wire (RFC 4291 section 2.5, 2.7). */
static __always_inline bool source_is_bogus(const struct sw_addr *src)
{
	const __u32 *word = (const __u32 *)src;

	if (addr_is_multicast(src))
		return true;
	return !src->w[0] &&
	       ((!word[2] && word[3] == bpf_htonl(1)) || word[2] == bpf_htonl(0x0000ffff));
}

/*
 * The first Fragment header decides what this packet is; of a second one only its presence is
 * counted. 0 to walk on, 1 when what follows is the middle of a datagram.
 */
static __always_inline int parse_fragment(struct frame *f, const struct fragment_header *fh)
{
	__u32 rest_len = f->l4_len;
	__u16 offset_more = bpf_ntohs(fh->offset_more);

	if (f->fragment)
		return 0;
	f->fragment_offset = offset_more & FRAGMENT_OFFSET_MASK;
	f->fragment_more = offset_more & FRAGMENT_MORE;
	f->fragment_len = rest_len;
	f->fragment_id = fh->id;
	if (f->fragment_more && rest_len & 7)
		frame_refuse(f, SW_INVALID_FRAGMENT_LENGTH);
	if (f->fragment_offset + rest_len > IP_PAYLOAD_MAX)
		frame_refuse(f, SW_INVALID_FRAGMENT_OVERSIZE);
	if (f->fragment_offset) {
		f->fragment = FRAGMENT_NONFIRST;
		return 1;
	}
	f->fragment = f->fragment_more ? FRAGMENT_FIRST : FRAGMENT_ATOMIC;
	return 0;
}

/* Least bytes of an upper-layer header that a first fragment must hold (RFC 7112). */
static __always_inline __u32 upper_header_len(__u8 next_header)
{
	switch (next_header) {
	case NEXT_TCP:
		return 20;
	case NEXT_UDP:
	case NEXT_ICMPV6:
		return 8;
	default:
		return 0;
	}
}

/* The chain runs past the packet's own payload: the sender's fault, and of a first fragment so. */
static __always_inline void chain_ends_early(struct frame *f)
{
	if (f->fragment == FRAGMENT_FIRST) {
		f->chain_split = 1;
		frame_refuse(f, SW_INVALID_CHAIN_SPLIT);
	} else {
		frame_refuse(f, SW_INVALID_TRUNCATED);
	}
}

static __always_inline int ext_of(__u8 next_header)
{
	switch (next_header) {
	case NEXT_HOP_BY_HOP:
		return SW_EXT_HOP_BY_HOP;
	case NEXT_DESTINATION:
		return SW_EXT_DESTINATION;
	case NEXT_ROUTING:
		return SW_EXT_ROUTING;
	case NEXT_FRAGMENT:
		return SW_EXT_FRAGMENT;
	case NEXT_AH:
		return SW_EXT_AH;
	case NEXT_ESP:
		return SW_EXT_ESP;
	default:
		return -1;
	}
}

/* AH counts in 4 bytes less 2 (RFC 4302 section 2.2), the rest in 8 less 1; Fragment is fixed. */
static __always_inline __u32 ext_more_len(int kind, __u8 len)
{
	if (kind == SW_EXT_FRAGMENT)
		return 0;
	return kind == SW_EXT_AH ? len * 4U : len * 8U;
}

/* One header of the chain, f->l4_len bytes before the payload ends. 1 to walk on. */
static __always_inline int parse_ext(struct cursor *c, struct frame *f, int kind)
{
	const struct ext_header *ext;
	__u32 more;

	frame_add_ext(f, kind);
	if (kind == SW_EXT_ESP)
		return 0;
	if (f->l4_len < 8) {
		chain_ends_early(f);
		return 0;
	}
	ext = cursor_take(c, 8);
	if (!ext) {
		frame_ends_here(f);
		return 0;
	}
	f->next_header = ext->next_header;
	f->l4_len -= 8;
	if (kind == SW_EXT_FRAGMENT && parse_fragment(f, (const struct fragment_header *)ext))
		return 0;
	more = ext_more_len(kind, ext->len);
	if (f->l4_len < more) {
		chain_ends_early(f);
		return 0;
	}
	f->l4_len -= more;
	f->ext_more = more;
	return 1;
}

/*
 * Walks the chain from f->next_header; f->l4_len is what the payload length leaves. Returns 1
 * with f->l4_off set, 0 when there is no upper-layer header to look at.
 *
 * All state but the cursor goes through the map, behind barriers: then every header looks alike
 * to the verifier, and eight of them cost eight steps, not three to the power of eight.
 */
static __always_inline int parse_chain(struct cursor *c, struct frame *f)
{
	for (int i = 0; i <= SW_EXT_HEADERS_MAX; i++) {
		__u8 next = f->next_header;
		int kind = ext_of(next);

		if (kind < 0) {
			if (next == NEXT_NONE)
				return 0;
			if (f->l4_len < upper_header_len(next) && f->fragment == FRAGMENT_FIRST)
				chain_ends_early(f);
			f->l4_off = cursor_offset(c);
			return 1;
		}
		if (i == SW_EXT_HEADERS_MAX) {
			frame_refuse(f, SW_INVALID_CHAIN_TOO_LONG);
			return 0;
		}
		if (!parse_ext(c, f, kind))
			return 0;
		barrier();
		c->pos += f->ext_more & EXT_MORE_MASK;
	}
	return 0;
}

/*
 * Returns 1 when there is an upper-layer header to look at: at f->l4_off. The caller sets its
 * cursor anew from there: so the verifier walks what follows once, not once for each of the
 * thousands of ways through the chain.
 */
static __always_inline int parse_ipv6(struct cursor *packet, struct frame *f)
{
	struct cursor cursor = *packet, *c = &cursor;
	const struct ipv6hdr *ip6;
	__u32 avail, left;

	ip6 = cursor_take(c, sizeof(*ip6));
	if (!ip6) {
		frame_ends_here(f);
		return 0;
	}
	if (*(const __u8 *)ip6 >> 4 != 6) {
		frame_refuse(f, SW_INVALID_BAD_VERSION);
		return 0;
	}
	f->hop_limit = ip6->hop_limit;
	f->src = *(const struct sw_addr *)&ip6->saddr;
	f->dst = *(const struct sw_addr *)&ip6->daddr;
	if (source_is_bogus(&f->src))
		frame_refuse(f, SW_INVALID_SOURCE);

	/* A length of 0 is a jumbogram (RFC 2675), or a super-frame that never was on a wire. */
	avail = f->frame_len - f->l3_off - IPV6_HEADER_BYTES;
	left = bpf_ntohs(ip6->payload_len);
	if (!left && (ip6->nexthdr == NEXT_HOP_BY_HOP || avail > IP_PAYLOAD_MAX))
		left = avail;
	if (left > avail) {
		frame_refuse(f, SW_INVALID_PAYLOAD_LENGTH);
		left = avail;
	}
	f->next_header = ip6->nexthdr;
	f->l4_len = left;
	return parse_chain(c, f);
}

#endif
