// SPDX-License-Identifier: GPL-2.0-or-later
/* The words of attach: names of its enums, and why something failed. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

#include "attach/attach_private.h"
#include "collect/caps.h"

static const char *const mode_names[ATTACH_MODE_MAX] = {
	[ATTACH_MODE_AUTO] = "auto",
	[ATTACH_MODE_NATIVE] = "native",
	[ATTACH_MODE_GENERIC] = "generic",
	[ATTACH_MODE_TC] = "tc",
};

static const char *const state_names[ATTACH_STATE_MAX] = {
	[ATTACH_STATE_NONE] = "none",	    [ATTACH_STATE_UP] = "up",
	[ATTACH_STATE_BLOCKED] = "blocked", [ATTACH_STATE_GONE] = "gone",
	[ATTACH_STATE_FAILED] = "failed",
};

static const char *const event_names[ATTACH_EVENT_MAX] = {
	[ATTACH_EVENT_NONE] = "none",	    [ATTACH_EVENT_UP] = "up",
	[ATTACH_EVENT_GONE] = "gone",	    [ATTACH_EVENT_BACK] = "back",
	[ATTACH_EVENT_ERROR] = "error",	    [ATTACH_EVENT_MODE] = "mode",
	[ATTACH_EVENT_RENAMED] = "renamed", [ATTACH_EVENT_MOVED] = "moved",
	[ATTACH_EVENT_BLOCKED] = "blocked", [ATTACH_EVENT_UNBLOCKED] = "unblocked",
	[ATTACH_EVENT_NOTE] = "note",
};

const char *attach_mode_name(enum attach_mode mode)
{
	return mode_names[mode];
}

int attach_mode_parse(const char *text, enum attach_mode *ret_mode)
{
	for (int mode = 0; mode < ATTACH_MODE_MAX; mode++) {
		if (strcmp(text, mode_names[mode]) == 0) {
			*ret_mode = (enum attach_mode)mode;
			return 0;
		}
	}
	return -EINVAL;
}

const char *attach_state_name(enum attach_state state)
{
	return state_names[state];
}

const char *attach_event_name(enum attach_event_kind kind)
{
	return event_names[kind];
}

const char *attach_mode_words(enum attach_mode mode, bool egress)
{
	switch (mode) {
	case ATTACH_MODE_NATIVE:
		return "XDP native";
	case ATTACH_MODE_GENERIC:
		return "XDP generic";
	default:
		return egress ? "tc egress" : "tc ingress";
	}
}

void attach_label(const struct attach *attach, const struct watched_port *port, char *buf,
		  size_t size)
{
	const struct watched_link *link = &attach->links[port->pub.link];

	if (port->pub.self)
		snprintf(buf, size, "%s, own frames", port->pub.device);
	else if (!link->pub.bridge)
		snprintf(buf, size, "%s", port->pub.device);
	else if (strcmp(port->pub.name, port->pub.device) != 0)
		snprintf(buf, size, "%s (%s on %s)", port->pub.name, port->pub.device,
			 link->pub.name);
	else
		snprintf(buf, size, "%s on %s", port->pub.device, link->pub.name);
}

static bool kernel_is_too_old(struct utsname *ret_name)
{
	unsigned int major = 0, minor = 0;

	if (uname(ret_name) || sscanf(ret_name->release, "%u.%u", &major, &minor) != 2)
		return false;
	return major < 5 || (major == 5 && minor < 10);
}

void attach_explain(int err, char *buf, size_t size)
{
	char missing[CAPS_TEXT_MAX];
	struct utsname name;

	switch (err) {
	case -EPERM:
	case -EACCES:
		if (caps_missing(missing))
			snprintf(buf, size, "needs root, or %s: use sudo", missing);
		else
			snprintf(buf, size,
				 "the kernel does not permit it (a container that does "
				 "not own this network namespace, or lockdown?)");
		return;
	case -EBUSY:
	case -EEXIST:
		snprintf(buf, size, "another program holds it; see bpftool net");
		return;
	case -ENOSPC:
		snprintf(buf, size, "too many ports whose numbers collide: watch fewer at once");
		return;
	case -ENODEV:
		snprintf(buf, size, "it vanished meanwhile");
		return;
	default:
		if (kernel_is_too_old(&name))
			snprintf(buf, size, "Linux 5.10 or newer is needed, this is %s",
				 name.release);
		else
			snprintf(buf, size, "%s", strerror(-err));
	}
}
