// SPDX-License-Identifier: GPL-2.0-or-later
#include "output/columns.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"

#define COLUMNS_GAP 2
#define JOIN_GAP 3

void columns_init(struct columns *columns, size_t count)
{
	memset(columns, 0, sizeof(*columns));
	columns->count = count;
	for (size_t i = 0; i < count; i++)
		columns->gap[i] = COLUMNS_GAP;
}

void columns_fini(struct columns *columns)
{
	for (size_t row = 0; row < columns->row_count; row++) {
		for (size_t i = 0; i < columns->count; i++)
			free(columns->rows[row][i]);
	}
	free(columns->rows);
	memset(columns, 0, sizeof(*columns));
}

void columns_row(struct columns *columns)
{
	if (columns->row_count == columns->row_room) {
		columns->row_room = columns->row_room ? 2 * columns->row_room : 32;
		columns->rows =
			reallocarray(columns->rows, columns->row_room, sizeof(columns->rows[0]));
		if (!columns->rows)
			abort();
	}
	memset(columns->rows[columns->row_count++], 0, sizeof(columns->rows[0]));
}

void columns_set(struct columns *columns, size_t column, const char *format, ...)
{
	char **cell = &columns->rows[columns->row_count - 1][column];
	va_list args;

	free(*cell);
	va_start(args, format);
	if (vasprintf(cell, format, args) < 0)
		abort();
	va_end(args);
}

/* Of the first `bytes` of a text. */
static size_t columns_text_width(const char *text, size_t bytes)
{
	char *part = strndup(text, bytes);
	size_t width;

	if (!part)
		abort();
	width = text_utf8_width(part);
	free(part);
	return width;
}

static size_t columns_width(const struct columns *columns, size_t column)
{
	size_t widest = 0;

	for (size_t row = 0; row < columns->row_count; row++) {
		const char *cell = columns->rows[row][column];
		size_t width = cell ? text_utf8_width(cell) : 0;

		if (width > widest)
			widest = width;
	}
	return columns->cap[column] && widest > columns->cap[column] ? columns->cap[column] :
								       widest;
}

size_t columns_total(const struct columns *columns)
{
	size_t total = 0, gap = 0;

	for (size_t i = 0; i < columns->count; i++) {
		size_t width = columns_width(columns, i);

		if (!width)
			continue;
		total += gap + width;
		gap = columns->gap[i];
	}
	return total;
}

void columns_shrink(struct columns *columns, size_t column, size_t least, size_t width)
{
	size_t total = columns_total(columns), has = columns_width(columns, column);

	if (total <= width)
		return;
	columns->cap[column] = has - least < total - width || has < least ? least :
									    has - (total - width);
}

static void columns_print_row(const struct columns *columns, char *const *cells,
			      const size_t *widths, FILE *file)
{
	size_t owed = 0; /* spaces that are printed only if something follows */

	for (size_t i = 0; i < columns->count; i++) {
		const char *cell = cells[i] ? cells[i] : "";
		size_t bytes = strlen(cell), width;

		if (columns->cap[i])
			bytes = text_utf8_fit(cell, columns->cap[i]);
		width = columns_text_width(cell, bytes);
		if (bytes) {
			fprintf(file, "%*s%.*s", (int)owed, "", (int)bytes, cell);
			owed = 0;
		}
		if (widths[i])
			owed += widths[i] - width + columns->gap[i];
	}
	fputc('\n', file);
}

void columns_print(const struct columns *columns, FILE *file, int indent)
{
	size_t widths[COLUMNS_MAX];

	for (size_t i = 0; i < columns->count; i++)
		widths[i] = columns_width(columns, i);
	for (size_t row = 0; row < columns->row_count; row++) {
		fprintf(file, "%*s", indent, "");
		columns_print_row(columns, columns->rows[row], widths, file);
	}
}

void columns_wrap(FILE *file, const char *text, size_t used, size_t indent, size_t width)
{
	size_t column = used;
	bool fresh = true; /* nothing on this line yet, so no space before the word */

	while (*text) {
		size_t bytes = strcspn(text, " ");
		size_t word = columns_text_width(text, bytes);

		if (!fresh && column + 1 + word > width) {
			fprintf(file, "\n%*s", (int)indent, "");
			column = indent;
			fresh = true;
		}
		fprintf(file, "%s%.*s", fresh ? "" : " ", (int)bytes, text);
		column += word + !fresh;
		fresh = false;
		text += bytes;
		text += strspn(text, " ");
	}
	fputc('\n', file);
}

void columns_join(FILE *file, const char *const *parts, size_t count, size_t indent, size_t width)
{
	size_t column = 0;

	for (size_t i = 0; i < count; i++) {
		size_t part = text_utf8_width(parts[i]);

		if (!part)
			continue;
		if (column && column + JOIN_GAP + part > width) {
			fprintf(file, "\n%*s", (int)indent, "");
			column = indent;
		} else if (column) {
			fprintf(file, "%*s", JOIN_GAP, "");
			column += JOIN_GAP;
		}
		fputs(parts[i], file);
		column += part;
	}
	fputc('\n', file);
}
