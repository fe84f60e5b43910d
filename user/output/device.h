/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Devices as they are shown: which of them, in which order, under which name, and which of their
 * addresses is the one to use. Text and JSON are made from the same list.
 */
#ifndef OUTPUT_DEVICE_H
#define OUTPUT_DEVICE_H

#include "core/vendor.h"
#include "output/report.h"
#include "table/host_table.h"

/* What a device is, as the one letter beside its name. */
enum device_mark {
	DEVICE_MARK_NONE,
	DEVICE_MARK_ROUTER, /* R: default router */
	DEVICE_MARK_STUB,   /* S: advertises, but no default route */
	DEVICE_MARK_SELF,   /* *: this machine */
	DEVICE_MARK_RANDOM, /* ?: locally administered MAC */
	DEVICE_MARK_IPV4,   /* 4: IPv4 only */
	DEVICE_MARK_MAX,
};

struct device {
	const struct host *host;
	const struct host_address **addresses; /* owned; used ones, the best to use in front */
	size_t address_count;
	size_t ipv6_count;
	size_t ipv4_count;
	enum device_mark mark;
	char name[HOST_NAME_MAX];     /* "" when not known, or not wanted */
	char vendor[VENDOR_TEXT_MAX]; /* likewise */
};

struct device_list {
	struct device *items; /* owned */
	size_t count;
	size_t hidden; /* devices that no word matched */
};

/*
 * All devices that match every one of `words`: a word is looked for in names, vendor, MAC,
 * addresses, and port, whatever the case. Routers come first, then this machine, then by name and MAC.
 */
void device_list_make(const struct report *report, const char *const *words, size_t word_count,
		      struct device_list *ret_list);
void device_list_free(struct device_list *list);

/* One device; its addresses are freed by device_fini(). */
void device_make(const struct report *report, const struct host *host, struct device *ret_device);
void device_fini(struct device *device);

char device_mark_letter(enum device_mark mark);

/*
 * The one to put in DNS or to ssh to: a global address that does not look random, else such a
 * unique local one, else the random global or unique local one that is known for longest (a
 * temporary address is younger than the stable one beside it), else link-local, else IPv4. NULL:
 * it has none.
 */
const struct host_address *device_best(const struct device *device);

#endif
