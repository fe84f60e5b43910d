// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/vendor.h"

#include <string.h>

#include "core/addr.h"
#include "core/text.h"

#define VENDOR_MAGIC "SIXOUI1\n"
#define VENDOR_MAGIC_LEN 8
#define VENDOR_KINDS 3
#define VENDOR_HEADER_LEN (VENDOR_MAGIC_LEN + VENDOR_KINDS * 4)
#define VENDOR_KEY_LEN 5
#define VENDOR_ENTRY_LEN 8

/* vendor_data.S */
extern const uint8_t vendor_table[];
extern const uint8_t vendor_table_end[];

/* One kind of block: sorted entries that all have the same prefix length. */
struct vendor_section {
	const uint8_t *entries;
	size_t count;
};

static uint32_t vendor_be32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static const uint8_t *vendor_search(const struct vendor_section *section,
				    const uint8_t key[static VENDOR_KEY_LEN])
{
	size_t low = 0, high = section->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const uint8_t *entry = section->entries + middle * VENDOR_ENTRY_LEN;
		int order = memcmp(key, entry, VENDOR_KEY_LEN);

		if (!order)
			return entry;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

/* Longest blocks first, as they lie in the table. */
static const uint8_t *vendor_match(const struct vendor_section sections[static VENDOR_KINDS],
				   const uint8_t mac[static 6])
{
	static const uint8_t masks[VENDOR_KINDS][VENDOR_KEY_LEN] = {
		{ 0xff, 0xff, 0xff, 0xff, 0xf0 }, /* MA-S and IAB: /36 */
		{ 0xff, 0xff, 0xff, 0xf0, 0x00 }, /* MA-M: /28 */
		{ 0xff, 0xff, 0xff, 0x00, 0x00 }, /* MA-L: /24 */
	};

	for (unsigned int kind = 0; kind < VENDOR_KINDS; kind++) {
		uint8_t key[VENDOR_KEY_LEN];
		const uint8_t *entry;

		for (unsigned int i = 0; i < VENDOR_KEY_LEN; i++)
			key[i] = mac[i] & masks[kind][i];
		entry = vendor_search(&sections[kind], key);
		if (entry)
			return entry;
	}
	return NULL;
}

const char *vendor_find(const uint8_t *table, size_t len, const uint8_t mac[static 6], char *buf,
			size_t size)
{
	struct vendor_section sections[VENDOR_KINDS];
	const uint8_t *rest, *entry;
	size_t left, off;

	if (len < VENDOR_HEADER_LEN || memcmp(table, VENDOR_MAGIC, VENDOR_MAGIC_LEN))
		return NULL;
	rest = table + VENDOR_HEADER_LEN;
	left = len - VENDOR_HEADER_LEN;
	for (unsigned int kind = 0; kind < VENDOR_KINDS; kind++) {
		size_t count = vendor_be32(table + VENDOR_MAGIC_LEN + kind * 4);

		if (count > left / VENDOR_ENTRY_LEN)
			return NULL;
		sections[kind] = (struct vendor_section){ .entries = rest, .count = count };
		rest += count * VENDOR_ENTRY_LEN;
		left -= count * VENDOR_ENTRY_LEN;
	}
	entry = vendor_match(sections, mac);
	if (!entry)
		return NULL;
	off = vendor_be32(entry + VENDOR_ENTRY_LEN - 4) & 0xffffff;
	if (off >= left || rest[off] > left - off - 1)
		return NULL;
	return text_escape(buf, size, rest + off + 1, rest[off]);
}

const char *vendor_name(const uint8_t mac[static 6], char *buf, size_t size)
{
	if (mac_is_local(mac) || mac_is_group(mac))
		return NULL;
	return vendor_find(vendor_table, (size_t)(vendor_table_end - vendor_table), mac, buf, size);
}
