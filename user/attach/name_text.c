// SPDX-License-Identifier: GPL-2.0-or-later
/* What device names and cgroup paths say of a container or guest: conventions, no kernel. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "attach/name.h"
#include "core/text.h"

#define ID_SHORT 12 /* digits of a container's id that its tools print */

/* PREFIX NUMBER LETTER NUMBER, and nothing more. */
static bool match_numbers(const char *device, const char *prefix, char letter,
			  unsigned int *ret_guest, unsigned int *ret_interface)
{
	size_t len = strlen(prefix);
	char separator;
	int end = 0;

	if (strncmp(device, prefix, len) != 0 || !isdigit((unsigned char)device[len]))
		return false;
	if (sscanf(device + len, "%9u%c%9u%n", ret_guest, &separator, ret_interface, &end) != 3)
		return false;
	return separator == letter && device[len + (size_t)end] == '\0';
}

/* Proxmox: tap101i0 and veth101i0; fwpr101p0 where its firewall stands between. */
bool name_from_device(const char *device, char buf[static NAME_TEXT_MAX])
{
	static const struct {
		const char *prefix;
		char letter;
		const char *guest;
	} conventions[] = {
		{ "tap", 'i', "vm" },
		{ "veth", 'i', "ct" },
		{ "fwpr", 'p', "guest" },
	};
	unsigned int guest, interface;

	for (size_t i = 0; i < sizeof(conventions) / sizeof(conventions[0]); i++) {
		if (!match_numbers(device, conventions[i].prefix, conventions[i].letter, &guest,
				   &interface))
			continue;
		if (interface)
			snprintf(buf, NAME_TEXT_MAX, "%s%u-net%u", conventions[i].guest, guest,
				 interface);
		else
			snprintf(buf, NAME_TEXT_MAX, "%s%u", conventions[i].guest, guest);
		return true;
	}
	return false;
}

static bool has_id(const char *text, size_t len)
{
	if (len < ID_SHORT)
		return false;
	for (size_t i = 0; i < ID_SHORT; i++)
		if (!isxdigit((unsigned char)text[i]))
			return false;
	return true;
}

/* systemd writes a '-' within a machine's name as \x2d. */
static size_t unescape(const char *text, size_t len, char *raw, size_t size)
{
	unsigned int byte;
	size_t used = 0;
	int end;

	while (len && used < size) {
		end = 0;
		if (len >= 4 && sscanf(text, "\\x%2x%n", &byte, &end) == 1 && end == 4) {
			raw[used++] = (char)byte;
			text += 4;
			len -= 4;
		} else {
			raw[used++] = *text++;
			len--;
		}
	}
	return used;
}

/* libvirt calls its machines qemu-NUMBER-NAME. */
static const char *after_qemu(const char *name, size_t *len)
{
	size_t skip = 5;

	if (*len <= skip || memcmp(name, "qemu-", skip) != 0)
		return name;
	while (skip < *len && isdigit((unsigned char)name[skip]))
		skip++;
	if (*len - skip < 2 || name[skip] != '-')
		return name;
	*len -= skip + 1;
	return name + skip + 1;
}

static bool name_machine(const char *text, size_t len, char buf[static NAME_TEXT_MAX])
{
	char raw[NAME_TEXT_MAX];
	const char *name;
	size_t raw_len;

	if (len < sizeof(".scope") || memcmp(text + len - 6, ".scope", 6) != 0)
		return false;
	raw_len = unescape(text, len - 6, raw, sizeof(raw));
	name = after_qemu(raw, &raw_len);
	text_escape(buf, NAME_TEXT_MAX, name, raw_len);
	return raw_len > 0;
}

/* One component of the path, by its prefix. */
static bool name_component(const char *text, size_t len, char buf[static NAME_TEXT_MAX])
{
	static const char lxc[] = "lxc.payload.", docker[] = "docker-", podman[] = "libpod-",
			  machine[] = "machine-";

	if (len >= sizeof(lxc) && memcmp(text, lxc, sizeof(lxc) - 1) == 0) {
		text_escape(buf, NAME_TEXT_MAX, text + sizeof(lxc) - 1, len - sizeof(lxc) + 1);
		return true;
	}
	if (len > sizeof(docker) && memcmp(text, docker, sizeof(docker) - 1) == 0 &&
	    has_id(text + sizeof(docker) - 1, len - sizeof(docker) + 1)) {
		snprintf(buf, NAME_TEXT_MAX, "docker-%.*s", ID_SHORT, text + sizeof(docker) - 1);
		return true;
	}
	if (len > sizeof(podman) && memcmp(text, podman, sizeof(podman) - 1) == 0 &&
	    has_id(text + sizeof(podman) - 1, len - sizeof(podman) + 1)) {
		snprintf(buf, NAME_TEXT_MAX, "podman-%.*s", ID_SHORT, text + sizeof(podman) - 1);
		return true;
	}
	if (len > sizeof(machine) && memcmp(text, machine, sizeof(machine) - 1) == 0)
		return name_machine(text + sizeof(machine) - 1, len - sizeof(machine) + 1, buf);
	return false;
}

/* A component that follows its manager's own: /lxc/101 (Proxmox), /docker/0123… (cgroup v1). */
static bool name_child(const char *parent, size_t parent_len, const char *text, size_t len,
		       char buf[static NAME_TEXT_MAX])
{
	char raw[NAME_TEXT_MAX];

	if (parent_len == 3 && memcmp(parent, "lxc", 3) == 0) {
		snprintf(raw, sizeof(raw), "%s%.*s", isdigit((unsigned char)*text) ? "ct" : "",
			 (int)len, text);
		text_escape(buf, NAME_TEXT_MAX, raw, strlen(raw));
		return true;
	}
	if (parent_len == 6 && memcmp(parent, "docker", 6) == 0 && has_id(text, len)) {
		snprintf(buf, NAME_TEXT_MAX, "docker-%.*s", ID_SHORT, text);
		return true;
	}
	return false;
}

/* The outermost container counts: what runs within it is its own affair. */
bool name_from_cgroup(const char *cgroup_path, char buf[static NAME_TEXT_MAX])
{
	const char *parent = "", *text = cgroup_path;
	size_t parent_len = 0, len;

	while (*text) {
		text += *text == '/';
		len = strcspn(text, "/");
		if (len && (name_component(text, len, buf) ||
			    name_child(parent, parent_len, text, len, buf)))
			return true;
		parent = text;
		parent_len = len;
		text += len;
	}
	return false;
}
