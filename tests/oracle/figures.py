# SPDX-License-Identifier: GPL-3.0-or-later
"""The cells of results.csv, from the rows of a month.  Part of the oracle."""
import collections
from fractions import Fraction

from measures import DAY_END
from rows import KEYS
from times import MINUTE, before, next_midnight

WORSE = ["ok", "marked", "withheld"]


def worst(qualities):
    return max(qualities, key=WORSE.index, default="ok")


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


class Claim:
    """A claim to leave a row out: allowed or refused, and the reason that is shown."""

    def __init__(self, allowed, reason):
        self.allowed, self.reason = allowed, reason


class Event:
    """What one row is to one measure: `clock` is what its clock says (good, bad, pending), `verdict` the same
    but for what is excluded."""

    def __init__(self, measure, row, clock, claim):
        self.measure, self.row, self.clock, self.claim = measure, row, clock, claim
        self.verdict = "excluded" if claim and claim.allowed else clock
        self.refused = claim is not None and not claim.allowed


def regions_of(m, row):
    region = row.value["region"] if m.regional else None
    return ["-", region] if region else ["-"]


class Figures:
    def __init__(self, month):
        self.month, self.measures = month, month.measures
        self.cells, self.events, self.of_measure = {}, {}, {m.id for m in self.measures}
        self.register = collections.defaultdict(list)
        for row in month.used["exceptions"]:
            self.register[row.value["measure"], row.value["item_id"]].append(row)
        self.reported = {}
        for row in month.used["service_levels"]:
            self.reported[row.value["period"], row.value["measure"], row.value["region"] or "-"] = row
        for m in self.measures:
            for region in m.regions():
                self.cells[m.id, region] = Cell()
        for m in self.inputs_first():
            if not m.inputs:
                self.compute_leaf(m)
            for region in m.regions():
                if m.inputs:
                    self.compute_composite(m, region)
                self.judge(m, region)

    def inputs_first(self):
        """The measures, each after what it derives from."""
        left, done = list(self.measures), set()
        while left:
            m = next(m for m in left if done.issuperset(m.inputs))
            left.remove(m)
            done.add(m.id)
            yield m

    def claim(self, m, row):
        """Ruling 13.  The reason shown is the row's own where it is allowed, else that of the register's first."""
        item = row.value[KEYS[row.dataset][0]]
        entries = [e for e in self.register.get((m.id, item), [])
                   if e.value["region"] is None or e.value["region"] == row.value.get("region")]
        entries.sort(key=lambda e: ("NCS".find(e.value["region"] or "-") % 4, e.value["reason"].encode()))
        reason = row.value.get("exclusion")
        if reason in m.allowed:
            return Claim(True, reason)
        if m.implied and row.value[m.implied[1]] in m.implied[2]:  # access = N is the same as the claim no_access
            return Claim(True, m.implied[0])
        approved = [e for e in entries if e.value["approved"] == "Y"]
        if approved:
            return Claim(True, approved[0].value["reason"])
        if reason or entries:
            return Claim(False, reason or entries[0].value["reason"])
        return None

    def compute_leaf(self, m):
        if self.month.placing(m) is None:  # ruling 16: not due, whatever was supplied
            for region in m.regions():
                self.cells[m.id, region].basis = "events" if m.dataset in self.month.supplied else ""
            return
        if m.dataset not in self.month.supplied:
            for region in m.regions():  # ruling 19: the cell takes its own row, or there is nothing
                row = self.reported.get((self.month.month, m.id, region))
                if row:
                    cell = self.cells[m.id, region]
                    cell.basis = "reported"
                    cell.good = row.value["good"]
                    cell.bad = row.value["total"] - cell.good
                    cell.excluded = row.value["excluded"] or 0
                self.grade_reported(m.id, region, self.cells[m.id, region])
            return
        for region in m.regions():
            self.cells[m.id, region].basis = "events"
        if m.kind == "availability":
            self.compute_availability(m)
        else:
            make = {"windows": self.windowed, "share": self.shared, "events": self.timed}[m.kind]
            self.events[m.id] = list(make(m))
            for event in self.events[m.id]:
                for region in regions_of(m, event.row):
                    cell = self.cells[m.id, region]
                    setattr(cell, event.verdict, getattr(cell, event.verdict) + 1)
                    cell.refused += event.refused
        for row in self.month.rejected[m.dataset].values():
            for region in m.regions():
                if self.could_feed(m, region, row):
                    self.cells[m.id, region].rejected += 1
        for region in m.regions():
            self.grade(m, self.cells[m.id, region])
        national = self.cells[m.id, "-"]
        national.quality = worst(self.cells[m.id, r].quality for r in m.regions())  # a total: its worst part

    def selected(self, m):
        for row in self.month.used[m.dataset]:
            if m.start and row.value[m.start] is None:  # ruling 11: a clock that never started is no event
                continue
            if self.month.places(m, row.value[m.placed]):
                if all(row.value[name] in allowed for name, allowed in m.where.items()):
                    if all(row.value[name] is not None for name in m.says) and self.has_limit(m, row):
                        yield row

    @staticmethod
    def has_limit(m, row):
        """A row whose value has no case in `within` is not selected."""
        return not isinstance(m.within, tuple) or row.value[m.within[0]] in m.within[1]

    def timed(self, m):
        for row in self.selected(m):
            start, claim = row.value[m.start], self.claim(m, row)
            stop = next((row.value[s] for s in m.stops if row.value[s] is not None), None)  # ruling 11
            if m.within == DAY_END:  # ruling 16: before the midnight that follows, pending until then
                runs_out = next_midnight(start)
                last = runs_out - 1
            else:
                last = start + m.limit(row)
                if m.paused_by:  # ruling 14
                    last += (row.value[m.paused_by] or 0) * MINUTE
                runs_out = last
            if stop is not None:
                clock = "good" if stop <= last else "bad"  # within target: less than or equal
            elif self.month.cutoff is not None and self.month.cutoff < runs_out:  # ruling 12
                clock = "pending"
            else:
                clock = "bad"
            yield Event(m.id, row, clock, claim)

    def shared(self, m):
        for row in self.selected(m):
            claim = self.claim(m, row)
            yield Event(m.id, row, "good" if m.good(row.value) else "bad", claim)

    def window_of(self, m, row):
        """The Region and the first instant of a window of real time from 00:00 UK, one set per Region (ruling 17).
        A UK day has whole hours, so that those of one day go on where those of the day before end."""
        at, length = row.value[m.start] - self.month.begin, m.minutes * MINUTE
        return row.value["region"], self.month.begin + at // length * length

    def windowed(self, m):
        hubs = collections.defaultdict(set)
        for row in self.selected(m):
            hubs[self.window_of(m, row)].add(row.value["hub_id"])
        for row in self.selected(m):
            if (len(hubs[self.window_of(m, row)]) > m.hubs) == m.above:
                yield Event(m.id, row, "bad" if all(row.value[s] is None for s in m.stops) else "good", self.claim(m, row))

    def compute_availability(self, m):
        """Ruling 15.  All measures of minutes count complete minutes."""
        until = self.month.end if self.month.cutoff is None else min(self.month.end, self.month.cutoff)
        rows = [(row, self.claim(m, row)) for row in self.month.used["outages"] if row.value["service"] == m.service]
        for region in ("N", "C", "S") if m.regional else ("-",):
            cell, stretches = self.cells[m.id, region], {"planned": [], "unplanned": []}
            for row, claim in rows:
                if m.regional and row.value["region"] not in (None, region):
                    continue  # an outage without region counts in each Region
                cell.excluded += claim is not None and claim.allowed
                cell.refused += claim is not None and not claim.allowed
                stop = until if row.value["end_at"] is None else min(row.value["end_at"], until)
                begin = max(row.value["start_at"], self.month.begin)
                if not (claim and claim.allowed) and begin < stop:
                    stretches[row.value["kind"]].append((begin, stop))
            planned = united(stretches["planned"])
            unplanned = without(united(stretches["unplanned"]), planned)
            total = max(0, until - self.month.begin) // MINUTE - (minutes(planned) if m.less_planned else 0)
            cell.bad = minutes(unplanned)
            cell.good = total - cell.bad
        if m.regional:  # nationally the sum of the Regions' minutes, and each outage once
            cell = self.cells[m.id, "-"]
            cell.good = sum(self.cells[m.id, r].good for r in "NCS")
            cell.bad = sum(self.cells[m.id, r].bad for r in "NCS")
            cell.excluded = sum(claim is not None and claim.allowed for _, claim in rows)
            cell.refused = sum(claim is not None and not claim.allowed for _, claim in rows)

    def could_feed(self, m, region, row):
        """Ruling 6: what the readable fields do not rule out."""
        if not row.whole:
            return True
        if m.regional and region != "-" and row.readable("region"):
            anywhere = m.kind == "availability" and row.value["region"] is None
            if row.value["region"] != region and not anywhere:
                return False
        for name, allowed in list(m.where.items()) + ([m.within] if isinstance(m.within, tuple) else []):
            if row.readable(name) and (row.value[name] or DEFAULTS.get(name)) not in allowed:
                return False
        if m.kind == "availability":
            if row.readable("start_at") and row.value["start_at"] >= self.month.end:
                return False
            if row.readable("end_at") and row.value["end_at"] is not None and row.value["end_at"] <= self.month.begin:
                return False
            return True
        return not row.readable(m.placed) or self.month.places(m, row.value[m.placed])

    def grade(self, m, cell):
        if m.dataset in self.month.unusable:  # ruling 9
            cell.quality = "withheld"
        elif cell.rejected:
            cell.quality = "marked"
            used = cell.good + cell.bad + cell.excluded + cell.pending
            if self.month.edition.withholds(cell.rejected, used) or m.service:
                cell.quality = "withheld"
        if "exceptions" in self.month.unusable and cell.refused:  # ruling 9
            cell.quality = "withheld"

    def grade_reported(self, measure, region, cell):
        """Rulings 2 and 6: rows of service_levels that did not pass, or conflict, could have been the figure."""
        lost = sum(not row.whole
                   or ((not row.readable("period") or row.value["period"] in (None, self.month.month))
                       and (not row.readable("measure") or row.value["measure"] == measure)
                       and (not row.readable("region") or (row.value["region"] or "-") == region))
                   for row in self.month.rejected["service_levels"].values())
        if lost:
            withheld = self.month.edition.withholds(lost, int(cell.basis == "reported"))
            cell.quality = "withheld" if withheld else "marked"

    def compute_composite(self, m, region):
        cell = self.cells[m.id, region]
        parts = [self.cells[i, region] for i in m.inputs]
        own = self.reported.get((self.month.month, m.id, region))
        if own and not any(part.basis for part in parts):  # ruling 19: nothing to compute it from
            cell.basis, cell.good = "reported", own.value["good"]
            cell.bad = own.value["total"] - cell.good
            cell.excluded = own.value["excluded"] or 0
            self.grade_reported(m.id, region, cell)
            return
        for name in ("good", "bad", "excluded", "refused", "pending"):  # ruling 18: sums under every rule
            setattr(cell, name, sum(getattr(part, name) for part in parts))
        bases = {part.basis for part in parts if part.basis}
        cell.basis = "mixed" if len(bases) > 1 else "".join(bases)
        cell.quality = worst(part.quality for part in parts)
        if any(not part.basis for part in parts):  # ruling 18: an input is missing
            cell.quality = "withheld"
        levels = [part.level for part in parts if part.total]
        if cell.quality != "withheld" and levels and m.rule != "pooled":
            cell.level = min(levels) if m.rule == "minimum" else sum(levels) / len(levels)

    def judge(self, m, region):
        cell = self.cells[m.id, region]
        if cell.quality == "withheld":
            cell.status = "withheld"
            return
        if cell.total == 0:
            cell.status = "no_data"
            return
        if cell.level is None:  # mean and minimum have one
            cell.level = Fraction(cell.good, cell.total)
        cell.status = status_of(m, cell.level * 100)
        if m.target is not None:
            cell.below = self.months_below(m, region) if cell.status != "green" else 0

    def months_below(self, m, region):
        """Ruling 21; a month in which a measure is not due is no gap (ruling 16)."""
        n, month = 1, before(self.month.month)
        while True:
            then = self.month.edition.judged_by(m.id, month)
            if then is None or then.target is None:  # before its first level
                break
            if m.placing == "month" or month[1] % 3 == 0:
                row = self.reported.get((month, m.id, region))
                if row is None:
                    break
                if row.value["total"]:
                    if status_of(then, Fraction(100 * row.value["good"], row.value["total"])) == "green":
                        break
                    n += 1
            month = before(month)
        return n

    def lines(self):
        yield ("period,measure,region,good,total,excluded,refused,pending,level,target,minimum,status,quality,"
               "basis,months_below")
        for m in self.measures:
            for region in m.regions():
                c = self.cells[m.id, region]
                level = "" if c.level is None else level_text(m, c.level * 100, c.status)
                yield ",".join(str(v) for v in (
                    "%04d-%02d" % self.month.month, m.id, region, c.good, c.total, c.excluded, c.refused, c.pending,
                    level, m.target or "", m.minimum or "", c.status, c.quality, c.basis, c.below))


DEFAULTS = {"originator": "user", "in_coverage": "Y", "access": "Y"}  # what an empty value means


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
    if m.target is None:
        return "no_data"
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
