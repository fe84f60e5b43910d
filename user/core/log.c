// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/log.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "core/text.h"
#include "core/timefmt.h"

/* The one line that may repeat, and how often it was held back. */
struct log_guard {
	char line[LOG_LINE_MAX];
	uint64_t shown_ns;
	unsigned long repeats;
};

static enum log_level log_level_shown = LOG_LEVEL_WARN;
static struct log_guard log_guard;

void log_set_level(enum log_level level)
{
	log_level_shown = level;
}

void log_flush(void)
{
	if (log_guard.repeats)
		fprintf(stderr, "sixwatch: the line above came %lu more time%s\n",
			log_guard.repeats, log_guard.repeats == 1 ? "" : "s");
	log_guard.repeats = 0;
}

__attribute__((format(printf, 2, 0))) static void log_write(enum log_level level,
							    const char *format, va_list args)
{
	char raw[LOG_LINE_MAX], line[LOG_LINE_MAX];
	uint64_t now_ns;
	int len;

	if (level > log_level_shown)
		return;
	len = vsnprintf(raw, sizeof(raw), format, args);
	if (len < 0)
		return;
	text_escape(line, sizeof(line), raw, strlen(raw));
	now_ns = time_mono_ns();
	if (!strcmp(line, log_guard.line) && now_ns - log_guard.shown_ns < TIME_NS_PER_S) {
		log_guard.repeats++;
		return;
	}
	log_flush();
	fprintf(stderr, "sixwatch: %s\n", line);
	memcpy(log_guard.line, line, sizeof(line));
	log_guard.shown_ns = now_ns;
}

void log_error(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	log_write(LOG_LEVEL_ERROR, format, args);
	va_end(args);
}

void log_warn(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	log_write(LOG_LEVEL_WARN, format, args);
	va_end(args);
}

void log_info(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	log_write(LOG_LEVEL_INFO, format, args);
	va_end(args);
}

void log_debug(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	log_write(LOG_LEVEL_DEBUG, format, args);
	va_end(args);
}
