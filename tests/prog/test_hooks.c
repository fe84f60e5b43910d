// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * One core, three hooks: the table of named packets through the live entries, XDP, tc ingress and
 * tc egress. Each must count, learn and tell what the replay does.
 */
#include "expect.h"

#include <stdio.h>
#include <string.h>

#include <bpf/bpf.h>

#include "cases.h"
#include "collect/counters.h"

#define ETHER_BYTES 14

/* Time stands still here, so no budget may end. */
static void options_without_budgets(struct engine_options *options)
{
	*options =
		(struct engine_options){ .fresh_hosts = 65536, .datagrams = 65536, .peers = 65536 };
	for (int class = 0; class < SW_CLASS_MAX; class ++)
		options->rate[class] = (struct sw_rate){ 10000, 10000 };
}

/* A test run of tc refuses what ends within Ethernet's, IPv4's or IPv6's fixed header. */
static bool tc_takes(const struct packet *packet)
{
	uint32_t type = packet->len < ETHER_BYTES ? 0 : packet->data[12] * 256U + packet->data[13];
	uint32_t header = type == 0x0800 ? 20 : type == 0x86dd ? 40 : 1;

	return packet->len >= ETHER_BYTES + header;
}

/* A tag beside the frame, and a frame cut short, are no matter of a test run of a live program. */
static bool can_run_live(const struct program *program, const struct packet_case *row)
{
	const struct packet *packet = &program->packet;

	if (row->arrival.tag || row->arrival.cap_len || row->arrival.no_mac)
		return false;
	if (packet->len < ETHER_BYTES || packet->len > SW_TEST_RUN_BYTES)
		return false;
	return program->hook == PROGRAM_XDP || tc_takes(packet);
}

static void run_row(struct program *program, const struct packet_case *row)
{
	struct packet *packet = &program->packet;

	packet_build(packet, row->packet);
	if (!can_run_live(program, row))
		return;
	print_message("# %s\n", row->name);
	program_link(program);
	program->next.port.pvid = row->arrival.pvid;
	program->next.port.flags = row->arrival.port_flags;
	program_run(program, packet->data, packet->len, packet->len);
	expect(program, row->counters, row->learned, row->records);
}

static void run_table(struct program *program, enum program_hook hook)
{
	program->hook = hook;
	for (const struct packet_case *const *table = cases_all; *table; table++)
		for (const struct packet_case *row = *table; row->name; row++)
			run_row(program, row);
}

static void test_xdp(void **state)
{
	run_table(*state, PROGRAM_XDP);
}

static void test_tc_ingress(void **state)
{
	struct program *program = *state;

	if (program->engine->tc_ingress_fd < 0)
		skip();
	run_table(program, PROGRAM_TC_INGRESS);
}

static void test_tc_egress(void **state)
{
	struct program *program = *state;

	if (program->engine->tc_egress_fd < 0)
		skip();
	run_table(program, PROGRAM_TC_EGRESS);
}

/* A port that is being removed: counted where nobody's frames are, and nowhere else. */
static void test_unknown_port(void **state)
{
	struct program *program = *state;
	const struct packet *packet = &program->packet;
	struct sw_tally before, after;
	LIBBPF_OPTS(bpf_test_run_opts, run, .data_in = packet->data, .repeat = 1);

	program->hook = PROGRAM_XDP;
	program_link(program);
	program_send(program, PACKET(IPV6("fe80::2", "ff02::2", 255), RS));
	expect(program, "ipv6 icmpv6.133 unknown.nd", "fe80::2=rs", "new_address");
	engine_port_clear(program->engine, SW_PORT_KEY(1, 0));
	counters_read(program->engine, 0, &before);
	run.data_size_in = packet->len;
	assert_int_equal(bpf_prog_test_run_opts(program->engine->xdp_fd, &run), 0);
	assert_int_equal(run.retval, XDP_PASS);
	counters_read(program->engine, 0, &after);
	counters_subtract(&after, &before);
	assert_int_equal(after.lost[SW_LOST_UNKNOWN_PORT], 1);
	assert_int_equal(after.frames, 0);
	expect(program, "", "fe80::2=rs", "");
}

int main(void)
{
	struct engine_options options;
	struct program *program;
	int failed;

	options_without_budgets(&options);
	program = program_open(&options);
	if (!program) {
		puts("1..0 # SKIP the BPF program cannot be loaded");
		return 0;
	}
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_prestate(test_xdp, program),
		cmocka_unit_test_prestate(test_tc_ingress, program),
		cmocka_unit_test_prestate(test_tc_egress, program),
		cmocka_unit_test_prestate(test_unknown_port, program),
	};
	failed = cmocka_run_group_tests_name("hooks", tests, NULL, NULL);
	program_close(program);
	return failed ? 1 : 0;
}
