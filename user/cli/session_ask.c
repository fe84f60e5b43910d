// SPDX-License-Identifier: GPL-2.0-or-later
/* New addresses are asked whether they are there: collector_on_ask(). */
#include "cli/session.h"

bool session_ask(void *ctx, const struct host_address *address, uint64_t now_ns)
{
	struct session *session = ctx;

	for (unsigned int i = 0; i < session->link_count; i++) {
		struct session_link *link = &session->links[i];

		if (link->link == address->key.link)
			return link->probing &&
			       probe_ns(&link->probe, &address->key.addr, address->host->key.mac,
					address->key.vlan, now_ns) == 0;
	}
	return false;
}
