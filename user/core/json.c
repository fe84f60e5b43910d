// SPDX-License-Identifier: GPL-2.0-or-later
#include "core/json.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "core/timefmt.h"

static struct json_object *json_require(struct json_object *value)
{
	if (!value)
		abort();
	return value;
}

struct json_object *json_new_object(void)
{
	return json_require(json_object_new_object());
}

struct json_object *json_new_array(void)
{
	return json_require(json_object_new_array());
}

void json_add(struct json_object *obj, const char *key, struct json_object *value)
{
	if (value && json_object_object_add(obj, key, value))
		abort();
}

void json_push(struct json_object *array, struct json_object *value)
{
	if (value && json_object_array_add(array, value))
		abort();
}

struct json_object *json_add_object(struct json_object *obj, const char *key)
{
	struct json_object *child = json_new_object();

	json_add(obj, key, child);
	return child;
}

struct json_object *json_add_array(struct json_object *obj, const char *key)
{
	struct json_object *child = json_new_array();

	json_add(obj, key, child);
	return child;
}

/* json-c passes invalid UTF-8 on as it is, so nothing reaches it unescaped. */
static struct json_object *json_new_text(const void *bytes, size_t len)
{
	char *text = malloc(TEXT_ESCAPE_MAX(len));
	struct json_object *value;

	if (!text)
		abort();
	text_escape(text, TEXT_ESCAPE_MAX(len), bytes, len);
	value = json_require(json_object_new_string(text));
	free(text);
	return value;
}

static struct json_object *json_new_addr(const struct in6_addr *addr)
{
	char text[ADDR_TEXT_MAX];

	if (!addr || addr_is_unspecified(addr))
		return NULL;
	return json_require(json_object_new_string(addr_format(text, sizeof(text), addr)));
}

void json_add_str(struct json_object *obj, const char *key, const char *text)
{
	if (text)
		json_add(obj, key, json_new_text(text, strlen(text)));
}

void json_add_text(struct json_object *obj, const char *key, const void *bytes, size_t len)
{
	if (bytes)
		json_add(obj, key, json_new_text(bytes, len));
}

void json_add_uint64(struct json_object *obj, const char *key, uint64_t value)
{
	json_add(obj, key, json_require(json_object_new_uint64(value)));
}

void json_add_int64(struct json_object *obj, const char *key, int64_t value)
{
	json_add(obj, key, json_require(json_object_new_int64(value)));
}

void json_add_double(struct json_object *obj, const char *key, double value)
{
	static const char format[] = "%.3f"; /* json-c keeps the pointer */
	struct json_object *number;

	if (!isfinite(value))
		return;
	number = json_require(json_object_new_double(value));
	json_object_set_serializer(number, json_object_double_to_json_string, (void *)format, NULL);
	json_add(obj, key, number);
}

void json_add_bool(struct json_object *obj, const char *key, bool value)
{
	json_add(obj, key, json_require(json_object_new_boolean(value)));
}

void json_add_addr(struct json_object *obj, const char *key, const struct in6_addr *addr)
{
	json_add(obj, key, json_new_addr(addr));
}

void json_add_prefix(struct json_object *obj, const char *key, const struct prefix *prefix)
{
	char text[PREFIX_TEXT_MAX];

	if (prefix)
		json_add_str(obj, key, prefix_format(text, sizeof(text), prefix));
}

void json_add_mac(struct json_object *obj, const char *key, const uint8_t mac[6])
{
	char text[MAC_TEXT_MAX];

	if (mac && !mac_is_zero(mac))
		json_add_str(obj, key, mac_format(text, mac));
}

void json_add_time(struct json_object *obj, const char *key, uint64_t ns)
{
	char text[TIME_TEXT_MAX];

	if (ns)
		json_add_str(obj, key, time_format_rfc3339(text, ns));
}

void json_add_nonzero(struct json_object *obj, const char *key, uint64_t value)
{
	if (value)
		json_add_uint64(obj, key, value);
}

void json_push_str(struct json_object *array, const char *text)
{
	if (text)
		json_push(array, json_new_text(text, strlen(text)));
}

void json_push_addr(struct json_object *array, const struct in6_addr *addr)
{
	json_push(array, json_new_addr(addr));
}

int json_print_object(FILE *file, struct json_object *obj, bool pretty)
{
	int flags = pretty ? JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED :
			     JSON_C_TO_STRING_PLAIN;
	const char *text;

	text = json_object_to_json_string_ext(obj, flags | JSON_C_TO_STRING_NOSLASHESCAPE);
	if (!text)
		return -ENOMEM;
	errno = 0;
	if (fputs(text, file) == EOF || fputc('\n', file) == EOF || fflush(file))
		return errno ? -errno : -EIO;
	return 0;
}

int json_print_line(FILE *file, struct json_object *obj)
{
	return json_print_object(file, obj, false);
}
