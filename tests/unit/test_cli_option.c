// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cli/option.h"
#include "cli/suggest.h"

#define PARSE(scope, settings, ...)                                                                \
	parse((scope), (settings), (char *[]){ "sixwatch", __VA_ARGS__, NULL })

static int parse(enum option_scope scope, struct settings *settings, char **argv)
{
	int argc = 0;

	while (argv[argc])
		argc++;
	memset(settings, 0, sizeof(*settings));
	return option_parse(scope, argc, argv, settings);
}

static void test_values(void **state)
{
	struct settings settings;

	(void)state;
	assert_int_equal(PARSE(OPTION_WATCH, &settings, "-i", "br0", "-jv", "--learn", "5", "word",
			       "--mode=generic", "--state", "none", "-c", "3", "-ieth1"),
			 0);
	assert_int_equal(settings.iface_count, 2);
	assert_string_equal(settings.ifaces[0], "br0");
	assert_string_equal(settings.ifaces[1], "eth1");
	assert_true(settings.json);
	assert_true(settings.verbose);
	assert_true(settings.has_learn);
	assert_int_equal(settings.learn_s, 5);
	assert_int_equal(settings.count, 3);
	assert_int_equal(settings.mode, 2);
	assert_string_equal(settings.state_dir, "none");
	assert_int_equal(settings.word_count, 1);
	assert_string_equal(settings.words[0], "word");
	assert_false(settings.passive);
}

static void test_defaults_and_standard_input(void **state)
{
	struct settings settings;

	(void)state;
	assert_int_equal(PARSE(OPTION_READ, &settings, "-f", "-"), 0);
	assert_true(settings.follow);
	assert_false(settings.has_learn);
	assert_int_equal(settings.word_count, 1);
	assert_string_equal(settings.words[0], "-");
}

static void test_global_stops_at_the_command(void **state)
{
	struct settings settings;

	(void)state;
	assert_int_equal(PARSE(OPTION_GLOBAL, &settings, "watch", "--help"), 0);
	assert_false(settings.help);
	assert_int_equal(settings.word_count, 2);
}

static void test_refused(void **state)
{
	struct settings settings;

	(void)state;
	assert_int_equal(PARSE(OPTION_WATCH, &settings, "--jsom"), -EINVAL);
	assert_int_equal(PARSE(OPTION_WATCH, &settings, "-Z"), -EINVAL);
	assert_int_equal(PARSE(OPTION_WATCH, &settings, "-c"), -EINVAL);
	assert_int_equal(PARSE(OPTION_WATCH, &settings, "-c", "x"), -EINVAL);
	assert_int_equal(PARSE(OPTION_WATCH, &settings, "-c", "-1"), -EINVAL);
	assert_int_equal(PARSE(OPTION_WATCH, &settings, "-c", ""), -EINVAL);
	assert_int_equal(PARSE(OPTION_WATCH, &settings, "-c", "99999999999999999999"), -EINVAL);
	assert_int_equal(PARSE(OPTION_WATCH, &settings, "--mode", "fast"), -EINVAL);
	assert_int_equal(PARSE(OPTION_WATCH, &settings, "--mode", ""), -EINVAL);
	assert_int_equal(PARSE(OPTION_WATCH, &settings, "--json=1"), -EINVAL);
	/* -f is an option of read alone */
	assert_int_equal(PARSE(OPTION_WATCH, &settings, "-f"), -EINVAL);
	assert_int_equal(PARSE(OPTION_READ, &settings, "-f"), 0);
}

static void test_too_many_interfaces(void **state)
{
	char *argv[2 * SETTINGS_IFACES_MAX + 4] = { "sixwatch" };
	struct settings settings;
	int i;

	(void)state;
	for (i = 0; i < SETTINGS_IFACES_MAX; i++) {
		argv[1 + 2 * i] = "-i";
		argv[2 + 2 * i] = "eth0";
	}
	assert_int_equal(parse(OPTION_WATCH, &settings, argv), 0);
	assert_int_equal(settings.iface_count, SETTINGS_IFACES_MAX);
	argv[1 + 2 * i] = "-i";
	argv[2 + 2 * i] = "eth0";
	assert_int_equal(parse(OPTION_WATCH, &settings, argv), -EINVAL);
}

static void test_help_fits_80_columns(void **state)
{
	static const enum option_scope scopes[] = { OPTION_GLOBAL,  OPTION_WATCH, OPTION_HOSTS,
						    OPTION_ROUTERS, OPTION_READ,  OPTION_DOCTOR };
	char *text = NULL;
	size_t len;

	(void)state;
	for (size_t i = 0; i < sizeof(scopes) / sizeof(scopes[0]); i++) {
		FILE *file = open_memstream(&text, &len);

		assert_non_null(file);
		option_help(file, scopes[i]);
		fclose(file);
		assert_non_null(strstr(text, "--help"));
		for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
			assert_in_range(strlen(line), 1, 80);
		free(text);
	}
}

static void test_suggest(void **state)
{
	static const char *const words[] = { "watch", "hosts", "routers", "read", "doctor" };

	(void)state;
	assert_int_equal(suggest_distance("", ""), 0);
	assert_int_equal(suggest_distance("abc", ""), 3);
	assert_int_equal(suggest_distance("kitten", "sitting"), 3);
	assert_int_equal(suggest_distance("wacth", "watch"), 1); /* a swap is one */
	assert_int_equal(suggest_distance("ab", "ba"), 1);
	assert_string_equal(suggest_nearest("wacth", words, 5), "watch");
	assert_string_equal(suggest_nearest("host", words, 5), "hosts");
	assert_string_equal(suggest_nearest("raed", words, 5), "read");
	assert_null(suggest_nearest("zzzzz", words, 5));
	assert_null(suggest_nearest("", words, 5));
}

static void test_suggest_long_words(void **state)
{
	char longword[SUGGEST_WORD_MAX + 2];
	const char *words[] = { "watch" };

	(void)state;
	memset(longword, 'w', sizeof(longword));
	longword[sizeof(longword) - 1] = '\0';
	assert_null(suggest_nearest(longword, words, 1));
	longword[sizeof(longword) - 2] = '\0';
	assert_int_equal(suggest_distance(longword, longword), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_defaults_and_standard_input),
		cmocka_unit_test(test_global_stops_at_the_command),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_too_many_interfaces),
		cmocka_unit_test(test_help_fits_80_columns),
		cmocka_unit_test(test_suggest),
		cmocka_unit_test(test_suggest_long_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
