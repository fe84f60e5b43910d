#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# `read -j` over all captures, against the tables of docs/json.md: every field that appears is
# documented, of the right type, and nothing that must be there is missing.
. "$(dirname "$0")/../lib/lab.sh"

check() {
	python3 "$LAB_ROOT/tests/lib/json_schema.py" "$@"
}

lab_begin
docs=$LAB_ROOT/docs/json.md
shared=$LAB_ROOT/../shared/captures
mapfile -t own < <(find "$LAB_ROOT/tests/captures" -name '*.pcap*' 2>/dev/null | sort)
mapfile -t other < <(find "$shared" -name '*.pcap*' 2>/dev/null | sort)

# With --learn 0 every router is foreign, so that there are alerts in it.
for capture in "${own[@]}" "${other[@]}"; do
	"$SIXWATCH" read -j --learn 0 "$capture" >>"$LAB_DIR/reports" 2>/dev/null
done
[ ${#other[@]} -gt 0 ] || skip 1 "no captures in ../shared: checked with ${#own[@]} of our own"
if [ -s "$LAB_DIR/reports" ]; then
	is "reports of $((${#own[@]} + ${#other[@]})) captures are as documented" \
		"$(check "$docs" report "$LAB_DIR/reports")" ""
	for part in hosts routers alerts fragment_peers; do
		ok "… and some have $part" jq -es "any(.[]; (.$part // []) | length > 0)" \
			"$LAB_DIR/reports"
	done
	# The check itself: a field less, another type, a field more.
	sed '/^| hop_limit /d' "$docs" >"$LAB_DIR/less.md"
	like "a field that is not documented is found" \
		"$(check "$LAB_DIR/less.md" report "$LAB_DIR/reports")" "hop_limit is not documented"
	sed 's/^| hop_limit | integer/| hop_limit | string/' "$docs" >"$LAB_DIR/type.md"
	like "a wrong type is found" \
		"$(check "$LAB_DIR/type.md" report "$LAB_DIR/reports")" "is no string"
	sed 's/^| hop_limit .*/&\n| nowhere | integer | yes | |/' "$docs" >"$LAB_DIR/more.md"
	like "a missing field is found" \
		"$(check "$LAB_DIR/more.md" report "$LAB_DIR/reports")" "nowhere is missing"
	"$SIXWATCH" read -jp "$(printf '%s\n' "${own[@]}" "${other[@]}" | head -n 1)" \
		>"$LAB_DIR/pretty" 2>/dev/null
	is "indented it is the same" "$(check "$docs" report "$LAB_DIR/pretty")" ""
	ok "… and indented" grep -q '^  "schema"' "$LAB_DIR/pretty"
else
	skip 1 "no captures at all"
fi
"$SIXWATCH" doctor -j >"$LAB_DIR/doctor"
is "doctor's, too" "$(check "$docs" doctor "$LAB_DIR/doctor")" ""
lab_end
