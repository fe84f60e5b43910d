// SPDX-License-Identifier: GPL-2.0-or-later
/* mDNS and LLMNR messages of arbitrary bytes, and with them domain names. */
#include "decode/mdns.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct mdns_message message;
	char text[DOMAIN_TEXT_MAX];
	size_t next;

	for (size_t off = 0; off < size && off < 16; off++) {
		int r = domain_decode(data, size, off, off % 2, text, sizeof(text), &next);

		if (!r) {
			fuzz_require(next > off && next <= size);
			fuzz_require_text(text, sizeof(text));
		}
	}
	if (mdns_decode(data, size, &message))
		return 0;
	fuzz_require(message.count <= MDNS_NAMES_MAX);
	for (unsigned int i = 0; i < message.count; i++) {
		fuzz_require(message.names[i].name[0]);
		fuzz_require_text(message.names[i].name, sizeof(message.names[i].name));
	}
	return 0;
}
