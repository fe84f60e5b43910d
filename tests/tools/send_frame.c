// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * usage: send_frame IFACE HEX [COUNT]
 *
 * Sends a frame, given as hexadecimal bytes from the destination MAC on, as it is: no tag, checksum
 * or padding is added but zeros up to 60 bytes.
 */
#include <ctype.h>
#include <errno.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define FRAME_MAX 2048
#define FRAME_MIN 60

static size_t parse(const char *hex, unsigned char *frame)
{
	size_t len = 0;
	unsigned int byte;

	while (*hex && len < FRAME_MAX) {
		if (isspace((unsigned char)*hex) || *hex == ':') {
			hex++;
			continue;
		}
		if (sscanf(hex, "%2x", &byte) != 1 || !hex[1])
			return 0;
		frame[len++] = (unsigned char)byte;
		hex += 2;
	}
	return len < FRAME_MIN ? FRAME_MIN : len;
}

int main(int argc, char **argv)
{
	struct sockaddr_ll to = { .sll_family = AF_PACKET };
	unsigned char frame[FRAME_MAX] = { 0 };
	unsigned long count;
	size_t len;
	int fd;

	if (argc < 3)
		return 2;
	count = argc > 3 ? strtoul(argv[3], NULL, 10) : 1;
	to.sll_ifindex = (int)if_nametoindex(argv[1]);
	len = parse(argv[2], frame);
	if (!to.sll_ifindex || !len) {
		fprintf(stderr, "send_frame: no such interface, or not hexadecimal\n");
		return 2;
	}
	fd = socket(AF_PACKET, SOCK_RAW, 0);
	while (fd >= 0 && count--) {
		if (sendto(fd, frame, len, 0, (struct sockaddr *)&to, sizeof(to)) < 0 &&
		    errno != ENOBUFS) {
			perror("send_frame");
			return 1;
		}
	}
	return fd < 0;
}
