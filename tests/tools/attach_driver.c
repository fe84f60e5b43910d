// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * usage: attach_driver [-m MODE] [-o DEVICE=MODE] [-c] [-n] [-e] [-s SLOTS] IFACE...
 *        attach_driver -S | -A | -D
 *
 * user/attach with the real BPF program, for tests of the lab: one line an event on standard
 * output, and commands on standard input: "ports", "refresh", "quit" (as is its end).
 * -c: clsact in place of tcx; -n: not promiscuous; -e: no egress half. -S, -A, -D: what select.h
 * chooses, chooses for --all, and lists.
 */
#include <bpf/libbpf.h>
#include <errno.h>
#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "attach/attach.h"
#include "attach/select.h"
#include "collect/counters.h"
#include "collect/engine.h"

#define OVERRIDES_MAX 8

struct driver {
	struct event_base *base;
	struct engine *engine;
	struct attach *attach;
};

static int on_port_set(void *ctx, const struct sw_port *port)
{
	struct driver *driver = ctx;

	return engine_port_set(driver->engine, port);
}

static void on_port_clear(void *ctx, uint32_t key)
{
	struct driver *driver = ctx;

	engine_port_clear(driver->engine, key);
}

static void on_event(void *ctx, const struct attach_event *event)
{
	(void)ctx;
	printf("event %s link %s port %s%s: %s\n", attach_event_name(event->kind),
	       event->link->name, event->port ? event->port->device : "-",
	       event->port && event->port->self ? " self" : "", event->text);
	fflush(stdout);
}

/* The link that the BPF program was told; 0: it knows no such port. */
static unsigned int told_link(const struct driver *driver, const struct attach_port *port)
{
	uint32_t key = SW_PORT_KEY(port->ifindex, port->self);
	const struct sw_port_set *set = &driver->engine->ports[sw_port_set(key)];

	for (int way = 0; port->ifindex && way < SW_WAYS; way++)
		if (set->way[way].key == key)
			return set->way[way].link;
	return 0;
}

static void print_port(void *ctx, const struct attach_port *port)
{
	struct driver *driver = ctx;
	struct sw_tally tally;

	counters_read(driver->engine, port->slot, &tally);
	printf("port %s%s name %s slot %u link %s/%u mode %s state %s pvid %u gen %u promisc %d "
	       "index %u told %u frames %llu held %llu\n",
	       port->device, port->self ? " self" : "", port->name, port->slot, port->link_name,
	       port->link, attach_mode_name(port->mode), attach_state_name(port->state), port->pvid,
	       port->generation, port->promisc, port->ifindex, told_link(driver, port),
	       (unsigned long long)tally.frames, (unsigned long long)tally.blocked);
}

static void on_command(evutil_socket_t fd, short events, void *ctx)
{
	struct driver *driver = ctx;
	char line[64];
	ssize_t len = read(fd, line, sizeof(line) - 1);

	(void)events;
	line[len > 0 ? len : 0] = '\0';
	if (len <= 0 || strncmp(line, "quit", 4) == 0) {
		event_base_loopbreak(driver->base);
	} else if (strncmp(line, "ports", 5) == 0) {
		attach_ports(driver->attach, print_port, driver);
		puts("done");
	} else if (strncmp(line, "refresh", 7) == 0) {
		printf("refresh %d\n", attach_refresh(driver->attach));
	}
	fflush(stdout);
}

static int run(struct driver *driver, const struct attach_options *options, char **ifaces)
{
	const struct attach_ops ops = {
		.port_set = on_port_set,
		.port_clear = on_port_clear,
		.event = on_event,
	};
	struct attach_programs programs = {
		.xdp_fd = driver->engine->xdp_fd,
		.xdp_frags = driver->engine->xdp_frags,
		.tc_ingress_fd = driver->engine->tc_ingress_fd,
		.tc_egress_fd = driver->engine->tc_egress_fd,
	};
	char why[ATTACH_TEXT_MAX];
	struct event *command;
	int err;

	err = attach_new(driver->base, &programs, &ops, driver, options, &driver->attach);
	if (err) {
		printf("attach_new %d\n", err);
		return 1;
	}
	for (; *ifaces; ifaces++) {
		err = attach_watch(driver->attach, *ifaces, why);
		if (err)
			printf("failed %s: %s: %s\n", *ifaces, strerrorname_np(-err), why);
		else
			printf("watching %s\n", *ifaces);
	}
	puts("ready");
	fflush(stdout);
	command = event_new(driver->base, STDIN_FILENO, EV_READ | EV_PERSIST, on_command, driver);
	event_add(command, NULL);
	event_base_dispatch(driver->base);
	event_free(command);
	attach_free(driver->attach);
	puts("bye");
	return 0;
}

static void print_item(void *ctx, const struct select_item *item)
{
	(void)ctx;
	printf("item %s kind %s link_kind %s master %s ports %u up %d chosen %d watchable %d\n",
	       item->name, select_kind_name(item->kind), item->link_kind[0] ? item->link_kind : "-",
	       item->master[0] ? item->master : "-", item->ports, item->up, item->chosen,
	       item->watchable);
}

static int select_interfaces(int option)
{
	struct selection selection;
	char why[SELECT_TEXT_MAX] = "";
	int err;

	if (option == 'D')
		return select_list(print_item, NULL) ? 1 : 0;
	err = option == 'A' ? select_all(&selection, why) : select_default(&selection, why);
	if (err) {
		printf("none: %s\n", why);
		return 1;
	}
	for (unsigned int i = 0; i < selection.count; i++)
		printf("chosen %s\n", selection.names[i]);
	printf("why %s\nleft out %s\n", selection.why, selection.left_out);
	return 0;
}

static int parse_override(const char *text, struct attach_override *ret_override)
{
	const char *mode = strchr(text, '=');

	if (!mode || (size_t)(mode - text) >= sizeof(ret_override->device))
		return -EINVAL;
	memcpy(ret_override->device, text, (size_t)(mode - text));
	return attach_mode_parse(mode + 1, &ret_override->mode);
}

int main(int argc, char **argv)
{
	struct attach_override overrides[OVERRIDES_MAX] = { 0 };
	struct attach_options options = { .overrides = overrides };
	struct engine_options engine = { 0 };
	struct driver driver = { 0 };
	int option, ret;

	while ((option = getopt(argc, argv, "m:o:cnes:SAD")) != -1) {
		switch (option) {
		case 'm':
			if (attach_mode_parse(optarg, &options.mode))
				return 2;
			break;
		case 'o':
			if (options.override_count == OVERRIDES_MAX ||
			    parse_override(optarg, &overrides[options.override_count++]))
				return 2;
			break;
		case 'c':
			options.tc_api = ATTACH_TC_API_CLSACT;
			break;
		case 'n':
			options.no_promisc = true;
			break;
		case 'e':
			options.no_egress = true;
			break;
		case 's':
			options.port_slots = (unsigned int)strtoul(optarg, NULL, 10);
			break;
		case 'S':
		case 'A':
		case 'D':
			return select_interfaces(option);
		default:
			return 2;
		}
	}
	if (engine_open(&engine, &driver.engine))
		return 1;
	driver.base = event_base_new();
	ret = run(&driver, &options, argv + optind);
	event_base_free(driver.base);
	engine_close(driver.engine);
	return ret;
}
