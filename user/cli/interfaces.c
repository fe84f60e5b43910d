// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/interfaces.h"

#include <string.h>

#include "attach/select.h"
#include "core/log.h"
#include "output/columns.h"

static void add_interface(void *ctx, const struct select_item *item)
{
	struct columns *columns = ctx;

	columns_row(columns);
	columns_set(columns, 0, "%s", item->name);
	columns_set(columns, 1, "%s", select_kind_name(item->kind));
	columns_set(columns, 2, "%s", item->up ? "up" : "down");
	if (item->kind == SELECT_KIND_BRIDGE)
		columns_set(columns, 3, "%u port%s%s", item->ports, item->ports == 1 ? "" : "s",
			    item->chosen ? ", the default" : "");
	else if (item->master[0])
		columns_set(columns, 3, "of %s", item->master);
	else if (item->chosen)
		columns_set(columns, 3, "the default");
	else if (!item->watchable)
		columns_set(columns, 3, "cannot be watched");
}

enum outcome interfaces_list(void)
{
	struct columns columns;
	int err;

	columns_init(&columns, 4);
	err = select_list(add_interface, &columns);
	if (err)
		log_error("cannot list the interfaces: %s", strerror(-err));
	else
		columns_print(&columns, stdout, 0);
	columns_fini(&columns);
	return err ? OUTCOME_FAILED : OUTCOME_DONE;
}
