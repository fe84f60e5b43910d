/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the program made of the packets since the last call, compared as a whole. */
#ifndef TESTS_PROG_EXPECT_H
#define TESTS_PROG_EXPECT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "program.h"

static inline void expect(struct program *program, const char *counters, const char *learned,
			  const char *records)
{
	char text[PROGRAM_TEXT_MAX];

	program_counters(program, text);
	assert_string_equal(text, counters);
	program_learned(program, text);
	assert_string_equal(text, learned);
	program_records(program, text);
	assert_string_equal(text, records);
	program_clear(program);
}

#endif
