/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What survives a restart: the baseline of each network, and the next alert id.
 *
 * A folder (--state DIR, default /var/lib/sixwatch) with alerts.json and one network-ID.json per
 * network: JSON with a version, written to a temporary file, synced and renamed over, so that a
 * crash leaves the old one or the new one. A file that cannot be read as such is renamed to
 * NAME.damaged and warned of once; the rest is used. Newer versions are left alone and not used. A
 * network is kept once its learning is over, and its file goes when the baseline drops it.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include <stdint.h>

#include "detect/baseline.h"

#define STORE_DIR_DEFAULT "/var/lib/sixwatch"

/* Ids are reserved in blocks, so that none is given twice even after kill -9. */
#define STORE_ID_BLOCK 100

/* A running session saves networks, and tries again what failed, at most so often. */
#define STORE_INTERVAL_NS 10000000000ULL

struct store;

/*
 * Opens or creates the folder (mode 0700). dir NULL: the default; "none": nothing is kept, all
 * calls succeed and do nothing. -errno when it cannot be created, read or written; the caller says
 * so and may go on with "none".
 */
int store_open(const char *dir, struct store **ret_store);
void store_close(struct store *store); /* saves nothing */

/* Fills the baseline and gives the next alert id (1 when nothing was kept). 0 or -errno. */
int store_load(struct store *store, struct baseline *baseline, uint64_t *ret_next_id);

/*
 * Saves what changed since the last save, if STORE_INTERVAL_NS has passed; more ids are reserved
 * at once. Cheap when there is nothing to do: call it each tick. -errno of the first failure, told
 * once for each try.
 */
int store_tick(struct store *store, const struct baseline *baseline, uint64_t next_id,
	       uint64_t now_ns);

/* At the end: everything, with the exact next id. 0 or -errno. */
int store_save(struct store *store, const struct baseline *baseline, uint64_t next_id);

#endif
