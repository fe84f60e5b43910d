/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One attached program. XDP and tcx are BPF links: the kernel removes them when the descriptor
 * closes, however the process ends. A clsact filter needs the guard (guard.h) for that.
 *
 * Nothing here replaces anybody's program: every call asks the kernel to refuse instead.
 */
#ifndef ATTACH_HOOK_H
#define ATTACH_HOOK_H

#include <stdbool.h>
#include <stdint.h>

enum hook_kind {
	HOOK_NONE,
	HOOK_XDP_NATIVE,
	HOOK_XDP_GENERIC,
	HOOK_TCX,
	HOOK_CLSACT,
};

struct hook {
	enum hook_kind kind;
	int link_fd; /* of XDP and tcx */
	uint32_t ifindex;
	bool egress;
	bool made_clsact; /* the qdisc was not there before */
};

struct guard;

/*
 * -EBUSY, -EEXIST: somebody's program is there; -EOPNOTSUPP, -ERANGE: the driver or its MTU does not
 * allow native mode; -EPERM; -EINVAL: the kernel has no XDP links.
 */
int hook_attach_xdp(int prog_fd, uint32_t ifindex, bool native, struct hook *ret_hook);

/* Ahead of other tcx programs, so that their verdict does not hide frames. -EINVAL: no tcx here. */
int hook_attach_tcx(int prog_fd, uint32_t ifindex, bool egress, struct hook *ret_hook);

/* Tells the guard, which is started at need, before it adds anything. */
int hook_attach_clsact(int prog_fd, uint32_t ifindex, bool egress, struct guard *guard,
		       struct hook *ret_hook);

/* Returns after the kernel has detached; the hook is HOOK_NONE then. */
void hook_detach(struct hook *hook);

/* Is it still attached to its interface? A device that was deleted leaves a dead link. */
bool hook_is_alive(const struct hook *hook);

#endif
