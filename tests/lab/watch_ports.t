#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# `watch` while its ports come and go, and on a plain interface; the status line on a terminal.
. "$(dirname "$0")/../lib/lab.sh"

events() {
	jq -c "$1" "$LAB_DIR/json.out"
}

has_event() {
	[ -n "$(events "$1")" ]
}

lab_begin
lab_bridge
lab_host one 00:16:3e:00:01:01
lab_start json link "$SIXWATCH" watch -j --state none br0
eventually "a port is attached" 5 has_event 'select(.event == "port" and .port == "one")'

lab_host two 00:16:3e:00:01:02
eventually "a port that is added is attached" 5 has_event \
	'select(.event == "port" and .state == "up" and .port == "two")'
lab_in two bash -c 'echo >/dev/udp/ff02::1%eth0/9'
eventually "and a host behind it is found there" 5 has_event \
	'select(.event == "host" and .mac == "00:16:3e:00:01:02" and .port == "two")'
lab_in link ip link set two nomaster
eventually "one that leaves the bridge is gone" 5 has_event \
	'select(.event == "port" and .state == "gone" and .port == "two")'
is "… once" "$(events 'select(.state == "gone" and .port == "two")' | wc -l)" 1
lab_in link ip link set two master br0
eventually "one that returns is back" 5 has_event \
	'select(.event == "port" and .port == "two" and (.state == "back"))'

# Another interface than the watched: a session of its own, since the watch knows nothing of it.
ip link add lone netns "$LAB-link" type veth peer name eth1 netns "$LAB-one"
lab_in link ip link set lone up
lab_in one ip link set eth1 address 00:16:3e:00:01:09 up
eventually "hosts on an interface that is not watched attaches by itself" 15 eval \
	'lab_in link "$SIXWATCH" hosts -i lone | grep -q "fe80::216:3eff:fe00:109%lone"'
lab_start plain link "$SIXWATCH" watch --state none lone
plain=$LAB_PID
eventually "a plain interface is watched" 6 grep -q ' found  ' "$LAB_DIR/plain.out"
like "… and what stays unseen is said" "$(cat "$LAB_DIR/plain.out")" 'not seen +unicast between other hosts'
like "… a second watch says who answers" "$(cat "$LAB_DIR/plain.err")" 'another watch runs here'
kill -TERM "$plain"
lab_wait_for 5 eval '! kill -0 $plain'
is "SIGTERM ends it in order" "$(tail -n 1 "$LAB_DIR/plain.out")" "Nothing is left attached."

if command -v script >/dev/null; then
	lab_start terminal link script -qefc "$SIXWATCH watch --state none lone" "$LAB_DIR/tty"
	terminal=$LAB_PID
	eventually "on a terminal there is a status line" 15 grep -Eqa \
		'lone [0-9]+ dev [0-9]+ addr  RA [0-9]+/min .* lost [0-9]+  alerts [0-9]+' \
		"$LAB_DIR/tty"
	kill "$terminal"
else
	skip 1 "no script(1)"
fi

# doctor says what it is about.
lab_in link "$SIXWATCH" doctor -i br0 >"$LAB_DIR/doctor"
is "doctor: watching works" $? 0
like "… its ports" "$(cat "$LAB_DIR/doctor")" '^ok +port: one of br0'
like "… the last line is the answer" "$(tail -n 1 "$LAB_DIR/doctor")" '^Watching works\.'
is "… in 80 columns" "$(LC_ALL=C.UTF-8 grep -cE '^.{81,}' "$LAB_DIR/doctor")" 0
lab_in link "$SIXWATCH" doctor -i nosuch0 >"$LAB_DIR/doctor"
is "doctor: impossible is 1" $? 1
like "… and names the problem" "$(cat "$LAB_DIR/doctor")" '^problem +interface: nosuch0'
lab_end
