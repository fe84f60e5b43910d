// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * usage: bench_flood IFACE ns|ra|data FRAMES SECONDS [FIRST]
 *
 * Sends at most FRAMES frames within SECONDS, each from a new link-local source and its own MAC,
 * counted up from FIRST (0), as fast as a packet socket can without a queue. Closes with
 * "FRAMES SECONDS".
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "packet.h"

#define BATCH 64
#define SOURCE_AT (14 + 8 + 12)
#define MAC_AT (6 + 2)
#define SUM_AT (14 + 40 + 2)
#define SLLA_AT(packet) ((packet)->len - 4)

struct flood {
	struct packet frame[BATCH];
	struct iovec iovec[BATCH];
	struct mmsghdr message[BATCH];
	int with_option; /* the MAC stands in an option as well */
};

static double now_s(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static const struct kind {
	const char *name;
	const struct layer *packet;
} kinds[] = {
	{ "ns",
	  PACKET(IPV6("fe80::6:0:0", "ff02::1:ff00:1", 255), NS("fe80::1"), SLLA(PACKET_MAC)) },
	{ "ra", PACKET(IPV6("fe80::6:0:0", "ff02::1", 255), RA(1800),
		       PIO("2001:db8:66::", 64, 0xc0), SLLA(PACKET_MAC)) },
	{ "data", PACKET(IPV6("fe80::6:0:0", "fe80::1", 64), UDP(9, 9), FILL(0, 18)) },
};

static const struct layer *packet_of(const char *name)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (!strcmp(kinds[i].name, name))
			return kinds[i].packet;
	return NULL;
}

static void flood_init(struct flood *flood, const char *kind)
{
	flood->with_option = strcmp(kind, "data") != 0;
	for (int i = 0; i < BATCH; i++) {
		packet_build(&flood->frame[i], packet_of(kind));
		flood->iovec[i].iov_base = flood->frame[i].data;
		flood->iovec[i].iov_len = flood->frame[i].len;
		flood->message[i].msg_hdr.msg_iov = &flood->iovec[i];
		flood->message[i].msg_hdr.msg_iovlen = 1;
	}
}

/* Replaces four bytes and corrects the checksum (RFC 1624): source, and the MAC in the option. */
static void replace(struct packet *packet, uint32_t at, uint32_t value, int summed)
{
	uint16_t *sum = (uint16_t *)(packet->data + SUM_AT);
	uint32_t before, total;

	memcpy(&before, packet->data + at, 4);
	memcpy(packet->data + at, &value, 4);
	if (!summed)
		return;
	total = (uint16_t) ~*sum + (uint16_t)~before + (uint16_t) ~(before >> 16);
	total += (value & 0xffff) + (value >> 16);
	total = (total & 0xffff) + (total >> 16);
	total = (total & 0xffff) + (total >> 16);
	*sum = (uint16_t)~total;
}

static void set_source(const struct flood *flood, struct packet *packet, uint32_t number)
{
	replace(packet, SOURCE_AT, htonl(number), flood->with_option);
	replace(packet, MAC_AT, htonl(number), 0);
	if (flood->with_option)
		replace(packet, SLLA_AT(packet), htonl(number), 1);
}

static int open_socket(const char *interface)
{
	struct sockaddr_ll address = { .sll_family = AF_PACKET };
	int fd = socket(AF_PACKET, SOCK_RAW, 0), yes = 1;

	address.sll_ifindex = (int)if_nametoindex(interface);
	if (fd < 0 || !address.sll_ifindex ||
	    bind(fd, (struct sockaddr *)&address, sizeof(address))) {
		fprintf(stderr, "bench_flood: %s: %s\n", interface, strerror(errno));
		exit(1);
	}
	setsockopt(fd, SOL_PACKET, PACKET_QDISC_BYPASS, &yes, sizeof(yes));
	return fd;
}

int main(int argc, char **argv)
{
	struct flood *flood = calloc(1, sizeof(*flood));
	double begin, seconds;
	unsigned long frames, sent = 0;
	uint32_t number;
	int fd;

	if (argc < 5 || !packet_of(argv[2]) || !flood) {
		fprintf(stderr, "usage: bench_flood IFACE ns|ra|data FRAMES SECONDS [FIRST]\n");
		return 2;
	}
	frames = strtoul(argv[3], NULL, 10);
	seconds = strtod(argv[4], NULL);
	number = argc > 5 ? (uint32_t)strtoul(argv[5], NULL, 10) : 0;
	flood_init(flood, argv[2]);
	fd = open_socket(argv[1]);
	begin = now_s();
	while (sent < frames && now_s() - begin < seconds) {
		unsigned int batch = frames - sent < BATCH ? (unsigned int)(frames - sent) : BATCH;
		int done;

		for (unsigned int i = 0; i < batch; i++)
			set_source(flood, &flood->frame[i], number++);
		done = sendmmsg(fd, flood->message, batch, 0);
		if (done > 0)
			sent += (unsigned long)done;
	}
	printf("%lu %.6f\n", sent, now_s() - begin);
	close(fd);
	free(flood);
	return 0;
}
