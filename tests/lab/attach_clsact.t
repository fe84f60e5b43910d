#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Kernels without tcx: clsact filters, removed by a guard when the process is gone, by the next
# start when the guard is gone too; what others have there is never touched.
# shellcheck source=tests/lib/lab.sh
. "$(dirname "$0")/../lib/lab.sh"
. "$LAB_ROOT/tests/lib/attach_lab.sh"
lab_begin

lab_bridge
lab_host a
lab_host b

guard_of() {
	pgrep -P "$1" -x sixwatch-guard
}

filters() {
	attached | grep -c '^filter'
}

driver_start -c -m tc br0
is 'clsact filters at each port and at the bridge' "$(attached | sort | tr '\n' ';')" \
	'clsact a;clsact b;clsact br0;filter a ingress;filter b ingress;filter br0 egress;'
say_from a 01 eth0 3
eventually 'they count' 3 driver_counts a 3
guard=$(guard_of "$DRIVER_PID")
ok 'there is a guard' test -n "$guard"
like 'it holds no descriptor but its own' "$(ls "/proc/$guard/fd" | tr '\n' ' ')" '^0 1 2 3 $'
driver_stop
ok 'nothing is left after the end, not even clsact' nothing_attached
ok '... nor the guard' test ! -e "/proc/$guard"

driver_start -c -m tc br0
guard=$(guard_of "$DRIVER_PID")
driver_kill
eventually 'kill -9: the guard removes filters and clsact' 5 nothing_attached
eventually '... and ends' 5 test ! -e "/proc/$guard"

# Ctrl-C goes to the whole group; the guard must not go first.
driver_start -c -m tc br0
guard=$(guard_of "$DRIVER_PID")
kill -TERM "$guard"
kill -INT "$guard"
ok 'the guard outlives signals of the group' kill -0 "$guard"
driver_kill
eventually '... and still does its work' 5 nothing_attached

# Both killed: the filters stay, until the next start.
driver_start -c -m tc br0
guard=$(guard_of "$DRIVER_PID")
kill -9 "$guard"
driver_kill
is 'both killed: filters stay' "$(filters)" 3
driver_start -m generic br0
is 'the next start removes them' "$(filters)" 0
driver_stop

# Two of us at once: a start is no reason to remove the filters of one that lives.
for device in a b br0; do lab_in link tc qdisc del dev "$device" clsact; done
lab_ns other
driver_start -c -m tc br0
lab_start second link sh -c "sleep 60 | $DRIVER -c -m tc b"
lab_wait_for 5 grep -q ^ready "$LAB_DIR/second.out"
is 'a second one leaves the filters of the first' "$(filters)" 4
second=$(pgrep -P "$LAB_PID" -x attach_driver)
kill -9 "$second"
only_first_left() {
	[ "$(filters)" -eq 3 ]
}
eventually 'its guard removes only its own' 5 only_first_left
is '... and the clsact of the first stays' "$(attached | grep -c '^clsact b$')" 1
driver_stop

# What was there before.
lab_in link tc qdisc add dev a clsact
lab_in link tc filter add dev a ingress protocol all prio 10 u32 match u32 0 0 flowid 1:1
driver_start -c -m tc br0
say_from a 01 eth0 2
eventually 'a filter that is there does not hide frames' 3 driver_counts a 2
driver_kill
eventually 'kill -9: our filters are gone' 5 sh -c "! ip netns exec $LAB-link tc filter show dev a ingress | grep -q sw_tc"
eventually '... and the clsact that we made' 5 sh -c "! ip netns exec $LAB-link tc qdisc show dev br0 | grep -q clsact"
is 'the clsact that was there stays' "$(lab_in link tc qdisc show dev a | grep -c clsact)" 1
is '... with its filter' "$(lab_in link tc filter show dev a ingress | grep -c 'u32.*flowid')" 1
driver_start -c -m tc br0
lab_in link tc filter add dev b ingress protocol all prio 10 u32 match u32 0 0 flowid 1:1
driver_stop
is 'a clsact of ours that somebody uses stays' "$(lab_in link tc qdisc show dev b | grep -c clsact)" 1

lab_end
