/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counted nouns for people. Formatters write into the caller's buffer, return it. */
#ifndef OUTPUT_PHRASE_H
#define OUTPUT_PHRASE_H

#include <stddef.h>
#include <stdint.h>

#include "detect/words.h" /* words_number() */

#define PHRASE_COUNT_MAX 96

/* "1 router", "2 routers": singular and plural are given. */
char *phrase_count(char buf[static PHRASE_COUNT_MAX], uint64_t count, const char *one,
		   const char *many);

/* "1.2 MB", in powers of 1000. */
char *phrase_bytes(char buf[static PHRASE_COUNT_MAX], uint64_t bytes);

#endif
