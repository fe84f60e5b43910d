/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The subcommands: one const table. */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include <stdio.h>

#include "cli/option.h"
#include "cli/settings.h"

/* How a command ended; main() makes the exit status of it. What went wrong is already told. */
enum outcome {
	OUTCOME_DONE,
	OUTCOME_FAILED,
	OUTCOME_USAGE,
	OUTCOME_FINDINGS, /* an alert as grave as --fail-on says */
};

struct command {
	const char *name;
	const char *arguments; /* as in the usage line */
	const char *summary;   /* for the list of commands */
	const char *examples;  /* first part of its help */
	enum option_scope scope;
	enum outcome (*run)(const struct settings *settings);
};

/* Runs what the command line asks for. */
enum outcome command_run(int argc, char **argv);

void command_help(FILE *file, const struct command *command);
void command_list(FILE *file);

enum outcome watch_run(const struct settings *settings);
enum outcome hosts_run(const struct settings *settings);
enum outcome routers_run(const struct settings *settings);
enum outcome read_run(const struct settings *settings);
enum outcome doctor_run(const struct settings *settings);
enum outcome status_run(const struct settings *settings); /* sixwatch without a command */

#endif
