// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * An RA, an NS, a DAD, fragments and a DHCPv6 message, ended at every byte: on the wire, where
 * that is the sender's fault, and by a capture or hook, where it is nobody's.
 */
#include "expect.h"

#include <stdio.h>
#include <string.h>

#define HOST "fe80::2"
#define ETHER_BYTES 14
#define IPV6_END (ETHER_BYTES + 40)

/*
 * Byte positions where what is known of the frame changes. From `known` on nothing is missing
 * that anybody looks at.
 */
struct message {
	const char *name;
	const struct layer *packet;
	uint32_t fragment_end; /* 0: no Fragment header */
	const char *fragment;  /* its counter */
	uint32_t type_at;      /* of the ICMPv6 type; 0: none */
	const char *type;
	uint32_t known;
	const char *whole; /* counters, learned and records of the whole message */
	const char *learned;
	const char *records;
};

static const struct message messages[] = {
	{ "RA",
	  PACKET(IPV6(HOST, "ff02::1", 255), RA(1800), SLLA(PACKET_MAC), MTU(1500),
		 PIO("2001:db8:1::", 64, 0xc0)),
	  0, "", IPV6_END, " icmpv6.134", IPV6_END + 16 + 8 + 8 + 32, "ipv6 icmpv6.134 unknown.ra",
	  HOST "=ra", "new_address ra_new" },
	{ "NS", PACKET(IPV6(HOST, "ff02::1:ff00:1", 255), NS("fe80::1"), SLLA(PACKET_MAC)), 0, "",
	  IPV6_END, " icmpv6.135", IPV6_END + 24 + 8, "ipv6 icmpv6.135 unknown.nd", HOST "=ns",
	  "new_address ns_silent" },
	{ "DAD", PACKET(IPV6("::", "ff02::1:ff00:2", 255), NS(HOST)), 0, "", IPV6_END,
	  " icmpv6.135", IPV6_END + 24, "ipv6 icmpv6.135 unknown.nd", HOST "=dad",
	  "new_address dad" },
	{ "first fragment of an echo request",
	  PACKET(IPV6(HOST, "fe80::1", 64), FRAGMENT(0, 1, 7), ICMPV6(128, 0, 1), FILL(0, 56)),
	  IPV6_END + 8, " fragments.first", IPV6_END + 8, " icmpv6.128", IPV6_END + 8 + 2,
	  "ipv6 icmpv6.128 fragments.first ext.fragment unknown.data", HOST "=data",
	  "new_address" },
	{ "second fragment",
	  PACKET(IPV6(HOST, "fe80::1", 64), FRAGMENT(64, 0, 7), NEXT(58), FILL(0x86, 40)),
	  IPV6_END + 8, " fragments.nonfirst", 0, "", IPV6_END + 8,
	  "ipv6 fragments.nonfirst ext.fragment unknown.data", HOST "=data", "new_address" },
	{ "DHCPv6 solicit", PACKET(IPV6(HOST, "ff02::1:2", 1), UDP(546, 547), FILL(1, 20)), 0, "",
	  0, "", IPV6_END + 8, "ipv6 unknown.data", HOST "=dhcpv6", "new_address dhcpv6_client" },
};

/* What can be counted of the first len bytes, whyever there are no more. */
static void text_seen(const struct message *m, uint32_t len, char *text, size_t size)
{
	bool past_fragment = m->fragment_end && len >= m->fragment_end;
	bool has_type = m->type_at && len > m->type_at;

	if (len < ETHER_BYTES)
		snprintf(text, size, "other");
	else if (len < IPV6_END)
		snprintf(text, size, "ipv6");
	else
		snprintf(text, size, "ipv6%s%s%s", has_type ? m->type : "",
			 past_fragment ? m->fragment : "", m->fragment_end ? " ext.fragment" : "");
}

/* A frame that ends there contradicts its own payload length, or has not even that. */
static void test_wire(struct program *program, const struct message *m, uint32_t len)
{
	char seen[128], counters[256], text[PROGRAM_TEXT_MAX];

	text_seen(m, len, seen, sizeof(seen));
	snprintf(counters, sizeof(counters), "%s invalid.%s", seen,
		 len < IPV6_END ? "truncated" : "payload_length");
	program_run(program, program->packet.data, len, len);
	program_counters(program, text);
	/* An RA's own counter depends on which rule is broken first. */
	if (strstr(text, " ra_invalid"))
		*strstr(text, " ra_invalid") = '\0';
	assert_string_equal(text, counters);
	program_learned(program, text);
	assert_string_equal(text, "");
	for (unsigned int i = 0; i < program->record_count; i++)
		assert_true(program->records[i].record.class == SW_CLASS_ND_INVALID ||
			    program->records[i].record.class == SW_CLASS_FRAGMENT ||
			    program->records[i].record.class == SW_CLASS_DHCPV6_CLIENT);
	program_clear(program);
}

static void test_cut(struct program *program, const struct message *m, uint32_t len)
{
	char counters[256];

	if (len >= m->known) {
		program_run(program, program->packet.data, len, program->packet.len);
		expect(program, m->whole, m->learned, m->records);
		return;
	}
	text_seen(m, len, counters, sizeof(counters));
	strcat(counters, " lost.snapped");
	program_run(program, program->packet.data, len, program->packet.len);
	expect(program, counters, "", "");
}

static void test_every_byte(struct program *program, const struct message *m,
			    void (*test)(struct program *, const struct message *, uint32_t))
{
	struct packet *packet = &program->packet;

	packet_build(packet, m->packet);
	for (uint32_t len = 0; len < packet->len; len++) {
		print_message("# %s, %u of %u bytes\n", m->name, len, packet->len);
		program_link(program);
		test(program, m, len);
	}
	program_link(program);
	program_run(program, packet->data, packet->len, packet->len);
	expect(program, m->whole, m->learned, m->records);
}

struct row {
	struct program *program;
	const struct message *message;
	char name[96];
};

static void test_row_wire(void **state)
{
	struct row *row = *state;

	test_every_byte(row->program, row->message, test_wire);
}

static void test_row_cut(void **state)
{
	struct row *row = *state;

	test_every_byte(row->program, row->message, test_cut);
}

/* A frame longer than a test run takes is one that was cut there. */
static void test_longest(void **state)
{
	struct program *program = *state;

	program_link(program);
	program_send(program, PACKET(IPV6(HOST, "fe80::1", 64), DESTINATION(255), DESTINATION(255),
				     ICMPV6(128, 0, 1)));
	expect(program, "ipv6 ext.destination:2 lost.snapped", "", "");
	program_link(program);
	program_send(program, PACKET(IPV6(HOST, "fe80::1", 64), UDP(1, 2), FILL(0, 60000)));
	expect(program, "ipv6 unknown.data", HOST "=data", "new_address");
}

int main(void)
{
	enum { MESSAGES = sizeof(messages) / sizeof(messages[0]) };
	struct program *program = program_open(PROGRAM_ROOMY);
	struct CMUnitTest tests[2 * MESSAGES + 1];
	struct row rows[2 * MESSAGES];
	int failed;

	if (!program) {
		puts("1..0 # SKIP the BPF program cannot be loaded");
		return 0;
	}
	for (size_t i = 0; i < 2 * MESSAGES; i++) {
		rows[i].program = program;
		rows[i].message = &messages[i / 2];
		snprintf(rows[i].name, sizeof(rows[i].name), "%s, %s at every byte",
			 messages[i / 2].name, i & 1 ? "cut by the capture" : "ended on the wire");
		tests[i] = (struct CMUnitTest){ rows[i].name, i & 1 ? test_row_cut : test_row_wire,
						NULL, NULL, &rows[i] };
	}
	tests[2 * MESSAGES] = (struct CMUnitTest){ "longer than a test run takes", test_longest,
						   NULL, NULL, program };
	failed = _cmocka_run_group_tests("truncation", tests, 2 * MESSAGES + 1, NULL, NULL);
	program_close(program);
	return failed ? 1 : 0;
}
