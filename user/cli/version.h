/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_VERSION_H
#define CLI_VERSION_H

#define SIXWATCH_VERSION "0.1"

#endif
