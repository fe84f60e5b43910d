// SPDX-License-Identifier: GPL-2.0-or-later
#include "attach/guard.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "attach/clsact.h"

#define GUARD_FD 3
#define GUARD_INTERFACES_MAX 1024

struct guard_note {
	uint32_t ifindex;
	uint32_t made_clsact;
};

struct guarded {
	struct guard_note notes[GUARD_INTERFACES_MAX];
	unsigned int count;
};

static void guarded_note(struct guarded *guarded, const struct guard_note *note)
{
	for (unsigned int i = 0; i < guarded->count; i++) {
		if (guarded->notes[i].ifindex == note->ifindex) {
			guarded->notes[i].made_clsact |= note->made_clsact;
			return;
		}
	}
	if (guarded->count < GUARD_INTERFACES_MAX)
		guarded->notes[guarded->count++] = *note;
}

static void guarded_clear(const struct guarded *guarded, uint32_t handle)
{
	for (unsigned int i = 0; i < guarded->count; i++) {
		const struct guard_note *note = &guarded->notes[i];

		clsact_remove(note->ifindex, false, handle);
		clsact_remove(note->ifindex, true, handle);
		if (note->made_clsact)
			clsact_unmake(note->ifindex);
	}
}

/*
 * Nothing of the parent may stay open here: a BPF link would outlive it, and a terminal's pipe
 * would not end. Signals to the whole group, or from a service manager, must not come first.
 */
static void guard_settle(int read_fd)
{
	int null;

	if (read_fd != GUARD_FD)
		dup2(read_fd, GUARD_FD);
	prctl(PR_SET_NAME, "sixwatch-guard");
	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	setsid();
	null = open("/dev/null", O_RDWR);
	for (int fd = 0; null >= 0 && fd < GUARD_FD; fd++)
		dup2(null, fd);
	close_range(GUARD_FD + 1, ~0U, 0);
}

static void guard_run(int read_fd, uint32_t handle)
{
	struct guarded guarded = { .count = 0 };
	struct guard_note note;
	ssize_t len;

	guard_settle(read_fd);
	for (;;) {
		len = read(GUARD_FD, &note, sizeof(note));
		if (len == sizeof(note))
			guarded_note(&guarded, &note);
		else if (len >= 0 || errno != EINTR)
			break;
	}
	guarded_clear(&guarded, handle);
	_exit(0);
}

static int guard_start(struct guard *guard)
{
	uint32_t handle = clsact_own_handle();
	int fds[2];
	pid_t pid;
	int err;

	/* A pair of sockets: what is sent to a guard that was killed is an error, not a signal. */
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds))
		return -errno;
	pid = fork();
	if (pid == 0)
		guard_run(fds[0], handle);
	err = pid < 0 ? -errno : 0;
	close(fds[0]);
	if (err) {
		close(fds[1]);
		return err;
	}
	guard->fd = fds[1];
	guard->pid = pid;
	return 0;
}

static int guard_tell(const struct guard *guard, uint32_t ifindex, bool made_clsact)
{
	struct guard_note note = { .ifindex = ifindex, .made_clsact = made_clsact };

	return send(guard->fd, &note, sizeof(note), MSG_NOSIGNAL) == sizeof(note) ? 0 : -errno;
}

int guard_watch(struct guard *guard, uint32_t ifindex)
{
	int err;

	if (guard->fd < 0) {
		err = guard_start(guard);
		if (err)
			return err;
	}
	return guard_tell(guard, ifindex, false);
}

void guard_made_clsact(struct guard *guard, uint32_t ifindex)
{
	guard_tell(guard, ifindex, true);
}

void guard_stop(struct guard *guard)
{
	if (guard->fd < 0)
		return;
	close(guard->fd);
	while (waitpid(guard->pid, NULL, 0) < 0 && errno == EINTR)
		;
	guard->fd = -1;
}
