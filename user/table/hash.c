// SPDX-License-Identifier: GPL-2.0-or-later
#include "table/hash.h"

#include <string.h>

/* For tests, where the order of nothing may depend on chance. */
static const struct sw_seed fixed_seed = {
	.start = 0x9e3779b97f4a7c15ULL,
	.odd = { 0xbf58476d1ce4e5b9ULL, 0x94d049bb133111ebULL, 0xd6e8feb86659fd93ULL },
};

unsigned int table_hash(const struct sw_seed *seed, const void *key, size_t len)
{
	const unsigned char *bytes = key;
	uint64_t hash;

	if (!seed->odd[0])
		seed = &fixed_seed;
	hash = seed->start ^ len;
	for (size_t i = 0; i < len; i += sizeof(uint64_t)) {
		uint64_t word = 0;
		size_t left = len - i;

		memcpy(&word, bytes + i, left < sizeof(word) ? left : sizeof(word));
		hash = sw_hash_mix(hash, word, seed->odd[i / sizeof(word) % 3]);
	}
	hash = sw_hash_mix(hash, 0, seed->odd[2]);
	return (unsigned int)(hash ^ hash >> 32);
}
