// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The BPF program on hostile frames. It runs in the kernel, where no coverage can be seen, so an
 * input is a recipe: which packet of the table (tests/lib/cases.h), where to cut it, and which
 * bytes to change. Checksums are put right again when the recipe says so, or nothing behind them
 * would ever be reached. Needs root.
 *
 *	input: packet (2 bytes), flags, cut (2), then edits: offset (2), value
 */
#include <netinet/in.h>
#include <stdio.h>

#include "cases.h"
#include "fuzz.h"
#include "program.h"

enum recipe_flag {
	RECIPE_CUT_ON_WIRE = 1 << 0,
	RECIPE_CUT_BY_CAPTURE = 1 << 1,
	RECIPE_CHECKSUMS = 1 << 2,
	RECIPE_NO_MAC = 1 << 3,
	RECIPE_TAG = 1 << 4,
};

#define RECIPE_BYTES 5
#define EDIT_BYTES 3
#define PASS_MS 20 /* so that budgets fill up again now and then */

static unsigned int count_cases(void)
{
	unsigned int count = 0;

	for (const struct packet_case *const *table = cases_all; *table; table++)
		for (const struct packet_case *row = *table; row->name; row++)
			count++;
	return count;
}

static const struct packet_case *case_at(unsigned int index)
{
	for (const struct packet_case *const *table = cases_all; *table; table++)
		for (const struct packet_case *row = *table; row->name; row++)
			if (!index--)
				return row;
	return NULL;
}

static void build(struct packet *packet, const uint8_t *data, size_t size)
{
	unsigned int index = (data[0] | (unsigned int)data[1] << 8) % count_cases();

	packet_build(packet, case_at(index)->packet);
	for (size_t at = RECIPE_BYTES; size - at >= EDIT_BYTES; at += EDIT_BYTES) {
		unsigned int offset = data[at] | (unsigned int)data[at + 1] << 8;

		if (packet->len)
			packet->data[offset % packet->len] = data[at + 2];
	}
	if (data[2] & RECIPE_CHECKSUMS)
		packet_finish(packet);
}

static uint64_t total(const __u64 *counts, int max)
{
	uint64_t sum = 0;

	for (int i = 0; i < max; i++)
		sum += counts[i];
	return sum;
}

/* One frame counts once, whatever is in it. */
static void check_counters(struct program *program, bool cut)
{
	struct sw_tally before = program->before, now;
	char text[PROGRAM_TEXT_MAX];

	program_counters(program, text);
	fuzz_require(!strstr(text, "test run") && !strstr(text, "counted"));
	now = program->before;
	fuzz_require(total(now.icmpv6, 256) - total(before.icmpv6, 256) <= 1);
	fuzz_require(total(now.invalid, SW_INVALID_MAX) - total(before.invalid, SW_INVALID_MAX) <=
		     1);
	fuzz_require(total(now.ext_headers, SW_EXT_MAX) - total(before.ext_headers, SW_EXT_MAX) <=
		     SW_EXT_HEADERS_MAX);
	fuzz_require(now.fragments_first + now.fragments_nonfirst + now.fragments_atomic -
			     before.fragments_first - before.fragments_nonfirst -
			     before.fragments_atomic <=
		     1);
	fuzz_require(cut || now.lost[SW_LOST_SNAPPED] == before.lost[SW_LOST_SNAPPED]);
	fuzz_require(now.lost[SW_LOST_UNKNOWN_PORT] == before.lost[SW_LOST_UNKNOWN_PORT]);
}

/* No frame makes a host that cannot be. */
static void check_host(const struct sw_record *record)
{
	struct in6_addr addr;

	memcpy(&addr, &record->addr, sizeof(addr));
	fuzz_require(!IN6_IS_ADDR_UNSPECIFIED(&addr) && !IN6_IS_ADDR_MULTICAST(&addr) &&
		     !IN6_IS_ADDR_LOOPBACK(&addr));
	fuzz_require(!(record->binding.mac[0] & 1) && record->binding.word << 16);
}

static void check_records(const struct program *program, const struct packet *packet)
{
	for (unsigned int i = 0; i < program->record_count; i++) {
		const struct sw_record *record = &program->records[i].record;

		fuzz_require(record->class > SW_CLASS_NONE && record->class < SW_CLASS_MAX);
		fuzz_require(record->invalid < SW_INVALID_MAX);
		fuzz_require(record->cap_len <= SW_RECORD_LARGE);
		fuzz_require(record->l4_off <= packet->len);
		fuzz_require(!memcmp(record->frame, packet->data, record->cap_len));
		if (record->class == SW_CLASS_NEW_ADDRESS)
			check_host(record);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct program *program;
	struct packet *packet;
	uint32_t cut, frame_len, cap_len;

	if (!program)
		program = program_open(PROGRAM_ROOMY);
	if (!program) {
		fputs("fuzz_prog: cannot load the BPF program: run it as root\n", stderr);
		exit(1);
	}
	if (size < RECIPE_BYTES)
		return 0;
	packet = &program->packet;
	build(packet, data, size);
	cut = data[3] | (uint32_t)data[4] << 8;
	frame_len = data[2] & RECIPE_CUT_ON_WIRE ? cut % (packet->len + 1) : packet->len;
	cap_len = data[2] & RECIPE_CUT_BY_CAPTURE ? cut % (frame_len + 1) : frame_len;
	program->next.no_mac = !!(data[2] & RECIPE_NO_MAC);
	program->next.vlan_present = !!(data[2] & RECIPE_TAG);
	program->next.vlan = data[3];
	program_pass_ms(program, PASS_MS);
	program_run(program, packet->data, cap_len, frame_len);
	check_counters(program, cap_len < frame_len || frame_len > SW_TEST_RUN_BYTES);
	check_records(program, packet);
	program_clear(program);
	return 0;
}
