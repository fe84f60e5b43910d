// SPDX-License-Identifier: GPL-2.0-or-later
/* NS, NA, RS and redirects of arbitrary bytes, whole and as heads. */
#include "decode/nd.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct nd_message whole, head;
	int r = nd_decode(data, size, &whole);

	if (!r) {
		fuzz_require(!nd_decode_head(data, size, &head));
		fuzz_require(whole.option_count == head.option_count && head.truncated);
		fuzz_require(whole.nonce_len <= ND_NONCE_MAX);
		fuzz_require(whole.unknown_count <= whole.option_count);
	} else {
		nd_decode_head(data, size, &head);
	}
	return 0;
}
