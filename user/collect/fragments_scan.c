// SPDX-License-Identifier: GPL-2.0-or-later
#include "collect/fragments_scan.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Which datagram of a slot was told, and as what. */
struct told {
	uint64_t check;
	uint32_t first_tick;
	enum fragment_orphan kind;
};

/* What a slot held at the last scan. */
struct peer_seen {
	uint64_t check;
	struct sw_peer peer;
};

struct fragments_scan {
	const struct engine *engine;
	const struct fragments_scan_ops *ops;
	void *ctx;
	struct told *told;	/* owned, one per datagram slot */
	struct peer_seen *seen; /* owned, one per peer slot */
};

static uint32_t datagram_slots(const struct engine *engine)
{
	return engine->cpus * engine->config.datagram_sets * SW_WAYS;
}

static uint32_t peer_slots(const struct engine *engine)
{
	return engine->cpus * engine->config.peer_sets * SW_WAYS;
}

int fragments_scan_new(const struct engine *engine, const struct fragments_scan_ops *ops, void *ctx,
		       struct fragments_scan **ret_scan)
{
	struct fragments_scan *scan = calloc(1, sizeof(*scan));

	if (!scan)
		return -ENOMEM;
	scan->engine = engine;
	scan->ops = ops;
	scan->ctx = ctx;
	scan->told = calloc(datagram_slots(engine), sizeof(*scan->told));
	scan->seen = calloc(peer_slots(engine), sizeof(*scan->seen));
	if (!scan->told || !scan->seen) {
		fragments_scan_free(scan);
		return -ENOMEM;
	}
	*ret_scan = scan;
	return 0;
}

void fragments_scan_free(struct fragments_scan *scan)
{
	if (!scan)
		return;
	free(scan->told);
	free(scan->seen);
	free(scan);
}

/*
 * Copies an entry that its CPU may be replacing. False: empty, or replaced meanwhile. Whether the
 * copy is the one that the check speaks of, its key has to prove.
 */
static bool entry_copy(const uint64_t *check, const void *entry, size_t size, uint64_t *ret_check,
		       void *ret_copy)
{
	*ret_check = __atomic_load_n(check, __ATOMIC_ACQUIRE);
	if (!*ret_check)
		return false;
	memcpy(ret_copy, entry, size);
	__atomic_thread_fence(__ATOMIC_ACQUIRE);
	return __atomic_load_n(check, __ATOMIC_RELAXED) == *ret_check;
}

static uint64_t datagram_check(const struct engine *engine, const struct sw_datagram *d)
{
	return sw_hash_key_check(sw_hash_datagram(&engine->config.seed, &d->src, &d->dst,
						  sw_link_vlan(d->link, d->vlan), d->id));
}

static uint64_t peer_check(const struct engine *engine, const struct sw_host_key *key)
{
	return sw_hash_key_check(sw_hash_addr(&engine->config.seed, key->addr.w[0], key->addr.w[1],
					      sw_link_vlan(key->link, key->vlan)));
}

static enum fragment_orphan datagram_kind(const struct sw_datagram *d)
{
	if (!(d->flags & SW_DATAGRAM_FIRST))
		return FRAGMENT_ORPHAN_REST;
	return d->fragments == 1 ? FRAGMENT_ORPHAN_FIRST : FRAGMENT_ORPHAN_GAP;
}

static void orphan_tell(const struct fragments_scan *scan, const struct sw_datagram *d,
			enum fragment_orphan kind, bool taken_back, const struct tick_clock *clock)
{
	struct fragment_orphan_event event = {
		.kind = kind,
		.taken_back = taken_back,
		.datagram = d,
		.first_ns = tick_to_ns(clock, d->first_tick),
		.seen_ns = tick_to_ns(clock, d->seen_tick),
	};

	scan->ops->orphan(scan->ctx, &event);
}

static void datagram_judge(struct fragments_scan *scan, struct told *told, uint64_t check,
			   const struct sw_datagram *d, const struct tick_clock *clock)
{
	if (told->check != check || told->first_tick != d->first_tick)
		*told = (struct told){ .check = check, .first_tick = d->first_tick };
	if (d->flags & SW_DATAGRAM_OVERLAP)
		return;
	if (d->flags & SW_DATAGRAM_COMPLETE) {
		if (told->kind)
			orphan_tell(scan, d, told->kind, true, clock);
		told->kind = FRAGMENT_ORPHAN_NONE;
	} else if (!told->kind && tick_age_ns(clock, d->first_tick) >= FRAGMENT_ORPHAN_NS) {
		told->kind = datagram_kind(d);
		orphan_tell(scan, d, told->kind, false, clock);
	}
}

static void datagrams_scan(struct fragments_scan *scan, const struct tick_clock *clock)
{
	const struct engine *engine = scan->engine;

	for (uint32_t slot = 0; slot < datagram_slots(engine); slot++) {
		const struct sw_datagram_set *set = &engine->datagrams[slot / SW_WAYS];
		uint32_t way = slot % SW_WAYS;
		struct sw_datagram copy;
		uint64_t check;

		if (!entry_copy((const uint64_t *)&set->check[way], &set->datagram[way],
				sizeof(copy), &check, &copy))
			continue;
		if (check == datagram_check(engine, &copy))
			datagram_judge(scan, &scan->told[slot], check, &copy, clock);
	}
}

/*
 * Counts what came since `before`. A counter that went back belongs to a new entry of the same
 * peer: then all of it is new.
 */
static bool count_since(uint32_t *now, uint32_t before)
{
	if (*now - before > INT32_MAX)
		return false;
	*now -= before;
	return true;
}

static bool peer_since(struct sw_peer *peer, const struct sw_peer *before)
{
	return count_since(&peer->fragments, before->fragments) &&
	       count_since(&peer->complete, before->complete) &&
	       count_since(&peer->atomic, before->atomic) &&
	       count_since(&peer->tiny, before->tiny) && count_since(&peer->split, before->split) &&
	       count_since(&peer->overlap, before->overlap) &&
	       count_since(&peer->oversize, before->oversize) &&
	       count_since(&peer->packet_too_big, before->packet_too_big) &&
	       count_since(&peer->reassembly_exceeded, before->reassembly_exceeded);
}

static bool peer_is_idle(const struct sw_peer *added)
{
	return !(added->fragments | added->complete | added->atomic | added->tiny | added->split |
		 added->overlap | added->oversize | added->packet_too_big |
		 added->reassembly_exceeded);
}

static void peer_judge(struct fragments_scan *scan, struct peer_seen *seen, uint64_t check,
		       const struct sw_peer *peer, const struct tick_clock *clock)
{
	struct sw_peer added = *peer;
	struct fragment_peer_event event = {
		.added = &added,
		.seen_ns = tick_to_ns(clock, peer->seen_tick),
	};

	if (seen->check == check && !peer_since(&added, &seen->peer))
		added = *peer;
	seen->check = check;
	seen->peer = *peer;
	if (!peer_is_idle(&added))
		scan->ops->peer(scan->ctx, &event);
}

static void peers_scan(struct fragments_scan *scan, const struct tick_clock *clock)
{
	const struct engine *engine = scan->engine;

	for (uint32_t slot = 0; slot < peer_slots(engine); slot++) {
		const struct sw_peer_set *set = &engine->peers[slot / SW_WAYS];
		uint32_t way = slot % SW_WAYS;
		struct sw_peer copy;
		uint64_t check;

		if (!entry_copy((const uint64_t *)&set->check[way], &set->peer[way], sizeof(copy),
				&check, &copy))
			continue;
		if (check == peer_check(engine, &copy.key))
			peer_judge(scan, &scan->seen[slot], check, &copy, clock);
	}
}

void fragments_scan_run(struct fragments_scan *scan, const struct tick_clock *clock)
{
	datagrams_scan(scan, clock);
	peers_scan(scan, clock);
}
