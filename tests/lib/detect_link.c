// SPDX-License-Identifier: GPL-2.0-or-later
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/addr.h"
#include "detect_link.h"

static void on_alert(void *ctx, const struct alert *alert, enum alert_state state)
{
	struct detect_link *link = ctx;

	if (link->told_count < DETECT_TOLD_MAX)
		link->told[link->told_count] = (struct told){ link->now_ns, state, *alert };
	link->told_count++;
}

static void add_port(struct detect_link *link, uint16_t slot, const char *device, const char *name)
{
	struct port_info info = {
		.slot = slot,
		.link = 1,
		.ifindex = 10u + slot,
		.generation = 1,
		.state = PORT_STATE_UP,
		.device = device,
		.name = name,
	};

	assert_int_equal(port_table_set_port(link->tables.ports, &info, NULL), 0);
}

struct detect_link *detect_link_new(uint64_t learn_s)
{
	struct detect_config config = detect_config_default(false);
	struct detect_link *link = calloc(1, sizeof(*link));

	assert_non_null(link);
	config.learn_ns = learn_s * S;
	link->now_ns = DETECT_T0;
	assert_int_equal(tables_init(&link->tables, NULL), 0);
	assert_int_equal(port_table_set_link(link->tables.ports, 1, "br0", 5), 0);
	add_port(link, 1, "eth0", "uplink");
	add_port(link, 2, "vethw2", "w2");
	add_port(link, 3, "vethw3", "w3");
	assert_int_equal(baseline_new(config.learn_ns, &link->baseline), 0);
	assert_int_equal(detect_new(&link->tables, link->baseline, &config, 1, on_alert, link,
				    &link->detect),
			 0);
	return link;
}

void detect_link_free(struct detect_link *link)
{
	detect_free(link->detect);
	baseline_free(link->baseline);
	tables_fini(&link->tables);
	free(link);
}

void detect_link_run(struct detect_link *link, uint64_t ns)
{
	uint64_t end_ns = link->now_ns + ns;

	while (link->now_ns < end_ns) {
		link->now_ns += 100 * MS;
		for (uint16_t slot = 1; slot <= DETECT_PORTS; slot++)
			port_table_update(link->tables.ports, slot, &link->tally[slot],
					  link->now_ns);
		if (link->now_ns % S == 0)
			host_table_age(link->tables.hosts, link->now_ns);
		detect_tick(link->detect, link->now_ns);
	}
}

struct ra_message detect_default_ra(void)
{
	struct ra_message ra;

	memset(&ra, 0, sizeof(ra));
	ra.lifetime_s = 1800;
	ra.preference = RA_PREFERENCE_MEDIUM;
	ra.prefix_count = 1;
	assert_int_equal(prefix_parse("2001:db8:101::/64", &ra.prefixes[0].prefix), 0);
	ra.prefixes[0].valid_s = 3600;
	ra.prefixes[0].preferred_s = 3600;
	ra.prefixes[0].on_link = ra.prefixes[0].autonomous = true;
	ra.rdnss_count = 1;
	ra.rdnss[0].lifetime_s = 3600;
	assert_int_equal(addr_parse("2001:db8:101::1", &ra.rdnss[0].addr), 0);
	return ra;
}

static struct sighting sighting_of(const struct detect_link *link, const char *addr, uint32_t mac,
				   uint16_t port, enum sw_learn learn)
{
	struct sighting sighting = {
		.now_ns = link->now_ns,
		.learned = SW_LEARN_BIT(learn),
		.link = 1,
		.port = port,
		.mac = { 0x02, 0, (uint8_t)(mac >> 24), (uint8_t)(mac >> 16), (uint8_t)(mac >> 8),
			 (uint8_t)mac },
		.has_mac = true,
	};

	assert_int_equal(addr_parse(addr, &sighting.addr), 0);
	return sighting;
}

static struct detect_event event_of(const struct sighting *sighting)
{
	struct detect_event event = {
		.now_ns = sighting->now_ns,
		.link = sighting->link,
		.port = sighting->port,
		.has_mac = true,
		.addr = sighting->addr,
	};

	memcpy(event.mac, sighting->mac, sizeof(event.mac));
	return event;
}

static int see_host(struct detect_link *link, const struct sighting *sighting)
{
	struct detect_event event = event_of(sighting);
	struct host_address *address;
	const struct host *host;
	int changes = host_table_see(link->tables.hosts, sighting, &host, &address);

	if (changes > 0)
		detect_host_change(link->detect, &event, host, address, (unsigned int)changes);
	return changes;
}

int detect_link_host(struct detect_link *link, const char *addr, uint32_t mac, uint16_t port,
		     enum sw_learn learn)
{
	struct sighting sighting = sighting_of(link, addr, mac, port, learn);

	return see_host(link, &sighting);
}

void detect_link_ra(struct detect_link *link, const struct detect_ra_frame *frame)
{
	struct sighting sighting =
		sighting_of(link, frame->addr, frame->mac, frame->port, SW_LEARN_RA);
	struct detect_event event = event_of(&sighting);
	struct router *router;
	int changes;

	link->tally[frame->port].icmpv6[134]++;
	link->tally[frame->port].ra_known_unicast += frame->unicast;
	see_host(link, &sighting);
	changes = router_table_see(link->tables.routers, &sighting, &frame->ra, false, &router);
	if (changes >= 0)
		detect_ra(link->detect, &event, router, (unsigned int)changes);
}

void detect_link_invalid(struct detect_link *link, uint32_t mac, uint16_t port, uint8_t icmpv6_type,
			 enum sw_invalid reason)
{
	struct sighting sighting = sighting_of(link, "fe80::bad", mac, port, SW_LEARN_NONE);
	struct detect_event event = event_of(&sighting);
	struct detect_nd_invalid invalid = { .reason = reason,
					     .icmpv6_type = icmpv6_type,
					     .hop_limit = 64 };

	event.evidence = "ring.pcapng#7";
	detect_nd_invalid(link->detect, &event, &invalid);
}

static size_t told_kept(const struct detect_link *link)
{
	return link->told_count < DETECT_TOLD_MAX ? link->told_count : DETECT_TOLD_MAX;
}

static bool told_is(const struct told *told, const char *name, enum alert_state state)
{
	return told->state == state && !strcmp(told->alert.report.type->name, name);
}

size_t detect_link_count(const struct detect_link *link, const char *name, enum alert_state state)
{
	size_t count = 0;

	for (size_t i = 0; i < told_kept(link); i++)
		count += told_is(&link->told[i], name, state);
	return count;
}

const struct told *detect_link_last(const struct detect_link *link, const char *name,
				    enum alert_state state)
{
	for (size_t i = told_kept(link); i-- > 0;)
		if (told_is(&link->told[i], name, state))
			return &link->told[i];
	return NULL;
}

uint64_t detect_number(const struct alert *alert, const char *key)
{
	const struct alert_datum *datum = alert_data_find(&alert->report.data, key);

	assert_non_null(datum);
	assert_int_equal(datum->kind, ALERT_DATUM_NUMBER);
	return datum->number;
}
