// SPDX-License-Identifier: GPL-2.0-or-later
/* The live session's ports: what attach tells, as the tables want it. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/session.h"
#include "collect/counters.h"
#include "core/log.h"
#include "core/timefmt.h"

static enum port_state port_state_of(enum attach_state state)
{
	static const enum port_state states[ATTACH_STATE_MAX] = {
		[ATTACH_STATE_NONE] = PORT_STATE_UNSET,	     [ATTACH_STATE_UP] = PORT_STATE_UP,
		[ATTACH_STATE_BLOCKED] = PORT_STATE_BLOCKED, [ATTACH_STATE_GONE] = PORT_STATE_GONE,
		[ATTACH_STATE_FAILED] = PORT_STATE_ERROR,
	};

	return states[state];
}

static void sync_port(void *ctx, const struct attach_port *port)
{
	struct session *session = ctx;
	struct port_info info = {
		.slot = port->slot,
		.link = port->link,
		.ifindex = port->ifindex,
		.generation = port->generation,
		.state = port_state_of(port->state),
		.self = port->self,
		.device = port->device,
		.name = port->name[0] ? port->name : NULL,
		.mode = port->mode == ATTACH_MODE_AUTO ? NULL : attach_mode_name(port->mode),
		.error = port->error[0] ? port->error : NULL,
	};

	if (!port->slot || port->slot >= session->station.engine->config.port_slots)
		return;
	port_table_set_port(session->station.tables.ports, &info, &session->starts[port->slot]);
	port_table_set_drops(session->station.tables.ports, port->slot, port->rx_dropped,
			     port->rx_missed);
}

static void sync_link(void *ctx, const struct attach_link *link)
{
	struct session *session = ctx;

	port_table_set_link(session->station.tables.ports, link->link, link->name, link->ifindex);
	for (unsigned int i = 0; i < session->link_count; i++) {
		if (session->links[i].link == link->link)
			session->links[i].ifindex = link->ifindex;
	}
}

void session_sync_ports(struct session *session)
{
	attach_links(session->attach, sync_link, session);
	attach_ports(session->attach, sync_port, session);
}

/* A slot's counters only grow: those of an owner before are not this one's. */
static int on_port_set(void *ctx, const struct sw_port *port)
{
	struct session *session = ctx;
	struct engine *engine = session->station.engine;

	if (port->slot < engine->config.port_slots &&
	    session->generations[port->slot] != port->generation) {
		session->generations[port->slot] = port->generation;
		counters_read(engine, port->slot, &session->starts[port->slot]);
	}
	return engine_port_set(engine, port);
}

static void on_port_clear(void *ctx, uint32_t key)
{
	struct session *session = ctx;

	engine_port_clear(session->station.engine, key);
}

static void on_event(void *ctx, const struct attach_event *event)
{
	struct session *session = ctx;
	struct port_table *ports = session->station.tables.ports;
	uint64_t now_ns = time_now_ns();

	if (session->attach)
		session_sync_ports(session);
	if (event->kind == ATTACH_EVENT_UP && event->link)
		baseline_link_start(session->station.baseline, event->link->link, now_ns);
	if (event->kind == ATTACH_EVENT_BACK && event->link && !event->link->bridge)
		baseline_link_reset(session->station.baseline, event->link->link, now_ns);
	if (session->ops->port)
		session->ops->port(session->ctx, event,
				   event->port ? port_table_port(ports, event->port->slot) : NULL);
}

static void add_link(void *ctx, const struct attach_link *link)
{
	struct session *session = ctx;
	struct session_link *entry;

	if (session->link_count == SELECT_MAX)
		return;
	entry = &session->links[session->link_count];
	entry->session = session;
	entry->link = link->link;
	entry->ifindex = link->ifindex;
	memcpy(entry->name, link->name, sizeof(entry->name));
	session->sources[session->link_count++] = entry->name;
}

static int watch_all(struct session *session)
{
	char why[ATTACH_TEXT_MAX];
	unsigned int watched = 0;
	int err = 0;

	for (unsigned int i = 0; i < session->selection.count; i++) {
		err = attach_watch(session->attach, session->selection.names[i], why);
		watched += err == 0;
		if (err == -EALREADY && watched)
			log_warn("%s", why);
		else if (err)
			log_error("%s", why);
		/* One that was named must work; of --all those that do are enough. */
		if (err && err != -EALREADY && !session->settings->all)
			return err;
	}
	return watched ? 0 : err;
}

static int attach_all(struct session *session)
{
	struct engine *engine = session->station.engine;
	struct attach_programs programs = {
		.xdp_fd = engine->xdp_fd,
		.xdp_frags = engine->xdp_frags,
		.tc_ingress_fd = engine->tc_ingress_fd,
		.tc_egress_fd = engine->tc_egress_fd,
	};
	struct attach_options options = {
		.mode = (enum attach_mode)session->settings->mode,
		.no_promisc = session->settings->no_promisc,
		.port_slots = engine->config.port_slots,
	};
	static const struct attach_ops ops = {
		.port_set = on_port_set,
		.port_clear = on_port_clear,
		.event = on_event,
	};
	int err;

	err = attach_new(session->loop.base, &programs, &ops, session, &options, &session->attach);
	if (err) {
		log_error("cannot follow the interfaces: %s", strerror(-err));
		return err;
	}
	err = watch_all(session);
	if (err) {
		attach_free(session->attach);
		session->attach = NULL;
	}
	return err;
}

int session_attach(struct session *session)
{
	unsigned int slots = session->station.engine->config.port_slots;
	int err = -ENOMEM;

	session->starts = calloc(slots, sizeof(*session->starts));
	session->generations = calloc(slots, sizeof(*session->generations));
	if (session->starts && session->generations)
		err = attach_all(session);
	if (err) {
		free(session->starts);
		free(session->generations);
		return err;
	}
	attach_links(session->attach, add_link, session);
	session_sync_ports(session);
	return 0;
}
