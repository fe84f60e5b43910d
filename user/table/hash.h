/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How the tables hash: uthash with a seeded hash of our own, so that nobody can aim keys at one
 * bucket, and without its exit on lack of memory (an element that could not be added has a NULL
 * hh.tbl).
 */
#ifndef TABLE_HASH_H
#define TABLE_HASH_H

#define HASH_NONFATAL_OOM 1
#include <uthash.h>

#include <stddef.h>

#include "sixwatch/hash.h"

/* Of len bytes; structs that are keys have no padding. An all-zero seed stands for a fixed one. */
unsigned int table_hash(const struct sw_seed *seed, const void *key, size_t len);

#endif
