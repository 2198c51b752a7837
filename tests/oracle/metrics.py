# SPDX-License-Identifier: GPL-3.0-or-later
"""One function a kind of metric: the rows of one dimension in one Region.  Part of the oracle.

Each yields (key, good, total, excluded, refused, level) for the rows of breakdowns.csv; `b` is the Breakdowns.
"""
import collections
from datetime import date
from fractions import Fraction

from dimensions import NETWORK, REQUESTER, SUCCESS
from figures import level_text, minutes, status_of, united
from measures import RESOLUTION
from times import MINUTE

def in_group(month, ordinal):
    day = date.fromordinal(ordinal)
    return (day.year, day.month) == month


def six(fraction):
    """A percentage with six places, half up."""
    units = (fraction * 100 * 10**6 * 2 + 1) // 2
    return f"{units // 10**6}.{units % 10**6:06d}"


def ratio(good, total):
    return six(Fraction(good, total)) if total else ""


def key_of(b, item, dimension, row):
    """The key, and the text of the first parts, by which shares are taken.  Texts that join to one are one key."""
    texts = [b.text_of(item, part, row) for part in dimension.parts]
    return " / ".join(texts) or "all", " / ".join(texts[:dimension.share])


def shared(good, claims):
    """Rows of a count: the total is that of the rows that share the first parts."""
    whole = collections.Counter()
    for (key, first), n in good.items():
        whole[first] += n
    for key, first in set(good) | set(claims):
        n, total, more = good[key, first], whole[first], claims.get((key, first), [0, 0])
        yield key, n, total, more[0], more[1], ratio(n, total)


def claimed(item, row):
    """A row's own claim: the register does not speak of metrics."""
    reason = row.value.get("exclusion")
    if reason in item.allowed or item.implied and row.value[item.implied[1]] in item.implied[2]:
        return "excluded"
    return "refused" if reason else ""


def count(b, item, dimension, region):
    good, claims = collections.Counter(), {}
    for row in b.rows_in(item, region):
        key = key_of(b, item, dimension, row)
        n = (row.value[item.counted] or 1) if item.counted else 1
        claim = claimed(item, row) if item.allowed else ""  # without a list nobody asks
        if claim:
            claims.setdefault(key, [0, 0])[claim == "refused"] += n
        if claim != "excluded":
            good[key] += n
    return shared(good, claims)


def distinct(b, item, dimension, region):
    devices, whole = collections.defaultdict(set), collections.defaultdict(set)
    for row in b.rows_in(item, region):
        device = row.value[item.counted]
        if device is not None:
            key, first = key_of(b, item, dimension, row)
            devices[key, first].add(device)
            whole[first].add(device)
    return [(key, len(ids), len(whole[first]), 0, 0, ratio(len(ids), len(whole[first])))
            for (key, first), ids in devices.items()]


def first_time(b, item, dimension, region):
    return []  # no month is remembered, and nobody can say


def in_time(b, item, dimension, region):
    rows = collections.defaultdict(lambda: [0, 0, 0, 0])
    for row in b.rows_in(item, region):
        start, stop = row.value[item.start], row.value[item.stops[0]]
        key = " / ".join(b.text_of(item, part, row) for part in dimension.parts) or "all"
        claim = claimed(item, row)
        rows[key][2] += claim == "excluded"
        rows[key][3] += claim == "refused"
        if claim == "excluded":
            continue
        if stop is None and b.month.cutoff is not None and b.month.cutoff < start + item.within:
            continue  # pending: the key has a row
        rows[key][0] += stop is not None and stop - start <= item.within
        rows[key][1] += 1
    return [(key, good, total, *more, ratio(good, total)) for key, (good, total, *more) in rows.items()]


def population(b, item, dimension, region):
    days = collections.Counter()
    for row in b.rows_in(item, region):
        days[row.value["date"]] += row.value["commissioned"]
    if not days:
        return []
    numbers = {date.fromordinal(d).isoformat(): n for d, n in days.items()}
    if dimension.name == "summary":
        mean = (Fraction(sum(days.values()), len(days)) * 2 + 1) // 2
        numbers = {"first_day": days[min(days)], "last_day": days[max(days)], "mean": mean}
    return [(key, n, n, 0, 0, "") for key, n in numbers.items()]


def losses(b, item, dimension, region):
    rows = [r.value for r in b.rows_in(item, region)]
    if dimension.figure == "main":
        good = collections.Counter(key_of(b, item, dimension, r) for r in b.rows_in(item, region)
                                   if r.value["lost_at"] >= b.month.begin)
        return shared(good, {})
    keys = collections.defaultdict(lambda: collections.defaultdict(list))
    for value in rows:
        keys[" / ".join(value[part] or "-" for part in dimension.parts) or "all"][value["device_id"]].append(value)
    out = []
    for key, devices in keys.items():
        if dimension.figure == "devices":
            good = sum(any(still_off(b, v) for v in values) for values in devices.values())
            total = len(devices)
        else:
            total = len(devices) * ((b.until - b.month.begin) // MINUTE)
            good = total - sum(minutes(united([cut(b, v) for v in values])) for values in devices.values())
        out.append((key, good, total, 0, 0, ratio(good, total)))
    return out


def still_off(b, value):
    return value["restored_at"] is None or value["restored_at"] >= b.until


def cut(b, value):
    end = b.until if value["restored_at"] is None else min(value["restored_at"], b.until)
    return max(value["lost_at"], b.month.begin), end


class Journey:
    def __init__(self, b, item, value):
        start = value["due_at"] if value["due_at"] is not None else value["received_at"]
        stop, within, code = value["responded_at"], item.within[value["mode"]], value["response_code"]
        self.took = None if stop is None else max(0, stop - start)
        self.within = self.took is not None and self.took <= within
        if stop is None:
            pending = b.month.cutoff is not None and b.month.cutoff < start + within
            self.response = "pending" if pending else "no_answer"
        else:
            self.response = "success" if code in SUCCESS else "network" if code in NETWORK else \
                "requester" if code in REQUESTER else "other" if code else "unstated"


def journeys(b, item, dimension, region):
    parts = [p for p in dimension.parts if p not in ("response", "quantile")]
    groups, of_process = collections.defaultdict(list), collections.Counter()
    for row in b.rows_in(item, region):
        key = " / ".join(b.text_of(item, part, row) for part in parts)
        groups[key].append(b.keep(("journey", id(row)), lambda: Journey(b, item, row.value)))
        of_process[b.text_of(item, "process", row)] += 1
    out = []
    for key, all_of in groups.items():
        said = collections.Counter(j.response for j in all_of)
        answered = sorted(j.took for j in all_of if j.took is not None)
        if "quantile" in dimension.parts:
            for name, share in (("p50", 50), ("p95", 95), ("p99", 99)) if answered else ():
                rank = -(-share * len(answered) // 100)
                out.append((f"{key} / {name}", bucket(answered[rank - 1] // 1000), len(answered), 0, 0, ""))
            continue
        if "response" in dimension.parts:
            rows = [(f"{key} / {name}", n, of_process[key]) for name, n in said.items()]
        elif dimension.figure == "success":
            total = sum(said[r] for r in ("success", "network", "requester", "other", "no_answer"))
            rows = [(key, said["success"], total)]
        elif dimension.figure == "within":
            rows = [(key, sum(j.within for j in all_of), len(all_of) - said["pending"])]
        else:
            rows = [(key, len(all_of), sum(of_process.values()))]
        out += [(k, good, total, 0, 0, ratio(good, total)) for k, good, total in rows if total or said["pending"]]
    return out


def bucket(v):
    """The middle of the bucket of the histogram that a number of microseconds falls into."""
    if v < 128:
        return v
    width = 1 << (v.bit_length() - 1 - 6)
    return v // width * width + width // 2


def variance(b, item, dimension, region):
    asked = collections.Counter(row.value["srv"] for row in b.rows_in(item, region))
    forecast = {row.value["srv"]: row.value["forecast"] for row in b.month.used["forecasts"]
                if row.value["period"] == b.month.month}
    off = {srv: abs(asked[srv] - f) / f for srv, f in forecast.items() if f}
    if dimension.name == "verdict":
        if not forecast:
            return []
        outside = sum(off[s] > Fraction(1, 10) if s in off else asked[s] > 0 for s in forecast)
        nobody, n = sum(s not in forecast for s in asked), len(asked)
        rows = [("no_forecast", nobody, n), ("outside", outside, len(forecast)),
                ("within", len(forecast) - outside, len(forecast))]
        return [(key, good, total, 0, 0, ratio(good, total)) for key, good, total in rows]

    def order(srv):
        first = srv not in off and asked[srv] > 0
        return (not first, -asked[srv] if first else -off.get(srv, 0), srv.encode())
    return [(srv, asked[srv], (2 * forecast.get(srv, 0) + 1) // 2, 0, 0, six(off[srv]) if srv in off else "")
            for srv in sorted(set(asked) | set(forecast), key=order)]


def what_if(b, item, dimension, region):
    measures = [m for m in b.month.measures if m.id in ("CPM-4", "CPM-5")]
    counted = [e for m in measures for e in b.figures.events.get(m.id, ()) if e.verdict in ("good", "bad")]
    out = []
    for event in counted:
        value = event.row.value
        for category in sorted(RESOLUTION):
            if category == value["category"]:
                continue
            last = value["raised_at"] + RESOLUTION[category] + (value["paused_minutes"] or 0) * MINUTE
            if value["resolved_at"] is not None:
                clock = "good" if value["resolved_at"] <= last else "bad"
            else:
                clock = "pending" if b.month.cutoff is not None and b.month.cutoff < last else "bad"
            for m in measures:
                row = changed(b, m, event, category, clock)
                if row:
                    out.append((f"{value['incident_id']} / {value['category']} / {category} / {m.id}",) + row)
    return out


def changed(b, m, event, category, clock):
    """(good, total, excluded, refused, level) of a measure when one incident alone had another category: a claim
    that the measure allows would leave it out there too."""
    cell, claim = b.figures.cells[m.id, "-"], b.figures.claim(m, event.row)
    good, total = cell.good, cell.total
    if event.measure == m.id:
        good, total = good - (event.clock == "good"), total - 1
    if category in m.where["category"] and clock != "pending" and not (claim and claim.allowed):
        good, total = good + (clock == "good"), total + 1
    if (good, total) == (cell.good, cell.total):
        return None
    percent = Fraction(100 * good, total) if total and cell.quality != "withheld" else None
    return good, total, 0, 0, "" if percent is None else level_text(m, percent, status_of(m, percent))


MAKERS = {"count": count, "distinct": distinct, "first time": first_time, "in_time": in_time, "population": population,
          "losses": losses, "journeys": journeys, "variance": variance, "what_if": what_if}
