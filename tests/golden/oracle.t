#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""An independent oracle: the counters of `sixwatch read -j` are what tshark counts.

Over the project's own captures (tests/captures) and, where they are at hand, the public ones
(../shared/captures beside the project). Each difference has a name and a reason below, and
must be there: one that is gone fails too. Captures that sixwatch does not read end in one clear
line and exit status 1.
"""
import filecmp
import glob
import json
import os
import struct
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(ROOT, "tests", "oracle"))
import tshark_count  # noqa: E402

BUILD = os.environ.get("BUILD", os.path.join(ROOT, "build"))
SIXWATCH = os.path.join(BUILD, "sixwatch")
OWN = os.path.join(ROOT, "tests", "captures")
PUBLIC = os.path.join(ROOT, os.pardir, "shared", "captures")
TOOLS = ("tshark", "mergecap", "capinfos")

# Why the two differ. sixwatch is right by its own definitions (docs/json.md) in all of these.
CAP = "more extension headers than sixwatch walks; counted as invalid.chain_too_long"
VERSION = "the EtherType says IPv6 and the version not; tshark calls it data, sixwatch ipv6"
CUT_TAG = "the frame ends within its VLAN tag; tshark counts the tag"
THREE_TAGS = "three VLAN tags; sixwatch walks two, tshark all"
ANNOUNCED = "the header before announces it, and the capture cut it off; tshark counts what it sees"
FAMILY = "address family numbers differ by system, so the version decides what the packet is"
NO_JUMBO = "payload length 0 and no jumbo option; sixwatch walks on through the frame"

# "nine headers" and "an NS behind nine headers" of tests/lib/cases_ipv6.c.
BEYOND_CAP = {"icmpv6.135": (20, 19, CAP), "ext_headers.destination": (48, 47, CAP),
              "ext_headers.hop_by_hop": (24, 23, CAP)}

# file: {counter: (tshark, sixwatch, reason)}
DIFFERENCES = {
    "ipv6-evasion__ipv6-malformed-fragments-11__frag-11.pcap": {
        "icmpv6.128": (3, 2, CAP), "ext_headers.fragment": (137, 8, CAP)},
    "ipv6-evasion__ipv6-malformed-fragments-12__frag-12.pcap": {
        "icmpv6.128": (3, 2, CAP), "ext_headers.fragment": (175, 8, CAP)},
    "LINKTYPE_IPV6_invalid.pcap": {"ipv6": (0, 1, VERSION), "other": (1, 0, VERSION)},
    "beep-oobr.pcap": {"ipv6": (1, 2, VERSION), "other": (1, 0, VERSION)},
    "hoobr_rt6_print.pcap": {"ipv6": (1, 3, VERSION), "other": (2, 0, VERSION)},
    "ipv6-next-header-oobr-2.pcap": {"ext_headers.ah": (0, 1, ANNOUNCED)},
    "ipv6hdr-heapoverflow.pcap": {"ext_headers.hop_by_hop": (1, 2, ANNOUNCED)},
    "ipv6_missing_jumbo_payload_option.pcap": {"ext_headers.hop_by_hop": (1, 8, NO_JUMBO)},
    "ethernet.pcap": {
        "ipv6": (166, 168, VERSION), "other": (11, 9, VERSION + "; " + THREE_TAGS),
        "vlan": (12, 11, CUT_TAG), "icmpv6.135": (26, 25, CAP),
        "ext_headers.destination": (48, 47, CAP), "ext_headers.hop_by_hop": (24, 23, CAP)},
    "raw.pcap": BEYOND_CAP,
    "null.pcap": {**BEYOND_CAP, "ipv4": (0, 1, FAMILY), "other": (2, 1, FAMILY + "; " + VERSION)},
    "sll.pcap": {**BEYOND_CAP, "ipv6": (159, 161, VERSION), "other": (2, 0, VERSION)},
    "sll2.pcap": {**BEYOND_CAP, "ipv6": (159, 161, VERSION), "other": (2, 0, VERSION)},
}

# Substrings of the one line in which these end.
REFUSED = {
    "defrag__bug-6887-defrag-ppp-ipv6-tcp__frag-ppp-ipv6-tcp.pcap": "link type PPP",
    "802_15_4-data.pcap": "link type IEEE802_15_4",
    "OSPFv3_NBMA_adjacencies.pcap": "link type FRELAY",
    "OSPFv3_multipoint_adjacencies.pcap": "link type FRELAY",
    "ppp__quic-interop-retry.pcap": "link type PPP",
    "quic__interop__quic-go_quic-go__handshake.pcap": "link type PPP",
    "quic__interop__quic-go_quic-go__zerortt.pcap": "link type PPP",
}


class Tap:
    """Test lines, and at the end how many there were."""

    def __init__(self):
        self.number = 0
        self.failed = 0

    def check(self, name, problems):
        self.number += 1
        print(f"{'not ok' if problems else 'ok'} {self.number} - {name}")
        self.failed += bool(problems)
        for problem in problems:
            print(f"# {problem}")

    def skip(self, name, reason):
        self.number += 1
        print(f"ok {self.number} - {name} # SKIP {reason}")

    def plan(self):
        print(f"1..{self.number}")
        return 1 if self.failed else 0


def read(path):
    return subprocess.run([SIXWATCH, "read", "-j", path], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True, check=False, timeout=60)


def flatten(counters):
    """{"icmpv6.128": 3, ...}, without what is zero."""
    flat = {}
    for name, value in counters.items():
        if isinstance(value, dict):
            flat.update({f"{name}.{key}": number for key, number in value.items() if number})
        elif value:
            flat[name] = value
    return flat


def compare(path, expected, counters):
    """Differences that nobody has explained, and explanations without a difference."""
    explained = dict(DIFFERENCES.get(os.path.basename(path), {}))
    ours, theirs, problems = flatten(counters), flatten(expected), []
    compared = set(theirs) | {name for name in ours if name.split(".")[0] in expected}
    for name in sorted(compared - {"cut"}):
        pair = (theirs.get(name, 0), ours.get(name, 0))
        if pair[0] == pair[1]:
            continue
        reason = explained.pop(name, None)
        if not reason or reason[:2] != pair:
            problems.append(f"{name}: tshark {pair[0]}, sixwatch {pair[1]}")
    problems += [f"{name}: explained as {reason[2]!r}, but there is no difference"
                 for name, reason in explained.items()]
    return problems


def check_sums(expected, counters):
    """What must hold within one report, whatever the capture."""
    problems = []
    kinds = ("ipv4", "arp", "ipv6", "other")
    if counters["frames"] != sum(counters[kind] for kind in kinds):
        problems.append("frames is not ipv4 + arp + ipv6 + other")
    fragments = counters["fragments"]
    if fragments["total"] != fragments["first"] + fragments["nonfirst"] + fragments["atomic"]:
        problems.append("fragments.total is not first + nonfirst + atomic")
    if not expected["cut"] and counters["lost"]["snapped"]:
        problems.append("lost.snapped, but no frame was cut short")
    return problems


def check_error(run, text):
    """One clear line, exit status 1."""
    problems = []
    if run.returncode != 1:
        problems.append(f"exit status {run.returncode}")
    if text not in run.stderr:
        problems.append(f"{text!r} is not in {run.stderr!r}")
    if run.stderr.count("\n") != 1:
        problems.append(f"more than one line: {run.stderr!r}")
    return problems


def check_capture(path, expected, run):
    text = REFUSED.get(os.path.basename(path))
    if text:
        return check_error(run, text)
    if run.returncode:
        return [f"exit status {run.returncode}: {run.stderr.strip()}"]
    counters = json.loads(run.stdout)["counters"]
    return compare(path, expected, counters) + check_sums(expected, counters)


def check_captures(tap, paths, scratch):
    expected = tshark_count.count(paths, scratch)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for path, run in zip(paths, pool.map(read, paths)):
            name = os.path.join(*path.split(os.sep)[-2:])
            tap.check(name, check_capture(path, expected[path], run))


def whole_frames(pcap, size):
    """How many packets of a capture lie within its first `size` bytes."""
    at, frames = 24, 0
    while at + 16 <= size:
        at += 16 + struct.unpack_from("<I", pcap, at + 8)[0]
        frames += at <= size
    return frames


def check_broken(tap, scratch):
    """What is no whole capture: told in one line; what came before counts."""
    whole = open(os.path.join(OWN, "ethernet.pcap"), "rb").read()
    broken = {
        "empty": (b"", "empty"),
        "a text": (b"not a capture, but a text\n" * 10, "not a capture"),
        "zeros": (bytes(4096), "not a capture"),
        "a header cut off": (whole[:20], ""),
        "a packet cut off": (whole[:400], "cut"),
        "a link type nobody knows": (whole[:20] + b"\xfe\0\0\0" + whole[24:], "link type"),
    }
    for name, (content, text) in broken.items():
        path = os.path.join(scratch, "broken.pcap")
        with open(path, "wb") as out:
            out.write(content)
        tap.check(f"broken on purpose: {name}", check_error(read(path), text))
    with open(path, "wb") as out:
        out.write(whole[:400])
    run = read(path)
    frames = json.loads(run.stdout)["counters"]["frames"] if run.stdout else 0
    wanted = whole_frames(whole, 400)
    tap.check("what came before the cut counts",
              [] if frames == wanted else [f"{frames} frames, not {wanted}"])
    tap.check("no such file", check_error(read(os.path.join(scratch, "nothing")), "No such file"))


def check_own_are_current(tap, scratch):
    """The captures that are kept are what their script writes."""
    folder = os.path.join(scratch, "own")
    os.mkdir(folder)
    run = subprocess.run([os.path.join(OWN, "generate"), folder], check=False,
                         env={**os.environ, "BUILD": BUILD})
    names = sorted(os.listdir(folder))
    _, changed, missing = filecmp.cmpfiles(folder, OWN, names, shallow=False)
    problems = [f"{name} is not what tests/captures/generate writes" for name in changed + missing]
    if run.returncode or not names:
        problems.append(f"generate: exit status {run.returncode}")
    tap.check("the project's own captures are current", problems)


def main():
    tap = Tap()
    missing = [tool for tool in TOOLS
               if not any(os.access(os.path.join(folder, tool), os.X_OK)
                          for folder in os.environ["PATH"].split(os.pathsep))]
    if missing or os.geteuid():
        print(f"1..0 # SKIP needs root and {', '.join(TOOLS)}")
        return 0
    paths = sorted(glob.glob(os.path.join(OWN, "*.pcap")))
    public = sorted(glob.glob(os.path.join(PUBLIC, "*", "*.pcap*")))
    with tempfile.TemporaryDirectory() as scratch:
        check_own_are_current(tap, scratch)
        check_captures(tap, paths + public, scratch)
        check_broken(tap, scratch)
    if not public:
        tap.skip("public captures", f"not at hand; only {len(paths)} own captures were read")
    return tap.plan()


sys.exit(main())
