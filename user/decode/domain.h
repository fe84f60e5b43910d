/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Domain names on the wire (RFC 1035 sections 3.1, 4.1.4) as text (section 5.1).
 *
 * The text has no last dot; the root is "". In a label a dot or backslash is written \. or \\, and
 * every byte that is not part of a printable character (core/text.h) or is a space as \DDD, so
 * the text is safe to print. UTF-8 labels (RFC 6762 section 16) stay readable.
 */
#ifndef DECODE_DOMAIN_H
#define DECODE_DOMAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DOMAIN_WIRE_MAX 255    /* RFC 1035 section 2.3.4 */
#define DOMAIN_POINTERS_MAX 32 /* compression pointers followed in one name; real ones need 2 */
#define DOMAIN_TEXT_MAX 256    /* of every name without escapes; longer texts are refused */

/*
 * Reads the name at `off` of a message. Compression pointers are followed only if `compressed`,
 * only backwards (so that there can be no loop), and lengths are counted as expanded. 0, or
 *   -EBADMSG    it runs past the end, a label is of a reserved kind, a pointer is not allowed or
 *               does not point before the part being read, or a limit above is passed
 *   -ENAMETOOLONG  the text does not fit `size`; *ret_next is set all the same
 * *ret_next is the offset behind the name (behind the first pointer, if any).
 */
int domain_decode(const uint8_t *message, size_t len, size_t off, bool compressed, char *text,
		  size_t size, size_t *ret_next);

#endif
