// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "attach/attach_private.h"
#include "core/text.h"

void attach_tell(struct attach *attach, enum attach_event_kind kind,
		 const struct watched_link *link, const struct watched_port *port,
		 const char *format, ...)
{
	char raw[ATTACH_TEXT_MAX], text[ATTACH_TEXT_MAX];
	struct attach_event event = {
		.kind = kind,
		.link = &link->pub,
		.port = port ? &port->pub : NULL,
		.text = text,
	};
	va_list args;

	/* What native mode interrupts has to be said first. */
	if ((attach->muted && kind != ATTACH_EVENT_NOTE) || !attach->ops.event)
		return;
	va_start(args, format);
	vsnprintf(raw, sizeof(raw), format, args);
	va_end(args);
	/* A device may be called almost anything. */
	text_escape(text, sizeof(text), raw, strlen(raw));
	attach->ops.event(attach->ctx, &event);
}
