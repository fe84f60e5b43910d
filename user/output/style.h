/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Colours: red for critical, yellow for warning, dim for hints. Never the only carrier of a
 * meaning; off in a pipe, with NO_COLOR, and on a dumb terminal.
 */
#ifndef OUTPUT_STYLE_H
#define OUTPUT_STYLE_H

#include <stdbool.h>
#include <stdio.h>

enum style_name {
	STYLE_NONE,
	STYLE_HINT,
	STYLE_WARNING,
	STYLE_CRITICAL,
	STYLE_MAX,
};

enum style_choice {
	STYLE_AUTO, /* on a terminal, unless the environment says NO_COLOR or TERM=dumb */
	STYLE_ALWAYS,
	STYLE_NEVER,
};

struct style {
	bool on;
};

struct style style_choose(int choice, FILE *file);

/* What to print before and after; "" when colours are off. */
const char *style_on(const struct style *style, enum style_name name);
const char *style_off(const struct style *style, enum style_name name);

#endif
