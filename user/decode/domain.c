// SPDX-License-Identifier: GPL-2.0-or-later
#include "decode/domain.h"

#include <errno.h>
#include <string.h>

#include "core/text.h"
#include "decode/wire.h"

#define LABEL_KIND 0xc0	   /* RFC 1035 section 4.1.4: the top two bits of a length */
#define LABEL_POINTER 0xc0 /* 01 and 10 are reserved (RFC 6891 section 5, RFC 2671) */

/* Text being written; once something did not fit, nothing more is written. */
struct domain_text {
	char *out;
	size_t room; /* without the NUL */
	bool full;
};

static void domain_put(struct domain_text *text, const void *bytes, size_t len)
{
	if (text->full || len > text->room) {
		text->full = true;
		return;
	}
	memcpy(text->out, bytes, len);
	text->out += len;
	text->room -= len;
}

static void domain_put_label(struct domain_text *text, const uint8_t *label, size_t len)
{
	while (len) {
		size_t take = text_printable(label, len);

		if (!take || *label == ' ') {
			char escape[4] = { '\\', (char)('0' + *label / 100),
					   (char)('0' + *label / 10 % 10),
					   (char)('0' + *label % 10) };

			take = 1;
			domain_put(text, escape, sizeof(escape));
		} else {
			if (*label == '.' || *label == '\\')
				domain_put(text, "\\", 1);
			domain_put(text, label, take);
		}
		label += take;
		len -= take;
	}
}

int domain_decode(const uint8_t *message, size_t len, size_t off, bool compressed, char *text,
		  size_t size, size_t *ret_next)
{
	struct domain_text out = { .out = text, .room = size - 1 };
	size_t start = off; /* of the part being read: a pointer must go before it */
	size_t next = 0, wire_len = 1;
	unsigned int pointers = 0;

	for (;;) {
		uint8_t label;

		if (off >= len)
			return -EBADMSG;
		label = message[off];
		if (!label)
			break;
		if ((label & LABEL_KIND) == LABEL_POINTER) {
			size_t target;

			if (!compressed || len - off < 2 || pointers++ == DOMAIN_POINTERS_MAX)
				return -EBADMSG;
			target = wire_u16(message + off) & 0x3fffU;
			if (target >= start)
				return -EBADMSG;
			if (!next)
				next = off + 2;
			off = start = target;
			continue;
		}
		if (label & LABEL_KIND || label > len - off - 1)
			return -EBADMSG;
		if (label + 1U > DOMAIN_WIRE_MAX - wire_len)
			return -EBADMSG;
		if (wire_len > 1)
			domain_put(&out, ".", 1);
		wire_len += label + 1U;
		domain_put_label(&out, message + off + 1, label);
		off += label + 1U;
	}
	*ret_next = next ? next : off + 1;
	if (out.full) {
		*text = '\0';
		return -ENAMETOOLONG;
	}
	*out.out = '\0';
	return 0;
}
