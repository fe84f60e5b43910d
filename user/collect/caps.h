/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which of the capabilities that loading and attaching need this process lacks. */
#ifndef COLLECT_CAPS_H
#define COLLECT_CAPS_H

#include <stddef.h>

#define CAPS_TEXT_MAX 64

/*
 * Writes their names, "CAP_BPF, CAP_PERFMON", into buf and returns how many there are.
 * CAP_SYS_ADMIN stands for CAP_BPF and CAP_PERFMON, as in the kernel.
 */
unsigned int caps_missing(char buf[static CAPS_TEXT_MAX]);

#endif
