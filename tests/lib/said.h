/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What was written to standard error for a while. */
#ifndef TESTS_SAID_H
#define TESTS_SAID_H

#define SAID_MAX 2048

struct said {
	char text[SAID_MAX]; /* set by said_end() */
	int saved_fd;
	int file_fd;
};

void said_begin(struct said *said);
void said_end(struct said *said);

/* Fails unless it was one line with these words in it. */
void assert_said(const struct said *said, const char *words);

#endif
