/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An engine whose arrays are plain memory: for the readers and writers of the maps, without BPF. */
#ifndef TESTS_FAKE_ENGINE_H
#define TESTS_FAKE_ENGINE_H

#include "collect/engine.h"

/* Small tables with a fixed seed, CPUs and ticks: 2 CPUs, 250 ticks a second. */
struct engine *fake_engine_new(unsigned int known_sets);
/* Another secret for the hash. Before anything is put into the tables. */
void fake_engine_seed(struct engine *engine, uint64_t seed);

void fake_engine_free(struct engine *engine);

/* The address fe80::n on link 1, and a binding that belongs to it and to no other. */
struct sw_host_key fake_key(uint32_t n);
union sw_binding fake_binding(uint32_t n);

#endif
