#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# `watch` on a bridge with five ports: who is found where, what is raised, and how it ends.
. "$(dirname "$0")/../lib/lab.sh"

schema() {
	python3 "$LAB_ROOT/tests/lib/json_schema.py" "$LAB_ROOT/docs/json.md" "$@"
}

# events FILTER: of the watch's JSON, as compact lines
events() {
	jq -c "$1" "$LAB_DIR/json.out"
}

has_event() {
	[ -n "$(events "$1")" ]
}

seconds_of() {
	date -u -d "$(events "$1" | head -n 1 | tr -d '"')" +%s.%N
}

# Every program and filter at the interfaces of the link's namespace.
attached() {
	lab_in link bpftool net show | grep -E 'driver|generic|clsact'
	lab_in link "$TOOLS/tcx_query"
}

nothing_left() {
	[ -z "$(attached)" ]
}

# A datagram to a port that nobody listens on; the ICMPv6 error comes back, unicast as well.
talk() {
	lab_in "$1" bash -c "echo x >/dev/udp/$2/9"
}

radvd_conf() {
	cat >"$LAB_DIR/$1.conf" <<-CONF
	interface eth0 { AdvSendAdvert on; MinRtrAdvInterval 3; MaxRtrAdvInterval 4;
		AdvDefaultPreference $3; prefix $2 { }; };
	CONF
	lab_in "$1" sysctl -qw net.ipv6.conf.all.forwarding=1
}

lab_begin
lab_bridge
mac=1
for host in one two three four five; do
	lab_host $host 00:16:3e:00:01:0$mac
	lab_in $host ip address add 2001:db8:1::$mac/64 dev eth0 nodad
	mac=$((mac + 1))
done
# Resolved by hand, so that one and two say nothing but unicast to each other.
lab_in one ip neigh replace 2001:db8:1::2 lladdr 00:16:3e:00:01:02 dev eth0 nud permanent
lab_in two ip neigh replace 2001:db8:1::1 lladdr 00:16:3e:00:01:01 dev eth0 nud permanent
lab_in link ip address add 2001:db8:1::fe/64 dev br0 nodad
lab_in five sysctl -qw net.ipv6.conf.all.accept_ra=0 net.ipv6.conf.eth0.accept_ra=0
lab_start json link "$SIXWATCH" watch -j --passive --state none --learn 0 br0
watch=$LAB_PID
eventually "the watch is attached to a port" 5 has_event 'select(.event == "port" and .state == "up")'

talk one 2001:db8:1::2
eventually "a host that only talks unicast is found on its port" 3 has_event \
	'select(.event == "host" and .mac == "00:16:3e:00:01:01" and .port == "one")'
eventually "so is the one it talks to" 3 has_event \
	'select(.event == "host" and .mac == "00:16:3e:00:01:02" and .port == "two")'
eventually "with the address it used" 3 has_event \
	'select(.event == "address" and .addr == "2001:db8:1::2" and .port == "two")'
is "nobody is on a wrong port" "$(events 'select(.event == "host" and .self == false and
	.port != ({"01":"one","02":"two","03":"three","04":"four","05":"five"}[.mac[15:17]]))')" ""

radvd_conf four 2001:db8:bad::/64 high
lab_start radvd four radvd -n -m stderr -C "$LAB_DIR/four.conf" -p "$LAB_DIR/four.pid"
radvd=$LAB_PID
eventually "a rogue router is raised" 10 has_event \
	'select(.alert == "rogue-router" and .state == "raised")'
is "… naming its port" "$(events 'select(.alert == "rogue-router") | .port' | sort -u)" '"four"'
is "… and its MAC" "$(events 'select(.alert == "rogue-router") | .mac' | sort -u)" \
	'"00:16:3e:00:01:04"'
router=$(seconds_of 'select(.event == "router") | .time')
alert=$(seconds_of 'select(.alert == "rogue-router") | .time')
ok "… within 1 s of its first RA" awk "BEGIN { exit !($alert - $router < 1.0) }"
kill "$radvd"

if command -v atk6-flood_router26 >/dev/null; then
	begin=$EPOCHREALTIME
	lab_start flood five timeout -s KILL 4 atk6-flood_router26 eth0
	eventually "an RA flood is raised" 4 has_event \
		'select(.alert == "ra-flood" and .state == "raised")'
	alert=$(seconds_of 'select(.alert == "ra-flood") | .time')
	ok "… within 1 s" awk "BEGIN { exit !($alert - $begin < 1.0) }"
	is "… naming its port" "$(events 'select(.alert == "ra-flood") | .port' | sort -u)" '"five"'
	lab_wait_for 6 eval '! kill -0 $LAB_PID'
	is "… once" "$(events 'select(.alert == "ra-flood" and .state == "raised")' | wc -l)" 1
	is "the rogue router was raised once, too" \
		"$(events 'select(.alert == "rogue-router" and .state == "raised")' | wc -l)" 1
	ok "the flood's news are bounded" test "$(events 'select(.event == "router")' | wc -l)" -lt 1500
else
	skip 6 "no thc-ipv6"
fi

lab_start hosts link "$SIXWATCH" hosts -j -i br0 --passive
wait "$LAB_PID"
is "hosts asks the watch" "$(jq -r .command "$LAB_DIR/hosts.out")" hosts
is "… and has the port from it" "$(jq -r '.hosts[] | select(.mac == "00:16:3e:00:01:02").port' \
	"$LAB_DIR/hosts.out")" two
like "a bare sixwatch tells how it stands" "$(lab_in link "$SIXWATCH")" "watching since"

kill -INT "$watch"
lab_wait_for 5 eval '! kill -0 $watch'
wait "$watch"
is "Ctrl-C ends it with 0" $? 0
ok "nothing is left attached" nothing_left
is "what it printed is as documented" "$(schema events "$LAB_DIR/json.out")" ""
is "standard error is empty" "$(cat "$LAB_DIR/json.err")" ""

lab_start text link "$SIXWATCH" watch --state none --learn 0 br0
watch=$LAB_PID
eventually "as text it tells what it found" 6 grep -q ' found  ' "$LAB_DIR/text.out"
ok "it is attached" test -n "$(attached)"
kill -KILL "$watch"
lab_wait_for 5 eval '! kill -0 $watch'
eventually "kill -9 leaves no program and no filter" 5 nothing_left
ok "… and no pinned file" test -z "$(find /sys/fs/bpf -mindepth 1 -name '*sixwatch*' 2>/dev/null)"

lab_start again link "$SIXWATCH" watch --state none --learn 0 br0
watch=$LAB_PID
eventually "a watch starts again after that" 6 grep -q ' found  ' "$LAB_DIR/again.out"
kill -INT "$watch"
lab_wait_for 5 eval '! kill -0 $watch'
is "the last line is the answer" "$(tail -n 1 "$LAB_DIR/again.out")" "Nothing is left attached."
like "the summary counts" "$(cat "$LAB_DIR/again.out")" '^  [0-9 ]+ frames, [0-9 ]+ of them ND'
is "no line is longer than 80 columns" "$(LC_ALL=C.UTF-8 grep -cE '^.{81,}' "$LAB_DIR/again.out")" 0
is "no colour in a pipe" "$(cat "$LAB_DIR/again.out" "$LAB_DIR/again.err" | grep -c $'\033')" 0

# A reader that goes away ends the watch, in order.
(timeout 10 ip netns exec "$LAB-link" "$SIXWATCH" watch -j --state none br0 2>"$LAB_DIR/pipe.err"
	echo $? >"$LAB_DIR/pipe.rc") | head -n 1 >/dev/null
eventually "a closed pipe ends the watch" 10 test -s "$LAB_DIR/pipe.rc"
ok "… without a signal or a time-out" test "$(cat "$LAB_DIR/pipe.rc")" -lt 3
ok "… and leaves nothing" nothing_left

is "--count ends it" "$(lab_in link timeout 10 "$SIXWATCH" watch -j -c 2 --state none br0 | wc -l)" 2
lab_in link timeout 10 "$SIXWATCH" watch --state none nosuch0 >"$LAB_DIR/bad.out" 2>"$LAB_DIR/bad.err"
is "no such interface: 1" $? 1
like "… one line that names it" "$(cat "$LAB_DIR/bad.err")" "nosuch0"
is "… one line only" "$(wc -l <"$LAB_DIR/bad.err")" 1
is "… nothing on standard output" "$(cat "$LAB_DIR/bad.out")" ""
lab_end
