/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The findings of `sixwatch doctor`: one a line, each with its grade and, if something can be done
 * about it, with what.
 */
#ifndef CLI_CHECK_H
#define CLI_CHECK_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/settings.h"

#define CHECKS_MAX 128

enum check_grade {
	CHECK_OK,
	CHECK_NOTICE,  /* something stays unseen, or might be better */
	CHECK_PROBLEM, /* watching is impossible */
	CHECK_GRADE_MAX,
};

struct check {
	enum check_grade grade;
	const char *code;   /* for grep and JSON */
	char *text;	    /* owned */
	const char *remedy; /* NULL: none */
};

struct checks {
	struct check items[CHECKS_MAX];
	size_t count;
};

/* Adds a finding; past CHECKS_MAX they are dropped. The text may hold hostile bytes. */
void checks_add(struct checks *checks, enum check_grade grade, const char *code, const char *remedy,
		const char *format, ...) __attribute__((format(printf, 5, 6)));
void checks_fini(struct checks *checks);

/* This machine: capabilities, kernel, whether the program loads. */
void check_system(struct checks *checks, const struct settings *settings);

/* The interface, its ports, and what around them hides frames. */
void check_link(struct checks *checks, const struct settings *settings);

#endif
