// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/suggest.h"

#include <limits.h>
#include <string.h>

static unsigned int min3(unsigned int a, unsigned int b, unsigned int c)
{
	unsigned int least = a < b ? a : b;

	return least < c ? least : c;
}

/* Optimal string alignment distance, three rows at a time. */
unsigned int suggest_distance(const char *a, const char *b)
{
	unsigned int rows[3][SUGGEST_WORD_MAX + 1];
	unsigned int *before = rows[0], *above = rows[1], *row = rows[2], *spare;
	size_t a_len = strlen(a), b_len = strlen(b);

	if (a_len > SUGGEST_WORD_MAX || b_len > SUGGEST_WORD_MAX)
		return UINT_MAX;
	for (size_t j = 0; j <= b_len; j++)
		row[j] = above[j] = before[j] = (unsigned int)j;
	for (size_t i = 1; i <= a_len; i++) {
		spare = before;
		before = above;
		above = row;
		row = spare;
		row[0] = (unsigned int)i;
		for (size_t j = 1; j <= b_len; j++) {
			row[j] = min3(above[j] + 1, row[j - 1] + 1,
				      above[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				row[j] = min3(row[j], before[j - 2] + 1, row[j]);
		}
	}
	return row[b_len];
}

const char *suggest_nearest(const char *word, const char *const *words, size_t count)
{
	const char *nearest = NULL;
	unsigned int best = UINT_MAX;

	for (size_t i = 0; i < count; i++) {
		unsigned int distance = suggest_distance(word, words[i]);
		size_t limit = strlen(words[i]) / 3;

		if (distance < best && distance <= (limit ? limit : 1)) {
			best = distance;
			nearest = words[i];
		}
	}
	return nearest;
}
