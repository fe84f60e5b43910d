// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/station.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "core/log.h"
#include "core/timefmt.h"

static int station_open_store(struct station *station, const struct station_options *options,
			      uint64_t *ret_next_id)
{
	const char *dir = options->settings->state_dir;
	struct store *store;
	int err;

	*ret_next_id = 1;
	if (options->state == STATION_STATE_NONE)
		return 0;
	if (!dir)
		dir = STORE_DIR_DEFAULT;
	/* Only a watch makes the folder. */
	if (options->state == STATION_STATE_READ && access(dir, R_OK | X_OK))
		return 0;
	err = store_open(dir, &store);
	if (!err) {
		err = store_load(store, station->baseline, ret_next_id);
		if (!err && options->state == STATION_STATE_KEEP) {
			station->store = store;
			return 0;
		}
		store_close(store);
	}
	if (err)
		log_warn("cannot keep anything in %s: %s; going on without (--state DIR, or none)",
			 dir, strerror(-err));
	return 0;
}

static int station_open_detectors(struct station *station, const struct station_options *options)
{
	struct detect_config config = detect_config_default(options->settings->passive);
	uint64_t next_id;
	int err;

	if (options->settings->has_learn)
		config.learn_ns = options->settings->learn_s * TIME_NS_PER_S;
	err = baseline_new(config.learn_ns, &station->baseline);
	if (!err)
		err = station_open_store(station, options, &next_id);
	if (!err)
		err = detect_new(&station->tables, station->baseline, &config, next_id,
				 options->alert, options->ctx, &station->detect);
	return err;
}

int station_open(const struct station_options *options, struct station *ret_station)
{
	struct engine_options engine_options = {
		.replay = options->replay,
		.verbose = options->settings->verbose,
	};
	int err;

	memset(ret_station, 0, sizeof(*ret_station));
	ret_station->news = *options->news;
	err = engine_open(&engine_options, &ret_station->engine);
	if (err)
		return err; /* the engine has told why */
	err = tables_init(&ret_station->tables, &ret_station->engine->config.seed);
	if (!err)
		err = station_open_detectors(ret_station, options);
	if (!err)
		err = collector_new(ret_station->engine, &ret_station->tables, ret_station->detect,
				    &ret_station->news, options->ctx, &ret_station->collector);
	if (err) {
		log_error("cannot start: %s", strerror(-err));
		station_close(ret_station);
	}
	return err;
}

void station_close(struct station *station)
{
	if (station->store) {
		int err = store_save(station->store, station->baseline,
				     alert_set_next_id(detect_alerts(station->detect)));

		if (err)
			log_warn("cannot save what was learned: %s", strerror(-err));
		store_close(station->store);
	}
	if (station->collector)
		collector_free(station->collector);
	if (station->detect)
		detect_free(station->detect);
	if (station->baseline)
		baseline_free(station->baseline);
	tables_fini(&station->tables);
	if (station->engine)
		engine_close(station->engine);
	memset(station, 0, sizeof(*station));
}

void station_save(struct station *station, uint64_t now_ns)
{
	int err;

	if (!station->store)
		return;
	err = store_tick(station->store, station->baseline,
			 alert_set_next_id(detect_alerts(station->detect)), now_ns);
	if (err)
		log_warn("cannot save what was learned: %s", strerror(-err));
}

void station_report(const struct station *station, const struct settings *settings,
		    struct report *ret_report)
{
	*ret_report = (struct report){
		.no_names = settings->no_names,
		.tables = &station->tables,
		.alerts = detect_alerts(station->detect),
	};
}

bool station_has_findings(const struct station *station, const struct settings *settings)
{
	return settings->fail_on &&
	       (int)alert_set_worst(detect_alerts(station->detect)) >= settings->fail_on;
}
