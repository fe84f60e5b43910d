// SPDX-License-Identifier: GPL-2.0-or-later
#include "decode/mdns.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

#include "core/addr.h"
#include "decode/wire.h"

#define HEADER_LEN 12  /* RFC 1035 section 4.1.1 */
#define QUESTION_LEN 4 /* type and class behind the name (section 4.1.2) */
#define RECORD_LEN 10  /* type, class, TTL, length behind the name (section 4.1.3) */
#define FLAG_RESPONSE 0x8000
#define FLAGS_OPCODE 0x7800
#define FLAGS_RCODE 0x000f
#define CLASS_IN 1
#define CLASS_MASK 0x7fff /* without mDNS's cache-flush bit (RFC 6762 section 10.2) */

enum record_type {
	RECORD_A = 1,
	RECORD_PTR = 12,
	RECORD_AAAA = 28,
};

struct mdns_cursor {
	const uint8_t *data; /* the whole message: names point back into it */
	size_t len;
	size_t off;
};

struct mdns_record {
	char owner[DOMAIN_TEXT_MAX]; /* "" when it has no room: then of no use */
	uint32_t ttl_s;
	size_t data_off;
	uint16_t data_len;
	uint16_t type;
	uint16_t class;
};

/* A name that is too long as text is skipped: "" and *ret_long. */
static int mdns_read_name(struct mdns_cursor *cursor, char text[static DOMAIN_TEXT_MAX],
			  bool *ret_long)
{
	int r = domain_decode(cursor->data, cursor->len, cursor->off, true, text, DOMAIN_TEXT_MAX,
			      &cursor->off);

	if (r == -EBADMSG)
		return r;
	*ret_long |= r == -ENAMETOOLONG;
	return 0;
}

static int mdns_skip_question(struct mdns_cursor *cursor)
{
	char text[DOMAIN_TEXT_MAX];
	bool ignored = false;

	if (mdns_read_name(cursor, text, &ignored) || cursor->len - cursor->off < QUESTION_LEN)
		return -EBADMSG;
	cursor->off += QUESTION_LEN;
	return 0;
}

static int mdns_read_record(struct mdns_cursor *cursor, struct mdns_record *record, bool *ret_long)
{
	const uint8_t *fixed;

	if (mdns_read_name(cursor, record->owner, ret_long) ||
	    cursor->len - cursor->off < RECORD_LEN)
		return -EBADMSG;
	fixed = cursor->data + cursor->off;
	record->type = wire_u16(fixed);
	record->class = wire_u16(fixed + 2) & CLASS_MASK;
	record->ttl_s = wire_u32(fixed + 4);
	record->data_len = wire_u16(fixed + 8);
	cursor->off += RECORD_LEN;
	if (record->data_len > cursor->len - cursor->off)
		return -EBADMSG;
	record->data_off = cursor->off;
	cursor->off += record->data_len;
	return 0;
}

static int mdns_hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -EINVAL;
}

/* RFC 3596 section 2.5: 32 nibbles, the lowest first. */
static bool mdns_read_ip6_arpa(const char *owner, struct in6_addr *ret_addr)
{
	struct in6_addr addr = { 0 };

	for (unsigned int i = 0; i < 32; i++) {
		int digit = mdns_hex_digit(owner[2 * i]);

		if (digit < 0 || owner[2 * i + 1] != '.')
			return false;
		addr.s6_addr[15 - i / 2] |= (uint8_t)(i % 2 ? digit << 4 : digit);
	}
	if (strcasecmp(owner + 64, "ip6.arpa"))
		return false;
	*ret_addr = addr;
	return true;
}

/* RFC 1035 section 3.5: four bytes in decimal, the last first. */
static bool mdns_read_in_addr_arpa(const char *owner, struct in6_addr *ret_addr)
{
	uint8_t ipv4[4];

	for (unsigned int i = 0; i < sizeof(ipv4); i++) {
		unsigned int value = 0, digits = 0;

		while (*owner >= '0' && *owner <= '9' && digits++ < 3)
			value = value * 10 + (unsigned int)(*owner++ - '0');
		if (!digits || value > 255 || *owner++ != '.')
			return false;
		ipv4[3 - i] = (uint8_t)value;
	}
	if (strcasecmp(owner, "in-addr.arpa"))
		return false;
	*ret_addr = addr_from_ipv4(ipv4);
	return true;
}

/* The pair that a record tells of: 1, 0 when it tells of none, -EBADMSG. */
static int mdns_read_pair(const struct mdns_cursor *message, const struct mdns_record *record,
			  struct mdns_name *pair, bool *ret_long)
{
	const uint8_t *data = message->data + record->data_off;
	struct mdns_cursor target = *message;

	pair->ttl_s = record->ttl_s;
	pair->reverse = record->type == RECORD_PTR;
	if (record->class != CLASS_IN || !record->owner[0])
		return 0;
	memcpy(pair->name, record->owner, sizeof(pair->name));
	switch (record->type) {
	case RECORD_A:
		if (record->data_len != 4)
			return -EBADMSG;
		pair->addr = addr_from_ipv4(data);
		return 1;
	case RECORD_AAAA:
		if (record->data_len != 16)
			return -EBADMSG;
		pair->addr = wire_addr(data);
		return 1;
	case RECORD_PTR:
		target.off = record->data_off;
		if (mdns_read_name(&target, pair->name, ret_long) ||
		    target.off != record->data_off + record->data_len)
			return -EBADMSG;
		return pair->name[0] && (mdns_read_ip6_arpa(record->owner, &pair->addr) ||
					 mdns_read_in_addr_arpa(record->owner, &pair->addr));
	default:
		return 0;
	}
}

static int mdns_read_records(struct mdns_cursor *cursor, size_t count, struct mdns_message *message)
{
	if (count > MDNS_RECORDS_MAX) {
		count = MDNS_RECORDS_MAX;
		message->overflow = true;
	}
	for (size_t i = 0; i < count; i++) {
		struct mdns_record record;
		struct mdns_name pair;
		int r = mdns_read_record(cursor, &record, &message->overflow);

		if (r)
			return r;
		r = mdns_read_pair(cursor, &record, &pair, &message->overflow);
		if (r < 0)
			return r;
		if (!r)
			continue;
		if (message->count == MDNS_NAMES_MAX)
			message->overflow = true;
		else
			message->names[message->count++] = pair;
	}
	return 0;
}

int mdns_decode(const uint8_t *data, size_t len, struct mdns_message *ret_message)
{
	struct mdns_cursor cursor = { .data = data, .len = len, .off = HEADER_LEN };
	struct mdns_message message = { 0 };
	uint16_t flags, questions;
	size_t records;
	int r;

	if (len < HEADER_LEN)
		return -EMSGSIZE;
	flags = wire_u16(data + 2);
	if (!(flags & FLAG_RESPONSE) || flags & (FLAGS_OPCODE | FLAGS_RCODE))
		return -ENOMSG;
	questions = wire_u16(data + 4);
	for (unsigned int i = 0; i < questions; i++) {
		r = mdns_skip_question(&cursor);
		if (r)
			return r;
	}
	records = (size_t)wire_u16(data + 6) + wire_u16(data + 8) + wire_u16(data + 10);
	r = mdns_read_records(&cursor, records, &message);
	if (r)
		return r;
	*ret_message = message;
	return 0;
}
