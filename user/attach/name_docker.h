/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The name that docker ps shows for the container of a cgroup path. */
#ifndef ATTACH_NAME_DOCKER_H
#define ATTACH_NAME_DOCKER_H

#include <stdbool.h>

#include "attach/name.h"

/* Escaped. false: not a container of Docker's, or its files may not be read. */
bool name_from_docker(const char *cgroup_path, char buf[static NAME_TEXT_MAX]);

#endif
