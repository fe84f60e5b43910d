// SPDX-License-Identifier: GPL-2.0-or-later
#include "collect/caps.h"

#include <linux/capability.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static const struct {
	int cap;
	bool by_sys_admin;
	const char *name;
} needed[] = {
	{ CAP_BPF, true, "CAP_BPF" },
	{ CAP_NET_ADMIN, false, "CAP_NET_ADMIN" },
	{ CAP_PERFMON, true, "CAP_PERFMON" },
};

static uint64_t caps_effective(void)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = { 0 };

	if (syscall(SYS_capget, &header, data))
		return 0;
	return data[0].effective | (uint64_t)data[1].effective << 32;
}

unsigned int caps_missing(char buf[static CAPS_TEXT_MAX])
{
	uint64_t effective = caps_effective();
	bool admin = effective >> CAP_SYS_ADMIN & 1;
	unsigned int count = 0;

	buf[0] = '\0';
	for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++) {
		if (effective >> needed[i].cap & 1 || (admin && needed[i].by_sys_admin))
			continue;
		if (count++)
			strncat(buf, ", ", CAPS_TEXT_MAX - strlen(buf) - 1);
		strncat(buf, needed[i].name, CAPS_TEXT_MAX - strlen(buf) - 1);
	}
	return count;
}
