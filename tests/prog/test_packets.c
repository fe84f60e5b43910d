// SPDX-License-Identifier: GPL-2.0-or-later
/* Every packet of the table through the BPF program, each a test of its own name. */
#include "expect.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cases.h"

struct row {
	struct program *program;
	const struct packet_case *packet;
};

static void test_row(void **state)
{
	const struct row *row = *state;
	const struct arrival_case *arrival = &row->packet->arrival;
	struct program *program = row->program;
	struct packet *packet = &program->packet;

	program_link(program);
	program->next.port.pvid = arrival->pvid;
	program->next.port.flags = arrival->port_flags;
	program->next.vlan_present = arrival->tag != 0;
	program->next.vlan = arrival->tag;
	program->next.no_mac = arrival->no_mac;
	packet_build(packet, row->packet->packet);
	program_run(program, packet->data, arrival->cap_len ? arrival->cap_len : packet->len,
		    packet->len);
	expect(program, row->packet->counters, row->packet->learned, row->packet->records);
}

struct names {
	const char *group;
	const char *const *list;
	unsigned int count;
	const char *const *exempt; /* NULL ends it */
};

#define NAME(id, name, text) name,
static const char *const invalid_names[] = { SW_INVALID_LIST(NAME) };
static const char *const lost_names[] = { SW_LOST_LIST(NAME) };
static const char *const ext_names[] = { SW_EXT_LIST(NAME) };
static const char *const class_names[] = { SW_CLASS_LIST(NAME) };
static const char *const learn_names[] = { SW_LEARN_LIST(NAME) };
#undef NAME

/* What one packet alone cannot bring about; tests of their own do. */
static const char *const invalid_exempt[] = {
	"none",		 "fragment_overlap", /* test_fragments.c; the rest of ND's reasons: test_nd_rules.c */
	"nd_fragmented", "nd_length",	     "hop_limit", "code", "option_length", NULL,
};
static const char *const lost_exempt[] = {
	"none",	     "unknown_port", /* test_hooks.c: a replay names its port */
	"ring_full", "new_evicted",  "not_learned", "datagram_evicted", "peer_evicted", NULL,
};
static const char *const class_exempt[] = {
	"none", "binding", "binding_new", "ra_known", NULL, /* test_tiers.c */
};
static const char *const learn_exempt[] = { "none", "self", "kernel", NULL };
static const char *const nothing_exempt[] = { NULL };

static const struct names groups[] = {
	{ "invalid.", invalid_names, SW_INVALID_MAX, invalid_exempt },
	{ "lost.", lost_names, SW_LOST_MAX, lost_exempt },
	{ "ext.", ext_names, SW_EXT_MAX, nothing_exempt },
	{ "", class_names, SW_CLASS_MAX, class_exempt },
	{ "", learn_names, SW_LEARN_MAX, learn_exempt },
};

static bool is_exempt(const struct names *group, const char *name)
{
	for (const char *const *exempt = group->exempt; *exempt; exempt++)
		if (!strcmp(*exempt, name))
			return true;
	return false;
}

/* A word of the text, however it is joined to others: "ipv6 icmpv6.135", "fe80::2=ns+data". */
static bool has_word(const char *text, const char *word)
{
	size_t len = strlen(word);
	const char *at = text;

	while ((at = strstr(at, word))) {
		if ((at == text || strchr(" =+", at[-1])) && strchr(" +:/", at[len]))
			return true;
		at++;
	}
	return false;
}

static bool table_has(const char *word)
{
	for (const struct packet_case *const *table = cases_all; *table; table++)
		for (const struct packet_case *row = *table; row->name; row++)
			if (has_word(row->counters, word) || has_word(row->learned, word) ||
			    has_word(row->records, word))
				return true;
	return false;
}

static void test_every_name_has_a_packet(void **state)
{
	unsigned int missing = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++) {
		for (unsigned int n = 0; n < groups[i].count; n++) {
			const char *name = groups[i].list[n];
			char word[64];

			snprintf(word, sizeof(word), "%s%s", groups[i].group, name);
			if (is_exempt(&groups[i], name) || table_has(word))
				continue;
			print_error("no packet of the table for %s\n", word);
			missing++;
		}
	}
	assert_int_equal(missing, 0);
}

static size_t count_rows(void)
{
	size_t count = 0;

	for (const struct packet_case *const *table = cases_all; *table; table++)
		for (const struct packet_case *row = *table; row->name; row++)
			count++;
	return count;
}

int main(void)
{
	struct program *program = program_open(PROGRAM_ROOMY);
	size_t count = count_rows(), n = 0;
	struct CMUnitTest *tests = calloc(count + 1, sizeof(*tests));
	struct row *rows = calloc(count, sizeof(*rows));
	int failed;

	if (!program || !tests || !rows) {
		puts("1..0 # SKIP the BPF program cannot be loaded");
		return program ? 1 : 0;
	}
	for (const struct packet_case *const *table = cases_all; *table; table++) {
		for (const struct packet_case *packet = *table; packet->name; packet++, n++) {
			rows[n] = (struct row){ program, packet };
			tests[n] =
				(struct CMUnitTest){ packet->name, test_row, NULL, NULL, &rows[n] };
		}
	}
	tests[n] = (struct CMUnitTest){ "every name has a packet", test_every_name_has_a_packet,
					NULL, NULL, NULL };
	failed = _cmocka_run_group_tests("packets", tests, count + 1, NULL, NULL);
	program_close(program);
	free(tests);
	free(rows);
	return failed ? 1 : 0;
}
