// SPDX-License-Identifier: GPL-2.0-or-later
/* The names of devices: one of each source, the best source first. */
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "table/host_internal.h"

/* Sets the name at the index, which may be one past the end. */
static bool name_set(struct host_name *name, enum host_name_source source, const char *text,
		     size_t len)
{
	char escaped[HOST_NAME_MAX];

	text_escape(escaped, sizeof(escaped), text, len);
	if (name->source == source && !strcmp(name->text, escaped))
		return false;
	name->source = source;
	memcpy(name->text, escaped, sizeof(name->text));
	return true;
}

bool host_table_name(struct host_table *table, const struct host_address_key *key,
		     enum host_name_source source, const char *text, size_t len)
{
	struct host_address *address = host_table_find(table, key);
	struct host_name *names;
	struct host *host;
	uint8_t at = 0;

	if (!address || !len)
		return false;
	host = address->host;
	while (at < host->name_count && host->names[at].source < source)
		at++;
	if (at < host->name_count && host->names[at].source == source)
		return name_set(&host->names[at], source, text, len);
	if (at >= HOST_NAMES_MAX)
		return false;
	names = host->names;
	if (host->name_count < HOST_NAMES_MAX) {
		names = reallocarray(names, host->name_count + 1U, sizeof(*names));
		if (!names)
			return false;
		host->names = names;
		host->name_count++;
	}
	memmove(&names[at + 1], &names[at], (host->name_count - at - 1U) * sizeof(*names));
	memset(&names[at], 0, sizeof(names[at]));
	return name_set(&names[at], source, text, len);
}

const char *host_best_name(const struct host *host)
{
	return host->name_count ? host->names[0].text : NULL;
}
