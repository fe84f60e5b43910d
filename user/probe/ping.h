/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Discovery without privileges: echo to ff02::1 by a ping socket. Whoever answers stands in the
 * kernel's neighbour table a moment later, with its MAC (kernel_view.h).
 */
#ifndef PROBE_PING_H
#define PROBE_PING_H

#include <netinet/in.h>
#include <stdint.h>

/* A non-blocking descriptor, the caller's to close. -EACCES: net.ipv4.ping_group_range forbids. */
int ping_open(uint32_t ifindex, int *ret_fd);

/*
 * One echo from every own address of the interface; fd gets the answers to the link-local one. A
 * ping socket sends from no address but its own, so the others are sent by sockets of a moment:
 * who answers those asks the kernel for our MAC, and so tells it his. ret_sent may be NULL.
 */
int ping_send_all(int fd, uint32_t ifindex, unsigned int *ret_sent);

/* The next answer's source. -EAGAIN: none has come yet. */
int ping_receive(int fd, struct in6_addr *ret_from);

#endif
