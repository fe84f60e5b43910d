// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/timefmt.h"

#include <stdio.h>
#include <time.h>

static uint64_t time_read(clockid_t clock)
{
	struct timespec ts;

	clock_gettime(clock, &ts); /* cannot fail for these clocks */
	return (uint64_t)ts.tv_sec * TIME_NS_PER_S + (uint64_t)ts.tv_nsec;
}

uint64_t time_now_ns(void)
{
	return time_read(CLOCK_REALTIME);
}

uint64_t time_mono_ns(void)
{
	return time_read(CLOCK_MONOTONIC);
}

char *time_format_rfc3339(char buf[static TIME_TEXT_MAX], uint64_t ns)
{
	time_t seconds = (time_t)(ns / TIME_NS_PER_S);
	unsigned int us = (unsigned int)(ns % TIME_NS_PER_S / TIME_NS_PER_US);
	struct tm tm;
	size_t len;

	gmtime_r(&seconds, &tm);
	len = strftime(buf, TIME_TEXT_MAX, "%Y-%m-%dT%H:%M:%S", &tm);
	snprintf(buf + len, TIME_TEXT_MAX - len, ".%06uZ", us);
	return buf;
}

char *time_format_clock(char buf[static TIME_TEXT_MAX], uint64_t ns)
{
	time_t seconds = (time_t)(ns / TIME_NS_PER_S);
	struct tm tm;

	localtime_r(&seconds, &tm);
	strftime(buf, TIME_TEXT_MAX, "%H:%M:%S", &tm);
	return buf;
}

static void time_format_units(char *buf, uint64_t major, const char *major_unit, uint64_t minor,
			      const char *minor_unit)
{
	if (minor)
		snprintf(buf, TIME_TEXT_MAX, "%llu %s %llu %s", (unsigned long long)major,
			 major_unit, (unsigned long long)minor, minor_unit);
	else
		snprintf(buf, TIME_TEXT_MAX, "%llu %s", (unsigned long long)major, major_unit);
}

/*
 * People write "81 s" and "90 min", not "1 min 21 s" and "1 h 30 min": the smaller unit alone goes
 * up to two of the next one. The second unit is dropped where it would be noise.
 */
char *time_format_span(char buf[static TIME_TEXT_MAX], uint64_t span_ns)
{
	uint64_t s = span_ns / TIME_NS_PER_S;
	uint64_t min = s / 60;
	uint64_t h = min / 60;
	uint64_t days = h / 24;

	if (!s && span_ns)
		time_format_units(buf, span_ns / TIME_NS_PER_MS, "ms", 0, "");
	else if (s < 120)
		time_format_units(buf, s, "s", 0, "");
	else if (min < 10)
		time_format_units(buf, min, "min", s % 60, "s");
	else if (min == 60)
		time_format_units(buf, 1, "h", 0, "");
	else if (min < 120)
		time_format_units(buf, min, "min", 0, "");
	else if (h < 48)
		time_format_units(buf, h, "h", h < 10 ? min % 60 : 0, "min");
	else
		time_format_units(buf, days, "days", days < 10 ? h % 24 : 0, "h");
	return buf;
}
