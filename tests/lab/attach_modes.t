#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The four modes, each at the ports of a bridge: every port counts its own frames, somebody else's
# program stays, and nothing is left behind, however the process ends.
# shellcheck source=tests/lib/lab.sh
. "$(dirname "$0")/../lib/lab.sh"
. "$LAB_ROOT/tests/lib/attach_lab.sh"
lab_begin

lab_bridge
lab_host a
lab_host b

# check_mode OPTION MODE HOOKS
check_mode() {
	driver_start -m "$1" br0
	is "$1: port a is attached" "$(driver_field a mode) $(driver_field a state)" "$2 up"
	is "$1: hooks" "$(attached | sort | tr '\n' ';')" "$3"
	say_from a 01 eth0 3
	eventually "$1: frames count at their port" 3 driver_counts a 3
	like "$1: egress sees what the bridge itself sends, on br0" "$(driver_ports)" \
		'^port br0 self .* mode tc state up'
	driver_stop
	ok "$1: nothing is left after the end" nothing_attached
}

check_mode native native 'tcx br0 egress;xdp a driver;xdp b driver;'
check_mode generic generic 'tcx br0 egress;xdp a generic;xdp b generic;'
check_mode tc tc 'tcx a ingress;tcx b ingress;tcx br0 egress;'
check_mode auto tc 'tcx a ingress;tcx b ingress;tcx br0 egress;'

driver_start -m tc -o b=generic br0
is 'a port may have a mode of its own' "$(driver_field a mode) $(driver_field b mode)" 'tc generic'
driver_kill
eventually 'kill -9 leaves nothing' 5 nothing_attached

lab_in link ip link set dev a mtu 9000
lab_in a ip link set eth0 mtu 9000
driver_start -m native br0
is 'native with a large MTU: multi-buffer' "$(driver_field a mode)" native
driver_kill
eventually 'kill -9 of native leaves nothing' 5 nothing_attached
lab_in link ip link set dev a mtu 1500
lab_in a ip link set eth0 mtu 1500

driver_start -e br0
unlike 'no egress half where it is not wanted' "$(driver_ports)" ' self '
driver_stop

driver_start -m generic br0
lab_in link "$TOOLS/foreign" detach a
ok 'somebody detaches a program of ours' sh -c "! ip -n $LAB-link -d link show dev a | grep -q prog/xdp"
echo refresh >&7
eventually '... it is told, and attached again' 3 \
	driver_saw '^event mode link br0 port a: a had lost its program'
ok '... really' sh -c "ip -n $LAB-link -d link show dev a | grep -q prog/xdp"
driver_stop

for mode in generic native; do
	lab_in link "$TOOLS/foreign" xdp a "$mode"
	before=$(lab_in link ip -d link show dev a | grep -o 'prog/xdp id [0-9]*')
	like "foreign $mode XDP is there" "$before" 'id [0-9]'
	driver_start -m generic br0
	is "foreign $mode XDP: that port by tc" "$(driver_field a mode) $(driver_field b mode)" \
		'tc generic'
	like "foreign $mode XDP: a line says so" "$(cat "$DRIVER_OUT")" \
		'^event up link br0 port a: a on br0: tc ingress: another XDP program holds it'
	is "foreign $mode XDP: it stays" \
		"$(lab_in link ip -d link show dev a | grep -o 'prog/xdp id [0-9]*')" "$before"
	say_from a 01 eth0 2
	eventually "foreign $mode XDP: frames are counted all the same" 3 driver_counts a 2
	driver_stop
	is "foreign $mode XDP: still there afterwards" \
		"$(lab_in link ip -d link show dev a | grep -o 'prog/xdp id [0-9]*')" "$before"
	lab_in link "$TOOLS/foreign" xdp a off
done

lab_start foreign link "$TOOLS/foreign" tcx a
lab_wait_for 5 grep -q attached "$LAB_DIR/foreign.out"
driver_start -m tc br0
say_from a 01 eth0 2
eventually 'a tcx program whose verdict is final does not hide frames' 3 driver_counts a 2
is 'two tcx programs at the port' "$(attached | grep -c '^tcx a ')" 2
driver_stop
is 'the other one stays' "$(attached | grep -c '^tcx a ')" 1

lab_end
