// SPDX-License-Identifier: GPL-2.0-or-later
#include "detect/config.h"

struct detect_config detect_config_default(bool passive)
{
	return (struct detect_config){
		.learn_ns = passive ? DETECT_LEARN_PASSIVE_NS : DETECT_LEARN_NS,
		.ra_rate_max = 20,
		.ra_sources_max = 10,
		.addresses_per_prefix_max = 32,
		.addresses_gained_max = 16,
		.addresses_gained_learning_max = 64,
		.neighbours_info = 256,
		.neighbours_max = 1000,
		.neighbours_factor = 3,
	};
}
