/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a watch answers to hosts, routers, and a bare sixwatch. */
#ifndef CLI_WATCH_ANSWER_H
#define CLI_WATCH_ANSWER_H

#include <json-c/json.h>

/* A control_answer_fn; ctx is the struct watch. */
struct json_object *watch_answer(void *ctx, struct json_object *request);

#endif
