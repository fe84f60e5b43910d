// SPDX-License-Identifier: GPL-2.0-or-later
#include "fake_engine.h"

#include <stdlib.h>
#include <string.h>

#define CPUS 2
#define PORT_SLOTS 4
#define SETS 4

static void *array_new(size_t count, size_t size)
{
	void *array = calloc(count, size);

	if (!array)
		abort();
	return array;
}

struct engine *fake_engine_new(unsigned int known_sets)
{
	struct engine *engine = array_new(1, sizeof(*engine));
	struct sw_config *config = &engine->config;

	engine->cpus = CPUS;
	config->seed =
		(struct sw_seed){ 0x1234567890abcdef,
				  { 0x9e3779b97f4a7c15, 0xbf58476d1ce4e5b9, 0x94d049bb133111eb } };
	config->ticks_per_s = 250;
	config->port_slots = PORT_SLOTS;
	config->known_sets = known_sets;
	config->fresh_sets = SETS;
	config->datagram_sets = SETS;
	config->peer_sets = SETS;
	config->replay = 1;
	engine->tallies = array_new(CPUS * PORT_SLOTS, sizeof(struct sw_tally));
	engine->sketches = array_new(PORT_SLOTS * SW_SKETCH_MAX * 2, sizeof(struct sw_sketch));
	engine->known = array_new(known_sets, sizeof(struct sw_known_set));
	engine->known_stats =
		array_new((size_t)CPUS * known_sets * SW_WAYS, sizeof(struct sw_known_stat));
	engine->fresh = array_new(CPUS * SETS, sizeof(struct sw_fresh_set));
	engine->datagrams = array_new(CPUS * SETS, sizeof(struct sw_datagram_set));
	engine->peers = array_new(CPUS * SETS, sizeof(struct sw_peer_set));
	engine->control = array_new(1, sizeof(struct sw_control));
	engine->replay = array_new(1, sizeof(struct sw_replay));
	engine->ports = array_new(SW_PORT_SETS, sizeof(struct sw_port_set));
	return engine;
}

void fake_engine_seed(struct engine *engine, uint64_t seed)
{
	struct sw_seed *secret = &engine->config.seed;

	/* SplitMix64: any number makes a whole secret. */
	for (int i = 0; i < 4; i++) {
		uint64_t z = (seed += 0x9e3779b97f4a7c15);

		z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
		z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
		z ^= z >> 31;
		if (i)
			secret->odd[i - 1] = z | 1;
		else
			secret->start = z;
	}
}

void fake_engine_free(struct engine *engine)
{
	free(engine->tallies);
	free(engine->sketches);
	free(engine->known);
	free(engine->known_stats);
	free((void *)engine->fresh);
	free((void *)engine->datagrams);
	free((void *)engine->peers);
	free(engine->control);
	free(engine->replay);
	free(engine->ports);
	free(engine);
}

struct sw_host_key fake_key(uint32_t n)
{
	uint8_t addr[16] = {
		0xfe,	   0x80, [12] = (uint8_t)(n >> 24), (uint8_t)(n >> 16), (uint8_t)(n >> 8),
		(uint8_t)n
	};
	struct sw_host_key key = { .link = 1 };

	memcpy(&key.addr, addr, sizeof(addr));
	return key;
}

union sw_binding fake_binding(uint32_t n)
{
	union sw_binding binding = {
		.mac = { 0x02, 0, (uint8_t)(n >> 24), (uint8_t)(n >> 16), (uint8_t)(n >> 8),
			 (uint8_t)n },
	};

	binding.port = 1;
	return binding;
}
