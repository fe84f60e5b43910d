/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A link for detector tests: tables, baseline and detectors on a clock that is a number, and a log
 * of what was told. Link 1 is br0 with the ports 1 (eth0, "uplink"), 2 (vethw2, "w2") and 3
 * (vethw3, "w3").
 */
#ifndef TESTS_DETECT_LINK_H
#define TESTS_DETECT_LINK_H

#include "detect/detect.h"

#define S 1000000000ULL
#define MS 1000000ULL
#define DETECT_T0 (1700000000 * S)
#define DETECT_PORTS 3
#define DETECT_TOLD_MAX 512

struct told {
	uint64_t now_ns;
	enum alert_state state;
	struct alert alert; /* a copy */
};

struct detect_link {
	struct tables tables;
	struct baseline *baseline;
	struct detect *detect;
	uint64_t now_ns;
	struct sw_tally tally[DETECT_PORTS + 1];
	size_t told_count; /* also past the cap */
	struct told told[DETECT_TOLD_MAX];
};

/* learn_s as --learn. Free with detect_link_free(). */
struct detect_link *detect_link_new(uint64_t learn_s);
void detect_link_free(struct detect_link *link);

/* Ticks of 100 ms. */
void detect_link_run(struct detect_link *link, uint64_t ns);

/* An RA from fe80::N, MAC 02:00:00:00:00:N by default, as the collector would bring it. */
struct detect_ra_frame {
	const char *addr;
	uint8_t mac;
	uint16_t port;
	struct ra_message ra;
	bool unicast; /* and known: counted in ra_known_unicast */
};
void detect_link_ra(struct detect_link *link, const struct detect_ra_frame *frame);

/* A default router with a prefix and DNS; valid for 30 minutes. */
struct ra_message detect_default_ra(void);

/* A frame of addr that teaches it; returns host_table_see()'s changes. */
int detect_link_host(struct detect_link *link, const char *addr, uint32_t mac, uint16_t port,
		     enum sw_learn learn);

void detect_link_invalid(struct detect_link *link, uint32_t mac, uint16_t port, uint8_t icmpv6_type,
			 enum sw_invalid reason);

/* How often the alert was told in that state; the last copy, NULL: never. */
size_t detect_link_count(const struct detect_link *link, const char *name, enum alert_state state);
const struct told *detect_link_last(const struct detect_link *link, const char *name,
				    enum alert_state state);

/* A number in the alert's data; fails the test when it is absent. */
uint64_t detect_number(const struct alert *alert, const char *key);

#endif
