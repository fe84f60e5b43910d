// SPDX-License-Identifier: GPL-2.0-or-later
#include "capture_file.h"

#include <byteswap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct capture_file *capture_file_new(void)
{
	struct capture_file *file = calloc(1, sizeof(*file));

	if (!file)
		abort();
	return file;
}

void capture_file_free(struct capture_file *file)
{
	if (file->path[0])
		unlink(file->path);
	free(file);
}

void capture_file_bytes(struct capture_file *file, const void *data, size_t len)
{
	if (len > sizeof(file->data) - file->len)
		abort();
	if (len)
		memcpy(file->data + file->len, data, len);
	file->len += len;
}

void capture_file_u16(struct capture_file *file, uint16_t value)
{
	if (file->swapped)
		value = bswap_16(value);
	capture_file_bytes(file, &value, sizeof(value));
}

void capture_file_u32(struct capture_file *file, uint32_t value)
{
	if (file->swapped)
		value = bswap_32(value);
	capture_file_bytes(file, &value, sizeof(value));
}

void pcap_header(struct capture_file *file, uint32_t link_type)
{
	capture_file_u32(file, file->nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4);
	capture_file_u16(file, 2);
	capture_file_u16(file, 4);
	capture_file_u32(file, 0);
	capture_file_u32(file, 0);
	capture_file_u32(file, 262144);
	capture_file_u32(file, link_type);
}

void pcap_packet(struct capture_file *file, uint64_t time_ns, const void *data, uint32_t cap_len,
		 uint32_t wire_len)
{
	uint64_t rest_ns = time_ns % 1000000000;

	capture_file_u32(file, (uint32_t)(time_ns / 1000000000));
	capture_file_u32(file, (uint32_t)(file->nanoseconds ? rest_ns : rest_ns / 1000));
	capture_file_u32(file, cap_len);
	capture_file_u32(file, wire_len);
	capture_file_bytes(file, data, cap_len);
}

static uint32_t padded(uint32_t len)
{
	return (len + 3) & ~3U;
}

static void pad(struct capture_file *file, uint32_t len)
{
	capture_file_bytes(file, "\0\0\0", padded(len) - len);
}

void pcapng_section(struct capture_file *file)
{
	capture_file_u32(file, 0x0a0d0d0a);
	capture_file_u32(file, 28);
	capture_file_u32(file, 0x1a2b3c4d);
	capture_file_u16(file, 1);
	capture_file_u16(file, 0);
	capture_file_u32(file, UINT32_MAX); /* section length not known */
	capture_file_u32(file, UINT32_MAX);
	capture_file_u32(file, 28);
}

void pcapng_interface(struct capture_file *file, uint16_t link_type, uint8_t resolution)
{
	capture_file_u32(file, 1);
	capture_file_u32(file, 32);
	capture_file_u16(file, link_type);
	capture_file_u16(file, 0);
	capture_file_u32(file, 262144);
	capture_file_u16(file, 9); /* if_tsresol */
	capture_file_u16(file, 1);
	capture_file_bytes(file, (uint8_t[4]){ resolution }, 4);
	capture_file_u32(file, 0); /* end of options */
	capture_file_u32(file, 32);
}

void pcapng_packet(struct capture_file *file, uint32_t interface, uint64_t time_ns,
		   const void *data, uint32_t cap_len, uint32_t wire_len)
{
	uint32_t total = 32 + padded(cap_len);

	capture_file_u32(file, 6);
	capture_file_u32(file, total);
	capture_file_u32(file, interface);
	capture_file_u32(file, (uint32_t)(time_ns >> 32));
	capture_file_u32(file, (uint32_t)time_ns);
	capture_file_u32(file, cap_len);
	capture_file_u32(file, wire_len);
	capture_file_bytes(file, data, cap_len);
	pad(file, cap_len);
	capture_file_u32(file, total);
}

void pcapng_other(struct capture_file *file, uint32_t type, uint32_t body_bytes)
{
	uint32_t total = 12 + padded(body_bytes);

	capture_file_u32(file, type);
	capture_file_u32(file, total);
	for (uint32_t i = 0; i < padded(body_bytes); i++)
		capture_file_bytes(file, "\0", 1);
	capture_file_u32(file, total);
}

const char *capture_file_write(struct capture_file *file)
{
	FILE *out;
	int fd;

	if (file->path[0])
		unlink(file->path);
	strcpy(file->path, "/tmp/sixwatch-test-XXXXXX");
	fd = mkstemp(file->path);
	out = fd < 0 ? NULL : fdopen(fd, "w");
	if (!out || fwrite(file->data, 1, file->len, out) != file->len || fclose(out))
		abort();
	return file->path;
}
