// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * usage: bench_prog [ROUNDS]
 *
 * What the BPF program costs for each kind of frame: ns per frame, and the ratio to an empty
 * program that rewrites the frame in the same way. Of ROUNDS (15) interleaved rounds the medians.
 * Each line: name, budget, ns of the empty program, ns of the whole one, ratio; tabs between.
 * Closes with "map_bytes" and "load_ms". Needs root.
 */
#include <arpa/inet.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "collect/counters.h"
#include "collect/engine.h"
#include "collect/known.h"
#include "collect/ring.h"
#include "packet.h"
#include "sixwatch/bench.h"

/* They need the contract above. */
#include "bench.skel.h"
#include "sixwatch.skel.h"

#define ROUNDS_MAX 101
#define REPEAT 300000
#define WARM_UP_STEP 200 /* frames whose records the ring surely takes */
#define KNOWN 1000
#define LOOPBACK 1 /* the interface of a test run */
#define LINK 1
#define NS_PER_S 1000000000ULL

#define FIRST_IPV4 0x0a000000U /* 10.0.0.0: one that a host can have */
#define HOST "fe80::2:0:0"     /* its last 4 bytes are rewritten */
#define ROUTER_OPTIONS                                                                             \
	SLLA(PACKET_MAC), MTU(1500), PIO("2001:db8:1::", 64, 0xc0), RDNSS("2001:db8:1::53"),       \
		ROUTE("2001:db8:7::", 48), DNSSL

#define L2 14
#define IPV6_SOURCE (L2 + 8 + 8)
#define UPPER (L2 + 40)
#define TARGET (UPPER + 8 + 8)
#define IPV4_SOURCE (L2 + 12 - 4)
#define ARP_SENDER (L2 + 14 - 4)

struct row {
	const char *name;
	double budget;
	const struct layer *packet;
	uint32_t sources; /* 0: a flood */
	uint32_t source_off;
	uint32_t message_off;
	bool fragments;
};

static const struct row rows[] = {
	{ "frame that is not IP", 1.1, PACKET(TYPE(0x88cc), FILL(0, 46)), KNOWN, 0, 0, false },
	{ "ARP, known", 1.4, PACKET(ARP(1, "0.0.0.0", "192.0.2.1")), KNOWN, ARP_SENDER, 0, false },
	{ "IPv4, known", 1.4, PACKET(IPV4("0.0.0.0", "192.0.2.1"), TCP(1, 2), FILL(0, 20)), KNOWN,
	  IPV4_SOURCE, 0, false },
	{ "IPv6 TCP, known", 1.4, PACKET(IPV6(HOST, "2001:db8::1", 64), TCP(1, 2), FILL(0, 20)),
	  KNOWN, IPV6_SOURCE, 0, false },
	{ "NS, known", 1.8,
	  PACKET(IPV6(HOST, "ff02::1:ff00:1", 255), NS("fe80::2:0:1"), SLLA(PACKET_MAC)), KNOWN,
	  IPV6_SOURCE, UPPER, false },
	{ "NA, known", 1.8, PACKET(IPV6(HOST, "fe80::1", 255), NA(HOST, 0x60), TLLA(PACKET_MAC)),
	  KNOWN, TARGET, UPPER, false },
	{ "RA of six options, unchanged", 2.8,
	  PACKET(IPV6(HOST, "ff02::1", 255), RA(1800), ROUTER_OPTIONS), KNOWN, IPV6_SOURCE, UPPER,
	  false },
	{ "fragment, known", 1.7,
	  PACKET(IPV6(HOST, "2001:db8::1", 64), FRAGMENT(0, 1, 0), UDP(1, 2), FILL(0, 1240)), KNOWN,
	  IPV6_SOURCE, 0, true },
	{ "flood: NS", 2.5,
	  PACKET(IPV6(HOST, "ff02::1:ff00:1", 255), NS("fe80::2:0:1"), SLLA(PACKET_MAC)), 0,
	  IPV6_SOURCE, UPPER, false },
	{ "flood: NA", 2.5, PACKET(IPV6(HOST, "ff02::1", 255), NA(HOST, 0x20), TLLA(PACKET_MAC)), 0,
	  TARGET, UPPER, false },
	{ "flood: DAD", 2.5, PACKET(IPV6("::", "ff02::1:ff00:1", 255), NS(HOST)), 0, TARGET, UPPER,
	  false },
	{ "flood: RS", 2.5, PACKET(IPV6(HOST, "ff02::2", 255), RS, SLLA(PACKET_MAC)), 0,
	  IPV6_SOURCE, UPPER, false },
	{ "flood: RA of six options", 2.5,
	  PACKET(IPV6(HOST, "ff02::1", 255), RA(1800), ROUTER_OPTIONS), 0, IPV6_SOURCE, UPPER,
	  false },
	{ "flood: MLDv2 report", 2.5,
	  PACKET(IPV6(HOST, "ff02::16", 1), NEXT(0), U8(58), U8(0), U16(0x0502), U16(0),
		 U16(0x0100), ICMPV6(143, 0, 1), U32(0x04000000), ADDR("ff02::1:ff00:2")),
	  0, IPV6_SOURCE, UPPER + 8, false },
	{ "flood: DHCPv6 solicit", 2.5,
	  PACKET(IPV6(HOST, "ff02::1:2", 1), UDP(546, 547), FILL(1, 40)), 0, IPV6_SOURCE, 0,
	  false },
	{ "flood: IPv6 TCP", 2.5, PACKET(IPV6(HOST, "2001:db8::1", 64), TCP(1, 2), FILL(0, 20)), 0,
	  IPV6_SOURCE, 0, false },
	{ "flood: fragments", 2.5,
	  PACKET(IPV6(HOST, "2001:db8::1", 64), FRAGMENT(0, 1, 0), UDP(1, 2), FILL(0, 1240)), 0,
	  IPV6_SOURCE, 0, true },
	{ "flood: ARP", 2.5, PACKET(ARP(1, "0.0.0.0", "192.0.2.1")), 0, ARP_SENDER, 0, false },
	{ "flood: IPv4", 2.5, PACKET(IPV4("0.0.0.0", "192.0.2.1"), TCP(1, 2), FILL(0, 20)), 0,
	  IPV4_SOURCE, 0, false },
};

struct bench {
	struct engine *engine;
	struct ring *ring;
	struct bench_bpf *skel;
	struct packet packet;
	int empty_fd;
	int whole_fd;
};

static uint64_t now_ns(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (uint64_t)now.tv_sec * NS_PER_S + (uint64_t)now.tv_nsec;
}

static void fail(const char *what)
{
	fprintf(stderr, "bench_prog: %s\n", what);
	exit(1);
}

static void drop_record(void *ctx, const struct sw_record *record)
{
	(void)ctx;
	(void)record;
}

/* The map of the other object that has this one's role: .rodata has the object's name before it. */
static struct bpf_map *map_twin(struct bpf_object *object, const struct bpf_map *map)
{
	const char *name = bpf_map__name(map), *section = strstr(name, ".rodata");
	struct bpf_map *twin;

	bpf_object__for_each_map(twin, object)
	{
		const char *other = bpf_map__name(twin);

		if (!strcmp(other, name) || (section && strstr(other, ".rodata")))
			return twin;
	}
	return NULL;
}

/* The bench programs run on the engine's maps: its sizes, seed, ports and known hosts. */
static void share_maps(struct bench *bench)
{
	struct bpf_map *map, *twin;

	bpf_object__for_each_map(map, bench->skel->obj)
	{
		twin = map_twin(bench->engine->skel->obj, map);
		if (bpf_map__type(map) == BPF_MAP_TYPE_PROG_ARRAY) {
			if (bpf_map__set_type(map, BPF_MAP_TYPE_ARRAY))
				fail("cannot do without tail calls");
		} else if (twin && (bpf_map__value_size(twin) != bpf_map__value_size(map) ||
				    bpf_map__reuse_fd(map, bpf_map__fd(twin)))) {
			fail("cannot share the engine's maps");
		}
	}
}

static void load(struct bench *bench)
{
	struct bpf_program *program;

	bench->skel = bench_bpf__open();
	if (!bench->skel)
		fail("cannot open the bench program");
	share_maps(bench);
	bpf_object__for_each_program(program, bench->skel->obj)
	{
		bool ours = program == bench->skel->progs.bench_empty ||
			    program == bench->skel->progs.bench_whole;

		bpf_program__set_autoload(program, ours);
		if (ours && bench->engine->xdp_frags)
			bpf_program__set_flags(program, BPF_F_XDP_HAS_FRAGS);
	}
	if (bench_bpf__load(bench->skel))
		fail("cannot load the bench program");
	bench->empty_fd = bpf_program__fd(bench->skel->progs.bench_empty);
	bench->whole_fd = bpf_program__fd(bench->skel->progs.bench_whole);
}

static void know(struct known_table *table, const char *base, uint32_t number)
{
	struct sw_host_key key = { .link = LINK };
	union sw_binding binding = { .port = 1 };
	uint32_t slot;

	packet_addr(base, (uint8_t *)&key.addr);
	key.addr.w[1] &= 0xffffffff;
	key.addr.w[1] |= (uint64_t)htonl(number) << 32;
	packet_mac(PACKET_MAC, binding.mac);
	if (known_insert(table, &key, binding, SW_KNOWN_ROUTER, &slot))
		fail("the known table is full");
}

/* The addresses that the rows rewrite: the last four bytes count up from 0. */
static void know_hosts(struct engine *engine)
{
	struct known_table *table;

	if (known_new(engine, &table))
		fail("no memory");
	for (uint32_t n = 0; n < KNOWN; n++) {
		know(table, HOST, n);
		know(table, "10.0.0.0", FIRST_IPV4 + n);
	}
	known_free(table);
}

static void use_row(struct bench *bench, const struct row *row)
{
	volatile struct sw_bench *setting = &bench->skel->data_bench->bench;
	const uint8_t fragment[8] = { 17, 0, 0, 1, 17, 0, 0x04, 0xe0 };

	packet_build(&bench->packet, row->packet);
	setting->number = row->sources ? 0 : setting->number;
	setting->sources = row->sources;
	setting->first =
		row->source_off == ARP_SENDER || row->source_off == IPV4_SOURCE ? FIRST_IPV4 : 0;
	setting->source_off = row->source_off;
	setting->message_off = row->message_off;
	setting->fragment_off = row->fragments ? UPPER : 0;
	memcpy((void *)&setting->fragment_first, fragment, 4);
	memcpy((void *)&setting->fragment_last, fragment + 4, 4);
}

/*
 * ns per frame, of this thread's own time: the kernel prepares a run of more than one frame for
 * tens of ms, mostly asleep, and others may want the CPU as well.
 */
static double run(struct bench *bench, int fd, uint32_t repeat)
{
	LIBBPF_OPTS(bpf_test_run_opts, opts, .data_in = bench->packet.data,
		    .data_size_in = bench->packet.len, .repeat = (int)repeat);
	uint64_t before = now_ns(CLOCK_THREAD_CPUTIME_ID);

	if (bpf_prog_test_run_opts(fd, &opts) || opts.retval != XDP_PASS)
		fail("a test run failed");
	return (double)(now_ns(CLOCK_THREAD_CPUTIME_ID) - before) / repeat;
}

/* Until every known source was seen and told, and every budget of a flood is spent. */
static void warm_up(struct bench *bench, const struct row *row)
{
	uint32_t frames = row->sources ? 4 * row->sources : 20000;

	for (uint32_t frame = 0; frame < frames; frame++) {
		run(bench, bench->whole_fd, 1);
		if (frame % WARM_UP_STEP == 0)
			ring_consume(bench->ring);
	}
}

/* Frames so far whose source is not known, or is. */
static uint64_t frames_from(const struct bench *bench, bool known)
{
	const struct engine *engine = bench->engine;
	struct sw_tally sum;
	uint64_t frames = 0;

	counters_read(engine, 1, &sum);
	for (int kind = 0; kind < SW_SKETCH_MAX && !known; kind++)
		frames += sum.unknown_source[kind];
	for (uint32_t i = 0; i < engine->cpus * engine->config.known_sets * SW_WAYS && known; i++)
		frames += engine->known_stats[i].frames;
	return frames;
}

/* A row measures what its name says only if all its sources are known, or none of them. */
static void check_sources(const struct row *row, uint64_t seen, uint64_t frames)
{
	if (row->source_off && seen != frames) {
		fprintf(stderr, "bench_prog: %s: %llu of %llu sources are %s\n", row->name,
			(unsigned long long)seen, (unsigned long long)frames,
			row->sources ? "known" : "unknown");
		exit(1);
	}
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median(double *values, unsigned int count)
{
	qsort(values, count, sizeof(values[0]), compare);
	return values[count / 2];
}

static void measure(struct bench *bench, const struct row *row, unsigned int rounds)
{
	double empty[ROUNDS_MAX], whole[ROUNDS_MAX], ratio[ROUNDS_MAX];

	uint64_t seen;

	use_row(bench, row);
	warm_up(bench, row);
	seen = frames_from(bench, row->sources);
	for (unsigned int i = 0; i < rounds; i++) {
		empty[i] = run(bench, bench->empty_fd, REPEAT);
		whole[i] = run(bench, bench->whole_fd, REPEAT);
		ratio[i] = whole[i] / empty[i];
		ring_consume(bench->ring);
	}
	check_sources(row, frames_from(bench, row->sources) - seen, (uint64_t)rounds * REPEAT);
	printf("%s\t%.1f\t%.1f\t%.1f\t%.2f\n", row->name, row->budget, median(empty, rounds),
	       median(whole, rounds), median(ratio, rounds));
	fflush(stdout);
}

/* Everything on one CPU: the tables are sliced by CPU. */
static void pin(void)
{
	cpu_set_t one;

	CPU_ZERO(&one);
	CPU_SET(sched_getcpu(), &one);
	if (sched_setaffinity(0, sizeof(one), &one))
		fail("cannot stay on one CPU");
}

int main(int argc, char **argv)
{
	/* An RA that was told is remembered: all the routers of the row have to be, at once. */
	const struct engine_options options = { .rate = { [SW_CLASS_RA_KNOWN] = { 100000,
										  100000 } } };
	const struct sw_port port = { .key = SW_PORT_KEY(LOOPBACK, 0), .slot = 1, .link = LINK };
	unsigned int rounds = argc > 1 ? (unsigned int)atoi(argv[1]) : 15;
	struct sw_onlink all_ipv4 = { .link = LINK }; /* so that a flood of IPv4 is one of hosts */
	struct bench bench = { 0 };
	uint64_t before = now_ns(CLOCK_MONOTONIC);

	if (!rounds || rounds > ROUNDS_MAX)
		fail("ROUNDS is 1 to 101");
	pin();
	if (engine_open(&options, &bench.engine) || engine_port_set(bench.engine, &port) ||
	    ring_open(bench.engine, drop_record, NULL, &bench.ring))
		fail("cannot load the program");
	before = now_ns(CLOCK_MONOTONIC) - before;
	packet_addr("0.0.0.0", (uint8_t *)&all_ipv4.addr);
	packet_addr("ffff:ffff:ffff:ffff:ffff:ffff::", (uint8_t *)&all_ipv4.mask);
	engine_onlink_set(bench.engine, &all_ipv4, 1);
	know_hosts(bench.engine);
	load(&bench);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		measure(&bench, &rows[i], rounds);
	printf("map_bytes\t%zu\nload_ms\t%.1f\n", engine_map_bytes(bench.engine),
	       (double)before / 1e6);
	ring_close(bench.ring);
	engine_close(bench.engine);
	bench_bpf__destroy(bench.skel);
	return 0;
}
