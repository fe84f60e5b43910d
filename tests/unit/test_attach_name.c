// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "attach/name.h"
#include "attach/name_docker.h"

#define ID "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

struct naming {
	const char *from;
	const char *name; /* NULL: says nothing */
};

static void check(bool (*name_from)(const char *from, char buf[static NAME_TEXT_MAX]),
		  const struct naming *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		char buf[NAME_TEXT_MAX] = "";
		bool found = name_from(cases[i].from, buf);

		if (found != (cases[i].name != NULL))
			fail_msg("%s: %s", cases[i].from, found ? buf : "no name");
		if (found)
			assert_string_equal(buf, cases[i].name);
	}
}

static void test_devices(void **state)
{
	static const struct naming cases[] = {
		{ "tap101i0", "vm101" },  { "tap101i2", "vm101-net2" },
		{ "veth202i0", "ct202" }, { "fwpr303p0", "guest303" },
		{ "tap0", NULL },	  { "tap101", NULL },
		{ "tap101i", NULL },	  { "tap101x0", NULL },
		{ "tap101i0x", NULL },	  { "tapi0", NULL },
		{ "tap-1i0", NULL },	  { "tap 1i0", NULL },
		{ "vethe31a09", NULL },	  { "veth1", NULL },
		{ "eth0", NULL },	  { "", NULL },
	};

	(void)state;
	check(name_from_device, cases, sizeof(cases) / sizeof(cases[0]));
}

static void test_cgroups(void **state)
{
	static const struct naming cases[] = {
		{ "/lxc.payload.w7/init.scope", "w7" },
		{ "/lxc.payload.project_web", "project_web" },
		{ "/lxc.monitor.w7", NULL },
		{ "/lxc.payload.", NULL },
		{ "/lxc/101/ns/init.scope", "ct101" },
		{ "/lxc/web/init.scope", "web" },
		{ "/lxc", NULL },
		{ "/lxc/", NULL },
		{ "/system.slice/docker-" ID ".scope", "docker-0123456789ab" },
		{ "/docker/" ID, "docker-0123456789ab" },
		{ "/docker/short", NULL },
		{ "/system.slice/docker.service", NULL },
		{ "/machine.slice/libpod-" ID ".scope/container", "podman-0123456789ab" },
		{ "/machine.slice/libpod-conmon-" ID ".scope", NULL },
		{ "/machine.slice/machine-web.scope/payload", "web" },
		{ "/machine.slice/machine-my\\x2dweb.scope", "my-web" },
		{ "/machine.slice/machine-qemu\\x2d3\\x2dmail.scope", "mail" },
		{ "/machine.slice/machine-qemu\\x2dmail.scope", "qemu-mail" },
		{ "/machine.slice/machine-web.slice", NULL },
		{ "/user.slice/user-1000.slice/session-1.scope", NULL },
		{ "/", NULL },
		{ "", NULL },
		/* Within a container another one: the outer one has the veth here. */
		{ "/lxc.payload.outer/docker/" ID, "outer" },
		/* A name is the guest's own choice. */
		{ "/lxc.payload.a\x1b[2Jb", "a\\x1b[2Jb" },
		{ "/machine.slice/machine-a\\x1bb.scope", "a\\x1bb" },
	};

	(void)state;
	check(name_from_cgroup, cases, sizeof(cases) / sizeof(cases[0]));
}

/* Longer than any name may be: cut, terminated. */
static void test_long(void **state)
{
	char path[4096] = "/lxc.payload.", buf[NAME_TEXT_MAX];

	(void)state;
	memset(path + strlen(path), 'x', sizeof(path) - strlen(path) - 1);
	assert_true(name_from_cgroup(path, buf));
	assert_int_equal(strlen(buf), NAME_TEXT_MAX - 1);
	memcpy(path, "/lxc/", 5);
	assert_true(name_from_cgroup(path, buf));
	assert_true(strlen(buf) < NAME_TEXT_MAX);
	memcpy(path, "/machine-", 9);
	memcpy(path + sizeof(path) - 7, ".scope", 7);
	assert_true(name_from_cgroup(path, buf));
	assert_true(strlen(buf) < NAME_TEXT_MAX);
}

static void test_docker_without_files(void **state)
{
	static const char *const paths[] = { "", "/docker", "/docker/", "/docker/" ID,
					     "/system.slice/docker-" ID ".scope" };
	char buf[NAME_TEXT_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		assert_false(name_from_docker(paths[i], buf));
}

static void test_without_view(void **state)
{
	char buf[NAME_TEXT_MAX];

	(void)state;
	assert_true(name_of_port(NULL, "tap101i0", 3, buf));
	assert_string_equal(buf, "vm101");
	assert_false(name_of_port(NULL, "vethe31a09", 3, buf));
	assert_string_equal(buf, "vethe31a09");
	assert_false(name_of_port(NULL, "e\x1b[0m", -1, buf));
	assert_string_equal(buf, "e\\x1b[0m");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_devices),	     cmocka_unit_test(test_cgroups),
		cmocka_unit_test(test_long),	     cmocka_unit_test(test_docker_without_files),
		cmocka_unit_test(test_without_view),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
