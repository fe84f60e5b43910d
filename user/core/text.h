/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Text that came from the wire, on its way to a terminal, a log, or JSON.
 *
 * "Printable" here: ASCII 0x20-0x7e, and well-formed UTF-8 (RFC 3629: no overlong forms, no
 * surrogates) that cannot harm or deceive a terminal. Not printable: C0, DEL and C1 controls,
 * bidirectional controls (U+061C, U+200E-200F, U+202A-202E, U+2066-2069), zero-width and other
 * invisible characters (U+00AD, U+034F, U+115F-1160, U+17B4-17B5, U+180B-180F, U+200B-200D,
 * U+2060-2064, U+206A-206F, U+3164, U+FE00-FE0F, U+FEFF, U+FFA0, U+FFF0-FFFB, U+1BCA0-1BCA3,
 * U+1D173-1D17A, U+E0000-E0FFF), line and paragraph separators (U+2028-2029), private use and
 * noncharacters.
 */
#ifndef CORE_TEXT_H
#define CORE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* Bytes of the printable character at src (1 to 4), 0 when there is none. */
size_t text_printable(const void *src, size_t len);

/*
 * Writes src with each byte that is not part of a printable character as \xNN. A backslash stays as
 * it is, so that escaping twice does no harm. Always terminated when dst_size > 0; cut between
 * characters, never within one or within an escape. Returns dst.
 */
char *text_escape(char *dst, size_t dst_size, const void *src, size_t len);

/* What text_escape() needs at most for len bytes, with the NUL. */
#define TEXT_ESCAPE_MAX(len) (4 * (len) + 1)

/*
 * Columns on a terminal: 0 for combining marks, 2 for wide East Asian and emoji, else 1; as the C
 * library's C.UTF-8 has them, whatever the locale of the process.
 */
size_t text_utf8_width(const char *text);

/* The longest beginning, in bytes, of whole characters that fits into that many columns. */
size_t text_utf8_fit(const char *text, size_t columns);

/*
 * A host name worth showing: 1 to 253 bytes of labels of 1 to 63 bytes, separated by single dots,
 * of letters, digits, '-', '_' and printable non-ASCII; none begins or ends with '-' (RFC 1123
 * section 2.1), and at least one character is not a digit or dot (an address is not a name).
 */
bool text_is_name(const char *text);

#endif
