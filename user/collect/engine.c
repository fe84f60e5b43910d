// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * libbpf itself raises RLIMIT_MEMLOCK where a kernel still charges BPF memory to it (before 5.11);
 * where it may not, the kernel says EPERM, which engine_explain() has a remedy for.
 */
#include "collect/engine.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/bpf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "collect/caps.h"
#include "core/log.h"
#include "core/timefmt.h"
#include "sixwatch.skel.h"

#define KERNEL_MAJOR_MIN 5
#define KERNEL_MINOR_MIN 10
#define REPLAY_TICKS_PER_S 250

#define PORT_SLOTS 64
#define KNOWN_HOSTS 4096
#define FRESH_HOSTS 4096
#define RECENT_HOSTS 4096
#define DATAGRAMS 2048
#define PEERS 256
#define RING_BYTES (1U << 20)
#define ENTRIES_MAX (1U << 20) /* of any table */

static int print_verbose(enum libbpf_print_level level, const char *format, va_list args)
{
	return level == LIBBPF_DEBUG ? 0 : vfprintf(stderr, format, args);
}

static int print_nothing(enum libbpf_print_level level, const char *format, va_list args)
{
	(void)level;
	(void)format;
	(void)args;
	return 0;
}

static bool kernel_is_old(struct utsname *ret_name)
{
	unsigned int major, minor;

	if (uname(ret_name) || sscanf(ret_name->release, "%u.%u", &major, &minor) != 2)
		return false;
	return major < KERNEL_MAJOR_MIN || (major == KERNEL_MAJOR_MIN && minor < KERNEL_MINOR_MIN);
}

/* One line: what is missing, and what to do. */
static void engine_explain(int err)
{
	char missing[CAPS_TEXT_MAX];
	struct utsname name;

	if (kernel_is_old(&name))
		log_error(
			"cannot load the BPF program: Linux %s is too old, 5.10 or newer is needed",
			name.release);
	else if ((err == -EPERM || err == -EACCES) && caps_missing(missing))
		log_error("cannot load the BPF program: %s missing; run it as root (sudo) or give "
			  "it the capabilities (setcap)",
			  missing);
	else if (err == -EPERM)
		log_error("cannot load the BPF program: not permitted in spite of its "
			  "capabilities; look for a container, kernel lockdown, or a memory lock "
			  "limit (ulimit -l unlimited)");
	else if (err == -ENOSYS)
		log_error("cannot load the BPF program: this kernel was built without BPF "
			  "(CONFIG_BPF_SYSCALL)");
	else if (err == -ENOMEM)
		log_error("cannot load the BPF program: not enough memory for its tables");
	else
		log_error("cannot load the BPF program: %s; -v shows what the kernel says",
			  strerror(-err));
}

/* A power of two of at least `entries`, 0 taking the default. */
static unsigned int size_round(unsigned int entries, unsigned int fallback)
{
	unsigned int size = SW_WAYS;

	if (!entries)
		entries = fallback;
	while (size < entries && size < ENTRIES_MAX)
		size *= 2;
	return size;
}

static int seed_draw(struct sw_seed *ret_seed)
{
	if (getrandom(ret_seed, sizeof(*ret_seed), 0) != sizeof(*ret_seed))
		return -EIO;
	for (int i = 0; i < 3; i++)
		ret_seed->odd[i] |= 1;
	return 0;
}

/* Does the kernel take programs that ask for multi-buffer frames (5.18)? */
static bool kernel_has_frags(void)
{
	const struct bpf_insn insns[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .imm = XDP_PASS },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	LIBBPF_OPTS(bpf_prog_load_opts, opts, .prog_flags = BPF_F_XDP_HAS_FRAGS);
	int fd = bpf_prog_load(BPF_PROG_TYPE_XDP, "sw_frags", "GPL", insns, 2, &opts);

	if (fd < 0)
		return false;
	close(fd);
	return true;
}

static int config_fill(struct engine *engine, const struct engine_options *options)
{
	struct sw_config *config = &engine->config;
	int err = seed_draw(&config->seed);

	if (err)
		return err;
	config->ticks_per_s = options->replay ? REPLAY_TICKS_PER_S : engine->ticks.per_s;
	config->port_slots = options->port_slots ? options->port_slots : PORT_SLOTS;
	config->known_sets = size_round(options->known_hosts, KNOWN_HOSTS) * 2 / SW_WAYS;
	config->fresh_sets = size_round(options->fresh_hosts, FRESH_HOSTS) / SW_WAYS;
	config->recent_slots = size_round(options->recent_hosts, RECENT_HOSTS);
	config->datagram_sets = size_round(options->datagrams, DATAGRAMS) / SW_WAYS;
	config->peer_sets = size_round(options->peers, PEERS) / SW_WAYS;
	config->replay = options->replay;
	config->frags = !options->replay && kernel_has_frags();
	for (size_t i = 0; i < SW_CLASS_MAX; i++)
		config->rate[i] = options->rate[i].burst ? options->rate[i] :
							   engine->skel->rodata->config.rate[i];
	return 0;
}

/* libbpf would fill a tail-call table with programs that are not loaded, and fail. */
static int tail_calls_drop(struct engine *engine)
{
	struct bpf_map *map;

	bpf_object__for_each_map(map, engine->skel->obj)
	{
		int err = 0;

		if (bpf_map__type(map) == BPF_MAP_TYPE_PROG_ARRAY)
			err = bpf_map__set_type(map, BPF_MAP_TYPE_ARRAY);
		if (err)
			return err;
	}
	return 0;
}

/* Only what will be used and what this kernel can have is loaded. */
static int programs_choose(struct engine *engine)
{
	bool tc = !engine->config.replay &&
		  libbpf_probe_bpf_prog_type(BPF_PROG_TYPE_SCHED_CLS, NULL) == 1;
	struct bpf_program *program;
	int err;

	bpf_object__for_each_program(program, engine->skel->obj)
	{
		if (bpf_program__type(program) != BPF_PROG_TYPE_SCHED_CLS)
			continue;
		err = bpf_program__set_autoload(program, tc);
		if (err)
			return err;
	}
	if (engine->config.frags) {
		err = bpf_program__set_flags(engine->skel->progs.sw_xdp, BPF_F_XDP_HAS_FRAGS);
		if (err)
			return err;
	}
	return tc ? 0 : tail_calls_drop(engine);
}

static int maps_size(struct engine *engine, unsigned int ring_bytes)
{
	const struct sw_config *config = &engine->config;
	unsigned int cpus = engine->cpus;
	const struct {
		struct bpf_map *map;
		unsigned int entries;
	} sizes[] = {
		{ engine->skel->maps.tallies, cpus * config->port_slots },
		{ engine->skel->maps.sketches, config->port_slots * SW_SKETCH_MAX * 2 },
		{ engine->skel->maps.known, config->known_sets },
		{ engine->skel->maps.known_stats, cpus * config->known_sets * SW_WAYS },
		{ engine->skel->maps.fresh, cpus * config->fresh_sets },
		{ engine->skel->maps.recent, cpus * config->recent_slots },
		{ engine->skel->maps.datagrams, cpus * config->datagram_sets },
		{ engine->skel->maps.peers, cpus * config->peer_sets },
		{ engine->skel->maps.frames, cpus },
		{ engine->skel->maps.ring, ring_bytes },
	};

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		int err = bpf_map__set_max_entries(sizes[i].map, sizes[i].entries);

		if (err)
			return err;
	}
	return 0;
}

static size_t map_mapped_bytes(const struct bpf_map *map)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	size_t bytes = (size_t)bpf_map__value_size(map) * bpf_map__max_entries(map);

	return (bytes + page - 1) / page * page;
}

/* The arrays that user space reads or writes, and where the engine keeps each. */
struct mapping {
	struct bpf_map *map;
	void **address;
	int protection;
};

#define MAPPINGS 7

static void mappings_list(struct engine *engine, struct mapping list[static MAPPINGS])
{
	const int read_write = PROT_READ | PROT_WRITE;

	list[0] = (struct mapping){ engine->skel->maps.tallies, (void **)&engine->tallies,
				    PROT_READ };
	list[1] = (struct mapping){ engine->skel->maps.sketches, (void **)&engine->sketches,
				    read_write };
	list[2] = (struct mapping){ engine->skel->maps.known, (void **)&engine->known, read_write };
	list[3] = (struct mapping){ engine->skel->maps.known_stats, (void **)&engine->known_stats,
				    read_write };
	list[4] = (struct mapping){ engine->skel->maps.fresh, (void **)&engine->fresh, PROT_READ };
	list[5] = (struct mapping){ engine->skel->maps.datagrams, (void **)&engine->datagrams,
				    PROT_READ };
	list[6] = (struct mapping){ engine->skel->maps.peers, (void **)&engine->peers, PROT_READ };
}

static int maps_map(struct engine *engine)
{
	struct mapping list[MAPPINGS];

	mappings_list(engine, list);
	for (size_t i = 0; i < MAPPINGS; i++) {
		void *address = mmap(NULL, map_mapped_bytes(list[i].map), list[i].protection,
				     MAP_SHARED, bpf_map__fd(list[i].map), 0);

		if (address == MAP_FAILED)
			return -errno;
		*list[i].address = address;
	}
	engine->control = &engine->skel->data_control->control;
	engine->replay = &engine->skel->data_replay->replay;
	engine->ports = engine->skel->data_ports->ports;
	return 0;
}

static void maps_unmap(struct engine *engine)
{
	struct mapping list[MAPPINGS];

	mappings_list(engine, list);
	for (size_t i = 0; i < MAPPINGS; i++)
		if (*list[i].address)
			munmap(*list[i].address, map_mapped_bytes(list[i].map));
}

static int program_fd(const struct bpf_program *program)
{
	return bpf_program__autoload(program) ? bpf_program__fd(program) : -1;
}

static int engine_load(struct engine *engine, const struct engine_options *options)
{
	unsigned int ring_bytes = size_round(options->ring_bytes, RING_BYTES);
	int err;

	engine->skel = sixwatch_bpf__open();
	if (!engine->skel)
		return -errno;
	err = config_fill(engine, options);
	if (err)
		return err;
	memcpy((void *)&engine->skel->rodata->config, &engine->config, sizeof(engine->config));
	err = programs_choose(engine);
	if (!err)
		err = maps_size(engine, ring_bytes);
	if (!err)
		err = sixwatch_bpf__load(engine->skel);
	if (!err)
		err = maps_map(engine);
	if (err)
		return err;
	engine->xdp_fd = program_fd(engine->skel->progs.sw_xdp);
	engine->tc_ingress_fd = program_fd(engine->skel->progs.sw_tc_ingress);
	engine->tc_egress_fd = program_fd(engine->skel->progs.sw_tc_egress);
	engine->xdp_frags = engine->config.frags;
	engine->ring_fd = bpf_map__fd(engine->skel->maps.ring);
	return 0;
}

int engine_open(const struct engine_options *options, struct engine **ret_engine)
{
	struct engine *engine = calloc(1, sizeof(*engine));
	int err, cpus = libbpf_num_possible_cpus();

	if (!engine || cpus < 0) {
		free(engine);
		return engine ? cpus : -ENOMEM;
	}
	libbpf_set_print(options->verbose ? print_verbose : print_nothing);
	engine->cpus = (unsigned int)cpus;
	engine->ticks.fd = -1;
	err = options->replay ? 0 : tick_source_open(&engine->ticks);
	if (!err)
		err = engine_load(engine, options);
	if (err) {
		engine_explain(err);
		engine_close(engine);
		return err;
	}
	*ret_engine = engine;
	return 0;
}

void engine_close(struct engine *engine)
{
	if (!engine)
		return;
	if (engine->skel)
		maps_unmap(engine);
	sixwatch_bpf__destroy(engine->skel);
	if (engine->ticks.fd >= 0)
		tick_source_close(&engine->ticks);
	free(engine);
}

size_t engine_map_bytes(const struct engine *engine)
{
	const struct bpf_map *map;
	size_t bytes = 0;

	bpf_object__for_each_map(map, engine->skel->obj)
		bytes += bpf_map__type(map) == BPF_MAP_TYPE_RINGBUF ? bpf_map__max_entries(map) :
								      map_mapped_bytes(map);
	return bytes;
}

void engine_clock(struct engine *engine, uint64_t now_ns, struct tick_clock *ret_clock)
{
	if (!engine->config.replay) {
		tick_source_read(&engine->ticks, now_ns, ret_clock);
		return;
	}
	ret_clock->per_s = engine->config.ticks_per_s;
	ret_clock->tick = tick_from_ns(now_ns, engine->config.ticks_per_s);
	ret_clock->now_ns = now_ns;
}

uint64_t engine_record_time_ns(const struct engine *engine, uint64_t record_time_ns)
{
	if (engine->config.replay)
		return record_time_ns;
	return time_now_ns() - (time_mono_ns() - record_time_ns);
}
