# SPDX-License-Identifier: GPL-2.0-or-later
"""What tshark counts in a capture, by the definitions of docs/json.md.

tshark gives, for each frame, the chain of protocols and the first occurrence of some fields. The outermost packet is the run of IPv6 and its extension headers that follows the link
layer; what tunnels and quotes hold comes later in the chain.
"""
import os
import subprocess

FIELDS = [
    "frame.len",
    "frame.cap_len",
    "frame.protocols",
    "icmpv6.type",
    "ipv6.fraghdr.offset",
    "ipv6.fraghdr.more",
]

# Nothing is put together again, nothing guessed from the port, nothing left out.
COMMAND = ["tshark", "-n", "-Q", "-T", "fields", "-E", "occurrence=f", "-E", "separator=/t",
           "-o", "ipv6.defragment:FALSE", "-o", "ip.defragment:FALSE",
           "-o", "tcp.desegment_tcp_streams:FALSE", "-o", "eth.fcs:Never"]

LINK = {"eth", "ethertype", "vlan", "ieee8021ad", "sll", "raw", "null", "loop"}
EXT_HEADERS = {
    "ipv6.hopopts": "hop_by_hop",
    "ipv6.dstopts": "destination",
    "ipv6.routing": "routing",
    "ipv6.fraghdr": "fragment",
    "ah": "ah",
    "esp": "esp",
}


def empty():
    """The counters that are compared, all zero; cut: frames that the capture cut short."""
    return {
        "frames": 0, "bytes": 0, "ipv4": 0, "arp": 0, "ipv6": 0, "other": 0, "vlan": 0,
        "icmpv6": {},
        "fragments": {"total": 0, "first": 0, "nonfirst": 0, "atomic": 0},
        "ext_headers": {name: 0 for name in EXT_HEADERS.values()},
        "cut": 0,
    }


def split_chain(protocols):
    """The link layer's protocols, and those behind it."""
    for at, name in enumerate(protocols):
        if name not in LINK:
            return protocols[:at], protocols[at:]
    return protocols, []


def count_fragment(counters, offset, more):
    if offset != "0":
        kind = "nonfirst"
    elif more == "1":
        kind = "first"
    else:
        kind = "atomic"
    counters["fragments"][kind] += 1
    counters["fragments"]["total"] += 1


def count_ipv6(counters, chain, row):
    """chain: behind the outermost ipv6."""
    has_fragment = False
    for name in chain:
        if name not in EXT_HEADERS:
            break
        counters["ext_headers"][EXT_HEADERS[name]] += 1
        has_fragment = has_fragment or name == "ipv6.fraghdr"
    else:
        name = ""
    if has_fragment and row["ipv6.fraghdr.offset"]:
        count_fragment(counters, row["ipv6.fraghdr.offset"], row["ipv6.fraghdr.more"])
    if name == "icmpv6" and row["icmpv6.type"]:
        kind = row["icmpv6.type"]
        counters["icmpv6"][kind] = counters["icmpv6"].get(kind, 0) + 1


def count_frame(counters, row):
    link, chain = split_chain(row["frame.protocols"].split(":"))
    tags = sum(name in ("vlan", "ieee8021ad") for name in link)
    counters["frames"] += 1
    counters["bytes"] += int(row["frame.len"])
    counters["vlan"] += tags > 0
    counters["cut"] += row["frame.cap_len"] != row["frame.len"]
    kind = {"ip": "ipv4", "arp": "arp", "ipv6": "ipv6"}.get(chain[0] if chain else "", "other")
    if tags > 2:
        kind = "other"
    counters[kind] += 1
    if kind == "ipv6":
        count_ipv6(counters, chain[1:], row)


def frame_numbers(paths):
    """How many frames each capture has."""
    run = subprocess.run(["capinfos", "-T", "-m", "-c"] + paths, stdout=subprocess.PIPE,
                         stderr=subprocess.DEVNULL, text=True, check=False)
    numbers = {}
    for line in run.stdout.splitlines()[1:]:
        path, number = line.rsplit(",", 1)
        numbers[path] = int(number) if number.isdigit() else 0
    return numbers


def rows(path):
    """The fields of every frame of a capture."""
    command = COMMAND + ["-r", path] + [word for name in FIELDS for word in ("-e", name)]
    run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                         check=False, errors="replace")
    return [dict(zip(FIELDS, line.split("\t"))) for line in run.stdout.splitlines()]


def count(paths, scratch):
    """The counters of each capture, by path.

    tshark takes long to start, so all captures go through one: joined, each frame keeps its link
    type, and the number of frames of each tells where one ends.
    """
    joined = os.path.join(scratch, "joined.pcapng")
    subprocess.run(["mergecap", "-a", "-I", "none", "-F", "pcapng", "-w", joined] + paths,
                   stderr=subprocess.DEVNULL, check=False)
    numbers, frames = frame_numbers(paths), rows(joined)
    if sum(numbers.values()) != len(frames):
        raise RuntimeError(f"{len(frames)} frames joined of {sum(numbers.values())}")
    result, at = {}, 0
    for path in paths:
        result[path] = empty()
        for row in frames[at:at + numbers[path]]:
            count_frame(result[path], row)
        at += numbers[path]
    return result
