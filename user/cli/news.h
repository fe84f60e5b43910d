/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How much news of hosts and routers is told: a flood of new ones must not become a flood of lines.
 * Each port has a budget of its own, so that one port's flood hides no other port's news; what is
 * withheld is counted, and stands in the tables all the same.
 */
#ifndef CLI_NEWS_H
#define CLI_NEWS_H

#include <stdbool.h>
#include <stdint.h>

#include "table/port_table.h"

#define NEWS_KNOWN_SLOT 0 /* the budget of what belongs to the baseline, whatever its port */

struct news {
	uint32_t per_s;
	uint32_t burst;
	uint64_t credit_ns[PORT_SLOTS_MAX]; /* saved up, a second being per_s items */
	uint64_t at_ns[PORT_SLOTS_MAX];	    /* when that was counted; 0: never yet */
	uint64_t withheld;		    /* so far */
};

void news_init(struct news *news, uint32_t per_s, uint32_t burst);

/* Takes one item from the budget of a port; false: it is not to be told. */
bool news_take(struct news *news, uint16_t slot, uint64_t now_ns);

#endif
