/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The life of an alert: one finding is raised once, updated at most every 30 s while it goes on,
 * and cleared when it was quiet for its hold time.
 *
 * Detectors report what they find, as often as they find it; the set decides what is told. The
 * identity of an alert is (type, link, VLAN, subject), so a million packets make one alert. A
 * report with a higher severity than the alert had is told at once.
 *
 * Cleared alerts stay listed until their place is needed. The set is capped: when it is full of
 * alerts that are not cleared, a report displaces a weaker one (which is told as cleared) or is
 * counted as overflow.
 */
#ifndef DETECT_ALERT_H
#define DETECT_ALERT_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ALERTS_MAX 256
#define ALERT_UPDATE_NS 30000000000ULL
#define ALERT_MESSAGE_MAX 512
#define ALERT_REMEDY_MAX 256
#define ALERT_EVIDENCE_MAX 128
#define ALERT_NAME_MAX 64 /* of ports and links, as in table/port_table.h */
#define ALERT_DATA_MAX 16
#define ALERT_TEXTS_MAX 4 /* of one datum */
#define ALERT_TEXT_MAX 64

enum alert_severity {
	ALERT_SEVERITY_UNSET,
	ALERT_SEVERITY_INFO,
	ALERT_SEVERITY_WARNING,
	ALERT_SEVERITY_CRITICAL,
	ALERT_SEVERITY_MAX,
};

enum alert_state {
	ALERT_STATE_UNSET,
	ALERT_STATE_PENDING, /* not yet told: has not lasted confirm_ns. Never reaches the sink. */
	ALERT_STATE_RAISED,
	ALERT_STATE_UPDATED,
	ALERT_STATE_CLEARED,
	ALERT_STATE_MAX,
};

/* A kind of alert: one row of the catalogue. Static; alerts point to it. */
struct alert_type {
	const char *name;	      /* "ra-flood"; stays once released */
	enum alert_severity severity; /* the default; a report may say otherwise */
	uint64_t hold_ns;	      /* quiet for so long: cleared */
	uint64_t confirm_ns;	      /* told once it has lasted so long; critical ones at once */
	const char *meaning;	      /* one sentence, for the docs and lists */
};

/* What the alert is about, within (type, link, VLAN): what the type uses of these, else zero. */
struct alert_subject {
	struct in6_addr addr;
	uint8_t mac[6];
	uint16_t number;
};

enum alert_datum_kind {
	ALERT_DATUM_UNSET,
	ALERT_DATUM_NUMBER,
	ALERT_DATUM_TEXT, /* text[0] */
	ALERT_DATUM_LIST, /* text_count of them, possibly none */
	ALERT_DATUM_MAX,
};

struct alert_datum {
	const char *key; /* static, snake_case: a field of "data" in JSON */
	enum alert_datum_kind kind;
	uint8_t text_count;
	uint64_t number;
	char text[ALERT_TEXTS_MAX][ALERT_TEXT_MAX]; /* printable */
};

struct alert_data {
	uint8_t count;
	struct alert_datum datum[ALERT_DATA_MAX];
};

/* What a detector found. Zero what is not known. */
struct alert_report {
	const struct alert_type *type;
	enum alert_severity severity; /* UNSET: the type's */
	uint16_t link;
	uint16_t vlan;
	uint16_t port; /* slot; 0: none */
	struct alert_subject subject;
	bool has_mac;
	uint8_t mac[6];
	bool has_addr;
	struct in6_addr addr;
	char iface[ALERT_NAME_MAX];	  /* filled by detect_report() */
	char port_device[ALERT_NAME_MAX]; /* filled by detect_report() */
	char port_name[ALERT_NAME_MAX];	  /* filled by detect_report() */
	char message[ALERT_MESSAGE_MAX]; /* what it means; printable, no newline, whole sentences */
	char remedy[ALERT_REMEDY_MAX];	 /* shown after "do"; "" when there is none */
	char evidence[ALERT_EVIDENCE_MAX]; /* "FILE#FRAME"; "" when there is none */
	struct alert_data data;
};

struct alert {
	uint64_t id; /* ascending from 1, also over restarts; 0 while pending */
	enum alert_state state;
	enum alert_severity severity;
	uint64_t started_ns; /* first reported */
	uint64_t raised_ns;  /* first told */
	uint64_t told_ns;    /* last told */
	uint64_t last_ns;    /* last reported */
	uint64_t cleared_ns; /* 0: not cleared */
	uint64_t reports;
	struct alert_report report; /* the latest, in full */
};

/*
 * Told of each raised, updated, cleared. The alert is valid during the call. "{id}" in a remedy has
 * been replaced by the alert's id.
 */
typedef void (*alert_sink)(void *ctx, const struct alert *alert, enum alert_state state);

struct alert_set;

/* next_id: 1, or what the store kept. -ENOMEM. */
int alert_set_new(uint64_t next_id, alert_sink sink, void *ctx, struct alert_set **ret_set);
void alert_set_free(struct alert_set *set);

/* Raises, updates or just keeps the alert alive. Returns it, NULL when the set is full. */
const struct alert *alert_raise(struct alert_set *set, const struct alert_report *report,
				uint64_t now_ns);

/* Clears at once, without waiting for the hold time. Unknown ones are ignored. */
void alert_clear(struct alert_set *set, const struct alert_report *report, uint64_t now_ns);

/* Clears what was quiet for its hold time; forgets pending ones that did not last. */
void alert_set_tick(struct alert_set *set, uint64_t now_ns);

uint64_t alert_set_next_id(const struct alert_set *set);
void alert_set_set_next_id(struct alert_set *set, uint64_t next_id); /* only ever raises it */
size_t alert_set_open(const struct alert_set *set);		     /* raised and not cleared */
uint64_t alert_set_overflow(const struct alert_set *set);
enum alert_severity alert_set_worst(const struct alert_set *set); /* of all that was ever raised */

/* Told ones, by id; cleared ones too. The array is the caller's to free. -ENOMEM. */
int alert_set_sorted(const struct alert_set *set, const struct alert ***ret_alerts,
		     size_t *ret_count);

/* "info", "warning", "critical"; "raised", "updated", "cleared" */
const char *alert_severity_name(enum alert_severity severity);
const char *alert_state_name(enum alert_state state);
/* 0, or -EINVAL when it is none of the three. */
int alert_severity_parse(const char *text, enum alert_severity *ret_severity);

/* For detectors. What is past the caps is left out; texts are escaped and cut. */
void alert_message(struct alert_report *report, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void alert_message_add(struct alert_report *report, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void alert_remedy(struct alert_report *report, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void alert_data_number(struct alert_data *data, const char *key, uint64_t number);
void alert_data_text(struct alert_data *data, const char *key, const char *text);
struct alert_datum *alert_data_list(struct alert_data *data, const char *key);
void alert_datum_push(struct alert_datum *datum, const char *text); /* NULL datum: nothing */

/* NULL: no such key. */
const struct alert_datum *alert_data_find(const struct alert_data *data, const char *key);

#endif
