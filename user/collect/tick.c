// SPDX-License-Identifier: GPL-2.0-or-later
#include "collect/tick.h"

#include "core/timefmt.h"

uint64_t tick_age_ns(const struct tick_clock *clock, uint32_t tick)
{
	uint32_t distance = clock->tick - tick;

	if (distance > INT32_MAX)
		return 0;
	return distance * TIME_NS_PER_S / clock->per_s;
}

uint64_t tick_to_ns(const struct tick_clock *clock, uint32_t tick)
{
	uint64_t age_ns = tick_age_ns(clock, tick);

	return age_ns < clock->now_ns ? clock->now_ns - age_ns : 0;
}

uint32_t tick_from_ns(uint64_t ns, uint32_t per_s)
{
	uint64_t whole_s = ns / TIME_NS_PER_S;
	uint64_t rest_ns = ns % TIME_NS_PER_S;

	return (uint32_t)(whole_s * per_s + rest_ns * per_s / TIME_NS_PER_S);
}
