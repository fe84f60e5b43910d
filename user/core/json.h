/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What sixwatch says in JSON, on top of json-c.
 *
 * Absent means unknown: a helper that is given nothing (NULL, the unspecified address, an all-zero
 * MAC, time 0, a number that is not finite) adds no field. Strings that are not valid printable
 * UTF-8 are escaped as by text_escape(); others are passed as they are. Memory exhaustion ends the
 * program (abort), as a half-built object would be a lie; so nothing here returns an error.
 *
 * The helpers take the object they add to; `json_add_object` and `json_add_array` return the new
 * child, which the parent owns.
 */
#ifndef CORE_JSON_H
#define CORE_JSON_H

#include <json-c/json.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "core/addr.h"

struct json_object *json_new_object(void);
struct json_object *json_new_array(void);

struct json_object *json_add_object(struct json_object *obj, const char *key);
struct json_object *json_add_array(struct json_object *obj, const char *key);

/* Takes over the reference to value; NULL adds nothing. */
void json_add(struct json_object *obj, const char *key, struct json_object *value);

void json_add_str(struct json_object *obj, const char *key, const char *text);
void json_add_text(struct json_object *obj, const char *key, const void *bytes, size_t len);
void json_add_uint64(struct json_object *obj, const char *key, uint64_t value);
void json_add_int64(struct json_object *obj, const char *key, int64_t value);
void json_add_double(struct json_object *obj, const char *key, double value); /* 3 decimals */
void json_add_bool(struct json_object *obj, const char *key, bool value);
void json_add_addr(struct json_object *obj, const char *key, const struct in6_addr *addr);
void json_add_prefix(struct json_object *obj, const char *key, const struct prefix *prefix);
void json_add_mac(struct json_object *obj, const char *key, const uint8_t mac[6]);
void json_add_time(struct json_object *obj, const char *key, uint64_t ns);

/* Only when it is not zero: counters by name where most are zero. */
void json_add_nonzero(struct json_object *obj, const char *key, uint64_t value);

/* Elements of an array. Takes over the reference in json_push(). */
void json_push(struct json_object *array, struct json_object *value);
void json_push_str(struct json_object *array, const char *text);
void json_push_addr(struct json_object *array, const struct in6_addr *addr);

/* One compact line, flushed. 0 or -errno (-EPIPE when the reader has gone). */
int json_print_line(FILE *file, struct json_object *obj);

/* Compact on one line, or indented; with a newline at the end, flushed. 0 or -errno. */
int json_print_object(FILE *file, struct json_object *obj, bool pretty);

#endif
