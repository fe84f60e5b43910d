// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A new address may prove itself at once: asked with a unicast NS (RFC 4861 section 7.2.2), it
 * answers with an NA. Until then only time proves it, two sightings 10 s apart.
 */
#include <string.h>

#include "collect/collector_private.h"
#include "core/addr.h"

#define ANSWER_NS 3000000000ULL /* three times RetransTimer, RFC 4861 section 10 */

void collector_on_ask(struct collector *collector, collector_ask_fn ask, void *ctx)
{
	collector->ask = ask;
	collector->ask_ctx = ctx;
}

static struct asked *asked_find(struct collector *collector, const struct host_address_key *key)
{
	for (unsigned int i = 0; i < ASKED_MAX; i++)
		if (collector->asked[i].at_ns &&
		    memcmp(&collector->asked[i].key, key, sizeof(*key)) == 0)
			return &collector->asked[i];
	return NULL;
}

static bool may_ask(const struct collector *collector, const struct host_address *address)
{
	return collector->ask && address->proof == HOST_PROOF_CANDIDATE &&
	       address->host->key.has_mac && !address->host->self &&
	       !addr_is_v4mapped(&address->key.addr) &&
	       !(address->learned & SW_LEARN_BIT(SW_LEARN_NA)); /* an answer could not be told */
}

void ask_or_believe(struct collector *collector, struct host_address *address)
{
	struct asked *asked = asked_find(collector, &address->key);

	if (asked) {
		if (address->learned & SW_LEARN_BIT(SW_LEARN_NA) &&
		    address->seen_ns >= asked->at_ns && address->seen_ns - asked->at_ns < ANSWER_NS)
			host_table_answered(collector->tables->hosts, address, address->seen_ns);
		return;
	}
	if (!may_ask(collector, address) ||
	    !collector->ask(collector->ask_ctx, address, collector->now_ns))
		return;
	asked = &collector->asked[collector->asked_count++ % ASKED_MAX];
	asked->key = address->key;
	asked->at_ns = collector->now_ns;
}
