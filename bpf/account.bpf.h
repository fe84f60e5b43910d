/* SPDX-License-Identifier: GPL-2.0-or-later */
/* FACTS -> COUNTERS, tables and records: what happens once per frame, after it was parsed. */
#ifndef SIXWATCH_ACCOUNT_BPF_H
#define SIXWATCH_ACCOUNT_BPF_H

#include "fragments.bpf.h"
#include "hosts.bpf.h"
#include "report.bpf.h"

static __always_inline void count_kind(const struct frame *f, struct sw_tally *tally)
{
	switch (f->kind) {
	case FRAME_IPV6:
		tally->ipv6++;
		break;
	case FRAME_IPV4:
		tally->ipv4++;
		break;
	case FRAME_ARP:
		tally->arp++;
		break;
	}
}

static __always_inline void count_fragment(const struct frame *f, struct sw_tally *tally)
{
	switch (f->fragment) {
	case FRAGMENT_FIRST:
		tally->fragments_first++;
		break;
	case FRAGMENT_NONFIRST:
		tally->fragments_nonfirst++;
		break;
	case FRAGMENT_ATOMIC:
		tally->fragments_atomic++;
		break;
	}
}

/* Every frame: frames = ipv4 + arp + ipv6 + other. */
static __always_inline void count_any(struct sw_tally *tally, __u32 wire_len, __u8 tagged)
{
	tally->frames++;
	tally->bytes += wire_len;
	if (tagged)
		tally->vlan++;
}

/* A frame that ends within its link layer is the sender's fault, unless something cut it off. */
static __always_inline void count_other(const struct arrival *a, int type)
{
	count_any(a->tally, a->wire_len, a->tagged);
	a->tally->other++;
	if (type >= 0)
		return;
	if (a->frame_len > a->reach)
		a->tally->lost[SW_LOST_SNAPPED]++;
	else
		a->tally->invalid[SW_INVALID_TRUNCATED]++;
}

/* What is refused counts as what it claims to be as well. */
static __always_inline void count_frame(const struct frame *f, struct sw_tally *tally)
{
	count_any(tally, f->wire_len, f->tagged);
	count_kind(f, tally);
	if (f->ext) {
		for (int i = 0; i < SW_EXT_MAX; i++)
			tally->ext_headers[i] += frame_ext_count(f, i);
		count_fragment(f, tally);
	}
	if (f->is_icmpv6)
		tally->icmpv6[f->icmpv6_type]++;
	if (f->invalid && f->invalid < SW_INVALID_MAX) {
		tally->invalid[f->invalid]++;
		if (f->class == SW_CLASS_ND_INVALID && f->icmpv6_type == ICMPV6_RA)
			tally->ra_invalid++;
	}
	if (f->lost && f->lost < SW_LOST_MAX)
		tally->lost[f->lost]++;
}

static __always_inline struct sw_fresh_host *fresh_host(const struct frame *f)
{
	__u32 index = f->host_slot / SW_WAYS;
	struct sw_fresh_set *set = bpf_map_lookup_elem(&fresh, &index);

	return set ? &set->host[f->host_slot % SW_WAYS] : NULL;
}

/* Where the digest of this source's last RA is kept; NULL when the source is in neither tier. */
static __always_inline __u64 *ra_digest_of(const struct frame *f)
{
	struct sw_known_stat *stat;
	struct sw_fresh_host *host;

	if (!(f->record_flags & SW_RECORD_SLOT))
		return NULL;
	if (f->record_flags & SW_RECORD_SOURCE_KNOWN) {
		stat = known_stat(f, f->host_slot);
		return stat ? &stat->ra_digest : NULL;
	}
	host = fresh_host(f);
	return host ? &host->ra_digest : NULL;
}

/* An unchanged RA costs a counter. A digest whose record was not sent is not kept: next time. */
static __always_inline void account_ra(const struct cursor *packet, struct frame *f,
				       struct sw_tally *tally)
{
	__u64 *digest = ra_digest_of(f);

	if ((f->record_flags & SW_RECORD_ROUTER) && !addr_is_multicast(&f->dst))
		tally->ra_known_unicast++;
	if (f->record_flags & SW_RECORD_SOURCE_KNOWN)
		f->class = SW_CLASS_RA_KNOWN;
	if (digest && f->ra_digest && *digest == f->ra_digest)
		return;
	if (report(packet, f, tally, f->class) && digest)
		*digest = f->ra_digest;
}

/* A target that nobody is known to have: its source scans, or its owner is gone. */
static __always_inline void account_ns(const struct cursor *packet, struct frame *f,
				       struct sw_tally *tally)
{
	__u64 hash = sw_hash_addr(&config.seed, f->target.w[0], f->target.w[1],
				  sw_link_vlan(f->link, f->vlan));
	struct sw_known_set *set;
	__u32 slot;

	if (!known_find(f, &f->target, hash, &set, &slot))
		report(packet, f, tally, SW_CLASS_NS_SILENT);
}

static __always_inline void account_news(const struct cursor *packet, struct frame *f,
					 struct sw_tally *tally)
{
	struct sw_fresh_host *host;

	if (!record_send(packet, f, tally, f->news) || f->news != SW_CLASS_NEW_ADDRESS)
		return;
	host = fresh_host(f);
	if (host)
		host->reported = 1;
}

static __always_inline void account_frame(const struct cursor *packet, struct frame *f,
					  struct sw_tally *tally)
{
	if (f->learn)
		hosts_see(f, tally);
	else if (f->is_icmpv6 && f->icmpv6_type == ICMPV6_RA)
		hosts_count_router(f);
	if (f->fragment || f->is_icmpv6)
		fragments_see(f, tally);
	count_frame(f, tally);
	if (f->news)
		account_news(packet, f, tally);
	if (f->learn == SW_LEARN_DAD)
		report(packet, f, tally, SW_CLASS_DAD);
	else if (f->class == SW_CLASS_RA_NEW)
		account_ra(packet, f, tally);
	else if (f->class)
		report(packet, f, tally, f->class);
	else if (f->learn == SW_LEARN_NS)
		account_ns(packet, f, tally);
}

#endif
