#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The demo shows what it promises, in time, and leaves nothing behind.
. "$(dirname "$0")/../lib/lab.sh"

lab_begin
if ! command -v radvd >/dev/null || ! command -v atk6-flood_router26 >/dev/null; then
	skip 1 "no radvd, or no thc-ipv6"
	lab_end
fi
begin=$EPOCHREALTIME
timeout 60 "$LAB_ROOT/scripts/demo" "$SIXWATCH" >"$LAB_DIR/out" 2>"$LAB_DIR/err" &
demo=$!
wait $demo
is "the demo ends well" $? 0
[ ! -s "$LAB_DIR/err" ] || diag "$(cat "$LAB_DIR/err")"
ok "… within 30 s" awk "BEGIN { exit !($EPOCHREALTIME - $begin < 30) }"
out=$(cat "$LAB_DIR/out")
like "it finds the router" "$out" 'router  fe80::224:a5ff:fef1:7ca%br0'
like "it finds the hosts on their ports" "$out" 'Apple +alice$'
like "it raises the rogue router, naming the port" "$out" 'CRITICAL #[0-9]+ +rogue-router +mallory'
like "it raises the flood, naming the port" "$out" 'CRITICAL #[0-9]+ +ra-flood +mallory'
is "… once" "$(grep -c 'ra-flood.*raised' "$LAB_DIR/out")" 1
like "it ends with a summary" "$out" 'Nothing is left attached\.'
is "it fits 80 columns" "$(LC_ALL=C.UTF-8 grep -cE '^.{81,}' "$LAB_DIR/out")" 0
is "no namespace stays behind" "$(ip netns list | grep -c "sixdemo$demo-")" 0
lab_end
