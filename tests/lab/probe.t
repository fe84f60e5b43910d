#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# What probes look like on the wire, as tcpdump and the neighbour's kernel see them, and what is
# taken over from the kernel's tables.
#
# All namespaces share one neighbour table: while another test floods it, a kernel neither answers
# nor keeps what it is told. Where that matters, a test tries again.
# shellcheck source=tests/lib/lab.sh
. "$(dirname "$0")/../lib/lab.sh"
lab_begin

probe() {
	lab_in me "$TOOLS/probe_driver" eth0 "$@"
}

# capture LABEL FILTER: on the other side; ends after its first packets are on disk
capture() {
	lab_start "$1" you tcpdump -i eth0 --immediate-mode -l -vv -e -n "$2"
	lab_wait_for 5 grep -q 'listening on' "$LAB_DIR/$1.err"
}

captured() {
	[ "$(grep -Ec -e "$2" "$LAB_DIR/$1.out")" -ge "${3:-1}" ]
}

lab_bridge
lab_host me 02:00:00:00:00:01
lab_host you 02:00:00:00:00:02
lab_in me ip address add 2001:db8:1::1/64 dev eth0 nodad
lab_in me ip address add fd00:1::1/64 dev eth0 nodad
lab_in me ip address add 192.0.2.1/24 dev eth0
lab_in you ip address add 2001:db8:1::2/64 dev eth0 nodad
lab_in you ip address add fd00:1::2/64 dev eth0 nodad
link_local_ready() {
	lab_in "$1" ip -6 address show dev eth0 scope link | grep inet6 | grep -vq tentative
}
lab_wait_for 5 link_local_ready me
lab_wait_for 5 link_local_ready you

capture echo 'icmp6 and ip6[40] == 128'
is 'echo to all nodes from each own address' "$(probe echo)" 'echo ok sent 3'
eventually '... from the link-local one' 5 captured echo 'fe80::ff:fe00:1 > ff02::1.*echo request'
eventually '... from the global one' 5 captured echo '2001:db8:1::1 > ff02::1.*echo request'
eventually '... from the unique local one' 5 captured echo 'fd00:1::1 > ff02::1.*echo request'
unlike '... with right checksums' "$(cat "$LAB_DIR/echo.out")" 'bad icmp6 cksum'

capture rs 'icmp6 and ip6[40] == 133'
is 'router solicitation' "$(probe rs)" 'rs ok sent 1'
eventually '... from the link-local address, with its MAC' 5 captured rs \
	'source link-address option.*02:00:00:00:00:01'
like '... with hop limit 255, to all routers' "$(cat "$LAB_DIR/rs.out")" \
	'hlim 255.*fe80::ff:fe00:1 > ff02::2'

capture ns 'icmp6 and (ip6[40] == 135 or ip6[40] == 136)'
lab_in me ip -6 neigh flush dev eth0
is 'unicast neighbour solicitation' "$(probe ns 2001:db8:1::2 02:00:00:00:00:02)" 'ns ok sent 1'
eventually '... from an address of the same prefix' 5 captured ns \
	'02:00:00:00:00:01 > 02:00:00:00:00:02.*'
like '... with hop limit 255 and a right checksum' "$(cat "$LAB_DIR/ns.out")" \
	'icmp6 sum ok'
ns_answered() {
	probe ns 2001:db8:1::2 02:00:00:00:00:02
	captured ns 'neighbor advertisement.*tgt is 2001:db8:1::2'
}
eventually '... is answered' 20 ns_answered
like '... from the address next to it' "$(cat "$LAB_DIR/ns.out")" \
	'2001:db8:1::1 > 2001:db8:1::2: .*neighbor solicitation'
is '... and leaves no trace in the own neighbour table' \
	"$(lab_in me ip -6 neigh show to 2001:db8:1::2)" ''
is 'of a link-local address' "$(probe ns fe80::ff:fe00:2 02:00:00:00:00:02)" 'ns ok sent 1'
eventually '... from a link-local one' 5 captured ns \
	'fe80::ff:fe00:1 > fe80::ff:fe00:2: .*neighbor solicitation'
is 'of an address of another prefix' "$(probe ns 2001:db8:9::2 02:00:00:00:00:02)" 'ns ok sent 1'
eventually '... from the link-local one' 5 captured ns \
	'fe80::ff:fe00:1 > 2001:db8:9::2: .*neighbor solicitation'

capture vlan 'vlan 7'
is 'within a VLAN' "$(probe ns 2001:db8:1::2 02:00:00:00:00:02 7)" 'ns ok sent 1'
eventually '... tagged' 5 captured vlan 'vlan 7,.*neighbor solicitation'
like 'there is a budget' "$(probe ns 2001:db8:1::2 02:00:00:00:00:02 0 400)" 'ns EAGAIN sent 1[0-9][0-9]$'
is 'IPv4 is not asked' "$(probe ns 192.0.2.2 02:00:00:00:00:02)" 'ns EINVAL sent 0'
is 'no such interface' "$(lab_in me "$TOOLS/probe_driver" nosuch echo)" 'open ENODEV sent 0'
is 'no IPv6 address' "$(lab_in link "$TOOLS/probe_driver" me echo)" 'echo EADDRNOTAVAIL sent 0'

# Without privileges. Both sides forget each other first.
lab_in me ip -6 neigh flush dev eth0
lab_in you ip -6 neigh flush dev eth0
lab_in me sysctl -qw 'net.ipv4.ping_group_range=0 65535'
ping_answered() {
	answers=$(lab_in me setpriv --reuid 65534 --regid 65534 --clear-groups \
		"$TOOLS/probe_driver" eth0 ping 2>&1)
	grep -q '^answer fe80::ff:fe00:2' <<<"$answers"
}
eventually 'ping without root is answered' 20 ping_answered
like '... was sent from each address' "$answers" 'ping ok sent 3'
knows_both() {
	ping_answered
	probe view | grep -q '^neigh 2001:db8:1::2 02:00:00:00:00:02' &&
		probe view | grep -q '^neigh fd00:1::2 02:00:00:00:00:02'
}
eventually '... and the kernel knows who answered, of each prefix' 20 knows_both
lab_in me sysctl -qw 'net.ipv4.ping_group_range=1 0'
is 'ping where it is forbidden' "$(lab_in me setpriv --reuid 65534 --regid 65534 --clear-groups \
	"$TOOLS/probe_driver" eth0 ping 2>&1)" 'ping EACCES sent 0'

# The kernel's view. What is missing is written again until all are there. ::dead answers nobody.
lab_in me ip -6 neigh flush dev eth0
fill_neighbours() {
	lab_in me ip -6 neigh replace 2001:db8:1::f lladdr 02:00:00:00:00:0f nud permanent dev eth0
	lab_in me ip -6 neigh replace 2001:db8:1::e lladdr 02:00:00:00:00:0e nud stale dev eth0 router
	lab_in me ip neigh replace 192.0.2.9 lladdr 02:00:00:00:00:09 nud reachable dev eth0
	lab_in me bash -c 'echo >/dev/udp/2001:db8:1::dead/9'
	view=$(probe view)
	lab_in me ip -6 neigh show to 2001:db8:1::dead | grep -Eq 'INCOMPLETE|FAILED' &&
		[ "$(grep -c '^neigh .*:0[9ef] ' <<<"$view")" -eq 3 ]
}
lab_in me ip -6 route add default via 2001:db8:1::2 dev eth0 metric 77
lab_in me ip -6 route add 2001:db8:5::/64 dev eth0
lab_in me ip -6 route add 2001:db8:6::/64 via 2001:db8:1::2 dev eth0
eventually 'neighbours, one of them never resolved' 20 fill_neighbours
like 'view: own addresses' "$view" '^addr 2001:db8:1::1/64 tentative 0 temporary 0 deprecated 0'
like 'view: IPv4 too' "$view" '^addr 192.0.2.1/120'
like 'view: own MAC' "$view" '^mac 02:00:00:00:00:01'
like 'view: on-link prefixes of addresses' "$view" '^onlink 2001:db8:1::/64'
like 'view: and of routes' "$view" '^onlink 2001:db8:5::/64'
like 'view: of IPv4' "$view" '^onlink 192.0.2.0/24'
unlike 'view: what lies behind a gateway is not on-link' "$view" '^onlink 2001:db8:6'
like 'view: neighbours' "$view" \
	'^neigh 2001:db8:1::e 02:00:00:00:00:0e router 1 reachable 0 permanent 0'
like 'view: permanent ones are marked' "$view" '^neigh 2001:db8:1::f .* permanent 1'
like 'view: IPv4 neighbours' "$view" '^neigh 192.0.2.9 02:00:00:00:00:09 .* reachable 1'
unlike 'view: never what was not resolved' "$view" '^neigh 2001:db8:1::dead'
like 'view: default routes' "$view" '^gateway 2001:db8:1::2 metric 77'

lab_end
