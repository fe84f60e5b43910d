// SPDX-License-Identifier: GPL-2.0-or-later
#include "said.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "core/log.h"

void said_begin(struct said *said)
{
	fflush(stderr);
	said->saved_fd = dup(STDERR_FILENO);
	said->file_fd = memfd_create("said", MFD_CLOEXEC);
	assert_true(said->saved_fd >= 0 && said->file_fd >= 0);
	dup2(said->file_fd, STDERR_FILENO);
}

void said_end(struct said *said)
{
	ssize_t len;

	log_flush();
	fflush(stderr);
	dup2(said->saved_fd, STDERR_FILENO);
	close(said->saved_fd);
	len = pread(said->file_fd, said->text, sizeof(said->text) - 1, 0);
	close(said->file_fd);
	said->text[len < 0 ? 0 : len] = '\0';
}

void assert_said(const struct said *said, const char *words)
{
	const char *end = strchr(said->text, '\n');

	if (!strstr(said->text, words) || !end || end[1])
		fail_msg("expected one line with \"%s\", got: %s", words, said->text);
}
