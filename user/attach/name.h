/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The name that a person knows a port by: its container's or guest's.
 *
 * A veth's other end lies in another network namespace; a process in there tells by its cgroup
 * which container it is (LXC, Incus, LXD, Docker, Podman, systemd-nspawn). Proxmox says it in the
 * device name (tap101i0, veth101i0). Best effort: without the right to look at other processes
 * only the device names speak.
 */
#ifndef ATTACH_NAME_H
#define ATTACH_NAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NAME_TEXT_MAX 64 /* ATTACH_NAME_MAX */

/* The namespaces that processes live in, read once for many look-ups. */
struct name_view;

/* Reads /proc and /run/netns; NULL when that failed. */
struct name_view *name_view_new(void);
void name_view_free(struct name_view *view);

/*
 * Writes the shown name of a device, escaped, and returns true; false: none is known, buf is the
 * device's own. peer_nsid is IFLA_LINK_NETNSID, negative when there is none. view may be NULL.
 */
bool name_of_port(const struct name_view *view, const char *device, int32_t peer_nsid,
		  char buf[static NAME_TEXT_MAX]);

/* The parts that need no kernel, for tests. Each returns false when the text says nothing. */
bool name_from_device(const char *device, char buf[static NAME_TEXT_MAX]);
bool name_from_cgroup(const char *cgroup_path, char buf[static NAME_TEXT_MAX]);

#endif
