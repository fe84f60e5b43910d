// SPDX-License-Identifier: GPL-2.0-or-later
/* Datagrams of several fragments: which ranges came, in which order, and what their peers did. */
#include "expect.h"

#include <stdio.h>
#include <string.h>

#define HOST "2001:db8:1::2"
#define PIECE 1280U /* bytes of the fragmentable part: not tiny */
#define PIECES_MAX 20

static uint32_t next_id = 1;

/* One piece of the datagram next_id. */
static void send_piece(struct program *program, uint32_t offset, uint32_t len, bool more)
{
	program_send(program, PACKET(IPV6(HOST, "2001:db8:2::9", 64),
				     FRAGMENT(offset, more, next_id), NEXT(59), FILL(0x5a, len)));
}

static bool datagram_is_ours(const struct program *program, const struct sw_datagram *d)
{
	return d->link == program->next.port.link && d->id == __builtin_bswap32(next_id);
}

/* The table's entry of the datagram next_id. */
static struct sw_datagram datagram(const struct program *program)
{
	const struct engine *engine = program->engine;
	struct sw_datagram none = { 0 };

	for (uint32_t set = 0; set < engine->cpus * engine->config.datagram_sets; set++)
		for (int way = 0; way < SW_WAYS; way++)
			if (engine->datagrams[set].check[way] &&
			    datagram_is_ours(program, &engine->datagrams[set].datagram[way]))
				return engine->datagrams[set].datagram[way];
	return none;
}

/* The peer of this link; all zero when there is none. */
static struct sw_peer peer(const struct program *program)
{
	const struct engine *engine = program->engine;
	struct sw_peer none = { 0 };

	for (uint32_t set = 0; set < engine->cpus * engine->config.peer_sets; set++)
		for (int way = 0; way < SW_WAYS; way++)
			if (engine->peers[set].check[way] &&
			    engine->peers[set].peer[way].key.link == program->next.port.link)
				return engine->peers[set].peer[way];
	return none;
}

static void begin(struct program *program)
{
	next_id++;
	program_link(program);
}

/* Sends the pieces of a datagram in this order and wants it whole. */
static void check_order(struct program *program, const unsigned int *order, unsigned int count,
			uint32_t last_len)
{
	struct sw_datagram d;
	struct sw_peer p;

	begin(program);
	for (unsigned int i = 0; i < count; i++) {
		bool last = order[i] == count - 1;

		assert_int_equal(datagram(program).flags & SW_DATAGRAM_COMPLETE, 0);
		assert_int_equal(peer(program).complete, 0);
		send_piece(program, order[i] * PIECE, last ? last_len : PIECE, !last);
	}
	d = datagram(program);
	p = peer(program);
	assert_int_equal(d.flags, SW_DATAGRAM_FIRST | SW_DATAGRAM_LAST | SW_DATAGRAM_COMPLETE);
	assert_int_equal(d.bytes, (count - 1) * PIECE + last_len);
	assert_int_equal(d.total, d.bytes);
	assert_int_equal(d.fragments, count);
	assert_int_equal(p.complete, 1);
	assert_int_equal(p.fragments, count);
	assert_int_equal(p.tiny | p.split | p.overlap | p.oversize, 0);
}

static void test_in_order(void **state)
{
	static const unsigned int order[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14 };

	for (unsigned int count = 2; count <= 15; count++)
		check_order(*state, order, count, 100);
}

static void test_reverse(void **state)
{
	for (unsigned int count = 2; count <= 15; count++) {
		unsigned int order[PIECES_MAX];

		for (unsigned int i = 0; i < count; i++)
			order[i] = count - 1 - i;
		check_order(*state, order, count, 100);
	}
}

/* Every order of four pieces. */
static void test_every_order(void **state)
{
	for (unsigned int code = 0; code < 256; code++) {
		unsigned int order[4], seen = 0;

		for (unsigned int i = 0; i < 4; i++) {
			order[i] = code >> (2 * i) & 3;
			seen |= 1U << order[i];
		}
		if (seen == 15)
			check_order(*state, order, 4, PIECE);
	}
}

/* As many gaps as ranges are kept: even pieces, then the odd ones. */
static void test_gaps(void **state)
{
	unsigned int order[2 * SW_DATAGRAM_RANGES], n = 0;

	for (unsigned int first = 0; first < 2; first++)
		for (unsigned int i = first; i < 2 * SW_DATAGRAM_RANGES; i += 2)
			order[n++] = i;
	check_order(*state, order, n, PIECE);
}

/* One gap more: it says so, and does not call the datagram whole or an overlap for that. */
static void test_more_gaps_than_ranges(void **state)
{
	struct program *program = *state;
	struct sw_datagram d;

	begin(program);
	for (unsigned int i = 0; i <= SW_DATAGRAM_RANGES; i++)
		send_piece(program, 2 * i * PIECE, PIECE, true);
	d = datagram(program);
	assert_int_equal(d.flags, SW_DATAGRAM_FIRST | SW_DATAGRAM_RANGES_FULL);
	assert_int_equal(d.range_count, SW_DATAGRAM_RANGES);
	assert_int_equal(d.fragments, SW_DATAGRAM_RANGES + 1);
	assert_int_equal(peer(program).complete, 0);
}

static void test_ranges(void **state)
{
	struct program *program = *state;
	struct sw_datagram d;

	begin(program);
	send_piece(program, 0, PIECE, true);
	send_piece(program, 4 * PIECE, PIECE, true);
	send_piece(program, PIECE, PIECE, true);
	d = datagram(program);
	assert_int_equal(d.range_count, 2);
	assert_int_equal(d.range[0].start, 0);
	assert_int_equal(d.range[0].end, 2 * PIECE);
	assert_int_equal(d.range[1].start, 4 * PIECE);
	assert_int_equal(d.range[1].end, 5 * PIECE);
	assert_int_equal(d.bytes, 3 * PIECE);
	assert_int_equal(d.flags, SW_DATAGRAM_FIRST);
	assert_int_equal(d.next_header, 59);
}

static void check_overlap(struct program *program, uint32_t offset, uint32_t len, bool more)
{
	begin(program);
	send_piece(program, 0, PIECE, true);
	send_piece(program, 2 * PIECE, PIECE, true);
	send_piece(program, offset, len, more);
	assert_int_equal(datagram(program).flags & SW_DATAGRAM_OVERLAP, SW_DATAGRAM_OVERLAP);
	assert_int_equal(peer(program).overlap, 1);
	/* One that overlaps is never whole again (RFC 5722). */
	send_piece(program, PIECE, PIECE, true);
	send_piece(program, 3 * PIECE, PIECE, false);
	assert_int_equal(datagram(program).flags & SW_DATAGRAM_COMPLETE, 0);
	assert_int_equal(peer(program).complete, 0);
	assert_int_equal(peer(program).overlap, 1);
}

static void test_overlap(void **state)
{
	struct program *program = *state;

	check_overlap(program, 8, PIECE - 8, true);	     /* the end of the first */
	check_overlap(program, PIECE - 8, PIECE, true);	     /* over its end */
	check_overlap(program, PIECE + 8, PIECE, true);	     /* over the next one's start */
	check_overlap(program, PIECE - 8, PIECE + 16, true); /* over both */
	check_overlap(program, 0, 4 * 640, true);	     /* the first, and more */
	check_overlap(program, 0, 8, true);		     /* its first bytes again */
	check_overlap(program, 2 * PIECE + 8, 8, true);	     /* within one */
	check_overlap(program, 3 * PIECE - 8, 8, false);     /* a last one within another */
}

static void test_overlap_counters(void **state)
{
	struct program *program = *state;

	begin(program);
	send_piece(program, 0, PIECE, true);
	program_clear(program);
	program_counters(program, (char[PROGRAM_TEXT_MAX]){ 0 });
	send_piece(program, PIECE - 8, PIECE, true);
	expect(program,
	       "ipv6 fragments.nonfirst ext.fragment invalid.fragment_overlap unknown.data",
	       HOST "=data", "fragment/fragment_overlap");
}

/* The network may deliver a fragment twice: that is no overlap, and counts no second time. */
static void test_duplicates(void **state)
{
	struct program *program = *state;

	begin(program);
	for (int twice = 0; twice < 2; twice++)
		send_piece(program, 0, PIECE, true);
	for (int twice = 0; twice < 2; twice++)
		send_piece(program, 2 * PIECE, 8, false);
	for (int twice = 0; twice < 2; twice++)
		send_piece(program, PIECE, PIECE, true);
	for (int twice = 0; twice < 2; twice++)
		send_piece(program, 0, PIECE, true);
	assert_int_equal(datagram(program).flags,
			 SW_DATAGRAM_FIRST | SW_DATAGRAM_LAST | SW_DATAGRAM_COMPLETE);
	assert_int_equal(datagram(program).fragments, 3);
	assert_int_equal(datagram(program).bytes, 2 * PIECE + 8);
	assert_int_equal(peer(program).complete, 1);
	assert_int_equal(peer(program).fragments, 3);
	assert_int_equal(peer(program).overlap, 0);
}

/* The last one ends before others: whatever that is, it is not a whole datagram. */
static void test_last_in_the_middle(void **state)
{
	struct program *program = *state;

	begin(program);
	send_piece(program, 0, PIECE, true);
	send_piece(program, 2 * PIECE, PIECE, true);
	send_piece(program, PIECE, 8, false);
	assert_int_equal(datagram(program).total, PIECE + 8);
	assert_int_equal(datagram(program).flags & SW_DATAGRAM_COMPLETE, 0);
	assert_int_equal(peer(program).complete, 0);
}

static void test_orphans(void **state)
{
	struct program *program = *state;

	begin(program);
	send_piece(program, 0, PIECE, true);
	assert_int_equal(datagram(program).flags, SW_DATAGRAM_FIRST);
	begin(program);
	send_piece(program, PIECE, 100, false);
	assert_int_equal(datagram(program).flags, SW_DATAGRAM_LAST);
	assert_int_equal(datagram(program).total, PIECE + 100);
	assert_int_equal(peer(program).complete, 0);
}

/* One identification between other ends, or on another VLAN, is another datagram. */
static void test_keys(void **state)
{
	struct program *program = *state;

	begin(program);
	send_piece(program, 0, PIECE, true);
	program_send(program, PACKET(IPV6(HOST, "2001:db8:2::8", 64), FRAGMENT(PIECE, 0, next_id),
				     NEXT(59), FILL(0, 8)));
	program_send(program, PACKET(IPV6("2001:db8:1::3", "2001:db8:2::9", 64),
				     FRAGMENT(PIECE, 0, next_id), NEXT(59), FILL(0, 8)));
	program_send(program, PACKET(VLAN(5), IPV6(HOST, "2001:db8:2::9", 64),
				     FRAGMENT(PIECE, 0, next_id), NEXT(59), FILL(0, 8)));
	assert_int_equal(datagram(program).flags & SW_DATAGRAM_COMPLETE, 0);
	send_piece(program, PIECE, 8, false);
	assert_int_equal(peer(program).complete, 1);
}

/* What a peer does counts once a datagram, however often it does it there. */
static void test_peer(void **state)
{
	struct program *program = *state;
	struct sw_peer p;

	begin(program);
	send_piece(program, 0, 64, true);
	send_piece(program, 64, 64, true);
	assert_int_equal(peer(program).tiny, 1);
	next_id++;
	program_send(program, PACKET(IPV6(HOST, "2001:db8:2::9", 64), FRAGMENT(0, 1, next_id),
				     NEXT(6), FILL(0, 16)));
	next_id++;
	program_send(program,
		     PACKET(IPV6(HOST, "2001:db8:2::9", 64), FRAGMENT(0, 0, next_id), UDP(1, 2)));
	next_id++;
	send_piece(program, 65528, 8, false);
	program_send(program, PACKET(IPV6(HOST, "fe80::1", 64), ICMPV6(2, 0, 1280), FILL(6, 40)));
	program_send(program, PACKET(IPV6(HOST, "fe80::1", 64), ICMPV6(3, 1, 0), FILL(6, 40)));
	program_send(program, PACKET(IPV6(HOST, "fe80::1", 64), ICMPV6(3, 0, 0), FILL(6, 40)));
	p = peer(program);
	assert_int_equal(p.tiny, 2); /* the split one is tiny too */
	assert_int_equal(p.split, 1);
	assert_int_equal(p.atomic, 1);
	assert_int_equal(p.oversize, 1);
	assert_int_equal(p.packet_too_big, 1);
	assert_int_equal(p.reassembly_exceeded, 1); /* code 0 is the hop limit */
	assert_int_equal(p.overlap | p.complete, 0);
}

/* The last fragment may be small, and one of 1280 bytes with its header is not tiny. */
static void test_not_tiny(void **state)
{
	struct program *program = *state;

	begin(program);
	send_piece(program, 0, SW_FRAGMENT_TINY - 48, true);
	send_piece(program, SW_FRAGMENT_TINY - 48, 8, false);
	assert_int_equal(peer(program).complete, 1);
	assert_int_equal(peer(program).tiny, 0);
}

static void test_eviction(void **state)
{
	struct program *program = program_open(
		&(struct engine_options){ .replay = true, .datagrams = 4, .peers = 4 });
	char text[PROGRAM_TEXT_MAX];

	(void)state;
	assert_non_null(program);
	for (uint32_t n = 0; n < 6; n++) {
		program_pass_ms(program, 10);
		next_id = 100 + n;
		send_piece(program, 0, PIECE, true);
	}
	program_counters(program, text);
	assert_non_null(strstr(text, "lost.datagram_evicted:2"));
	next_id = 100;
	assert_int_equal(datagram(program).fragments, 0); /* the oldest went */
	next_id = 105;
	assert_int_equal(datagram(program).fragments, 1);
	for (uint32_t n = 0; n < 5; n++) {
		char source[32];

		snprintf(source, sizeof(source), "2001:db8:1::%u", n + 10);
		program_send(program, PACKET(IPV6(source, "2001:db8:2::9", 64), FRAGMENT(0, 0, 1),
					     UDP(1, 2)));
	}
	program_counters(program, text);
	assert_non_null(strstr(text, "lost.peer_evicted"));
	program_close(program);
}

/* A whole one makes room first, and costs nobody anything. */
static void test_whole_ones_make_room(void **state)
{
	struct program *program =
		program_open(&(struct engine_options){ .replay = true, .datagrams = 4 });
	char text[PROGRAM_TEXT_MAX];

	(void)state;
	assert_non_null(program);
	next_id = 200;
	send_piece(program, 0, PIECE, true); /* incomplete, and the oldest */
	for (next_id = 201; next_id < 240; next_id++) {
		program_pass_ms(program, 10);
		send_piece(program, 0, PIECE, true);
		send_piece(program, PIECE, 8, false);
	}
	program_counters(program, text);
	assert_null(strstr(text, "evicted"));
	next_id = 200;
	assert_int_equal(datagram(program).fragments, 1);
	program_close(program);
}

int main(void)
{
	struct program *program = program_open(PROGRAM_ROOMY);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_prestate(test_in_order, program),
		cmocka_unit_test_prestate(test_reverse, program),
		cmocka_unit_test_prestate(test_every_order, program),
		cmocka_unit_test_prestate(test_gaps, program),
		cmocka_unit_test_prestate(test_more_gaps_than_ranges, program),
		cmocka_unit_test_prestate(test_ranges, program),
		cmocka_unit_test_prestate(test_overlap, program),
		cmocka_unit_test_prestate(test_overlap_counters, program),
		cmocka_unit_test_prestate(test_duplicates, program),
		cmocka_unit_test_prestate(test_last_in_the_middle, program),
		cmocka_unit_test_prestate(test_orphans, program),
		cmocka_unit_test_prestate(test_keys, program),
		cmocka_unit_test_prestate(test_peer, program),
		cmocka_unit_test_prestate(test_not_tiny, program),
		cmocka_unit_test(test_eviction),
		cmocka_unit_test(test_whole_ones_make_room),
	};
	int failed;

	if (!program) {
		puts("1..0 # SKIP the BPF program cannot be loaded");
		return 0;
	}
	failed = cmocka_run_group_tests_name("fragments", tests, NULL, NULL);
	program_close(program);
	return failed ? 1 : 0;
}
