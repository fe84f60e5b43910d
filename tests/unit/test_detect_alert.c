// SPDX-License-Identifier: GPL-2.0-or-later
/* The life of an alert: raised once, updated rarely, cleared after its hold time; the caps. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "detect/alert.h"

#define S 1000000000ULL
#define T0 (1700000000 * S)

static const struct alert_type at_once = {
	.name = "at-once",
	.severity = ALERT_SEVERITY_WARNING,
	.hold_ns = 10 * S,
};
static const struct alert_type confirmed = {
	.name = "confirmed",
	.severity = ALERT_SEVERITY_WARNING,
	.hold_ns = 20 * S,
	.confirm_ns = 60 * S,
};

/* What the sink was told. */
struct told {
	unsigned int raised, updated, cleared;
	struct alert last;
};

static void on_alert(void *ctx, const struct alert *alert, enum alert_state state)
{
	struct told *told = ctx;

	told->raised += state == ALERT_STATE_RAISED;
	told->updated += state == ALERT_STATE_UPDATED;
	told->cleared += state == ALERT_STATE_CLEARED;
	told->last = *alert;
}

static struct alert_set *set_new(uint64_t next_id, struct told *told)
{
	struct alert_set *set;

	memset(told, 0, sizeof(*told));
	assert_int_equal(alert_set_new(next_id, on_alert, told, &set), 0);
	return set;
}

static struct alert_report report_of(const struct alert_type *type, uint16_t number)
{
	return (struct alert_report){ .type = type, .link = 1, .subject.number = number };
}

static void test_life(void **state)
{
	struct told told;
	struct alert_set *set = set_new(7, &told);
	struct alert_report report = report_of(&at_once, 1);

	(void)state;
	for (uint64_t tick = 0; tick < 1000; tick++) { /* 100 s of 10 reports a second */
		assert_non_null(alert_raise(set, &report, T0 + tick * S / 10));
		alert_set_tick(set, T0 + tick * S / 10);
	}
	assert_int_equal(told.raised, 1);
	assert_int_equal(told.updated, 3);
	assert_int_equal(told.cleared, 0);
	assert_int_equal(alert_set_open(set), 1);
	assert_int_equal(told.last.id, 7);
	alert_set_tick(set, T0 + 109 * S);
	assert_int_equal(told.cleared, 0);
	alert_set_tick(set, T0 + 110 * S);
	assert_int_equal(told.cleared, 1);
	assert_int_equal(told.last.cleared_ns, T0 + 110 * S);
	assert_int_equal(told.last.reports, 1000);
	assert_int_equal(alert_set_open(set), 0);
	alert_set_tick(set, T0 + 200 * S);
	assert_int_equal(told.cleared, 1);
	alert_raise(set, &report, T0 + 300 * S); /* it comes back: a new alert */
	assert_int_equal(told.raised, 2);
	assert_int_equal(told.last.id, 8);
	assert_int_equal(alert_set_next_id(set), 9);
	assert_int_equal(alert_set_worst(set), ALERT_SEVERITY_WARNING);
	alert_set_free(set);
}

static void test_identity(void **state)
{
	struct told told;
	struct alert_set *set = set_new(1, &told);
	struct alert_report report = report_of(&at_once, 1);

	(void)state;
	alert_raise(set, &report, T0);
	report.port = 5; /* where it comes in is no part of what it is about */
	report.mac[0] = 2;
	alert_raise(set, &report, T0);
	assert_int_equal(told.raised, 1);
	report.vlan = 2;
	alert_raise(set, &report, T0);
	report.link = 2;
	alert_raise(set, &report, T0);
	report.subject.number = 2;
	alert_raise(set, &report, T0);
	report.subject.mac[5] = 2;
	alert_raise(set, &report, T0);
	report.subject.addr.s6_addr[15] = 2;
	alert_raise(set, &report, T0);
	report.type = &confirmed;
	report.severity = ALERT_SEVERITY_CRITICAL;
	alert_raise(set, &report, T0);
	assert_int_equal(told.raised, 7);
	alert_clear(set, &report, T0 + 1);
	assert_int_equal(told.cleared, 1);
	alert_clear(set, &report, T0 + 1);
	assert_int_equal(told.cleared, 1);
	alert_set_free(set);
}

static void test_confirm(void **state)
{
	struct told told;
	struct alert_set *set = set_new(1, &told);
	struct alert_report report = report_of(&confirmed, 1);
	const struct alert **alerts;
	size_t count;

	(void)state;
	for (uint64_t t = 0; t < 60; t += 10) {
		alert_raise(set, &report, T0 + t * S);
		alert_set_tick(set, T0 + t * S);
	}
	assert_int_equal(told.raised, 0);
	assert_int_equal(alert_set_sorted(set, &alerts, &count), 0);
	assert_int_equal(count, 0);
	free(alerts);
	alert_set_tick(set, T0 + 70 * S); /* it did not last: forgotten without a word */
	alert_raise(set, &report, T0 + 80 * S);
	assert_int_equal(told.raised + told.cleared, 0);
	for (uint64_t t = 80; t <= 140; t += 10)
		alert_raise(set, &report, T0 + t * S);
	assert_int_equal(told.raised, 1);
	assert_int_equal(told.last.started_ns, T0 + 80 * S);
	assert_int_equal(told.last.raised_ns, T0 + 140 * S);
	assert_int_equal(told.last.id, 1);
	alert_set_free(set);
}

static void test_escalation(void **state)
{
	struct told told;
	struct alert_set *set = set_new(1, &told);
	struct alert_report report = report_of(&confirmed, 1);

	(void)state;
	alert_raise(set, &report, T0);
	report.severity = ALERT_SEVERITY_CRITICAL; /* critical waits for nothing */
	alert_raise(set, &report, T0 + 1);
	assert_int_equal(told.raised, 1);
	report.severity = ALERT_SEVERITY_WARNING; /* and does not get milder while it lasts */
	alert_raise(set, &report, T0 + 2);
	assert_int_equal(told.last.severity, ALERT_SEVERITY_CRITICAL);

	report = report_of(&at_once, 2);
	report.severity = ALERT_SEVERITY_INFO;
	alert_raise(set, &report, T0);
	assert_int_equal(told.last.severity, ALERT_SEVERITY_INFO);
	report.severity = ALERT_SEVERITY_CRITICAL;
	alert_raise(set, &report, T0 + S);
	assert_int_equal(told.updated, 1);
	assert_int_equal(told.last.severity, ALERT_SEVERITY_CRITICAL);
	alert_set_free(set);
}

static void test_evidence_and_id(void **state)
{
	struct told told;
	struct alert_set *set = set_new(41, &told);
	struct alert_report report = report_of(&at_once, 1);

	(void)state;
	strcpy(report.evidence, "first#1");
	alert_remedy(&report, "accept {id} or %s", "not");
	alert_raise(set, &report, T0);
	assert_string_equal(told.last.report.remedy, "accept 41 or not");
	strcpy(report.evidence, "second#2"); /* the first proof stays, the words are the latest */
	alert_message(&report, "later");
	alert_raise(set, &report, T0 + 30 * S);
	assert_string_equal(told.last.report.evidence, "first#1");
	assert_string_equal(told.last.report.message, "later");
	assert_string_equal(told.last.report.remedy, "accept 41 or not");
	alert_set_set_next_id(set, 10);
	assert_int_equal(alert_set_next_id(set), 42);
	alert_set_set_next_id(set, 100);
	assert_int_equal(alert_set_next_id(set), 100);
	alert_set_free(set);
}

static void test_cap(void **state)
{
	struct told told;
	struct alert_set *set = set_new(1, &told);
	struct alert_report report = report_of(&at_once, 0);
	const struct alert **alerts;
	size_t count;

	(void)state;
	for (uint16_t n = 0; n < 1000; n++) {
		report.subject.number = n;
		alert_raise(set, &report, T0 + n);
	}
	assert_int_equal(told.raised, ALERTS_MAX);
	assert_int_equal(alert_set_overflow(set), 1000 - ALERTS_MAX);
	report.severity = ALERT_SEVERITY_CRITICAL; /* displaces a warning, which is told */
	report.subject.number = 5000;
	assert_non_null(alert_raise(set, &report, T0 + S));
	assert_int_equal(told.raised, ALERTS_MAX + 1);
	assert_int_equal(told.cleared, 1);
	assert_int_equal(alert_set_open(set), ALERTS_MAX);
	alert_set_tick(set, T0 + 100 * S);
	assert_int_equal(told.cleared, ALERTS_MAX + 1);
	report.severity = ALERT_SEVERITY_UNSET;
	report.subject.number = 5001; /* a cleared one makes room */
	assert_non_null(alert_raise(set, &report, T0 + 100 * S));
	assert_int_equal(alert_set_sorted(set, &alerts, &count), 0);
	assert_int_equal(count, ALERTS_MAX);
	for (size_t i = 1; i < count; i++)
		assert_true(alerts[i - 1]->id < alerts[i]->id);
	assert_int_equal(alerts[count - 1]->state, ALERT_STATE_RAISED);
	free(alerts);
	alert_set_free(set);
}

static void test_text(void **state)
{
	struct alert_report report = { 0 };
	char big[2000];

	(void)state;
	memset(big, 'x', sizeof(big) - 1);
	big[sizeof(big) - 1] = '\0';
	alert_message(&report, "%s", big);
	assert_int_equal(strlen(report.message), ALERT_MESSAGE_MAX - 1);
	alert_message_add(&report, "more");
	assert_int_equal(strlen(report.message), ALERT_MESSAGE_MAX - 1);
	alert_message(&report, "a\x1b[2J");
	alert_message_add(&report, "b\n");
	assert_string_equal(report.message, "a\\x1b[2Jb\\x0a");
	for (int i = 0; i < 40; i++)
		alert_data_number(&report.data, "n", (uint64_t)i);
	assert_int_equal(report.data.count, ALERT_DATA_MAX);
	assert_null(alert_data_list(&report.data, "list"));
	alert_datum_push(NULL, "x");
	report.data.count = 0;
	alert_data_text(&report.data, "t", big);
	assert_int_equal(strlen(alert_data_find(&report.data, "t")->text[0]), ALERT_TEXT_MAX - 1);
	for (int i = 0; i < 9; i++)
		alert_datum_push(&report.data.datum[0], "y");
	assert_int_equal(report.data.datum[0].text_count, ALERT_TEXTS_MAX);
	assert_null(alert_data_find(&report.data, "u"));
}

static void test_words(void **state)
{
	enum alert_severity severity;

	(void)state;
	for (int i = ALERT_SEVERITY_INFO; i < ALERT_SEVERITY_MAX; i++) {
		assert_int_equal(alert_severity_parse(alert_severity_name((enum alert_severity)i),
						      &severity),
				 0);
		assert_int_equal(severity, i);
	}
	assert_string_equal(alert_severity_name(ALERT_SEVERITY_CRITICAL), "critical");
	assert_int_equal(alert_severity_parse("unset", &severity), -EINVAL);
	assert_int_equal(alert_severity_parse("", &severity), -EINVAL);
	assert_string_equal(alert_state_name(ALERT_STATE_CLEARED), "cleared");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_life),
		cmocka_unit_test(test_identity),
		cmocka_unit_test(test_confirm),
		cmocka_unit_test(test_escalation),
		cmocka_unit_test(test_evidence_and_id),
		cmocka_unit_test(test_cap),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
