/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rtnetlink requests, each on a socket of its own: nothing to keep open, nothing to get confused. */
#ifndef ATTACH_NETLINK_H
#define ATTACH_NETLINK_H

#include <libmnl/libmnl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NETLINK_REQUEST_MAX 1024

/* A request being built: netlink_begin(), mnl_attr_put_*(request.header, …), then send it. */
struct netlink_request {
	union {
		struct nlmsghdr aligned;
		char buf[NETLINK_REQUEST_MAX];
	};
	struct nlmsghdr *header;
	/* Which answers to a dump are kept: a routing table may have a million. NULL: all. */
	bool (*wanted)(const struct nlmsghdr *header);
};

/* Returns the zeroed family header of `size` bytes. flags beside NLM_F_REQUEST. */
void *netlink_begin(struct netlink_request *request, uint16_t type, uint16_t flags, size_t size);

/* Sends and waits for the acknowledgement: 0, or the kernel's -errno. */
int netlink_do(struct netlink_request *request);

/*
 * Sends a dump request and calls message for each answer, after the dump is complete: one that the
 * kernel found inconsistent is read anew, so that nothing comes twice. message returns 0 to go on;
 * anything else ends the walk and is returned. Otherwise 0 or -errno.
 */
int netlink_dump(struct netlink_request *request,
		 int (*message)(void *ctx, const struct nlmsghdr *header), void *ctx);

/* The same for a request with one answer. */
int netlink_get(struct netlink_request *request,
		int (*message)(void *ctx, const struct nlmsghdr *header), void *ctx);

/* Indexes the attributes of a message, or of a nest, by type; those above max are left out. */
void netlink_attrs(const struct nlmsghdr *header, size_t size, const struct nlattr **table,
		   uint16_t max);
void netlink_nest(const struct nlattr *nest, const struct nlattr **table, uint16_t max);

/* The attribute as a number or text; the fallback where it is absent or has another size. */
uint32_t netlink_u32(const struct nlattr *attr, uint32_t fallback);
uint16_t netlink_u16(const struct nlattr *attr, uint16_t fallback);
uint8_t netlink_u8(const struct nlattr *attr, uint8_t fallback);
void netlink_text(const struct nlattr *attr, char *buf, size_t size); /* "" when absent */

#endif
