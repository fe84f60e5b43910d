// SPDX-License-Identifier: GPL-2.0-or-later
#include "collect/capture_link.h"

#include <net/if_arp.h>
#include <netinet/in.h>
#include <pcap/dlt.h>
#include <string.h>

#define ETHERTYPE_IPV4 0x0800
#define ETHERTYPE_IPV6 0x86dd
#define ETHERTYPE_NONE 0 /* counts as other */
#define MAC_BYTES 6
#define HW_NETLINK 824 /* ARPHRD_NETLINK */

enum link_kind {
	LINK_ETHERNET,
	LINK_COOKED,
	LINK_COOKED2,
	LINK_IP, /* the first nibble tells the version */
	LINK_IPV4,
	LINK_IPV6,
};

struct capture_link {
	int dlt;
	uint32_t link_type;
	enum link_kind kind;
	size_t header_bytes;
	const char *name;
};

static const struct capture_link links[] = {
	{ DLT_EN10MB, 1, LINK_ETHERNET, CAPTURE_ETHERNET_BYTES, "Ethernet" },
	{ DLT_LINUX_SLL, 113, LINK_COOKED, 16, "Linux cooked" },
	{ DLT_LINUX_SLL2, 276, LINK_COOKED2, 20, "Linux cooked v2" },
	{ DLT_RAW, 101, LINK_IP, 0, "raw IP" },
	{ DLT_IPV4, 228, LINK_IPV4, 0, "raw IPv4" },
	{ DLT_IPV6, 229, LINK_IPV6, 0, "raw IPv6" },
	{ DLT_NULL, 0, LINK_IP, 4, "BSD loopback" },
	{ DLT_LOOP, 108, LINK_IP, 4, "OpenBSD loopback" },
};

#define LINK_COUNT (sizeof(links) / sizeof(links[0]))

const struct capture_link *capture_link_of_dlt(int dlt)
{
	for (size_t i = 0; i < LINK_COUNT; i++)
		if (links[i].dlt == dlt)
			return &links[i];
	return NULL;
}

const struct capture_link *capture_link_of_type(uint32_t link_type)
{
	for (size_t i = 0; i < LINK_COUNT; i++)
		if (links[i].link_type == link_type)
			return &links[i];
	return NULL;
}

const char *capture_link_name(const struct capture_link *link)
{
	return link->name;
}

bool capture_link_is_ethernet(const struct capture_link *link)
{
	return link->kind == LINK_ETHERNET;
}

size_t capture_link_header_bytes(const struct capture_link *link)
{
	return link->header_bytes;
}

static uint16_t be16_at(const uint8_t *data)
{
	return (uint16_t)(data[0] << 8 | data[1]);
}

static void header_set_type(uint8_t *header, uint16_t type)
{
	header[12] = (uint8_t)(type >> 8);
	header[13] = (uint8_t)type;
}

/* Only an Ethernet device has a MAC there. What a netlink device shows is no packet at all. */
static bool cooked_source(uint16_t hardware, uint16_t length, const uint8_t *mac, uint8_t *header)
{
	if (hardware == HW_NETLINK)
		header_set_type(header, ETHERTYPE_NONE);
	if (hardware != ARPHRD_ETHER || length != MAC_BYTES)
		return false;
	memcpy(header + MAC_BYTES, mac, MAC_BYTES);
	return true;
}

static uint16_t ip_type(const uint8_t *data, size_t len)
{
	if (!len)
		return ETHERTYPE_NONE;
	switch (data[0] >> 4) {
	case 4:
		return ETHERTYPE_IPV4;
	case 6:
		return ETHERTYPE_IPV6;
	default:
		return ETHERTYPE_NONE;
	}
}

bool capture_link_rebuild(const struct capture_link *link, const uint8_t *data, size_t len,
			  uint8_t ret_header[static CAPTURE_ETHERNET_BYTES], bool *ret_no_mac)
{
	memset(ret_header, 0, CAPTURE_ETHERNET_BYTES);
	*ret_no_mac = true;
	if (len < link->header_bytes)
		return false;
	switch (link->kind) {
	case LINK_ETHERNET:
		memcpy(ret_header, data, CAPTURE_ETHERNET_BYTES);
		*ret_no_mac = false;
		break;
	case LINK_COOKED: /* packet type, hardware type, length, address[8], protocol */
		header_set_type(ret_header, be16_at(data + 14));
		*ret_no_mac =
			!cooked_source(be16_at(data + 2), be16_at(data + 4), data + 6, ret_header);
		break;
	case LINK_COOKED2: /* protocol, 0, interface[4], hardware type, packet type, length, … */
		header_set_type(ret_header, be16_at(data));
		*ret_no_mac = !cooked_source(be16_at(data + 8), data[11], data + 12, ret_header);
		break;
	case LINK_IP:
		header_set_type(ret_header,
				ip_type(data + link->header_bytes, len - link->header_bytes));
		break;
	case LINK_IPV4:
		header_set_type(ret_header, ETHERTYPE_IPV4);
		break;
	case LINK_IPV6:
		header_set_type(ret_header, ETHERTYPE_IPV6);
		break;
	}
	return true;
}
