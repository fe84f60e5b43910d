// SPDX-License-Identifier: GPL-2.0-or-later
/* Devices as they are shown: order, names, marks, the best address, and the words that select. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/timefmt.h"
#include "output/device.h"
#include "output/text.h"

#define START_NS (1700000000 * TIME_NS_PER_S)
#define LINK 1

struct scene {
	struct tables tables;
	struct report report;
	uint64_t now_ns;
};

static int scene_setup(void **state)
{
	struct scene *scene = calloc(1, sizeof(*scene));

	assert_non_null(scene);
	assert_int_equal(tables_init(&scene->tables, NULL), 0);
	assert_int_equal(port_table_set_link(scene->tables.ports, LINK, "br0", 7), 0);
	for (uint16_t slot = 1; slot <= 3; slot++) {
		char device[8];
		const struct port_info info = {
			.slot = slot,
			.link = LINK,
			.state = PORT_STATE_UP,
			.device = device,
			.name = slot == 2 ? "web" : NULL,
			.self = slot == 3,
		};

		snprintf(device, sizeof(device), "veth%u", slot);
		assert_int_equal(port_table_set_port(scene->tables.ports, &info, NULL), 0);
	}
	scene->now_ns = START_NS;
	scene->report.tables = &scene->tables;
	scene->report.now_ns = START_NS + 10 * TIME_NS_PER_S;
	*state = scene;
	return 0;
}

static int scene_teardown(void **state)
{
	struct scene *scene = *state;

	tables_fini(&scene->tables);
	free(scene);
	return 0;
}

static struct sighting sighting_of(struct scene *scene, const char *mac, const char *addr)
{
	struct sighting sighting = {
		.now_ns = scene->now_ns,
		.link = LINK,
		.port = 1,
		.has_mac = true,
		.learned = SW_LEARN_BIT(SW_LEARN_NS),
	};

	scene->now_ns += TIME_NS_PER_MS;
	assert_int_equal(mac_parse(mac, sighting.mac), 0);
	assert_int_equal(addr_parse(addr, &sighting.addr), 0);
	return sighting;
}

static void see(struct scene *scene, const char *mac, const char *addr)
{
	struct sighting sighting = sighting_of(scene, mac, addr);

	assert_true(host_table_see(scene->tables.hosts, &sighting, NULL, NULL) >= 0);
}

static void name(struct scene *scene, const char *addr, const char *text)
{
	struct host_address_key key;

	memset(&key, 0, sizeof(key));
	key.link = LINK;
	assert_int_equal(addr_parse(addr, &key.addr), 0);
	assert_true(host_table_name(scene->tables.hosts, &key, HOST_NAME_MDNS, text, strlen(text)));
}

static void expect_best(struct scene *scene, const char *expected)
{
	struct device_list list;
	char text[ADDR_TEXT_MAX];

	device_list_make(&scene->report, NULL, 0, &list);
	assert_int_equal(list.count, 1);
	assert_string_equal(addr_format(text, sizeof(text), &device_best(&list.items[0])->key.addr),
			    expected);
	device_list_free(&list);
}

#define MAC "10:9a:dd:54:b6:34"

static void test_best_address(void **state)
{
	struct scene *scene = *state;

	see(scene, MAC, "192.0.2.31");
	expect_best(scene, "192.0.2.31");
	see(scene, MAC, "fe80::1c07:54b6:34aa:90e1");
	expect_best(scene, "fe80::1c07:54b6:34aa:90e1");
	see(scene, MAC, "fd6a:c19d:b07:2080:10a3:52ff:c1e:9c2e");
	expect_best(scene, "fd6a:c19d:b07:2080:10a3:52ff:c1e:9c2e");
	see(scene, MAC, "2001:db8:101:0:b41f:18a3:a97c:4a0c");
	expect_best(scene, "2001:db8:101:0:b41f:18a3:a97c:4a0c");
	/* Temporary ones are younger than the stable one beside them. */
	see(scene, MAC, "2001:db8:101:0:5d02:11ab:8e30:d2f1");
	expect_best(scene, "2001:db8:101:0:b41f:18a3:a97c:4a0c");
	/* One that nobody drew at random is stable for sure. */
	see(scene, MAC, "fd6a:c19d:b07:2080::31");
	expect_best(scene, "fd6a:c19d:b07:2080::31");
	see(scene, MAC, "2001:db8:101:0:129a:ddff:fe54:b634");
	expect_best(scene, "2001:db8:101:0:129a:ddff:fe54:b634");
}

static void test_tentative_addresses_are_not_shown(void **state)
{
	struct scene *scene = *state;
	struct sighting sighting = sighting_of(scene, MAC, "2001:db8:101::5");
	struct device_list list;

	sighting.tentative = true;
	sighting.learned = SW_LEARN_BIT(SW_LEARN_DAD);
	assert_true(host_table_see(scene->tables.hosts, &sighting, NULL, NULL) >= 0);
	device_list_make(&scene->report, NULL, 0, &list);
	assert_int_equal(list.count, 0);
	device_list_free(&list);
}

static void see_all(struct scene *scene)
{
	struct sighting self = sighting_of(scene, "b8:27:eb:00:00:01", "2001:db8:101::303");
	struct router *router;
	struct ra_message ra;

	see(scene, "02:00:00:00:00:09", "fe80::9");
	see(scene, "00:16:3e:00:00:02", "192.0.2.77");
	see(scene, MAC, "fe80::3");
	name(scene, "fe80::3", "macbook.local");
	self.self = true;
	self.port = 3;
	assert_true(host_table_see(scene->tables.hosts, &self, NULL, NULL) >= 0);
	see(scene, "00:24:a5:f1:07:ca", "fe80::224:a5ff:fef1:7ca");
	memset(&ra, 0, sizeof(ra));
	ra.lifetime_s = 1800;
	self = sighting_of(scene, "00:24:a5:f1:07:ca", "fe80::224:a5ff:fef1:7ca");
	assert_true(router_table_see(scene->tables.routers, &self, &ra, false, &router) >= 0);
}

static void test_order_and_marks(void **state)
{
	struct scene *scene = *state;
	struct device_list list;
	char marks[8] = "";

	see_all(scene);
	device_list_make(&scene->report, NULL, 0, &list);
	assert_int_equal(list.count, 5);
	for (size_t i = 0; i < list.count; i++)
		marks[i] = device_mark_letter(list.items[i].mark);
	/* The router, this machine, the one with a name, then by MAC. */
	assert_string_equal(marks, "R* 4?");
	assert_string_equal(list.items[2].name, "macbook");
	assert_string_equal(list.items[4].vendor, "random MAC");
	device_list_free(&list);
}

static void test_no_names(void **state)
{
	struct scene *scene = *state;
	struct device_list list;

	see_all(scene);
	scene->report.no_names = true;
	device_list_make(&scene->report, NULL, 0, &list);
	for (size_t i = 0; i < list.count; i++) {
		assert_string_equal(list.items[i].name, "");
		assert_string_equal(list.items[i].vendor, "");
	}
	device_list_free(&list);
}

static size_t matches(struct scene *scene, const char *first, const char *second)
{
	const char *words[] = { first, second };
	struct device_list list;
	size_t count;

	device_list_make(&scene->report, words, second ? 2 : 1, &list);
	count = list.count;
	assert_int_equal(list.count + list.hidden, 6);
	device_list_free(&list);
	return count;
}

static void test_words(void **state)
{
	struct scene *scene = *state;
	struct sighting behind_web;

	see_all(scene);
	behind_web = sighting_of(scene, "00:16:3e:00:00:03", "fe80::33");
	behind_web.port = 2;
	assert_true(host_table_see(scene->tables.hosts, &behind_web, NULL, NULL) >= 0);
	assert_int_equal(matches(scene, "MacBook", NULL), 1);
	assert_int_equal(matches(scene, "random", NULL), 1);
	assert_int_equal(matches(scene, "00:16:3E", NULL), 2);
	assert_int_equal(matches(scene, "192.0.2.77", NULL), 1);
	assert_int_equal(matches(scene, "web", NULL), 1);
	assert_int_equal(matches(scene, "00:16:3e", "web"), 1);
	assert_int_equal(matches(scene, "macbook", "web"), 0);
	assert_int_equal(matches(scene, "", NULL), 6);
}

static void test_hostile_name_stays_printable(void **state)
{
	struct scene *scene = *state;
	struct device_list list;
	char *text = NULL;
	size_t len;
	FILE *file = open_memstream(&text, &len);

	assert_non_null(file);
	see(scene, MAC, "fe80::3");
	name(scene, "fe80::3", "\033[2J\xe2\x80\xaetxt.exe");
	device_list_make(&scene->report, NULL, 0, &list);
	text_devices(file, &scene->report, &list, TEXT_WIDTH);
	text_device(file, &scene->report, &list.items[0]);
	fclose(file);
	assert_null(strchr(text, '\033'));
	assert_null(strstr(text, "\xe2\x80\xae"));
	free(text);
	device_list_free(&list);
}

/* The widest there is: the address stays whole, and the line within 80 columns. */
static void test_eighty_columns(void **state)
{
	struct scene *scene = *state;
	struct sighting everything =
		sighting_of(scene, MAC, "2001:db8:1234:5678:b41f:18a3:a97c:4a0c");
	struct device_list list;
	char *text = NULL;
	size_t len;
	FILE *file = open_memstream(&text, &len);

	assert_non_null(file);
	everything.learned = ~0U >> 1;
	assert_true(host_table_see(scene->tables.hosts, &everything, NULL, NULL) >= 0);
	name(scene, "2001:db8:1234:5678:b41f:18a3:a97c:4a0c", "a-name-that-does-not-end-for-long");
	device_list_make(&scene->report, NULL, 0, &list);
	text_devices(file, &scene->report, &list, TEXT_WIDTH);
	fflush(file);
	assert_null(strstr(text, MAC));
	text_device(file, &scene->report, &list.items[0]);
	fclose(file);
	assert_non_null(strstr(text, "2001:db8:1234:5678:b41f:18a3:a97c:4a0c"));
	for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
		assert_in_range(strlen(line), 0, TEXT_WIDTH);
	free(text);
	file = open_memstream(&text, &len);
	assert_non_null(file);
	text_devices(file, &scene->report, &list, TEXT_WIDTH_WIDE);
	fclose(file);
	assert_non_null(strstr(text, MAC)); /* there is room for it now */
	free(text);
	device_list_free(&list);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, scene_setup, scene_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_best_address),    TEST(test_tentative_addresses_are_not_shown),
		TEST(test_order_and_marks), TEST(test_no_names),
		TEST(test_words),	    TEST(test_hostile_name_stays_printable),
		TEST(test_eighty_columns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
