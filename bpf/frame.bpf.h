/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The facts about the frame at hand.
 *
 * parse_*() only fill them; account_*() and report_*() only read what was parsed. So a tc program
 * may parse twice (before and after it pulled more bytes into reach) and still count once.
 *
 * The facts live in a map, one entry per CPU, not on the stack: what the verifier knows of stack
 * slots would make it walk the accounting anew for every path through the parsers.
 */
#ifndef SIXWATCH_FRAME_BPF_H
#define SIXWATCH_FRAME_BPF_H

#include "vmlinux.h"

#include "sixwatch/config.h"
#include "sixwatch/counter.h"
#include "sixwatch/host.h"
#include "sixwatch/names.h"
#include "sixwatch/record.h"

#ifndef offsetof
#define offsetof(type, member) __builtin_offsetof(type, member)
#endif

enum frame_kind {
	FRAME_OTHER,
	FRAME_IPV4,
	FRAME_ARP,
	FRAME_IPV6,
};

enum fragment_kind {
	FRAGMENT_NONE,
	FRAGMENT_FIRST,
	FRAGMENT_NONFIRST,
	FRAGMENT_ATOMIC, /* offset 0 and no more: a whole datagram, RFC 6946 */
};

/* Where and when a frame came in; and its link layer, which is parsed before all else. */
struct arrival {
	struct sw_tally *tally; /* of the port on this CPU */
	__u32 wire_len;		/* counted as bytes */
	__u32 frame_len;	/* bytes from the start were nothing out of reach */
	__u32 reach;		/* bytes from the start that can be read */
	__u32 tick;
	__u32 cpu;
	__u16 slot;
	__u16 link;
	__u16 pvid;
	__u8 port_flags;
	__u8 no_mac; /* a capture without link layer */
	__u16 tag;   /* VLAN of the outermost tag */
	__u8 tagged;
};

struct frame {
	__u32 wire_len;
	__u32 frame_len;
	__u32 reach;
	__u32 tick;
	__u32 cpu;
	__u16 slot;
	__u16 link;
	__u16 vlan;
	__u16 l3_off;
	__u8 port_flags;
	__u8 no_mac;
	__u8 tagged;
	__u8 kind; /* enum frame_kind */
	union sw_binding binding;

	/* zero until a parser finds it */
	__u64 ext;    /* extension headers, a byte of counter per enum sw_ext */
	__u8 invalid; /* enum sw_invalid: the first reason */
	__u8 lost;    /* enum sw_lost: why it was not looked into to the end */
	__u8 class;   /* enum sw_class: the record it is worth */
	__u8 learn;   /* enum sw_learn: what it proves of `subject`; 0: nothing */
	__u8 sketch;  /* enum sw_sketch_kind */
	__u8 next_header;
	__u8 hop_limit;
	__u8 news; /* enum sw_class: new address or changed binding */
	__u8 icmpv6_type;
	__u8 icmpv6_code;
	__u8 is_icmpv6; /* type and code are valid */
	__u8 has_slla;	/* ND: a source link-layer address option */
	__u8 fragment;	/* enum fragment_kind */
	__u8 fragment_more;
	__u8 chain_split;   /* RFC 7112 */
	__u8 cut;	    /* the message goes on beyond what is in reach */
	__u16 record_flags; /* enum sw_record_flag */
	__u16 l4_off;	    /* 0: not reached */
	__u32 l4_len;	    /* by the payload length; while the chain is walked: the rest */

	/* only valid as the facts above say */
	__u64 ra_digest;
	struct sw_addr src;
	struct sw_addr dst;
	struct sw_addr subject; /* the address that `learn` is about */
	struct sw_addr target;	/* of an NS */
	__u64 source_hash;	/* of subject */
	__u32 host_slot;
	__u32 fragment_len; /* bytes of the fragmentable part in this fragment */
	__be32 fragment_id;
	__u16 fragment_offset; /* bytes */
	__u16 ext_more;	       /* bytes of the extension header at hand beyond its first 8 */
	__u32 forgotten;       /* frame_forget() */
	__u32 egress;	       /* tc: which half; stays while a program begins again */
	__u64 sum;	       /* of the ICMPv6 message, while it is added up */
	__u32 sum_off;
} __attribute__((aligned(64))); /* a cache line is never shared between CPUs */
_Static_assert(SW_EXT_MAX <= 8, "frame.ext holds them");

static __always_inline void frame_init(struct frame *f, const struct arrival *a)
{
	f->wire_len = a->wire_len;
	f->frame_len = a->frame_len;
	f->reach = a->reach;
	f->tick = a->tick;
	f->cpu = a->cpu;
	f->slot = a->slot;
	f->link = a->link;
	f->vlan = a->tagged && a->tag ? a->tag : a->pvid;
	f->port_flags = a->port_flags;
	f->no_mac = a->no_mac;
	f->tagged = a->tagged;
	__builtin_memset(&f->ext, 0,
			 offsetof(struct frame, ra_digest) - offsetof(struct frame, ext));
}

/* One word rather than an array: the verifier of old kernels refuses a variable stack offset. */
static __always_inline void frame_add_ext(struct frame *f, __u32 ext)
{
	f->ext += 1ULL << (ext * 8);
}

static __always_inline __u8 frame_ext_count(const struct frame *f, __u32 ext)
{
	return f->ext >> (ext * 8);
}

/*
 * The same number, of which the verifier no longer knows which constants it can be: it went
 * through the map. What follows a search through ways or ranges is then walked once, not once
 * for each place where the search may end.
 */
static __always_inline __u32 frame_forget(struct frame *f, __u32 number)
{
	*(volatile __u32 *)&f->forgotten = number;
	return *(volatile __u32 *)&f->forgotten;
}

static __always_inline void frame_refuse(struct frame *f, __u8 reason)
{
	if (!f->invalid)
		f->invalid = reason;
}

static __always_inline bool addr_equal(const struct sw_addr *a, const struct sw_addr *b)
{
	return a->w[0] == b->w[0] && a->w[1] == b->w[1];
}

static __always_inline __u8 addr_byte(const struct sw_addr *a, __u32 index)
{
	return ((const __u8 *)a)[index];
}

static __always_inline bool addr_is_unspecified(const struct sw_addr *a)
{
	return !(a->w[0] | a->w[1]);
}

static __always_inline bool addr_is_multicast(const struct sw_addr *a)
{
	return addr_byte(a, 0) == 0xff;
}

/* fe80::/10, RFC 4291 section 2.5.6. */
static __always_inline bool addr_is_link_local(const struct sw_addr *a)
{
	return addr_byte(a, 0) == 0xfe && (addr_byte(a, 1) & 0xc0) == 0x80;
}

/* Is this the table entry of addr on the link and VLAN of the frame? */
static __always_inline bool key_equal(const struct sw_host_key *key, const struct frame *f,
				      const struct sw_addr *addr)
{
	return addr_equal(&key->addr, addr) && key->link == f->link && key->vlan == f->vlan;
}

#endif
