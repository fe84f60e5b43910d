// SPDX-License-Identifier: GPL-2.0-or-later
#include "output/report.h"

#include <string.h>

enum report_router report_router_kind(const struct report *report, const struct host *host)
{
	enum report_router kind = REPORT_ROUTER_NONE;
	const struct host_address *address;

	TAILQ_FOREACH(address, &host->addresses, of_host) {
		const struct router_key key = {
			.addr = address->key.addr,
			.link = address->key.link,
			.vlan = address->key.vlan,
		};
		const struct router *router = router_table_find(report->tables->routers, &key);

		if (router && !router_is_stub(router))
			return REPORT_ROUTER_DEFAULT;
		if (router)
			kind = REPORT_ROUTER_STUB;
	}
	return kind;
}

const char *report_port_name(const struct report *report, uint16_t slot)
{
	const struct port *port = port_table_port(report->tables->ports, slot);

	if (!port || !port->device[0])
		return "";
	return port->self ? "(self)" : port->name;
}

const char *report_port_device(const struct report *report, uint16_t slot)
{
	const struct port *port = port_table_port(report->tables->ports, slot);

	if (!port || !port->device[0])
		return NULL;
	return port->self ? "self" : port->device;
}

const char *report_guest_name(const struct report *report, uint16_t slot)
{
	const struct port *port = port_table_port(report->tables->ports, slot);

	if (!port || port->self || strcmp(port->name, port->device) == 0)
		return NULL;
	return port->name;
}

const char *report_link_name(const struct report *report, uint16_t link)
{
	return port_table_link_name(report->tables->ports, link);
}
