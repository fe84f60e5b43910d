/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What fuzzers assert. */
#ifndef TESTS_LIB_FUZZ_H
#define TESTS_LIB_FUZZ_H

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline void fuzz_require(bool holds)
{
	if (!holds)
		abort();
}

/* Terminated within size, and nothing in it that could harm a terminal. */
static inline void fuzz_require_text(const char *text, size_t size)
{
	size_t len = strnlen(text, size);

	fuzz_require(len < size);
	while (len) {
		size_t take = text_printable(text, len);

		fuzz_require(take > 0);
		text += take;
		len -= take;
	}
}

#endif
