/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * tc filters at the clsact queueing discipline, by netlink: for kernels before 6.6, which have no
 * tcx. Our filters are known by their handle, which names the process that added them.
 */
#ifndef ATTACH_CLSACT_H
#define ATTACH_CLSACT_H

#include <stdbool.h>
#include <stdint.h>

/* The handle of filters of this process; a forked child asks its parent for it instead. */
uint32_t clsact_own_handle(void);

/* Adds the qdisc; ret_made is false where one was there. 0 or -errno. */
int clsact_make(uint32_t ifindex, bool *ret_made);

/* Removes the qdisc, unless somebody's filter is at it. */
void clsact_unmake(uint32_t ifindex);

/* Ahead of the filters that are there, unless one of another kind is at priority 1. 0 or -errno. */
int clsact_add(uint32_t ifindex, bool egress, int prog_fd, uint32_t handle);

/* By handle only. 0 also when there is none. */
int clsact_remove(uint32_t ifindex, bool egress, uint32_t handle);
bool clsact_has(uint32_t ifindex, bool egress, uint32_t handle);

/* Removes filters that a process which is no more left at the interface. Returns how many. */
unsigned int clsact_sweep(uint32_t ifindex);

#endif
