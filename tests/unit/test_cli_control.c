// SPDX-License-Identifier: GPL-2.0-or-later
/* The control socket, in a network namespace of its own; needs root, else everything is skipped. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sched.h>

#include <cmocka.h>

#include "cli/control.h"

static struct json_object *answer(void *ctx, struct json_object *request)
{
	struct json_object *object, *text = NULL;
	size_t *asked = ctx;
	char *long_text;

	(*asked)++;
	if (!json_object_object_get_ex(request, "question", &text))
		return NULL;
	long_text = calloc(1, 1 << 20);
	assert_non_null(long_text);
	memset(long_text, 'x', (1 << 20) - 1);
	object = json_object_new_object();
	json_object_object_add(object, "answer", json_object_get(text));
	json_object_object_add(object, "long", json_object_new_string(long_text));
	free(long_text);
	return object;
}

/* Asks from a child process while this one serves; the child's exit status comes back. */
static int serve(size_t *ret_asked, int (*child)(void))
{
	struct event_base *base = event_base_new();
	struct control *control = NULL;
	int status = -1;
	pid_t pid;

	*ret_asked = 0;
	assert_int_equal(control_open(base, answer, ret_asked, &control), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		_exit(child());
	while (waitpid(pid, &status, WNOHANG) == 0)
		event_base_loop(base, EVLOOP_NONBLOCK);
	control_close(control);
	event_base_free(base);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int ask(const char *key)
{
	struct json_object *request = json_object_new_object(), *reply = NULL, *part = NULL;
	int err;

	json_object_object_add(request, key, json_object_new_string("who is there?"));
	err = control_ask(request, &reply);
	json_object_put(request);
	if (err)
		return -err;
	if (!json_object_object_get_ex(reply, "answer", &part) ||
	    strcmp(json_object_get_string(part), "who is there?") != 0)
		return 100;
	if (!json_object_object_get_ex(reply, "long", &part) ||
	    json_object_get_string_len(part) != (1 << 20) - 1)
		return 101;
	json_object_put(reply);
	return 0;
}

static int child_asks(void)
{
	return ask("question");
}

static int child_asks_nonsense(void)
{
	return ask("nonsense");
}

static int child_is_somebody_else(void)
{
	if (chmod("/run/sixwatch", 0755) || setgid(65534) || setuid(65534))
		return 102;
	return ask("question");
}

static int child_is_second_watch(void)
{
	struct event_base *base = event_base_new();
	struct control *control = NULL;

	return -control_open(base, answer, NULL, &control);
}

static int child_talks_without_end(void)
{
	static const char noise[4096] = { [0 ... 4095] = 'a' };
	struct sockaddr_un path = { .sun_family = AF_UNIX };
	struct stat netns;
	int fd;

	stat("/proc/self/ns/net", &netns);
	snprintf(path.sun_path, sizeof(path.sun_path), "/run/sixwatch/%llu.sock",
		 (unsigned long long)netns.st_ino);
	fd = socket(AF_UNIX, SOCK_STREAM, 0);
	if (connect(fd, (struct sockaddr *)&path, sizeof(path)))
		return 103;
	for (int i = 0; i < 1024; i++) {
		if (send(fd, noise, sizeof(noise), MSG_NOSIGNAL) < 0)
			return 0; /* thrown out */
	}
	return 104;
}

static void test_ask(void **state)
{
	size_t asked;

	(void)state;
	assert_int_equal(serve(&asked, child_asks), 0);
	assert_int_equal(asked, 1);
}

static void test_nonsense_ends_the_connection(void **state)
{
	size_t asked;

	(void)state;
	assert_int_equal(serve(&asked, child_asks_nonsense), EBADMSG);
	assert_int_equal(serve(&asked, child_talks_without_end), 0);
	assert_int_equal(asked, 0);
}

static void test_others_are_not_answered(void **state)
{
	size_t asked;

	(void)state;
	assert_int_equal(serve(&asked, child_is_somebody_else), ENOENT);
	assert_int_equal(asked, 0);
}

static void test_one_watch_only(void **state)
{
	size_t asked;

	(void)state;
	assert_int_equal(serve(&asked, child_is_second_watch), EADDRINUSE);
}

static void test_nobody_there(void **state)
{
	(void)state;
	assert_int_equal(child_asks(), ENOENT);
}

/* A watch that was killed leaves its socket: nobody answers, and the next watch takes it over. */
static void test_left_behind(void **state)
{
	struct event_base *base = event_base_new();
	struct control *control = NULL;
	size_t asked = 0;
	pid_t pid;

	(void)state;
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		_exit(control_open(base, answer, &asked, &control) ? 1 : 0);
	waitpid(pid, NULL, 0);
	assert_int_equal(child_asks(), ENOENT);
	assert_int_equal(control_open(base, answer, &asked, &control), 0);
	control_close(control);
	event_base_free(base);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nobody_there),
		cmocka_unit_test(test_ask),
		cmocka_unit_test(test_nonsense_ends_the_connection),
		cmocka_unit_test(test_others_are_not_answered),
		cmocka_unit_test(test_one_watch_only),
		cmocka_unit_test(test_left_behind),
	};

	if (unshare(CLONE_NEWNET)) {
		puts("1..0 # SKIP needs root, for a network namespace of its own");
		return 0;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
