/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The detectors, one file each: what detect.c lists. */
#ifndef DETECT_CATALOGUE_H
#define DETECT_CATALOGUE_H

#include "detect/detector.h"

extern const struct detector ra_flood_detector;
extern const struct detector rogue_router_detector;
extern const struct detector nd_invalid_detector; /* and ra-invalid */
extern const struct detector too_many_addresses_detector;
extern const struct detector too_many_neighbours_detector;

#endif
