// SPDX-License-Identifier: GPL-2.0-or-later
#include "detect/alert.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

#include "table/hash.h"

/* The identity of an alert that is not cleared. Zeroed before it is filled: it has padding. */
struct alert_key {
	const struct alert_type *type;
	struct alert_subject subject;
	uint16_t link;
	uint16_t vlan;
};

struct alert_entry {
	struct alert alert;
	struct alert_key key;
	TAILQ_ENTRY(alert_entry) of_set; /* all, in the order in which they began */
	UT_hash_handle hh;		 /* those that are not cleared */
};

struct alert_set {
	alert_sink sink;
	void *sink_ctx;
	uint64_t next_id;
	uint64_t overflow;
	size_t count;
	size_t open;
	enum alert_severity worst;
	struct sw_seed seed;
	struct alert_entry *live;
	TAILQ_HEAD(, alert_entry) entries;
};

int alert_set_new(uint64_t next_id, alert_sink sink, void *ctx, struct alert_set **ret_set)
{
	struct alert_set *set = calloc(1, sizeof(*set));

	if (!set)
		return -ENOMEM;
	set->sink = sink;
	set->sink_ctx = ctx;
	set->next_id = next_id ? next_id : 1;
	TAILQ_INIT(&set->entries);
	*ret_set = set;
	return 0;
}

static void entry_drop(struct alert_set *set, struct alert_entry *entry)
{
	if (entry->alert.state != ALERT_STATE_CLEARED)
		HASH_DELETE(hh, set->live, entry);
	TAILQ_REMOVE(&set->entries, entry, of_set);
	set->count--;
	free(entry);
}

void alert_set_free(struct alert_set *set)
{
	struct alert_entry *entry;

	if (!set)
		return;
	while ((entry = TAILQ_FIRST(&set->entries)))
		entry_drop(set, entry);
	free(set);
}

static void key_fill(struct alert_key *key, const struct alert_report *report)
{
	memset(key, 0, sizeof(*key));
	key->type = report->type;
	key->subject = report->subject;
	key->link = report->link;
	key->vlan = report->vlan;
}

static struct alert_entry *entry_find(const struct alert_set *set, const struct alert_key *key)
{
	struct alert_entry *entry;

	HASH_FIND_BYHASHVALUE(hh, set->live, key, sizeof(*key),
			      table_hash(&set->seed, key, sizeof(*key)), entry);
	return entry;
}

/* "{id}" in the remedy becomes the alert's id. */
static void remedy_fill(struct alert *alert)
{
	static const char mark[] = "{id}";
	char remedy[ALERT_REMEDY_MAX];
	char *at = strstr(alert->report.remedy, mark);

	if (!at)
		return;
	snprintf(remedy, sizeof(remedy), "%.*s%llu%s", (int)(at - alert->report.remedy),
		 alert->report.remedy, (unsigned long long)alert->id, at + strlen(mark));
	memcpy(alert->report.remedy, remedy, sizeof(remedy));
}

static void entry_tell(struct alert_set *set, struct alert_entry *entry, enum alert_state state,
		       uint64_t now_ns)
{
	struct alert *alert = &entry->alert;

	if (state == ALERT_STATE_RAISED) {
		alert->id = set->next_id++;
		alert->raised_ns = now_ns;
		set->open++;
	}
	if (alert->severity > set->worst)
		set->worst = alert->severity;
	remedy_fill(alert);
	alert->state = state;
	alert->told_ns = now_ns;
	if (set->sink)
		set->sink(set->sink_ctx, alert, state);
}

static void entry_clear(struct alert_set *set, struct alert_entry *entry, uint64_t now_ns)
{
	if (entry->alert.state == ALERT_STATE_PENDING) {
		entry_drop(set, entry);
		return;
	}
	HASH_DELETE(hh, set->live, entry);
	entry->alert.cleared_ns = now_ns;
	set->open--;
	entry_tell(set, entry, ALERT_STATE_CLEARED, now_ns);
}

/* What to give up for a new alert: the oldest cleared one, a pending one, a less severe one. */
static struct alert_entry *entry_victim(const struct alert_set *set, enum alert_severity severity)
{
	struct alert_entry *entry, *weakest = NULL;

	TAILQ_FOREACH(entry, &set->entries, of_set)
		if (entry->alert.state == ALERT_STATE_CLEARED)
			return entry;
	TAILQ_FOREACH(entry, &set->entries, of_set)
		if (entry->alert.state == ALERT_STATE_PENDING)
			return entry;
	TAILQ_FOREACH(entry, &set->entries, of_set)
		if (entry->alert.severity < severity &&
		    (!weakest || entry->alert.severity < weakest->alert.severity))
			weakest = entry;
	return weakest;
}

static int set_make_room(struct alert_set *set, enum alert_severity severity, uint64_t now_ns)
{
	struct alert_entry *victim;

	if (set->count < ALERTS_MAX)
		return 0;
	victim = entry_victim(set, severity);
	if (!victim)
		return -ENOSPC;
	if (victim->alert.state == ALERT_STATE_RAISED || victim->alert.state == ALERT_STATE_UPDATED)
		entry_clear(set, victim, now_ns);
	entry_drop(set, victim);
	return 0;
}

static struct alert_entry *entry_make(struct alert_set *set, const struct alert_key *key,
				      enum alert_severity severity, uint64_t now_ns)
{
	struct alert_entry *entry;

	if (set_make_room(set, severity, now_ns))
		return NULL;
	entry = calloc(1, sizeof(*entry));
	if (!entry)
		return NULL;
	entry->key = *key;
	HASH_ADD_BYHASHVALUE(hh, set->live, key, sizeof(entry->key),
			     table_hash(&set->seed, key, sizeof(*key)), entry);
	if (!entry->hh.tbl) {
		free(entry);
		return NULL;
	}
	entry->alert.state = ALERT_STATE_PENDING;
	entry->alert.started_ns = now_ns;
	TAILQ_INSERT_TAIL(&set->entries, entry, of_set);
	set->count++;
	return entry;
}

/* The latest words; the first proof. */
static void entry_keep(struct alert_entry *entry, const struct alert_report *report)
{
	struct alert_report *kept = &entry->alert.report;
	char evidence[ALERT_EVIDENCE_MAX];

	memcpy(evidence, kept->evidence, sizeof(evidence));
	*kept = *report;
	if (evidence[0])
		memcpy(kept->evidence, evidence, sizeof(kept->evidence));
	if (entry->alert.id)
		remedy_fill(&entry->alert);
}

const struct alert *alert_raise(struct alert_set *set, const struct alert_report *report,
				uint64_t now_ns)
{
	enum alert_severity severity = report->severity ? report->severity : report->type->severity;
	uint64_t confirm_ns = severity == ALERT_SEVERITY_CRITICAL ? 0 : report->type->confirm_ns;
	struct alert_entry *entry;
	struct alert_key key;
	bool worse;

	key_fill(&key, report);
	entry = entry_find(set, &key);
	if (!entry)
		entry = entry_make(set, &key, severity, now_ns);
	if (!entry) {
		set->overflow++;
		return NULL;
	}
	worse = severity > entry->alert.severity;
	if (worse)
		entry->alert.severity = severity;
	entry->alert.last_ns = now_ns;
	entry->alert.reports++;
	entry_keep(entry, report);
	if (entry->alert.state == ALERT_STATE_PENDING) {
		if (now_ns >= entry->alert.started_ns + confirm_ns)
			entry_tell(set, entry, ALERT_STATE_RAISED, now_ns);
	} else if (worse || now_ns >= entry->alert.told_ns + ALERT_UPDATE_NS) {
		entry_tell(set, entry, ALERT_STATE_UPDATED, now_ns);
	}
	return &entry->alert;
}

void alert_clear(struct alert_set *set, const struct alert_report *report, uint64_t now_ns)
{
	struct alert_entry *entry;
	struct alert_key key;

	key_fill(&key, report);
	entry = entry_find(set, &key);
	if (entry)
		entry_clear(set, entry, now_ns);
}

void alert_set_tick(struct alert_set *set, uint64_t now_ns)
{
	struct alert_entry *entry, *next;

	for (entry = TAILQ_FIRST(&set->entries); entry; entry = next) {
		const struct alert *alert = &entry->alert;

		next = TAILQ_NEXT(entry, of_set);
		if (alert->state != ALERT_STATE_CLEARED &&
		    now_ns >= alert->last_ns + alert->report.type->hold_ns)
			entry_clear(set, entry, now_ns);
	}
}

uint64_t alert_set_next_id(const struct alert_set *set)
{
	return set->next_id;
}

void alert_set_set_next_id(struct alert_set *set, uint64_t next_id)
{
	if (next_id > set->next_id)
		set->next_id = next_id;
}

size_t alert_set_open(const struct alert_set *set)
{
	return set->open;
}

uint64_t alert_set_overflow(const struct alert_set *set)
{
	return set->overflow;
}

enum alert_severity alert_set_worst(const struct alert_set *set)
{
	return set->worst;
}

static int alert_compare(const void *a, const void *b)
{
	const struct alert *x = *(const struct alert *const *)a;
	const struct alert *y = *(const struct alert *const *)b;

	return x->id < y->id ? -1 : x->id > y->id;
}

int alert_set_sorted(const struct alert_set *set, const struct alert ***ret_alerts,
		     size_t *ret_count)
{
	const struct alert_entry *entry;
	const struct alert **alerts;
	size_t count = 0;

	*ret_alerts = NULL;
	*ret_count = 0;
	if (!set->count)
		return 0;
	alerts = calloc(set->count, sizeof(const struct alert *));
	if (!alerts)
		return -ENOMEM;
	TAILQ_FOREACH(entry, &set->entries, of_set)
		if (entry->alert.state != ALERT_STATE_PENDING)
			alerts[count++] = &entry->alert;
	qsort(alerts, count, sizeof(const struct alert *), alert_compare);
	*ret_alerts = alerts;
	*ret_count = count;
	return 0;
}
