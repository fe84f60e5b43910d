// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/sysfile.h"

#include <errno.h>
#include <stdio.h>

int sysfile_read_number(const char *path, long long *ret_value)
{
	FILE *file = fopen(path, "re");
	int err;

	if (!file)
		return -errno;
	err = fscanf(file, "%lli", ret_value) == 1 ? 0 : -EINVAL;
	fclose(file);
	return err;
}

int sysfile_read_net(const char *ifname, const char *name, long long *ret_value)
{
	char path[128];
	int len = snprintf(path, sizeof(path), "/sys/class/net/%s/%s", ifname, name);

	if (len < 0 || (size_t)len >= sizeof(path))
		return -ENAMETOOLONG;
	return sysfile_read_number(path, ret_value);
}
