#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# `hosts` without a watch: every device of a bridge in seconds, its best address, and its port.
. "$(dirname "$0")/../lib/lab.sh"

attached() {
	lab_in link bpftool net show | grep -E 'driver|generic|clsact'
	lab_in link "$TOOLS/tcx_query"
}

hosts() {
	lab_in link timeout 20 "$SIXWATCH" hosts -i br0 "$@" 2>"$LAB_DIR/err"
}

lab_begin
lab_bridge
lab_in link ip address add 2001:db8:1::fe/64 dev br0 nodad
lab_in link ip address add fd00:db8::fe/64 dev br0 nodad
lab_host pi b8:27:eb:89:bc:51
lab_host mac 10:9a:dd:54:b6:34
lab_host old 00:16:3e:00:01:03
lab_host lonely 02:00:00:00:01:04
lab_host ipv4 00:16:3e:00:01:05
lab_in mac ip address add 2001:db8:1::31/64 dev eth0 nodad
lab_in mac ip address add 2001:db8:1:0:b41f:18a3:a97c:4a0c/64 dev eth0 nodad
lab_in mac ip address add fd00:db8:0:0:10a3:52ff:1:9c2e/64 dev eth0 nodad
lab_in old ip address add fd00:db8::77/64 dev eth0 nodad
lab_in ipv4 sysctl -qw net.ipv6.conf.eth0.disable_ipv6=1
lab_in link ip address add 192.0.2.1/24 dev br0
lab_in ipv4 ip address add 192.0.2.77/24 dev eth0

# A host answers an echo from the address that it would use towards the asker: two askers, two answers.
lab_in link ip address add 2001:db8:1::fd/64 dev br0 nodad
lab_in mac ip route add 2001:db8:1::fe/128 dev eth0 src 2001:db8:1::31
lab_in mac ip route add 2001:db8:1::fd/128 dev eth0 src 2001:db8:1:0:b41f:18a3:a97c:4a0c

(while sleep 0.3; do lab_in ipv4 bash -c 'echo >/dev/udp/192.0.2.1/9'; done) 2>/dev/null &
lab_defer kill $!

begin=$EPOCHREALTIME
hosts >"$LAB_DIR/all"
is "done" $? 0
ok "… within 6 s" awk "BEGIN { exit !($EPOCHREALTIME - $begin < 6) }"
is "… nothing on standard error" "$(cat "$LAB_DIR/err")" ""
is "… nothing left attached" "$(attached)" ""
all=$(cat "$LAB_DIR/all")
like "a device that has only a link-local address, with its zone" "$all" \
	'fe80::ba27:ebff:fe89:bc51%br0 +1 +Raspberry.* pi$'
like "the best address of many is the stable global one" "$all" '2001:db8:1::31 +4 +Apple +mac$'
like "else the stable unique local one" "$all" 'fd00:db8::77 +2 .* old$'
like "a random MAC is marked" "$all" '\? fe80::ff:fe00:104%br0 +1 +random MAC +lonely$'
like "so is one with IPv4 only" "$all" '4 192\.0\.2\.77 +- .* ipv4$'
like "and this machine" "$all" '\* 2001:db8:1::fd .*\(self\)$'
like "the link and its ports" "$(sed -n 1p <<<"$all")" '^br0 = pi \+ mac \+ old \+ lonely \+ ipv4$'
like "its prefixes" "$all" '^  2001:db8:1::/64$'
like "the count" "$all" '^6 devices, [0-9]+ IPv6 addresses, in [0-9.]+ s, [0-9]+ probes sent\.$'
is "in 80 columns" "$(LC_ALL=C.UTF-8 grep -cE '^.{81,}' "$LAB_DIR/all")" 0

is "the lost Pi: one line" "$(hosts -L raspberry)" \
	"fe80::ba27:ebff:fe89:bc51%br0   b8:27:eb:89:bc:51   Raspberry Pi   port pi"
is "for ssh: the address alone" "$(hosts -Lq raspberry)" "fe80::ba27:ebff:fe89:bc51%br0"
is "a word may be a MAC" "$(hosts -q 10:9a:DD)" "2001:db8:1::31"
is "an address" "$(hosts -q 4a0c)" "2001:db8:1::31"
is "a port" "$(hosts -q old)" "fd00:db8::77"
is "several words must all match" "$(hosts -q apple old)" ""
hosts apple >"$LAB_DIR/one"
is "one device: all its addresses" "$(grep -cE '^  (2001|fd00|fe80)' "$LAB_DIR/one")" 4
like "… what they look like, and how they were learned" "$(cat "$LAB_DIR/one")" \
	'^  2001:db8:1:0:b41f:18a3:a97c:4a0c +random +.*(echo|na|ns|data)'
like "… the count last" "$(tail -n 1 "$LAB_DIR/one")" '^4 IPv6 addresses\. First seen '
like "nobody matches" "$(hosts nobody-like-this)" '^No device matches; 6 others'
is "JSON is as documented" "$(hosts -j | python3 "$LAB_ROOT/tests/lib/json_schema.py" \
	"$LAB_ROOT/docs/json.md" report)" ""
is "--passive sends nothing" "$(hosts --passive | grep -o '[0-9]* probes')" "0 probes"

# Without root: by ping and the neighbour table, and what is missing is said.
if id nobody >/dev/null 2>&1 && command -v setpriv >/dev/null; then
	lab_in link sysctl -qw net.ipv4.ping_group_range='0 65535'
	cp "$SIXWATCH" "$LAB_DIR/sixwatch"
	chmod 755 "$LAB_DIR" "$LAB_DIR/sixwatch"
	lab_in link setpriv --reuid 65534 --regid 65534 --clear-groups \
		"$LAB_DIR/sixwatch" hosts -i br0 >"$LAB_DIR/user" 2>"$LAB_DIR/err"
	is "without root it works, too" $? 0
	like "… it found the Pi" "$(cat "$LAB_DIR/user")" 'fe80::ba27:ebff:fe89:bc51%br0'
	like "… and says what is missing" "$(tail -n 2 "$LAB_DIR/user")" 'without root'
	lab_in link setpriv --reuid 65534 --regid 65534 --clear-groups \
		"$LAB_DIR/sixwatch" watch br0 >/dev/null 2>"$LAB_DIR/err"
	is "watch does not" $? 1
	like "… and says what it needs" "$(cat "$LAB_DIR/err")" 'needs root.*CAP_BPF.*sudo sixwatch watch'
	is "… in one line" "$(wc -l <"$LAB_DIR/err")" 1
else
	skip 6 "no user nobody, or no setpriv"
fi
lab_end
