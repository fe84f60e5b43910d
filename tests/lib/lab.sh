# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
#
# Links of network namespaces for tests, and TAP. Source it, then:
#
#	lab_begin                          needs root (else all is skipped); cleans up at exit
#	lab_bridge [NAME] [ip-link args]   namespace "link" with the bridge br0 (or NAME), up
#	lab_host NAME [MAC]                namespace with eth0; its other end is port NAME of br0
#	lab_ns NAME                        just a namespace
#	lab_in NAME COMMAND...             runs in that namespace
#	lab_start LABEL NAME COMMAND...    there in the background: $LAB_PID, $LAB_DIR/LABEL.{out,err}
#	lab_wait_for SECONDS COMMAND...    until it succeeds; never sleep for a fixed time instead
#	lab_defer COMMAND...               at exit, last one first
#
#	ok DESCRIPTION COMMAND...          passes when the command does
#	eventually DESCRIPTION SECONDS COMMAND...
#	is DESCRIPTION GOT WANTED
#	like DESCRIPTION TEXT REGEX        also: unlike
#	skip COUNT REASON
#	lab_end                            prints the plan
#
# LAB_SHELL=1 opens a shell where a test fails. Names carry the process id: many may run at once.

LAB_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
BUILD=${BUILD:-$LAB_ROOT/build}
SIXWATCH=${SIXWATCH:-$BUILD/sixwatch}
# shellcheck disable=SC2034 # for the tests
TOOLS=$BUILD/tests/tools
LAB=swlab$$
LAB_DIR=
LAB_COUNT=0
LAB_FAILED=0
LAB_UNDO=()
LAB_PID= # of the last lab_start

lab_defer() {
	local line

	printf -v line '%q ' "$@"
	LAB_UNDO+=("$line")
}

lab_clean_up() {
	local i status=$?

	trap - EXIT
	for ((i = ${#LAB_UNDO[@]} - 1; i >= 0; i--)); do
		eval "${LAB_UNDO[i]}" >/dev/null 2>&1
	done
	exit "$status"
}

lab_begin() {
	if [ "$(id -u)" -ne 0 ]; then
		echo "1..0 # SKIP needs root for network namespaces"
		exit 0
	fi
	trap lab_clean_up EXIT
	trap 'exit 130' INT TERM HUP PIPE
	LAB_DIR=$(mktemp -d)
	lab_defer rm -rf "$LAB_DIR"
}

lab_end() {
	echo "1..$LAB_COUNT"
	[ "$LAB_FAILED" -eq 0 ]
	exit
}

diag() {
	printf '%s\n' "$@" | sed 's/^/# /'
}

lab_result() {
	local good=$1
	shift
	LAB_COUNT=$((LAB_COUNT + 1))
	if [ "$good" -eq 0 ]; then
		echo "ok $LAB_COUNT - $*"
		return 0
	fi
	echo "not ok $LAB_COUNT - $*"
	LAB_FAILED=$((LAB_FAILED + 1))
	if [ -n "${LAB_SHELL:-}" ]; then
		echo "# $LAB_DIR, namespaces $LAB-*; leave the shell to go on" >&2
		(cd "$LAB_DIR" && bash </dev/tty >/dev/tty 2>&1)
	fi
	return 1
}

ok() {
	local description=$1
	shift
	"$@" >/dev/null 2>&1
	lab_result $? "$description" || diag "failed: $*"
}

eventually() {
	local description=$1 seconds=$2
	shift 2
	lab_wait_for "$seconds" "$@"
	lab_result $? "$description" || diag "not within $seconds s: $*"
}

is() {
	[ "$2" = "$3" ]
	lab_result $? "$1" || diag "got:    $2" "wanted: $3"
}

like() {
	grep -Eq -e "$3" <<<"$2"
	lab_result $? "$1" || diag "got:    $2" "wanted: $3"
}

unlike() {
	! grep -Eq -e "$3" <<<"$2"
	lab_result $? "$1" || diag "got:      $2" "unwanted: $3"
}

skip() {
	local i

	for ((i = 0; i < $1; i++)); do
		LAB_COUNT=$((LAB_COUNT + 1))
		echo "ok $LAB_COUNT # SKIP $2"
	done
}

lab_wait_for() {
	local end=$((${EPOCHREALTIME/[.,]/} + $1 * 1000000))
	shift
	until "$@" >/dev/null 2>&1; do
		[ "${EPOCHREALTIME/[.,]/}" -lt "$end" ] || return 1
		sleep 0.05
	done
}

lab_ns() {
	ip netns add "$LAB-$1" || return
	lab_defer ip netns del "$LAB-$1"
	# DAD takes a second; what tests wait for comes after it.
	lab_in "$1" sysctl -qw net.ipv6.conf.default.accept_dad=0 net.ipv6.conf.all.accept_dad=0
	lab_in "$1" ip link set lo up
}

lab_in() {
	local name=$1
	shift
	ip netns exec "$LAB-$name" "$@"
}

lab_bridge() {
	local name=${1:-br0}

	[ $# -eq 0 ] || shift
	[ -e "/run/netns/$LAB-link" ] || lab_ns link
	lab_in link ip link add "$name" type bridge mcast_snooping 0 "$@"
	lab_in link ip link set "$name" up
}

# lab_host NAME [MAC [BRIDGE]]
lab_host() {
	lab_ns "$1"
	ip link add name "$1" netns "$LAB-link" type veth peer name eth0 netns "$LAB-$1"
	[ -z "${2:-}" ] || lab_in "$1" ip link set eth0 address "$2"
	lab_in link sysctl -qw "net.ipv6.conf.$1.disable_ipv6=1"
	lab_in link ip link set dev "$1" master "${3:-br0}" up
	lab_in "$1" ip link set eth0 up
}

lab_start() {
	local label=$1 name=$2

	shift 2
	ip netns exec "$LAB-$name" "$@" >"$LAB_DIR/$label.out" 2>"$LAB_DIR/$label.err" </dev/null &
	LAB_PID=$!
	lab_defer kill "$LAB_PID"
}

# The forwarding database of a bridge port knows the MAC: its host has been heard.
lab_heard() {
	lab_in link bridge fdb show br "${2:-br0}" | grep -q "^$1 "
}
