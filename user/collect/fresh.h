/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reads the tier of not yet admitted addresses (struct sw_fresh_set) while the CPUs write it. */
#ifndef COLLECT_FRESH_H
#define COLLECT_FRESH_H

#include "collect/engine.h"

/*
 * A whole, unmixed copy of the entry at a record's slot; its counters may be newer than the
 * record. -ENOENT: empty; -EAGAIN: being written, try again with the next tick; -EINVAL: no such
 * slot. The entry may by now be another address: compare the key.
 */
int fresh_read(const struct engine *engine, uint32_t slot, struct sw_fresh_host *ret_host);

/* Slots of all CPUs: 0 to fresh_slots() - 1. */
uint32_t fresh_slots(const struct engine *engine);

#endif
