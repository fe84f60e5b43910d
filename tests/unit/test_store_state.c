// SPDX-License-Identifier: GPL-2.0-or-later
/* The state folder: what comes back, what damage does, and what kill -9 leaves. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/addr.h"
#include "store/store.h"
#include "store/store_file.h"

#define S 1000000000ULL
#define T0 (1700000000 * S)

/* Each test has a folder of its own, removed with what it holds. */
static int make_dir(void **state)
{
	char *dir = strdup("/tmp/sixwatch-store-XXXXXX");

	*state = dir;
	return dir && mkdtemp(dir) ? 0 : -1;
}

static int remove_dir(void **state)
{
	char command[128];
	int err;

	snprintf(command, sizeof(command), "rm -rf -- '%s'", (char *)*state);
	err = system(command);
	free(*state);
	return err;
}

static void put(const char *dir, const char *name, const char *text)
{
	char path[256];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
}

static bool exists(const char *dir, const char *name)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return !access(path, F_OK);
}

static struct baseline *baseline_of(void)
{
	struct baseline *baseline;

	assert_int_equal(baseline_new(600 * S, &baseline), 0);
	return baseline;
}

/* A learned network with one router on link 1. */
static struct baseline *learned(uint8_t mac)
{
	struct router router = {
		.key.link = 1,
		.key.vlan = 7,
		.mac = { 2, 0, 0, 0, 0, mac },
		.has_mac = true,
		.first_ns = T0,
		.seen_ns = T0 + S,
	};
	struct baseline *baseline = baseline_of();

	addr_parse("fe80::1", &router.key.addr);
	baseline_link_start(baseline, 1, T0);
	baseline_learn_peak(baseline, 1, 23, T0);
	assert_int_equal(baseline_learn_router(baseline, &router, "w7 \"x\"", T0), 0);
	baseline_tick(baseline, T0 + 600 * S);
	return baseline;
}

static struct store *open_store(const char *dir)
{
	struct store *store;

	assert_int_equal(store_open(dir, &store), 0);
	return store;
}

/* Opens, loads, closes. */
static uint64_t load(const char *dir, struct baseline *baseline)
{
	struct store *store = open_store(dir);
	uint64_t next_id;

	assert_int_equal(store_load(store, baseline, &next_id), 0);
	store_close(store);
	return next_id;
}

static void test_round_trip(void **state)
{
	struct baseline *before = learned(1), *after = baseline_of();
	struct store *store = open_store(*state);
	uint64_t next_id;

	assert_int_equal(store_load(store, before, &next_id), 0);
	assert_int_equal(next_id, 1);
	assert_int_equal(store_save(store, before, 13), 0);
	store_close(store);
	assert_int_equal(load(*state, after), 13);
	assert_int_equal(baseline_count(after), 1);
	assert_memory_equal(baseline_at(after, 0), baseline_at(before, 0),
			    sizeof(struct baseline_network));
	baseline_free(before);
	baseline_free(after);
}

static void test_none(void **state)
{
	struct store *store = open_store("none");
	struct baseline *baseline = learned(1);
	uint64_t next_id = 0;

	(void)state;
	assert_int_equal(store_load(store, baseline, &next_id), 0);
	assert_int_equal(next_id, 1);
	assert_int_equal(store_tick(store, baseline, 5, T0), 0);
	assert_int_equal(store_save(store, baseline, 5), 0);
	assert_false(exists(".", "none"));
	store_close(store);
	baseline_free(baseline);
}

/* After kill -9 no id is given twice; networks are there once their learning is over. */
static void test_killed(void **state)
{
	struct baseline *baseline = learned(1), *after = baseline_of();
	struct store *store = open_store(*state);
	uint64_t next_id, given = 1;

	assert_int_equal(store_load(store, baseline, &next_id), 0);
	for (uint64_t tick = 0; tick < 50; tick++) {
		given += 37; /* a wild tick */
		assert_int_equal(store_tick(store, baseline, given, T0 + tick * S / 10), 0);
	}
	store_close(store); /* as if killed */
	assert_true(load(*state, after) >= given);
	assert_int_equal(baseline_count(after), 1);
	baseline_free(baseline);
	baseline_free(after);
}

static void test_still_learning(void **state)
{
	struct router router = { .key.link = 1, .mac = { 2 }, .has_mac = true };
	struct baseline *baseline = baseline_of(), *after = baseline_of();
	struct store *store = open_store(*state);

	addr_parse("fe80::1", &router.key.addr);
	baseline_learn_router(baseline, &router, "", T0);
	assert_int_equal(store_save(store, baseline, 1), 0);
	store_close(store);
	load(*state, after);
	assert_int_equal(baseline_count(after), 0);
	baseline_free(baseline);
	baseline_free(after);
}

/* A network that the baseline dropped does not come back. */
static void test_prune(void **state)
{
	struct baseline *old = learned(1), *next = learned(2), *empty = baseline_of();
	struct baseline *after = baseline_of();
	struct store *store = open_store(*state);

	assert_int_equal(store_save(store, old, 1), 0);
	assert_int_equal(store_save(store, next, 1), 0);
	store_close(store);
	load(*state, after);
	assert_int_equal(baseline_count(after), 1);
	assert_int_equal(baseline_at(after, 0)->router[0].mac[5], 2);
	baseline_free(after);
	after = baseline_of();
	store = open_store(*state);
	assert_int_equal(store_save(store, empty, 1), 0); /* never read: none of its business */
	store_close(store);
	load(*state, after);
	assert_int_equal(baseline_count(after), 1);
	baseline_free(old);
	baseline_free(next);
	baseline_free(empty);
	baseline_free(after);
}

/* Nothing is written while nothing changes. */
static void test_quiet(void **state)
{
	struct baseline *baseline = learned(1);
	struct store *store = open_store(*state);
	char command[128];
	uint64_t next_id;

	assert_int_equal(store_load(store, baseline, &next_id), 0);
	assert_int_equal(store_tick(store, baseline, next_id, T0), 0);
	assert_true(exists(*state, "alerts.json"));
	baseline_learn_peak(baseline, 1, 5000, T0 + 700 * S); /* a change */
	snprintf(command, sizeof(command), "rm -f -- '%s'/*.json", (char *)*state);
	assert_int_equal(system(command), 0);
	assert_int_equal(store_tick(store, baseline, next_id, T0 + S), 0); /* too early */
	snprintf(command, sizeof(command), "ls '%s' | grep -q json", (char *)*state);
	assert_int_not_equal(system(command), 0);
	assert_int_equal(store_tick(store, baseline, next_id, T0 + 20 * S), 0);
	assert_int_equal(system(command), 0);
	snprintf(command, sizeof(command), "rm -f -- '%s'/*.json", (char *)*state);
	assert_int_equal(system(command), 0);
	assert_int_equal(store_tick(store, baseline, next_id, T0 + 40 * S), 0);
	snprintf(command, sizeof(command), "ls '%s' | grep -q json", (char *)*state);
	assert_int_not_equal(system(command), 0);
	store_close(store);
	baseline_free(baseline);
}

#define NETWORK "network-00000000000000aa.json"
#define NETWORK_TEXT(id, peak, routers)                                                            \
	"{\"schema\":\"sixwatch-state/1\",\"id\":\"" id "\",\"learned_ns\":1,"                     \
	"\"address_peak\":" peak ",\"routers\":[" routers "]}"
#define ROUTER "{\"addr\":\"fe80::1\",\"vlan\":0,\"mac\":\"02:00:00:00:00:01\"}"
#define ID "00000000000000aa"

static void expect(const char *dir, const char *text, size_t count)
{
	struct baseline *baseline = baseline_of();

	put(dir, NETWORK, text);
	assert_int_equal(load(dir, baseline), 1);
	if (baseline_count(baseline) != count)
		fail_msg("%zu networks from: %s", baseline_count(baseline), text);
	assert_int_equal(exists(dir, NETWORK), count);
	assert_int_equal(exists(dir, NETWORK ".damaged"), !count);
	baseline_free(baseline);
}

static void test_damage(void **state)
{
	static const char *const damaged[] = {
		"",
		"{",
		"null",
		"[]",
		"\"x\"",
		"{}",
		"{\"schema\":\"sixwatch-state/1\"}",
		"{\"schema\":\"other/1\"}",
		NETWORK_TEXT(ID, "1", ROUTER) "x",
		NETWORK_TEXT(ID, "1", ""),
		NETWORK_TEXT(ID, "-1", ROUTER),
		NETWORK_TEXT(ID, "4294967296", ROUTER),
		NETWORK_TEXT(ID, "\"1\"", ROUTER),
		NETWORK_TEXT("0000000000000000", "1", ROUTER),
		NETWORK_TEXT("xyz", "1", ROUTER),
		NETWORK_TEXT("-0000000000000aa", "1", ROUTER),
		NETWORK_TEXT(ID, "1", "5"),
		NETWORK_TEXT(ID, "1", "null"),
		NETWORK_TEXT(ID, "1", "{\"addr\":\"fe80::1\"}"),
		NETWORK_TEXT(ID, "1", "{\"addr\":5,\"vlan\":0}"),
		NETWORK_TEXT(ID, "1", "{\"addr\":\"fe80::zz\",\"vlan\":0}"),
		NETWORK_TEXT(ID, "1", "{\"addr\":\"fe80::1\",\"vlan\":4096}"),
		NETWORK_TEXT(ID, "1", "{\"addr\":\"fe80::1\",\"vlan\":0,\"mac\":\"02:00\"}"),
	};

	for (size_t i = 0; i < sizeof(damaged) / sizeof(damaged[0]); i++)
		expect(*state, damaged[i], 0);
	assert_int_equal(chdir(*state) || unlink(NETWORK ".damaged") || chdir("/"), 0);
	expect(*state, NETWORK_TEXT(ID, "1", ROUTER), 1);
	expect(*state, NETWORK_TEXT(ID, "1", "{\"addr\":\"fe80::1\",\"vlan\":0}"), 1);
}

/* Cut at every byte: never more than what was whole. */
static void test_cut(void **state)
{
	const char *whole = NETWORK_TEXT(ID, "1", ROUTER);
	char text[512];

	for (size_t len = 0; len < strlen(whole); len++) {
		memcpy(text, whole, len);
		text[len] = '\0';
		expect(*state, text, 0);
	}
}

static void test_damaged_ids(void **state)
{
	static const char *const bad[] = { "x", "{\"schema\":\"sixwatch-state/1\"}",
					   "{\"schema\":\"sixwatch-state/1\",\"next_id\":0}",
					   "{\"schema\":\"sixwatch-state/1\",\"next_id\":-4}" };
	struct baseline *baseline = baseline_of();

	for (size_t i = 0; i < 4; i++) {
		put(*state, "alerts.json", bad[i]);
		assert_int_equal(load(*state, baseline), 1);
		assert_true(exists(*state, "alerts.json.damaged"));
		assert_false(exists(*state, "alerts.json"));
	}
	put(*state, "alerts.json", "{\"schema\":\"sixwatch-state/1\",\"next_id\":77}");
	assert_int_equal(load(*state, baseline), 77);
	baseline_free(baseline);
}

/* What a newer version wrote stays as it is; names that are not ours are not touched. */
static void test_foreign(void **state)
{
	struct baseline *baseline = baseline_of();

	put(*state, NETWORK, "{\"schema\":\"sixwatch-state/2\"}");
	put(*state, "network-.json", "x");
	put(*state, "notes.txt", "x");
	assert_int_equal(load(*state, baseline), 1);
	assert_true(exists(*state, NETWORK));
	assert_true(exists(*state, "network-.json"));
	assert_true(exists(*state, "notes.txt"));
	assert_int_equal(baseline_count(baseline), 0);
	baseline_free(baseline);
}

static void test_large(void **state)
{
	struct baseline *baseline = baseline_of();
	char path[256];
	int fd;

	snprintf(path, sizeof(path), "%s/%s", (char *)*state, NETWORK);
	fd = open(path, O_CREAT | O_WRONLY, 0600);
	assert_true(fd >= 0);
	assert_int_equal(ftruncate(fd, STORE_FILE_MAX + 1), 0);
	close(fd);
	assert_int_equal(mkfifo(strcat(path, "a.json"), 0600), 0); /* must not hang */
	load(*state, baseline);
	assert_int_equal(baseline_count(baseline), 0);
	assert_true(exists(*state, NETWORK ".damaged"));
	baseline_free(baseline);
}

static void test_errors(void **state)
{
	struct store *store;
	char path[256];

	snprintf(path, sizeof(path), "%s/no/such", (char *)*state);
	assert_int_equal(store_open(path, &store), -ENOENT);
	put(*state, "file", "x");
	snprintf(path, sizeof(path), "%s/file", (char *)*state);
	assert_int_equal(store_open(path, &store), -ENOTDIR);
	snprintf(path, sizeof(path), "%s/new", (char *)*state);
	store = open_store(path);
	assert_true(exists(*state, "new"));
	store_close(store);
	store_close(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_round_trip, make_dir, remove_dir),
		cmocka_unit_test(test_none),
		cmocka_unit_test_setup_teardown(test_killed, make_dir, remove_dir),
		cmocka_unit_test_setup_teardown(test_still_learning, make_dir, remove_dir),
		cmocka_unit_test_setup_teardown(test_prune, make_dir, remove_dir),
		cmocka_unit_test_setup_teardown(test_quiet, make_dir, remove_dir),
		cmocka_unit_test_setup_teardown(test_damage, make_dir, remove_dir),
		cmocka_unit_test_setup_teardown(test_cut, make_dir, remove_dir),
		cmocka_unit_test_setup_teardown(test_damaged_ids, make_dir, remove_dir),
		cmocka_unit_test_setup_teardown(test_foreign, make_dir, remove_dir),
		cmocka_unit_test_setup_teardown(test_large, make_dir, remove_dir),
		cmocka_unit_test_setup_teardown(test_errors, make_dir, remove_dir),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
