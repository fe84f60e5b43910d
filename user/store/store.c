// SPDX-License-Identifier: GPL-2.0-or-later
#include "store/store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/json.h"
#include "core/log.h"
#include "store/store_file.h"
#include "store/store_network.h"

#define ALERTS_NAME "alerts.json"
#define NETWORK_PATTERN "network-[0-9a-f][0-9a-f]*.json"

struct store {
	int dir_fd; /* -1: "none" */
	char *dir;
	uint64_t reserved_id; /* what alerts.json says: ids below it may be given */
	uint64_t generation;  /* of the baseline that was saved last */
	uint64_t tried_ns;    /* when saving networks, or what failed before, was last tried */
	bool failed;
	size_t file_count; /* networks that have a file, as far as we read or wrote it */
	uint64_t file_id[BASELINE_NETWORKS_MAX];
};

/* The last folder of the path is made, others are not: a mistyped path should be said. */
static int dir_open(const char *dir, int *ret_fd)
{
	int fd;

	if (mkdir(dir, 0700) && errno != EEXIST)
		return -errno;
	fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (faccessat(fd, ".", R_OK | W_OK | X_OK, AT_EACCESS)) {
		int err = -errno;

		close(fd);
		return err;
	}
	*ret_fd = fd;
	return 0;
}

int store_open(const char *dir, struct store **ret_store)
{
	struct store *store = calloc(1, sizeof(*store));
	int err = 0;

	if (!store)
		return -ENOMEM;
	if (!dir)
		dir = STORE_DIR_DEFAULT;
	store->dir_fd = -1;
	store->dir = strdup(dir);
	if (!store->dir)
		err = -ENOMEM;
	else if (strcmp(dir, "none") != 0)
		err = dir_open(dir, &store->dir_fd);
	if (err) {
		store_close(store);
		return err;
	}
	*ret_store = store;
	return 0;
}

void store_close(struct store *store)
{
	if (!store)
		return;
	if (store->dir_fd >= 0)
		close(store->dir_fd);
	free(store->dir);
	free(store);
}

/* 0; 1: it is of a newer version, leave it alone; -EBADMSG: it is none of ours. */
static int schema_check(const struct store *store, const char *name, struct json_object *object)
{
	const char *schema = store_get_text(object, "schema");

	if (schema && !strcmp(schema, STORE_SCHEMA))
		return 0;
	if (!schema || strncmp(schema, STORE_SCHEMA, strlen("sixwatch-state/")) != 0)
		return -EBADMSG;
	log_warn("%s/%s was written by another version (%s): left alone and not used", store->dir,
		 name, schema);
	return 1;
}

/* Reads a file of ours. 0, -ENOENT (also for a newer version), or -errno after setting it aside. */
static int object_read(const struct store *store, const char *name, struct json_object **ret_object)
{
	struct json_object *object;
	int err = store_file_read(store->dir_fd, name, &object);

	if (err == -EBADMSG)
		store_file_set_aside(store->dir_fd, store->dir, name, "is damaged");
	if (err)
		return err;
	err = schema_check(store, name, object);
	if (err) {
		json_object_put(object);
		if (err < 0)
			store_file_set_aside(store->dir_fd, store->dir, name,
					     "is no state of sixwatch");
		return err < 0 ? err : -ENOENT;
	}
	*ret_object = object;
	return 0;
}

static void network_load(struct store *store, const char *name, struct baseline *baseline)
{
	struct baseline_network network;
	struct json_object *object;
	int err = object_read(store, name, &object);

	if (err) {
		if (err != -ENOENT && err != -EBADMSG)
			log_warn("%s/%s cannot be read (%s): going on without it", store->dir, name,
				 strerror(-err));
		return;
	}
	err = store_network_read(object, &network);
	json_object_put(object);
	if (err) {
		store_file_set_aside(store->dir_fd, store->dir, name, "makes no sense");
		return;
	}
	err = baseline_add_network(baseline, &network);
	if (!err)
		store->file_id[store->file_count++] = network.id;
	else
		log_warn("%s/%s is not used: %s", store->dir, name,
			 err == -ENOSPC ? "there are too many networks" : strerror(-err));
}

static int networks_load(struct store *store, struct baseline *baseline)
{
	int fd = openat(store->dir_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct dirent *entry;
	DIR *dir;

	if (fd < 0)
		return -errno;
	dir = fdopendir(fd);
	if (!dir) {
		int err = -errno;

		close(fd);
		return err;
	}
	while ((entry = readdir(dir)))
		if (strlen(entry->d_name) < STORE_NAME_MAX &&
		    !fnmatch(NETWORK_PATTERN, entry->d_name, 0))
			network_load(store, entry->d_name, baseline);
	closedir(dir);
	return 0;
}

int store_load(struct store *store, struct baseline *baseline, uint64_t *ret_next_id)
{
	struct json_object *object;
	uint64_t next_id = 1;
	int err;

	*ret_next_id = 1;
	if (store->dir_fd < 0)
		return 0;
	err = networks_load(store, baseline);
	if (err)
		return err;
	err = object_read(store, ALERTS_NAME, &object);
	if (!err) {
		if (store_get_uint64(object, "next_id", &next_id) || !next_id) {
			next_id = 1;
			store_file_set_aside(store->dir_fd, store->dir, ALERTS_NAME,
					     "makes no sense");
		}
		json_object_put(object);
	} else if (err != -ENOENT && err != -EBADMSG) {
		return err;
	}
	store->reserved_id = next_id;
	*ret_next_id = next_id;
	return 0;
}

static int alerts_save(struct store *store, uint64_t next_id)
{
	struct json_object *object = json_new_object();
	int err;

	json_add_str(object, "schema", STORE_SCHEMA);
	json_add_uint64(object, "next_id", next_id);
	err = store_file_write(store->dir_fd, ALERTS_NAME, object);
	json_object_put(object);
	if (!err)
		store->reserved_id = next_id;
	return err;
}

static void network_name(char name[static STORE_NAME_MAX], uint64_t id)
{
	snprintf(name, STORE_NAME_MAX, "network-%016" PRIx64 ".json", id);
}

static bool network_is_kept(const struct baseline *baseline, uint64_t id)
{
	for (size_t i = 0; i < baseline_count(baseline); i++)
		if (baseline_at(baseline, i)->id == id)
			return true;
	return false;
}

/* A network that the baseline dropped must not come back with the next start. */
static void files_prune(struct store *store, const struct baseline *baseline)
{
	for (size_t i = store->file_count; i-- > 0;) {
		char name[STORE_NAME_MAX];

		if (network_is_kept(baseline, store->file_id[i]))
			continue;
		network_name(name, store->file_id[i]);
		unlinkat(store->dir_fd, name, 0);
		store->file_id[i] = store->file_id[--store->file_count];
	}
}

static void file_note(struct store *store, uint64_t id)
{
	for (size_t i = 0; i < store->file_count; i++)
		if (store->file_id[i] == id)
			return;
	if (store->file_count < BASELINE_NETWORKS_MAX)
		store->file_id[store->file_count++] = id;
}

static int network_save(struct store *store, const struct baseline_network *network)
{
	struct json_object *object = store_network_write(network);
	char name[STORE_NAME_MAX];
	int err;

	network_name(name, network->id);
	err = store_file_write(store->dir_fd, name, object);
	json_object_put(object);
	if (!err)
		file_note(store, network->id);
	return err;
}

static int networks_save(struct store *store, const struct baseline *baseline)
{
	uint64_t generation = baseline_generation(baseline);
	int err = 0, r;

	files_prune(store, baseline);
	for (size_t i = 0; i < baseline_count(baseline); i++) {
		const struct baseline_network *network = baseline_at(baseline, i);

		if (!network->learned_ns)
			continue;
		r = network_save(store, network);
		if (!err)
			err = r;
	}
	if (!err)
		store->generation = generation;
	return err;
}

int store_tick(struct store *store, const struct baseline *baseline, uint64_t next_id,
	       uint64_t now_ns)
{
	bool few_ids = next_id + STORE_ID_BLOCK / 2 >= store->reserved_id;
	bool changed = baseline_generation(baseline) != store->generation;
	bool early = now_ns >= store->tried_ns && now_ns < store->tried_ns + STORE_INTERVAL_NS;
	int err = 0, r;

	if (store->dir_fd < 0 || (early && (store->failed || !few_ids)))
		return 0;
	if (few_ids)
		err = alerts_save(store, next_id + STORE_ID_BLOCK);
	if (changed && !early) {
		r = networks_save(store, baseline);
		if (!err)
			err = r;
	}
	if (changed || err)
		store->tried_ns = early ? store->tried_ns : now_ns;
	store->failed = err != 0;
	return err;
}

int store_save(struct store *store, const struct baseline *baseline, uint64_t next_id)
{
	int err, r;

	if (store->dir_fd < 0)
		return 0;
	err = alerts_save(store, next_id);
	r = networks_save(store, baseline);
	return err ? err : r;
}
