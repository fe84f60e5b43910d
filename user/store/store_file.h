/* SPDX-License-Identifier: GPL-2.0-or-later */
/* JSON files in the state folder: read with suspicion, written atomically. */
#ifndef STORE_STORE_FILE_H
#define STORE_STORE_FILE_H

#include <json-c/json.h>

#define STORE_FILE_MAX (256 * 1024) /* a larger file is damaged: ours have some kilobytes */
#define STORE_NAME_MAX 64

/*
 * Reads dir_fd/name as one JSON object. The caller puts ret_object. -ENOENT; -EBADMSG: it is no
 * JSON object, or too large; or -errno.
 */
int store_file_read(int dir_fd, const char *name, struct json_object **ret_object);

/*
 * Writes to name.tmp, syncs, renames over name, syncs the folder: afterwards there is the old file
 * or the new one. 0 or -errno; then name.tmp is gone.
 */
int store_file_write(int dir_fd, const char *name, struct json_object *object);

/* Renames to name.damaged (an earlier one goes) and warns. */
void store_file_set_aside(int dir_fd, const char *dir, const char *name, const char *why);

#endif
