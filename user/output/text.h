/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The printers for people. 80 columns, whole addresses, the last line is the answer; what was not
 * seen is said in the same place each time. Everything goes to `file`; colours only as the style
 * says.
 */
#ifndef OUTPUT_TEXT_H
#define OUTPUT_TEXT_H

#include <stdio.h>

#include "output/device.h"
#include "output/report.h"
#include "output/style.h"

#define TEXT_WIDTH 80
#define TEXT_WIDTH_WIDE 100 /* from here on MAC and last seen have room */

/* One step of an alert's life: a line, and when it is raised its meaning and what to do. */
void text_alert(FILE *file, const struct alert *alert, enum alert_state state,
		const struct style *style);

/* All alerts that were told, with their meaning. */
void text_alerts(FILE *file, const struct report *report, const struct style *style);

/* Devices, one a line, `width` columns wide. */
void text_devices(FILE *file, const struct report *report, const struct device_list *devices,
		  size_t width);

/* One device with all its addresses. */
void text_device(FILE *file, const struct report *report, const struct device *device);

/*
 * Address by address, for scripts: link-local ones only, or the best of each device; with the MAC,
 * vendor and port, or nothing else.
 */
void text_addresses(FILE *file, const struct report *report, const struct device_list *devices,
		    bool link_local, bool quiet);

/* "br0 = eth0 + 3 ports   2001:db8::/64 …" for each link. */
void text_links(FILE *file, const struct report *report);

/* "11 devices, 29 IPv6 addresses": the counts of a list, without a full stop. */
void text_device_count(FILE *file, const struct device_list *devices);

/* Who advertises what; ends with the line that counts. */
void text_routers(FILE *file, const struct report *report, const struct style *style);

/* Frames, ICMPv6, fragments, headers, and what was refused or lost; two spaces in front. */
void text_counters(FILE *file, const struct report *report);

/* Frames that were not seen, or not looked into, each with its reason; nothing if there are none. */
void text_not_seen(FILE *file, const struct report *report);

/* "w7 (vethe31a09 on br0)" */
#define TEXT_PORT_MAX 160
char *text_port(char buf[static TEXT_PORT_MAX], const char *iface, const char *device,
		const char *name);

#endif
