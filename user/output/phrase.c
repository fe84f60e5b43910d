// SPDX-License-Identifier: GPL-2.0-or-later
#include "output/phrase.h"

#include <stdio.h>

char *phrase_count(char buf[static PHRASE_COUNT_MAX], uint64_t count, const char *one,
		   const char *many)
{
	char number[WORDS_NUMBER_MAX];

	snprintf(buf, PHRASE_COUNT_MAX, "%s %s", words_number(number, count),
		 count == 1 ? one : many);
	return buf;
}

char *phrase_bytes(char buf[static PHRASE_COUNT_MAX], uint64_t bytes)
{
	static const char *const units[] = { "bytes", "kB", "MB", "GB", "TB", "PB", "EB" };
	double value = (double)bytes;
	size_t unit = 0;

	while (value >= 999.95 && unit + 1 < sizeof(units) / sizeof(units[0])) {
		value /= 1000;
		unit++;
	}
	snprintf(buf, PHRASE_COUNT_MAX, "%.*f %s", unit && value < 99.95 ? 1 : 0, value,
		 units[unit]);
	return buf;
}
