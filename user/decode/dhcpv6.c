// SPDX-License-Identifier: GPL-2.0-or-later
#include "decode/dhcpv6.h"

#include <errno.h>
#include <string.h>

#include "decode/wire.h"

#define MESSAGE_HEADER_LEN 4 /* RFC 8415 section 8 */
#define RELAY_HEADER_LEN 34  /* RFC 8415 section 9 */
#define OPTION_HEADER_LEN 4  /* RFC 8415 section 21.1 */
#define IA_HEADER_LEN 12     /* IA_NA and IA_PD (sections 21.4, 21.21) */
#define IA_TA_HEADER_LEN 4   /* RFC 8415 section 21.5 */
#define IAADDR_LEN 24	     /* RFC 8415 section 21.6, without its own options */
#define IAPREFIX_LEN 25	     /* RFC 8415 section 21.22, without its own options */

enum dhcpv6_option_code { /* RFC 8415 section 21, RFC 3646, RFC 4704 */
			  OPTION_CLIENTID = 1,
			  OPTION_SERVERID = 2,
			  OPTION_IA_NA = 3,
			  OPTION_IA_TA = 4,
			  OPTION_IAADDR = 5,
			  OPTION_RELAY_MSG = 9,
			  OPTION_DNS_SERVERS = 23,
			  OPTION_IA_PD = 25,
			  OPTION_IAPREFIX = 26,
			  OPTION_CLIENT_FQDN = 39,
};

enum duid_type { /* RFC 8415 section 11 */
		 DUID_LLT = 1,
		 DUID_LL = 3,
};

#define HARDWARE_ETHERNET 1 /* RFC 8415 section 11.2: the ARP registry's number */

/* A run of bytes still to be read: the options of a message, a relay header or an IA. */
struct dhcpv6_span {
	const uint8_t *data;
	size_t left;
};

struct dhcpv6_option {
	const uint8_t *data; /* behind code and length */
	size_t len;
	uint16_t code;
};

/* 1 and the next option, 0 at the end, -EBADMSG for one that reaches past it. */
static int dhcpv6_option_next(struct dhcpv6_span *span, struct dhcpv6_option *ret_option)
{
	size_t len;

	if (!span->left)
		return 0;
	if (span->left < OPTION_HEADER_LEN)
		return -EBADMSG;
	len = wire_u16(span->data + 2);
	if (len > span->left - OPTION_HEADER_LEN)
		return -EBADMSG;
	*ret_option = (struct dhcpv6_option){
		.data = span->data + OPTION_HEADER_LEN,
		.len = len,
		.code = wire_u16(span->data),
	};
	span->data += OPTION_HEADER_LEN + len;
	span->left -= OPTION_HEADER_LEN + len;
	return 1;
}

static int dhcpv6_read_duid(const struct dhcpv6_option *option, struct dhcpv6_duid *duid)
{
	if (option->len > DHCPV6_DUID_MAX)
		return -EBADMSG;
	duid->len = (uint8_t)option->len;
	memcpy(duid->data, option->data, option->len);
	return 0;
}

static void dhcpv6_read_addr(const struct dhcpv6_option *option, struct dhcpv6_message *message)
{
	if (option->len < IAADDR_LEN)
		return;
	if (message->addr_count == DHCPV6_ADDRS_MAX) {
		message->overflow = true;
		return;
	}
	message->addrs[message->addr_count++] = (struct dhcpv6_addr){
		.addr = wire_addr(option->data),
		.preferred_s = wire_u32(option->data + 16),
		.valid_s = wire_u32(option->data + 20),
	};
}

static void dhcpv6_read_prefix(const struct dhcpv6_option *option, struct dhcpv6_message *message)
{
	struct in6_addr addr;

	if (option->len < IAPREFIX_LEN || option->data[8] > 128)
		return;
	if (message->prefix_count == DHCPV6_PREFIXES_MAX) {
		message->overflow = true;
		return;
	}
	addr = wire_addr(option->data + 9);
	message->prefixes[message->prefix_count++] = (struct dhcpv6_prefix){
		.prefix = prefix_make(&addr, option->data[8]),
		.preferred_s = wire_u32(option->data),
		.valid_s = wire_u32(option->data + 4),
	};
}

/* The addresses and prefixes within an IA. */
static int dhcpv6_read_ia(const struct dhcpv6_option *ia, size_t header_len,
			  struct dhcpv6_message *message)
{
	struct dhcpv6_option option;
	struct dhcpv6_span span;
	int r;

	if (ia->len < header_len)
		return 0;
	span = (struct dhcpv6_span){ ia->data + header_len, ia->len - header_len };
	while ((r = dhcpv6_option_next(&span, &option)) > 0) {
		if (option.code == OPTION_IAADDR && ia->code != OPTION_IA_PD)
			dhcpv6_read_addr(&option, message);
		else if (option.code == OPTION_IAPREFIX && ia->code == OPTION_IA_PD)
			dhcpv6_read_prefix(&option, message);
	}
	return r;
}

static void dhcpv6_read_dns(const struct dhcpv6_option *option, struct dhcpv6_message *message)
{
	if (option->len % 16)
		return;
	for (size_t off = 0; off < option->len; off += 16) {
		if (message->dns_count == DHCPV6_DNS_MAX) {
			message->overflow = true;
			return;
		}
		message->dns[message->dns_count++] = wire_addr(option->data + off);
	}
}

/* RFC 4704 section 4.2: a flags byte and a name, whose root label is missing in a partial name. */
static void dhcpv6_read_fqdn(const struct dhcpv6_option *option, struct dhcpv6_message *message)
{
	uint8_t name[DOMAIN_WIRE_MAX + 1];
	size_t len, next;

	if (option->len < 2 || option->len - 1 > DOMAIN_WIRE_MAX || message->fqdn[0])
		return;
	len = option->len - 1;
	memcpy(name, option->data + 1, len);
	name[len] = 0;
	if (domain_decode(name, len + 1, 0, false, message->fqdn, sizeof(message->fqdn), &next))
		message->fqdn[0] = '\0';
}

static int dhcpv6_read_option(const struct dhcpv6_option *option, struct dhcpv6_message *message)
{
	switch (option->code) {
	case OPTION_CLIENTID:
		return dhcpv6_read_duid(option, &message->client);
	case OPTION_SERVERID:
		return dhcpv6_read_duid(option, &message->server);
	case OPTION_IA_NA:
	case OPTION_IA_PD:
		return dhcpv6_read_ia(option, IA_HEADER_LEN, message);
	case OPTION_IA_TA:
		return dhcpv6_read_ia(option, IA_TA_HEADER_LEN, message);
	case OPTION_DNS_SERVERS:
		dhcpv6_read_dns(option, message);
		return 0;
	case OPTION_CLIENT_FQDN:
		dhcpv6_read_fqdn(option, message);
		return 0;
	default:
		return 0;
	}
}

/* Steps from a relay's header to the message it carries. */
static int dhcpv6_unwrap(struct dhcpv6_span *span, struct dhcpv6_message *message)
{
	struct dhcpv6_span inner = { 0 };
	struct dhcpv6_option option;
	int r;

	if (span->left < RELAY_HEADER_LEN)
		return -EMSGSIZE;
	if (message->relay_count++ == DHCPV6_RELAYS_MAX)
		return -EBADMSG;
	message->relay_link = wire_addr(span->data + 2);
	message->relay_peer = wire_addr(span->data + 18);
	span->data += RELAY_HEADER_LEN;
	span->left -= RELAY_HEADER_LEN;
	while ((r = dhcpv6_option_next(span, &option)) > 0) {
		if (option.code == OPTION_RELAY_MSG && !inner.data)
			inner = (struct dhcpv6_span){ option.data, option.len };
	}
	if (r < 0)
		return r;
	*span = inner;
	return inner.data ? 0 : -EBADMSG;
}

int dhcpv6_decode(const uint8_t *data, size_t len, struct dhcpv6_message *ret_message)
{
	struct dhcpv6_span span = { data, len };
	struct dhcpv6_message message = { 0 };
	struct dhcpv6_option option;
	int r;

	while (span.left && (*span.data == DHCPV6_RELAY_FORW || *span.data == DHCPV6_RELAY_REPL)) {
		r = dhcpv6_unwrap(&span, &message);
		if (r)
			return r;
	}
	if (span.left < MESSAGE_HEADER_LEN)
		return -EMSGSIZE;
	message.type = span.data[0];
	message.xid = wire_u32(span.data) & 0xffffff;
	span.data += MESSAGE_HEADER_LEN;
	span.left -= MESSAGE_HEADER_LEN;
	while ((r = dhcpv6_option_next(&span, &option)) > 0) {
		r = dhcpv6_read_option(&option, &message);
		if (r)
			return r;
	}
	if (r < 0)
		return r;
	*ret_message = message;
	return 0;
}

bool dhcpv6_is_server(const struct dhcpv6_message *message)
{
	return message->type == DHCPV6_ADVERTISE || message->type == DHCPV6_REPLY ||
	       message->type == DHCPV6_RECONFIGURE;
}

bool dhcpv6_duid_mac(const struct dhcpv6_duid *duid, uint8_t ret_mac[static 6])
{
	size_t off;

	if (duid->len < 4 || wire_u16(duid->data + 2) != HARDWARE_ETHERNET)
		return false;
	switch (wire_u16(duid->data)) {
	case DUID_LLT:
		off = 8; /* type, hardware type, time */
		break;
	case DUID_LL:
		off = 4;
		break;
	default:
		return false;
	}
	if (duid->len != off + 6)
		return false;
	memcpy(ret_mac, duid->data + off, 6);
	return true;
}
