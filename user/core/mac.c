// SPDX-License-Identifier: GPL-2.0-or-later
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "core/addr.h"

#define MAC_GROUP_BIT 0x01 /* IEEE 802-2014 section 8.2 */
#define MAC_LOCAL_BIT 0x02

bool mac_is_zero(const uint8_t mac[static 6])
{
	static const uint8_t zero[6];

	return !memcmp(mac, zero, sizeof(zero));
}

bool mac_is_group(const uint8_t mac[static 6])
{
	return mac[0] & MAC_GROUP_BIT;
}

bool mac_is_local(const uint8_t mac[static 6])
{
	return mac[0] & MAC_LOCAL_BIT;
}

char *mac_format(char buf[static MAC_TEXT_MAX], const uint8_t mac[static 6])
{
	snprintf(buf, MAC_TEXT_MAX, "%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2], mac[3],
		 mac[4], mac[5]);
	return buf;
}

static int mac_parse_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (isxdigit((unsigned char)c))
		return tolower((unsigned char)c) - 'a' + 10;
	return -EINVAL;
}

int mac_parse(const char *text, uint8_t ret_mac[static 6])
{
	uint8_t mac[6];
	char separator = 0;

	for (unsigned int i = 0; i < sizeof(mac); i++) {
		int high = 0, low = mac_parse_digit(*text);

		if (low < 0)
			return -EINVAL;
		text++;
		if (mac_parse_digit(*text) >= 0) {
			high = low;
			low = mac_parse_digit(*text++);
		}
		mac[i] = (uint8_t)(high << 4 | low);
		if (i == sizeof(mac) - 1)
			break;
		if (!separator && (*text == ':' || *text == '-'))
			separator = *text;
		if (!separator || *text != separator)
			return -EINVAL;
		text++;
	}
	if (*text)
		return -EINVAL;
	memcpy(ret_mac, mac, sizeof(mac));
	return 0;
}
