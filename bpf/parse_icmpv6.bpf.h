/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ICMPv6: validation of neighbour discovery (RFC 4861) and of MLD (RFC 3810). */
#ifndef SIXWATCH_PARSE_ICMPV6_BPF_H
#define SIXWATCH_PARSE_ICMPV6_BPF_H

#include <bpf/bpf_endian.h>

#include "consts.bpf.h"
#include "cursor.bpf.h"
#include "maps.bpf.h"

struct icmpv6_header {
	__u8 type;
	__u8 code;
	__be16 checksum;
	__u8 flags; /* of an NA */
	__u8 reserved[3];
};

/* NS and NA; a redirect has a destination behind it. */
struct nd_target {
	struct icmpv6_header icmpv6;
	struct sw_addr target;
};

struct nd_option {
	__u8 type;
	__u8 len; /* in units of 8 bytes, RFC 4861 section 4.6 */
};

static __always_inline __u64 sum_halves(__u64 word)
{
	return (word & 0xffffffff) + (word >> 32);
}

/*
 * One block of the pass below: bytes is a constant power of two of at least 8. What was summed so
 * far, and how far, is kept in the map: both ways, with the block and without, then look alike to
 * the verifier, and it walks what follows once.
 */
static __always_inline int sum_block(struct cursor *c, struct frame *f, __u32 bytes)
{
	const __u64 *word;
	__u64 total = 0, mixed;

	if (!(f->l4_len & bytes))
		return 0;
	word = c->data + (f->sum_off & UPPER_OFFSET_MASK);
	if ((void *)word + bytes > c->end)
		return -1;
	mixed = f->ra_digest;
#pragma unroll
	for (__u32 i = 0; i < bytes / 8; i++) {
		total += sum_halves(word[i]);
		mixed = sw_hash_mix(mixed, word[i], config.seed.odd[1]);
	}
	f->sum += total;
	f->ra_digest = mixed;
	f->sum_off += bytes;
	barrier();
	return 0;
}

/* The last 1 to 7 bytes: ND comes in eights, MLD may leave some. */
static __always_inline int sum_tail(struct cursor *c, struct frame *f)
{
	const __u8 *byte = c->data + (f->sum_off & UPPER_OFFSET_MASK);
	__u32 left = f->l4_len & 7;

#pragma unroll
	for (__u32 i = 0; i < 7; i++) {
		if (i < left) {
			if (byte + i + 1 > (const __u8 *)c->end)
				return -1;
			f->sum += bpf_htons(i & 1 ? byte[i] : byte[i] << 8);
		}
	}
	barrier();
	return 0;
}

/*
 * One pass over the message, in blocks by the bits of its length rather than in a loop: no way
 * out in the middle. It gives the sum of RFC 4443 section 2.3 (the halves of 64-bit words add up
 * to the same ones' complement sum) and, mixed from the same words, the digest that tells whether
 * an RA says anything new. The digest begins with the checksum, which takes it out again: it
 * differs with the destination. -1 when the message is out of reach.
 */
#define CHECKSUM_SHIFT 16 /* bytes 2 and 3 of the first little-endian word */

static __always_inline int icmpv6_sum(struct cursor *c, struct frame *f)
{
	const struct icmpv6_header *icmpv6 = c->pos;
	__be16 checksum;

	if ((void *)(icmpv6 + 1) > c->end)
		return -1;
	checksum = icmpv6->checksum;
	f->sum = 0;
	f->sum_off = f->l4_off;
	f->ra_digest = f->binding.word ^ f->hop_limit ^ (__u64)checksum << CHECKSUM_SHIFT;
	barrier();
	if (sum_block(c, f, 256) || sum_block(c, f, 128) || sum_block(c, f, 64) ||
	    sum_block(c, f, 32) || sum_block(c, f, 16) || sum_block(c, f, 8))
		return -1;
	return f->l4_len & 7 ? sum_tail(c, f) : 0;
}
_Static_assert(SW_CHECKSUM_BYTES_MAX == 2 * 256, "the blocks add up to less than that");

/*
 * 0 when the message may be believed. Too long to sum here counts as unverified, cut short by the
 * capture as snapped: neither teaches anything.
 */
static __always_inline int icmpv6_verify(struct cursor *c, struct frame *f)
{
	__u64 sum;

	if (f->l4_len >= SW_CHECKSUM_BYTES_MAX || frame_ext_count(f, SW_EXT_ROUTING)) {
		f->lost = SW_LOST_UNVERIFIED;
		f->record_flags |= SW_RECORD_UNVERIFIED;
		return -1;
	}
	if (icmpv6_sum(c, f)) {
		frame_ends_here(f);
		return -1;
	}
	sum = f->sum + sum_halves(f->src.w[0]) + sum_halves(f->src.w[1]);
	sum += sum_halves(f->dst.w[0]) + sum_halves(f->dst.w[1]);
	sum += bpf_htonl(f->l4_len) + (__u64)bpf_htonl(NEXT_ICMPV6);
	sum = sum_halves(sum);
	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	if (sum != 0xffff) {
		frame_refuse(f, SW_INVALID_CHECKSUM);
		return -1;
	}
	return 0;
}

/*
 * Walks the options behind the fixed part and notes a source link-layer address. -1 when one is
 * out of reach; an option of length 0 or past the end makes the whole message invalid (section
 * 6.1.2, 7.1.1).
 */
static __always_inline int nd_walk_options(struct cursor *c, struct frame *f, __u32 fixed_len)
{
	__u32 off = fixed_len, total = f->l4_len;

	for (int i = 0; i <= SW_ND_OPTIONS_MAX; i++) {
		const struct nd_option *option;
		__u32 len;

		if (off == total)
			return 0;
		/* Cannot be, after icmpv6_verify(), but the verifier wants a constant bound. */
		barrier_var(off);
		if (off > SW_CHECKSUM_BYTES_MAX)
			return -1;
		if (total - off < sizeof(*option)) {
			frame_refuse(f, SW_INVALID_OPTION_LENGTH);
			return -1;
		}
		option = c->pos + off;
		if ((void *)(option + 1) > c->end) {
			frame_ends_here(f);
			return -1;
		}
		len = option->len * 8U;
		if (!len || len > total - off) {
			frame_refuse(f, SW_INVALID_OPTION_LENGTH);
			return -1;
		}
		if (option->type == ND_OPTION_SLLA)
			f->has_slla = 1;
		off += len;
	}
	f->lost = SW_LOST_UNVERIFIED;
	f->record_flags |= SW_RECORD_UNVERIFIED;
	return -1;
}

static __always_inline __u32 nd_fixed_len(__u8 type)
{
	switch (type) {
	case ICMPV6_RS:
		return ND_RS_BYTES;
	case ICMPV6_RA:
		return ND_RA_BYTES;
	case ICMPV6_REDIRECT:
		return ND_REDIRECT_BYTES;
	default:
		return ND_NS_BYTES;
	}
}

/* ff02::1:ffXX:XXXX, RFC 4291 section 2.7.1. */
static __always_inline bool addr_is_solicited_node(const struct sw_addr *a)
{
	const __u32 *word = (const __u32 *)a;

	return word[0] == bpf_htonl(0xff020000) && !word[1] && word[2] == bpf_htonl(1) &&
	       addr_byte(a, 12) == 0xff;
}

static __always_inline __u8 check_rs(struct frame *f)
{
	if (addr_is_unspecified(&f->src)) {
		if (f->has_slla)
			return SW_INVALID_DAD_SLLA;
		return SW_INVALID_NONE;
	}
	f->learn = SW_LEARN_RS;
	return SW_INVALID_NONE;
}

static __always_inline __u8 check_ra(struct frame *f)
{
	if (!addr_is_link_local(&f->src))
		return SW_INVALID_SOURCE_NOT_LINK_LOCAL;
	f->learn = SW_LEARN_RA;
	return SW_INVALID_NONE;
}

static __always_inline __u8 check_ns(struct frame *f, const struct sw_addr *target)
{
	if (addr_is_multicast(target))
		return SW_INVALID_TARGET_MULTICAST;
	f->target = *target;
	if (!addr_is_unspecified(&f->src)) {
		f->learn = SW_LEARN_NS;
		return SW_INVALID_NONE;
	}
	if (!addr_is_solicited_node(&f->dst))
		return SW_INVALID_DAD_DESTINATION;
	if (f->has_slla)
		return SW_INVALID_DAD_SLLA;
	f->subject = *target;
	f->learn = SW_LEARN_DAD;
	return SW_INVALID_NONE;
}

static __always_inline __u8 check_na(struct frame *f, const struct sw_addr *target, __u8 flags)
{
	if (addr_is_multicast(target))
		return SW_INVALID_TARGET_MULTICAST;
	if (addr_is_multicast(&f->dst) && (flags & ND_NA_SOLICITED))
		return SW_INVALID_NA_SOLICITED_MULTICAST;
	f->subject = *target;
	f->learn = SW_LEARN_NA;
	return SW_INVALID_NONE;
}

static __always_inline __u8 check_redirect(struct frame *f, const struct sw_addr *target,
					   const struct sw_addr *destination)
{
	if (!addr_is_link_local(&f->src))
		return SW_INVALID_SOURCE_NOT_LINK_LOCAL;
	if (addr_is_multicast(destination))
		return SW_INVALID_TARGET_MULTICAST;
	if (!addr_is_link_local(target) && !addr_equal(target, destination))
		return SW_INVALID_REDIRECT_TARGET;
	return SW_INVALID_NONE;
}

/* The rules that need nothing but the header, cheapest first: sections 6.1, 7.1 and 8.1. */
static __always_inline __u8 check_nd_header(const struct frame *f)
{
	if (f->fragment)
		return SW_INVALID_ND_FRAGMENTED; /* RFC 6980 section 5, atomic ones too */
	if (f->hop_limit != ND_HOP_LIMIT)
		return SW_INVALID_HOP_LIMIT;
	if (f->icmpv6_code)
		return SW_INVALID_CODE;
	if (f->l4_len < nd_fixed_len(f->icmpv6_type))
		return SW_INVALID_ND_LENGTH;
	return SW_INVALID_NONE;
}

static __always_inline __u8 check_nd_message(struct cursor *c, struct frame *f)
{
	const struct nd_target *nd = c->pos;
	const struct sw_addr *destination;

	if (f->icmpv6_type == ICMPV6_RS)
		return check_rs(f);
	if (f->icmpv6_type == ICMPV6_RA)
		return check_ra(f);
	if ((void *)(nd + 1) > c->end)
		return SW_INVALID_TRUNCATED;
	if (f->icmpv6_type == ICMPV6_NS)
		return check_ns(f, &nd->target);
	if (f->icmpv6_type == ICMPV6_NA)
		return check_na(f, &nd->target, nd->icmpv6.flags);
	destination = (const void *)(nd + 1);
	if ((void *)(destination + 1) > c->end)
		return SW_INVALID_TRUNCATED;
	return check_redirect(f, &nd->target, destination);
}

static __always_inline void nd_refuse(struct frame *f, __u8 reason)
{
	frame_refuse(f, reason);
	f->class = SW_CLASS_ND_INVALID;
}

/* Behind a checksum that is right. */
static __always_inline void parse_nd(struct cursor *c, struct frame *f)
{
	__u32 fixed_len = nd_fixed_len(f->icmpv6_type);
	__u8 reason;

	cursor_to_upper(c, f);
	if (nd_walk_options(c, f, fixed_len) == 0) {
		reason = check_nd_message(c, f);
		if (reason)
			nd_refuse(f, reason);
	}
}

static __always_inline void parse_mld(struct frame *f)
{
	if (f->icmpv6_type == ICMPV6_MLD_QUERY || f->icmpv6_type == ICMPV6_MRD_ADVERTISEMENT)
		f->class = SW_CLASS_MLD_QUERY;
	if (addr_is_link_local(&f->src))
		f->learn = SW_LEARN_MLD;
}

static __always_inline bool is_nd(__u8 type)
{
	return type >= ICMPV6_RS && type <= ICMPV6_REDIRECT;
}

static __always_inline bool is_mld(__u8 type)
{
	return (type >= ICMPV6_MLD_QUERY && type <= ICMPV6_MLD_DONE) ||
	       type == ICMPV6_MLDV2_REPORT || type == ICMPV6_MRD_ADVERTISEMENT;
}

/* What is worth a record whatever its source teaches. */
static __always_inline __u8 nd_class(__u8 type)
{
	return type == ICMPV6_RA       ? SW_CLASS_RA_NEW :
	       type == ICMPV6_REDIRECT ? SW_CLASS_REDIRECT :
					 SW_CLASS_NONE;
}

/* ND and MLD: what the header alone refuses, then the checksum, then the message. */
static __always_inline void parse_verified(struct cursor *c, struct frame *f)
{
	bool nd = is_nd(f->icmpv6_type);
	__u8 reason = nd ? check_nd_header(f) : SW_INVALID_NONE;

	f->sketch = f->icmpv6_type == ICMPV6_RA ? SW_SKETCH_RA : SW_SKETCH_ND;
	if (reason) {
		nd_refuse(f, reason);
		return;
	}
	if (!nd && (f->fragment || f->hop_limit != MLD_HOP_LIMIT))
		return;
	f->class = nd ? nd_class(f->icmpv6_type) : SW_CLASS_NONE;
	if (icmpv6_verify(c, f) == 0) {
		if (nd)
			parse_nd(c, f);
		else
			parse_mld(f);
	}
	if (nd && f->invalid)
		f->class = SW_CLASS_ND_INVALID;
	else if (f->lost == SW_LOST_SNAPPED)
		f->class = SW_CLASS_NONE;
}

/* c stands on the upper-layer header of a whole datagram or a first fragment. */
static __always_inline void parse_icmpv6(struct cursor *c, struct frame *f)
{
	const struct icmpv6_header *icmpv6 = c->pos;

	/* The type counts wherever it can be read; what lies behind the payload is padding. */
	if (f->l4_len >= 1 && (void *)&icmpv6->code <= c->end) {
		f->icmpv6_type = icmpv6->type;
		f->is_icmpv6 = 1;
	}
	if (f->l4_len < ICMPV6_BYTES_MIN) {
		frame_refuse(f, SW_INVALID_TRUNCATED);
		return;
	}
	if ((void *)&icmpv6->checksum > c->end) {
		frame_ends_here(f);
		return;
	}
	f->icmpv6_code = icmpv6->code;
	if (is_nd(f->icmpv6_type) || is_mld(f->icmpv6_type)) {
		parse_verified(c, f);
		return;
	}
	f->learn = f->icmpv6_type == ICMPV6_ECHO_REPLY ? SW_LEARN_ECHO : SW_LEARN_DATA;
	if (f->icmpv6_type == ICMPV6_ECHO_REQUEST && addr_is_multicast(&f->dst))
		f->class = SW_CLASS_ECHO_MULTICAST;
}

#endif
