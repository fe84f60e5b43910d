// SPDX-License-Identifier: GPL-2.0-or-later
#include "probe/source.h"

#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

struct source_walk {
	struct kernel_addr *addrs;
	unsigned int max;
	unsigned int count;
};

static int note_source(void *ctx, const struct kernel_addr *addr)
{
	struct source_walk *walk = ctx;

	if (!addr->tentative && !addr_is_v4mapped(&addr->addr) && walk->count < walk->max)
		walk->addrs[walk->count++] = *addr;
	return 0;
}

int source_list(uint32_t ifindex, struct kernel_addr *addrs, unsigned int max,
		unsigned int *ret_count)
{
	struct source_walk walk = { .addrs = addrs, .max = max };
	int err = kernel_addrs(ifindex, note_source, &walk);

	if (!err)
		*ret_count = walk.count;
	return err;
}

const struct kernel_addr *source_link_local(const struct kernel_addr *addrs, unsigned int count)
{
	for (unsigned int i = 0; i < count; i++)
		if (addr_is_link_local(&addrs[i].addr))
			return &addrs[i];
	return NULL;
}

const struct kernel_addr *source_for(const struct kernel_addr *addrs, unsigned int count,
				     const struct in6_addr *target)
{
	for (unsigned int i = 0; i < count; i++) {
		struct prefix prefix = prefix_make(&addrs[i].addr, addrs[i].prefix_len);

		if (!addrs[i].deprecated && prefix_contains(&prefix, target))
			return &addrs[i];
	}
	return source_link_local(addrs, count);
}

int source_send(int fd, uint32_t ifindex, const struct in6_addr *source, uint8_t group,
		const void *message, size_t len)
{
	union {
		struct cmsghdr header;
		char buf[CMSG_SPACE(sizeof(struct in6_pktinfo))];
	} control = { .buf = { 0 } };
	struct in6_pktinfo from = { .ipi6_addr = *source, .ipi6_ifindex = (int)ifindex };
	struct sockaddr_in6 to = {
		.sin6_family = AF_INET6,
		.sin6_addr.s6_addr = { 0xff, 0x02, [15] = group },
		.sin6_scope_id = ifindex,
	};
	struct iovec data = { .iov_base = (void *)message, .iov_len = len };
	struct msghdr packet = {
		.msg_name = &to,
		.msg_namelen = sizeof(to),
		.msg_iov = &data,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof(control),
	};

	control.header.cmsg_level = IPPROTO_IPV6;
	control.header.cmsg_type = IPV6_PKTINFO;
	control.header.cmsg_len = CMSG_LEN(sizeof(from));
	memcpy(CMSG_DATA(&control.header), &from, sizeof(from));
	return sendmsg(fd, &packet, 0) < 0 ? -errno : 0;
}
