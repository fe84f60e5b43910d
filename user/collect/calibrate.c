// SPDX-License-Identifier: GPL-2.0-or-later
#include "collect/calibrate.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <unistd.h>

#include "core/timefmt.h"

#define MEASURE_NS (10 * TIME_NS_PER_MS) /* at HZ=100 one tick */
#define MEASURE_ROUNDS_MAX 8		 /* each twice as long: on a machine that is very busy */
#define EDGE_BLUR_NS (100 * TIME_NS_PER_US)
#define RESAMPLE_NS TIME_NS_PER_S

/* The rates that x86-64 and arm64 kernels can be built with. */
static const uint32_t rates[] = { 100, 250, 300, 1000 };

/* Unlike a map, a return value needs no second descriptor: r0 = the low half of jiffies. */
static int jiffies_program_load(void)
{
	const struct bpf_insn insns[] = {
		{ .code = BPF_JMP | BPF_CALL, .imm = BPF_FUNC_jiffies64 },
		{ .code = BPF_JMP | BPF_EXIT },
	};

	return bpf_prog_load(BPF_PROG_TYPE_XDP, "sw_tick", "GPL", insns, 2, NULL);
}

static int jiffies_read(int fd, uint32_t *ret_tick)
{
	uint8_t frame[ETH_HLEN] = { 0 };
	LIBBPF_OPTS(bpf_test_run_opts, run, .data_in = frame, .data_size_in = sizeof(frame),
		    .repeat = 1);
	int err = bpf_prog_test_run_opts(fd, &run);

	if (err)
		return err;
	*ret_tick = run.retval;
	return 0;
}

/*
 * Waits for the next edge. One that fell between two readings further apart than limit_ns (another
 * process ran) is no use as a mark in time; where the machine is that busy the limit grows.
 */
static int jiffies_wait_edge(int fd, uint32_t *ret_tick, uint64_t *ret_mono_ns)
{
	uint64_t limit_ns = EDGE_BLUR_NS, before_ns, now_ns = time_mono_ns();
	uint32_t before, now;
	int err = jiffies_read(fd, &now);

	if (err)
		return err;
	for (;;) {
		before = now;
		before_ns = now_ns;
		now_ns = time_mono_ns();
		err = jiffies_read(fd, &now);
		if (err)
			return err;
		if (now == before)
			continue;
		if (now_ns - before_ns <= limit_ns)
			break;
		limit_ns += limit_ns / 4;
	}
	*ret_mono_ns = now_ns;
	*ret_tick = now;
	return 0;
}

/* The rate within 5 % of what was measured (two neighbours are 20 % apart); 0: none is. */
static uint32_t rate_match(uint32_t ticks, uint64_t elapsed_ns)
{
	uint64_t measured = (ticks * TIME_NS_PER_S + elapsed_ns / 2) / elapsed_ns;

	for (size_t i = 0; i < sizeof(rates) / sizeof(rates[0]); i++) {
		uint64_t off = measured > rates[i] ? measured - rates[i] : rates[i] - measured;

		if (off * 20 <= rates[i])
			return rates[i];
	}
	return 0;
}

static int rate_measure(struct tick_source *source)
{
	uint64_t want_ns = MEASURE_NS, start_ns;
	uint32_t start;
	int err = jiffies_wait_edge(source->fd, &start, &start_ns);

	if (err)
		return err;
	for (int round = 0; round < MEASURE_ROUNDS_MAX; round++, want_ns *= 2) {
		do {
			err = jiffies_wait_edge(source->fd, &source->tick, &source->mono_ns);
			if (err)
				return err;
		} while (source->mono_ns - start_ns < want_ns);
		source->per_s = rate_match(source->tick - start, source->mono_ns - start_ns);
		if (source->per_s)
			return 0;
	}
	return -ETIME;
}

int tick_source_open(struct tick_source *ret_source)
{
	struct tick_source source = { .fd = jiffies_program_load() };
	int err;

	if (source.fd < 0)
		return source.fd;
	err = rate_measure(&source);
	if (err) {
		close(source.fd);
		return err;
	}
	*ret_source = source;
	return 0;
}

void tick_source_read(struct tick_source *source, uint64_t now_ns, struct tick_clock *ret_clock)
{
	uint64_t mono_ns = time_mono_ns(), elapsed_ns = mono_ns - source->mono_ns;

	if (elapsed_ns >= RESAMPLE_NS && !jiffies_read(source->fd, &source->tick)) {
		source->mono_ns = mono_ns;
		elapsed_ns = 0;
	}
	ret_clock->per_s = source->per_s;
	ret_clock->tick = source->tick + tick_from_ns(elapsed_ns, source->per_s);
	ret_clock->now_ns = now_ns;
}

void tick_source_close(struct tick_source *source)
{
	close(source->fd);
	source->fd = -1;
}
