// SPDX-License-Identifier: GPL-2.0-or-later
/* Router advertisements of arbitrary bytes, whole and as heads. */
#include "decode/ra.h"
#include "fuzz.h"

static void check(const struct ra_message *ra)
{
	fuzz_require(ra->prefix_count <= RA_PREFIXES_MAX && ra->route_count <= RA_ROUTES_MAX &&
		     ra->rdnss_count <= RA_RDNSS_MAX && ra->dnssl_count <= RA_DNSSL_MAX &&
		     ra->pref64_count <= RA_PREF64_MAX && ra->unknown_count <= RA_UNKNOWN_MAX);
	fuzz_require(ra->nonce_len <= ND_NONCE_MAX);
	fuzz_require(ra->malformed_count + ra->unknown_total <= ra->option_count);
	fuzz_require_text(ra->captive_portal, sizeof(ra->captive_portal));
	for (unsigned int i = 0; i < ra->dnssl_count; i++) {
		fuzz_require(ra->dnssl[i].domain[0]);
		fuzz_require_text(ra->dnssl[i].domain, sizeof(ra->dnssl[i].domain));
	}
	for (unsigned int i = 0; i < ra->prefix_count; i++)
		fuzz_require(prefix_contains(&ra->prefixes[i].prefix, &ra->prefixes[i].router));
	for (unsigned int i = 0; i < ra->route_count; i++)
		fuzz_require(ra->routes[i].prefix.len <= 128);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct ra_message whole, head;
	int r = ra_decode(data, size, &whole);

	if (!r)
		check(&whole);
	if (!ra_decode_head(data, size, &head))
		check(&head);
	else
		fuzz_require(r); /* what is good as a whole is good as a head */
	return 0;
}
