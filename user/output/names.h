/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The names of what the BPF program counts, from the lists in sixwatch/names.h. */
#ifndef OUTPUT_NAMES_H
#define OUTPUT_NAMES_H

#include "sixwatch/names.h"

/* One count: its name as in JSON, and its meaning as a sentence for people. */
struct count_name {
	const char *name;
	const char *text;
};

extern const struct count_name invalid_names[SW_INVALID_MAX];
extern const struct count_name lost_names[SW_LOST_MAX];
extern const struct count_name class_names[SW_CLASS_MAX];
extern const struct count_name ext_names[SW_EXT_MAX];
extern const struct count_name learn_names[SW_LEARN_MAX];

#endif
