/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One-number files of /proc and /sys. */
#ifndef CLI_SYSFILE_H
#define CLI_SYSFILE_H

/* 0 or -errno (-EINVAL: no number in it). */
int sysfile_read_number(const char *path, long long *ret_value);

/* The same for /sys/class/net/IFNAME/NAME. */
int sysfile_read_net(const char *ifname, const char *name, long long *ret_value);

#endif
