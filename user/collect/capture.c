// SPDX-License-Identifier: GPL-2.0-or-later
#include "collect/capture.h"

#include <errno.h>
#include <pcap/pcap.h>
#include <stdlib.h>
#include <string.h>

#include "collect/capture_link.h"
#include "collect/capture_pcapng.h"
#include "collect/capture_stream.h"
#include "core/log.h"
#include "core/timefmt.h"

#define SECONDS_MAX 9000000000LL /* year 2255: well within 63 bits of ns */

struct capture {
	const char *name;		 /* for messages; borrowed */
	struct capture_stream *stream;	 /* owned */
	pcap_t *pcap;			 /* owned; a pcap file, its header read */
	struct pcapng png;		 /* else */
	const struct capture_link *link; /* NULL until the header was read */
	uint8_t *scratch;		 /* owned: the rebuilt frame */
	size_t scratch_bytes;
	uint64_t frames;
	bool begun; /* the header was read */
	int ended;  /* what capture_next() goes on to return, once negative */
};

static int capture_explain_format(const struct capture *capture, enum capture_format format)
{
	if (capture_stream_is_empty(capture->stream)) {
		log_error("%s is empty: nothing to read", capture->name);
		return -ENODATA;
	}
	if (format == CAPTURE_FORMAT_COMPRESSED)
		log_error("%s is compressed; unpack it first, like: zcat FILE | sixwatch read -",
			  capture->name);
	else
		log_error("%s is not a capture; pcap and pcapng files can be read", capture->name);
	return -EBADMSG;
}

static int capture_explain_link(const struct capture *capture, int number)
{
	const char *name = pcap_datalink_val_to_name(number);

	log_error("%s has link type %s (%d), which is not supported; capture on an Ethernet device "
		  "or with \"-i any\"",
		  capture->name, name ? name : "unknown", number);
	return -EPROTONOSUPPORT;
}

static int capture_explain_header(const struct capture *capture, const char *why)
{
	log_error("%s is cut off or damaged within its header (%s); nothing to read", capture->name,
		  why);
	return -EBADMSG;
}

static int capture_explain_damage(const struct capture *capture, const char *why)
{
	log_error("%s is cut off or damaged after %llu frames (%s); only those are reported",
		  capture->name, (unsigned long long)capture->frames, why);
	return -EIO;
}

static int scratch_reserve(struct capture *capture, size_t bytes)
{
	uint8_t *scratch;

	if (bytes <= capture->scratch_bytes)
		return 0;
	scratch = realloc(capture->scratch, bytes);
	if (!scratch)
		return -ENOMEM;
	capture->scratch = scratch;
	capture->scratch_bytes = bytes;
	return 0;
}

/* An Ethernet header in place of the link's own. Where that was cut off, nothing can be read. */
static int frame_rebuild(struct capture *capture, const struct capture_link *link,
			 struct capture_frame *frame)
{
	uint32_t header = (uint32_t)capture_link_header_bytes(link);
	uint32_t payload = frame->cap_len > header ? frame->cap_len - header : 0;
	uint32_t whole = frame->wire_len > header ? frame->wire_len - header : 0;
	int err = scratch_reserve(capture, CAPTURE_ETHERNET_BYTES + (size_t)payload);

	if (err)
		return err;
	if (whole > UINT32_MAX - CAPTURE_ETHERNET_BYTES)
		whole = UINT32_MAX - CAPTURE_ETHERNET_BYTES;
	frame->frame_len = CAPTURE_ETHERNET_BYTES + whole;
	if (capture_link_rebuild(link, frame->data, frame->cap_len, capture->scratch,
				 &frame->no_mac)) {
		memcpy(capture->scratch + CAPTURE_ETHERNET_BYTES, frame->data + header, payload);
		frame->cap_len = CAPTURE_ETHERNET_BYTES + payload;
	} else {
		frame->cap_len = 0;
	}
	frame->data = capture->scratch;
	return 0;
}

/* link NULL: not supported; the frame counts, and none of it can be looked into. */
static int frame_take(struct capture *capture, const struct capture_link *link,
		      struct capture_frame frame, struct capture_frame *ret_frame)
{
	int err = 0;

	frame.frame_len = frame.wire_len;
	if (!link) {
		frame.no_mac = true;
		frame.cap_len = 0;
	} else if (!capture_link_is_ethernet(link)) {
		err = frame_rebuild(capture, link, &frame);
	}
	if (err)
		return err;
	if (frame.frame_len < frame.cap_len)
		frame.frame_len = frame.cap_len;
	capture->frames++;
	*ret_frame = frame;
	return 1;
}

/* The header of a pcap file. */
static int pcap_begin(struct capture *capture)
{
	char text[PCAP_ERRBUF_SIZE] = "";
	int dlt, ready = capture_stream_ready(capture->stream);
	FILE *file;

	if (ready != 1)
		return ready ? ready : capture_explain_header(capture, "the end came first");
	file = capture_stream_file(capture->stream);
	if (!file)
		return -ENOMEM;
	capture->pcap =
		pcap_fopen_offline_with_tstamp_precision(file, PCAP_TSTAMP_PRECISION_NANO, text);
	if (!capture->pcap) {
		fclose(file);
		return capture_explain_header(capture, text);
	}
	dlt = pcap_datalink(capture->pcap);
	capture->link = capture_link_of_dlt(dlt);
	return capture->link ? 0 : capture_explain_link(capture, dlt);
}

static uint64_t packet_time_ns(const struct pcap_pkthdr *header)
{
	/* With nanosecond precision tv_usec holds ns. */
	long long seconds = header->ts.tv_sec, rest = header->ts.tv_usec;

	if (seconds < 0 || seconds > SECONDS_MAX || rest < 0 || rest >= (long long)TIME_NS_PER_S)
		return 0;
	return (uint64_t)seconds * TIME_NS_PER_S + (uint64_t)rest;
}

static int pcap_next_frame(struct capture *capture, struct capture_frame *ret_frame)
{
	int ready = capture_stream_ready(capture->stream);
	struct capture_frame frame = { 0 };
	struct pcap_pkthdr *header;

	if (ready != 1)
		return ready;
	switch (pcap_next_ex(capture->pcap, &header, &frame.data)) {
	case 1:
		frame.time_ns = packet_time_ns(header);
		frame.cap_len = header->caplen;
		frame.wire_len = header->len;
		return frame_take(capture, capture->link, frame, ret_frame);
	case PCAP_ERROR_BREAK:
		return 0;
	default:
		return capture_explain_damage(capture, pcap_geterr(capture->pcap));
	}
}

/* One more block. 1: a packet; 0: another; -ENODATA: the end; -EIO: it is cut off. */
static int pcapng_next_block(struct capture *capture, struct pcapng_packet *ret_packet)
{
	for (;;) {
		size_t have;
		const uint8_t *data = capture_stream_peek(capture->stream, &have);
		int more, length = pcapng_block_length(&capture->png, data, have);

		if (length < 0)
			return length;
		if (length && (size_t)length <= have) {
			capture_stream_take(capture->stream, (size_t)length);
			return pcapng_block_read(&capture->png, data, (size_t)length, ret_packet);
		}
		more = capture_stream_more(capture->stream);
		if (more < 0)
			return more;
		if (!more)
			return have ? -EIO : -ENODATA;
	}
}

static const char *block_error_text(int err)
{
	switch (err) {
	case -EIO:
	case -ENODATA:
		return "the end comes within a block";
	case -EBADMSG:
		return "a block is malformed";
	default:
		return strerror(-err);
	}
}

/* The header of a pcapng file reaches up to its first interface. */
static int pcapng_begin(struct capture *capture)
{
	struct pcapng_packet packet;

	while (!capture->png.interface_count) {
		int err = pcapng_next_block(capture, &packet);

		if (err == -EAGAIN)
			return err;
		if (err < 0)
			return capture_explain_header(capture, block_error_text(err));
	}
	capture->link = capture->png.interfaces[0].link;
	return 0;
}

static bool pcapng_has_link(const struct pcapng *png)
{
	for (uint32_t i = 0; i < png->interface_count; i++)
		if (png->interfaces[i].link)
			return true;
	return false;
}

/* Beside interfaces that can be read, frames of others count, and it is said once. */
static int pcapng_take(struct capture *capture, const struct pcapng_packet *packet,
		       struct capture_frame *ret_frame)
{
	const struct capture_frame frame = {
		.time_ns = packet->time_ns,
		.data = packet->data,
		.cap_len = packet->cap_len,
		.wire_len = packet->wire_len,
	};
	struct pcapng_interface *interface = packet->interface;
	int number = (int)interface->link_type;

	if (!interface->link && !pcapng_has_link(&capture->png))
		return capture_explain_link(capture, number);
	if (!interface->link && !interface->told) {
		const char *name = pcap_datalink_val_to_name(number);

		interface->told = true;
		log_warn(
			"%s has frames of link type %s (%d), which are counted but not looked into",
			capture->name, name ? name : "unknown", number);
	}
	return frame_take(capture, interface->link, frame, ret_frame);
}

static int pcapng_next_frame(struct capture *capture, struct capture_frame *ret_frame)
{
	struct pcapng_packet packet;
	int result;

	do
		result = pcapng_next_block(capture, &packet);
	while (!result);
	if (result == 1)
		return pcapng_take(capture, &packet, ret_frame);
	if (result == -EAGAIN)
		return result;
	return result == -ENODATA ? 0 : capture_explain_damage(capture, block_error_text(result));
}

/* The file's header. -EAGAIN: it is not here whole, call again. */
static int capture_begin(struct capture *capture)
{
	enum capture_format format;
	int more = 1;

	while ((format = capture_stream_format(capture->stream)) == CAPTURE_FORMAT_NONE &&
	       more == 1)
		more = capture_stream_more(capture->stream);
	switch (format) {
	case CAPTURE_FORMAT_PCAP:
		return pcap_begin(capture);
	case CAPTURE_FORMAT_PCAPNG:
		return pcapng_begin(capture);
	default:
		return more < 0 ? more : capture_explain_format(capture, format);
	}
}

int capture_open(const char *path, bool follow, struct capture **ret_capture)
{
	struct capture *capture = calloc(1, sizeof(*capture));
	int err;

	if (!capture)
		return -ENOMEM;
	capture->name = strcmp(path, "-") ? path : "standard input";
	err = capture_stream_open(path, follow, &capture->stream);
	if (err)
		log_error("cannot read %s: %s", capture->name, strerror(-err));
	else if (!follow)
		err = capture_begin(capture);
	if (err) {
		capture_close(capture);
		return err;
	}
	capture->begun = !follow;
	*ret_capture = capture;
	return 0;
}

void capture_close(struct capture *capture)
{
	if (!capture)
		return;
	if (capture->pcap)
		pcap_close(capture->pcap);
	pcapng_fini(&capture->png);
	capture_stream_close(capture->stream);
	free(capture->scratch);
	free(capture);
}

static int capture_next_frame(struct capture *capture, struct capture_frame *ret_frame)
{
	if (!capture->begun) {
		int err = capture_begin(capture);

		if (err)
			return err;
		capture->begun = true;
	}
	return capture->pcap ? pcap_next_frame(capture, ret_frame) :
			       pcapng_next_frame(capture, ret_frame);
}

int capture_next(struct capture *capture, struct capture_frame *ret_frame)
{
	int result = capture->ended ? capture->ended : capture_next_frame(capture, ret_frame);

	if (result < 0 && result != -EAGAIN)
		capture->ended = result;
	return result;
}

int capture_fd(const struct capture *capture)
{
	return capture_stream_fd(capture->stream);
}

const char *capture_link_type(const struct capture *capture)
{
	return capture->link ? capture_link_name(capture->link) : NULL;
}
