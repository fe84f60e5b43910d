// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/text.h"

#include <locale.h>
#include <stdint.h>
#include <string.h>
#include <wchar.h>

#define NAME_MAX_BYTES 253 /* RFC 1123 section 2.1, RFC 1035 section 2.3.4 without the root */
#define LABEL_MAX_BYTES 63 /* RFC 1035 section 2.3.4 */

struct text_range {
	uint32_t first;
	uint32_t last;
};

/* Characters that nobody sees, or that change what others see; sorted. The header names them. */
static const struct text_range text_hidden[] = {
	{ 0x80, 0x9f },	    { 0xad, 0xad },	  { 0x34f, 0x34f },	{ 0x61c, 0x61c },
	{ 0x115f, 0x1160 }, { 0x17b4, 0x17b5 },	  { 0x180b, 0x180f },	{ 0x200b, 0x200f },
	{ 0x2028, 0x202e }, { 0x2060, 0x206f },	  { 0x3164, 0x3164 },	{ 0xe000, 0xf8ff },
	{ 0xfdd0, 0xfdef }, { 0xfe00, 0xfe0f },	  { 0xfeff, 0xfeff },	{ 0xffa0, 0xffa0 },
	{ 0xfff0, 0xfffb }, { 0x1bca0, 0x1bca3 }, { 0x1d173, 0x1d17a }, { 0xe0000, 0x10ffff },
};

static bool text_is_hidden(uint32_t c)
{
	if ((c & 0xfffe) == 0xfffe) /* noncharacters at the end of every plane */
		return true;
	for (size_t i = 0; i < sizeof(text_hidden) / sizeof(text_hidden[0]); i++) {
		if (c < text_hidden[i].first)
			return false;
		if (c <= text_hidden[i].last)
			return true;
	}
	return false;
}

/* Bytes of the well-formed sequence at src (RFC 3629 section 4), 0 when there is none. */
static size_t text_decode(const uint8_t *src, size_t len, uint32_t *ret_char)
{
	static const uint32_t lowest[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t need;
	uint32_t c;

	if (!len)
		return 0;
	if (src[0] < 0x80) {
		*ret_char = src[0];
		return 1;
	}
	if (src[0] < 0xc2 || src[0] > 0xf4)
		return 0;
	need = src[0] < 0xe0 ? 2 : src[0] < 0xf0 ? 3 : 4;
	if (len < need)
		return 0;
	c = src[0] & (0xffU >> (need + 1));
	for (size_t i = 1; i < need; i++) {
		if ((src[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (src[i] & 0x3fU);
	}
	if (c < lowest[need] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return 0;
	*ret_char = c;
	return need;
}

size_t text_printable(const void *src, size_t len)
{
	uint32_t c;
	size_t bytes = text_decode(src, len, &c);

	if (bytes == 1)
		return c >= 0x20 && c <= 0x7e;
	return bytes && !text_is_hidden(c) ? bytes : 0;
}

char *text_escape(char *dst, size_t dst_size, const void *src, size_t len)
{
	static const char digits[] = "0123456789abcdef";
	const uint8_t *in = src;
	size_t room = dst_size ? dst_size - 1 : 0;
	char *out = dst;

	while (len) {
		size_t take = text_printable(in, len);
		char hex[4] = { '\\', 'x', digits[*in >> 4], digits[*in & 0x0f] };
		size_t put = take ? take : sizeof(hex);

		if (put > room)
			break;
		memcpy(out, take ? (const char *)in : hex, put);
		out += put;
		room -= put;
		in += take ? take : 1;
		len -= take ? take : 1;
	}
	if (dst_size)
		*out = '\0';
	return dst;
}

/* Walks whole characters up to max columns; says how many columns and bytes that is. */
static size_t text_measure(const char *text, size_t max, size_t *ret_bytes)
{
	locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
	locale_t before = utf8 ? uselocale(utf8) : (locale_t)0;
	size_t left = strlen(text), columns = 0, bytes = 0;

	while (left) {
		uint32_t c = 0;
		size_t take = text_decode((const uint8_t *)text + bytes, left, &c);
		int width = take > 1 && utf8 ? wcwidth((wchar_t)c) : 1;
		size_t add = width < 0 ? 1 : (size_t)width; /* newer than this C library */

		if (add > max - columns)
			break;
		columns += add;
		bytes += take ? take : 1;
		left -= take ? take : 1;
	}
	if (utf8) {
		uselocale(before);
		freelocale(utf8);
	}
	*ret_bytes = bytes;
	return columns;
}

size_t text_utf8_width(const char *text)
{
	size_t bytes;

	return text_measure(text, SIZE_MAX, &bytes);
}

size_t text_utf8_fit(const char *text, size_t columns)
{
	size_t bytes;

	text_measure(text, columns, &bytes);
	return bytes;
}

static bool text_is_letter_or_digit(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static bool text_is_label(const char *label, size_t len)
{
	if (!len || len > LABEL_MAX_BYTES || label[0] == '-' || label[len - 1] == '-')
		return false;
	while (len) {
		size_t take = text_printable(label, len);

		if (!take)
			return false;
		if (take == 1 && !text_is_letter_or_digit(*label) && *label != '-' && *label != '_')
			return false;
		label += take;
		len -= take;
	}
	return true;
}

bool text_is_name(const char *text)
{
	size_t len = strlen(text);

	if (!len || len > NAME_MAX_BYTES || strspn(text, "0123456789.") == len)
		return false;
	for (;;) {
		size_t label = strcspn(text, ".");

		if (!text_is_label(text, label))
			return false;
		if (!text[label])
			return true;
		text += label + 1;
	}
}
