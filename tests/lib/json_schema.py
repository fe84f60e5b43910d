#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Checks JSON objects against the tables of docs/json.md.

usage: json_schema.py DOCS OBJECT [FILE...]

OBJECT is the heading that each object of the files (or standard input) is checked against; "events"
picks event_* by the field `event`. Prints one line for each fault; exit status 1 if there is any.
"""
import ipaddress
import json
import re
import sys

TIME = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$")
MAC = re.compile(r"^[0-9a-f]{2}(:[0-9a-f]{2}){5}$")


def is_addr(value):
    try:
        return isinstance(value, str) and str(ipaddress.ip_address(value)) == value
    except ValueError:
        return False


def is_prefix(value):
    try:
        return isinstance(value, str) and str(ipaddress.ip_network(value)) == value
    except ValueError:
        return False


def is_integer(value):
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


TYPES = {
    "string": lambda v: isinstance(v, str) and v != "",
    "integer": is_integer,
    "number": lambda v: is_integer(v) or isinstance(v, float),
    "boolean": lambda v: isinstance(v, bool),
    "time": lambda v: isinstance(v, str) and TIME.match(v) is not None,
    "addr": is_addr,
    "mac": lambda v: isinstance(v, str) and MAC.match(v) is not None,
    "prefix": is_prefix,
    "any": lambda v: v is not None,
}


def read_tables(path):
    """{heading: {field: (type, always)}}; "All fields of X, and:" copies X's."""
    tables, name = {}, None
    for line in open(path, encoding="utf-8"):
        heading = re.match(r"^## (\w+)\s*$", line)
        if line.startswith("#"):
            name = heading.group(1) if heading else None
            if name:
                tables[name] = {}
            continue
        if name is None:
            continue
        copied = re.match(r"^All fields of (\w+), and:", line)
        if copied:
            tables[name].update(tables[copied.group(1)])
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("|") and cells[0] != "field" and not cells[0].startswith("-"):
            tables[name][cells[0]] = (cells[1], cells[2] == "yes")
    return {name: fields for name, fields in tables.items() if fields}


class Checker:
    def __init__(self, tables):
        self.tables = tables
        self.faults = []
        self.seen = set()

    def value(self, where, kind, value):
        if kind.startswith("[") and kind.endswith("]"):
            if not isinstance(value, list):
                self.faults.append(f"{where}: not an array")
                return
            for item in value:
                self.value(where + "[]", kind[1:-1], item)
        elif kind.startswith("{") and kind.endswith("}"):
            if not isinstance(value, dict):
                self.faults.append(f"{where}: not an object")
                return
            for key, item in value.items():
                self.value(f"{where}.{key}", kind[1:-1], item)
        elif kind in TYPES:
            if not TYPES[kind](value):
                self.faults.append(f"{where}: {value!r} is no {kind}")
        elif kind in self.tables:
            self.object(where, kind, value)
        else:
            self.faults.append(f"{where}: type {kind} is not defined")

    def object(self, where, name, value):
        if not isinstance(value, dict):
            self.faults.append(f"{where}: not an object")
            return
        fields = self.tables[name]
        for field, (kind, always) in fields.items():
            if field in value:
                self.seen.add((name, field))
                self.value(f"{where}.{field}", kind, value[field])
            elif always:
                self.faults.append(f"{where}: {field} is missing")
        for field in value:
            if field not in fields:
                self.faults.append(f"{where}: {field} is not documented")


def objects(paths):
    decoder = json.JSONDecoder()
    for path in paths or ["/dev/stdin"]:
        text = open(path, encoding="utf-8").read().strip()
        while text:
            value, end = decoder.raw_decode(text)
            yield value
            text = text[end:].lstrip()


def main():
    tables = read_tables(sys.argv[1])
    checker = Checker(tables)
    count = 0
    for value in objects(sys.argv[3:]):
        name = sys.argv[2]
        if name == "events":
            name = "event_" + str(value.get("event"))
        if name not in tables:
            checker.faults.append(f"{name}: not documented")
            continue
        checker.object(name, name, value)
        count += 1
    for fault in sorted(set(checker.faults)):
        print(fault)
    if not count:
        print("no object at all")
    sys.exit(1 if checker.faults or not count else 0)


main()
