/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who is on the links: devices and their addresses.
 *
 * A device is (link, MAC) with all its addresses; without a MAC (raw captures) each address is a
 * device. An address is (link, VLAN, address) and belongs to one device at a time. The table owns
 * both; a pointer to either is valid until the next call that may evict (host_table_see(),
 * host_table_age()), and ops.address_gone tells of each address that goes.
 *
 * The table is capped, and what is least proven goes first: each address has a proof, and the
 * victim is the oldest of the lowest proof, on the port that has most of that proof. An eighth of
 * the table is for addresses that are not admitted, so new ones never displace admitted ones. So a
 * flood displaces its own addresses, and nothing displaces a pinned one.
 */
#ifndef TABLE_HOST_TABLE_H
#define TABLE_HOST_TABLE_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>

#include "sixwatch/hash.h"
#include "table/hash.h"
#include "table/sighting.h"

/*
 * Defaults. 8 192 addresses: 1 000 devices with eight each, about 2 MiB. 256 of one MAC: a proxy or
 * relay has dozens. 64 admitted of one MAC: ten temporary ones in each of several prefixes. Of one
 * port 3 072 in the BPF program's known table: three quarters of its 4 096. An
 * admitted address outlives a week's absence; a candidate the ten minutes in which it should
 * have spoken again.
 */
#define HOST_ADDRESSES_MAX 8192
#define HOST_ADDRESSES_PER_DEVICE_MAX 256
#define HOST_ADMITTED_PER_DEVICE_MAX 64
#define HOST_KNOWN_PER_PORT_MAX 3072
#define HOST_ADMIT_SPAN_NS 10000000000ULL
#define HOST_SETTLE_SPAN_NS 600000000000ULL
#define HOST_TENTATIVE_AGE_NS 60000000000ULL
#define HOST_CANDIDATE_AGE_NS 600000000000ULL
#define HOST_ADMITTED_AGE_NS (7 * 86400 * 1000000000ULL)

#define HOST_GAINED_SLICES 6
#define HOST_EMPTY_MAX 64 /* devices kept though another one took their last address */

#define HOST_PORTS_MAX 256 /* port slots that have lists of their own; others share slot 0's */
#define HOST_NAMES_MAX 4   /* per device, one of each source at most */
#define HOST_NAME_MAX 64   /* bytes of a name with the NUL; longer ones are cut */

/* How sure we are that an address is real, weakest first: the order of eviction. */
enum host_proof {
	HOST_PROOF_UNSET,
	HOST_PROOF_TENTATIVE, /* a DAD target that nobody used yet: shown nowhere */
	HOST_PROOF_CANDIDATE, /* seen, for less than 10 s */
	HOST_PROOF_ADMITTED,  /* frames at least 10 s apart, or it answered our unicast NS */
	HOST_PROOF_SETTLED,   /* admitted, with frames at least 10 min apart */
	HOST_PROOF_PINNED,    /* baseline or self: never evicted, never ages */
	HOST_PROOF_MAX,
};

/* Where the BPF program keeps the address; kept here for the collector, never read by the table. */
enum host_tier {
	HOST_TIER_NONE,
	HOST_TIER_FRESH,
	HOST_TIER_KNOWN,
	HOST_TIER_MAX,
};

/* What a sighting changed: bits. */
enum host_change {
	HOST_CHANGE_NEW_HOST = 1 << 0,	  /* the device's first used address */
	HOST_CHANGE_NEW_ADDRESS = 1 << 1, /* first used: not before, or only tentatively */
	HOST_CHANGE_TENTATIVE = 1 << 2,	  /* a new DAD target */
	HOST_CHANGE_CONFIRMED = 1 << 3,	  /* with NEW_ADDRESS: it was tentative */
	HOST_CHANGE_PORT = 1 << 4,	  /* the device was seen on another port before */
	HOST_CHANGE_MAC = 1 << 5,	  /* it went to another device: see previous_mac */
};

enum host_name_source {
	HOST_NAME_UNSET,
	HOST_NAME_PERSON, /* given by a person; the best */
	HOST_NAME_MDNS,
	HOST_NAME_DHCPV6,
	HOST_NAME_LLMNR,
	HOST_NAME_DNS,
	HOST_NAME_SOURCE_MAX,
};

struct host_name {
	enum host_name_source source;
	char text[HOST_NAME_MAX]; /* printable: escaped by text_escape() */
};

struct host_address_key {
	struct in6_addr addr;
	uint16_t link;
	uint16_t vlan;
};

struct host;

struct host_address {
	struct host_address_key key;
	enum host_proof proof;
	uint64_t first_ns; /* first used; of a tentative one first asked for */
	uint64_t seen_ns;
	uint32_t learned; /* SW_LEARN_BIT() each */
	uint16_t port;	  /* of the last sighting that had one */
	bool answered;	  /* our unicast NS */

	bool has_previous_mac;
	uint8_t previous_mac[6]; /* who had it before; with mac_changed_ns and mac_changes */
	uint32_t mac_changes;
	uint64_t mac_changed_ns;

	enum host_tier tier; /* written by host_table_set_tier() only */
	uint32_t slot;

	struct host *host;
	TAILQ_ENTRY(host_address) of_host; /* the rest is the table's own */
	TAILQ_ENTRY(host_address) of_list;
	uint16_t list_port;
	UT_hash_handle hh;
};

TAILQ_HEAD(host_address_list, host_address);

/* Keyed by (link, MAC), or by (link, VLAN, address) without a MAC. */
struct host_key {
	struct in6_addr addr; /* zero with a MAC */
	uint16_t link;
	uint16_t vlan; /* 0 with a MAC */
	uint8_t mac[6];
	uint8_t has_mac;
	uint8_t reserved;
};

struct host {
	struct host_key key;
	uint64_t first_ns;
	uint64_t seen_ns;
	uint16_t port; /* of the last sighting that had one; 0: not known */
	uint16_t vlan; /* of the same */
	bool self;
	bool router;		/* it sent a valid RA */
	bool shown;		/* has, or had, a used address: NEW_HOST was told */
	uint16_t previous_port; /* with port_changed_ns; 0: it never moved */
	uint64_t port_changed_ns;

	uint32_t address_count; /* in the table, tentative ones too */
	uint32_t tentative_count;
	uint32_t admitted_count; /* proof ADMITTED or better */

	/* Addresses that this device began to use, in slices of 10 s: see host_gained(). */
	uint64_t gained_slice;
	uint16_t gained[HOST_GAINED_SLICES];

	struct host_name *names; /* name_count of them, best source first */
	uint8_t name_count;

	struct host_address_list addresses; /* newest last */
	TAILQ_ENTRY(host) of_empty;
	bool empty;
	UT_hash_handle hh;
};

struct host_table_ops {
	/* The address is about to be evicted or has aged out: forget its slot and its pointer. */
	void (*address_gone)(void *ctx, const struct host_address *address);
};

/* Zero means the default. */
struct host_table_limits {
	uint32_t addresses;
	uint32_t addresses_per_device;
	uint32_t admitted_per_device;
	uint32_t known_per_port;
};

struct host_counts {
	uint32_t hosts;	    /* shown */
	uint32_t addresses; /* used, IPv6 */
	uint32_t ipv4;	    /* used, IPv4 */
	uint32_t ipv4_only; /* hosts without an IPv6 address */
	uint32_t tentative;
	uint32_t admitted;	     /* and better */
	uint64_t evicted_candidates; /* and tentative ones, since the start */
	uint64_t evicted_admitted;
};

struct host_table;

/* seed: NULL for a fixed one (tests). limits, ops: NULL for none. -ENOMEM. */
int host_table_new(const struct host_table_limits *limits, const struct sw_seed *seed,
		   struct host_table **ret_table);
void host_table_free(struct host_table *table); /* does not call address_gone */
void host_table_set_ops(struct host_table *table, const struct host_table_ops *ops, void *ctx);

/*
 * Learns from a sighting. Returns host_change bits, 0 when nothing but times changed, or
 *   -EINVAL  an address that no host can have (unspecified, multicast, loopback, IPv4 broadcast),
 *            or a MAC that is zero or has the group bit
 *   -ENOSPC  the table is full of what must not be evicted, or a tentative address is refused
 *            because it would displace a better one
 *   -ENOMEM
 * On success ret_host and ret_address (each may be NULL) are the entries. A tentative sighting of
 * an address that is there changes nothing but learned.
 */
int host_table_see(struct host_table *table, const struct sighting *sighting,
		   const struct host **ret_host, struct host_address **ret_address);

/* The BPF program's news of an address: still there, learned in these ways. Times never go back. */
void host_table_refresh(struct host_table *table, struct host_address *address, uint64_t seen_ns,
			uint32_t learned);

/* It answered our unicast NS (RFC 4861 section 7.2): proven at once. */
void host_table_answered(struct host_table *table, struct host_address *address, uint64_t now_ns);

/* Never evict it, or treat it like the others again. */
void host_table_pin(struct host_table *table, struct host_address *address, bool pinned);

/*
 * Admission to the BPF program's known table: proven enough, and within the quotas of its port and
 * device. The collector then inserts it and calls host_table_set_tier().
 */
bool host_table_may_admit(const struct host_table *table, const struct host_address *address);
void host_table_set_tier(struct host_table *table, struct host_address *address,
			 enum host_tier tier, uint32_t slot);

/*
 * The address of tier KNOWN that should make room when the known table is full; NULL when none may.
 * `for_address` never displaces one that is better proven than itself.
 */
struct host_address *host_table_weakest_known(struct host_table *table,
					      const struct host_address *for_address);

/* The device sent a valid RA. */
void host_table_set_router(struct host_table *table, struct host_address *address);

/* Keeps one name of each source. text comes from the wire and need not be terminated. True: new. */
bool host_table_name(struct host_table *table, const struct host_address_key *key,
		     enum host_name_source source, const char *text, size_t len);

/* Drops what was silent for too long. Call it about once a second. */
void host_table_age(struct host_table *table, uint64_t now_ns);

const struct host *host_table_find_mac(const struct host_table *table, uint16_t link,
				       const uint8_t mac[static 6]);
struct host_address *host_table_find(const struct host_table *table,
				     const struct host_address_key *key);

/*
 * Addresses that the device began to use, or took from another one, in the last 50 to 60 s; those
 * known by RAs alone left out.
 */
uint32_t host_gained(const struct host *host, uint64_t now_ns);

/*
 * IPv6 addresses of a link, of that proof or better, that were seen since then. Those known by RAs
 * alone are left out: the router detectors judge them.
 */
uint32_t host_table_active(const struct host_table *table, uint16_t link, enum host_proof proof,
			   uint64_t since_ns);

/* The best name, or NULL. */
const char *host_best_name(const struct host *host);

void host_table_counts(const struct host_table *table, struct host_counts *ret_counts);

/*
 * All devices in no order, tentative-only ones too; the callback may not change the table. Stops
 * when it returns false.
 */
void host_table_each(const struct host_table *table,
		     bool (*each)(void *ctx, const struct host *host), void *ctx);

/*
 * All addresses of `proof` and better, best first; the callback may call set_tier, refresh,
 * answered and weakest_known.
 */
void host_table_each_address(struct host_table *table, enum host_proof proof,
			     void (*each)(void *ctx, struct host_address *address), void *ctx);

/*
 * Shown devices, by link and MAC (or address). ret_hosts is an array for the caller to free(), NULL
 * when there are none. -ENOMEM.
 */
int host_table_sorted(const struct host_table *table, const struct host ***ret_hosts,
		      size_t *ret_count);

/* A device's used addresses: IPv6 by address, then IPv4; otherwise as host_table_sorted(). */
int host_sorted_addresses(const struct host *host, const struct host_address ***ret_addresses,
			  size_t *ret_count);

#endif
