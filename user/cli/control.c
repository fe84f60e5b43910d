// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/control.h"

#include <errno.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/listener.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define CONTROL_DIR "/run/sixwatch"

struct control {
	struct event_base *base;
	struct evconnlistener *listener;
	control_answer_fn answer;
	void *ctx;
	struct bufferevent *clients[CONTROL_CLIENTS_MAX];
	struct sockaddr_un path;
};

static int control_path(struct sockaddr_un *ret_path)
{
	struct stat netns;

	if (stat("/proc/self/ns/net", &netns))
		return -errno;
	memset(ret_path, 0, sizeof(*ret_path));
	ret_path->sun_family = AF_UNIX;
	snprintf(ret_path->sun_path, sizeof(ret_path->sun_path), CONTROL_DIR "/%llu.sock",
		 (unsigned long long)netns.st_ino);
	return 0;
}

static int control_connect(const struct sockaddr_un *path)
{
	struct timeval patience = { .tv_sec = CONTROL_TIMEOUT_S };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int err;

	if (fd < 0)
		return -errno;
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
	if (connect(fd, (const struct sockaddr *)path, sizeof(*path)) == 0)
		return fd;
	err = -errno;
	close(fd);
	return err;
}

static bool control_may_ask(int fd)
{
	struct ucred peer = { .uid = (uid_t)-1 };
	socklen_t len = sizeof(peer);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len))
		return false;
	return peer.uid == 0 || peer.uid == geteuid();
}

static void control_drop(struct control *control, struct bufferevent *client)
{
	for (size_t i = 0; i < CONTROL_CLIENTS_MAX; i++) {
		if (control->clients[i] == client)
			control->clients[i] = NULL;
	}
	bufferevent_free(client);
}

static void control_on_event(struct bufferevent *client, short what, void *ctx)
{
	(void)what; /* the end, an error, or no patience left: all the same */
	control_drop(ctx, client);
}

static void control_on_written(struct bufferevent *client, void *ctx)
{
	control_drop(ctx, client);
}

static void control_on_line(struct bufferevent *client, void *ctx)
{
	struct evbuffer *input = bufferevent_get_input(client);
	struct json_object *request, *answer;
	struct control *control = ctx;
	const char *text;
	char *line;

	line = evbuffer_readln(input, NULL, EVBUFFER_EOL_LF);
	if (!line) {
		if (evbuffer_get_length(input) >= CONTROL_REQUEST_MAX)
			control_drop(control, client);
		return;
	}
	request = json_tokener_parse(line);
	free(line);
	answer = request ? control->answer(control->ctx, request) : NULL;
	json_object_put(request);
	if (!answer) {
		control_drop(control, client);
		return;
	}
	text = json_object_to_json_string_ext(answer, JSON_C_TO_STRING_PLAIN);
	bufferevent_disable(client, EV_READ);
	bufferevent_setcb(client, NULL, control_on_written, control_on_event, control);
	bufferevent_write(client, text, strlen(text));
	bufferevent_write(client, "\n", 1);
	json_object_put(answer);
}

static void control_on_client(struct evconnlistener *listener, evutil_socket_t fd,
			      struct sockaddr *addr, int len, void *ctx)
{
	struct timeval patience = { .tv_sec = CONTROL_TIMEOUT_S };
	struct bufferevent **client = NULL;
	struct control *control = ctx;

	(void)listener, (void)addr, (void)len;
	for (size_t i = 0; i < CONTROL_CLIENTS_MAX; i++) {
		if (!control->clients[i])
			client = &control->clients[i];
	}
	if (client && control_may_ask(fd))
		*client = bufferevent_socket_new(control->base, fd, BEV_OPT_CLOSE_ON_FREE);
	if (!client || !*client) {
		close(fd);
		return;
	}
	bufferevent_setcb(*client, control_on_line, NULL, control_on_event, control);
	bufferevent_set_timeouts(*client, &patience, &patience);
	bufferevent_setwatermark(*client, EV_READ, 0, CONTROL_REQUEST_MAX);
	bufferevent_enable(*client, EV_READ);
}

/* Nobody but the directory's owner may put a socket in it. */
static int control_check_dir(void)
{
	struct stat dir;

	if (mkdir(CONTROL_DIR, 0755) && errno != EEXIST)
		return -errno;
	if (lstat(CONTROL_DIR, &dir))
		return -errno;
	if (!S_ISDIR(dir.st_mode) || (dir.st_uid != 0 && dir.st_uid != geteuid()))
		return -EPERM;
	return 0;
}

static int control_bind(const struct sockaddr_un *path)
{
	mode_t mask;
	int fd, err;

	fd = control_connect(path);
	if (fd >= 0) {
		close(fd);
		return -EADDRINUSE;
	}
	if (fd == -ECONNREFUSED && unlink(path->sun_path))
		return -errno;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return -errno;
	mask = umask(0177);
	err = bind(fd, (const struct sockaddr *)path, sizeof(*path)) ? -errno : 0;
	umask(mask);
	if (err) {
		close(fd);
		return err;
	}
	return fd;
}

int control_open(struct event_base *base, control_answer_fn answer, void *ctx,
		 struct control **ret_control)
{
	struct control *control;
	int fd, err;

	control = calloc(1, sizeof(*control));
	if (!control)
		return -ENOMEM;
	control->base = base;
	control->answer = answer;
	control->ctx = ctx;
	err = control_path(&control->path);
	if (!err)
		err = control_check_dir();
	if (err)
		goto free_control;
	fd = control_bind(&control->path);
	err = fd;
	if (fd < 0)
		goto free_control;
	err = -ENOMEM;
	control->listener = evconnlistener_new(base, control_on_client, control,
					       LEV_OPT_CLOSE_ON_FREE, CONTROL_CLIENTS_MAX, fd);
	if (!control->listener)
		goto close_fd;
	*ret_control = control;
	return 0;

close_fd:
	unlink(control->path.sun_path);
	close(fd);
free_control:
	free(control);
	return err;
}

void control_close(struct control *control)
{
	if (!control)
		return;
	unlink(control->path.sun_path);
	evconnlistener_free(control->listener);
	for (size_t i = 0; i < CONTROL_CLIENTS_MAX; i++) {
		if (control->clients[i])
			bufferevent_free(control->clients[i]);
	}
	free(control);
}

static int control_send(int fd, const char *text)
{
	size_t len = strlen(text), done = 0;

	while (done < len) {
		ssize_t sent = send(fd, text + done, len - done, MSG_NOSIGNAL);

		if (sent < 0 && errno != EINTR)
			return errno == EAGAIN ? -ETIMEDOUT : -errno;
		done += sent > 0 ? (size_t)sent : 0;
	}
	return 0;
}

/* Everything up to the end of the connection. */
static int control_receive(int fd, struct evbuffer *buffer)
{
	for (;;) {
		int got = evbuffer_read(buffer, fd, CONTROL_REQUEST_MAX);

		if (got == 0)
			return 0;
		if (got < 0 && errno != EINTR)
			return errno == EAGAIN ? -ETIMEDOUT : -errno;
	}
}

static int control_exchange(int fd, struct json_object *request, struct json_object **ret_answer)
{
	struct evbuffer *buffer = evbuffer_new();
	int err;

	if (!buffer)
		return -ENOMEM;
	err = control_send(fd, json_object_to_json_string_ext(request, JSON_C_TO_STRING_PLAIN));
	if (!err)
		err = control_send(fd, "\n");
	if (!err)
		err = control_receive(fd, buffer);
	if (!err && evbuffer_add(buffer, "", 1))
		err = -ENOMEM;
	if (!err) {
		*ret_answer = json_tokener_parse((const char *)evbuffer_pullup(buffer, -1));
		err = *ret_answer ? 0 : -EBADMSG;
	}
	evbuffer_free(buffer);
	return err;
}

int control_ask(struct json_object *request, struct json_object **ret_answer)
{
	struct sockaddr_un path;
	int fd, err;

	err = control_path(&path);
	if (err)
		return err;
	fd = control_connect(&path);
	if (fd < 0)
		return fd == -ECONNREFUSED || fd == -EACCES ? -ENOENT : fd;
	err = control_exchange(fd, request, ret_answer);
	close(fd);
	return err;
}
