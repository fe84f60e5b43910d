/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Alerts for machines, as docs/json.md says. */
#ifndef OUTPUT_JSON_ALERT_H
#define OUTPUT_JSON_ALERT_H

#include <json-c/json.h>

#include "detect/alert.h"

/* Fills an alert into an object that has its time already. */
void json_fill_alert(struct json_object *object, const struct alert *alert);

/* The array `alerts`: those that were told and are still kept, by id. */
void json_add_alerts(struct json_object *object, const struct alert_set *set);

#endif
