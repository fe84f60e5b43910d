/* SPDX-License-Identifier: GPL-2.0-or-later */
/* hosts without root: whoever answers a ping to all nodes, and the kernel's neighbour table. */
#ifndef CLI_UNPRIVILEGED_H
#define CLI_UNPRIVILEGED_H

#include "cli/command.h"
#include "cli/query.h"

enum outcome unprivileged_hosts(struct query *query, const struct settings *settings);

#endif
