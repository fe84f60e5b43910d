// SPDX-License-Identifier: GPL-2.0-or-later
#include "attach/netlink.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>

#define DUMP_TRIES 8
#define RECEIVE_BYTES 65536 /* more than the kernel puts into one datagram of a dump */

/* Whole messages, one after the other. */
struct answer {
	char *data;
	size_t len;
	size_t size;
};

void *netlink_begin(struct netlink_request *request, uint16_t type, uint16_t flags, size_t size)
{
	memset(request->buf, 0, sizeof(request->buf));
	request->wanted = NULL;
	request->header = mnl_nlmsg_put_header(request->buf);
	request->header->nlmsg_type = type;
	request->header->nlmsg_flags = NLM_F_REQUEST | flags;
	request->header->nlmsg_seq = 1;
	return mnl_nlmsg_put_extra_header(request->header, size);
}

static int answer_add(struct answer *answer, const struct nlmsghdr *header)
{
	size_t len = MNL_ALIGN(header->nlmsg_len);

	if (answer->size - answer->len < len) {
		size_t size = answer->size * 2 + len;
		char *data = realloc(answer->data, size);

		if (!data)
			return -ENOMEM;
		answer->data = data;
		answer->size = size;
	}
	memcpy(answer->data + answer->len, header, header->nlmsg_len);
	answer->len += len;
	return 0;
}

static int netlink_send(const struct netlink_request *request, struct mnl_socket **ret_socket)
{
	struct mnl_socket *socket = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC);
	int strict = 1;
	int err;

	if (!socket)
		return -errno;
	/* So that filters in a dump request count; kernels before 4.20 lack it, ours do not. */
	mnl_socket_setsockopt(socket, NETLINK_GET_STRICT_CHK, &strict, sizeof(strict));
	if (mnl_socket_bind(socket, 0, MNL_SOCKET_AUTOPID) < 0 ||
	    mnl_socket_sendto(socket, request->header, request->header->nlmsg_len) < 0) {
		err = -errno;
		mnl_socket_close(socket);
		return err;
	}
	*ret_socket = socket;
	return 0;
}

/*
 * One datagram's messages into answer. 1: the end of the answer was among them. -EINTR: the dump
 * is inconsistent.
 */
static int netlink_collect(const struct netlink_request *request, struct answer *answer,
			   const char *buf, int len, bool dump)
{
	const struct nlmsghdr *header = (const struct nlmsghdr *)buf;
	bool interrupted = false;
	int err;

	for (; mnl_nlmsg_ok(header, len); header = mnl_nlmsg_next(header, &len)) {
		interrupted |= header->nlmsg_flags & NLM_F_DUMP_INTR;
		if (header->nlmsg_type == NLMSG_ERROR) {
			const struct nlmsgerr *error = mnl_nlmsg_get_payload(header);

			if (mnl_nlmsg_get_payload_len(header) < sizeof(error->error))
				return -EBADMSG;
			return error->error ? error->error : 1;
		}
		if (header->nlmsg_type == NLMSG_DONE)
			return interrupted ? -EINTR : 1;
		if (request->wanted && !request->wanted(header))
			continue;
		err = answer_add(answer, header);
		if (err)
			return err;
	}
	if (interrupted)
		return -EINTR;
	return dump ? 0 : 1;
}

static int netlink_receive(struct mnl_socket *socket, const struct netlink_request *request,
			   struct answer *answer, bool dump)
{
	char *buf = malloc(RECEIVE_BYTES);
	ssize_t len;
	int ret = 0;

	if (!buf)
		return -ENOMEM;
	while (!ret) {
		len = mnl_socket_recvfrom(socket, buf, RECEIVE_BYTES);
		if (len < 0)
			ret = errno == EINTR ? 0 : -errno;
		else
			ret = netlink_collect(request, answer, buf, (int)len, dump);
	}
	free(buf);
	return ret < 0 ? ret : 0;
}

static int netlink_ask(const struct netlink_request *request, struct answer *answer, bool dump)
{
	struct mnl_socket *socket;
	int err = netlink_send(request, &socket);

	if (err)
		return err;
	err = netlink_receive(socket, request, answer, dump);
	mnl_socket_close(socket);
	return err;
}

static int answer_walk(const struct answer *answer,
		       int (*message)(void *ctx, const struct nlmsghdr *header), void *ctx)
{
	const struct nlmsghdr *header = (const struct nlmsghdr *)answer->data;
	int len = (int)answer->len;
	int ret = 0;

	for (; !ret && mnl_nlmsg_ok(header, len); header = mnl_nlmsg_next(header, &len))
		ret = message(ctx, header);
	return ret;
}

static int netlink_query(struct netlink_request *request, bool dump,
			 int (*message)(void *ctx, const struct nlmsghdr *header), void *ctx)
{
	struct answer answer = { 0 };
	int ret = -EINTR;

	for (int i = 0; ret == -EINTR && i < DUMP_TRIES; i++) {
		answer.len = 0;
		ret = netlink_ask(request, &answer, dump);
	}
	/* Links that change faster than they can be read: the last picture is as good as any. */
	if (ret == -EINTR)
		ret = 0;
	if (!ret && answer.len)
		ret = answer_walk(&answer, message, ctx);
	free(answer.data);
	return ret;
}

int netlink_dump(struct netlink_request *request,
		 int (*message)(void *ctx, const struct nlmsghdr *header), void *ctx)
{
	request->header->nlmsg_flags |= NLM_F_DUMP;
	return netlink_query(request, true, message, ctx);
}

int netlink_get(struct netlink_request *request,
		int (*message)(void *ctx, const struct nlmsghdr *header), void *ctx)
{
	return netlink_query(request, false, message, ctx);
}

int netlink_do(struct netlink_request *request)
{
	struct answer answer = { 0 };
	int err;

	request->header->nlmsg_flags |= NLM_F_ACK;
	err = netlink_ask(request, &answer, false);
	free(answer.data);
	return err;
}

struct attr_table {
	const struct nlattr **attrs;
	uint16_t max;
};

static int attr_note(const struct nlattr *attr, void *ctx)
{
	const struct attr_table *table = ctx;

	if (mnl_attr_get_type(attr) <= table->max)
		table->attrs[mnl_attr_get_type(attr)] = attr;
	return MNL_CB_OK;
}

void netlink_attrs(const struct nlmsghdr *header, size_t size, const struct nlattr **table,
		   uint16_t max)
{
	struct attr_table attrs = { table, max };

	memset(table, 0, sizeof(*table) * (max + 1U));
	if (mnl_nlmsg_get_payload_len(header) >= size)
		mnl_attr_parse(header, (unsigned int)size, attr_note, &attrs);
}

void netlink_nest(const struct nlattr *nest, const struct nlattr **table, uint16_t max)
{
	struct attr_table attrs = { table, max };

	memset(table, 0, sizeof(*table) * (max + 1U));
	if (nest)
		mnl_attr_parse_nested(nest, attr_note, &attrs);
}

uint32_t netlink_u32(const struct nlattr *attr, uint32_t fallback)
{
	if (!attr || mnl_attr_get_payload_len(attr) != sizeof(uint32_t))
		return fallback;
	return mnl_attr_get_u32(attr);
}

uint16_t netlink_u16(const struct nlattr *attr, uint16_t fallback)
{
	if (!attr || mnl_attr_get_payload_len(attr) != sizeof(uint16_t))
		return fallback;
	return mnl_attr_get_u16(attr);
}

uint8_t netlink_u8(const struct nlattr *attr, uint8_t fallback)
{
	if (!attr || mnl_attr_get_payload_len(attr) != sizeof(uint8_t))
		return fallback;
	return mnl_attr_get_u8(attr);
}

void netlink_text(const struct nlattr *attr, char *buf, size_t size)
{
	size_t len = attr ? mnl_attr_get_payload_len(attr) : 0;

	len = attr ? strnlen(mnl_attr_get_payload(attr), len) : 0;
	if (len >= size)
		len = size - 1;
	if (len)
		memcpy(buf, mnl_attr_get_payload(attr), len);
	buf[len] = '\0';
}
