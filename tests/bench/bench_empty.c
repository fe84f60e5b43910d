// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * usage: bench_empty IFACE native|generic
 *
 * Attaches an XDP program that only passes, prints "attached", and takes it away when its standard
 * input ends: what `watch` is compared with.
 */
#include <bpf/bpf.h>
#include <linux/bpf.h>
#include <linux/if_link.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	const struct bpf_insn insns[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .imm = XDP_PASS },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	LIBBPF_OPTS(bpf_link_create_opts, opts);
	int program, link;
	char byte;

	if (argc != 3) {
		fprintf(stderr, "usage: bench_empty IFACE native|generic\n");
		return 2;
	}
	opts.flags = strcmp(argv[2], "native") ? XDP_FLAGS_SKB_MODE : XDP_FLAGS_DRV_MODE;
	program = bpf_prog_load(BPF_PROG_TYPE_XDP, "bench_empty", "GPL", insns, 2, NULL);
	link = program < 0 ? -1 :
			     bpf_link_create(program, (int)if_nametoindex(argv[1]), BPF_XDP, &opts);
	if (link < 0) {
		perror("bench_empty");
		return 1;
	}
	puts("attached");
	fflush(stdout);
	while (read(STDIN_FILENO, &byte, 1) > 0)
		;
	close(link);
	return 0;
}
