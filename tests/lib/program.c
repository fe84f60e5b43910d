// SPDX-License-Identifier: GPL-2.0-or-later
#include "program.h"

#include <arpa/inet.h>
#include <bpf/bpf.h>
#include <linux/if_ether.h>
#include <linux/pkt_cls.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collect/counters.h"
#include "collect/fresh.h"

#define NOON_NS 1700000000000000000ULL
#define LOOPBACK 1 /* its interface number in every namespace */
#define MS_NS 1000000ULL
#define ADDRESSES_MAX 256

#define NAME(id, name, text) name,
static const char *const invalid_names[] = { SW_INVALID_LIST(NAME) };
static const char *const lost_names[] = { SW_LOST_LIST(NAME) };
static const char *const class_names[] = { SW_CLASS_LIST(NAME) };
static const char *const ext_names[] = { SW_EXT_LIST(NAME) };
static const char *const learn_names[] = { SW_LEARN_LIST(NAME) };
static const char *const sketch_names[] = { SW_SKETCH_LIST(NAME) };
#undef NAME

__attribute__((format(printf, 2, 3))) static void text_add(char *text, const char *format, ...)
{
	size_t len = strlen(text);
	va_list args;

	va_start(args, format);
	vsnprintf(text + len, PROGRAM_TEXT_MAX - len, format, args);
	va_end(args);
}

static void keep_record(void *ctx, const struct sw_record *record)
{
	struct program *program = ctx;
	union program_record *kept = &program->records[program->record_count];

	if (program->record_count == PROGRAM_RECORDS_MAX)
		return;
	program->record_count++;
	memcpy(kept, record, sizeof(*record) + record->cap_len);
}

/* The tables of the BPF program are sliced by CPU: a test looks at one slice. */
static bool pin_to_this_cpu(void)
{
	cpu_set_t one;

	CPU_ZERO(&one);
	CPU_SET(sched_getcpu(), &one);
	return sched_setaffinity(0, sizeof(one), &one) == 0;
}

struct program *program_open(const struct engine_options *options)
{
	struct program *program = calloc(1, sizeof(*program));

	if (!program || !pin_to_this_cpu() || engine_open(options, &program->engine)) {
		free(program);
		return NULL;
	}
	program->records = calloc(PROGRAM_RECORDS_MAX, sizeof(*program->records));
	if (!program->records || ring_open(program->engine, keep_record, program, &program->ring))
		abort();
	program->hook = options->replay ? PROGRAM_REPLAY : PROGRAM_XDP;
	program->now_ns = NOON_NS;
	program->next.port.slot = PROGRAM_SLOT;
	program_link(program);
	return program;
}

void program_close(struct program *program)
{
	ring_close(program->ring);
	engine_close(program->engine);
	free(program->records);
	free(program);
}

static struct sw_onlink onlink(uint16_t link, const char *prefix, const char *mask)
{
	struct sw_onlink onlink = { .link = link };

	packet_addr(prefix, (uint8_t *)&onlink.addr);
	packet_addr(mask, (uint8_t *)&onlink.mask);
	return onlink;
}

void program_link(struct program *program)
{
	uint16_t link = (uint16_t)(program->next.port.link + 1);
	const struct sw_onlink prefixes[] = {
		onlink(link, "2001:db8:1::", "ffff:ffff:ffff:ffff::"),
		onlink(link, "::ffff:192.0.2.0", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ff00"),
	};

	memset(&program->next, 0, sizeof(program->next));
	program->next.port.slot = PROGRAM_SLOT;
	program->next.port.link = link;
	if (engine_onlink_set(program->engine, prefixes, 2))
		abort();
	program_pass_ms(program, 60000);
	program_clear(program);
	counters_read(program->engine, PROGRAM_SLOT, &program->before);
	program->sent = 0;
	program->sent_bytes = 0;
}

void program_pass_ms(struct program *program, uint64_t ms)
{
	program->now_ns += ms * MS_NS;
}

/* The frame's time, port and length, as the replay tells them. */
static void replay_prepare(struct program *program, uint32_t cap_len, uint32_t frame_len)
{
	struct sw_replay *next = &program->next;

	next->now_ns = program->now_ns;
	next->tick = tick_from_ns(program->now_ns, program->engine->config.ticks_per_s);
	next->wire_len = frame_len;
	next->frame_len = frame_len;
	next->cap_len = cap_len;
	*program->engine->replay = *next;
}

/* The port, as a live frame finds it: a test run comes in on the loopback interface. */
static void live_prepare(struct program *program)
{
	struct sw_port port = program->next.port;

	port.key = SW_PORT_KEY(LOOPBACK, program->hook == PROGRAM_TC_EGRESS);
	if (engine_port_set(program->engine, &port))
		abort();
}

static int hook_fd(const struct program *program)
{
	switch (program->hook) {
	case PROGRAM_TC_INGRESS:
		return program->engine->tc_ingress_fd;
	case PROGRAM_TC_EGRESS:
		return program->engine->tc_egress_fd;
	default:
		return program->engine->xdp_fd;
	}
}

void program_run(struct program *program, const uint8_t *data, uint32_t cap_len, uint32_t frame_len)
{
	bool tc = program->hook == PROGRAM_TC_INGRESS || program->hook == PROGRAM_TC_EGRESS;
	uint32_t pass = tc ? (uint32_t)TC_ACT_UNSPEC : XDP_PASS;
	uint8_t padded[ETH_HLEN] = { 0 };
	LIBBPF_OPTS(bpf_test_run_opts, run, .data_in = data, .repeat = 1);
	int err;

	if (cap_len > SW_TEST_RUN_BYTES)
		cap_len = SW_TEST_RUN_BYTES;
	if (program->hook == PROGRAM_REPLAY)
		replay_prepare(program, cap_len, frame_len);
	else
		live_prepare(program);
	run.data_size_in = cap_len;
	if (cap_len < sizeof(padded)) {
		memcpy(padded, data, cap_len);
		run.data_in = padded;
		run.data_size_in = sizeof(padded);
	}
	err = bpf_prog_test_run_opts(hook_fd(program), &run);
	if (err || run.retval != pass)
		snprintf(program->trouble, sizeof(program->trouble), "test run: %d, verdict %u",
			 err, run.retval);
	program->sent++;
	program->sent_bytes += frame_len;
	while (program->ring && ring_consume(program->ring) == RING_BATCH_MAX)
		;
}

void program_send(struct program *program, const struct layer *layers)
{
	packet_build(&program->packet, layers);
	program_run(program, program->packet.data, program->packet.len, program->packet.len);
}

/* "group.name", a bare name where there is no group, ":n" when counted more than once. */
static void text_count(char *text, const char *group, const char *name, uint64_t count)
{
	if (!count)
		return;
	text_add(text, "%s%s%s%s", *text ? " " : "", group, *group ? "." : "", name);
	if (count != 1)
		text_add(text, ":%llu", (unsigned long long)count);
}

static void text_counts(char *text, const char *group, const char *const names[],
			const __u64 *counts, unsigned int max)
{
	for (unsigned int i = 0; i < max; i++)
		text_count(text, group, names[i], counts[i]);
}

static void text_icmpv6(char *text, const struct sw_tally *tally)
{
	for (int type = 0; type < 256; type++) {
		char name[4];

		snprintf(name, sizeof(name), "%d", type);
		text_count(text, "icmpv6", name, tally->icmpv6[type]);
	}
}

static void text_fragments(char *text, const struct sw_tally *tally)
{
	text_count(text, "fragments", "first", tally->fragments_first);
	text_count(text, "fragments", "nonfirst", tally->fragments_nonfirst);
	text_count(text, "fragments", "atomic", tally->fragments_atomic);
}

/* frames = ipv4 + arp + ipv6 + other: every frame once; blocked ones are in no other counter. */
static void check_frames(struct program *program, const struct sw_tally *d)
{
	bool frames_add_up = d->frames == d->ipv4 + d->arp + d->ipv6 + d->other &&
			     d->frames + d->blocked == program->sent;
	bool bytes_add_up = d->blocked || d->bytes == program->sent_bytes;

	if (!frames_add_up || !bytes_add_up)
		snprintf(program->trouble, sizeof(program->trouble),
			 "%llu frames of %llu bytes counted, %llu of %llu sent", d->frames,
			 d->bytes, (unsigned long long)program->sent,
			 (unsigned long long)program->sent_bytes);
	program->sent = 0;
	program->sent_bytes = 0;
}

void program_counters(struct program *program, char ret_text[PROGRAM_TEXT_MAX])
{
	struct sw_tally now, d;

	counters_read(program->engine, PROGRAM_SLOT, &now);
	d = now;
	counters_subtract(&d, &program->before);
	program->before = now;
	check_frames(program, &d);
	snprintf(ret_text, PROGRAM_TEXT_MAX, "%s", program->trouble);
	*program->trouble = '\0';
	text_count(ret_text, "", "ipv4", d.ipv4);
	text_count(ret_text, "", "arp", d.arp);
	text_count(ret_text, "", "ipv6", d.ipv6);
	text_count(ret_text, "", "other", d.other);
	text_count(ret_text, "", "vlan", d.vlan);
	text_count(ret_text, "", "blocked", d.blocked);
	text_icmpv6(ret_text, &d);
	text_fragments(ret_text, &d);
	text_counts(ret_text, "ext", ext_names, d.ext_headers, SW_EXT_MAX);
	text_counts(ret_text, "invalid", invalid_names, d.invalid, SW_INVALID_MAX);
	text_count(ret_text, "", "ra_invalid", d.ra_invalid);
	text_counts(ret_text, "lost", lost_names, d.lost, SW_LOST_MAX);
	text_counts(ret_text, "suppressed", class_names, d.suppressed, SW_CLASS_MAX);
	text_count(ret_text, "", "offlink", d.offlink);
	text_count(ret_text, "", "ra_known_unicast", d.ra_known_unicast);
	text_counts(ret_text, "unknown", sketch_names, d.unknown_source, SW_SKETCH_MAX);
}

static int compare_hosts(const void *a, const void *b)
{
	const struct sw_fresh_host *x = a, *y = b;

	return memcmp(&x->key, &y->key, sizeof(x->key));
}

static void text_host(char *text, const struct sw_fresh_host *host)
{
	const uint8_t *addr = (const uint8_t *)&host->key.addr;
	const char *separator = "=";
	char name[INET6_ADDRSTRLEN];
	bool mapped = !host->key.addr.w[0] && addr[10] == 0xff && addr[11] == 0xff;

	inet_ntop(mapped ? AF_INET : AF_INET6, mapped ? addr + 12 : addr, name, sizeof(name));
	text_add(text, "%s%s", *text ? " " : "", name);
	if (host->key.vlan)
		text_add(text, "@%u", host->key.vlan);
	for (unsigned int i = 0; i < SW_LEARN_MAX; i++) {
		if (!(host->learned & SW_LEARN_BIT(i)))
			continue;
		text_add(text, "%s%s", separator, learn_names[i]);
		separator = "+";
	}
}

void program_learned(const struct program *program, char ret_text[PROGRAM_TEXT_MAX])
{
	struct sw_fresh_host hosts[ADDRESSES_MAX];
	unsigned int count = 0;

	for (uint32_t slot = 0; slot < fresh_slots(program->engine); slot++) {
		if (fresh_read(program->engine, slot, &hosts[count]) ||
		    hosts[count].key.link != program->next.port.link)
			continue;
		if (++count == ADDRESSES_MAX)
			break;
	}
	qsort(hosts, count, sizeof(hosts[0]), compare_hosts);
	*ret_text = '\0';
	for (unsigned int i = 0; i < count; i++)
		text_host(ret_text, &hosts[i]);
}

void program_records(struct program *program, char ret_text[PROGRAM_TEXT_MAX])
{
	*ret_text = '\0';
	for (unsigned int i = 0; i < program->record_count; i++) {
		const struct sw_record *record = &program->records[i].record;

		text_add(ret_text, "%s%s", *ret_text ? " " : "", class_names[record->class]);
		if (record->invalid)
			text_add(ret_text, "/%s", invalid_names[record->invalid]);
	}
}

void program_clear(struct program *program)
{
	program->record_count = 0;
}
