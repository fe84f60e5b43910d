/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Thresholds of the detectors. Each default has its reason in docs/detectors.md.
 */
#ifndef DETECT_CONFIG_H
#define DETECT_CONFIG_H

#include <stdbool.h>
#include <stdint.h>

#define DETECT_LEARN_NS (600 * 1000000000ULL)
#define DETECT_LEARN_PASSIVE_NS (1800 * 1000000000ULL) /* RFC 4861 section 6.2.1 */

struct detect_config {
	uint64_t learn_ns;
	uint32_t ra_rate_max;			/* per second and link */
	uint32_t ra_sources_max;		/* distinct, outside the baseline, in 10 s */
	uint32_t addresses_per_prefix_max;	/* of one MAC in 24 h */
	uint32_t addresses_gained_max;		/* of one MAC within a minute */
	uint32_t addresses_gained_learning_max; /* the same while learning */
	uint32_t neighbours_info;		/* active in 10 min */
	uint32_t neighbours_max;		/* at least; else three times the learned peak */
	uint32_t neighbours_factor;
};

/* passive: nothing is sent, so routers may be silent for 30 min. */
struct detect_config detect_config_default(bool passive);

#endif
