// SPDX-License-Identifier: GPL-2.0-or-later
#include "output/names.h"

#define ROW(id, name, text) [id] = { name, text },

const struct count_name invalid_names[SW_INVALID_MAX] = { SW_INVALID_LIST(ROW) };
const struct count_name lost_names[SW_LOST_MAX] = { SW_LOST_LIST(ROW) };
const struct count_name class_names[SW_CLASS_MAX] = { SW_CLASS_LIST(ROW) };
const struct count_name ext_names[SW_EXT_MAX] = { SW_EXT_LIST(ROW) };
const struct count_name learn_names[SW_LEARN_MAX] = { SW_LEARN_LIST(ROW) };
