// SPDX-License-Identifier: GPL-2.0-or-later
/* What an alert says: message, remedy, data. Everything in it is printable. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/text.h"
#include "detect/alert.h"

/* Escapes the formatted text onto the end of dst. */
static void text_append(char *dst, size_t size, const char *format, va_list args)
{
	char raw[ALERT_MESSAGE_MAX];
	size_t used = strlen(dst);

	vsnprintf(raw, sizeof(raw), format, args);
	text_escape(dst + used, size - used, raw, strlen(raw));
}

void alert_message(struct alert_report *report, const char *format, ...)
{
	va_list args;

	report->message[0] = '\0';
	va_start(args, format);
	text_append(report->message, sizeof(report->message), format, args);
	va_end(args);
}

void alert_message_add(struct alert_report *report, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	text_append(report->message, sizeof(report->message), format, args);
	va_end(args);
}

void alert_remedy(struct alert_report *report, const char *format, ...)
{
	va_list args;

	report->remedy[0] = '\0';
	va_start(args, format);
	text_append(report->remedy, sizeof(report->remedy), format, args);
	va_end(args);
}

static struct alert_datum *data_add(struct alert_data *data, const char *key,
				    enum alert_datum_kind kind)
{
	struct alert_datum *datum;

	if (data->count >= ALERT_DATA_MAX)
		return NULL;
	datum = &data->datum[data->count++];
	memset(datum, 0, sizeof(*datum));
	datum->key = key;
	datum->kind = kind;
	return datum;
}

void alert_data_number(struct alert_data *data, const char *key, uint64_t number)
{
	struct alert_datum *datum = data_add(data, key, ALERT_DATUM_NUMBER);

	if (datum)
		datum->number = number;
}

void alert_data_text(struct alert_data *data, const char *key, const char *text)
{
	alert_datum_push(data_add(data, key, ALERT_DATUM_TEXT), text);
}

struct alert_datum *alert_data_list(struct alert_data *data, const char *key)
{
	return data_add(data, key, ALERT_DATUM_LIST);
}

void alert_datum_push(struct alert_datum *datum, const char *text)
{
	if (!datum || datum->text_count >= ALERT_TEXTS_MAX)
		return;
	text_escape(datum->text[datum->text_count++], ALERT_TEXT_MAX, text, strlen(text));
}

const struct alert_datum *alert_data_find(const struct alert_data *data, const char *key)
{
	for (unsigned int i = 0; i < data->count; i++)
		if (!strcmp(data->datum[i].key, key))
			return &data->datum[i];
	return NULL;
}

static const char *const severity_names[ALERT_SEVERITY_MAX] = {
	[ALERT_SEVERITY_UNSET] = "unset",
	[ALERT_SEVERITY_INFO] = "info",
	[ALERT_SEVERITY_WARNING] = "warning",
	[ALERT_SEVERITY_CRITICAL] = "critical",
};

const char *alert_severity_name(enum alert_severity severity)
{
	return severity_names[severity < ALERT_SEVERITY_MAX ? severity : ALERT_SEVERITY_UNSET];
}

int alert_severity_parse(const char *text, enum alert_severity *ret_severity)
{
	for (int i = ALERT_SEVERITY_INFO; i < ALERT_SEVERITY_MAX; i++) {
		if (!strcmp(text, severity_names[i])) {
			*ret_severity = (enum alert_severity)i;
			return 0;
		}
	}
	return -EINVAL;
}

const char *alert_state_name(enum alert_state state)
{
	static const char *const names[ALERT_STATE_MAX] = {
		[ALERT_STATE_UNSET] = "unset",	   [ALERT_STATE_PENDING] = "pending",
		[ALERT_STATE_RAISED] = "raised",   [ALERT_STATE_UPDATED] = "updated",
		[ALERT_STATE_CLEARED] = "cleared",
	};

	return names[state < ALERT_STATE_MAX ? state : ALERT_STATE_UNSET];
}
