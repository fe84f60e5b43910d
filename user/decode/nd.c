// SPDX-License-Identifier: GPL-2.0-or-later
#include "decode/nd.h"

#include <errno.h>

#include "decode/wire.h"

/* Offsets and sizes of RFC 4861 sections 4.1, 4.3, 4.4, 4.5. */
#define RS_LEN 8
#define NS_NA_LEN 24
#define REDIRECT_LEN 40
#define FLAGS_OFF 4
#define TARGET_OFF 8
#define DESTINATION_OFF 24

#define NA_ROUTER 0x80
#define NA_SOLICITED 0x40
#define NA_OVERRIDE 0x20

static size_t nd_fixed_len(uint8_t type)
{
	switch (type) {
	case ND_TYPE_RS:
		return RS_LEN;
	case ND_TYPE_NS:
	case ND_TYPE_NA:
		return NS_NA_LEN;
	case ND_TYPE_REDIRECT:
		return REDIRECT_LEN;
	default:
		return 0;
	}
}

static void nd_read_fixed(const uint8_t *icmp, struct nd_message *nd)
{
	if (nd->type == ND_TYPE_RS)
		return;
	nd->target = wire_addr(icmp + TARGET_OFF);
	if (nd->type == ND_TYPE_NA) {
		nd->router = icmp[FLAGS_OFF] & NA_ROUTER;
		nd->solicited = icmp[FLAGS_OFF] & NA_SOLICITED;
		nd->override = icmp[FLAGS_OFF] & NA_OVERRIDE;
	}
	if (nd->type == ND_TYPE_REDIRECT)
		nd->destination = wire_addr(icmp + DESTINATION_OFF);
}

static void nd_read_option(const struct nd_option *option, struct nd_message *nd)
{
	switch (option->type) {
	case ND_OPTION_SLLA:
		if (!nd->has_slla)
			nd->has_slla = nd_option_mac(option, nd->slla);
		break;
	case ND_OPTION_TLLA:
		if (!nd->has_tlla)
			nd->has_tlla = nd_option_mac(option, nd->tlla);
		break;
	case ND_OPTION_NONCE:
		if (!nd->nonce_len)
			nd->nonce_len = nd_option_nonce(option, nd->nonce);
		break;
	case ND_OPTION_REDIRECTED:
		nd->redirected_header = true;
		break;
	default:
		nd->unknown_count++;
		break;
	}
	nd->option_count++;
}

static int nd_read(const uint8_t *icmp, size_t len, bool head, struct nd_message *ret_message)
{
	struct nd_message nd = { .truncated = head };
	struct nd_option_walk walk = { .head = head };
	struct nd_option option;
	size_t fixed;
	int r;

	if (!len)
		return -EMSGSIZE;
	nd.type = icmp[0];
	fixed = nd_fixed_len(nd.type);
	if (!fixed)
		return -EPROTOTYPE;
	if (len < fixed)
		return -EMSGSIZE;
	nd_read_fixed(icmp, &nd);
	walk.data = icmp + fixed;
	walk.left = len - fixed;
	while ((r = nd_option_next(&walk, &option)) > 0)
		nd_read_option(&option, &nd);
	if (r < 0)
		return r;
	*ret_message = nd;
	return 0;
}

int nd_decode(const uint8_t *icmp, size_t len, struct nd_message *ret_message)
{
	return nd_read(icmp, len, false, ret_message);
}

int nd_decode_head(const uint8_t *icmp, size_t len, struct nd_message *ret_message)
{
	return nd_read(icmp, len, true, ret_message);
}
