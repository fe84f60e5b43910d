// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/interfaces.h"
#include "cli/watch.h"
#include "cli/watch_answer.h"
#include "core/json.h"
#include "core/log.h"
#include "core/timefmt.h"
#include "output/json_event.h"
#include "output/text_report.h"

/* The first echo goes out at once; again, as frames get lost and own addresses come late. */
#define ECHO_EVERY_NS (800 * TIME_NS_PER_MS)
#define ECHO_MOST 3
/* RFC 4861 section 10: at most three RS, 4 s apart. */
#define SOLICIT_EVERY_NS (4 * TIME_NS_PER_S)
#define SOLICIT_MOST 3
/* When the first look is over and devices become news. */
#define FOUND_AFTER_NS (2500 * TIME_NS_PER_MS)
#define LOST_EVERY_NS (10 * TIME_NS_PER_S)

/* News a second and port, and how many may come at once. A program can take more than a person. */
#define NEWS_TEXT_PER_S 1
#define NEWS_TEXT_BURST 5
#define NEWS_JSON_PER_S 100
#define NEWS_JSON_BURST 1000

static void watch_finish(struct watch *watch)
{
	watch->finished = true;
	session_stop(&watch->session);
}

static void watch_count(struct watch *watch)
{
	watch->printed++;
	if (watch->settings->count && watch->printed >= watch->settings->count)
		watch_finish(watch);
}

/* The reader may have gone, which ends the watch in order. */
static void watch_fail(struct watch *watch)
{
	watch->failed = true;
	watch_finish(watch);
}

static void watch_emit(struct watch *watch, struct json_object *event)
{
	if (!watch->finished) {
		if (json_print_line(stdout, event))
			watch_fail(watch);
		watch_count(watch);
	}
	json_object_put(event);
}

/* Also while there is nothing to print: a pipe without a reader polls as an error. */
static void watch_flush(struct watch *watch)
{
	struct pollfd out = { .fd = STDOUT_FILENO };

	if (fflush(stdout) || ferror(stdout) || (poll(&out, 1, 0) > 0 && out.revents & POLLERR))
		watch_fail(watch);
}

static void watch_report(struct watch *watch, uint64_t now_ns, struct report *ret_report)
{
	session_report(&watch->session, "watch", now_ns, ret_report);
}

static void on_alert(void *ctx, const struct alert *alert, enum alert_state state)
{
	struct watch *watch = ctx;

	watch_status_clear(watch);
	if (watch->settings->json) {
		watch_emit(watch, json_event_alert(alert, state));
	} else if (!watch->finished) {
		text_alert(stdout, alert, state, &watch->style);
		watch_count(watch);
	}
	watch_flush(watch);
}

/* People read of what was there at the start in the line "found", and of addresses with -v. */
static bool watch_host_is_news(const struct watch *watch, unsigned int changes)
{
	const unsigned int news = HOST_CHANGE_NEW_ADDRESS | HOST_CHANGE_MAC | HOST_CHANGE_PORT;

	if (watch->settings->json)
		return changes & (HOST_CHANGE_NEW_HOST | news);
	if (!watch->found_told)
		return false;
	return changes &
	       (watch->settings->verbose ? HOST_CHANGE_NEW_HOST | news : HOST_CHANGE_NEW_HOST);
}

static void on_host(void *ctx, const struct host *host, const struct host_address *address,
		    unsigned int changes, uint64_t now_ns)
{
	struct watch *watch = ctx;
	struct report report;

	if (changes & HOST_CHANGE_NEW_HOST && watch->found_told)
		watch->new_devices++;
	if (watch->settings->quiet || !watch_host_is_news(watch, changes) ||
	    !news_take(&watch->news, host->port, now_ns))
		return;
	watch_report(watch, now_ns, &report);
	if (!watch->settings->json) {
		watch_tell_host(watch, &report, host, address, changes, now_ns);
		return;
	}
	if (changes & HOST_CHANGE_NEW_HOST)
		watch_emit(watch, json_event_host(&report, host, now_ns));
	if (changes & (HOST_CHANGE_NEW_ADDRESS | HOST_CHANGE_MAC | HOST_CHANGE_PORT))
		watch_emit(watch, json_event_address(&report, host, address, changes, now_ns));
}

static void on_router(void *ctx, const struct router *router, unsigned int changes, uint64_t now_ns)
{
	struct watch *watch = ctx;
	struct report report;

	if (!changes || watch->settings->quiet ||
	    !news_take(&watch->news, router->pinned ? NEWS_KNOWN_SLOT : router->port, now_ns))
		return;
	watch_report(watch, now_ns, &report);
	if (watch->settings->json)
		watch_emit(watch, json_event_router(&report, router, changes, now_ns));
	else
		watch_tell_router(watch, &report, router, changes, now_ns);
}

static void on_prefix(void *ctx, const struct prefix_entry *entry, unsigned int changes,
		      uint64_t now_ns)
{
	struct watch *watch = ctx;
	struct report report;

	if (watch->settings->quiet || !watch->settings->json)
		return; /* people read of it in the router's line */
	watch_report(watch, now_ns, &report);
	watch_emit(watch, json_event_prefix(&report, entry, changes, now_ns));
}

static void on_port(void *ctx, const struct attach_event *event, const struct port *port)
{
	struct watch *watch = ctx;
	uint64_t now_ns = time_now_ns();
	struct report report;

	if (watch->settings->quiet)
		return;
	if (watch->settings->json && port) {
		watch_report(watch, now_ns, &report);
		watch_emit(watch, json_event_port(&report, port, attach_event_name(event->kind),
						  event->text, now_ns));
	} else if (!watch->settings->json) {
		watch_tell_port(watch, event, now_ns);
	}
}

/* What was lost since this was last told, if anything. */
static void watch_tell_lost(struct watch *watch, uint64_t now_ns)
{
	struct watch_losses losses;

	if (now_ns - watch->lost_ns < LOST_EVERY_NS)
		return;
	watch->lost_ns = now_ns;
	if (!watch_losses_grown(watch, &losses) || watch->settings->quiet)
		return;
	if (watch->settings->json)
		watch_emit(watch, json_event_lost(&losses.tally, losses.rx_dropped,
						  losses.rx_missed, losses.withheld, now_ns));
	else
		watch_tell_losses(watch, &losses, now_ns);
}

static void watch_solicit(struct watch *watch, uint64_t now_ns)
{
	uint64_t age_ns = now_ns - watch->session.started_ns;

	if (watch->probed < ECHO_MOST && age_ns >= watch->probed * ECHO_EVERY_NS) {
		watch->probed++;
		watch->sent += session_probe(&watch->session, true, false);
	}
	if (watch->solicited < SOLICIT_MOST && age_ns >= watch->solicited * SOLICIT_EVERY_NS) {
		watch->solicited++;
		watch->sent += session_probe(&watch->session, false, true);
	}
}

static void on_tick(void *ctx, uint64_t now_ns)
{
	struct watch *watch = ctx;

	watch_solicit(watch, now_ns);
	if (!watch->found_told && now_ns - watch->session.started_ns >= FOUND_AFTER_NS) {
		watch->found_told = true;
		if (!watch->settings->json && !watch->settings->quiet)
			watch_tell_found(watch, now_ns);
	}
	watch_tell_lost(watch, now_ns);
	watch_status_tick(watch, now_ns);
	watch_flush(watch);
}

static const struct session_ops watch_ops = {
	.news = { .host = on_host, .router = on_router, .prefix = on_prefix },
	.alert = on_alert,
	.port = on_port,
	.tick = on_tick,
};

/* Another watch answers questions already, or nobody may ask: this one works all the same. */
static void watch_open_control(struct watch *watch)
{
	int err = control_open(watch->session.loop.base, watch_answer, watch, &watch->control);

	if (err == -EADDRINUSE)
		log_warn("another watch runs here and goes on answering hosts and routers");
	else if (err)
		log_info("hosts and routers cannot ask this watch: %s", strerror(-err));
}

static void watch_end(struct watch *watch)
{
	uint64_t now_ns = time_now_ns();
	struct report report;

	watch_status_clear(watch);
	control_close(watch->control);
	if (watch->failed || watch->settings->json)
		return;
	watch_report(watch, now_ns, &report);
	fputc('\n', stdout);
	text_summary(stdout, &report, watch->new_devices);
}

enum outcome watch_run(const struct settings *settings)
{
	struct watch watch = {
		.settings = settings,
		.style = style_choose(settings->color, stdout),
	};
	enum outcome outcome;

	if (settings->list_interfaces)
		return interfaces_list();
	watch_status_init(&watch);
	if (settings->json)
		news_init(&watch.news, NEWS_JSON_PER_S, NEWS_JSON_BURST);
	else
		news_init(&watch.news, NEWS_TEXT_PER_S, NEWS_TEXT_BURST);
	if (session_open("watch", settings, STATION_STATE_KEEP, (char *const *)settings->words,
			 settings->word_count, &watch_ops, &watch, &watch.session))
		return OUTCOME_FAILED;
	watch_open_control(&watch);
	if (!settings->json && !settings->quiet)
		watch_tell_start(&watch);
	watch_flush(&watch);
	if (!watch.finished)
		session_run(&watch.session);
	watch_end(&watch);
	outcome = station_has_findings(&watch.session.station, settings) ? OUTCOME_FINDINGS :
									   OUTCOME_DONE;
	session_close(&watch.session);
	if (!settings->json && !watch.failed)
		puts("Nothing is left attached.");
	return outcome;
}
