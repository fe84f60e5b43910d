// SPDX-License-Identifier: GPL-2.0-or-later
#include "attach/name_docker.h"

#include <json-c/json.h>
#include <stdio.h>
#include <string.h>

#include "core/text.h"

#define ID_LEN 64
#define CONFIG_PATH "/var/lib/docker/containers/%.*s/config.v2.json"

bool name_from_docker(const char *cgroup_path, char buf[static NAME_TEXT_MAX])
{
	const char *id = strstr(cgroup_path, "docker");
	struct json_object *config, *value;
	char path[sizeof(CONFIG_PATH) + ID_LEN];
	const char *name;
	bool found = false;

	id = id ? id + strlen("docker") + 1 : NULL;
	if (!id || id[-1] == '\0' || strspn(id, "0123456789abcdef") != ID_LEN)
		return false;
	snprintf(path, sizeof(path), CONFIG_PATH, ID_LEN, id);
	config = json_object_from_file(path);
	if (!config)
		return false;
	if (json_object_object_get_ex(config, "Name", &value)) {
		name = json_object_get_string(value);
		name += name[0] == '/';
		text_escape(buf, NAME_TEXT_MAX, name, strlen(name));
		found = buf[0] != '\0';
	}
	json_object_put(config);
	return found;
}
