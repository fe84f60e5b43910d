// SPDX-License-Identifier: GPL-2.0-or-later
#include "decode/nd_option.h"

#include <errno.h>
#include <string.h>

#define ND_OPTION_UNIT 8 /* RFC 4861 section 4.6 */

int nd_option_next(struct nd_option_walk *walk, struct nd_option *ret_option)
{
	size_t len;

	if (!walk->left)
		return 0;
	if (walk->left < 2)
		return walk->head ? 0 : -EBADMSG;
	len = (size_t)walk->data[1] * ND_OPTION_UNIT;
	if (!len)
		return -EBADMSG;
	if (len > walk->left)
		return walk->head ? 0 : -EBADMSG;
	*ret_option = (struct nd_option){
		.data = walk->data,
		.len = (uint16_t)len,
		.type = walk->data[0],
	};
	walk->data += len;
	walk->left -= len;
	return 1;
}

bool nd_option_mac(const struct nd_option *option, uint8_t ret_mac[static 6])
{
	if (option->len != ND_OPTION_UNIT)
		return false;
	memcpy(ret_mac, option->data + 2, 6);
	return true;
}

uint8_t nd_option_nonce(const struct nd_option *option, uint8_t ret_nonce[static ND_NONCE_MAX])
{
	size_t len = option->len - 2U;

	if (len > ND_NONCE_MAX)
		len = ND_NONCE_MAX;
	memcpy(ret_nonce, option->data + 2, len);
	return (uint8_t)len;
}
