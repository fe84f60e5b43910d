// SPDX-License-Identifier: GPL-2.0-or-later
#include "output/style.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const sequences[STYLE_MAX] = {
	[STYLE_NONE] = "",
	[STYLE_HINT] = "\033[2m",
	[STYLE_WARNING] = "\033[33m",
	[STYLE_CRITICAL] = "\033[31m",
};

/* See no-color.org: set to anything but the empty string. */
static bool style_forbidden(void)
{
	const char *no_color = getenv("NO_COLOR");
	const char *term = getenv("TERM");

	return (no_color && *no_color) || !term || strcmp(term, "dumb") == 0;
}

struct style style_choose(int choice, FILE *file)
{
	if (choice == STYLE_AUTO)
		return (struct style){ .on = !style_forbidden() && isatty(fileno(file)) };
	return (struct style){ .on = choice == STYLE_ALWAYS };
}

const char *style_on(const struct style *style, enum style_name name)
{
	return style->on ? sequences[name] : "";
}

const char *style_off(const struct style *style, enum style_name name)
{
	return style->on && name != STYLE_NONE ? "\033[0m" : "";
}
