/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Diagnostics on standard error, one line each: "sixwatch: …". Results never go through here.
 *
 * Errors and warnings are always shown, the rest by log_set_level(). Control bytes and whatever
 * else could harm a terminal are escaped in the finished line, which is cut at LOG_LINE_MAX bytes.
 * A line that equals the one before it within a second is only counted; the count follows, as "the
 * line above came N more times", before the next line that is shown, or by log_flush().
 */
#ifndef CORE_LOG_H
#define CORE_LOG_H

#define LOG_LINE_MAX 1024

enum log_level {
	LOG_LEVEL_ERROR,
	LOG_LEVEL_WARN,
	LOG_LEVEL_INFO,
	LOG_LEVEL_DEBUG,
	LOG_LEVEL_MAX,
};

/* The most talkative level that is shown; LOG_LEVEL_WARN until set. */
void log_set_level(enum log_level level);

void log_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_warn(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_info(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_debug(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Tells of repeated lines that are still owed. Call it before the program ends. */
void log_flush(void);

#endif
