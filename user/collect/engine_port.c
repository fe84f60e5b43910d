// SPDX-License-Identifier: GPL-2.0-or-later
/* What user space tells a running program: its ports (struct sw_port) and on-link prefixes. */
#include <errno.h>
#include <string.h>

#include "collect/engine.h"

/* The way that holds the key; with key 0 an empty one. NULL: none. */
static struct sw_port *port_way(struct sw_port_set *set, uint32_t key)
{
	for (int way = 0; way < SW_WAYS; way++)
		if (set->way[way].key == key)
			return &set->way[way];
	return NULL;
}

int engine_port_set(struct engine *engine, const struct sw_port *port)
{
	struct sw_port_set *set = &engine->ports[sw_port_set(port->key)];
	struct sw_port *way;
	uint32_t key = port->key;

	if (!key || port->slot >= engine->config.port_slots)
		return -EINVAL;
	way = port_way(set, key);
	if (!way)
		way = port_way(set, 0);
	if (!way)
		return -ENOSPC;
	/* The key last: while a new entry is being filled no frame finds it. */
	memcpy((char *)way + sizeof(way->key), (const char *)port + sizeof(port->key),
	       sizeof(*port) - sizeof(port->key));
	__atomic_store_n(&way->key, key, __ATOMIC_RELEASE);
	return 0;
}

void engine_port_clear(struct engine *engine, uint32_t key)
{
	struct sw_port *way = port_way(&engine->ports[sw_port_set(key)], key);

	if (key && way)
		__atomic_store_n(&way->key, 0, __ATOMIC_RELEASE);
}

int engine_onlink_set(struct engine *engine, const struct sw_onlink *prefixes, unsigned int count)
{
	struct sw_control *control = engine->control;
	unsigned int used = count < SW_ONLINK_MAX ? count : SW_ONLINK_MAX;

	if (control->onlink_count == used &&
	    (!used || !memcmp(control->onlink, prefixes, used * sizeof(*prefixes))))
		return used < count ? -ENOSPC : 0;
	/* None while they change: a half-written one could hold the whole Internet. */
	__atomic_store_n(&control->onlink_count, 0, __ATOMIC_SEQ_CST);
	if (used)
		memcpy(control->onlink, prefixes, used * sizeof(*prefixes));
	__atomic_store_n(&control->onlink_count, used, __ATOMIC_RELEASE);
	return used < count ? -ENOSPC : 0;
}
