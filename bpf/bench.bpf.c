// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * For `make bench` only: the whole program, and an empty one, that both rewrite the frame before
 * they look at it, so that no cache is flattered by the same source coming again and again.
 * tests/bench/bench_prog.c loads it with the maps of an engine. Nothing ever attaches it.
 */
#include "vmlinux.h"

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include "pipeline.bpf.h"

#include "sixwatch/bench.h"

char LICENSE[] SEC("license") = "GPL";

volatile struct sw_bench bench SEC(".data.bench");

static __always_inline __u16 sum_fold(__u32 total)
{
	total = (total & 0xffff) + (total >> 16);
	return (total & 0xffff) + (total >> 16);
}

/* The checksum in the third and fourth byte of a message, after `old` became `now` (RFC 1624). */
static __always_inline __u64 sum_replace(__u64 message, __u32 old, __u32 now)
{
	__u32 total = (__u16) ~(message >> 16);

	total += (__u16)~old + (__u16) ~(old >> 16) + (now & 0xffff) + (now >> 16);
	return (message & ~0xffff0000ULL) | (__u64)(__u16)~sum_fold(total) << 16;
}

/*
 * Everything is stored in the whole words in which the program will load it: a load that begins
 * in a narrower store still under way waits for it, as no load of a frame that came in would.
 */
static __always_inline __u64 *word_at(const struct cursor *c, __u32 off)
{
	__u64 *word = c->data + (off & SW_BENCH_OFFSET_MASK);

	return off && (void *)(word + 1) <= c->end ? word : NULL;
}

static __always_inline void put_source(const struct cursor *c, __u32 now)
{
	__u64 *source = word_at(c, bench.source_off), *message = word_at(c, bench.message_off);

	if (!source)
		return;
	if (message)
		*message = sum_replace(*message, *source >> 32, now);
	*source = (*source & 0xffffffff) | (__u64)now << 32;
}

static __always_inline void put_fragment(const struct cursor *c, __u32 number)
{
	__u64 *header = word_at(c, bench.fragment_off);

	if (header)
		*header = (number & 1 ? bench.fragment_last : bench.fragment_first) |
			  (__u64)bpf_htonl(number >> 1) << 32;
}

/*
 * The next source, or the first again behind the last. As fragments: a first and a last one of
 * the same datagram in turn, and then the next source and identification.
 */
static __always_inline void next_frame(struct xdp_md *ctx)
{
	struct cursor packet = { .data = (void *)(long)ctx->data,
				 .end = (void *)(long)ctx->data_end };
	__u32 number = bench.number++, source;

	if (bench.fragment_off) {
		put_fragment(&packet, number);
		number >>= 1;
	}
	source = bench.sources ? number % bench.sources : number;
	put_source(&packet, bpf_htonl(bench.first + source));
}

SEC("xdp")
int bench_empty(struct xdp_md *ctx)
{
	next_frame(ctx);
	return XDP_PASS;
}

/* As sw_xdp() does for a live frame. */
SEC("xdp")
int bench_whole(struct xdp_md *ctx)
{
	struct arrival a = {};
	struct cursor packet;
	struct frame *f;

	next_frame(ctx);
	barrier();
	packet.data = (void *)(long)ctx->data;
	packet.end = (void *)(long)ctx->data_end;
	arrival_xdp(&a, ctx, &packet);
	if (!a.tally)
		return XDP_PASS;
	f = inspect(&packet, &a);
	if (!f)
		return XDP_PASS;
	barrier();
	packet.data = (void *)(long)ctx->data;
	packet.end = (void *)(long)ctx->data_end;
	account_frame(&packet, f, a.tally);
	return XDP_PASS;
}
