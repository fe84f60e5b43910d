#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# `routers` on a link with a real default router and a stub router.
. "$(dirname "$0")/../lib/lab.sh"

# radvd_start HOST CONFIGURATION
radvd_start() {
	lab_in "$1" sysctl -qw net.ipv6.conf.all.forwarding=1
	echo "interface eth0 { AdvSendAdvert on; $2 };" >"$LAB_DIR/$1.conf"
	lab_start "$1" "$1" radvd -n -m stderr -C "$LAB_DIR/$1.conf" -p "$LAB_DIR/$1.pid"
}

routers() {
	lab_in link timeout 20 "$SIXWATCH" routers -i br0 "$@" 2>"$LAB_DIR/err"
}

lab_begin
command -v radvd >/dev/null || {
	skip 1 "no radvd"
	lab_end
}
lab_bridge
lab_host gateway 00:24:a5:f1:07:ca
lab_host homepod 00:16:3e:00:01:02
is "no router at all is an answer" "$(routers | tail -n 1)" \
	"0 default routers, 0 stub routers, 0 others. No alerts."
radvd_start gateway 'MinRtrAdvInterval 3; MaxRtrAdvInterval 10; AdvDefaultLifetime 2700;
	AdvOtherConfigFlag on; AdvLinkMTU 1492; AdvCurHopLimit 64;
	prefix 2001:db8:101::/64 { AdvPreferredLifetime 2700; AdvValidLifetime 5400; };
	RDNSS 2001:db8:101::1 { }; DNSSL lan { };'
radvd_start homepod 'MinRtrAdvInterval 3; MaxRtrAdvInterval 10; AdvDefaultLifetime 0;
	prefix fd12:3456:789a:1::/64 { }; route fd12:3456:789a:2::/64 { AdvRoutePreference low; };'
eventually "radvd answers" 10 eval 'routers | grep -q "^1 default router, 1 stub router"'

routers >"$LAB_DIR/out"
is "done" $? 0
out=$(cat "$LAB_DIR/out")
like "the default router, its MAC and vendor" "$out" \
	'fe80::224:a5ff:fef1:7ca%br0   00:24:a5:f1:07:ca Buffalo'
like "its port" "$out" 'RAs?, through port gateway'
like "its lifetime" "$out" 'default route  lifetime 45 min, preference medium'
like "its prefix" "$out" 'prefix +2001:db8:101::/64 +SLAAC +preferred 45 min, valid 90 min'
like "its DNS" "$out" 'DNS +2001:db8:101::1'
like "its search list" "$out" 'search +lan'
like "its flags, hop limit and MTU" "$out" 'M no, O yes +hop limit 64 +MTU 1492'
like "nothing is wrong with it" "$out" '^  ok  '
like "the stub router is a section of its own" "$out" '^STUB ROUTERS'
like "… with its route" "$out" 'route +fd12:3456:789a:2::/64 +preference low'
is "the last line counts" "$(tail -n 1 "$LAB_DIR/out")" \
	"1 default router, 1 stub router, 0 others. No alerts."
is "in 80 columns" "$(LC_ALL=C.UTF-8 grep -cE '^.{81,}' "$LAB_DIR/out")" 0
is "nothing on standard error" "$(cat "$LAB_DIR/err")" ""

routers -j >"$LAB_DIR/json"
is "JSON is as documented" "$(python3 "$LAB_ROOT/tests/lib/json_schema.py" \
	"$LAB_ROOT/docs/json.md" report "$LAB_DIR/json")" ""
is "… and says the same" "$(jq -c '.routers[] | select(.default) | [.addr, .mac, .port,
	.lifetime_s, .hop_limit, .managed, .other, .preference, .mtu, .prefixes[0].prefix,
	.rdnss[0], .dnssl[0]]' "$LAB_DIR/json")" \
	'["fe80::224:a5ff:fef1:7ca","00:24:a5:f1:07:ca","gateway",2700,64,false,true,"medium",1492,"2001:db8:101::/64","2001:db8:101::1","lan"]'
is "… of the stub router, too" "$(jq -c '.routers[] | select(.stub) | .routes[0]' "$LAB_DIR/json")" \
	'{"prefix":"fd12:3456:789a:2::/64","preference":"low","lifetime_s":30}'
lab_end
