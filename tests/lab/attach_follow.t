#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Ports that come, go, change their name, their bridge and their namespace: each is one event, and
# what is no longer a port is detached at once.
# shellcheck source=tests/lib/lab.sh
. "$(dirname "$0")/../lib/lab.sh"
. "$LAB_ROOT/tests/lib/attach_lab.sh"
lab_begin

tcx_at() {
	lab_in "$1" "$TOOLS/tcx_query" | grep -q "^tcx $2 ingress"
}

not_tcx_at() {
	! tcx_at "$@"
}

lab_bridge
driver_start br0
like 'a bridge without ports is watched' "$(cat "$DRIVER_OUT")" '^event note .*br0 has no ports yet'

lab_host a
eventually 'a port that is added is attached' 3 driver_saw '^event up link br0 port a: '
lab_host b
eventually 'another one too' 3 driver_saw '^event up link br0 port b: '
slot=$(driver_field a slot)

lab_in link ip link set dev a nomaster
eventually 'a port that leaves the bridge is told' 3 driver_saw '^event gone link br0 port a: '
ok '... and is detached' not_tcx_at link a
is '... and listed as gone' "$(driver_field a state) $(driver_field a told)" 'gone 0'
lab_in link ip link set dev a master br0
eventually 'it is back' 3 driver_saw '^event back link br0 port a: '
is '... in the slot it had' "$(driver_field a slot)" "$slot"
say_from a 01 eth0 3
eventually '... and counts' 3 driver_counts a 3

lab_in link ip link set dev b name bb
eventually 'a new name is told' 3 driver_saw '^event renamed link br0 port bb: b is called bb now'
is '... and it stays attached, as the same port' "$(driver_field bb state)" up

lab_in link ip link set dev bb netns "$LAB-a"
eventually 'a port that moves to another namespace is told' 3 \
	driver_saw '^event gone link br0 port bb: '
ok '... and does not go on counting there' not_tcx_at a bb
lab_in a ip link set dev bb netns "$LAB-link"
lab_in link ip link set dev bb master br0 up
eventually '... and is back when it returns' 3 driver_saw '^event back link br0 port bb: '
is '... attached' "$(driver_field bb state)" up

# All of that before the driver looks again.
index=$(driver_field a index)
kill -STOP "$DRIVER_PID"
lab_in link ip link del dev a
lab_in link ip link add name a index "$index" type veth peer name a2
lab_in link ip link set dev a master br0 up
lab_in link ip link set dev a2 up
kill -CONT "$DRIVER_PID"
eventually 'deleted and made anew with the same index: attached again' 3 tcx_at link a
say_from link 03 a2 3
eventually '... and counts' 3 driver_counts a 6

# So many messages that the kernel drops some: among them that a was deleted and made anew.
lost_count() {
	awk -v pid="$DRIVER_PID" '$3 == pid { sum += $9 } END { print sum + 0 }' \
		"/proc/$DRIVER_PID/net/netlink"
}
index=$(driver_field a index)
for i in $(seq 3000); do echo "link set dev bb alias n$i"; done >"$LAB_DIR/batch"
kill -STOP "$DRIVER_PID"
lab_in link ip -batch "$LAB_DIR/batch"
lab_in link ip link del dev a
lab_in link ip link add name a index "$index" type veth peer name a2
lab_in link ip link set dev a master br0 up
lab_in link ip link set dev a2 up
ok 'the kernel dropped messages' test "$(lost_count)" -gt 0
kill -CONT "$DRIVER_PID"
eventually '... and all is found by looking again' 3 driver_saw '^event mode link br0 port a: a had lost'
ok '... attached' tcx_at link a
before=$(driver_field a frames)
say_from link 03 a2 3
eventually '... and counts' 3 driver_counts a $((before + 3))

is 'so far each transition was one event' "$(driver_count '^event gone')" \
	"$(driver_count '^event back')"

lab_in link ip link del br0
eventually 'a bridge that vanishes is told' 3 driver_saw '^event gone link br0 port -: br0 is gone'
eventually '... its ports are detached' 3 nothing_attached
is '... one event in all' "$(sed -n '/event gone link br0 port -/,$p' "$DRIVER_OUT" | grep -c ^event)" 1
lab_bridge
lab_in link ip link set dev a master br0
lab_in link ip link set dev bb master br0
eventually '... and picked up when it returns' 3 driver_saw '^event back link br0 port -: br0 is back'
eventually '... with its ports' 3 driver_field_is bb state up
say_from b 02 eth0 1
is '... in their slots' "$(driver_field a slot)" "$slot"
driver_stop
ok 'nothing is left' nothing_attached

# Names that a person knows.
driver_start br0
lab_in link ip link add name vethc0ffee type veth peer name eth9 netns "$LAB-a"
lab_in link ip link set dev vethc0ffee master br0
eventually 'a device that nobody named is shown by its namespace' 5 \
	driver_field_is vethc0ffee name "$LAB-a"
is '... one that somebody named is not' "$(driver_field bb name)" bb
cgroup=$(findmnt -n -t cgroup2 -o TARGET | head -n 1)/lxc.payload.$LAB
if [ "$cgroup" != "/lxc.payload.$LAB" ] && mkdir "$cgroup" 2>/dev/null; then
	lab_defer rmdir "$cgroup"
	lab_start guest b sleep 60
	echo "$LAB_PID" >"$cgroup/cgroup.procs"
	lab_in link ip link set dev bb nomaster
	lab_in link ip link set dev bb master br0
	eventually 'a port of a container is shown by its name' 5 driver_field_is bb name "$LAB"
	like '... in what is told too' "$(grep 'event back' "$DRIVER_OUT")" "$LAB \(bb on br0\) is back"
	kill "$LAB_PID"
	lab_wait_for 3 sh -c "! grep -q . $cgroup/cgroup.procs"
else
	skip 2 'no cgroup version 2 that can be written'
fi
driver_stop

# Two bridges, both watched.
lab_bridge br1
driver_start br0 br1
lab_in link ip link set dev a master br1
eventually 'a port may move between watched bridges' 3 driver_field_is a link br1/2
is '... and the BPF program is told' "$(driver_field a told)" 2
driver_stop

# Few slots and many containers: the slot of the port that is gone for longest is used again.
driver_start -s 4 br1
for i in 1 2 3 4 5; do
	lab_in link sh -c "ip link add name c$i type veth peer name d$i; ip link set dev c$i master br1"
	eventually "container $i is attached" 3 driver_field_is "c$i" state up
	lab_in link ip link del dev "c$i"
	lab_wait_for 3 driver_saw "^event gone link br1 port c$i:"
done
ok 'four slots: two egress and port, two for what comes and goes' \
	test "$(driver_ports | wc -l)" -le 3
driver_stop

# Interfaces in a loop, as fast as they come.
driver_start br1
lab_in link sh -c 'for i in $(seq 25); do
	ip link add name q type veth peer name r; ip link set dev q master br1 up; ip link del dev q
done; ip link add name q type veth peer name r; ip link set dev q master br1 up'
eventually 'after a storm the last one is attached' 5 driver_field_is q state up
eventually '... just once' 5 tcx_at link q
ok '... and the storm is told by few lines' test "$(driver_count '^event')" -le 250
driver_stop
ok 'nothing is left after it' nothing_attached

lab_end
