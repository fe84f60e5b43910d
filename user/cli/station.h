/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Everything between the BPF program and the printers, opened and closed together: engine, tables,
 * baseline, detectors, collector, and what survives a restart. Live and replay differ only in where
 * the frames come from.
 */
#ifndef CLI_STATION_H
#define CLI_STATION_H

#include "cli/settings.h"
#include "collect/collector.h"
#include "output/report.h"
#include "store/store.h"

enum station_state {
	STATION_STATE_NONE, /* nothing is kept, nothing is known from before */
	STATION_STATE_READ, /* the baseline of a watch is used, nothing is written */
	STATION_STATE_KEEP,
};

struct station_options {
	const struct settings *settings;
	bool replay;
	enum station_state state;
	const struct collector_ops *news;
	alert_sink alert;
	void *ctx; /* of news and alert */
};

struct station {
	struct engine *engine;
	struct tables tables;
	struct baseline *baseline;
	struct store *store; /* NULL unless STATION_STATE_KEEP */
	struct detect *detect;
	struct collector *collector;
	struct collector_ops news;
};

/* On failure what went wrong has been told, and nothing is left open. */
int station_open(const struct station_options *options, struct station *ret_station);
void station_close(struct station *station);

/* Saves what changed, when it is time to. Call it about once a second. */
void station_save(struct station *station, uint64_t now_ns);

/* A report over this station; command, sources and times are the caller's to set. */
void station_report(const struct station *station, const struct settings *settings,
		    struct report *ret_report);

/* The outcome is FINDINGS when an alert was as grave as --fail-on says. */
bool station_has_findings(const struct station *station, const struct settings *settings);

#endif
