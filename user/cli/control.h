/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How another sixwatch asks the one that watches: a Unix socket /run/sixwatch/INODE.sock, INODE
 * being that of the network namespace. One JSON object in a line each way, then the end.
 *
 * Only root and the user that runs the watch are answered (SO_PEERCRED). A socket that a killed
 * watch left behind refuses connections and is replaced.
 */
#ifndef CLI_CONTROL_H
#define CLI_CONTROL_H

#include <event2/event.h>
#include <json-c/json.h>

#define CONTROL_REQUEST_MAX 65536
#define CONTROL_CLIENTS_MAX 8
#define CONTROL_TIMEOUT_S 10

struct control;

/* Answers a request; the caller takes over the reference. NULL: the request makes no sense. */
typedef struct json_object *(*control_answer_fn)(void *ctx, struct json_object *request);

/*
 * Listens, answering from the loop. -EADDRINUSE: another watch in this network namespace does so
 * already; -EACCES and the like: nobody can ask, which harms nothing else.
 */
int control_open(struct event_base *base, control_answer_fn answer, void *ctx,
		 struct control **ret_control);
void control_close(struct control *control);

/*
 * Asks the watch of this network namespace. -ENOENT: none runs, or it is not ours to ask;
 * -ETIMEDOUT, -EBADMSG, …: it did not answer. ret_answer is the caller's.
 */
int control_ask(struct json_object *request, struct json_object **ret_answer);

#endif
