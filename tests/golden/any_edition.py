# SPDX-License-Identifier: GPL-3.0-or-later
"""Any edition: a catalogue drawn from a seed, for the program as YAML and for the oracle as its own measures.

What the documents of the catalogue allow is drawn: every judged kind, filters, several stops, stops that may be early,
targets by the value of a column, levels that change in the year, exclusions and what implies them, composites of
composites under every rule, the limits of quality; and breakdowns by columns and by what is made of a row, of measures
and of metrics that count, count what differs, or run a clock.
"""
import json
from fractions import Fraction

from dimensions import Dimension, Metric
from measures import DAY_END, Edition, Measure
from rows import DATASETS, TABLE, clock_pairs
from synthetic.anymonth import LEAVES, REASONS
from synthetic.anymonth_hubs import CODES, COVERAGE, DEVICE_TYPES, MAKERS, MODELS, SRVS
from synthetic.common import DAY, HOUR, MINUTE, MS, SECOND

UNITS = [("days", DAY), ("h", HOUR), ("min", MINUTE), ("s", SECOND), ("ms", MS)]
LIMITS = {  # what the months are drawn round, and others
    "service_requests": [5 * SECOND, 2 * HOUR, 30 * SECOND, 1 * DAY, 20 * SECOND], "alerts": [60 * SECOND, 59999 * MS],
    "firmware": [5 * DAY, 120 * HOUR, 3 * DAY], "commands": [22 * HOUR, 90 * MINUTE],
    "round_trips": [22 * HOUR, 2 * HOUR, 25 * SECOND], "incidents": [4 * HOUR, 24 * HOUR, 72 * HOUR, 5 * DAY, 10 * DAY],
    "certificates": [30 * SECOND, 24 * HOUR], "repository": [3 * SECOND, 3000 * MS], "installs": [90 * DAY, 1 * DAY],
    "returns": [90 * DAY, 35 * DAY], "connectivity": [2 * HOUR, 1 * DAY, 30 * DAY]}
WORDS = {  # open columns, with values that the months have and some that they have not
    "service_requests": {"srv": SRVS, "user_role": ["IS", "GS"], "device_type": DEVICE_TYPES,
                         "generation": ["S1", "S2"], "response_code": CODES},
    "alerts": {"alert_code": ["8F3E", "8F12", "81A0", "8f3e"], "device_type": DEVICE_TYPES, "manufacturer": MAKERS,
               "model": MODELS},
    "firmware": {"manufacturer": MAKERS, "device_type": DEVICE_TYPES},
    "incidents": {"resolver": ["DCC", "DSP", "CSP", "RDP", "dsp"], "cause": ["Change", "a / b", "Storm"],
                  "service": ["SSI", "HUB"]},
    "certificates": {"type": ["device", "organisation"]},
    "installs": {"predicted_coverage": COVERAGE, "actual_coverage": COVERAGE},
    "returns": {"finding": ["fault confirmed", "No fault found", "a,b"]},
    "connectivity": {"device_type": DEVICE_TYPES, "payment_mode": ["credit", "prepayment"]}, "outages": {}}
TARGETS = ["99", "99", "96", "99.5", "95", "100", "0", "50.000000", "66.666667", "99.999999", "33.3"]
JUDGED_BY_EVENTS = ("in_time", "incidents", "cohort", "share")
NO_REGION = ("certificates", "repository")


def flow(value):
    """JSON, which is YAML as well."""
    return json.dumps(value, ensure_ascii=False)


def duration(rng, ns):
    """One of the ways to write it."""
    return rng.pick(["%d %s" % (ns // unit, name) for name, unit in UNITS if ns % unit == 0][:2])


class AnyEdition:
    def __init__(self, rng, period):
        self.rng, self.period = rng, period
        self.lines, self.measures, self.spare = [], [], {d: list(ids) for d, ids in LEAVES.items()}
        self.composite_ids, self.serial = ["CPM-1", "CPM-2"], 0

    def build(self):
        rng = self.rng
        entries = [self.leaf() for _ in range(rng.between(4, 16))]
        for _ in range(rng.between(0, 5)):
            made = self.composite(entries)
            entries += [made] if made else []
        rng.shuffle(entries)
        metrics = [self.metric() for _ in range(rng.between(0, 5))]
        share, rows, always = rng.pick([("0.1 %", 10, "5 %"), ("0 %", 1, "0 %"), ("12.5 %", 3, "100 %"), ("1 %", 2, "1 %")])
        lines = ["edition: any", "title: Drawn at random", "in_force_from: 2016-01", "authority: The tests",
                 "assumptions: Nothing here is real.",
                 "quality: {withhold_above: %s, withhold_rows: %d, withhold_always_above: %s}" % (share, rows, always),
                 "measures:"]
        lines += [listed(text) for text, _ in entries] + ["metrics:"] * bool(metrics) + [listed(text) for text, _ in metrics]
        measures = [line for _, made in entries for line in made]
        percent = lambda text: Fraction(text.split()[0]) / 100
        edition = Edition(measures, percent(share), rows, percent(always), metrics=[made for _, made in metrics])
        clocks = [made[0] for _, made in entries] + [made for _, made in metrics]
        edition.clock_pairs = lambda row: pairs_of(row, clocks)
        return "\n".join(lines) + "\n...\n", edition

    # ---- what all have
    def ident(self, dataset):
        if self.spare.get(dataset) and self.rng.chance(80):
            return self.spare[dataset].pop(self.rng.below(len(self.spare[dataset])))
        self.serial += 1
        return "X-%d" % self.serial

    def levels(self):
        """(text, [(from, until, target, minimum)]): what holds from which month until before the next."""
        rng, (year, month) = self.rng, self.period
        months = set()
        for _ in range(rng.pick([1, 1, 2, 3])):
            back = rng.pick([30, 30, 30, 14, 6, 2, 1, 0, 0, -1])
            n = year * 12 + month - 1 - back
            months.add((n // 12, n % 12 + 1))
        spans, text, last = [], [], None
        for at in sorted(months):
            a, b = rng.pick(TARGETS), rng.pick(TARGETS)
            target, minimum = (a, b) if Fraction(a) >= Fraction(b) else (b, a)
            text.append({"from": "%04d-%02d" % at, "target": target, "minimum": minimum, "authority": "Part %d" % len(text)})
            spans.append((last, at, target, minimum))
            last = at
        starts = [at for _, at, _, _ in spans]
        out = [((1900, 1), month_before(starts[0]), None, None)]
        for k, (_, at, target, minimum) in enumerate(spans):
            out.append((at, month_before(starts[k + 1]) if k + 1 < len(starts) else None, target, minimum))
        return text, out

    def entry(self, ident, yaml_kind, spans, text, **made):
        """The YAML's keys, and a line of the oracle for each level."""
        points = {} if yaml_kind == "composite" else {"points": "From one end to the other."}
        text = {"id": ident, "kind": yaml_kind, "title": "Drawn", "provider": "DSP", "definition": "Drawn.", **points,
                "authority": "Part D", **text}
        return text, [Measure(ident, target, minimum, since=since, until=until, **made)
                      for since, until, target, minimum in spans]

    # ---- leaves
    def leaf(self):
        rng = self.rng
        kind = rng.weighted([("in_time", 50), ("incidents", 8), ("cohort", 8), ("windows", 8), ("share", 14),
                             ("availability", 9), ("reported", 3)])
        level_text, spans = self.levels()
        if kind == "reported":
            regional = rng.chance(50)
            return self.entry(self.ident("installs"), kind, spans, {"regions": yes(regional), "levels": level_text},
                              regional=regional, kind="reported", dimensions=[])
        datasets = {"windows": ["power_outages"], "availability": ["outages"], "incidents": ["incidents"],
                    "cohort": ["installs", "installs", "returns", "firmware"]}
        dataset = rng.pick(datasets.get(kind, [d for d in LIMITS]))
        text, made = {"dataset": dataset}, {"dataset": dataset, "regional": dataset not in NO_REGION and rng.chance(70)}
        self.rows(dataset, kind, text, made)
        if kind in ("in_time", "incidents", "cohort", "windows"):
            self.clock(dataset, kind, text, made)
        if kind in ("in_time", "incidents", "cohort"):
            self.within(dataset, kind, text, made)
        if kind == "cohort":
            text["cohort"], made["placing"] = "previous_quarter", "quarter before"
        if kind == "incidents" and rng.chance(70):
            text["paused_by"] = made["paused_by"] = "paused_minutes"
        if kind == "share":
            self.share(dataset, text, made)
        if kind == "windows":
            made.update(kind="windows", minutes=rng.pick([1, 3, 5, 60]), hubs=rng.pick([0, 1, 2, 49, 50, 51]),
                        above=rng.chance(50))
            text["windows"] = {"hub": "hub_id", "minutes": made["minutes"], "hubs": made["hubs"],
                               "class": "above" if made["above"] else "up_to"}
        if kind == "availability":
            made.update(kind="availability", service=rng.pick(["SSI", "DATA_SERVICE", "WAN_GATEWAY", "ssi", "NONE"]),
                        less_planned=rng.chance(50))
            made["where"] = {"service": [made["service"]]}
            text["availability"] = {"service": made["service"],
                                    "denominator": "less_planned" if made["less_planned"] else "all"}
        self.exclusions(dataset, kind, text, made)
        made["dimensions"] = [] if kind == "availability" else self.breakdowns(made["dataset"], kind, text, made["regional"])
        text.update(regions=yes(made["regional"]), levels=level_text)
        return self.entry(self.ident(made["dataset"]), kind, spans, text, **made)

    def choices(self, dataset):
        """The columns that rows can be selected by, with values."""
        found = {c.name: c.values for c in TABLE[dataset] if c.values and c.name != "region"}
        return {**found, **{name: [v for v in values if v] for name, values in WORDS.get(dataset, {}).items()}}

    def some(self, values):
        rng, values = self.rng, sorted(set(values))
        return rng.shuffle(values)[:rng.between(1, len(values))]

    def rows(self, dataset, kind, text, made):
        columns = self.choices(dataset)
        if kind == "availability" or not columns:
            return
        names = self.rng.shuffle(sorted(columns))[:self.rng.pick([0, 1, 1, 2])]
        where = {name: self.some(columns[name]) for name in names}
        if where:
            text["rows"], made["where"] = where, where

    def clock(self, dataset, kind, text, made):
        rng = self.rng
        times = [c.name for c in TABLE[dataset] if c.type == "time" and c.name != "updated_at"]
        if rng.chance(70):
            start, others = times[0], times[1:]
            if dataset == "service_requests":
                start = rng.pick(["received_at", "due_at", "returned_at"])
                others = {"received_at": ["dispatched_at", "responded_at"], "due_at": ["dispatched_at", "responded_at"],
                          "returned_at": ["responded_at"]}[start]
        else:
            start = rng.pick(times)
            others = [t for t in times if t != start]
        stops = rng.shuffle(list(others))[:rng.between(1, min(4, len(others)))]
        made.update(start=start, stops=tuple(stops), early=rng.chance(25) or start == "due_at" and "dispatched_at" in stops)
        text["clock"] = {"from": start, "to": stops if len(stops) > 1 or rng.chance(50) else stops[0],
                         **({"early_stop": "in_time"} if made["early"] else {})}
        if kind != "windows" and rng.chance(20):
            text["placed_by"] = made["placed"] = rng.pick(times)

    def within(self, dataset, kind, text, made):
        rng, columns = self.rng, self.choices(dataset)
        draw = lambda: rng.pick(LIMITS[dataset]) if rng.chance(90) else rng.between(1, 10**6) * MS
        if kind == "in_time" and rng.chance(8):
            text["within"], made["within"] = "end of day", DAY_END
            return
        if columns and rng.chance(40):
            by = rng.pick(sorted(columns))
            values = made.get("where", {}).get(by) or self.some(columns[by])
            cases = {value: draw() for value in values}
            text["within"] = {"by": by, "cases": {v: duration(rng, ns) for v, ns in cases.items()}}
            made["within"] = (by, cases)
            return
        made["within"] = draw()
        text["within"] = duration(rng, made["within"])

    def share(self, dataset, text, made):
        rng, columns = self.rng, self.choices(dataset)
        times = [c.name for c in TABLE[dataset] if c.type == "time" and c.name != "updated_at"]
        text["placed_by"] = made["placed"] = rng.pick([times[0], times[0], rng.pick(times)])
        made["kind"] = "share"
        words = sorted(WORDS.get(dataset, {}))
        if len(words) > 1 and (rng.chance(50) or not columns):
            a, b = rng.shuffle(words)[:2]
            text["good"] = {"equal": [a, b]}
            made.update(says=(a, b), good=lambda value: value[a] == value[b])
            return
        names = rng.shuffle(sorted(columns))[:rng.pick([1, 1, 2])]
        if not names:  # nothing to ask: of what is there all is good
            text["dataset"] = made["dataset"] = "installs"
            made.pop("where", None), text.pop("rows", None)
            made["regional"] = True
            text["placed_by"] = made["placed"] = "installed_at"
            names, columns = ["accepted"], self.choices("installs")
        wanted = {name: self.some(columns[name]) for name in names}
        text["good"] = wanted
        made.update(says=tuple(names), good=lambda value: all(value[n] in wanted[n] for n in names))

    def exclusions(self, dataset, kind, text, made):
        rng, dataset = self.rng, made["dataset"]
        if kind == "windows" or "exclusion:" not in DATASETS[dataset] or rng.chance(40):
            return
        reasons = self.some(REASONS + ["not_installed", "weather", "never claimed"])
        text["exclusions"] = reasons if len(reasons) > 1 or rng.chance(50) else reasons[0]
        made["allowed"] = tuple(reasons)
        columns = self.choices(dataset)
        if kind != "availability" and columns and rng.chance(40):
            name = rng.pick(sorted(columns))
            values = self.some(columns[name])[:2]
            made["implied"] = (rng.pick(reasons), name, values)
            text["implied"] = {"reason": made["implied"][0],
                               "when": {name: values if len(values) > 1 or rng.chance(50) else values[0]}}

    # ---- breakdowns and metrics
    def breakdowns(self, dataset, kind, text, regional, at_least=0):
        """A few dimensions, as the oracle has them; they go into the text as well."""
        rng, made = self.rng, []
        if kind == "windows":
            made = ["window"] * rng.chance(50)
        columns = sorted(self.choices(dataset))
        parts = columns + ["day", "hour"] * (kind != "cohort") + ["area"] * regional
        parts += ["policy"] * (kind in JUDGED_BY_EVENTS and not at_least)
        parts += ["open", "age"] * (kind == "count" and "clock" in text)
        for _ in range(rng.between(at_least, 4) if kind != "windows" else 0):
            made.append(" ".join(rng.shuffle(list(parts))[:rng.between(0, 3)]))
        if kind in JUDGED_BY_EVENTS and not at_least and rng.chance(30):
            made.append("reason")
        dimensions, text["breakdowns"] = [], {}
        for k, names in enumerate(made):
            d = Dimension("d%d: %s" % (k, names))
            by = d.parts
            entry = by if len(by) != 1 or rng.chance(50) else by[0]
            if kind in ("count", "distinct") and len(by) > 1 and rng.chance(50):
                d.share = rng.between(1, len(by) - 1)
            d.national = rng.chance(20)
            if d.share or d.national:
                entry = {"by": entry, **({"share_of": d.share} if d.share else {}),
                         **({"national_only": "yes"} if d.national else {})}
            text["breakdowns"][d.name] = entry
            dimensions.append(d)
        if not made:
            del text["breakdowns"]
        return dimensions

    def metric(self):
        rng = self.rng
        kind = rng.weighted([("count", 50), ("distinct", 25), ("in_time", 25)])
        with_device = {"alerts": "device_id", "round_trips": "hub_id", "installs": "hub_id", "connectivity": "device_id"}
        dataset = rng.pick(sorted(with_device) if kind == "distinct" else sorted(LIMITS))
        self.serial += 1
        text = {"id": "N-%d" % self.serial, "kind": kind, "title": "Drawn", "provider": "DCC", "definition": "Drawn.",
                "points": "From one end to the other.", "authority": "Part D", "dataset": dataset}
        made = {"dataset": dataset, "regional": dataset not in NO_REGION and rng.chance(70)}
        self.rows(dataset, kind, text, made)
        times = [c.name for c in TABLE[dataset] if c.type == "time" and c.name != "updated_at"]
        if kind == "in_time":
            made.update(start=times[0], stops=(rng.pick(times[1:]),), within=rng.pick(LIMITS[dataset]), early=rng.chance(40))
            text["clock"] = {"from": made["start"], "to": made["stops"][0],
                             **({"early_stop": "in_time"} if made["early"] else {})}
            text["within"] = duration(rng, made["within"])
        elif kind == "count" and rng.chance(40):
            made.update(start=times[0], stops=(rng.pick(times[1:]),), early=rng.chance(40))
            text["clock"] = {"from": made["start"], "to": made["stops"][0],
                             **({"early_stop": "in_time"} if made["early"] else {})}
        if kind == "distinct" or "clock" not in text or rng.chance(20):
            text["placed_by"] = made["placed"] = rng.pick(times)
        if kind == "distinct":
            text["counted"] = made["counted"] = with_device[dataset]
        if kind == "count" and dataset == "alerts" and rng.chance(40):
            text["counted"] = made["counted"] = "represents"
        if kind != "distinct":
            self.exclusions(dataset, kind, text, made)
        dimensions = self.breakdowns(dataset, kind, text, made["regional"], 1)
        text["regions"] = yes(made["regional"])
        metric = Metric(text["id"], kind, dimensions=(), **made)
        metric.dimensions = dimensions
        return text, metric

    # ---- composites
    def composite(self, entries):
        """Over measures that may be added up, none of them twice by two ways."""
        rng, regional = self.rng, self.rng.chance(60)
        minutes = rng.chance(15)
        below = {made[0].id: made[0] for _, made in entries}

        def leaves(m):
            return {m.id} if not m.inputs else set().union(*(leaves(below[i]) for i in m.inputs))

        chosen, met = [], set()
        for m in rng.shuffle(sorted(below.values(), key=lambda m: m.id)):
            own = leaves(m)
            if (m.regional or not regional) and not met & own and len(chosen) < 5:
                if all((below[i].kind == "availability") == minutes for i in own):
                    chosen.append(m.id)
                    met |= own
        if not chosen:
            return None
        chosen = chosen[:rng.between(1, len(chosen))]
        self.serial += 1
        ident = self.composite_ids.pop() if self.composite_ids else "Y-%d" % self.serial
        level_text, spans = self.levels()
        rule = rng.pick(["pooled", "mean", "minimum"])
        return self.entry(ident, "composite", spans,
                          {"inputs": chosen, "composition": {"rule": rule}, "regions": yes(regional), "levels": level_text},
                          inputs=tuple(chosen), regional=regional, kind="composite", rule=rule, dimensions=[])


def yes(value):
    return "yes" if value else "no"


def month_before(at):
    return (at[0] - 1, 12) if at[1] == 1 else (at[0], at[1] - 1)


def listed(text):
    """An entry of a YAML list."""
    return "  - " + "\n    ".join("%s: %s" % (k, v if isinstance(v, str) else flow(v)) for k, v in text.items())


def pairs_of(row, clocks):
    """Ruling 5: the clocks of the catalogue; of what selects rows the mode alone decides whether a clock is this row's."""
    if row.dataset == "outages":
        return [("start_at", "end_at")]
    pairs = []
    for m in clocks:
        modes = m.where.get("mode")
        if m.dataset == row.dataset and m.start and not m.early and (modes is None or row.value["mode"] in modes):
            pairs += [(m.start, stop) for stop in m.stops]
    return pairs


def build(rng, period):
    """The YAML of an edition, and the oracle's Edition."""
    return AnyEdition(rng, period).build()
