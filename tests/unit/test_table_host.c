// SPDX-License-Identifier: GPL-2.0-or-later
/* Devices and addresses: changes, proofs, caps, floods, ageing, names, order. */
#include <errno.h>
#include <malloc.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/addr.h"
#include "sixwatch/names.h"
#include "table/host_table.h"

#define S 1000000000ULL
#define T0 (1700000000 * S)

static struct in6_addr addr(const char *text)
{
	struct in6_addr parsed;

	assert_int_equal(addr_parse(text, &parsed), 0);
	return parsed;
}

static struct sighting sight(const char *text, uint8_t mac, uint16_t port, uint64_t now_ns)
{
	return (struct sighting){
		.now_ns = now_ns,
		.addr = addr(text),
		.learned = SW_LEARN_BIT(SW_LEARN_NS),
		.link = 1,
		.port = port,
		.mac = { 0x02, 0, 0, 0, 0, mac },
		.has_mac = true,
	};
}

static struct host_address *find(const struct host_table *table, const char *text)
{
	struct host_address_key key = { .addr = addr(text), .link = 1 };

	return host_table_find(table, &key);
}

/* A source number n of a flood, with a MAC and an address of its own. */
static struct sighting flood(uint32_t n, uint16_t port, uint64_t now_ns)
{
	struct sighting sighting = sight("fe80::f:0", 0, port, now_ns);

	memcpy(&sighting.addr.s6_addr[12], &n, sizeof(n));
	memcpy(&sighting.mac[2], &n, sizeof(n));
	sighting.mac[1] = 0xba;
	return sighting;
}

static struct host_table *table_new(uint32_t addresses)
{
	struct host_table_limits limits = { .addresses = addresses };
	struct host_table *table;

	assert_int_equal(host_table_new(&limits, NULL, &table), 0);
	return table;
}

static void test_changes(void **state)
{
	struct host_table *table = table_new(0);
	struct sighting first = sight("fe80::1", 1, 1, T0);
	struct sighting second = sight("2001:db8::1", 1, 1, T0 + S);
	struct host_address *address;
	const struct host *host;
	struct host_counts counts;

	(void)state;
	assert_int_equal(host_table_see(table, &first, &host, &address),
			 HOST_CHANGE_NEW_HOST | HOST_CHANGE_NEW_ADDRESS);
	assert_int_equal(address->proof, HOST_PROOF_CANDIDATE);
	assert_int_equal(host_table_see(table, &first, NULL, NULL), 0);
	assert_int_equal(host_table_see(table, &second, &host, NULL), HOST_CHANGE_NEW_ADDRESS);
	assert_int_equal(host->address_count, 2);
	assert_int_equal(host->seen_ns, T0 + S);
	assert_ptr_equal(host_table_find_mac(table, 1, first.mac), host);
	assert_null(host_table_find_mac(table, 2, first.mac));

	second.port = 2;
	assert_int_equal(host_table_see(table, &second, &host, NULL), HOST_CHANGE_PORT);
	assert_int_equal(host->port, 2);
	assert_int_equal(host->previous_port, 1);
	second.vlan = 7; /* the same device, another address */
	assert_int_equal(host_table_see(table, &second, NULL, NULL), HOST_CHANGE_NEW_ADDRESS);
	host_table_counts(table, &counts);
	assert_int_equal(counts.hosts, 1);
	assert_int_equal(counts.addresses, 3);
	host_table_free(table);
}

static void test_mac_change(void **state)
{
	struct host_table *table = table_new(0);
	struct sighting first = sight("2001:db8::1", 1, 1, T0);
	struct sighting thief = sight("2001:db8::1", 2, 2, T0 + S);
	struct sighting kernel = sight("2001:db8::1", 3, 0, T0 + 2 * S);
	struct host_address *address;
	const struct host *host;
	struct host_counts counts;

	(void)state;
	host_table_see(table, &first, NULL, NULL);
	assert_int_equal(host_table_see(table, &thief, &host, &address),
			 HOST_CHANGE_MAC | HOST_CHANGE_NEW_HOST);
	assert_memory_equal(address->previous_mac, first.mac, 6);
	assert_int_equal(address->mac_changes, 1);
	assert_int_equal(host->key.mac[5], 2);
	host_table_counts(table, &counts);
	assert_int_equal(counts.hosts, 1); /* nothing is left of the first */

	kernel.learned = SW_LEARN_BIT(SW_LEARN_KERNEL); /* stale: the wire knows better */
	assert_int_equal(host_table_see(table, &kernel, &host, NULL), 0);
	assert_int_equal(host->key.mac[5], 2);

	first.now_ns = T0 + 3 * S; /* no new device when the owner speaks again */
	assert_int_equal(host_table_see(table, &first, NULL, &address), HOST_CHANGE_MAC);
	assert_int_equal(address->mac_changes, 2);
	host_table_age(table, T0 + 3600 * S);
	assert_null(host_table_find_mac(table, 1, thief.mac));
	host_table_free(table);
}

/* A DAD target is nobody's address until it is used, and never displaces one that is. */
static void test_tentative(void **state)
{
	struct host_table *table = table_new(16);
	struct sighting dad = sight("2001:db8::9", 9, 1, T0), use = dad;
	struct host_address *address;
	const struct host *host, **hosts;
	size_t count;

	(void)state;
	dad.tentative = true;
	dad.learned = SW_LEARN_BIT(SW_LEARN_DAD);
	assert_int_equal(host_table_see(table, &dad, &host, &address), HOST_CHANGE_TENTATIVE);
	assert_int_equal(host_table_see(table, &dad, &host, &address), 0);
	assert_false(host->shown);
	assert_int_equal(host_table_sorted(table, &hosts, &count), 0);
	assert_int_equal(count, 0);
	free(hosts);
	assert_int_equal(host_table_active(table, 1, HOST_PROOF_UNSET, 0), 0);

	use.now_ns = T0 + S;
	assert_int_equal(host_table_see(table, &use, &host, &address),
			 HOST_CHANGE_CONFIRMED | HOST_CHANGE_NEW_ADDRESS | HOST_CHANGE_NEW_HOST);
	assert_int_equal(address->first_ns, T0 + S);
	assert_int_equal(address->learned, SW_LEARN_BIT(SW_LEARN_DAD) | SW_LEARN_BIT(SW_LEARN_NS));

	dad.mac[5] = 8; /* somebody else asks for it: the owner stays */
	assert_int_equal(host_table_see(table, &dad, &host, NULL), 0);
	assert_int_equal(host->key.mac[5], 9);

	for (uint32_t i = 0; i < 64; i++) {
		struct sighting more = flood(i, 1, T0 + 2 * S);

		host_table_see(table, &more, NULL, NULL);
	}
	dad = sight("2001:db8::a", 9, 1, T0 + 3 * S);
	dad.tentative = true;
	assert_int_equal(host_table_see(table, &dad, NULL, NULL), -ENOSPC);
	host_table_free(table);
}

static void test_tentative_age(void **state)
{
	struct host_table *table = table_new(0);
	struct sighting dad = sight("2001:db8::9", 9, 1, T0);

	(void)state;
	dad.tentative = true;
	host_table_see(table, &dad, NULL, NULL);
	host_table_age(table, T0 + HOST_TENTATIVE_AGE_NS);
	assert_non_null(find(table, "2001:db8::9"));
	host_table_age(table, T0 + HOST_TENTATIVE_AGE_NS + 1);
	assert_null(find(table, "2001:db8::9"));
	assert_null(host_table_find_mac(table, 1, dad.mac));
	host_table_free(table);
}

static void test_refused(void **state)
{
	static const char *const bad[] = { "::",	"::1",	       "ff02::1",	 "0.0.0.0",
					   "127.0.0.1", "224.0.0.251", "255.255.255.255" };
	struct host_table *table = table_new(0);
	struct sighting sighting;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		sighting = sight(bad[i], 1, 1, T0);
		assert_int_equal(host_table_see(table, &sighting, NULL, NULL), -EINVAL);
	}
	sighting = sight("fe80::1", 0, 1, T0);
	memset(sighting.mac, 0, 6);
	assert_int_equal(host_table_see(table, &sighting, NULL, NULL), -EINVAL);
	sighting.mac[0] = 0x33;
	assert_int_equal(host_table_see(table, &sighting, NULL, NULL), -EINVAL);
	host_table_free(table);
}

static void test_no_mac(void **state)
{
	struct host_table *table = table_new(0);
	struct sighting a = sight("2001:db8::1", 0, 1, T0), b = sight("192.0.2.1", 0, 1, T0);
	struct host_counts counts;

	(void)state;
	a.has_mac = b.has_mac = false;
	assert_int_equal(host_table_see(table, &a, NULL, NULL),
			 HOST_CHANGE_NEW_HOST | HOST_CHANGE_NEW_ADDRESS);
	assert_int_equal(host_table_see(table, &b, NULL, NULL),
			 HOST_CHANGE_NEW_HOST | HOST_CHANGE_NEW_ADDRESS);
	host_table_counts(table, &counts);
	assert_int_equal(counts.hosts, 2);
	assert_int_equal(counts.ipv4_only, 1);
	b.has_mac = true; /* a second interface knows its MAC: that is no change of MACs */
	b.mac[5] = 5;
	assert_int_equal(host_table_see(table, &b, NULL, NULL), HOST_CHANGE_NEW_HOST);
	host_table_counts(table, &counts);
	assert_int_equal(counts.hosts, 2);
	host_table_free(table);
}

static void test_proof(void **state)
{
	struct host_table *table = table_new(0);
	struct sighting sighting = sight("fe80::1", 1, 1, T0);
	struct host_address *address;

	(void)state;
	host_table_see(table, &sighting, NULL, &address);
	assert_false(host_table_may_admit(table, address));
	host_table_refresh(table, address, T0 + 10 * S - 1, 0);
	assert_int_equal(address->proof, HOST_PROOF_CANDIDATE);
	host_table_refresh(table, address, T0 + 10 * S, SW_LEARN_BIT(SW_LEARN_DATA));
	assert_int_equal(address->proof, HOST_PROOF_ADMITTED);
	assert_true(host_table_may_admit(table, address));
	host_table_refresh(table, address, T0 + 5 * S, 0); /* never back */
	assert_int_equal(address->seen_ns, T0 + 10 * S);
	host_table_refresh(table, address, T0 + 600 * S, 0);
	assert_int_equal(address->proof, HOST_PROOF_SETTLED);
	host_table_pin(table, address, true);
	assert_int_equal(address->proof, HOST_PROOF_PINNED);
	host_table_pin(table, address, false);
	assert_int_equal(address->proof, HOST_PROOF_SETTLED);

	sighting = sight("fe80::2", 2, 1, T0); /* an answer to our unicast NS proves at once */
	host_table_see(table, &sighting, NULL, &address);
	host_table_answered(table, address, T0);
	assert_int_equal(address->proof, HOST_PROOF_ADMITTED);
	host_table_free(table);
}

/* Makes an admitted address with a slot in the known table. */
static struct host_address *admit(struct host_table *table, const char *text, uint8_t mac,
				  uint16_t port, uint64_t now_ns)
{
	struct sighting sighting = sight(text, mac, port, now_ns);
	struct host_address *address;

	assert_true(host_table_see(table, &sighting, NULL, &address) >= 0);
	host_table_answered(table, address, now_ns);
	host_table_set_tier(table, address, HOST_TIER_KNOWN, mac);
	return address;
}

static void test_quota(void **state)
{
	struct host_table_limits limits = { .admitted_per_device = 3, .known_per_port = 5 };
	struct host_address *address = NULL;
	struct host_table *table;
	char text[32];

	(void)state;
	assert_int_equal(host_table_new(&limits, NULL, &table), 0);
	for (int i = 1; i <= 4; i++) {
		snprintf(text, sizeof(text), "2001:db8::%d", i);
		address = admit(table, text, 1, 1, T0);
		assert_int_equal(host_table_may_admit(table, address), i <= 3);
	}
	address = admit(table, "fe80::3", 3, 1, T0);
	assert_false(host_table_may_admit(table, address)); /* the port has its five */
	address = admit(table, "fe80::4", 4, 2, T0);
	assert_true(host_table_may_admit(table, address));
	address = find(table, "2001:db8::4"); /* one leaves the known table, one moves away */
	host_table_set_tier(table, address, HOST_TIER_NONE, 0);
	address = find(table, "fe80::3");
	assert_true(host_table_may_admit(table, address));
	host_table_set_tier(table, find(table, "2001:db8::4"), HOST_TIER_KNOWN, 1);
	assert_false(host_table_may_admit(table, address));
	admit(table, "2001:db8::3", 1, 3, T0 + S);
	assert_true(host_table_may_admit(table, address));
	admit(table, "2001:db8::3", 1, 1, T0 + 2 * S);
	assert_false(host_table_may_admit(table, address));
	host_table_pin(table, find(table, "fe80::3"), true);
	assert_true(host_table_may_admit(table, find(table, "fe80::3")));
	host_table_free(table);
}

static void test_weakest_known(void **state)
{
	struct host_table *table = table_new(0);
	struct host_address *old = admit(table, "fe80::1", 1, 1, T0);
	struct host_address *settled = admit(table, "fe80::2", 2, 1, T0);
	struct host_address *pinned = admit(table, "fe80::3", 3, 1, T0);
	struct host_address *newer = admit(table, "fe80::4", 4, 1, T0 + 5 * S);

	(void)state;
	host_table_refresh(table, settled, T0 + 601 * S, 0);
	host_table_pin(table, pinned, true);
	/* among equals that speak, on one port, nobody has to go */
	assert_null(host_table_weakest_known(table, newer));
	host_table_refresh(table, newer, T0 + 590 * S, 0);
	assert_null(host_table_weakest_known(table, newer));
	assert_ptr_equal(host_table_weakest_known(table, settled), old);
	host_table_refresh(table, newer, T0 + 604 * S, 0); /* settled itself by now */
	assert_ptr_equal(host_table_weakest_known(table, newer), old);
	host_table_set_tier(table, old, HOST_TIER_NONE, 0);
	assert_null(host_table_weakest_known(table, newer));
	host_table_free(table);
}

/* A port that holds more than another makes room for it. */
static void test_weakest_known_share(void **state)
{
	struct host_table *table = table_new(0);
	struct host_address *first = admit(table, "fe80::1", 1, 1, T0);
	struct host_address *other;

	(void)state;
	admit(table, "fe80::2", 2, 1, T0 + S);
	admit(table, "fe80::3", 3, 1, T0 + S);
	other = admit(table, "fe80::4", 4, 2, T0 + S);
	host_table_set_tier(table, other, HOST_TIER_NONE, 0);
	assert_ptr_equal(host_table_weakest_known(table, other), first);
	host_table_free(table);
}

struct gone {
	uint32_t count;
	uint32_t known;
};

static void on_gone(void *ctx, const struct host_address *address)
{
	struct gone *gone = ctx;

	gone->count++;
	gone->known += address->tier == HOST_TIER_KNOWN;
}

/* A million sources: memory stays flat, real hosts stay, also candidates of other ports. */
static void test_flood(void **state)
{
	static const struct host_table_ops ops = { .address_gone = on_gone };
	struct host_table *table = table_new(0);
	struct sighting quiet = sight("fe80::99", 99, 2, T0);
	struct host_counts counts;
	struct gone gone = { 0 };
	size_t before = 0;
	char text[32];

	(void)state;
	host_table_set_ops(table, &ops, &gone);
	for (int i = 1; i <= 200; i++) {
		snprintf(text, sizeof(text), "2001:db8::%x", i);
		admit(table, text, (uint8_t)i, 1, T0);
	}
	host_table_see(table, &quiet, NULL, NULL);
	for (uint32_t n = 0; n < 1000000; n++) {
		struct sighting sighting = flood(n, 1, T0 + S + n * 1000);

		assert_int_equal(host_table_see(table, &sighting, NULL, NULL),
				 HOST_CHANGE_NEW_HOST | HOST_CHANGE_NEW_ADDRESS);
		if (n == 20000)
			before = mallinfo2().uordblks;
	}
	assert_true(mallinfo2().uordblks < before + 65536);
	assert_true(before < 8 * 1024 * 1024);
	host_table_counts(table, &counts);
	assert_int_equal(counts.addresses, HOST_ADDRESSES_MAX);
	assert_int_equal(counts.evicted_admitted, 0);
	assert_int_equal(gone.count, counts.evicted_candidates);
	assert_int_equal(gone.known, 0);
	for (int i = 1; i <= 200; i++) {
		snprintf(text, sizeof(text), "2001:db8::%x", i);
		assert_non_null(find(table, text));
	}
	assert_non_null(find(table, "fe80::99"));
	host_table_free(table);
}

/* Sources that prove themselves, too: settled and pinned hosts outlive them. */
static void test_flood_admitted(void **state)
{
	struct host_table *table = table_new(256);
	struct sighting sighting;
	struct host_address *address;
	struct host_counts counts;

	(void)state;
	address = admit(table, "fe80::1", 1, 1, T0);
	host_table_refresh(table, address, T0 + 3600 * S, 0);
	address = admit(table, "fe80::2", 2, 1, T0);
	host_table_pin(table, address, true);
	for (uint32_t n = 0; n < 10000; n++) {
		sighting = flood(n, 1, T0 + 3600 * S + n);
		host_table_see(table, &sighting, NULL, &address);
		host_table_answered(table, address, T0 + 3600 * S + n);
	}
	host_table_counts(table, &counts);
	assert_int_equal(counts.admitted, 256 - 256 / 8 + 1); /* and the pinned one */
	assert_non_null(find(table, "fe80::1"));
	assert_non_null(find(table, "fe80::2"));
	sighting = flood(99999, 1, T0 + 3700 * S); /* and new ones still get in */
	assert_true(host_table_see(table, &sighting, NULL, NULL) > 0);
	host_table_free(table);
}

static void test_device_cap(void **state)
{
	struct host_table_limits limits = { .addresses_per_device = 8 };
	struct host_address *address;
	struct host_table *table;
	const struct host *host;
	struct sighting sighting;

	(void)state;
	assert_int_equal(host_table_new(&limits, NULL, &table), 0);
	address = admit(table, "fe80::1", 1, 1, T0);
	host_table_pin(table, address, true);
	admit(table, "fe80::2", 1, 1, T0);
	for (uint32_t n = 0; n < 100; n++) {
		sighting = flood(n, 1, T0 + S);
		memcpy(sighting.mac, (uint8_t[]){ 2, 0, 0, 0, 0, 1 }, 6);
		assert_true(host_table_see(table, &sighting, &host, NULL) > 0);
		assert_true(host->address_count <= 8);
	}
	assert_non_null(find(table, "fe80::1"));
	assert_non_null(find(table, "fe80::2"));
	assert_int_equal(host_gained(host, T0 + S), 102);
	host_table_free(table);
}

static void test_gained(void **state)
{
	struct host_table *table = table_new(0);
	const struct host *host;
	struct sighting sighting;
	char text[32];

	(void)state;
	for (int i = 0; i < 20; i++) {
		snprintf(text, sizeof(text), "2001:db8::%d", i + 1);
		sighting = sight(text, 1, 1, T0 + (uint64_t)i * 10 * S);
		host_table_see(table, &sighting, &host, NULL);
		assert_int_equal(host_gained(host, sighting.now_ns), i < 6 ? i + 1 : 6);
	}
	assert_int_equal(host_gained(host, T0 + 250 * S), 0);
	sighting = sight("fe80::aa", 1, 1, T0 + 7200 * S);
	host_table_see(table, &sighting, &host, NULL);
	assert_int_equal(host_gained(host, T0 + 7200 * S), 1);
	sighting.addr = addr("fe80::ab"); /* known by RAs alone: no gain */
	sighting.learned = SW_LEARN_BIT(SW_LEARN_RA);
	host_table_see(table, &sighting, &host, NULL);
	assert_int_equal(host_gained(host, T0 + 7200 * S), 1);
	host_table_free(table);
}

static void test_age(void **state)
{
	struct host_table *table = table_new(0);
	struct sighting candidate = sight("fe80::1", 1, 1, T0);
	struct sighting self = sight("fe80::3", 3, 1, T0);
	struct host_counts counts;

	(void)state;
	self.self = true;
	host_table_see(table, &candidate, NULL, NULL);
	host_table_see(table, &self, NULL, NULL);
	admit(table, "fe80::2", 2, 1, T0);
	host_table_age(table, T0 + HOST_CANDIDATE_AGE_NS);
	assert_non_null(find(table, "fe80::1"));
	host_table_age(table, T0 + HOST_CANDIDATE_AGE_NS + 1);
	assert_null(find(table, "fe80::1"));
	assert_non_null(find(table, "fe80::2"));
	host_table_age(table, T0 + HOST_ADMITTED_AGE_NS + 1);
	assert_null(find(table, "fe80::2"));
	host_table_age(table, T0 + 10 * HOST_ADMITTED_AGE_NS);
	host_table_counts(table, &counts);
	assert_int_equal(counts.hosts, 1);
	assert_non_null(find(table, "fe80::3"));
	assert_true(find(table, "fe80::3")->host->self);
	host_table_free(table);
}

static void test_names(void **state)
{
	struct host_table *table = table_new(0);
	struct sighting sighting = sight("fe80::1", 1, 1, T0);
	struct host_address_key key = { .addr = sighting.addr, .link = 1 };
	const struct host *host;

	(void)state;
	assert_false(host_table_name(table, &key, HOST_NAME_DNS, "x", 1));
	host_table_see(table, &sighting, &host, NULL);
	assert_null(host_best_name(host));
	assert_true(host_table_name(table, &key, HOST_NAME_DNS, "nas.lan", 7));
	assert_false(host_table_name(table, &key, HOST_NAME_DNS, "nas.lan", 7));
	assert_true(host_table_name(table, &key, HOST_NAME_MDNS, "na\x1bs", 4));
	assert_string_equal(host_best_name(host), "na\\x1bs");
	assert_true(host_table_name(table, &key, HOST_NAME_LLMNR, "c", 1));
	assert_true(host_table_name(table, &key, HOST_NAME_DHCPV6, "d", 1));
	assert_int_equal(host->name_count, 4);
	assert_true(host_table_name(table, &key, HOST_NAME_PERSON, "the NAS", 7));
	assert_int_equal(host->name_count, 4); /* the weakest went */
	assert_string_equal(host_best_name(host), "the NAS");
	assert_string_equal(host->names[3].text, "c");
	assert_false(host_table_name(table, &key, HOST_NAME_DNS, "nas.lan", 7));
	host_table_free(table);
}

static void test_sorted(void **state)
{
	static const char *const texts[] = { "192.0.2.9", "2001:db8::2", "fe80::1", "2001:db8::1" };
	static const char *const expected[] = { "2001:db8::1", "2001:db8::2", "fe80::1",
						"192.0.2.9" };
	struct host_table *table = table_new(0);
	const struct host_address **addresses;
	const struct host **hosts;
	char text[ADDR_TEXT_MAX];
	size_t count;

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		struct sighting sighting = sight(texts[i], 2, 1, T0);

		host_table_see(table, &sighting, NULL, NULL);
		sighting = sight("fe80::9", 1, 1, T0);
		sighting.vlan = (uint16_t)(4 - i);
		host_table_see(table, &sighting, NULL, NULL);
	}
	assert_int_equal(host_table_sorted(table, &hosts, &count), 0);
	assert_int_equal(count, 2);
	assert_int_equal(hosts[0]->key.mac[5], 1);
	assert_int_equal(host_sorted_addresses(hosts[0], &addresses, &count), 0);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(addresses[i]->key.vlan, i + 1);
	free(addresses);
	assert_int_equal(host_sorted_addresses(hosts[1], &addresses, &count), 0);
	assert_int_equal(count, 4);
	for (size_t i = 0; i < count; i++)
		assert_string_equal(addr_format(text, sizeof(text), &addresses[i]->key.addr),
				    expected[i]);
	free(addresses);
	free(hosts);
	host_table_free(table);
}

static void count_and_refresh(void *ctx, struct host_address *address)
{
	uint32_t *count = ctx;

	++*count;
	address->slot++;
}

struct refresher {
	struct host_table *table;
	uint64_t now_ns;
	uint32_t count;
};

static void refresh(void *ctx, struct host_address *address)
{
	struct refresher *refresher = ctx;

	refresher->count++;
	host_table_refresh(refresher->table, address, refresher->now_ns, 0);
}

/* Refreshing moves entries between the lists that are being walked: each is met once. */
static void test_each_address(void **state)
{
	struct host_table *table = table_new(0);
	struct refresher refresher = { .table = table };
	uint32_t count = 0;

	(void)state;
	for (uint32_t n = 0; n < 100; n++) {
		struct sighting sighting = flood(n, (uint16_t)(n % 3), T0);

		host_table_see(table, &sighting, NULL, NULL);
	}
	host_table_each_address(table, HOST_PROOF_ADMITTED, count_and_refresh, &count);
	assert_int_equal(count, 0);
	for (uint64_t step = 1; step <= 4; step++) {
		refresher.now_ns = T0 + step * 200 * S;
		refresher.count = 0;
		host_table_each_address(table, HOST_PROOF_TENTATIVE, refresh, &refresher);
		assert_int_equal(refresher.count, 100);
	}
	host_table_each_address(table, HOST_PROOF_SETTLED, count_and_refresh, &count);
	assert_int_equal(count, 100);
	assert_int_equal(host_table_active(table, 1, HOST_PROOF_SETTLED, T0 + 800 * S), 100);
	assert_int_equal(host_table_active(table, 1, HOST_PROOF_SETTLED, T0 + 801 * S), 0);
	assert_int_equal(host_table_active(table, 2, HOST_PROOF_SETTLED, 0), 0);
	host_table_free(table);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_changes),	      cmocka_unit_test(test_mac_change),
		cmocka_unit_test(test_tentative),     cmocka_unit_test(test_tentative_age),
		cmocka_unit_test(test_refused),	      cmocka_unit_test(test_no_mac),
		cmocka_unit_test(test_proof),	      cmocka_unit_test(test_quota),
		cmocka_unit_test(test_weakest_known), cmocka_unit_test(test_weakest_known_share),
		cmocka_unit_test(test_flood),	      cmocka_unit_test(test_flood_admitted),
		cmocka_unit_test(test_device_cap),    cmocka_unit_test(test_gained),
		cmocka_unit_test(test_age),	      cmocka_unit_test(test_names),
		cmocka_unit_test(test_sorted),	      cmocka_unit_test(test_each_address),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
