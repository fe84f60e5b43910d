// SPDX-License-Identifier: GPL-2.0-or-later
#include "table/tables.h"

#include <errno.h>
#include <string.h>

int tables_init(struct tables *tables, const struct sw_seed *seed)
{
	memset(tables, 0, sizeof(*tables));
	if (host_table_new(NULL, seed, &tables->hosts) ||
	    router_table_new(0, seed, &tables->routers) || prefix_table_new(0, &tables->prefixes) ||
	    fragment_table_new(0, seed, &tables->fragments) || port_table_new(&tables->ports)) {
		tables_fini(tables);
		return -ENOMEM;
	}
	return 0;
}

void tables_fini(struct tables *tables)
{
	host_table_free(tables->hosts);
	router_table_free(tables->routers);
	prefix_table_free(tables->prefixes);
	fragment_table_free(tables->fragments);
	port_table_free(tables->ports);
	memset(tables, 0, sizeof(*tables));
}
