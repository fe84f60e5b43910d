/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Asking the watch that already runs in this network namespace, if there is one. */
#ifndef CLI_WATCHED_H
#define CLI_WATCHED_H

#include "cli/query.h"
#include "cli/settings.h"

/*
 * Sends the query's own probes on what the watch watches (unless --passive, or without the right
 * to), waits for the answers, and prints what the watch says. -ENOENT: no watch runs, or it does
 * not watch the interfaces that were asked for: then a session has to do it.
 */
int watched_print(const struct query *query, const struct settings *settings);

/* How the watch stands, as its status line has it: for free(). -ENOENT: none runs. */
int watched_status(char **ret_text);

#endif
