#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""oracle.py - results.csv worked out a second time, slowly and plainly, over exact fractions.

Written from the documents alone (the interface, the domain page and the numbered rulings); it shares
nothing with the program, and its table of measures is its own, so that a slip in either shows as a
difference.  Every row of every file is held in memory; nothing here is meant to be fast.

    oracle.py --period 2019-10 --input DIR... [--as-of TIMESTAMP] > expected.csv
    oracle.py --period 2019-10 --input DIR... --reconciliation

"ruling N" in a comment is the ruling that the line below it carries out.
"""
import argparse
import collections
import fnmatch
import gzip
import hashlib
import lzma
import os
import re
import subprocess
import sys
from datetime import date
from fractions import Fraction

SECOND = 10**9
MINUTE, HOUR, DAY = 60 * SECOND, 3600 * SECOND, 86400 * SECOND
FIELD_LIMIT, ROW_LIMIT, COLUMN_LIMIT = 1 << 20, 4 << 20, 4096

# ---------------------------------------------------------------------------------------------- data
# The dataset table.  `name:type`; `*` the heading must exist, `?` the value may be empty although the
# heading must exist (ruling 4).  Columns without `*` may always be empty.
REGION = "list:N|C|S"
YN = "list:Y|N"
DATASETS = {
    "service_requests": "request_id*:text srv*:text mode*:list:on_demand|future_dated|scheduled "
    f"originator:list:user|dcc region*?:{REGION} user_role:text device_type:text generation:text "
    "received_at*:time due_at?:time dispatched_at?:time returned_at?:time responded_at*?:time "
    "response_code:text exclusion:text updated_at:time",
    "alerts": f"alert_id*:text alert_code*:text region*?:{REGION} device_id:text device_type:text "
    "manufacturer:text model:text firmware_version:text received_at*:time delivered_at*?:time "
    "represents:positive exclusion:text updated_at:time",
    "firmware": f"payload_id*:text region*:{REGION} category*:list:1|2|3 device_type:text manufacturer:text "
    "model:text firmware_version:text submitted_at*:time completed_at*?:time "
    "outcome:list:completed|failed|dropped|cancelled exclusion:text updated_at:time",
    "commands": f"command_id*:text region*:{REGION} category*:list:1|2|3 received_at*:time "
    "delivered_at*?:time exclusion:text updated_at:time",
    "round_trips": f"test_id*:text region*:{REGION} class*:list:RTT2|RTT3|RTT4 hub_id:text sent_at*:time "
    "returned_at*?:time exclusion:text updated_at:time",
    "incidents": f"incident_id*:text category*:list:1|2|3|4|5 resolver*:text region:{REGION} service:text "
    "raised_at*:time resolved_at*?:time paused_minutes:decimal cause:text key:list:Y|N exclusion:text "
    "updated_at:time",
    "outages": f"outage_id*:text service*:text region:{REGION} start_at*:time end_at*?:time "
    "kind*:list:unplanned|planned exclusion:text updated_at:time",
    "certificates": "request_id*:text type*:text submission*:list:adhoc|batch received_at*:time "
    "issued_at*?:time exclusion:text updated_at:time",
    "repository": "request_id*:text received_at*:time sent_at*?:time exclusion:text updated_at:time",
    "installs": f"hub_id*:text region*:{REGION} srv*:list:8.14.1|8.14.2 installed_at*:time connected_at:time "
    f"in_coverage:{YN} access:{YN} predicted_coverage:{YN} actual_coverage:{YN} accepted:{YN} faulty:{YN} "
    "exclusion:text updated_at:time",
    "returns": f"hub_id*:text region*:{REGION} srv*:list:8.14.3|8.14.4 returned_at*:time received_at:time "
    "triaged_at:time finding:text updated_at:time",
    "hubs": f"region*?:{REGION} date*:date commissioned*:count",
    "power_outages": f"alert_id*:text region*:{REGION} hub_id*:text received_at*:time sent_at*?:time "
    "updated_at:time",
    "connectivity": f"device_id*:text region*:{REGION} device_type:text payment_mode:text lost_at*:time "
    "restored_at:time updated_at:time",
    "forecasts": "srv*:text period*:month forecast*:decimal",
    "exceptions": f"measure*:text region:{REGION} item_id*:text reason*:text reference:text approved*:{YN}",
    "service_levels": f"period*:month measure*:text region:{REGION} good*:count total*:count excluded:count",
    "remediation": f"measure*:text region:{REGION} recorded_on*:date action*:text owner:text green_by*:month",
    "commentary": f"measure*:text region:{REGION} text*:text",
}
KEYS = {  # ruling 1
    "service_requests": ["request_id"], "alerts": ["alert_id"], "firmware": ["payload_id"],
    "commands": ["command_id"], "round_trips": ["test_id"], "incidents": ["incident_id"],
    "outages": ["outage_id"], "certificates": ["request_id"], "repository": ["request_id"],
    "installs": ["hub_id", "srv", "installed_at"], "returns": ["hub_id", "srv", "returned_at"],
    "hubs": ["region", "date"], "power_outages": ["alert_id"], "connectivity": ["device_id", "lost_at"],
    "forecasts": ["srv", "period"], "exceptions": ["measure", "region", "item_id", "reason"],
    "service_levels": ["period", "measure", "region"],
    "remediation": ["measure", "region", "action", "recorded_on"], "commentary": None,
}
DASH_IS_EMPTY = {"service_levels", "exceptions", "remediation", "commentary"}  # ruling 4


class Column:
    def __init__(self, text):
        head, self.type = text.split(":", 1)
        self.values = None
        if self.type.startswith("list:"):
            self.values = self.type[5:].split("|")
            self.type = "list"
        self.heading_needed = "*" in head
        self.may_be_empty = "?" in head or "*" not in head
        self.name = head.rstrip("*?")


TABLE = {name: [Column(c) for c in text.split()] for name, text in DATASETS.items()}

# ------------------------------------------------------------------------------------------ measures
EDITION_FROM = (2018, 3)
S = SECOND


class Measure:
    def __init__(self, ident, target, minimum, dataset=None, where=None, start=None, stops=(), within=None,
                 regional=True, allowed=(), inputs=(), service=None):
        self.id, self.target, self.minimum, self.dataset = ident, target, minimum, dataset
        self.where, self.start, self.stops, self.within = where or {}, start, stops, within
        self.regional, self.allowed, self.inputs, self.service = regional, allowed, inputs, service

    def regions(self):
        return ["N", "C", "S", "-"] if self.regional else ["-"]

    def limit(self, row):
        """Target response time in ns."""
        if isinstance(self.within, tuple):
            return self.within[1][row.value[self.within[0]]]
        return self.within


REQUESTS_USER = {"originator": ["user"], "mode": ["on_demand"]}
REQUESTS_DCC = {"originator": ["dcc"], "mode": ["on_demand"]}
REQUESTS_LATER = {"originator": ["user"], "mode": ["future_dated", "scheduled"]}
DCC_RESOLVES = ["DCC", "DSP", "CSP", "SMKI"]
RESOLUTION = {"1": 4 * HOUR, "2": 24 * HOUR, "3": 72 * HOUR, "4": 5 * DAY, "5": 10 * DAY}

MEASURES = [  # in the order of the edition
    Measure("CPM-1", "99", "96", inputs=("DSP-1.1", "DSP-1.4", "CSP-2", "CSP-4.3")),
    Measure("CPM-2", "99", "96", inputs=("DSP-1.2", "DSP-1.3", "CSP-3.1", "CSP-4.1", "CSP-4.2")),
    Measure("CPM-3", "99", "96", "alerts", {}, "received_at", ("delivered_at",), 60 * S),
    Measure("CPM-4", "100", "85", "incidents", {"resolver": DCC_RESOLVES, "category": ["1", "2"]}, "raised_at",
            ("resolved_at",), ("category", RESOLUTION), regional=False, allowed=("duplicate",)),
    Measure("CPM-5", "90", "80", "incidents", {"resolver": DCC_RESOLVES, "category": ["3", "4", "5"]},
            "raised_at", ("resolved_at",), ("category", RESOLUTION), regional=False, allowed=("duplicate",)),
    Measure("CPM-6", "99.5", "98", "outages", {"service": ["SSI"]}, regional=False, service="SSI"),
    Measure("CPM-7", "99", "96", "certificates", {}, "received_at", ("issued_at",),
            ("submission", {"adhoc": 30 * S, "batch": 24 * HOUR}), regional=False),
    Measure("CPM-8", "99", "96", "repository", {}, "received_at", ("sent_at",), 3 * S, regional=False),
    Measure("DSP-1.1", "99", "96", "service_requests", REQUESTS_USER, "received_at",
            ("dispatched_at", "responded_at"), 5 * S),
    Measure("DSP-1.2", "99", "96", "service_requests", REQUESTS_LATER, "returned_at", ("responded_at",), 2 * HOUR),
    Measure("DSP-1.3", "99", "96", "service_requests", REQUESTS_LATER, "due_at", ("dispatched_at",), 2 * HOUR),
    Measure("DSP-1.4", "99", "96", "service_requests", REQUESTS_DCC, "received_at",
            ("dispatched_at", "responded_at"), 5 * S),
    Measure("CSP-2", "99", "96", "firmware", {"category": ["1"]}, "submitted_at", ("completed_at",), 5 * DAY,
            allowed=("user_cancelled",)),
    Measure("CSP-3.1", "99", "96", "commands", {"category": ["2"]}, "received_at", ("delivered_at",), 22 * HOUR),
    Measure("CSP-4.1", "99", "96", "round_trips", {"class": ["RTT2"]}, "sent_at", ("returned_at",), 22 * HOUR),
    Measure("CSP-4.2", "99", "96", "round_trips", {"class": ["RTT3"]}, "sent_at", ("returned_at",), 2 * HOUR),
    Measure("CSP-4.3", "99", "96", "round_trips", {"class": ["RTT4"]}, "sent_at", ("returned_at",), 25 * S),
]
BY_ID = {m.id: m for m in MEASURES}
WITHHOLD_SHARE, WITHHOLD_ROWS, WITHHOLD_ALWAYS = Fraction(1, 1000), 10, Fraction(5, 100)  # ruling 6

# ---------------------------------------------------------------------------------------------- time
EPOCH = date(1970, 1, 1).toordinal()


def last_sunday(year, month):
    day = date(year, month, 31)
    return day.toordinal() - (day.weekday() + 1) % 7 - EPOCH


def london_offset(instant):
    """UK civil time ahead of UTC: an hour from 01:00 UTC of the last Sunday of March to that of October."""
    year = date.fromordinal(instant // DAY + EPOCH).year
    begins, ends = (last_sunday(year, m) * DAY + HOUR for m in (3, 10))
    return HOUR if begins <= instant < ends else 0


def london_instants(local):
    """The instants at which UK clocks show `local`: none, one or two."""
    return [t for t in (local - HOUR, local) if t + london_offset(t) == local]


STAMP = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})[T ]([0-9]{2}):([0-9]{2}):([0-9]{2})"
                   r"(?:\.([0-9]{1,9}))?(Z|[+-][0-9]{2}:?[0-9]{2})?")


def stamp_pattern(form):
    """A mapping's timestamp format as a regular expression with named groups."""
    names = {"Y": r"(?P<Y>[0-9]{4})", "m": r"(?P<m>[0-9]{2})", "d": r"(?P<d>[0-9]{2})",
             "H": r"(?P<H>[0-9]{2})", "M": r"(?P<M>[0-9]{2})", "S": r"(?P<S>[0-9]{2})",
             "f": r"(?:\.(?P<f>[0-9]{1,9}))?", "z": r"(?P<z>Z|[+-][0-9]{2}:?[0-9]{2})?"}
    out, i = "", 0
    while i < len(form):
        if form[i] == "%" and i + 1 < len(form):
            out += names[form[i + 1]]
            i += 2
        else:
            out += re.escape(form[i])
            i += 1
    return re.compile(out)


def parse_stamp(text, form=None, zone="UTC"):
    """Instant in ns since 1970 UTC, or None when the text is not a timestamp (rulings 3, 5)."""
    if form:
        match = stamp_pattern(form).fullmatch(text)
        if not match:
            return None
        got = match.groupdict()
        year, month, day, hour, minute = (int(got[k]) for k in "YmdHM")
        second, fraction, offset = int(got.get("S") or 0), got.get("f"), got.get("z")
    else:
        match = STAMP.fullmatch(text)
        if not match:
            return None
        year, month, day, hour, minute, second = (int(match.group(i)) for i in range(1, 7))
        fraction, offset = match.group(7), match.group(8)
    if hour > 23 or minute > 59 or second > 60:  # ruling 5: 24:00:00 is not accepted
        return None
    try:
        days = date(year, month, day).toordinal() - EPOCH
    except ValueError:
        return None
    nanos = int((fraction or "").ljust(9, "0"))
    if second == 60:  # ruling 5: the last instant of its minute
        second, nanos = 59, 999_999_999
    local = days * DAY + hour * HOUR + minute * MINUTE + second * SECOND + nanos
    if offset == "Z":
        return local
    if offset:
        ahead = int(offset[1:3]) * HOUR + int(offset[-2:]) * MINUTE
        if int(offset[1:3]) > 23 or int(offset[-2:]) > 59:
            return None
        return local - ahead if offset[0] == "+" else local + ahead
    if zone == "Europe/London":  # local times that do not exist or exist twice are rejected
        instants = london_instants(local)
        return instants[0] if len(instants) == 1 else None
    if zone in ("UTC", "Z"):
        return local
    ahead = int(zone[1:3]) * HOUR + int(zone[-2:]) * MINUTE
    return local - ahead if zone[0] == "+" else local + ahead


def parse_month(text):
    match = re.fullmatch(r"([0-9]{4})-([0-9]{2})", text)
    return (int(match.group(1)), int(match.group(2))) if match and 1 <= int(match.group(2)) <= 12 else None


def before(month):
    return (month[0] - 1, 12) if month[1] == 1 else (month[0], month[1] - 1)


def after(month):
    return (month[0] + 1, 1) if month[1] == 12 else (month[0], month[1] + 1)


def month_start(month):
    """The instant of the UK midnight that begins a month."""
    local = (date(month[0], month[1], 1).toordinal() - EPOCH) * DAY
    return london_instants(local)[0]


# --------------------------------------------------------------------------------------------- files
class Unusable(Exception):
    pass


def records(data, delimiter):
    """RFC 4180 to the letter.  Yields (fields, None), or (None, raw) for a malformed quote.

    Line ends are LF, CRLF and CR.  A quote may stand only round a whole field; anything else makes the
    record end at the next line end (ruling 8).  Blank lines yield nothing.
    """
    quote, i, n = 34, 0, len(data)
    ends = (10, 13)
    plain = re.compile(rb'[^"\r\n' + re.escape(bytes([delimiter])) + rb"]*")  # what a bare field may hold
    to_end = re.compile(rb"[^\r\n]*")
    while i < n:
        if data[i] in ends:  # a blank line
            i += 2 if data[i:i + 2] == b"\r\n" else 1
            continue
        begin, fields, malformed = i, [], False
        while True:  # one field
            if i < n and data[i] == quote:
                i += 1
                parts = []
                while True:
                    close = data.find(b'"', i)
                    if close < 0 or close - begin > ROW_LIMIT:
                        raise Unusable("a quote is never closed")
                    parts.append(data[i:close])
                    i = close + 1
                    if i < n and data[i] == quote:
                        parts.append(b'"')
                        i += 1
                        continue
                    break
                fields.append(b"".join(parts))
                if i < n and data[i] not in ends and data[i] != delimiter:
                    malformed = True
            else:
                field_begin = i
                i = plain.match(data, i).end()
                fields.append(data[field_begin:i])
                malformed = i < n and data[i] == quote
            if len(fields[-1]) > FIELD_LIMIT or i - begin > ROW_LIMIT or len(fields) > COLUMN_LIMIT:
                raise Unusable("past a limit")
            if malformed:
                i = to_end.match(data, i).end()
                break
            if i < n and data[i] == delimiter:
                i += 1
                continue
            break
        raw = data[begin:i]
        if i < n:
            i += 2 if data[i:i + 2] == b"\r\n" else 1
        yield (None, raw) if malformed else (fields, None)


def plain_bytes(stored, encoding):
    """Undoes compression (by content) and encoding; the result is UTF-8 without a BOM."""
    try:
        if stored[:2] == b"\x1f\x8b":
            stored = gzip.decompress(stored)
        elif stored[:4] == b"\x28\xb5\x2f\xfd":
            stored = subprocess.run(["zstd", "-dcq"], input=stored, stdout=subprocess.PIPE, check=True).stdout
        elif stored[:6] == b"\xfd7zXZ\0":
            stored = lzma.decompress(stored)
    except (OSError, EOFError, lzma.LZMAError, subprocess.CalledProcessError) as trouble:
        raise Unusable(str(trouble))
    try:
        if stored[:3] == b"\xef\xbb\xbf":
            return stored[3:]
        if stored[:4] in (b"\xff\xfe\0\0", b"\0\0\xfe\xff"):
            return stored.decode("utf-32").encode()
        if stored[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return stored.decode("utf-16").encode()
    except UnicodeDecodeError as trouble:
        raise Unusable(str(trouble))
    if encoding and encoding.lower() in ("windows-1252", "cp1252"):
        return stored.decode("cp1252", "replace").encode()
    return stored


def detect_delimiter(data):
    """The one of , ; tab | that the header line has most of."""
    line = re.split(rb"[\r\n]", data.lstrip(b"\r\n"), maxsplit=1)[0]
    return max(b",;\t|", key=lambda c: line.count(bytes([c])))


def scalar(text):
    text = text.strip()
    if len(text) >= 2 and text[0] == text[-1] == "'":
        return text[1:-1].replace("''", "'")
    if len(text) >= 2 and text[0] == text[-1] == '"':
        return text[1:-1].replace('\\"', '"').replace("\\t", "\t").replace("\\\\", "\\")
    return text


def split_flow(text):
    """`a: b, "c, d": e` at its commas outside quotes and braces."""
    parts, depth, mark, piece = [], 0, "", ""
    for c in text:
        if mark:
            mark = "" if c == mark else mark
        elif c in "'\"":
            mark = c
        elif c in "{[":
            depth += 1
        elif c in "}]":
            depth -= 1
        if c == "," and not depth and not mark:
            parts.append(piece)
            piece = ""
        else:
            piece += c
    return parts + [piece] if piece.strip() else parts


PAIR = re.compile(r"""\s*("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^:#]+?)\s*:(?:\s+(.*))?$""")


def yaml_value(text):
    text = text.strip()
    if text.startswith("{") and text.endswith("}"):
        out = {}
        for part in split_flow(text[1:-1]):
            match = PAIR.match(part)
            out[scalar(match.group(1))] = yaml_value(match.group(2) or "")
        return out
    return scalar(text)


def read_yaml(text):
    """The little YAML that mappings use: nested block mappings, flow mappings, scalars, comments,
    folded text."""
    root = {}
    stack = [(-1, root)]
    lines = text.split("\n")
    i = 0
    while i < len(lines):
        line = lines[i]
        i += 1
        if not line.strip() or line.lstrip().startswith("#") or line.strip() == "---":
            continue
        indent = len(line) - len(line.lstrip(" "))
        match = PAIR.match(line)
        if not match:
            sys.exit(f"mapping: line {i} is beyond the YAML that the oracle reads: {line}")
        while stack[-1][0] >= indent:
            stack.pop()
        name, value = scalar(match.group(1)), (match.group(2) or "").strip()
        if value and value[0] not in "'\"":
            value = re.sub(r"\s+#.*$", "", value)
        elif value:
            value = re.sub(r"""^((["']).*?\2)\s+#.*$""", r"\1", value)
        if value in (">", ">-", "|", "|-"):
            folded = []
            while i < len(lines) and (not lines[i].strip() or len(lines[i]) - len(lines[i].lstrip()) > indent):
                folded.append(lines[i].strip())
                i += 1
            stack[-1][1][name] = " ".join(folded).strip()
        elif value:
            stack[-1][1][name] = yaml_value(value)
        else:
            stack[-1][1][name] = child = {}
            stack.append((indent, child))
    return root


class Layout:
    """How one file is mapped to its dataset (docs/mapping.md); the default is the contract's layout."""

    def __init__(self, entry=None):
        entry = entry or {}
        self.delimiter = {"tab": "\t"}.get(entry.get("delimiter", ""), entry.get("delimiter", ""))
        self.encoding = entry.get("encoding", "")
        self.zone = entry.get("zone", "UTC")
        self.form = entry.get("timestamp") or None
        self.mark = entry.get("decimal_mark", ".")
        self.headings, self.columns = {}, {}
        for heading, what in (entry.get("columns") or {}).items():
            what = {"column": what} if isinstance(what, str) else what
            name = what.get("column", heading)
            self.headings[heading.strip().lower()] = name.lower()
            self.columns[name.lower()] = what
        self.values = entry.get("values") or {}

    def of(self, name):
        return self.columns.get(name, {})

    def translate(self, name, text):
        return self.values.get(name, {}).get(text, text)


class Row:
    def __init__(self, dataset):
        self.dataset = dataset
        self.text = {}       # decoded text of every column of the table; an absent column is empty
        self.value = {}      # typed value, None when empty
        self.bad = []        # columns whose value does not pass
        self.trouble = ""    # why the row is rejected, "" when it is not
        self.content = None  # what equal rows have equal
        self.whole = True    # False: wrong width or a malformed quote; nothing of it is readable

    def readable(self, name):
        return self.whole and name not in self.bad


def typed(column, text, layout):
    """(passes, value) of one non-empty text (ruling 3)."""
    kind = column.type
    if kind == "text":
        return True, text
    if kind == "list":
        return text in column.values, text
    if kind == "time":
        own = layout.of(column.name)
        instant = parse_stamp(text, own.get("timestamp") or layout.form, own.get("zone") or layout.zone)
        return instant is not None, instant
    if kind in ("count", "positive"):
        if not re.fullmatch(r"[0-9]+", text) or int(text) >= 2**63:
            return False, None
        return kind == "count" or int(text) >= 1, int(text)
    if kind == "decimal":
        mark = layout.of(column.name).get("decimal_mark") or layout.mark
        if not re.fullmatch(r"[0-9]+(?:" + re.escape(mark) + r"[0-9]+)?", text):
            return False, None
        return True, Fraction(text.replace(mark, "."))
    if kind == "month":
        return parse_month(text) is not None, parse_month(text)
    if kind == "date":
        match = re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", text)
        try:
            return True, date(*(int(g) for g in match.groups())).toordinal()
        except (AttributeError, ValueError):
            return False, None
    raise AssertionError(kind)


def clock_pairs(row):
    """Ruling 5: the catalogue's clocks, by mode.  dispatched_at may lie before due_at, and
    connected_at before installed_at."""
    if row.dataset == "service_requests":
        if row.value["mode"] == "on_demand":
            return [("received_at", "dispatched_at"), ("received_at", "responded_at")]
        return [("returned_at", "responded_at")]
    if row.dataset == "outages":
        return [("start_at", "end_at")]
    return [(m.start, stop) for m in MEASURES if m.dataset == row.dataset and m.start for stop in m.stops]


def check_row(row, layout, cutoff):
    for column in TABLE[row.dataset]:
        text = row.text[column.name]
        if row.dataset in DASH_IS_EMPTY and column.name == "region" and text == "-":
            text = row.text["region"] = ""
        if text == "":
            row.value[column.name] = None
            if not column.may_be_empty:
                row.bad.append(column.name)
            continue
        try:
            text.encode("utf-8")
            good, value = typed(column, text, layout)
        except UnicodeEncodeError:  # the bytes were not UTF-8
            good, value = False, None
        row.value[column.name] = value if good else None
        if not good:
            row.bad.append(column.name)
    if row.bad:
        row.trouble = "bad value: " + ", ".join(row.bad)
        return
    value = row.value
    if row.dataset == "service_requests":
        value["originator"] = value["originator"] or "user"
    for start, stop in clock_pairs(row):
        if value[start] is not None and value[stop] is not None and value[stop] < value[start]:
            row.trouble = f"{stop} before {start}"
    if row.dataset == "firmware" and value["outcome"]:  # ruling 11
        if (value["outcome"] == "completed") != (value["completed_at"] is not None):
            row.trouble = "outcome and completed_at contradict each other"
    if row.dataset == "service_levels" and value["good"] > value["total"]:  # ruling 19
        row.trouble = "good above total"
    if cutoff is not None:  # ruling 5
        for column in TABLE[row.dataset]:
            if column.type != "time" or column.name == "due_at" or value[column.name] is None:
                continue
            if row.dataset == "outages" and value["kind"] == "planned" and column.name != "updated_at":
                continue
            if value[column.name] > cutoff:
                row.trouble = f"{column.name} after the cut-off"


def read_file(path, dataset, layout, cutoff):
    """All rows of a file, checked."""
    with open(path, "rb") as f:
        data = plain_bytes(f.read(), layout.encoding)
    delimiter = ord(layout.delimiter) if layout.delimiter else detect_delimiter(data)
    stream = records(data, delimiter)
    header, raw = next(stream, (None, b""))
    if header is None:
        raise Unusable("no header line")
    names = []
    for cell in header:
        heading = cell.decode("utf-8", "surrogateescape").strip(" \t").lower()
        names.append(layout.headings.get(heading, heading))
    known = [c.name for c in TABLE[dataset]]
    if any(names.count(name) > 1 for name in known):
        raise Unusable("a heading comes twice")
    for column in TABLE[dataset]:
        if column.heading_needed and column.name not in names:
            raise Unusable(f"no column {column.name}")
    rows = []
    for fields, raw in stream:
        row = Row(dataset)
        rows.append(row)
        if fields is None or len(fields) != len(names):
            row.whole = False
            row.trouble = "malformed quote" if fields is None else "wrong width"
            row.content = ("raw", raw) if fields is None else ("fields", tuple(fields))
            continue
        for column in known:
            row.text[column] = ""
        for name, cell in zip(names, fields):
            if name in row.text:
                row.text[name] = layout.translate(name, cell.decode("utf-8", "surrogateescape"))
        check_row(row, layout, cutoff)
        row.content = ("row", tuple(row.text[name] for name in known))
    return rows


def find_files(inputs):
    """(path, dataset, layout) of everything to read (ruling 24)."""
    paths = []
    for given in inputs:
        if os.path.isdir(given):
            for name in sorted(os.listdir(given)):
                if re.search(r"\.csv(\.gz|\.zst)?$", name) and not name.startswith("."):
                    if os.path.isfile(os.path.join(given, name)):
                        paths.append(os.path.join(given, name))
        else:
            paths.append(given)
    found = []
    for path in paths:
        name = os.path.basename(path)
        dataset = re.split(r"[.-]", name, maxsplit=1)[0]
        if dataset not in TABLE:
            continue
        entry = None
        mapping = os.path.join(os.path.dirname(path) or ".", "mapping.yaml")
        if os.path.exists(mapping):
            with open(mapping, encoding="utf-8") as f:
                files = read_yaml(f.read()).get("files") or {}
            for pattern, candidate in files.items():
                if fnmatch.fnmatchcase(name, pattern):
                    entry = candidate
                    break
            if entry is None:
                entry = files.get(dataset)
        found.append((path, dataset, Layout(entry)))
    return found


# ------------------------------------------------------------------------------------------ the month
class Counts:
    def __init__(self):
        self.read = self.used = self.outside = self.duplicates = self.rejected = 0


class Cell:
    def __init__(self):
        self.good = self.bad = self.excluded = self.refused = self.pending = 0
        self.rejected = 0   # distinct rejected rows that could have fed it
        self.quality = "ok"
        self.basis = ""
        self.level = None   # Fraction
        self.status = ""
        self.below = ""

    @property
    def total(self):
        return self.good + self.bad


WORSE = ["ok", "marked", "withheld"]


def worst(qualities):
    return max(qualities, key=WORSE.index, default="ok")


class Month:
    def __init__(self, period, inputs, as_of):
        self.month = period
        self.begin, self.end = month_start(period), month_start(after(period))
        self.cutoff = as_of
        self.counts = {name: Counts() for name in TABLE}
        self.supplied, self.unusable = set(), set()
        self.used = collections.defaultdict(list)
        self.rejected = collections.defaultdict(dict)  # dataset -> content -> row
        self.n_used_files = 0
        self.read(inputs)
        self.cells = {}
        self.compute()

    # ---- rows
    def read(self, inputs):
        seen, rows = set(), collections.defaultdict(list)
        for path, dataset, layout in find_files(inputs):
            self.supplied.add(dataset)
            with open(path, "rb") as f:
                digest = (dataset, hashlib.sha256(f.read()).hexdigest())
            try:
                got = read_file(path, dataset, layout, self.cutoff)
            except Unusable as trouble:  # ruling 9
                print(f"oracle: {path}: unusable: {trouble}", file=sys.stderr)
                self.unusable.add(dataset)
                continue
            self.n_used_files += 1
            self.counts[dataset].read += len(got)
            if digest in seen:  # ruling 7: a file that came twice
                self.counts[dataset].duplicates += len(got)
                continue
            seen.add(digest)
            rows[dataset] += got
        for dataset, got in rows.items():
            for row in self.settle(dataset, got):
                if self.belongs(row):
                    self.counts[dataset].used += 1
                    self.used[dataset].append(row)
                else:
                    self.counts[dataset].outside += 1

    def reject(self, row):
        self.counts[row.dataset].rejected += 1
        self.rejected[row.dataset][row.content] = row  # ruling 6: equal rejected rows count once

    def settle(self, dataset, rows):
        """Duplicates and conflicts (rulings 1, 2); yields the rows that count."""
        groups = collections.OrderedDict()
        keep = []
        for row in rows:
            if row.trouble:
                self.reject(row)
            elif KEYS[dataset] is None:
                keep.append(row)
            else:
                groups.setdefault(tuple(row.text[k] for k in KEYS[dataset]), []).append(row)
        for group in groups.values():
            latest = group
            if len({row.value.get("updated_at") for row in group}) > 1:
                newest = max(row.value["updated_at"] for row in group if row.value["updated_at"] is not None)
                latest = [row for row in group if row.value["updated_at"] == newest]
            full = self.fullest(latest)
            if full is None:  # they conflict: all rows of that key are rejected
                for row in group:
                    row.trouble = "conflict"
                    self.reject(row)
                continue
            self.counts[dataset].duplicates += len(group) - 1
            keep.append(full)
        if dataset == "exceptions":  # ruling 13: Y and N for one measure and item reject both
            said = collections.defaultdict(set)
            for row in keep:
                said[row.value["measure"], row.value["item_id"]].add(row.value["approved"])
            for row in list(keep):
                if len(said[row.value["measure"], row.value["item_id"]]) > 1:
                    keep.remove(row)
                    self.reject(row)
        return keep

    @staticmethod
    def fullest(rows):
        """The row that holds every other's values, or None."""
        for row in rows:
            if all(theirs in ("", own) for other in rows for own, theirs in zip(row.content[1], other.content[1])):
                return row
        return None

    def in_month(self, instant):
        return instant is not None and self.begin <= instant < self.end

    def overlaps(self, start, end):
        return start < self.end and (end is None or end > self.begin)

    def belongs(self, row):
        """Ruling 7: by its placing timestamps alone; rows of datasets that no measure reads always."""
        if row.dataset == "outages":
            return self.overlaps(row.value["start_at"], row.value["end_at"])
        placing = {m.start for m in MEASURES if m.dataset == row.dataset}
        return not placing or any(self.in_month(row.value[name]) for name in placing)

    # ---- cells
    def compute(self):
        self.register = collections.defaultdict(list)
        for row in self.used["exceptions"]:
            self.register[row.value["measure"], row.value["item_id"]].append(row)
        self.reported = {}
        for row in self.used["service_levels"]:
            self.reported[row.value["period"], row.value["measure"], row.value["region"] or "-"] = row
        for m in MEASURES:
            for region in m.regions():
                self.cells[m.id, region] = Cell()
        for m in MEASURES:
            if not m.inputs:
                self.compute_leaf(m)
        for m in MEASURES:
            if m.inputs:
                for region in m.regions():
                    self.compute_composite(m, region)
        for m in MEASURES:
            for region in m.regions():
                self.judge(m, region)

    def claim(self, m, row):
        """"excluded", "refused" or "" (ruling 13)."""
        item = row.value[KEYS[row.dataset][0]]
        entries = [e for e in self.register.get((m.id, item), [])
                   if e.value["region"] is None or e.value["region"] == row.value.get("region")]
        reason = row.value["exclusion"]
        if reason in m.allowed or any(e.value["approved"] == "Y" for e in entries):
            return "excluded"
        return "refused" if reason or entries else ""

    def compute_leaf(self, m):
        if m.dataset not in self.supplied:
            for region in m.regions():  # ruling 19: the cell takes its own row, or there is nothing
                row = self.reported.get((self.month, m.id, region))
                if row:
                    cell = self.cells[m.id, region]
                    cell.basis = "reported"
                    cell.good = row.value["good"]
                    cell.bad = row.value["total"] - cell.good
                    cell.excluded = row.value["excluded"] or 0
            return
        for region in m.regions():
            self.cells[m.id, region].basis = "events"
        if m.service:
            self.compute_availability(m)
        else:
            for row in self.used[m.dataset]:
                self.count_event(m, row)
        for row in self.rejected[m.dataset].values():
            for region in m.regions():
                if self.could_feed(m, region, row):
                    self.cells[m.id, region].rejected += 1
        for region in m.regions():
            self.grade(m, self.cells[m.id, region])
        national = self.cells[m.id, "-"]
        national.quality = worst(self.cells[m.id, r].quality for r in m.regions())  # a total: its worst part

    def count_event(self, m, row):
        start = row.value[m.start]
        if not self.in_month(start):  # ruling 11: a clock that never started is no event
            return
        if any(row.value[name] not in allowed for name, allowed in m.where.items()):
            return
        limit = m.limit(row)
        if m.dataset == "incidents":  # ruling 14
            limit += (row.value["paused_minutes"] or 0) * MINUTE
        stop = next((row.value[s] for s in m.stops if row.value[s] is not None), None)  # ruling 11
        claim = self.claim(m, row)
        if claim == "excluded":
            verdict = "excluded"
        elif stop is not None:
            verdict = "good" if stop - start <= limit else "bad"  # within target: less than or equal
        elif self.cutoff is not None and self.cutoff < start + limit:  # ruling 12
            verdict = "pending"
        else:
            verdict = "bad"
        regions = ["-"]
        if m.regional and row.value["region"]:
            regions.append(row.value["region"])
        for region in regions:
            cell = self.cells[m.id, region]
            setattr(cell, verdict, getattr(cell, verdict) + 1)
            cell.refused += claim == "refused"

    def compute_availability(self, m):
        """Ruling 15.  Both measures of minutes count complete minutes."""
        cell = self.cells[m.id, "-"]
        end = self.end if self.cutoff is None else min(self.end, self.cutoff)
        stretches = {"planned": [], "unplanned": []}
        for row in self.used["outages"]:
            if row.value["service"] != m.service:
                continue
            claim = self.claim(m, row)
            cell.excluded += claim == "excluded"
            cell.refused += claim == "refused"
            if claim == "excluded":
                continue
            stop = end if row.value["end_at"] is None else min(row.value["end_at"], end)
            begin = max(row.value["start_at"], self.begin)
            if begin < stop:
                stretches[row.value["kind"]].append((begin, stop))
        planned = united(stretches["planned"])
        unplanned = without(united(stretches["unplanned"]), planned)
        total = (end - self.begin) // MINUTE - minutes(planned)
        cell.bad = minutes(unplanned)
        cell.good = total - cell.bad

    def could_feed(self, m, region, row):
        """Ruling 6: what the readable fields do not rule out."""
        if not row.whole:
            return True
        if m.regional and region != "-" and row.readable("region"):
            if row.value["region"] != region:
                return False
        for name, allowed in m.where.items():
            if not row.readable(name):
                continue
            value = row.value[name]
            if name == "originator" and value is None:
                value = "user"
            if value not in allowed:
                return False
        if m.service:
            if row.readable("start_at") and row.value["start_at"] >= self.end:
                return False
            if row.readable("end_at") and row.value["end_at"] is not None and row.value["end_at"] <= self.begin:
                return False
            return True
        return not row.readable(m.start) or self.in_month(row.value[m.start])

    def grade(self, m, cell):
        if m.dataset in self.unusable:  # ruling 9
            cell.quality = "withheld"
        elif cell.rejected:
            cell.quality = "marked"
            used = cell.good + cell.bad + cell.excluded + cell.pending
            share = Fraction(cell.rejected, cell.rejected + used)
            if (share > WITHHOLD_SHARE and cell.rejected >= WITHHOLD_ROWS) or share > WITHHOLD_ALWAYS or m.service:
                cell.quality = "withheld"
        if "exceptions" in self.unusable and cell.refused:  # ruling 9
            cell.quality = "withheld"

    def compute_composite(self, m, region):
        cell = self.cells[m.id, region]
        parts = [self.cells[i, region] for i in m.inputs]
        own = self.reported.get((self.month, m.id, region))
        if own and not any(part.basis for part in parts):  # ruling 19: nothing to compute it from
            cell.basis, cell.good = "reported", own.value["good"]
            cell.bad = own.value["total"] - cell.good
            cell.excluded = own.value["excluded"] or 0
            return
        for name in ("good", "bad", "excluded", "refused", "pending"):  # ruling 18, rule: pooled
            setattr(cell, name, sum(getattr(part, name) for part in parts))
        bases = {part.basis for part in parts if part.basis}
        cell.basis = "mixed" if len(bases) > 1 else "".join(bases)
        cell.quality = worst(part.quality for part in parts)
        if any(not part.basis for part in parts):  # ruling 18: an input is missing
            cell.quality = "withheld"

    def judge(self, m, region):
        cell = self.cells[m.id, region]
        if cell.quality == "withheld":
            cell.status = "withheld"
            return
        if cell.total == 0:
            cell.status = "no_data"
            return
        cell.level = Fraction(cell.good, cell.total)
        cell.status = status_of(m, cell.level * 100)
        cell.below = self.months_below(m, region) if cell.status != "green" else 0

    def months_below(self, m, region):
        """Ruling 21."""
        n, month = 1, before(self.month)
        while month >= EDITION_FROM:
            row = self.reported.get((month, m.id, region))
            if row is None:
                break
            if row.value["total"]:
                if status_of(m, Fraction(100 * row.value["good"], row.value["total"])) == "green":
                    break
                n += 1
            month = before(month)
        return n

    def lines(self):
        yield ("period,measure,region,good,total,excluded,refused,pending,level,target,minimum,status,quality,"
               "basis,months_below")
        for m in MEASURES:
            for region in m.regions():
                c = self.cells[m.id, region]
                level = "" if c.level is None else level_text(m, c.level * 100, c.status)
                yield ",".join(str(v) for v in (
                    "%04d-%02d" % self.month, m.id, region, c.good, c.total, c.excluded, c.refused, c.pending,
                    level, m.target, m.minimum, c.status, c.quality, c.basis, c.below))

    def reconciliation(self):
        yield "dataset,read,used,outside,duplicates,rejected"
        for name in TABLE:
            c = self.counts[name]
            if c.read != c.used + c.outside + c.duplicates + c.rejected:
                sys.exit(f"oracle: the rows of {name} do not add up")
            if name in self.supplied:
                yield f"{name},{c.read},{c.used},{c.outside},{c.duplicates},{c.rejected}"


def united(stretches):
    """Stretches without overlaps; touching ones are one."""
    out = []
    for begin, end in sorted(stretches):
        if out and begin <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((begin, end))
    return out


def without(stretches, taken):
    out = []
    for begin, end in stretches:
        for a, b in taken:
            if b <= begin or a >= end:
                continue
            if begin < a:
                out.append((begin, a))
            begin = max(begin, b)
        if begin < end:
            out.append((begin, end))
    return out


def minutes(stretches):
    return sum((end - begin) // MINUTE for begin, end in stretches)


def status_of(m, percent):
    if percent >= Fraction(m.target):
        return "green"
    return "amber" if percent >= Fraction(m.minimum) else "red"


def level_text(m, percent, status):
    """Ruling 23: six places, half up, and more only while the text would contradict the status."""
    places = 6
    while True:
        units = (percent * 10**places * 2 + 1) // 2
        if status_of(m, Fraction(units, 10**places)) == status:
            return f"{units // 10**places}.{units % 10**places:0{places}d}"
        places += 1


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--period", required=True)
    parser.add_argument("--input", required=True, nargs="+", action="extend")
    parser.add_argument("--as-of")
    parser.add_argument("--reconciliation", action="store_true", help="print the rows of each dataset instead")
    options = parser.parse_args()
    period = parse_month(options.period)
    as_of = parse_stamp(options.as_of) if options.as_of else None
    if period is None or (options.as_of and as_of is None):
        sys.exit("oracle: bad --period or --as-of")
    month = Month(period, options.input, as_of)
    if not month.n_used_files:
        print("oracle: no file could be used", file=sys.stderr)
        sys.exit(3)
    for line in month.reconciliation() if options.reconciliation else month.lines():
        print(line)


if __name__ == "__main__":
    main()
