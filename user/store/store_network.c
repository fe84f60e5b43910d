// SPDX-License-Identifier: GPL-2.0-or-later
#include "store/store_network.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/addr.h"
#include "core/json.h"

/* Times are ns since the Unix epoch here, not text: they are read back. */
static struct json_object *router_write(const struct baseline_router *router)
{
	struct json_object *object = json_new_object();

	json_add_addr(object, "addr", &router->addr);
	json_add_uint64(object, "vlan", router->vlan);
	if (router->has_mac)
		json_add_mac(object, "mac", router->mac);
	if (router->port[0])
		json_add_str(object, "port", router->port);
	json_add_uint64(object, "first_ns", router->first_ns);
	json_add_uint64(object, "seen_ns", router->seen_ns);
	return object;
}

struct json_object *store_network_write(const struct baseline_network *network)
{
	struct json_object *object = json_new_object(), *routers;
	char id[2 * sizeof(network->id) + 1];

	snprintf(id, sizeof(id), "%016" PRIx64, network->id);
	json_add_str(object, "schema", STORE_SCHEMA);
	json_add_str(object, "id", id);
	json_add_uint64(object, "learned_ns", network->learned_ns);
	json_add_uint64(object, "used_ns", network->used_ns);
	json_add_uint64(object, "address_peak", network->address_peak);
	routers = json_add_array(object, "routers");
	for (uint32_t i = 0; i < network->router_count; i++)
		json_push(routers, router_write(&network->router[i]));
	return object;
}

int store_get_uint64(struct json_object *object, const char *key, uint64_t *ret_value)
{
	struct json_object *value;
	int64_t number;

	if (!json_object_object_get_ex(object, key, &value) ||
	    !json_object_is_type(value, json_type_int))
		return -EBADMSG;
	number = json_object_get_int64(value);
	if (number < 0)
		return -EBADMSG;
	*ret_value = (uint64_t)number;
	return 0;
}

const char *store_get_text(struct json_object *object, const char *key)
{
	struct json_object *value;

	if (!json_object_object_get_ex(object, key, &value) ||
	    !json_object_is_type(value, json_type_string))
		return NULL;
	return json_object_get_string(value);
}

static int router_read(struct json_object *object, struct baseline_router *router)
{
	const char *addr = store_get_text(object, "addr");
	const char *mac = store_get_text(object, "mac");
	const char *port = store_get_text(object, "port");
	uint64_t vlan;

	if (!addr || addr_parse(addr, &router->addr) || store_get_uint64(object, "vlan", &vlan) ||
	    vlan > 4095)
		return -EBADMSG;
	router->vlan = (uint16_t)vlan;
	if (mac && mac_parse(mac, router->mac))
		return -EBADMSG;
	router->has_mac = mac != NULL;
	if (port)
		snprintf(router->port, sizeof(router->port), "%s", port);
	store_get_uint64(object, "first_ns", &router->first_ns);
	store_get_uint64(object, "seen_ns", &router->seen_ns);
	return 0;
}

static int id_read(struct json_object *object, uint64_t *ret_id)
{
	const char *text = store_get_text(object, "id");
	char *end;

	if (!text || strlen(text) != 16 || strspn(text, "0123456789abcdef") != 16)
		return -EBADMSG;
	*ret_id = strtoull(text, &end, 16);
	return *ret_id ? 0 : -EBADMSG;
}

int store_network_read(struct json_object *object, struct baseline_network *ret_network)
{
	struct baseline_network network = { 0 };
	struct json_object *routers;
	uint64_t peak;
	size_t count;

	if (id_read(object, &network.id) ||
	    store_get_uint64(object, "learned_ns", &network.learned_ns) ||
	    store_get_uint64(object, "address_peak", &peak) || peak > UINT32_MAX ||
	    !json_object_object_get_ex(object, "routers", &routers) ||
	    !json_object_is_type(routers, json_type_array))
		return -EBADMSG;
	network.address_peak = (uint32_t)peak;
	store_get_uint64(object, "used_ns", &network.used_ns);
	count = json_object_array_length(routers);
	if (!count || count > BASELINE_ROUTERS_MAX)
		return -EBADMSG;
	for (size_t i = 0; i < count; i++) {
		struct json_object *router = json_object_array_get_idx(routers, i);

		if (!json_object_is_type(router, json_type_object) ||
		    router_read(router, &network.router[i]))
			return -EBADMSG;
	}
	network.router_count = (uint32_t)count;
	*ret_network = network;
	return 0;
}
