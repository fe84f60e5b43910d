// SPDX-License-Identifier: GPL-2.0-or-later
/* What lands on standard error: prefix, levels, escapes, repeats. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/log.h"
#include "core/timefmt.h"

/* Standard error goes to a file while a test runs; the file is read and emptied by captured(). */
struct capture {
	FILE *file;
	int saved_fd;
	char text[16384];
};

static struct capture capture;

static int capture_begin(void **state)
{
	(void)state;
	capture.file = tmpfile();
	capture.saved_fd = dup(STDERR_FILENO);
	dup2(fileno(capture.file), STDERR_FILENO);
	return 0;
}

static int capture_end(void **state)
{
	(void)state;
	log_set_level(LOG_LEVEL_WARN);
	dup2(capture.saved_fd, STDERR_FILENO);
	close(capture.saved_fd);
	return fclose(capture.file);
}

static const char *captured(void)
{
	size_t len;

	rewind(capture.file);
	len = fread(capture.text, 1, sizeof(capture.text) - 1, capture.file);
	capture.text[len] = '\0';
	if (ftruncate(fileno(capture.file), 0))
		fail();
	rewind(capture.file);
	return capture.text;
}

static void test_levels(void **state)
{
	static const char *const lines[] = {
		"sixwatch: error 1\n",
		"sixwatch: error 1\nsixwatch: warn 2\n",
		"sixwatch: error 1\nsixwatch: warn 2\nsixwatch: info 3\n",
		"sixwatch: error 1\nsixwatch: warn 2\nsixwatch: info 3\nsixwatch: debug 4\n",
	};

	(void)state;
	for (enum log_level level = 0; level < LOG_LEVEL_MAX; level++) {
		log_set_level(level);
		log_error("error %d", 1);
		log_warn("warn %d", 2);
		log_info("info %d", 3);
		log_debug("debug %d", 4);
		log_set_level(LOG_LEVEL_WARN);
		assert_string_equal(captured(), lines[level]);
		log_warn("between %d", level); /* else "error 1" would be a repetition */
		captured();
	}
}

static void test_escape(void **state)
{
	(void)state;
	log_error("name %s", "\x1b[2J\nfake: line");
	assert_string_equal(captured(), "sixwatch: name \\x1b[2J\\x0afake: line\n");
}

static void test_long(void **state)
{
	char longer[2 * LOG_LINE_MAX];

	(void)state;
	memset(longer, 'x', sizeof(longer));
	longer[sizeof(longer) - 1] = '\0';
	log_error("%s", longer);
	assert_int_equal(strlen(captured()), strlen("sixwatch: \n") + LOG_LINE_MAX - 1);
	memset(longer, 0x1b, sizeof(longer) - 1);
	log_error("%s", longer);
	assert_true(strlen(captured()) <= strlen("sixwatch: \n") + LOG_LINE_MAX - 1);
}

static void test_repeats(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < 1000; i++)
		log_warn("port gone");
	assert_string_equal(captured(), "sixwatch: port gone\n");
	log_warn("another");
	assert_string_equal(captured(), "sixwatch: the line above came 999 more times\n"
					"sixwatch: another\n");
	log_warn("another");
	log_flush();
	assert_string_equal(captured(), "sixwatch: the line above came 1 more time\n");
	log_flush();
	assert_string_equal(captured(), "");
}

/* Repeated without end, it is told once a second, with the count of what was held back. */
static void test_repeats_later(void **state)
{
	uint64_t start_ns = time_mono_ns();
	unsigned int held = 0;
	char expected[128];

	(void)state;
	log_warn("again");
	captured();
	for (;;) {
		log_warn("again");
		if (*captured())
			break;
		held++;
		assert_true(time_mono_ns() - start_ns < 10 * TIME_NS_PER_S);
		usleep(1000);
	}
	assert_true(time_mono_ns() - start_ns >= TIME_NS_PER_S);
	snprintf(expected, sizeof(expected),
		 "sixwatch: the line above came %u more times\nsixwatch: again\n", held);
	assert_string_equal(capture.text, expected);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_levels, capture_begin, capture_end),
		cmocka_unit_test_setup_teardown(test_escape, capture_begin, capture_end),
		cmocka_unit_test_setup_teardown(test_long, capture_begin, capture_end),
		cmocka_unit_test_setup_teardown(test_repeats, capture_begin, capture_end),
		cmocka_unit_test_setup_teardown(test_repeats_later, capture_begin, capture_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
