/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Aligned columns for people: as wide as their widest cell on a terminal (wide and combining
 * characters counted as such), at most as wide as the column's cap. Only cells
 * of capped columns are ever cut.
 */
#ifndef OUTPUT_COLUMNS_H
#define OUTPUT_COLUMNS_H

#include <stddef.h>
#include <stdio.h>

#define COLUMNS_MAX 10

struct columns {
	size_t count;
	size_t cap[COLUMNS_MAX]; /* columns on the terminal; 0: none */
	size_t gap[COLUMNS_MAX]; /* spaces after it; 2 until set */
	size_t row_count;
	size_t row_room;
	char *(*rows)[COLUMNS_MAX]; /* owned */
};

void columns_init(struct columns *columns, size_t count);
void columns_fini(struct columns *columns);

/* Starts a row; cells that are not set stay empty. Memory exhaustion ends the program. */
void columns_row(struct columns *columns);

/* Sets a cell of the latest row. The text must be printable already (core/text.h). */
void columns_set(struct columns *columns, size_t column, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Columns that the widest line takes. */
size_t columns_total(const struct columns *columns);

/* Caps a column so that all fits into `width`, but not below `least`. */
void columns_shrink(struct columns *columns, size_t column, size_t least, size_t width);

/* Prints all rows, each after `indent` spaces, without spaces at the end of a line. */
void columns_print(const struct columns *columns, FILE *file, int indent);

/* Prints text as lines of at most `width` columns, the second and later ones after `indent` spaces;
 * `used` columns of the first line are taken already. */
void columns_wrap(FILE *file, const char *text, size_t used, size_t indent, size_t width);

/*
 * Prints the parts that are not empty on a line, three spaces apart; where one does not fit into
 * `width` the line goes on after `indent` spaces. Parts themselves are never broken.
 */
void columns_join(FILE *file, const char *const *parts, size_t count, size_t indent, size_t width);

#endif
