#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# A plain interface: both directions, promiscuous; one that vanishes; and the errors.
# shellcheck source=tests/lib/lab.sh
. "$(dirname "$0")/../lib/lab.sh"
. "$LAB_ROOT/tests/lib/attach_lab.sh"
lab_begin

lab_bridge
lab_host a
lab_host b
export DRIVER_NS=a

promiscuity() {
	lab_in a ip -d link show eth0 | grep -o 'promiscuity [0-9]*' | cut -d ' ' -f 2
}

promiscuity_is() {
	[ "$(promiscuity)" = "$1" ]
}

driver_start eth0
is 'attached in both directions' "$(driver_ports | grep -c 'state up')" 2
is 'promiscuous' "$(promiscuity)" 1
is '... and says so' "$(driver_field eth0 promisc)" 1
say_from b 02 eth0 3
eventually 'what comes in counts at the interface' 3 driver_counts eth0 3
before=$(driver_field 'eth0 self' frames)
say_from a 01 eth0 4
eventually 'what goes out counts at the egress half' 3 driver_counts 'eth0 self' $((before + 4))
driver_kill
eventually 'kill -9 ends promiscuity' 3 promiscuity_is 0
eventually '... and leaves nothing' 3 nothing_attached a

driver_start -n eth0
is 'not promiscuous where that is not wanted' "$(promiscuity)" 0
driver_stop

for mode in native generic; do
	driver_start -m "$mode" eth0
	is "$mode on a plain interface" "$(driver_field eth0 mode) $(driver_field 'eth0 self' mode)" \
		"$mode tc"
	driver_stop
done

driver_start eth0
lab_in link ip link del dev a
eventually 'an interface that vanishes is told' 3 driver_saw '^event gone link eth0 port eth0: '
is '... once' "$(driver_count '^event gone')" 1
ip link add name a netns "$LAB-link" type veth peer name eth0 netns "$LAB-a"
eventually 'it is picked up when it returns' 3 driver_saw '^event back link eth0 port eth0: '
is '... once, both halves' "$(driver_count '^event back') $(driver_ports | grep -c 'state up')" '1 2'
is '... promiscuous' "$(promiscuity)" 1
lab_in link ip link set dev a master br0 up
lab_in a ip link set eth0 up
say_from b 02 eth0 3
eventually '... and counts' 3 driver_counts eth0 3

# Deleted and made anew with the same index, all before the driver looks again.
index=$(driver_field eth0 index)
kill -STOP "$DRIVER_PID"
lab_in link ip link del dev a
lab_in a ip link add name eth0 index "$index" type veth peer name a netns "$LAB-link"
kill -CONT "$DRIVER_PID"
eventually 'made anew at once: one event of each kind' 3 driver_saw '^event back link eth0' 2
is '... promiscuous again' "$(promiscuity)" 1
is '... attached in both directions' "$(attached a | sort | tr '\n' ';')" \
	'tcx eth0 egress;tcx eth0 ingress;'
lab_in link ip link set dev a master br0 up
lab_in a ip link set eth0 up

# Somebody makes it a port of a bridge: what is forwarded would look like our own.
lab_in a ip link add name br9 type bridge
lab_in a ip link set dev eth0 master br9
eventually 'a port of a bridge has no egress half' 3 driver_field_is 'eth0 self' state gone
lab_in a ip link set dev eth0 nomaster
eventually '... but has it again later' 3 driver_field_is 'eth0 self' state up
driver_stop
ok 'nothing is left' nothing_attached a

unset DRIVER_NS
lab_in link ip tuntap add tun0 mode tun
driver_start nosuch tun0 br0 a br0 lo
out=$(cat "$DRIVER_OUT")
like 'no such interface: which there are' "$out" \
	'^failed nosuch: ENODEV: no interface nosuch; there are: .*br0'
like 'no Ethernet' "$out" '^failed tun0: EOPNOTSUPP: tun0 has no Ethernet'
like 'loopback' "$out" '^failed lo: EOPNOTSUPP: lo has no Ethernet'
like 'a port of a bridge that is watched' "$out" '^failed a: EALREADY: .* port of br0'
like 'twice' "$out" '^failed br0: EALREADY: '
driver_stop

driver_start a b
is 'several at once' "$(driver_ports | grep -c 'state up')" 2
like 'a port by itself: a note names the bridge' "$(cat "$DRIVER_OUT")" \
	'^event note link a port -: a is a port of a bridge'
driver_stop

# Without the capability: which one is missing.
refused=$(: | lab_in link setpriv --bounding-set -net_admin --inh-caps -net_admin \
	"$DRIVER" -c -m tc br0 2>&1)
like 'a missing capability is named' "$refused" \
	'^failed br0: EPERM: no port could be attached of br0: needs root, or CAP_NET_ADMIN'

lab_end
