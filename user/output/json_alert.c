// SPDX-License-Identifier: GPL-2.0-or-later
#include "output/json_alert.h"

#include <stdlib.h>
#include <string.h>

#include "core/json.h"

static void json_add_datum(struct json_object *data, const struct alert_datum *datum)
{
	struct json_object *list;

	switch (datum->kind) {
	case ALERT_DATUM_NUMBER:
		json_add_uint64(data, datum->key, datum->number);
		return;
	case ALERT_DATUM_TEXT:
		json_add_str(data, datum->key, datum->text[0]);
		return;
	case ALERT_DATUM_LIST:
		list = json_add_array(data, datum->key);
		for (unsigned int i = 0; i < datum->text_count; i++)
			json_push_str(list, datum->text[i]);
		return;
	case ALERT_DATUM_UNSET:
	case ALERT_DATUM_MAX:
		return;
	}
}

static void json_add_nonempty(struct json_object *object, const char *key, const char *text)
{
	if (*text)
		json_add_str(object, key, text);
}

void json_fill_alert(struct json_object *object, const struct alert *alert)
{
	const struct alert_report *report = &alert->report;
	struct json_object *data;

	json_add_str(object, "alert", report->type->name);
	json_add_str(object, "state", alert_state_name(alert->state));
	json_add_uint64(object, "id", alert->id);
	json_add_str(object, "severity", alert_severity_name(alert->severity));
	json_add_nonempty(object, "iface", report->iface);
	json_add_nonempty(object, "port", report->port_device);
	if (strcmp(report->port_device, report->port_name) != 0)
		json_add_nonempty(object, "port_name", report->port_name);
	json_add_uint64(object, "vlan", report->vlan);
	if (report->has_mac)
		json_add_mac(object, "mac", report->mac);
	if (report->has_addr)
		json_add_addr(object, "addr", &report->addr);
	json_add_str(object, "message", report->message);
	json_add_nonempty(object, "remedy", report->remedy);
	json_add_nonempty(object, "evidence", report->evidence);
	json_add_time(object, "raised", alert->raised_ns);
	json_add_time(object, "last_found", alert->last_ns);
	json_add_time(object, "cleared", alert->cleared_ns);
	json_add_uint64(object, "reports", alert->reports);
	data = json_add_object(object, "data");
	for (unsigned int i = 0; i < report->data.count; i++)
		json_add_datum(data, &report->data.datum[i]);
}

void json_add_alerts(struct json_object *object, const struct alert_set *set)
{
	struct json_object *list = json_add_array(object, "alerts"), *item;
	const struct alert **alerts = NULL;
	size_t count = 0;

	if (alert_set_sorted(set, &alerts, &count))
		abort();
	for (size_t i = 0; i < count; i++) {
		item = json_new_object();
		json_add_time(item, "time", alerts[i]->told_ns);
		json_fill_alert(item, alerts[i]);
		json_push(list, item);
	}
	free(alerts);
}
