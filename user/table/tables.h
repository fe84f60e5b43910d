/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All tables of a session, made and freed together. */
#ifndef TABLE_TABLES_H
#define TABLE_TABLES_H

#include "table/fragment_table.h"
#include "table/host_table.h"
#include "table/port_table.h"
#include "table/prefix_table.h"
#include "table/router_table.h"

struct tables {
	struct host_table *hosts;
	struct router_table *routers;
	struct prefix_table *prefixes;
	struct fragment_table *fragments;
	struct port_table *ports;
};

/* Default limits. seed NULL: a fixed one (tests). -ENOMEM: nothing is left allocated. */
int tables_init(struct tables *tables, const struct sw_seed *seed);
void tables_fini(struct tables *tables);

#endif
