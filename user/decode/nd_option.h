/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Options of neighbour discovery messages (RFC 4861 section 4.6): type, length in units of eight
 * bytes, data. Every ND message is walked by this one iterator.
 *
 * There is no cap on their number: each step consumes at least eight bytes, and a cap would be a
 * place to hide behind, since hosts have none.
 */
#ifndef DECODE_ND_OPTION_H
#define DECODE_ND_OPTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum nd_option_type {
	ND_OPTION_SLLA = 1,	       /* RFC 4861 section 4.6.1 */
	ND_OPTION_TLLA = 2,	       /* RFC 4861 section 4.6.1 */
	ND_OPTION_PREFIX = 3,	       /* RFC 4861 section 4.6.2 */
	ND_OPTION_REDIRECTED = 4,      /* RFC 4861 section 4.6.3 */
	ND_OPTION_MTU = 5,	       /* RFC 4861 section 4.6.4 */
	ND_OPTION_NONCE = 14,	       /* RFC 3971 section 5.3.2, RFC 7527 */
	ND_OPTION_ROUTE = 24,	       /* RFC 4191 section 2.3 */
	ND_OPTION_RDNSS = 25,	       /* RFC 8106 section 5.1 */
	ND_OPTION_FLAGS = 26,	       /* RFC 5175 section 4 */
	ND_OPTION_DNSSL = 31,	       /* RFC 8106 section 5.2 */
	ND_OPTION_CAPTIVE_PORTAL = 37, /* RFC 8910 section 2.3 */
	ND_OPTION_PREF64 = 38,	       /* RFC 8781 section 4 */
};

#define ND_NONCE_MAX 16 /* bytes kept of a nonce; RFC 3971 wants at least 6 */

struct nd_option {
	const uint8_t *data; /* of the whole option, type and length included */
	uint16_t len;	     /* of the whole option in bytes: a multiple of 8, at least 8 */
	uint8_t type;
};

struct nd_option_walk {
	const uint8_t *data; /* behind the fixed part of the message */
	size_t left;
	bool head; /* the capture holds only the beginning: an option that is cut off ends the walk
		    */
};

/*
 * 1 and the next option, 0 when the walk ends exactly at the end, -EBADMSG for an option of length
 * 0 (RFC 4861 section 6.1.2) or one that reaches past the end; the walk then stays where it is.
 */
int nd_option_next(struct nd_option_walk *walk, struct nd_option *ret_option);

/* An Ethernet link-layer address of SLLA or TLLA (RFC 2464 section 6); false if of another size. */
bool nd_option_mac(const struct nd_option *option, uint8_t ret_mac[static 6]);

/* The nonce: copies up to ND_NONCE_MAX bytes, returns how many. */
uint8_t nd_option_nonce(const struct nd_option *option, uint8_t ret_nonce[static ND_NONCE_MAX]);

#endif
