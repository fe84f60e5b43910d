// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Shown names of ports. A container's processes may start after its port is attached: ports whose
 * guest is not known are looked at again a few times, then left alone.
 */
#include <errno.h>
#include <event2/event.h>
#include <string.h>

#include "attach/attach_private.h"
#include "attach/name.h"

_Static_assert(NAME_TEXT_MAX == ATTACH_NAME_MAX, "a name fits");

static const struct timeval name_delays[] = { { .tv_sec = 10 },
					      { .tv_sec = 2 },
					      { .tv_usec = 200000 } };

#define NAME_TRIES (sizeof(name_delays) / sizeof(name_delays[0]))

static void names_wait(struct attach *attach)
{
	if (attach->name_tries)
		event_add(attach->name_timer, &name_delays[--attach->name_tries]);
}

void attach_names_later(struct attach *attach)
{
	attach->name_tries = NAME_TRIES;
	names_wait(attach);
}

/* Before it is told that the port is there; at the start all are named at once. */
void attach_name_new(struct attach *attach, struct watched_port *port)
{
	char name[NAME_TEXT_MAX];

	if (attach->muted || port->pub.self)
		return;
	if (port->peer_nsid >= 0 && !attach->view)
		attach->view = name_view_new();
	if (name_of_port(attach->view, port->pub.device, port->peer_nsid, name))
		memcpy(port->pub.name, name, sizeof(port->pub.name));
}

static void port_name_update(struct attach *attach, struct watched_port *port,
			     const struct name_view *view)
{
	const struct watched_link *link = &attach->links[port->pub.link];
	char name[NAME_TEXT_MAX];

	/* A guest that stopped keeps its name: that is what a person wants to read. */
	if (!name_of_port(view, port->pub.device, port->peer_nsid, name) ||
	    strcmp(name, port->pub.name) == 0)
		return;
	memcpy(port->pub.name, name, sizeof(port->pub.name));
	attach_tell(attach, ATTACH_EVENT_RENAMED, link, port, "%s on %s is the port of %s",
		    port->pub.device, link->pub.name, name);
}

void attach_names_update(struct attach *attach)
{
	struct name_view *view = NULL;

	for (unsigned int slot = 1; slot < attach->options.port_slots; slot++) {
		struct watched_port *port = &attach->ports[slot];

		if (!port->used || port->pub.self || port->pub.state == ATTACH_STATE_GONE)
			continue;
		if (port->peer_nsid >= 0 && !view)
			view = name_view_new();
		port_name_update(attach, port, view);
	}
	name_view_free(view);
}

static void on_name_timer(evutil_socket_t fd, short events, void *ctx)
{
	(void)fd;
	(void)events;
	attach_names_update(ctx);
	names_wait(ctx);
}

int attach_names_init(struct attach *attach)
{
	attach->name_timer = event_new(attach->base, -1, 0, on_name_timer, attach);
	return attach->name_timer ? 0 : -ENOMEM;
}
