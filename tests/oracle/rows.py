# SPDX-License-Identifier: GPL-3.0-or-later
"""From files to checked rows: the dataset table, layouts, and what rejects a row.  Part of the oracle."""
import fnmatch
import os
import re
from datetime import date
from fractions import Fraction

from formats import Unusable, detect_delimiter, plain_bytes, read_yaml, records
from times import parse_month, parse_stamp

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
    f"in_coverage:{YN} access:{YN} predicted_coverage:text actual_coverage:text accepted:{YN} faulty:{YN} "
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
MEANT = {"service_requests": {"originator": "user"}, "installs": {"in_coverage": "Y", "access": "Y"}}  # when empty
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


CLOCKS = {"alerts": [("received_at", "delivered_at")], "firmware": [("submitted_at", "completed_at")],
          "commands": [("received_at", "delivered_at")], "round_trips": [("sent_at", "returned_at")],
          "incidents": [("raised_at", "resolved_at")], "outages": [("start_at", "end_at")],
          "certificates": [("received_at", "issued_at")], "repository": [("received_at", "sent_at")],
          "power_outages": [("received_at", "sent_at")], "connectivity": [("lost_at", "restored_at")],
          "returns": [("returned_at", "received_at"), ("received_at", "triaged_at")]}


def clock_pairs(row):
    """Ruling 5: the catalogue's clocks, by mode.  dispatched_at may lie before due_at, and
    connected_at before installed_at.  What was answered before it was asked is rejected in every mode."""
    if row.dataset == "service_requests":
        if row.value["mode"] == "on_demand":
            return [("received_at", "dispatched_at"), ("received_at", "responded_at")]
        return [("received_at", "responded_at"), ("returned_at", "responded_at")]
    return CLOCKS.get(row.dataset, [])


def check_row(row, layout, cutoff, pairs_of):
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
    for name, meant in MEANT.get(row.dataset, {}).items():
        value[name] = value[name] or meant
    for start, stop in pairs_of(row):
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


def read_file(path, dataset, layout, cutoff, pairs_of=None):
    """All rows of a file, checked; `pairs_of` as Edition.clock_pairs."""
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
        check_row(row, layout, cutoff, pairs_of or clock_pairs)
        # In another zone the same text is another time.
        row.content = ("row", tuple((row.text[c.name], row.value[c.name] if c.type == "time" else None)
                                    for c in TABLE[dataset]))
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
