/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reads capture files: pcap (libpcap) and pcapng, any snap length, nanoseconds.
 *
 * Every frame comes out as Ethernet. Linux cooked (v1, v2), raw IP, BSD null and loopback frames
 * get an Ethernet header in place of theirs.
 *
 * Failures are told in one line through the log, once, where they happen; the caller only sees
 * -errno and may still use what it read before.
 */
#ifndef COLLECT_CAPTURE_H
#define COLLECT_CAPTURE_H

#include <stdbool.h>
#include <stdint.h>

struct capture;

struct capture_frame {
	uint64_t time_ns;    /* ns since the Unix epoch, as captured: may go back */
	const uint8_t *data; /* Ethernet; cap_len bytes; valid until the next call */
	uint32_t cap_len;
	uint32_t wire_len;  /* as the capture says: what is counted */
	uint32_t frame_len; /* of the Ethernet frame, were nothing cut off */
	bool no_mac;	    /* the source MAC is made up */
};

/*
 * Opens a file; "-" is standard input. With follow nothing ever blocks: the header may come later,
 * and the end of a regular file is not the end.
 *
 * -ENODATA: empty; -EBADMSG: not a capture; -EPROTONOSUPPORT: link type not supported; or what
 * open(2) said. With follow all but the last come from capture_next().
 */
int capture_open(const char *path, bool follow, struct capture **ret_capture);
void capture_close(struct capture *capture);

/*
 * 1: ret_frame is set; 0: the end; -EAGAIN: nothing yet (follow only); -EIO: the file is cut off or
 * damaged here; -EPROTONOSUPPORT: none of a pcapng's link types is supported. Where one of them
 * is, the frames of the others come out with nothing captured.
 */
int capture_next(struct capture *capture, struct capture_frame *ret_frame);

/*
 * Follow only: becomes readable when capture_next() may have more. -1: a regular file, which
 * cannot be polled: try at each tick.
 */
int capture_fd(const struct capture *capture);

/* "Ethernet", "Linux cooked", …; NULL before the header was read. */
const char *capture_link_type(const struct capture *capture);

#endif
