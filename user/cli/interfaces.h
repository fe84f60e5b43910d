/* SPDX-License-Identifier: GPL-2.0-or-later */
/* -D: what can be watched. */
#ifndef CLI_INTERFACES_H
#define CLI_INTERFACES_H

#include "cli/command.h"

enum outcome interfaces_list(void);

#endif
