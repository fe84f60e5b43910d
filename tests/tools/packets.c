// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * usage: packets LINK-TYPE FILE
 *
 * Writes the table of named packets (tests/lib/cases.h) as a capture: one a second, in the order
 * of the table, so that the same table always gives the same file. Link types: ethernet, snapped
 * (Ethernet, cut where the table says, nanoseconds), sll, sll2, raw, null. All but Ethernet hold
 * what is behind an untagged Ethernet header.
 */
#include <pcap/pcap.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cases.h"

#define ETHER_BYTES 14
#define SNAP_BYTES 262144
#define FIRST_S 1700000000

/* A header in place of Ethernet's: its bytes, and where type and source MAC go (0: nowhere). */
struct link {
	const char *name;
	int type;
	uint32_t len;
	uint32_t type_at;
	uint32_t mac_at;
	bool snapped;
	uint8_t header[20];
};

static const struct link links[] = {
	{ .name = "ethernet", .type = DLT_EN10MB },
	{ .name = "snapped", .type = DLT_EN10MB, .snapped = true },
	/* To us, ARPHRD_ETHER, 6 bytes of address (LINKTYPE_LINUX_SLL, _SLL2). */
	{ .name = "sll",
	  .type = DLT_LINUX_SLL,
	  .len = 16,
	  .type_at = 14,
	  .mac_at = 6,
	  .header = { [3] = 1, [5] = 6 } },
	{ .name = "sll2",
	  .type = DLT_LINUX_SLL2,
	  .len = 20,
	  .type_at = 0,
	  .mac_at = 12,
	  .header = { [7] = 2, [9] = 1, [11] = 6 } },
	{ .name = "raw", .type = DLT_RAW },
	{ .name = "null", .type = DLT_NULL, .len = 4, .header = { 30 } },
};

static const struct link *link_find(const char *name)
{
	for (size_t i = 0; i < sizeof(links) / sizeof(links[0]); i++)
		if (!strcmp(links[i].name, name))
			return &links[i];
	return NULL;
}

static bool is_ipv6(const struct packet *packet)
{
	return packet->len > ETHER_BYTES && packet->data[12] == 0x86 && packet->data[13] == 0xdd;
}

/* Puts the link's header in place of Ethernet's. False: the packet is not for this link type. */
static bool relink(struct packet *packet, const struct link *link)
{
	uint8_t header[20];

	if (link->type == DLT_EN10MB)
		return true;
	if (!is_ipv6(packet))
		return false;
	memcpy(header, link->header, sizeof(header));
	if (link->mac_at) {
		memcpy(header + link->type_at, packet->data + 12, 2);
		memcpy(header + link->mac_at, packet->data + 6, 6);
	}
	packet->len -= ETHER_BYTES;
	memmove(packet->data + link->len, packet->data + ETHER_BYTES, packet->len);
	memcpy(packet->data, header, link->len);
	packet->len += link->len;
	return true;
}

static void write_packet(pcap_dumper_t *dumper, const struct link *link,
			 const struct packet_case *row, uint32_t number)
{
	struct pcap_pkthdr header = { .ts = { .tv_sec = FIRST_S + number, .tv_usec = 123456 } };
	struct packet packet;

	packet_build(&packet, row->packet);
	if (row->arrival.tag || row->arrival.pvid || row->arrival.port_flags ||
	    row->arrival.no_mac || !!row->arrival.cap_len != link->snapped ||
	    !relink(&packet, link))
		return;
	header.len = packet.len;
	header.caplen = link->snapped ? row->arrival.cap_len : packet.len;
	pcap_dump((u_char *)dumper, &header, packet.data);
}

int main(int argc, char **argv)
{
	const struct link *link = argc == 3 ? link_find(argv[1]) : NULL;
	uint32_t number = 0;
	pcap_dumper_t *dumper;
	pcap_t *pcap;

	if (!link) {
		fprintf(stderr, "usage: packets ethernet|snapped|sll|sll2|raw|null FILE\n");
		return 2;
	}
	pcap = pcap_open_dead_with_tstamp_precision(link->type, SNAP_BYTES,
						    link->snapped ? PCAP_TSTAMP_PRECISION_NANO :
								    PCAP_TSTAMP_PRECISION_MICRO);
	dumper = pcap ? pcap_dump_open(pcap, argv[2]) : NULL;
	if (!dumper) {
		fprintf(stderr, "packets: cannot write %s: %s\n", argv[2],
			pcap ? pcap_geterr(pcap) : "no memory");
		return 1;
	}
	for (const struct packet_case *const *table = cases_all; *table; table++)
		for (const struct packet_case *row = *table; row->name; row++)
			write_packet(dumper, link, row, number++);
	pcap_dump_close(dumper);
	pcap_close(pcap);
	return 0;
}
