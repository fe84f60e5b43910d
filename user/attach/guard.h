/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A child process that removes our clsact filters when we are gone, however we went: it holds the
 * other end of a pair of sockets, and wakes when ours closes. Started only where the kernel has no
 * tcx.
 */
#ifndef ATTACH_GUARD_H
#define ATTACH_GUARD_H

#include <stdint.h>
#include <sys/types.h>

struct guard {
	int fd; /* our end of the pair; -1: not started */
	pid_t pid;
};

#define GUARD_NONE                                                                                 \
	{                                                                                          \
		.fd = -1                                                                           \
	}

/* From now on it looks after our filters at this interface; starts it at need. 0 or -errno. */
int guard_watch(struct guard *guard, uint32_t ifindex);

/* The clsact there is ours too: it goes when nobody's filter is at it. */
void guard_made_clsact(struct guard *guard, uint32_t ifindex);

/* Ends it, after it has looked once more, and waits for that. */
void guard_stop(struct guard *guard);

#endif
