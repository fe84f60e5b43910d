// SPDX-License-Identifier: GPL-2.0-or-later
#include "store/store_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/log.h"

/* Reads up to size - 1 bytes and terminates them. The length, -EBADMSG when it is more, -errno. */
static ssize_t read_all(int fd, char *buf, size_t size)
{
	size_t len = 0;

	while (len < size) {
		ssize_t got = read(fd, buf + len, size - len);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return -errno;
		if (!got)
			break;
		len += (size_t)got;
	}
	if (len == size)
		return -EBADMSG;
	buf[len] = '\0';
	return (ssize_t)len;
}

static struct json_object *parse_object(const char *text, size_t len)
{
	struct json_tokener *tokener = json_tokener_new();
	struct json_object *object;

	if (!tokener)
		return NULL;
	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT);
	/* With the NUL: nothing may follow. */
	object = json_tokener_parse_ex(tokener, text, (int)len + 1);
	if (object && (json_tokener_get_error(tokener) != json_tokener_success ||
		       !json_object_is_type(object, json_type_object))) {
		json_object_put(object);
		object = NULL;
	}
	json_tokener_free(tokener);
	return object;
}

int store_file_read(int dir_fd, const char *name, struct json_object **ret_object)
{
	/* O_NONBLOCK: a FIFO of that name must not hang the start. */
	int fd = openat(dir_fd, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	struct json_object *object;
	ssize_t len;
	char *buf;

	if (fd < 0)
		return -errno;
	buf = malloc(STORE_FILE_MAX);
	if (!buf) {
		close(fd);
		return -ENOMEM;
	}
	len = read_all(fd, buf, STORE_FILE_MAX);
	close(fd);
	object = len > 0 ? parse_object(buf, (size_t)len) : NULL;
	free(buf);
	if (len < 0)
		return (int)len;
	if (!object)
		return -EBADMSG;
	*ret_object = object;
	return 0;
}

static int write_all(int fd, const char *text, size_t len)
{
	while (len) {
		ssize_t put = write(fd, text, len);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return -errno;
		text += put;
		len -= (size_t)put;
	}
	return fsync(fd) ? -errno : 0;
}

int store_file_write(int dir_fd, const char *name, struct json_object *object)
{
	const char *text = json_object_to_json_string_ext(
		object, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_NOSLASHESCAPE);
	char tmp[STORE_NAME_MAX + 8];
	int fd, err;

	if (!text)
		return -ENOMEM;
	snprintf(tmp, sizeof(tmp), "%s.tmp", name);
	fd = openat(dir_fd, tmp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return -errno;
	err = write_all(fd, text, strlen(text));
	if (close(fd) && !err)
		err = -errno;
	if (!err && renameat(dir_fd, tmp, dir_fd, name))
		err = -errno;
	if (err) {
		unlinkat(dir_fd, tmp, 0);
		return err;
	}
	fsync(dir_fd); /* so that the name survives a power cut; the file is good in any case */
	return 0;
}

void store_file_set_aside(int dir_fd, const char *dir, const char *name, const char *why)
{
	char aside[STORE_NAME_MAX + 16];

	snprintf(aside, sizeof(aside), "%s.damaged", name);
	if (renameat(dir_fd, name, dir_fd, aside))
		log_warn("%s/%s %s and cannot be renamed (%s): going on without it", dir, name, why,
			 strerror(errno));
	else
		log_warn("%s/%s %s: renamed to %s, going on without it", dir, name, why, aside);
}
