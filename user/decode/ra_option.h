/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The options of a router advertisement, one by one; ra.c walks them. */
#ifndef DECODE_RA_OPTION_H
#define DECODE_RA_OPTION_H

#include "decode/ra.h"

/* Adds what the option says; one that breaks its own rules adds to malformed_count only. */
void ra_option_read(const struct nd_option *option, struct ra_message *ra);

/* The two preference bits (RFC 4191 section 2.1) of a flags byte; reserved counts as medium. */
enum ra_preference ra_preference_read(uint8_t flags);

#endif
