// SPDX-License-Identifier: GPL-2.0-or-later
/* DHCPv6 messages of arbitrary bytes. */
#include "decode/dhcpv6.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dhcpv6_message message;
	uint8_t mac[6];

	if (dhcpv6_decode(data, size, &message))
		return 0;
	fuzz_require(message.addr_count <= DHCPV6_ADDRS_MAX &&
		     message.prefix_count <= DHCPV6_PREFIXES_MAX &&
		     message.dns_count <= DHCPV6_DNS_MAX &&
		     message.relay_count <= DHCPV6_RELAYS_MAX);
	fuzz_require(message.client.len <= DHCPV6_DUID_MAX &&
		     message.server.len <= DHCPV6_DUID_MAX);
	fuzz_require(message.type != DHCPV6_RELAY_FORW && message.type != DHCPV6_RELAY_REPL);
	fuzz_require_text(message.fqdn, sizeof(message.fqdn));
	dhcpv6_duid_mac(&message.client, mac);
	dhcpv6_duid_mac(&message.server, mac);
	return 0;
}
