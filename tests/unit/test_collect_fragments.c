// SPDX-License-Identifier: GPL-2.0-or-later
/* Orphaned datagrams are told once and taken back; peers are told by what they added. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "collect/fragments_scan.h"
#include "fake_engine.h"

#define SECOND 1000000000ULL
#define NOON (1700000000 * SECOND)
#define PER_S 250

struct heard {
	unsigned int told[FRAGMENT_ORPHAN_MAX];
	unsigned int taken_back[FRAGMENT_ORPHAN_MAX];
	uint64_t first_ns;
	unsigned int peers;
	struct sw_peer added;
};

static void on_orphan(void *ctx, const struct fragment_orphan_event *event)
{
	struct heard *heard = ctx;

	if (event->taken_back)
		heard->taken_back[event->kind]++;
	else
		heard->told[event->kind]++;
	heard->first_ns = event->first_ns;
}

static void on_peer(void *ctx, const struct fragment_peer_event *event)
{
	struct heard *heard = ctx;

	heard->peers++;
	heard->added = *event->added;
}

static const struct fragments_scan_ops ops = { on_orphan, on_peer };

struct fixture {
	struct engine *engine;
	struct fragments_scan *scan;
	struct heard heard;
};

static void fixture_init(struct fixture *f)
{
	memset(f, 0, sizeof(*f));
	f->engine = fake_engine_new(4);
	assert_int_equal(fragments_scan_new(f->engine, &ops, &f->heard, &f->scan), 0);
}

static void fixture_fini(struct fixture *f)
{
	fragments_scan_free(f->scan);
	fake_engine_free(f->engine);
}

/* A scan `after_ms` milliseconds from tick 0 at noon. */
static void scan_at(struct fixture *f, uint64_t after_ms)
{
	const struct tick_clock clock = {
		.per_s = PER_S,
		.tick = (uint32_t)(after_ms * PER_S / 1000),
		.now_ns = NOON + after_ms * 1000000,
	};

	fragments_scan_run(f->scan, &clock);
}

static struct sw_datagram *datagram_put(struct fixture *f, uint32_t slot, uint32_t id)
{
	struct sw_datagram_set *set =
		(struct sw_datagram_set *)&f->engine->datagrams[slot / SW_WAYS];
	struct sw_datagram *d = &set->datagram[slot % SW_WAYS];

	*d = (struct sw_datagram){
		.src = fake_key(1).addr, .dst = fake_key(2).addr, .id = id, .link = 1, .vlan = 3
	};
	set->check[slot % SW_WAYS] = sw_hash_key_check(sw_hash_datagram(
		&f->engine->config.seed, &d->src, &d->dst, sw_link_vlan(d->link, d->vlan), d->id));
	return d;
}

static void test_orphan_kinds(void **state)
{
	struct sw_datagram *d;
	struct fixture f;

	(void)state;
	fixture_init(&f);
	d = datagram_put(&f, 0, 1);
	d->flags = SW_DATAGRAM_FIRST;
	d->fragments = 1;
	d = datagram_put(&f, 1, 2);
	d->flags = SW_DATAGRAM_LAST;
	d->fragments = 1;
	d = datagram_put(&f, 31, 3); /* the last slot of the last CPU */
	d->flags = SW_DATAGRAM_FIRST | SW_DATAGRAM_LAST;
	d->fragments = 2;
	d = datagram_put(&f, 3, 4);
	d->flags = SW_DATAGRAM_FIRST | SW_DATAGRAM_OVERLAP;
	d->fragments = 2;
	d = datagram_put(&f, 4, 5);
	d->flags = SW_DATAGRAM_FIRST | SW_DATAGRAM_LAST | SW_DATAGRAM_COMPLETE;
	d->fragments = 2;

	scan_at(&f, 1996);
	assert_int_equal(f.heard.told[FRAGMENT_ORPHAN_FIRST], 0);
	for (int again = 0; again < 3; again++) {
		scan_at(&f, 2000);
		assert_int_equal(f.heard.told[FRAGMENT_ORPHAN_FIRST], 1);
		assert_int_equal(f.heard.told[FRAGMENT_ORPHAN_REST], 1);
		assert_int_equal(f.heard.told[FRAGMENT_ORPHAN_GAP], 1);
		assert_int_equal(f.heard.told[FRAGMENT_ORPHAN_NONE], 0);
	}
	assert_int_equal(f.heard.first_ns, NOON);
	fixture_fini(&f);
}

/* Taken back as what it was told, even if meanwhile more of it came. */
static void test_late_completion(void **state)
{
	struct sw_datagram *d;
	struct fixture f;

	(void)state;
	fixture_init(&f);
	d = datagram_put(&f, 6, 1);
	d->flags = SW_DATAGRAM_FIRST;
	d->fragments = 1;
	scan_at(&f, 3000);
	assert_int_equal(f.heard.told[FRAGMENT_ORPHAN_FIRST], 1);
	d->fragments = 2;
	scan_at(&f, 4000);
	assert_int_equal(f.heard.told[FRAGMENT_ORPHAN_GAP], 0);
	d->fragments = 3;
	d->flags |= SW_DATAGRAM_LAST | SW_DATAGRAM_COMPLETE;
	scan_at(&f, 5000);
	scan_at(&f, 6000);
	assert_int_equal(f.heard.taken_back[FRAGMENT_ORPHAN_FIRST], 1);
	assert_int_equal(f.heard.told[FRAGMENT_ORPHAN_FIRST], 1);
	fixture_fini(&f);
}

/* A place given to another datagram, or to the same identification again, starts anew. */
static void test_next_datagram(void **state)
{
	struct sw_datagram *d;
	struct fixture f;

	(void)state;
	fixture_init(&f);
	d = datagram_put(&f, 6, 1);
	d->fragments = 1;
	scan_at(&f, 3000);
	assert_int_equal(f.heard.told[FRAGMENT_ORPHAN_REST], 1);
	d = datagram_put(&f, 6, 2);
	d->flags = SW_DATAGRAM_COMPLETE;
	scan_at(&f, 4000);
	assert_int_equal(f.heard.taken_back[FRAGMENT_ORPHAN_REST], 0);
	d = datagram_put(&f, 6, 2);
	d->first_tick = 5 * PER_S;
	d->fragments = 1;
	scan_at(&f, 6000);
	assert_int_equal(f.heard.told[FRAGMENT_ORPHAN_REST], 1);
	scan_at(&f, 7000);
	assert_int_equal(f.heard.told[FRAGMENT_ORPHAN_REST], 2);
	fixture_fini(&f);
}

/* A copy whose key is not the one that the check speaks of is not believed. */
static void test_torn_datagram(void **state)
{
	struct sw_datagram *d;
	struct fixture f;

	(void)state;
	fixture_init(&f);
	d = datagram_put(&f, 6, 1);
	d->fragments = 1;
	d->id = 99;
	scan_at(&f, 3000);
	assert_int_equal(f.heard.told[FRAGMENT_ORPHAN_REST], 0);
	fixture_fini(&f);
}

static struct sw_peer *peer_put(struct fixture *f, uint32_t slot, uint32_t n)
{
	struct sw_peer_set *set = (struct sw_peer_set *)&f->engine->peers[slot / SW_WAYS];
	struct sw_peer *peer = &set->peer[slot % SW_WAYS];

	*peer = (struct sw_peer){ .key = fake_key(n) };
	set->check[slot % SW_WAYS] = sw_hash_key_check(
		sw_hash_addr(&f->engine->config.seed, peer->key.addr.w[0], peer->key.addr.w[1],
			     sw_link_vlan(peer->key.link, peer->key.vlan)));
	return peer;
}

static void test_peers(void **state)
{
	struct sw_peer *peer;
	struct fixture f;

	(void)state;
	fixture_init(&f);
	peer = peer_put(&f, 9, 1);
	scan_at(&f, 100);
	assert_int_equal(f.heard.peers, 0);
	peer->complete = 10;
	peer->fragments = UINT32_MAX;
	scan_at(&f, 200);
	scan_at(&f, 300);
	assert_int_equal(f.heard.peers, 1);
	assert_int_equal(f.heard.added.complete, 10);
	peer->complete = 12;
	peer->fragments += 3; /* wraps */
	peer->reassembly_exceeded = 1;
	scan_at(&f, 400);
	assert_int_equal(f.heard.peers, 2);
	assert_int_equal(f.heard.added.complete, 2);
	assert_int_equal(f.heard.added.fragments, 3);
	assert_int_equal(f.heard.added.reassembly_exceeded, 1);

	/* Evicted and back: it counts from 0 again. */
	peer = peer_put(&f, 9, 1);
	peer->complete = 5;
	scan_at(&f, 500);
	assert_int_equal(f.heard.added.complete, 5);
	assert_int_equal(f.heard.added.reassembly_exceeded, 0);

	/* Another peer in its place. */
	peer = peer_put(&f, 9, 2);
	peer->complete = 6;
	scan_at(&f, 600);
	assert_int_equal(f.heard.added.complete, 6);
	fixture_fini(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_orphan_kinds),  cmocka_unit_test(test_late_completion),
		cmocka_unit_test(test_next_datagram), cmocka_unit_test(test_torn_datagram),
		cmocka_unit_test(test_peers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
