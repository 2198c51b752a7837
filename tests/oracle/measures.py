# SPDX-License-Identifier: GPL-3.0-or-later
"""The measures, typed in from the documents and not from the catalogue.  Part of the oracle.

A line holds from the month `since` to the month `until`: a measure that a later edition brings has `since`, one that
it takes away `until`, and one that it changes, in its target too, stands twice: the former line with `until`, the new
one with `since`.
"""
from fractions import Fraction

from times import DAY, HOUR, SECOND

EDITION_FROM = (2018, 3)  # the first edition
S = SECOND


class Measure:
    def __init__(self, ident, target, minimum, dataset=None, where=None, start=None, stops=(), within=None,
                 regional=True, allowed=(), inputs=(), service=None, kind="events", less_planned=False, above=None,
                 placing="month", says=(), good=None, since=EDITION_FROM, until=None, placed=None, implied=None,
                 paused_by=None, rule="pooled", minutes=3, hubs=50, early=False, dimensions=None):
        self.id, self.target, self.minimum, self.dataset = ident, target, minimum, dataset
        self.where, self.start, self.stops, self.within = where or {}, start, stops, within
        self.regional, self.allowed, self.inputs, self.service = regional, allowed, inputs, service
        self.kind = kind                  # events, share, availability, windows, composite, reported
        self.less_planned = less_planned  # availability: planned minutes shorten the denominator
        self.minutes, self.hubs = minutes, hubs  # windows: their length, and how many hubs part the classes
        self.above = above                # windows: of more hubs than that, or not
        self.early = early                # a stop may lie before the start
        self.placing = placing            # "month", or "quarter before"
        self.placed = placed or start     # the timestamp that places a row
        self.implied = implied            # (reason, column, values): what says the reason without a claim
        self.paused_by = paused_by        # the column of minutes that are added to the time allowed
        self.rule = rule                  # composite: pooled, mean or minimum
        self.says = says                  # share: columns without which a row is no event
        self.good = good                  # share: a row is good when this says so
        self.dimensions = dimensions      # None: those of dimensions.py
        self.since, self.until = since, until  # first and last month; None: to this day
        # target None: known, but nothing is there to judge it by

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
DAY_END = "the UK midnight that follows"  # CSP-1.1 (ruling 16)
COVERED = {"in_coverage": ["Y"]}
VISITS = ("no_access", "not_installed")
NO_ACCESS = ("no_access", "access", ["N"])

MEASURES = [  # in the order of the editions
    Measure("CPM-1", "99", "96", inputs=("DSP-1.1", "DSP-1.4", "CSP-2", "CSP-4.3"), kind="composite"),
    Measure("CPM-2", "99", "96", inputs=("DSP-1.2", "DSP-1.3", "CSP-3.1", "CSP-4.1", "CSP-4.2"), kind="composite"),
    Measure("CPM-3", "99", "96", "alerts", {}, "received_at", ("delivered_at",), 60 * S),
    Measure("CPM-4", "100", "85", "incidents", {"resolver": DCC_RESOLVES, "category": ["1", "2"]}, "raised_at",
            ("resolved_at",), ("category", RESOLUTION), regional=False, allowed=("duplicate",), paused_by="paused_minutes"),
    Measure("CPM-5", "90", "80", "incidents", {"resolver": DCC_RESOLVES, "category": ["3", "4", "5"]}, "raised_at",
            ("resolved_at",), ("category", RESOLUTION), regional=False, allowed=("duplicate",), paused_by="paused_minutes"),
    Measure("CPM-6", "99.5", "98", "outages", {"service": ["SSI"]}, regional=False, service="SSI",
            kind="availability", less_planned=True),
    Measure("CPM-7", "99", "96", "certificates", {}, "received_at", ("issued_at",),
            ("submission", {"adhoc": 30 * S, "batch": 24 * HOUR}), regional=False),
    Measure("CPM-8", "99", "96", "repository", {}, "received_at", ("sent_at",), 3 * S, regional=False),
    Measure("DSP-1.1", "99", "96", "service_requests", REQUESTS_USER, "received_at",
            ("dispatched_at", "responded_at"), 5 * S),
    Measure("DSP-1.2", "99", "96", "service_requests", REQUESTS_LATER, "returned_at", ("responded_at",), 2 * HOUR),
    Measure("DSP-1.3", "99", "96", "service_requests", REQUESTS_LATER, "due_at", ("dispatched_at",), 2 * HOUR),
    Measure("DSP-1.4", "99", "96", "service_requests", REQUESTS_DCC, "received_at",
            ("dispatched_at", "responded_at"), 5 * S),
    Measure("DSP-2.1", "99.5", "98", "outages", {"service": ["DATA_SERVICE"]}, regional=False,
            service="DATA_SERVICE", kind="availability"),
    Measure("DSP-ANOMALY", "99", "96", regional=False, kind="reported"),
    Measure("CSP-1.1", "95", "90", "installs", COVERED, "installed_at", ("connected_at",), DAY_END, allowed=VISITS,
            implied=NO_ACCESS),
    Measure("CSP-1.2", "99", "96", "installs", COVERED, "installed_at", ("connected_at",), 90 * DAY, allowed=VISITS,
            implied=NO_ACCESS, placing="quarter before"),
    Measure("CSP-2", "99", "96", "firmware", {"category": ["1"]}, "submitted_at", ("completed_at",), 5 * DAY,
            allowed=("user_cancelled",)),
    Measure("CSP-3.1", "99", "96", "commands", {"category": ["2"]}, "received_at", ("delivered_at",), 22 * HOUR),
    Measure("CSP-4.1", "99", "96", "round_trips", {"class": ["RTT2"]}, "sent_at", ("returned_at",), 22 * HOUR),
    Measure("CSP-4.2", "99", "96", "round_trips", {"class": ["RTT3"]}, "sent_at", ("returned_at",), 2 * HOUR),
    Measure("CSP-4.3", "99", "96", "round_trips", {"class": ["RTT4"]}, "sent_at", ("returned_at",), 25 * S),
    Measure("CSP-6.2", "99.5", "98", "outages", {"service": ["WAN_GATEWAY"]}, service="WAN_GATEWAY",
            kind="availability"),
    Measure("CSP-12.1", "99", "96", "power_outages", {}, "received_at", ("sent_at",), kind="windows", above=False),
    Measure("CSP-12.2", "99", "96", "power_outages", {}, "received_at", ("sent_at",), kind="windows", above=True),
    Measure("CSP-COVERAGE", "95", "90", "installs", {}, "installed_at", kind="share", allowed=VISITS, implied=NO_ACCESS,
            says=("predicted_coverage", "actual_coverage"),
            good=lambda value: value["predicted_coverage"] == value["actual_coverage"]),
    Measure("CSP-CH1.2", "99", "96", "installs", {}, "installed_at", kind="share", allowed=VISITS, implied=NO_ACCESS,
            says=("accepted",), good=lambda value: value["accepted"] == "Y"),
    Measure("CSP-CH1.3", "99", "96", "installs", {}, "installed_at", kind="share", allowed=VISITS, implied=NO_ACCESS,
            says=("faulty",), good=lambda value: value["faulty"] == "N"),
    Measure("CSP-CH2.1", "95", "90", kind="reported"),
]


def in_force(items, month):
    """The lines of a table that hold in a month."""
    return [item for item in items if item.since <= month and (item.until is None or month <= item.until)]


class Edition:
    """All that a catalogue says: measures, and the limits past which rejected rows withhold a figure (ruling 6)."""

    def __init__(self, measures, share=Fraction(1, 1000), rows=10, always=Fraction(5, 100), clock_pairs=None, metrics=()):
        self.measures, self.share, self.rows, self.always = measures, share, rows, always
        self.metrics = metrics
        self.clock_pairs = clock_pairs  # of a row, (start, stop) that may not lie the other way round; None: built-in

    def in_force(self, month):
        return in_force(self.measures, month)

    def items(self, month):
        """Measures and metrics of a month, in the order of the edition."""
        return self.in_force(month) + in_force(self.metrics, month)

    def judged_by(self, ident, month):
        """The line by which a month is judged, or None."""
        return next((m for m in self.in_force(month) if m.id == ident), None)

    def withholds(self, rejected, used):
        share = Fraction(rejected, rejected + used) if rejected else 0
        return (share > self.share and rejected >= self.rows) or share > self.always

