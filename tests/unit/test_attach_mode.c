// SPDX-License-Identifier: GPL-2.0-or-later
/* In which mode a port is attached, before anything is tried. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "attach/attach_private.h"

static const struct link_info hardware = { .name = "none-hw", .ifindex = 4, .has_device = true };
static const struct link_info veth = { .name = "none-veth", .kind = "veth", .ifindex = 5 };
static const struct link_info unknown = { .name = "none-x", .ifindex = 6 };

static void test_auto(void **state)
{
	struct attach attach = { .programs.xdp_fd = 3 };

	(void)state;
	assert_int_equal(port_mode_wanted(&attach, &hardware), ATTACH_MODE_GENERIC);
	assert_int_equal(port_mode_wanted(&attach, &veth), ATTACH_MODE_TC);
	assert_int_equal(port_mode_wanted(&attach, &unknown), ATTACH_MODE_TC);
	attach.programs.xdp_fd = -1;
	assert_int_equal(port_mode_wanted(&attach, &hardware), ATTACH_MODE_TC);
}

static void test_asked(void **state)
{
	struct attach attach = { .programs.xdp_fd = 3, .options.override_count = 1 };

	(void)state;
	strcpy(attach.overrides[0].device, veth.name);
	attach.overrides[0].mode = ATTACH_MODE_GENERIC;
	attach.options.mode = ATTACH_MODE_NATIVE;
	assert_int_equal(port_mode_wanted(&attach, &hardware), ATTACH_MODE_NATIVE);
	assert_int_equal(port_mode_wanted(&attach, &veth), ATTACH_MODE_GENERIC);
	attach.options.mode = ATTACH_MODE_TC;
	assert_int_equal(port_mode_wanted(&attach, &hardware), ATTACH_MODE_TC);
	attach.overrides[0].mode = ATTACH_MODE_AUTO;
	assert_int_equal(port_mode_wanted(&attach, &veth), ATTACH_MODE_TC);
}

/* Only what chose its mode by itself may choose again. */
static void test_change(void **state)
{
	struct attach attach = { .programs.xdp_fd = 3 };
	struct watched_port port = { .pub.mode = ATTACH_MODE_GENERIC };

	(void)state;
	assert_false(port_may_move_to_tc(&attach, &port, &hardware));
	assert_true(port_may_move_to_tc(&attach, &port, &veth));
	port.pub.mode = ATTACH_MODE_TC;
	assert_false(port_may_move_to_tc(&attach, &port, &veth));
	port.pub.mode = ATTACH_MODE_GENERIC;
	attach.options.mode = ATTACH_MODE_GENERIC;
	assert_false(port_may_move_to_tc(&attach, &port, &veth));
}

static void test_names(void **state)
{
	enum attach_mode mode = ATTACH_MODE_MAX;

	(void)state;
	for (int i = 0; i < ATTACH_MODE_MAX; i++) {
		assert_int_equal(attach_mode_parse(attach_mode_name((enum attach_mode)i), &mode),
				 0);
		assert_int_equal(mode, i);
	}
	assert_int_not_equal(attach_mode_parse("skb", &mode), 0);
	assert_int_not_equal(attach_mode_parse("", &mode), 0);
	for (int i = 0; i < ATTACH_STATE_MAX; i++)
		assert_non_null(attach_state_name((enum attach_state)i));
	for (int i = 0; i < ATTACH_EVENT_MAX; i++)
		assert_non_null(attach_event_name((enum attach_event_kind)i));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_auto),
		cmocka_unit_test(test_asked),
		cmocka_unit_test(test_change),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
