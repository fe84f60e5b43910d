/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Phrases that several detectors use. All write into the caller's buffer and return it. */
#ifndef DETECT_WORDS_H
#define DETECT_WORDS_H

#include <stddef.h>
#include <stdint.h>

#include "detect/detector.h"

#define WORDS_NUMBER_MAX 32
#define WORDS_SENDER_MAX 128

/* "3 871": groups of three. */
char *words_number(char buf[static WORDS_NUMBER_MAX], uint64_t number);

/* "00:16:3e:ec:ba:f7 (Xensource)", "(random MAC)", or "a sender without MAC". */
char *words_mac(char buf[static WORDS_SENDER_MAX], const uint8_t *mac);

/* "fe80::1%br0 (00:16:3e:ec:ba:f7, Xensource)" */
char *words_router(char buf[static WORDS_SENDER_MAX], const struct detect *detect,
		   const struct router *router);

/*
 * How to shut the sender out: a port of a bridge is taken off it, unless a router of the baseline
 * is behind it too; there, and on a plain interface, only the switch can tell. Sets the report's
 * remedy from its link, port and MAC.
 */
void words_shut_out(const struct detect *detect, struct alert_report *report);

#endif
