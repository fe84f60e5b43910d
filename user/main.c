// SPDX-License-Identifier: GPL-2.0-or-later
#include <locale.h>
#include <signal.h>
#include <stdio.h>

#include "cli/command.h"
#include "core/log.h"

/* Exit statuses, as documented; the only place that picks them. */
static const int statuses[] = {
	[OUTCOME_DONE] = 0,
	[OUTCOME_FAILED] = 1,
	[OUTCOME_USAGE] = 2,
	[OUTCOME_FINDINGS] = 3,
};

int main(int argc, char **argv)
{
	enum outcome outcome;

	setlocale(LC_TIME, "");
	/* A reader that has gone is an error of fprintf(), which ends a command in order. */
	signal(SIGPIPE, SIG_IGN);
	outcome = argc > 0 ? command_run(argc, argv) : OUTCOME_USAGE;
	log_flush();
	return statuses[outcome];
}
