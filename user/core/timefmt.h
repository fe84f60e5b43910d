/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Clocks and how times are written. Times are ns since the Unix epoch, spans are ns.
 *
 * Only the two ends of the program ask for the time; tables, detectors and decoders take it as a
 * parameter. Formatters write into the caller's buffer and return it.
 */
#ifndef CORE_TIMEFMT_H
#define CORE_TIMEFMT_H

#include <stdint.h>

#define TIME_NS_PER_S 1000000000ULL
#define TIME_NS_PER_MS 1000000ULL
#define TIME_NS_PER_US 1000ULL

#define TIME_TEXT_MAX 40 /* bytes that any of the formatters may need, with the NUL */

uint64_t time_now_ns(void);  /* wall clock */
uint64_t time_mono_ns(void); /* CLOCK_MONOTONIC: what the BPF program stamps records with */

/* "2026-11-02T14:03:22.123456Z" (RFC 3339, UTC, microseconds cut, not rounded) */
char *time_format_rfc3339(char buf[static TIME_TEXT_MAX], uint64_t ns);

/* "14:03:22", local time */
char *time_format_clock(char buf[static TIME_TEXT_MAX], uint64_t ns);

/*
 * A span in at most two units, cut, not rounded: "350 ms", "81 s", "3 min 12 s", "45 min", "1 h",
 * "90 min", "4 h 10 min", "24 h", "3 days 4 h".
 */
char *time_format_span(char buf[static TIME_TEXT_MAX], uint64_t span_ns);

#endif
