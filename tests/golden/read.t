#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# `read` as a person uses it: files, standard input, captures that are broken, pipes that close.
. "$(dirname "$0")/../lib/lab.sh"

lab_begin
cd "$LAB_DIR" || exit

run() {
	"$SIXWATCH" "$@" >out 2>err
	status=$?
}

# A capture of one link: a router advertisement of fe80::1 each second, then a host's data.
python3 - <<-'EOT'
import struct
def checksum(src, dst, payload):
    data = src + dst + struct.pack("!IxxxB", len(payload), 58) + payload
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack("!%dH" % (len(data) // 2), data))
    total = (total & 0xffff) + (total >> 16)
    return ~(total + (total >> 16)) & 0xffff
def frame(mac, src, dst, payload, header=58, hops=255):
    ipv6 = struct.pack("!IHBB", 6 << 28, len(payload), header, hops) + src + dst
    return b"\x33\x33\0\0\0\1" + mac + b"\x86\xdd" + ipv6 + payload
def icmp(mac, src, dst, body):
    body = body[:2] + struct.pack("!H", checksum(src, dst, body)) + body[4:]
    return frame(mac, src, dst, body)
ll = lambda n: bytes.fromhex("fe80") + bytes(13) + bytes([n])
allnodes = bytes.fromhex("ff02") + bytes(13) + b"\1"
prefix = bytes.fromhex("20010db8000100000000000000000000")
ra = bytes([134, 0, 0, 0, 64, 0]) + struct.pack("!HII", 1800, 0, 0)
ra += bytes([3, 4, 64, 0xc0]) + struct.pack("!III", 5400, 2700, 0) + prefix
frames = [icmp(bytes([0, 0x16, 0x3e, 0, 0, 1]), ll(1), allnodes, ra) for _ in range(15)]
host = prefix[:8] + bytes.fromhex("0216 3eff fe00 0002".replace(" ", ""))
frames += [frame(bytes([0, 0x16, 0x3e, 0, 0, 2]), host, prefix[:15] + b"\1", bytes(8), 59, 64)] * 2
with open("link.pcap", "wb") as out:
    out.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 1))
    for i, data in enumerate(frames):
        out.write(struct.pack("<IIII", 1700000000 + i, 0, len(data), len(data)) + data)
EOT

run read link.pcap
is "a capture is read" "$status" 0
like "… its router is there" "$(cat out)" "fe80::1 .*00:16:3e:00:00:01"
like "… its prefix" "$(cat out)" "2001:db8:1::/64 +SLAAC +preferred 45 min, valid 90 min"
like "… its host" "$(cat out)" "2001:db8:1:0:216:3eff:fe00:2"
is "… the last line is the answer" "$(tail -n 1 out)" \
	"2 devices, 2 IPv6 addresses, 1 default router, 0 alerts."
is "… in 80 columns" "$(LC_ALL=C.UTF-8 grep -cE '^.{81,}' out)" 0
is "… nothing on standard error" "$(cat err)" ""
cp out whole

"$SIXWATCH" read - <link.pcap >out 2>err
is "standard input is read" "$(sed 1d out)" "$(sed 1d whole)"
run read -j link.pcap
is "as JSON" "$(jq -c '[.counters.frames, .counters.icmpv6["134"], .routers[0].addr]' out)" \
	'[17,15,"fe80::1"]'
run read -j -c 3 link.pcap
is "-c stops early" "$(jq .counters.frames out)" 3
run read --learn 0 --fail-on critical link.pcap
is "a foreign router is a finding" "$status" 3
like "… that is told" "$(cat out)" "CRITICAL #1 +rogue-router"
run read --fail-on critical link.pcap
is "while learning it is none" "$status" 0
run read -q --learn 0 link.pcap
like "-q prints alerts only" "$(head -n 1 out)" "CRITICAL"

# A live pipe: the alert is told while the capture still comes in.
mkfifo pipe
"$SIXWATCH" read -f -j --learn 0 - <pipe >follow 2>err &
reader=$!
exec 5>pipe
cat link.pcap >&5
eventually "-f tells while it comes in" 5 grep -q rogue-router follow
exec 5>&-
wait "$reader"
is "… and ends with the pipe" $? 0
is "… with the report" "$(tail -n 1 follow | jq .counters.frames)" 17

head -c 300 link.pcap >cut.pcap
run read cut.pcap
is "a capture that is cut off: 1" "$status" 1
is "… one line" "$(wc -l <err)" 1
like "… and what was there" "$(cat out)" "frames  "
: >empty.pcap
for file in empty.pcap /etc/hostname nosuch.pcap .; do
	run read "$file"
	is "$file: 1" "$status" 1
	is "… one line" "$(wc -l <err)" 1
	is "… no result" "$(cat out)" ""
done

(timeout 10 "$SIXWATCH" read -j link.pcap 2>err2; echo $? >rc) | true
eventually "a closed pipe ends it" 5 test -s rc
is "… as failed" "$(cat rc)" 1
"$SIXWATCH" read link.pcap >/dev/full 2>err
is "a full disk is a failure" $? 1

is "no colour in a pipe" "$("$SIXWATCH" read --learn 0 link.pcap | grep -c $'\033')" 0
ok "--color always has it" grep -q $'\033' <("$SIXWATCH" read --color always --learn 0 link.pcap)
# A terminal: script(1) gives one.
terminal() {
	script -qec "$*" /dev/null
}
if command -v script >/dev/null; then
	ok "on a terminal, too" grep -q $'\033\[31m' \
		<(TERM=xterm terminal "$SIXWATCH" read --learn 0 link.pcap)
	is "but not with NO_COLOR" "$(NO_COLOR=1 TERM=xterm terminal "$SIXWATCH" read --learn 0 \
		link.pcap | grep -c $'\033\[31m')" 0
else
	skip 2 "no script(1)"
fi
lab_end
