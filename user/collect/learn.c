// SPDX-License-Identifier: GPL-2.0-or-later
/* Records → tables → detectors. */
#include <errno.h>
#include <string.h>

#include "collect/collector_private.h"
#include "core/addr.h"
#include "decode/mdns.h"
#include "decode/ra.h"
#include "sixwatch/record.h"

#define UDP_HEADER_BYTES 8
#define IPV6_SOURCE_OFFSET 8
#define NEXT_ICMPV6 58

/* The message of a record: what of it was captured, from its upper-layer header on. */
struct message {
	const uint8_t *bytes;
	size_t len;
	bool whole;
};

static struct message message_of(const struct sw_record *record)
{
	struct message message = { 0 };
	size_t captured;

	if (!record->l4_off || record->l4_off > record->cap_len)
		return message;
	captured = (size_t)record->cap_len - record->l4_off;
	message.bytes = record->frame + record->l4_off;
	message.whole = record->l4_len <= captured;
	message.len = message.whole ? record->l4_len : captured;
	return message;
}

/* The frame's IPv6 source; the record's own address may be the target of what it carries. */
static struct in6_addr source_of(const struct sw_record *record)
{
	struct in6_addr source = { 0 };
	size_t off = (size_t)record->l3_off + IPV6_SOURCE_OFFSET;

	if (off + sizeof(source) <= record->cap_len)
		memcpy(&source, record->frame + off, sizeof(source));
	return source;
}

static struct sighting sighting_of(const struct collector *collector,
				   const struct sw_record *record)
{
	struct sighting sighting = {
		.now_ns = engine_record_time_ns(collector->engine, record->time_ns),
		.addr = addr_from_sw(&record->addr),
		.learned = SW_LEARN_BIT(record->learned_bit),
		.link = record->link,
		.vlan = record->vlan,
		.port = record->binding.port,
		.has_mac = !mac_is_zero(record->binding.mac),
		.tentative = record->learned_bit == SW_LEARN_DAD,
		.self = record->flags & SW_RECORD_SELF,
	};

	memcpy(sighting.mac, record->binding.mac, sizeof(sighting.mac));
	return sighting;
}

static struct detect_event event_of(const struct sighting *sighting)
{
	struct detect_event event = {
		.now_ns = sighting->now_ns,
		.link = sighting->link,
		.vlan = sighting->vlan,
		.port = sighting->port,
		.has_mac = sighting->has_mac,
		.self = sighting->self,
		.addr = sighting->addr,
	};

	memcpy(event.mac, sighting->mac, sizeof(event.mac));
	return event;
}

int learn_sighting(struct collector *collector, const struct sighting *sighting,
		   struct host_address **ret_address)
{
	struct detect_event event = event_of(sighting);
	struct host_address *address = NULL;
	const struct host *host = NULL;
	int changes = host_table_see(collector->tables->hosts, sighting, &host, &address);

	if (changes == -ENOSPC)
		collector->losses.hosts_full++;
	if (changes < 0)
		return changes;
	if (ret_address)
		*ret_address = address;
	if (changes) {
		detect_host_change(collector->detect, &event, host, address, (unsigned int)changes);
		if (collector->ops->host)
			collector->ops->host(collector->ctx, host, address, (unsigned int)changes,
					     sighting->now_ns);
	}
	return changes;
}

/* A source that is new, or has another MAC or port than before. */
static void learn_address(struct collector *collector, const struct sw_record *record)
{
	struct sighting sighting = sighting_of(collector, record);
	struct host_address *address;

	if (learn_sighting(collector, &sighting, &address) < 0)
		return;
	if (!(record->flags & SW_RECORD_SLOT))
		return;
	if (record->flags & SW_RECORD_SOURCE_KNOWN)
		known_set_binding(collector->known, record->slot, record->binding);
	else
		host_table_set_tier(collector->tables->hosts, address, HOST_TIER_FRESH,
				    record->slot);
}

/* RFC 4443 section 2.3, for the message that was too long for the BPF program's loop. */
static bool checksum_is_right(const struct sw_record *record, const struct message *message)
{
	const uint8_t *addresses = record->frame + record->l3_off + IPV6_SOURCE_OFFSET;
	uint32_t sum = (uint32_t)message->len + NEXT_ICMPV6;

	if (!message->whole || (size_t)record->l3_off + 40 > record->cap_len)
		return false;
	for (size_t i = 0; i < 32; i += 2)
		sum += (uint32_t)(addresses[i] << 8 | addresses[i + 1]);
	for (size_t i = 0; i < message->len; i++)
		sum += i & 1 ? message->bytes[i] : (uint32_t)message->bytes[i] << 8;
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return sum == 0xffff;
}

static void keep_ra(struct collector *collector, const struct sw_record *record,
		    const struct ra_message *ra)
{
	struct sighting sighting = sighting_of(collector, record);
	struct detect_event event = event_of(&sighting);
	struct host_address *address;
	struct router *router;
	int changes;

	sighting.learned = SW_LEARN_BIT(SW_LEARN_RA);
	if (learn_sighting(collector, &sighting, &address) >= 0)
		host_table_set_router(collector->tables->hosts, address);
	changes = router_table_see(collector->tables->routers, &sighting, ra,
				   record->flags & SW_RECORD_HEADERS, &router);
	if (changes == -ENOSPC)
		collector->losses.routers_full++;
	if (changes < 0)
		return;
	prefix_table_see_ra(collector->tables->prefixes, router, sighting.now_ns,
			    collector_tell_prefix, collector);
	detect_ra(collector->detect, &event, router, (unsigned int)changes);
	if (collector->ops->router)
		collector->ops->router(collector->ctx, router, (unsigned int)changes,
				       sighting.now_ns);
}

static void learn_ra(struct collector *collector, const struct sw_record *record)
{
	struct message message = message_of(record);
	struct ra_message ra;
	int r;

	if ((record->flags & SW_RECORD_UNVERIFIED) && !checksum_is_right(record, &message)) {
		collector->losses.unverified++;
		return;
	}
	r = message.whole ? ra_decode(message.bytes, message.len, &ra) :
			    ra_decode_head(message.bytes, message.len, &ra);
	if (r) {
		collector->losses.malformed++;
		return;
	}
	keep_ra(collector, record, &ra);
}

static void learn_refused(struct collector *collector, const struct sw_record *record)
{
	struct message message = message_of(record);
	struct sighting sighting = sighting_of(collector, record);
	struct detect_event event = event_of(&sighting);
	struct detect_nd_invalid invalid = {
		.reason = (enum sw_invalid)record->invalid,
		.icmpv6_type = record->icmpv6_type,
		.hop_limit = record->hop_limit,
		.code = message.len > 1 ? message.bytes[1] : 0,
	};

	event.addr = source_of(record);
	detect_nd_invalid(collector->detect, &event, &invalid);
}

/* A name is kept for an address that is there; it proves nothing by itself. */
static void learn_names(struct collector *collector, const struct sw_record *record)
{
	struct message message = message_of(record);
	struct mdns_message answer;

	if (message.len < UDP_HEADER_BYTES ||
	    mdns_decode(message.bytes + UDP_HEADER_BYTES, message.len - UDP_HEADER_BYTES, &answer))
		return;
	for (unsigned int i = 0; i < answer.count; i++) {
		const struct mdns_name *name = &answer.names[i];
		struct host_address_key key;

		memset(&key, 0, sizeof(key));
		key.addr = name->addr;
		key.link = record->link;
		key.vlan = record->vlan;
		if (name->ttl_s)
			host_table_name(collector->tables->hosts, &key, HOST_NAME_MDNS, name->name,
					strlen(name->name));
	}
}

void learn_record(void *ctx, const struct sw_record *record)
{
	struct collector *collector = ctx;

	switch ((enum sw_class)record->class) {
	case SW_CLASS_NEW_ADDRESS:
	case SW_CLASS_BINDING:
	case SW_CLASS_BINDING_NEW:
		learn_address(collector, record);
		break;
	case SW_CLASS_RA_KNOWN:
	case SW_CLASS_RA_NEW:
		learn_ra(collector, record);
		break;
	case SW_CLASS_ND_INVALID:
		learn_refused(collector, record);
		break;
	case SW_CLASS_NAME:
		learn_names(collector, record);
		break;
	default: /* for detectors to come */
		break;
	}
}
