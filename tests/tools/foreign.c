// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * usage: foreign xdp IFACE generic|native|off
 *        foreign tcx IFACE
 *        foreign detach IFACE
 *
 * Somebody else's program at an interface: one that lets everything pass. XDP is attached by
 * netlink and stays; the tcx link stays while this runs, and its verdict ends the chain. "detach"
 * takes away the XDP link that is there, whoever made it.
 */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <linux/bpf.h>
#include <linux/if_link.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define TCX_INGRESS 46

static int load(enum bpf_prog_type type, int verdict)
{
	const struct bpf_insn insns[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0, .imm = verdict },
		{ .code = BPF_JMP | BPF_EXIT },
	};

	return bpf_prog_load(type, "foreign", "GPL", insns, 2, NULL);
}

static int attach_xdp(int ifindex, const char *mode)
{
	unsigned int flags = strcmp(mode, "native") == 0 ? XDP_FLAGS_DRV_MODE : XDP_FLAGS_SKB_MODE;
	int fd;

	if (strcmp(mode, "off") == 0)
		return bpf_xdp_detach(ifindex, XDP_FLAGS_SKB_MODE, NULL) &&
		       bpf_xdp_detach(ifindex, XDP_FLAGS_DRV_MODE, NULL);
	fd = load(BPF_PROG_TYPE_XDP, XDP_PASS);
	return fd < 0 || bpf_xdp_attach(ifindex, fd, flags, NULL) ? 1 : 0;
}

static int attach_tcx(int ifindex)
{
	union bpf_attr attr;
	int fd = load(BPF_PROG_TYPE_SCHED_CLS, 0);

	memset(&attr, 0, sizeof(attr));
	attr.link_create.prog_fd = (unsigned int)fd;
	attr.link_create.target_ifindex = (unsigned int)ifindex;
	attr.link_create.attach_type = TCX_INGRESS;
	if (fd < 0 || syscall(SYS_bpf, BPF_LINK_CREATE, &attr, sizeof(attr)) < 0)
		return 1;
	puts("attached");
	fflush(stdout);
	pause();
	return 0;
}

/* An ifindex is unique in a namespace only, a program is not shared with other namespaces. */
static int detach(int ifindex)
{
	LIBBPF_OPTS(bpf_xdp_query_opts, query);
	struct bpf_link_info info;
	unsigned int id = 0, len;
	int fd, err = 1;

	if (bpf_xdp_query(ifindex, 0, &query))
		return 1;
	while (err && !bpf_link_get_next_id(id, &id)) {
		fd = bpf_link_get_fd_by_id(id);
		memset(&info, 0, sizeof(info));
		len = sizeof(info);
		if (fd >= 0 && !bpf_obj_get_info_by_fd(fd, &info, &len) &&
		    info.type == BPF_LINK_TYPE_XDP && (int)info.xdp.ifindex == ifindex &&
		    (info.prog_id == query.skb_prog_id || info.prog_id == query.drv_prog_id))
			err = bpf_link_detach(fd);
		if (fd >= 0)
			close(fd);
	}
	return err ? 1 : 0;
}

int main(int argc, char **argv)
{
	int ifindex = argc > 2 ? (int)if_nametoindex(argv[2]) : 0;

	if (!ifindex)
		return 2;
	if (argc == 4 && strcmp(argv[1], "xdp") == 0)
		return attach_xdp(ifindex, argv[3]);
	if (strcmp(argv[1], "detach") == 0)
		return detach(ifindex);
	return strcmp(argv[1], "tcx") == 0 ? attach_tcx(ifindex) : 2;
}
