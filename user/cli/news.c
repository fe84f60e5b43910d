// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/news.h"

#include <string.h>

#include "core/timefmt.h"

void news_init(struct news *news, uint32_t per_s, uint32_t burst)
{
	memset(news, 0, sizeof(*news));
	news->per_s = per_s;
	news->burst = burst;
}

bool news_take(struct news *news, uint16_t slot, uint64_t now_ns)
{
	uint64_t cost_ns = TIME_NS_PER_S / news->per_s, most_ns = cost_ns * news->burst;
	unsigned int i = slot < PORT_SLOTS_MAX ? slot : 0;
	uint64_t credit_ns = most_ns, passed_ns;

	if (news->at_ns[i]) {
		passed_ns = now_ns > news->at_ns[i] ? now_ns - news->at_ns[i] : 0;
		credit_ns = news->credit_ns[i];
		credit_ns = passed_ns > most_ns - credit_ns ? most_ns : credit_ns + passed_ns;
	}
	news->at_ns[i] = now_ns;
	if (credit_ns < cost_ns) {
		news->credit_ns[i] = credit_ns;
		news->withheld++;
		return false;
	}
	news->credit_ns[i] = credit_ns - cost_ns;
	return true;
}
