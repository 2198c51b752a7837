# SPDX-License-Identifier: GPL-3.0-or-later
"""breakdowns.csv, from the rows of a month and the events of its measures (docs/breakdowns.md).  Part of the oracle."""
import collections
from fractions import Fraction

from dimensions import PROCESS_OF, dimensions_of
from figures import DEFAULTS, level_text, regions_of, status_of
from metrics import MAKERS, in_group
from times import DAY, HOUR, london_clock, london_date, london_hour


class Tally:
    def __init__(self):
        self.good = self.bad = self.excluded = self.refused = self.pending = 0

    def add(self, verdict, refused):
        setattr(self, verdict, getattr(self, verdict) + 1)
        self.refused += refused


def share_text(good, total):
    """Six places, half up; empty when there is nothing to divide by."""
    if not total:
        return ""
    units = (Fraction(100 * good, total) * 10**6 * 2 + 1) // 2
    return f"{units // 10**6}.{units % 10**6:06d}"


def csv_field(text):
    if text[:1] in ("=", "+", "-", "@", "\t", "\r") and text not in ("", "-"):  # a lone - is no formula
        text = "'" + text
    if any(c in text for c in ',"\r\n'):
        return '"' + text.replace('"', '""') + '"'
    return text


class Breakdowns:
    def __init__(self, figures):
        self.figures, self.month = figures, figures.month
        until = self.month.end if self.month.cutoff is None else min(self.month.end, self.month.cutoff)
        self.until = max(until, self.month.begin)
        self.kept = {}  # rows, events and journeys that are looked at again for the next dimension

    def lines(self):
        yield "period,measure,region,dimension,key,good,total,excluded,refused,level"
        period = "%04d-%02d" % self.month.month
        for item in self.month.edition.items(self.month.month):
            for dimension in dimensions_of(item) if self.supplied(item) else ():
                for region in ["-"] if dimension.national else item.regions():
                    for key, good, total, excluded, refused, level in self.rows(item, dimension, region):
                        yield ",".join([period, item.id, region, dimension.name, csv_field(key), str(good), str(total),
                                        str(excluded), str(refused), level])

    def supplied(self, item):
        """Without a file of its dataset an item is not supplied; neither are forecasts without one for the month."""
        forecast = any(row.value["period"] == self.month.month for row in self.month.used["forecasts"])
        return item.dataset in self.month.supplied and (item.kind != "variance" or forecast)

    def rows(self, item, dimension, region):
        if item.id in self.figures.of_measure:
            rows = self.of_measure(item, dimension, region)
        else:
            rows = list(MAKERS[item.kind](self, item, dimension, region))
            if self.keep(("withheld", item.id), lambda: self.withheld(item)):
                rows = [row[:5] + ("",) for row in rows]
        if item.kind == "variance":
            return rows
        return sorted(rows, key=lambda row: row[0].encode())

    # ---- measures
    def of_measure(self, m, dimension, region):
        cell, tallies = self.figures.cells[m.id, region], collections.defaultdict(Tally)
        for event in self.events_in(m, region):
            self.put(m, dimension, event, tallies)
        for key, t in tallies.items():
            total, level = t.good + t.bad, ""
            if total and cell.quality != "withheld":
                percent = Fraction(100 * t.good, total)
                level = level_text(m, percent, status_of(m, percent))
            yield key, t.good, total, t.excluded, t.refused, level

    def put(self, m, dimension, event, tallies):
        """Adds one event to the rows it belongs to."""
        texts = [self.text_of(m, part, event.row) for part in dimension.parts]
        join = lambda special: " / ".join(special if text is None else text for text in texts)
        if "reason" in dimension.parts:
            if event.claim:
                tally = tallies[join(f"{'allowed' if event.claim.allowed else 'refused'} / {event.claim.reason}")]
                tally.add("good" if event.clock == "good" else "bad", event.refused)
                tally.excluded += event.claim.allowed
        elif "policy" in dimension.parts:
            claimed = event.claim is not None
            if event.verdict != "pending":  # a pending row is in none, but where its claim is honoured
                tallies[join("allowed")].add(event.verdict, event.refused)
            if event.clock != "pending":
                tallies[join("none")].add(event.clock, claimed)
            if claimed or event.clock != "pending":
                tallies[join("every_claim")].add("excluded" if claimed else event.clock, False)
        else:
            tallies[join("") or "all"].add(event.verdict, event.refused)

    # ---- parts of keys
    def text_of(self, item, part, row):
        """The text of a part that one row has; None for policy and reason, of which it may have several."""
        if part in ("policy", "reason"):
            return None
        value = row.value
        if part == "day":
            return london_date(value[item.placed])
        if part == "hour":
            return london_hour(value[item.placed])
        if part == "area":
            return {"N": "N", "C": "C&S", "S": "C&S", None: "-"}[value["region"]]
        if part == "process":
            return PROCESS_OF.get(value["srv"], "other")
        if part == "state":
            return self.state(item, value)
        if part in ("open", "age"):
            return self.age(item, value, part == "age")
        if part == "lasted":
            return self.lasted(value)
        if part == "window":
            return london_clock(self.figures.window_of(item, row)[1])
        return value[part] or "-"

    @staticmethod
    def state(item, value):
        stop = value[item.stops[0]]
        if stop is not None:
            return "completed_in_time" if stop - value[item.start] <= item.within else "completed_late"
        return value["outcome"] or "running"

    def age(self, item, value, by_age):
        if value[item.stops[0]] is not None:
            return "0 resolved" if by_age else "resolved"
        old = self.until - value[item.start]
        if not by_age:
            return "open"
        return "1 under 1 day" if old < DAY else "2 1 to 7 days" if old < 7 * DAY else \
            "3 7 to 14 days" if old < 14 * DAY else "4 14 days or more"

    def lasted(self, value):
        if value["restored_at"] is None or value["restored_at"] >= self.until:
            return "5 still off"
        long = value["restored_at"] - value["lost_at"]
        return "1 under 1 hour" if long < HOUR else "2 1 hour to 1 day" if long < DAY else \
            "3 1 to 7 days" if long < 7 * DAY else "4 7 days or more"

    def keep(self, key, make):
        if key not in self.kept:
            self.kept[key] = make()
        return self.kept[key]

    def events_in(self, m, region):
        return self.keep((m.id, region), lambda: [e for e in self.figures.events.get(m.id, ())
                                                  if region in regions_of(m, e.row)])

    def rows_in(self, metric, region):
        """The used rows of a Region that a metric looks at; all of them for the national figure."""
        if region == "-":
            return self.keep((metric.id, "-"), lambda: list(self.select(metric)))
        return self.keep((metric.id, region), lambda: [
            row for row in self.rows_in(metric, "-") if metric.regional and row.value["region"] == region])

    def select(self, metric):
        for row in self.placed(metric):
            if metric.kind != "in_time" or row.value[metric.start] is not None:  # a clock that started
                yield row

    # ---- quality of metrics
    def placed(self, metric):
        for row in self.month.used[metric.dataset]:
            if self.places(metric, row.value) and all(row.value[n] in v for n, v in metric.where.items()):
                yield row

    def places(self, metric, value):
        if metric.kind == "losses":
            return value["lost_at"] < self.until and (value["restored_at"] is None or
                                                      value["restored_at"] > self.month.begin)
        if metric.kind == "population":
            return in_group(self.month.month, value["date"])
        if metric.kind == "journeys":
            return self.month.in_month(value["due_at"] if value["due_at"] is not None else value["received_at"])
        return self.month.in_month(value["raised_at" if metric.kind == "what_if" else metric.placed])

    def withheld(self, metric):
        if metric.dataset in self.month.unusable or metric.kind == "variance" and self.lost_forecasts():
            return True
        n = sum(self.could_feed(metric, row) for row in self.month.rejected[metric.dataset].values())
        if not n:
            return False
        return self.month.edition.withholds(n, sum(1 for _ in self.placed(metric)))  # events or not

    def lost_forecasts(self):
        """What is set against forecasts is known as well as they are: those of the month, and lost rows of it."""
        if "forecasts" in self.month.unusable:
            return True
        lost = sum(not row.readable("period") or row.value["period"] in (None, self.month.month)
                   for row in self.month.rejected["forecasts"].values())
        came = sum(row.value["period"] == self.month.month for row in self.month.used["forecasts"])
        return self.month.edition.withholds(lost, came)

    def could_feed(self, metric, row):
        if not row.whole:
            return True
        for name, allowed in metric.where.items():
            if row.readable(name) and (row.value[name] or DEFAULTS.get(name)) not in allowed:
                return False
        if metric.kind == "losses":
            return self.could_be_loss(row)
        needed = {"population": ("date",), "journeys": ("due_at", "received_at"),
                  "what_if": ("raised_at",)}.get(metric.kind, (metric.placed,))
        if not all(row.readable(name) for name in needed):
            return True
        return self.places(metric, row.value)

    def could_be_loss(self, row):
        """Not ruled out by what can be read; of a loss that ends before it begins either may be wrong."""
        lost, restored = (row.value[name] if row.readable(name) else None for name in ("lost_at", "restored_at"))
        begin, until = self.month.begin, self.until
        if lost is not None and restored is not None and restored < lost:
            return lost >= begin and restored < until
        return (lost is None or lost < until) and (restored is None or restored > begin)
