#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Ports that the spanning tree blocks see every frame a second time: they are attached, but count
# apart, and follow the tree. Once with a port set by hand, once with a real loop.
# shellcheck source=tests/lib/lab.sh
. "$(dirname "$0")/../lib/lab.sh"
. "$LAB_ROOT/tests/lib/attach_lab.sh"
lab_begin

lab_bridge
lab_host a
lab_host b

# The kernel opens a port when its carrier comes: what is set before that does not last. Nor does
# "blocking" without a spanning tree; "listening" does.
has_carrier() {
	lab_in link ip link show dev b | grep -q 'LOWER_UP.* state UP'
}
lab_wait_for 5 has_carrier
lab_in link bridge link set dev b state 1

driver_start br0
is 'blocked from the start' "$(driver_field b state)" blocked
is 'the other is not' "$(driver_field a state)" up
say_from b 02 eth0 3
blocked_is() {
	[ "$(driver_field "$1" held)" -ge "$2" ]
}
eventually 'its frames count as blocked' 3 blocked_is b 3
is '... and as nothing else' "$(driver_field b frames)" 0
for state in 2 1 3 0; do
	lab_in link bridge link set dev b state "$state"
	case $state in
	1 | 0) wanted=blocked ;;
	*) wanted=up ;;
	esac
	eventually "state $state is $wanted" 3 driver_field_is b state "$wanted"
done
lab_in link bridge link set dev b state 3
eventually 'forwarding again' 3 driver_field_is b state up
frames=$(driver_field b frames)
say_from b 02 eth0 3
eventually '... and counts' 3 driver_counts b $((frames + 3))
is 'each change was one event' "$(driver_count '^event (un)?blocked link br0 port b:')" 5
# Without a carrier the port is "disabled", which is no news of the tree.
lab_in b ip link set eth0 down
lab_wait_for 3 sh -c "ip netns exec $LAB-link bridge link show dev b | grep -q disabled"
echo refresh >&7
lab_wait_for 3 driver_saw '^refresh 0'
is 'a cable that is pulled is no event' "$(driver_count '^event (un)?blocked link br0 port b:')" 5
driver_stop

# A loop: br0 and br1 joined twice. One of the four ends gets blocked, within the listening time.
lab_bridge br1 priority 61440
for n in 1 2; do
	lab_in link ip link add name "x$n" type veth peer name "y$n"
done
for bridge in br0 br1; do
	lab_in link ip link set dev "$bridge" type bridge stp_state 1 forward_delay 200 hello_time 100
done
for port in x1 x2; do lab_in link ip link set dev "$port" master br0 up; done
for port in y1 y2; do lab_in link ip link set dev "$port" master br1 up; done
driver_start br1
tree_settled() {
	lab_in link bridge link show dev y1 | grep -q forwarding &&
		lab_in link bridge link show dev y2 | grep -q blocking
}
like 'while the tree listens both ends are blocked' "$(driver_ports | grep -c 'state blocked')" '[012]'
lab_wait_for 20 tree_settled
eventually 'spanning tree: one end of the loop is open' 5 driver_field_is y1 state up
eventually '... the other is blocked' 5 driver_field_is y2 state blocked
driver_stop

lab_end
