// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * usage: bench_capture speed FRAMES FILE
 *        bench_capture day HOSTS FILE
 *
 * speed: the mixed traffic of a thousand hosts, 10 µs apart, to see how fast `read` is.
 * day: 24 hours of a healthy link: a router that says the same every 200 s, hosts that come up one
 * after the other with DAD and MLD, then talk and look for each other. No alert may come of it.
 */
#include <pcap/pcap.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "packet.h"

#define HOSTS 1000
#define HOSTS_MAX 60000
#define FRAME_MAX 256
#define FIRST_S 1700000000
#define US_PER_S 1000000ULL
#define DAY_S 86400U
#define RA_EVERY_S 200 /* within RFC 4861's 200 to 600 s */
#define TALK_EVERY_S 30
#define COME_UP_S 3 /* between one host and the next */
#define TEXT_MAX 64
#define ROUTER "fe80::1"
#define ROUTER_MAC "02:00:00:00:ff:01"

struct frame {
	uint32_t len;
	uint8_t data[FRAME_MAX];
};

struct writer {
	pcap_dumper_t *dumper;
	uint64_t now_us;
};

static void write_frame(struct writer *writer, const struct frame *frame)
{
	struct pcap_pkthdr header = {
		.ts = { .tv_sec = (time_t)(FIRST_S + writer->now_us / US_PER_S),
			.tv_usec = (suseconds_t)(writer->now_us % US_PER_S) },
		.caplen = frame->len,
		.len = frame->len,
	};

	pcap_dump((u_char *)writer->dumper, &header, frame->data);
}

static struct frame build(const struct layer *layers)
{
	static struct packet packet; /* large: not on the stack each time */
	struct frame frame;

	packet_build(&packet, layers);
	if (packet.len > sizeof(frame.data))
		abort();
	frame.len = packet.len;
	memcpy(frame.data, packet.data, packet.len);
	return frame;
}

/* One host's names for itself. */
struct host {
	char mac[TEXT_MAX];
	char local[TEXT_MAX];
	char global[TEXT_MAX];
	char ipv4[TEXT_MAX];
	char group[TEXT_MAX]; /* solicited-node */
};

static struct host host_of(unsigned int n)
{
	struct host host;
	unsigned int id = n + 0x100;

	snprintf(host.mac, TEXT_MAX, "02:00:00:01:%02x:%02x", id >> 8 & 0xff, id & 0xff);
	snprintf(host.local, TEXT_MAX, "fe80::ff:fe01:%x", id);
	snprintf(host.global, TEXT_MAX, "2001:db8:1::ff:fe01:%x", id);
	snprintf(host.ipv4, TEXT_MAX, "192.0.%u.%u", id >> 8 & 0xff, id & 0xff);
	snprintf(host.group, TEXT_MAX, "ff02::1:ff01:%x", id);
	return host;
}

static struct frame router_advertises(void)
{
	return build(PACKET(ETHER(ROUTER_MAC), IPV6(ROUTER, "ff02::1", 255), RA(1800),
			    SLLA(ROUTER_MAC), MTU(1500), PIO("2001:db8:1::", 64, 0xc0)));
}

enum { TALK_TCP, TALK_REPLY, TALK_IPV4, TALK_NS, TALK_NA, TALK_ARP, TALK_MDNS, TALK_KINDS };

static struct frame host_says(unsigned int n, int kind)
{
	struct host h = host_of(n), peer = host_of((n + 1) % HOSTS);

	switch (kind) {
	case TALK_REPLY:
		return build(PACKET(ETHER(ROUTER_MAC), IPV6("2001:db8:2::1", h.global, 60),
				    TCP(443, 40000), FILL(0x17, 100)));
	case TALK_IPV4:
		return build(PACKET(ETHER(h.mac), IPV4(h.ipv4, "198.51.100.1"), TCP(40000, 443)));
	case TALK_NS:
		return build(
			PACKET(ETHER(h.mac), IPV6(h.local, ROUTER, 255), NS(ROUTER), SLLA(h.mac)));
	case TALK_NA:
		return build(PACKET(ETHER(h.mac), IPV6(h.global, ROUTER, 255), NA(h.global, 0x40)));
	case TALK_ARP:
		return build(PACKET(ETHER(h.mac), ARP(1, h.ipv4, peer.ipv4)));
	case TALK_MDNS:
		return build(PACKET(ETHER(h.mac), IPV6(h.local, "ff02::fb", 255), UDP(5353, 5353),
				    FILL(0, 40)));
	default:
		return build(PACKET(ETHER(h.mac), IPV6(h.global, "2001:db8:2::1", 64),
				    TCP(40000, 443), FILL(0x17, 100)));
	}
}

static void write_speed(struct writer *writer, unsigned long frames)
{
	struct frame *said = calloc(HOSTS * TALK_KINDS, sizeof(*said));
	unsigned int random = 1;

	if (!said)
		abort();
	for (unsigned int i = 0; i < HOSTS * TALK_KINDS; i++)
		said[i] = host_says(i / TALK_KINDS, (int)(i % TALK_KINDS));
	for (unsigned long n = 0; n < frames; n++) {
		unsigned int host, kind;

		random = random * 1103515245 + 12345;
		host = (random >> 16) % HOSTS;
		/* Half of all frames is data; the rest is spread over the kinds. */
		kind = random >> 15 & 1 ? TALK_TCP : (random >> 8) % TALK_KINDS;
		write_frame(writer, &said[host * TALK_KINDS + kind]);
		writer->now_us += 10;
	}
	free(said);
}

static void come_up(struct writer *writer, unsigned int n)
{
	struct host h = host_of(n);
	struct frame frames[] = {
		build(PACKET(ETHER(h.mac), IPV6("::", h.group, 255), NS(h.local))),
		build(PACKET(ETHER(h.mac), IPV6(h.local, "ff02::2", 255), RS, SLLA(h.mac))),
		build(PACKET(ETHER(h.mac), IPV6("::", h.group, 255), NS(h.global))),
		build(PACKET(ETHER(h.mac), IPV6(h.local, "ff02::16", 1), ICMPV6(143, 0, 1),
			     U32(0x04000000), ADDR(h.group))),
	};

	for (size_t i = 0; i < sizeof(frames) / sizeof(frames[0]); i++) {
		write_frame(writer, &frames[i]);
		writer->now_us += 1000;
	}
}

/* What one host does in a round: looks for its router, talks, is asked and answers. */
static void talk(struct writer *writer, unsigned int n)
{
	struct host h = host_of(n);
	struct frame asked = build(PACKET(ETHER(ROUTER_MAC), IPV6(ROUTER, h.global, 255),
					  NS(h.global), SLLA(ROUTER_MAC)));
	const int kinds[] = { TALK_NS, TALK_TCP, TALK_REPLY, TALK_ARP, TALK_IPV4 };

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		struct frame frame = host_says(n, kinds[i]);

		write_frame(writer, &frame);
		writer->now_us += 100;
	}
	write_frame(writer, &asked);
	writer->now_us += 100;
	asked = host_says(n, TALK_NA);
	write_frame(writer, &asked);
}

static void write_day(struct writer *writer, unsigned int hosts)
{
	struct frame ra = router_advertises();

	for (unsigned int second = 0; second < DAY_S; second++) {
		writer->now_us = second * US_PER_S;
		if (second % RA_EVERY_S == 0)
			write_frame(writer, &ra);
		if (second % COME_UP_S == 1 && second / COME_UP_S < hosts)
			come_up(writer, second / COME_UP_S);
		for (unsigned int n = second % TALK_EVERY_S; n < hosts; n += TALK_EVERY_S)
			if (n * COME_UP_S + TALK_EVERY_S < second)
				talk(writer, n);
	}
}

int main(int argc, char **argv)
{
	unsigned long number = argc == 4 ? strtoul(argv[2], NULL, 10) : 0;
	pcap_t *pcap = pcap_open_dead(DLT_EN10MB, 65535);
	struct writer writer = { 0 };

	if (!number || !pcap || (strcmp(argv[1], "speed") && number > HOSTS_MAX)) {
		fprintf(stderr, "usage: bench_capture speed FRAMES FILE | day HOSTS FILE\n");
		return 2;
	}
	writer.dumper = pcap_dump_open(pcap, argv[3]);
	if (!writer.dumper) {
		fprintf(stderr, "bench_capture: %s\n", pcap_geterr(pcap));
		return 1;
	}
	if (!strcmp(argv[1], "speed"))
		write_speed(&writer, number);
	else
		write_day(&writer, (unsigned int)number);
	pcap_dump_close(writer.dumper);
	pcap_close(pcap);
	return 0;
}
