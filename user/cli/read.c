// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <event2/event.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/loop.h"
#include "cli/station.h"
#include "collect/capture.h"
#include "collect/replay.h"
#include "core/json.h"
#include "core/log.h"
#include "core/timefmt.h"
#include "output/json_event.h"
#include "output/json_report.h"
#include "output/text.h"
#include "output/text_report.h"

/* Past this a datagram in pieces is an orphan: see collect/fragments_scan.h. */
#define READ_SETTLE_NS 3000000000ULL

/* A followed capture hands the loop back after so many frames. */
#define READ_BATCH 4096

struct reading {
	const struct settings *settings;
	struct station station;
	struct replay *replay;
	struct capture *capture; /* the file being read */
	struct style style;
	struct loop loop;  /* while following */
	uint64_t heard_ns; /* CLOCK_MONOTONIC, when the capture's clock was last moved */
	uint64_t frames_left;
	bool failed;
};

static void reading_on_alert(void *ctx, const struct alert *alert, enum alert_state state)
{
	struct reading *reading = ctx;
	struct json_object *event;
	int err = 0;

	if (!reading->settings->follow)
		return; /* they stand in the report */
	if (reading->settings->json) {
		event = json_event_alert(alert, state);
		err = json_print_line(stdout, event);
		json_object_put(event);
	} else {
		text_alert(stdout, alert, state, &reading->style);
		fflush(stdout);
	}
	reading->failed |= err || ferror(stdout);
}

/* Several files are parts of one capture of one link, as tcpdump -C makes them. */
static void reading_name_port(struct reading *reading)
{
	struct port_info info = {
		.slot = 1,
		.link = 1,
		.generation = 1,
		.state = PORT_STATE_UP,
		.device = "", /* a capture does not tell */
		.mode = "replay",
	};

	port_table_set_port(reading->station.tables.ports, &info, NULL);
}

/* Frames until there are no more for now. As replay_run(), but up to --count. */
static int reading_run(struct reading *reading)
{
	struct capture_frame frame;
	int err;

	while (reading->frames_left) {
		err = capture_next(reading->capture, &frame);
		if (err <= 0)
			return err;
		err = replay_frame(reading->replay, &frame);
		if (err) {
			log_error("the kernel refused a test run: %s", strerror(-err));
			return err;
		}
		reading->frames_left--;
	}
	return 0;
}

static int reading_file(struct reading *reading, const char *path)
{
	int err;

	err = capture_open(path, false, &reading->capture);
	if (err)
		return err;
	err = reading_run(reading);
	capture_close(reading->capture);
	return err;
}

/* Everything that has come in so far; the loop ends with the capture or the first error. */
static void follow_read(struct reading *reading)
{
	int err = reading_run(reading);

	reading->heard_ns = time_mono_ns();
	if (err == -EAGAIN)
		return;
	reading->failed |= err != 0;
	loop_stop(&reading->loop);
}

static void follow_on_readable(evutil_socket_t fd, short what, void *ctx)
{
	(void)fd, (void)what;
	follow_read(ctx);
}

/* While nothing comes in the capture's clock goes on at the pace of ours. */
static void follow_on_tick(struct loop *loop, void *ctx)
{
	struct reading *reading = ctx;
	uint64_t mono_ns = time_mono_ns();

	if (capture_fd(reading->capture) < 0)
		follow_read(reading);
	else if (replay_frames(reading->replay))
		replay_advance(reading->replay,
			       replay_now_ns(reading->replay) + mono_ns - reading->heard_ns);
	reading->heard_ns = mono_ns;
	if (reading->failed)
		loop_stop(loop);
}

static int follow_loop(struct reading *reading)
{
	int fd = capture_fd(reading->capture);
	struct event *readable = NULL;
	int err;

	err = loop_open(&reading->loop, follow_on_tick, reading);
	if (err)
		return err;
	if (fd >= 0) {
		readable = event_new(reading->loop.base, fd, EV_READ | EV_PERSIST,
				     follow_on_readable, reading);
		err = !readable || event_add(readable, NULL) ? -ENOMEM : 0;
	}
	reading->heard_ns = time_mono_ns();
	if (!err)
		loop_run(&reading->loop);
	if (readable)
		event_free(readable);
	loop_close(&reading->loop);
	return err;
}

static int reading_follow(struct reading *reading, const char *path)
{
	int err;

	err = capture_open(path, true, &reading->capture);
	if (err)
		return err;
	err = follow_loop(reading);
	capture_close(reading->capture);
	return err;
}

static void reading_print(struct reading *reading)
{
	const struct settings *settings = reading->settings;
	struct json_object *object;
	struct device_list devices;
	struct report report;

	station_report(&reading->station, settings, &report);
	report.command = "read";
	report.sources = (const char *const *)settings->words;
	report.source_count = settings->word_count;
	report.started_ns = replay_started_ns(reading->replay);
	report.ended_ns = replay_ended_ns(reading->replay);
	report.now_ns = replay_now_ns(reading->replay);
	device_list_make(&report, NULL, 0, &devices);
	if (settings->json) {
		object = report_json(&report, &devices);
		if (json_print_object(stdout, object, settings->pretty))
			reading->failed = true;
		json_object_put(object);
	} else {
		text_report(stdout, &report, &devices, &reading->style, settings->quiet);
		fflush(stdout);
	}
	device_list_free(&devices);
}

static void reading_all(struct reading *reading)
{
	const struct settings *settings = reading->settings;

	reading_name_port(reading);
	for (size_t i = 0; i < settings->word_count && !reading->failed; i++) {
		const char *path = settings->words[i];
		int err;

		err = settings->follow ? reading_follow(reading, path) :
					 reading_file(reading, path);
		reading->failed |= err != 0;
	}
	if (replay_frames(reading->replay))
		replay_advance(reading->replay, replay_now_ns(reading->replay) + READ_SETTLE_NS);
	replay_flush(reading->replay);
}

static bool read_usage_ok(const struct settings *settings)
{
	if (!settings->word_count)
		log_error("read what? sixwatch read FILE, or - for standard input");
	else if (settings->follow && settings->word_count > 1)
		log_error("-f follows one capture");
	else
		return true;
	return false;
}

enum outcome read_run(const struct settings *settings)
{
	static const struct collector_ops no_news;
	struct reading reading = {
		.settings = settings,
		.style = style_choose(settings->color, stdout),
		.frames_left = settings->count ? settings->count : UINT64_MAX,
	};
	struct station_options options = {
		.settings = settings,
		.replay = true,
		.news = &no_news,
		.alert = reading_on_alert,
		.ctx = &reading,
	};
	enum outcome outcome;

	if (!read_usage_ok(settings))
		return OUTCOME_USAGE;
	if (station_open(&options, &reading.station))
		return OUTCOME_FAILED;
	if (replay_open(reading.station.engine, collector_ring(reading.station.collector),
			collector_tick, reading.station.collector, &reading.replay)) {
		station_close(&reading.station);
		return OUTCOME_FAILED;
	}
	reading_all(&reading);
	/* What was read is reported, also where the rest could not be. */
	if (!reading.failed || replay_frames(reading.replay))
		reading_print(&reading);
	outcome = station_has_findings(&reading.station, settings) ? OUTCOME_FINDINGS :
								     OUTCOME_DONE;
	if (reading.failed || ferror(stdout))
		outcome = OUTCOME_FAILED;
	replay_close(reading.replay);
	station_close(&reading.station);
	return outcome;
}
