#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The command line: help, usage errors, exit statuses. Nothing here attaches or needs root.
. "$(dirname "$0")/../lib/lab.sh"
LAB_DIR=$(mktemp -d)
trap 'rm -rf "$LAB_DIR"' EXIT

# run ARGUMENT...: $status, $out, $err
run() {
	"$SIXWATCH" "$@" >"$LAB_DIR/out" 2>"$LAB_DIR/err" </dev/null
	status=$?
	out=$(cat "$LAB_DIR/out")
	err=$(cat "$LAB_DIR/err")
}

too_long() {
	LC_ALL=C.UTF-8 grep -cE '^.{81,}' "$LAB_DIR/out"
}

# refused DESCRIPTION REGEX ARGUMENT...: status 2, one line on standard error, nothing else
refused() {
	local description=$1 regex=$2

	shift 2
	run "$@"
	is "$description: status" "$status" 2
	like "$description: message" "$err" "$regex"
	is "$description: one line" "$(wc -l <"$LAB_DIR/err")" 1
	is "$description: no result" "$out" ""
}

run --help
is "help is done" "$status" 0
is "help fits 80 columns" "$(too_long)" 0
list=$out
for command in watch hosts routers read doctor; do
	like "help names $command" "$list" "sixwatch $command"
	run "$command" --help
	is "$command --help is done" "$status" 0
	is "$command --help fits 80 columns" "$(too_long)" 0
	like "$command --help begins with examples" "$(sed -n 3p "$LAB_DIR/out")" "^  sixwatch $command"
	whole=$out
	run help "$command"
	is "help $command is the same" "$out" "$whole"
done
for not_yet in path alerts accept name top; do
	run "$not_yet"
	is "$not_yet is no command yet" "$status" 2
done

run --version
like "version" "$out" '^sixwatch [0-9]+\.[0-9]+$'
run wat --version
is "a command may be shortened" "$status" 0
run r --version
is "but not ambiguously" "$status" 2
like "… and both are named" "$err" "routers.*read|read.*routers"

refused "near miss of a command" "did you mean sixwatch watch\\?" wacth
refused "no command at all like it" "see sixwatch --help" zzzzzz
refused "near miss of an option" "did you mean --json\\?" hosts --jsom
refused "unknown letter" "no option -Z" watch -Z
refused "option of another command" "no option -f" watch -f
refused "missing argument" "-c needs an argument" watch -c
refused "no number" "wants a number" watch -c many
refused "no such mode" "--mode" watch --mode fast
refused "flag with an argument" "takes no argument" watch --json=yes
refused "read without a file" "read what" read
refused "-f with two files" "one capture" read -f a b
refused "routers takes no word" "takes no word" routers eth0
run $'\033[31mevil'
is "a hostile word is refused" "$status" 2
is "… and escaped" "$(grep -c $'\033' "$LAB_DIR/err")" 0

run
is "sixwatch alone is done" "$status" 0
like "… and lists the commands" "$out" "sixwatch doctor"
run -D
is "interfaces are listed" "$status" 0
like "… lo among them" "$out" "^lo "
lab_end
