/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The whole report for people: what `read` prints, and the summary at the end of a watch. */
#ifndef OUTPUT_TEXT_REPORT_H
#define OUTPUT_TEXT_REPORT_H

#include "output/text.h"

/* Counters, devices, routers, alerts, what was not seen; the counts last. quiet: alerts only. */
void text_report(FILE *file, const struct report *report, const struct device_list *devices,
		 const struct style *style, bool quiet);

/* "eth0, 14:22:07 to 15:22:31 (1 h): 184 201 frames, 12 004 of them ND, 0 lost", and counts. */
void text_summary(FILE *file, const struct report *report, size_t new_devices);

/* Frames that were not fully used, for whatever reason. */
uint64_t text_lost(const struct report *report);

#endif
