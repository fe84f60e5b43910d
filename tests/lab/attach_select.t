#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Which interface is chosen when none is named.
# shellcheck source=tests/lib/lab.sh
. "$(dirname "$0")/../lib/lab.sh"
lab_begin

driver() {
	lab_in link "$TOOLS/attach_driver" "$@"
}

# chooses DESCRIPTION INTERFACE WHY LEFT_OUT
chooses() {
	is "$1" "$(driver -S)" "chosen $2
why $3
left out $4"
}

# veth NAME: an interface with a carrier
veth() {
	lab_in link ip link add name "$1" type veth peer name "$1-peer" netns "$LAB-peer"
	lab_in link ip link set dev "$1" up
	lab_in peer ip link set dev "$1-peer" up
	lab_wait_for 3 sh -c "ip netns exec $LAB-link ip link show dev $1 | grep -q LOWER_UP"
}

lab_ns link
lab_ns peer
like 'nothing at all: one line, and what to do' "$(driver -S)" '^none: no Ethernet interface is up'

veth e0
chooses 'no default route: what has a carrier' e0 'no default route' ''
veth e1
lab_in link ip address add 192.0.2.2/24 dev e0
lab_in link ip route add default via 192.0.2.1 dev e0
chooses 'IPv4 default route' e0 'default route' ''
lab_in link ip -6 route add default via fe80::1 dev e1
chooses 'the IPv6 one goes first' e1 'default route' ''
lab_in link ip -6 route add default via fe80::1 dev e0 metric 10
chooses 'the lower metric goes first' e0 'default route' ''
lab_in link ip -6 route del default dev e0

# A bridge, as on a host of containers.
lab_in link ip link add name br0 type bridge
lab_in link ip link set dev br0 up
lab_in link ip link add name docker0 type bridge
lab_in link ip link set dev docker0 up
chooses 'bridges without ports are left out' e1 'default route' \
	'br0, docker0 have no ports: not watched'
lab_in link ip link set dev e1 master br0
chooses 'a route that stayed on a port of a bridge' br0 'its port e1 has the default route' \
	'docker0 has no ports: not watched'
lab_in link ip -6 route del default dev e1
lab_in link ip -6 route add default via fe80::1 dev br0
chooses 'default route on a bridge' br0 'default route' 'docker0 has no ports: not watched'
lab_in link ip link set dev e0 master docker0
chooses 'another bridge with ports is another link' br0 'default route' \
	'docker0 is another link: not watched'
is 'all: every bridge with ports' "$(driver -A | grep ^chosen | tr '\n' ' ')" \
	'chosen br0 chosen docker0 '
lab_in link ip link set dev e0 nomaster
is 'all: and every interface that is no port' "$(driver -A | grep ^chosen | tr '\n' ' ')" \
	'chosen e0 chosen br0 '

# A tunnel.
lab_in link ip -6 route del default dev br0
lab_in link ip route del default
lab_in link ip tuntap add tun0 mode tun
lab_in link ip link set dev tun0 up
lab_in link ip -6 route add default dev tun0 metric 1
lab_in link ip -6 route add default via fe80::1 dev br0 metric 100
chooses 'default route on a tunnel: the one under it by its own route' br0 \
	'the default route is on tun0, which has no Ethernet' 'docker0 has no ports: not watched'
lab_in link ip -6 route del default dev br0
lab_in link ip link set dev e1 nomaster
chooses 'a tunnel, and no other route' e0 \
	'the default route is on tun0, which has no Ethernet' \
	'br0, docker0 have no ports: not watched'
lab_in link ip -6 route del default dev tun0
lab_in link ip -6 route add default dev docker0
chooses 'default route on a bridge without ports' e0 \
	'the default route is on docker0, which has no ports' \
	'br0, docker0 have no ports: not watched'

lab_in link ip -6 route del default dev docker0
lab_in link ip link set dev e1 master br0
lab_in link ip -6 route add default nexthop via fe80::1 dev br0 nexthop via fe80::2 dev e0
list=$(driver -D)
like 'a route over several interfaces: the first' "$list" '^item br0 .* chosen 1 watchable 1'
like 'list: a bridge with its ports' "$list" '^item br0 kind bridge link_kind bridge master - ports 1 up 1'
like 'list: a port names its bridge' "$list" '^item e1 kind port link_kind veth master br0'
like 'list: a bridge without ports is not watchable' "$list" '^item docker0 .* ports 0 .* watchable 0'
like 'list: a tunnel is not watchable' "$list" '^item tun0 kind no-ethernet .* watchable 0'
like 'list: loopback is not watchable' "$list" '^item lo kind no-ethernet .* watchable 0'

lab_end
