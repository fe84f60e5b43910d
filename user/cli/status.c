// SPDX-License-Identifier: GPL-2.0-or-later
/* sixwatch without a command: how it stands, and what can be done. */
#include <stdio.h>
#include <stdlib.h>

#include "cli/command.h"
#include "cli/interfaces.h"
#include "cli/version.h"
#include "cli/watched.h"

enum outcome status_run(const struct settings *settings)
{
	char *text = NULL;

	if (settings->list_interfaces)
		return interfaces_list();
	if (watched_status(&text) == 0)
		printf("sixwatch " SIXWATCH_VERSION ": %s\n\n", text);
	else
		puts("sixwatch " SIXWATCH_VERSION
		     ": no watch runs here, or it is not yours to ask\n");
	free(text);
	command_list(stdout);
	return OUTCOME_DONE;
}
