// SPDX-License-Identifier: GPL-2.0-or-later
#include "table/prefix_table.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define NS_PER_S 1000000000ULL

/* Few and rarely changed: an array, and the frames are matched by the BPF program. */
struct prefix_table {
	struct prefix_entry *entries;
	size_t count;
	size_t max;
	uint64_t refused;
	uint64_t generation;
};

int prefix_table_new(size_t max, struct prefix_table **ret_table)
{
	struct prefix_table *table = calloc(1, sizeof(*table));

	if (!table)
		return -ENOMEM;
	table->max = max ? max : PREFIXES_MAX;
	table->entries = calloc(table->max, sizeof(*table->entries));
	if (!table->entries) {
		free(table);
		return -ENOMEM;
	}
	*ret_table = table;
	return 0;
}

void prefix_table_free(struct prefix_table *table)
{
	if (!table)
		return;
	free(table->entries);
	free(table);
}

static struct prefix_entry *entry_find(struct prefix_table *table, uint16_t link, uint16_t vlan,
				       const struct prefix *prefix)
{
	for (size_t i = 0; i < table->count; i++) {
		struct prefix_entry *entry = &table->entries[i];

		if (entry->link == link && entry->vlan == vlan &&
		    prefix_equal(&entry->prefix, prefix))
			return entry;
	}
	return NULL;
}

static void entry_drop(struct prefix_table *table, struct prefix_entry *entry)
{
	table->generation += entry->on_link;
	*entry = table->entries[--table->count];
}

/* A place for a prefix of this proof: a free one, or that of the oldest one of weaker proof. */
static struct prefix_entry *entry_place(struct prefix_table *table, enum prefix_proof proof)
{
	struct prefix_entry *weakest = NULL;

	if (table->count < table->max)
		return &table->entries[table->count++];
	for (size_t i = 0; i < table->count; i++) {
		struct prefix_entry *entry = &table->entries[i];

		if (entry->proof >= proof)
			continue;
		if (!weakest || entry->proof < weakest->proof ||
		    (entry->proof == weakest->proof && entry->seen_ns < weakest->seen_ns))
			weakest = entry;
	}
	if (!weakest)
		table->refused++;
	return weakest;
}

static struct prefix_entry *entry_make(struct prefix_table *table, uint16_t link, uint16_t vlan,
				       const struct prefix *prefix, enum prefix_proof proof,
				       uint64_t now_ns)
{
	struct prefix_entry *entry = entry_place(table, proof);

	if (!entry)
		return NULL;
	*entry = (struct prefix_entry){
		.prefix = *prefix,
		.link = link,
		.vlan = vlan,
		.proof = proof,
		.first_ns = now_ns,
		.seen_ns = now_ns,
	};
	table->generation++;
	return entry;
}

static uint64_t lifetime_end(uint32_t lifetime_s, uint64_t now_ns)
{
	return lifetime_s == RA_LIFETIME_INFINITE ? UINT64_MAX : now_ns + lifetime_s * NS_PER_S;
}

static unsigned int entry_note_advertiser(struct prefix_entry *entry, const struct in6_addr *addr)
{
	for (unsigned int i = 0; i < entry->advertiser_count; i++)
		if (addr_equal(&entry->advertiser[i], addr))
			return 0;
	if (entry->advertiser_count == PREFIX_ADVERTISERS_MAX)
		return 0;
	entry->advertiser[entry->advertiser_count++] = *addr;
	return PREFIX_CHANGE_ADVERTISER;
}

static unsigned int entry_note_option(struct prefix_table *table, struct prefix_entry *entry,
				      const struct ra_prefix *option, uint64_t now_ns)
{
	unsigned int changes = 0;
	bool preferred = entry->preferred_s > 0;

	if (entry->autonomous != option->autonomous)
		changes |= PREFIX_CHANGE_FLAGS;
	if (option->on_link && !entry->on_link) {
		/* L clear takes nothing back (RFC 4861 section 4.6.2). */
		entry->on_link = true;
		changes |= PREFIX_CHANGE_FLAGS;
		table->generation++;
	}
	entry->autonomous = option->autonomous;
	entry->valid_s = option->valid_s;
	entry->preferred_s = option->preferred_s;
	entry->valid_until_ns = lifetime_end(option->valid_s, now_ns);
	entry->preferred_until_ns = lifetime_end(option->preferred_s, now_ns);
	entry->seen_ns = now_ns;
	if (preferred && !option->preferred_s)
		changes |= PREFIX_CHANGE_DEPRECATED;
	return changes;
}

static void see_option(struct prefix_table *table, const struct router *router,
		       const struct ra_prefix *option, uint64_t now_ns, prefix_changed changed,
		       void *ctx)
{
	const struct router_key *key = &router->key;
	enum prefix_proof proof = router->pinned || router->self ? PREFIX_PROOF_BASELINE :
								   PREFIX_PROOF_ROUTER;
	struct prefix_entry *entry = entry_find(table, key->link, key->vlan, &option->prefix);
	unsigned int changes = 0;

	if (!entry) {
		if (!option->valid_s)
			return;
		entry = entry_make(table, key->link, key->vlan, &option->prefix, proof, now_ns);
		if (!entry)
			return;
		entry->on_link = option->on_link;
		entry->autonomous = option->autonomous;
		changes = PREFIX_CHANGE_NEW;
	}
	if (entry->proof < proof)
		entry->proof = proof;
	changes |= entry_note_option(table, entry, option, now_ns);
	changes |= entry_note_advertiser(entry, &key->addr);
	if (changes & PREFIX_CHANGE_NEW)
		changes = PREFIX_CHANGE_NEW;
	if (changes && changed)
		changed(ctx, entry, changes);
}

void prefix_table_see_ra(struct prefix_table *table, const struct router *router, uint64_t now_ns,
			 prefix_changed changed, void *ctx)
{
	for (unsigned int i = 0; i < router->ra.prefix_count; i++) {
		const struct ra_prefix *option = &router->ra.prefixes[i];

		if (addr_is_link_local(&option->prefix.addr) ||
		    addr_is_multicast(&option->prefix.addr))
			continue;
		see_option(table, router, option, now_ns, changed, ctx);
	}
}

void prefix_table_renew(struct prefix_table *table, const struct router *router)
{
	prefix_table_see_ra(table, router, router->seen_ns, NULL, NULL);
}

unsigned int prefix_table_see_kernel(struct prefix_table *table, uint16_t link, uint16_t vlan,
				     const struct prefix *prefix, uint64_t now_ns)
{
	struct prefix_entry *entry = entry_find(table, link, vlan, prefix);
	unsigned int changes = 0;

	if (!entry) {
		entry = entry_make(table, link, vlan, prefix, PREFIX_PROOF_KERNEL, now_ns);
		if (!entry)
			return 0;
		changes = PREFIX_CHANGE_NEW;
	}
	if (!entry->on_link) {
		entry->on_link = true;
		table->generation++;
	}
	entry->proof = PREFIX_PROOF_KERNEL;
	entry->seen_ns = now_ns;
	return changes;
}

void prefix_table_forget_kernel(struct prefix_table *table, uint16_t link)
{
	for (size_t i = table->count; i-- > 0;) {
		struct prefix_entry *entry = &table->entries[i];

		if (entry->link != link || entry->proof != PREFIX_PROOF_KERNEL)
			continue;
		if (entry->advertiser_count)
			entry->proof = PREFIX_PROOF_ROUTER;
		else
			entry_drop(table, entry);
	}
}

void prefix_table_expire(struct prefix_table *table, uint64_t now_ns, prefix_changed changed,
			 void *ctx)
{
	for (size_t i = table->count; i-- > 0;) {
		struct prefix_entry *entry = &table->entries[i];

		if (entry->proof == PREFIX_PROOF_KERNEL || entry->valid_until_ns > now_ns)
			continue;
		if (changed)
			changed(ctx, entry, PREFIX_CHANGE_GONE);
		entry_drop(table, entry);
	}
}

const struct prefix_entry *prefix_table_match(const struct prefix_table *table, uint16_t link,
					      uint16_t vlan, const struct in6_addr *addr)
{
	for (size_t i = 0; i < table->count; i++) {
		const struct prefix_entry *entry = &table->entries[i];

		if (entry->link == link && entry->on_link && (!vlan || entry->vlan == vlan) &&
		    prefix_contains(&entry->prefix, addr))
			return entry;
	}
	return NULL;
}

size_t prefix_table_count(const struct prefix_table *table)
{
	return table->count;
}

uint64_t prefix_table_refused(const struct prefix_table *table)
{
	return table->refused;
}

uint64_t prefix_table_generation(const struct prefix_table *table)
{
	return table->generation;
}

static int entry_compare(const void *a, const void *b)
{
	const struct prefix_entry *x = *(const struct prefix_entry *const *)a;
	const struct prefix_entry *y = *(const struct prefix_entry *const *)b;
	int order;

	if (x->proof != y->proof)
		return x->proof > y->proof ? -1 : 1;
	if (x->link != y->link)
		return x->link < y->link ? -1 : 1;
	if (x->vlan != y->vlan)
		return x->vlan < y->vlan ? -1 : 1;
	order = addr_compare(&x->prefix.addr, &y->prefix.addr);
	return order ? order : (int)x->prefix.len - y->prefix.len;
}

int prefix_table_sorted(const struct prefix_table *table, const struct prefix_entry ***ret_entries,
			size_t *ret_count)
{
	const struct prefix_entry **entries;

	*ret_entries = NULL;
	*ret_count = 0;
	if (!table->count)
		return 0;
	entries = calloc(table->count, sizeof(const struct prefix_entry *));
	if (!entries)
		return -ENOMEM;
	for (size_t i = 0; i < table->count; i++)
		entries[i] = &table->entries[i];
	qsort(entries, table->count, sizeof(const struct prefix_entry *), entry_compare);
	*ret_entries = entries;
	*ret_count = table->count;
	return 0;
}
