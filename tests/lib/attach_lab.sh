# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# Driving tests/tools/attach_driver in the namespace "link". Source lab.sh first.

DRIVER=$TOOLS/attach_driver
trap : PIPE # a driver that died is what tests are to tell
DRIVER_PID=

# What it prints stays in $DRIVER_OUT. 0 once it attached, or ended.
driver_start() {
	local fifo=$LAB_DIR/driver.in

	DRIVER_OUT=$LAB_DIR/driver.out
	rm -f "$fifo"
	mkfifo "$fifo"
	: >"$DRIVER_OUT"
	ip netns exec "$LAB-${DRIVER_NS:-link}" "$DRIVER" "$@" <"$fifo" >"$DRIVER_OUT" 2>&1 &
	DRIVER_PID=$!
	disown # or bash reports it when it is killed
	exec 7>"$fifo"
	lab_defer kill "$DRIVER_PID"
	lab_wait_for 10 driver_has '^ready'
}

driver_has() {
	grep -Eq -e "$1" "$DRIVER_OUT" || ! kill -0 "$DRIVER_PID" 2>/dev/null
}

driver_count() {
	grep -Ec -e "$1" "$DRIVER_OUT"
}

# A line that matches, the n-th such: waits for it.
driver_saw() {
	local times=${2:-1}

	[ "$(driver_count "$1")" -ge "$times" ]
}

driver_ports() {
	local before

	before=$(driver_count '^done')
	echo ports >&7
	lab_wait_for 5 driver_saw '^done' $((before + 1))
	awk -v n="$before" '/^done/ { seen++; next } seen == n && /^port / { print }' "$DRIVER_OUT"
}

# driver_field DEVICE FIELD: of "ports" as it is now; "DEVICE self" for the egress half
driver_field() {
	driver_ports | awk -v port="port $1 name " -v field="$2" \
		'index($0, port) == 1 { for (i = 1; i < NF; i++) if ($i == field) { print $(i + 1); exit } }'
}

driver_field_is() {
	[ "$(driver_field "$1" "$2")" = "$3" ]
}

driver_counts() {
	[ "$(driver_field "$1" frames)" -ge "$2" ]
}

driver_stop() {
	echo quit >&7
	exec 7>&-
	lab_wait_for 5 driver_gone
}

driver_gone() {
	! kill -0 "$DRIVER_PID" 2>/dev/null
}

driver_kill() {
	kill -9 "$DRIVER_PID"
	exec 7>&-
	lab_wait_for 5 driver_gone
}

# What is attached to the interfaces of a namespace, one line each. Filters: only ours.
attached() {
	local device direction namespace=${1:-link}

	lab_in "$namespace" bpftool -j net show | jq -r '.[].xdp[]? | "xdp \(.devname) \(.mode)"'
	lab_in "$namespace" "$TOOLS/tcx_query"
	for device in $(lab_in "$namespace" ls /sys/class/net); do
		lab_in "$namespace" tc qdisc show dev "$device" | grep -q clsact &&
			echo "clsact $device"
		for direction in ingress egress; do
			lab_in "$namespace" tc filter show dev "$device" "$direction" 2>/dev/null |
				sed -n "s/.* sw_tc_.*/filter $device $direction/p"
		done
	done
	true
}

nothing_attached() {
	[ -z "$(attached "$@")" ]
}

# A neighbour solicitation for nobody, from MAC 02:00:00:00:00:$2 behind host $1: one frame.
say_from() {
	lab_in "$1" "$TOOLS/send_frame" "${3:-eth0}" \
		"333300000001 0200000000$2 86dd 6000000000183aff fe800000000000000000000000000001
		 ff020000000000000000000000000001 87000000 00000000 fe80000000000000000000000000abcd" \
		"${4:-1}"
}
