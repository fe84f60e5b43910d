// SPDX-License-Identifier: GPL-2.0-or-later
#include "attach/hook.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <linux/bpf.h>
#include <linux/if_link.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "attach/clsact.h"
#include "attach/guard.h"

/* libbpf 1.1 and Linux 6.1's headers know nothing of tcx (Linux 6.6). */
#define TCX_INGRESS 46 /* BPF_TCX_INGRESS */
#define TCX_EGRESS 47  /* BPF_TCX_EGRESS */
#define TCX_BEFORE 8   /* BPF_F_BEFORE; relative to nobody: ahead of all */

int hook_attach_xdp(int prog_fd, uint32_t ifindex, bool native, struct hook *ret_hook)
{
	const struct bpf_link_create_opts opts = {
		.sz = sizeof(opts),
		.flags = native ? XDP_FLAGS_DRV_MODE : XDP_FLAGS_SKB_MODE,
	};
	int fd = bpf_link_create(prog_fd, (int)ifindex, BPF_XDP, &opts);

	if (fd < 0)
		return fd;
	*ret_hook = (struct hook){
		.kind = native ? HOOK_XDP_NATIVE : HOOK_XDP_GENERIC,
		.link_fd = fd,
		.ifindex = ifindex,
	};
	return 0;
}

int hook_attach_tcx(int prog_fd, uint32_t ifindex, bool egress, struct hook *ret_hook)
{
	union bpf_attr attr;
	long fd;

	memset(&attr, 0, sizeof(attr));
	attr.link_create.prog_fd = (uint32_t)prog_fd;
	attr.link_create.target_ifindex = ifindex;
	attr.link_create.attach_type = egress ? TCX_EGRESS : TCX_INGRESS;
	attr.link_create.flags = TCX_BEFORE;
	fd = syscall(SYS_bpf, BPF_LINK_CREATE, &attr, sizeof(attr));
	if (fd < 0)
		return -errno;
	*ret_hook = (struct hook){
		.kind = HOOK_TCX,
		.link_fd = (int)fd,
		.ifindex = ifindex,
		.egress = egress,
	};
	return 0;
}

int hook_attach_clsact(int prog_fd, uint32_t ifindex, bool egress, struct guard *guard,
		       struct hook *ret_hook)
{
	bool made = false;
	int err;

	err = guard_watch(guard, ifindex);
	if (err)
		return err;
	err = clsact_make(ifindex, &made);
	if (err)
		return err;
	if (made)
		guard_made_clsact(guard, ifindex);
	err = clsact_add(ifindex, egress, prog_fd, clsact_own_handle());
	if (err) {
		if (made)
			clsact_unmake(ifindex);
		return err;
	}
	*ret_hook = (struct hook){
		.kind = HOOK_CLSACT,
		.link_fd = -1,
		.ifindex = ifindex,
		.egress = egress,
		.made_clsact = made,
	};
	return 0;
}

void hook_detach(struct hook *hook)
{
	if (hook->kind == HOOK_CLSACT) {
		clsact_remove(hook->ifindex, hook->egress, clsact_own_handle());
		if (hook->made_clsact)
			clsact_unmake(hook->ifindex);
	} else if (hook->kind != HOOK_NONE) {
		/* Closing alone may detach later, from a work queue. */
		bpf_link_detach(hook->link_fd);
		close(hook->link_fd);
	}
	*hook = (struct hook){ .kind = HOOK_NONE };
}

bool hook_is_alive(const struct hook *hook)
{
	struct bpf_link_info info = { 0 };
	uint32_t len = sizeof(info);

	if (hook->kind == HOOK_NONE)
		return false;
	if (hook->kind == HOOK_CLSACT)
		return clsact_has(hook->ifindex, hook->egress, clsact_own_handle());
	if (bpf_obj_get_info_by_fd(hook->link_fd, &info, &len))
		return false;
	/* The ifindex comes first in the answer for tcx too, which these headers do not know. */
	return info.xdp.ifindex == hook->ifindex;
}
