/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a person asked for on the command line: filled by option_parse(), read by the commands. */
#ifndef CLI_SETTINGS_H
#define CLI_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SETTINGS_IFACES_MAX 16

/* Zero everywhere is the default. Strings belong to argv. */
struct settings {
	bool help;
	bool version;
	bool list_interfaces;
	bool json;
	bool pretty;
	bool quiet;
	bool no_names;
	bool verbose;
	bool follow;
	bool all;
	bool passive;
	bool no_promisc;
	bool link_local;
	int color;	  /* enum style_choice (output/style.h) */
	int mode;	  /* enum attach_mode */
	int fail_on;	  /* enum alert_severity; 0: not asked for */
	uint64_t count;	  /* 0: no limit */
	uint64_t learn_s; /* of the baseline period, with has_learn */
	bool has_learn;
	const char *state_dir; /* NULL: the default; "none": nothing is kept */
	const char *ifaces[SETTINGS_IFACES_MAX];
	size_t iface_count;
	char **words; /* what is left on the command line */
	size_t word_count;
};

#endif
