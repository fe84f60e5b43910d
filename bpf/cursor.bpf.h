/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The cursor: the only pointer arithmetic on packets.
 *
 * Bytes out of reach are no fault of the sender when a capture or the hook cut the frame short;
 * only where the frame itself ends is it truncated.
 */
#ifndef SIXWATCH_CURSOR_BPF_H
#define SIXWATCH_CURSOR_BPF_H

#include "frame.bpf.h"

struct cursor {
	void *data;
	void *pos;
	void *end;
};

#define NETWORK_OFFSET_MASK 0x1f
_Static_assert(14 + SW_VLAN_TAGS_MAX * 4 <= NETWORK_OFFSET_MASK, "no offset is cut");

/* More than tags and a full chain of the longest headers: bounds offsets for the verifier. */
#define UPPER_OFFSET_MASK 0x7fff
_Static_assert(64 + SW_EXT_HEADERS_MAX * 2048 <= UPPER_OFFSET_MASK, "no offset is cut");

static __always_inline void frame_ends_here(struct frame *f)
{
	if (f->frame_len > f->reach)
		f->lost = SW_LOST_SNAPPED;
	else
		frame_refuse(f, SW_INVALID_TRUNCATED);
}

/* Steps over len bytes and returns where they begin, or NULL. len is a constant. */
static __always_inline void *cursor_take(struct cursor *c, __u32 len)
{
	void *start = c->pos;

	if (start + len > c->end)
		return NULL;
	c->pos = start + len;
	return start;
}

/*
 * To a header by its offset. A pointer made anew has nothing proven about what lies behind it, so
 * that the verifier need not tell apart the ways that led there.
 */
static __always_inline void cursor_to_network(struct cursor *c, const struct frame *f)
{
	barrier();
	c->pos = c->data + (f->l3_off & NETWORK_OFFSET_MASK);
}

static __always_inline void cursor_to_upper(struct cursor *c, const struct frame *f)
{
	barrier();
	c->pos = c->data + (f->l4_off & UPPER_OFFSET_MASK);
}

static __always_inline __u32 cursor_offset(const struct cursor *c)
{
	return c->pos - c->data;
}

#endif
