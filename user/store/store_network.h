/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One network of the baseline as a JSON object, and back. */
#ifndef STORE_STORE_NETWORK_H
#define STORE_STORE_NETWORK_H

#include <json-c/json.h>

#include "detect/baseline.h"

#define STORE_SCHEMA "sixwatch-state/1"

/* The caller puts the object. */
struct json_object *store_network_write(const struct baseline_network *network);

/*
 * 0; -EBADMSG: a field is missing or makes no sense. Fields that are not known are ignored, times
 * that cannot be read are 0.
 */
int store_network_read(struct json_object *object, struct baseline_network *ret_network);

/* A number of an object; -EBADMSG when it is absent, no number, or negative. */
int store_get_uint64(struct json_object *object, const char *key, uint64_t *ret_value);

/* NULL: absent or no string. */
const char *store_get_text(struct json_object *object, const char *key);

#endif
