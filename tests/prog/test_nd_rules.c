// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The rules that all five neighbour discovery messages share (RFC 4861 sections 6.1.1, 6.1.2,
 * 7.1.1, 7.1.2, 8.1; RFC 6980): every rule broken in every message.
 */
#include "expect.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SRC "fe80::2"
#define GROUP "ff02::1:ff00:1"
#define REDIRECTED "2001:db8:1::3"

struct message {
	const char *name;
	unsigned int type;
	uint32_t fixed_len; /* of the message without options */
	const char *dst;
	const struct layer *body;
};

static const struct message messages[] = {
	{ "RS", 133, 8, "ff02::2", PACKET(U32(0)) },
	{ "RA", 134, 16, "ff02::1", PACKET(U32(0x40000708), U32(0), U32(0)) },
	{ "NS", 135, 24, GROUP, PACKET(U32(0), ADDR("fe80::1")) },
	{ "NA", 136, 24, "fe80::1", PACKET(U32(0x60000000), ADDR(SRC)) },
	{ "redirect", 137, 40, REDIRECTED, PACKET(U32(0), ADDR("fe80::9"), ADDR("2001:db8:2::9")) },
};

/* What is broken; all zero is a valid message. */
struct fault {
	const char *name;
	const char *reason;
	bool wrong_hop_limit;
	bool wrong_code;
	bool wrong_checksum;
	enum { WHOLE, ATOMIC, FIRST } fragment;
	uint32_t cut;		     /* bytes that the fixed part is short of */
	const struct layer *options; /* NULL: a valid one */
	bool padded;		     /* Ethernet padding follows */
};

static const struct fault faults[] = {
	{ "hop limit 254", "hop_limit", .wrong_hop_limit = true },
	{ "code 1", "code", .wrong_code = true },
	{ "wrong checksum", "checksum", .wrong_checksum = true },
	{ "in an atomic fragment", "nd_fragmented", .fragment = ATOMIC },
	{ "in a first fragment", "nd_fragmented", .fragment = FIRST },
	{ "an option of length 0", "option_length", .options = PACKET(OPTION(1, 0), FILL(0, 6)) },
	{ "an option of length 0 behind a good one", "option_length",
	  .options = PACKET(OPTION(14, 1), FILL(0, 6), OPTION(1, 0), FILL(0, 6)) },
	{ "an option that runs past the end", "option_length",
	  .options = PACKET(OPTION(1, 2), FILL(0, 6)) },
	{ "an option that runs into padding", "option_length",
	  .options = PACKET(OPTION(1, 2), FILL(0, 6)), .padded = true },
	{ "an option of 255 units", "option_length",
	  .options = PACKET(OPTION(1, 255), FILL(0, 6)) },
	{ "half an option header", "option_length", .options = PACKET(U8(1)) },
	{ "half an option header, in padding", "option_length", .options = PACKET(U8(1)),
	  .padded = true },
	{ "an option header, no more", "option_length", .options = PACKET(OPTION(1, 1)) },
};

struct row {
	struct program *program;
	const struct message *message;
	struct fault fault;
	char name[96];
};

static size_t count_layers(const struct layer *layers)
{
	size_t count = 0;

	while (layers[count].kind)
		count++;
	return count;
}

static size_t add_layers(struct layer *list, size_t at, const struct layer *layers)
{
	size_t count = count_layers(layers);

	memcpy(list + at, layers, count * sizeof(*layers));
	return at + count;
}

static void add_fragment(struct layer *list, size_t *at, const struct fault *fault)
{
	if (fault->fragment)
		list[(*at)++] = (struct layer)FRAGMENT(0, fault->fragment == FIRST, 7);
}

/* As it should be, but for the fault. */
static void build(struct packet *packet, const struct message *m, const struct fault *fault)
{
	const struct layer *options = fault->options ? fault->options :
						       PACKET(OPTION(14, 1), FILL(7, 6));
	struct layer list[32] = { 0 };
	size_t at = 0;

	list[at++] = (struct layer)IPV6(SRC, m->dst, fault->wrong_hop_limit ? 254 : 255);
	add_fragment(list, &at, fault);
	list[at++] = (struct layer)NEXT(58);
	list[at++] = (struct layer)U8(m->type);
	list[at++] = (struct layer)U8(fault->wrong_code);
	list[at++] = (struct layer)U16(0);
	at = add_layers(list, at, m->body);
	if (!fault->cut)
		add_layers(list, at, options);
	packet_build(packet, list);
	packet->len -= fault->cut;
	packet->checksum_count = 1;
	packet->checksum[0] = (struct packet_checksum){
		.ip = packet->ipv6[0],
		.start = packet->ipv6[0] + 40 + (fault->fragment ? 8 : 0),
		.protocol = 58,
	};
	packet->checksum[0].field = packet->checksum[0].start + 2;
	packet_finish(packet);
	if (fault->wrong_checksum)
		packet->data[packet->checksum[0].field + 1] ^= 0x10;
	if (fault->padded)
		packet_add(packet, (const uint8_t[16]){ 0 }, 16);
}

static void test_row(void **state)
{
	struct row *row = *state;
	const struct fault *fault = &row->fault;
	struct packet *packet = &row->program->packet;
	char counters[256], record[64];

	program_link(row->program);
	build(packet, row->message, fault);
	program_run(row->program, packet->data, packet->len, packet->len);
	snprintf(counters, sizeof(counters), "ipv6 icmpv6.%u%s%s invalid.%s%s", row->message->type,
		 fault->fragment == FIRST  ? " fragments.first" :
		 fault->fragment == ATOMIC ? " fragments.atomic" :
					     "",
		 fault->fragment ? " ext.fragment" : "", fault->reason,
		 row->message->type == 134 ? " ra_invalid" : "");
	snprintf(record, sizeof(record), "nd_invalid/%s", fault->reason);
	expect(row->program, counters, "", record);
}

/* Without a fault each is taken: so it is the fault that the other tests find. */
static void test_valid(void **state)
{
	static const char *const learned[] = { SRC "=rs", SRC "=ra", SRC "=ns", SRC "=na", "" };
	static const char *const records[] = { "new_address", "new_address ra_new",
					       "new_address ns_silent", "new_address", "redirect" };
	static const char *const sketch[] = { " unknown.nd", " unknown.ra", " unknown.nd",
					      " unknown.nd", "" };
	struct program *program = *state;

	for (size_t i = 0; i < sizeof(messages) / sizeof(messages[0]); i++) {
		char counters[64];

		program_link(program);
		build(&program->packet, &messages[i], &(struct fault){ 0 });
		program_run(program, program->packet.data, program->packet.len,
			    program->packet.len);
		snprintf(counters, sizeof(counters), "ipv6 icmpv6.%u%s", messages[i].type,
			 sketch[i]);
		expect(program, counters, learned[i], records[i]);
	}
}

/* Every length from four bytes, so that there is a checksum, to one less than the fixed part. */
static void test_short(void **state)
{
	struct row *row = *state;
	const struct message *m = row->message;

	row->fault = (struct fault){ .reason = "nd_length" };
	for (row->fault.cut = 1; row->fault.cut <= m->fixed_len - 4; row->fault.cut++)
		test_row(state);
}

int main(void)
{
	enum { MESSAGES = sizeof(messages) / sizeof(messages[0]) };
	enum { FAULTS = sizeof(faults) / sizeof(faults[0]) };
	struct program *program = program_open(PROGRAM_ROOMY);
	struct CMUnitTest tests[MESSAGES * (FAULTS + 1) + 1];
	struct row rows[MESSAGES * (FAULTS + 1)];
	size_t n = 0;
	int failed;

	if (!program) {
		puts("1..0 # SKIP the BPF program cannot be loaded");
		return 0;
	}
	for (size_t m = 0; m < MESSAGES; m++) {
		for (size_t f = 0; f <= FAULTS; f++, n++) {
			struct row *row = &rows[n];

			row->program = program;
			row->message = &messages[m];
			row->fault = f < FAULTS ? faults[f] : (struct fault){ 0 };
			snprintf(row->name, sizeof(row->name), "%s: %s", messages[m].name,
				 f < FAULTS ? faults[f].name : "every length that is too short");
			tests[n] = (struct CMUnitTest){ row->name,
							f < FAULTS ? test_row : test_short, NULL,
							NULL, row };
		}
	}
	tests[n] = (struct CMUnitTest){ "nothing broken", test_valid, NULL, NULL, program };
	failed = _cmocka_run_group_tests("nd_rules", tests, n + 1, NULL, NULL);
	program_close(program);
	return failed ? 1 : 0;
}
