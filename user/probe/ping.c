// SPDX-License-Identifier: GPL-2.0-or-later
#include "probe/ping.h"

#include <errno.h>
#include <netinet/icmp6.h>
#include <sys/socket.h>
#include <unistd.h>

#include "probe/source.h"

#define PING_ADDRS_MAX 64
#define PING_REPLY_MAX 256

int ping_open(uint32_t ifindex, int *ret_fd)
{
	int fd = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, IPPROTO_ICMPV6);
	int index = (int)ifindex, err;

	if (fd < 0)
		return -errno;
	if (setsockopt(fd, IPPROTO_IPV6, IPV6_MULTICAST_IF, &index, sizeof(index))) {
		err = -errno;
		close(fd);
		return err;
	}
	*ret_fd = fd;
	return 0;
}

static int ping_send(int fd, uint32_t ifindex, const struct in6_addr *source)
{
	const struct icmp6_hdr echo = { .icmp6_type = ICMP6_ECHO_REQUEST };

	return source_send(fd, ifindex, source, SOURCE_ALL_NODES, &echo, sizeof(echo));
}

static int ping_send_from(uint32_t ifindex, const struct in6_addr *source)
{
	const struct sockaddr_in6 from = { .sin6_family = AF_INET6, .sin6_addr = *source };
	int fd, err = ping_open(ifindex, &fd);

	if (err)
		return err;
	if (bind(fd, (const struct sockaddr *)&from, sizeof(from)))
		err = -errno;
	else
		err = ping_send(fd, ifindex, source);
	close(fd);
	return err;
}

int ping_send_all(int fd, uint32_t ifindex, unsigned int *ret_sent)
{
	struct kernel_addr own[PING_ADDRS_MAX];
	unsigned int count, sent = 0;
	int err = source_list(ifindex, own, PING_ADDRS_MAX, &count);

	if (err)
		return err;
	err = -EADDRNOTAVAIL;
	for (unsigned int i = 0; i < count; i++) {
		if (addr_is_link_local(&own[i].addr))
			err = ping_send(fd, ifindex, &own[i].addr);
		else
			err = ping_send_from(ifindex, &own[i].addr);
		sent += !err;
	}
	if (ret_sent)
		*ret_sent = sent;
	return sent ? 0 : err;
}

int ping_receive(int fd, struct in6_addr *ret_from)
{
	struct sockaddr_in6 from;
	socklen_t from_len = sizeof(from);
	char reply[PING_REPLY_MAX];

	if (recvfrom(fd, reply, sizeof(reply), 0, (struct sockaddr *)&from, &from_len) < 0)
		return -errno;
	*ret_from = from.sin6_addr;
	return 0;
}
