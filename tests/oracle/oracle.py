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
import hashlib
import os
import sys
from fractions import Fraction

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from formats import Unusable  # noqa: E402
from rows import KEYS, TABLE, find_files, read_file  # noqa: E402
from times import DAY, HOUR, MINUTE, SECOND, after, before, month_start, parse_month, parse_stamp  # noqa: E402

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
