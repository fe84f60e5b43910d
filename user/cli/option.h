/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The options of all commands: one declarative table, from which both the parser and the help are
 * made.
 */
#ifndef CLI_OPTION_H
#define CLI_OPTION_H

#include <stdio.h>

#include "cli/settings.h"

/* Which commands an option belongs to: a bit each. */
enum option_scope {
	OPTION_GLOBAL = 1 << 0, /* sixwatch without a command */
	OPTION_WATCH = 1 << 1,
	OPTION_HOSTS = 1 << 2,
	OPTION_ROUTERS = 1 << 3,
	OPTION_READ = 1 << 4,
	OPTION_DOCTOR = 1 << 5,
};

/*
 * Reads the options that belong to `scope`; argv[0] is the command's name and is used in messages.
 * In the global scope reading stops at the first word. What is left becomes settings->words, which
 * points into argv (its order changes). -EINVAL: wrong usage, one line was written to the log.
 */
int option_parse(enum option_scope scope, int argc, char **argv, struct settings *settings);

/* The options of `scope`, one or two lines each, in 80 columns. */
void option_help(FILE *file, enum option_scope scope);

#endif
