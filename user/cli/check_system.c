// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "cli/check.h"
#include "cli/sysfile.h"
#include "collect/caps.h"
#include "collect/engine.h"
#include "core/timefmt.h"

#define KERNEL_MAJOR 5
#define KERNEL_MINOR 10

static bool check_capabilities(struct checks *checks)
{
	char missing[CAPS_TEXT_MAX];

	if (caps_missing(missing)) {
		checks_add(checks, CHECK_PROBLEM, "capabilities",
			   "sudo sixwatch doctor, or setcap cap_bpf,cap_perfmon,cap_net_admin,"
			   "cap_net_raw+ep on the program",
			   "missing: %s", missing);
		return false;
	}
	checks_add(checks, CHECK_OK, "capabilities", NULL, "%s",
		   geteuid() == 0 ? "root" : "the four capabilities are there");
	return true;
}

static bool check_kernel(struct checks *checks)
{
	unsigned int major = 0, minor = 0;
	struct utsname name;

	if (uname(&name) || sscanf(name.release, "%u.%u", &major, &minor) != 2) {
		checks_add(checks, CHECK_NOTICE, "kernel", NULL, "version not recognised");
		return true;
	}
	if (major < KERNEL_MAJOR || (major == KERNEL_MAJOR && minor < KERNEL_MINOR)) {
		checks_add(checks, CHECK_PROBLEM, "kernel", "a newer kernel",
			   "Linux %s is too old, %d.%d or newer is needed", name.release,
			   KERNEL_MAJOR, KERNEL_MINOR);
		return false;
	}
	checks_add(checks, CHECK_OK, "kernel", NULL, "Linux %s on %s; kernel BTF %s, not needed",
		   name.release, name.machine,
		   access("/sys/kernel/btf/vmlinux", R_OK) ? "absent" : "present");
	return true;
}

static void check_jit(struct checks *checks)
{
	long long value;

	/* Absent: the kernel has nothing but the JIT compiler. */
	if (sysfile_read_number("/proc/sys/net/core/bpf_jit_enable", &value) || value)
		return;
	checks_add(checks, CHECK_NOTICE, "bpf-jit", "sysctl -w net.core.bpf_jit_enable=1",
		   "the BPF JIT compiler is off: every frame costs several times as much");
}

static void check_program(struct checks *checks, const struct settings *settings)
{
	struct engine_options options = { .verbose = settings->verbose };
	uint64_t started_ns = time_mono_ns();
	struct engine *engine = NULL;
	int err;

	err = engine_open(&options, &engine);
	if (err) {
		checks_add(checks, CHECK_PROBLEM, "program", "sixwatch doctor -v shows the reason",
			   "the BPF program cannot be loaded: %s", strerror(-err));
		return;
	}
	checks_add(checks, CHECK_OK, "program", NULL, "loads in %llu ms, %.1f MiB of tables; %s",
		   (unsigned long long)((time_mono_ns() - started_ns) / TIME_NS_PER_MS),
		   (double)engine_map_bytes(engine) / (1 << 20),
		   engine->xdp_frags ? "multi-buffer XDP" :
				       "no multi-buffer XDP in this kernel: large MTUs need tc");
	engine_close(engine);
}

void check_system(struct checks *checks, const struct settings *settings)
{
	bool able = check_capabilities(checks);

	if (check_kernel(checks) && able)
		check_program(checks, settings);
	check_jit(checks);
}
