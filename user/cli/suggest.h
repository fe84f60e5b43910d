/* SPDX-License-Identifier: GPL-2.0-or-later */
/* "Did you mean …": the nearest of some known words. */
#ifndef CLI_SUGGEST_H
#define CLI_SUGGEST_H

#include <stddef.h>

#define SUGGEST_WORD_MAX 64 /* longer words are near nothing */

/* Insertions, deletions, replacements and swaps of neighbours that turn one word into the other. */
unsigned int suggest_distance(const char *a, const char *b);

/* The nearest of `count` words, if at most a third of it (but at least one letter) is wrong. NULL. */
const char *suggest_nearest(const char *word, const char *const *words, size_t count);

#endif
