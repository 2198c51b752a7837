# SPDX-License-Identifier: GPL-3.0-or-later
"""What is broken down by what, and the metrics: typed in from the catalogue's text and docs/breakdowns.md.
Part of the oracle."""
from measures import EDITION_FROM, MEASURES, NO_ACCESS, VISITS, Edition
from times import DAY, HOUR, SECOND

SPECIAL = {"day", "hour", "area", "process", "state", "open", "age", "policy", "reason", "window", "response",
           "quantile", "lasted", "verdict", "summary", "change"}


class Dimension:
    """`name: part part ...; share 1; figure devices; national`."""

    def __init__(self, text):
        head, *rest = (piece.strip() for piece in text.split(";"))
        self.name, parts = (piece.strip() for piece in head.split(":"))
        self.parts = parts.split()
        self.share, self.figure, self.national = 0, "main", False
        for piece in rest:
            if piece == "national":
                self.national = True
            elif piece.startswith("share "):
                self.share = int(piece[6:])
            else:
                self.figure = piece.split()[1]


class Metric:
    def __init__(self, ident, kind, dataset, dimensions, where=None, placed=None, start=None, stops=(), within=None,
                 regional=True, allowed=(), counted=None, since=EDITION_FROM, until=None, implied=None, early=False):
        self.id, self.kind, self.dataset, self.where = ident, kind, dataset, where or {}
        self.placed = placed or start
        self.start, self.stops, self.within = start, stops, within
        self.regional, self.allowed, self.counted = regional, allowed, counted
        self.since, self.until, self.implied, self.early = since, until, implied, early  # as in measures.py
        self.dimensions = [Dimension(text) for text in dimensions]

    def regions(self):
        return ["N", "C", "S", "-"] if self.regional else ["-"]


DEVICE = "manufacturer model firmware_version"
HOUR_OF_DAY, POLICY, REASON = "hour: hour", "policy: policy", "reason: reason"
INCIDENT = ["category: category", "resolver: resolver", "cause: cause"]
OF_MEASURES = {
    "CPM-3": ["code: alert_code", f"device: {DEVICE}", f"code_device: alert_code {DEVICE}", HOUR_OF_DAY],
    "CPM-4": INCIDENT, "CPM-5": INCIDENT, "CPM-7": ["submission: submission", "type: type"],
    "DSP-1.1": ["srv: srv", HOUR_OF_DAY], "DSP-1.2": ["srv: srv", HOUR_OF_DAY], "DSP-1.3": ["srv: srv", HOUR_OF_DAY],
    "DSP-1.4": ["srv: srv", HOUR_OF_DAY], "CSP-1.1": [POLICY, REASON, "srv: srv", HOUR_OF_DAY],
    "CSP-1.2": [POLICY, REASON, "srv: srv"],
    "CSP-2": [POLICY, REASON, f"device_policy: {DEVICE} policy", "model_policy: manufacturer model policy",
              "firmware_policy: firmware_version policy", HOUR_OF_DAY],
    "CSP-3.1": [HOUR_OF_DAY], "CSP-4.1": [HOUR_OF_DAY], "CSP-4.2": [HOUR_OF_DAY], "CSP-4.3": [HOUR_OF_DAY],
    "CSP-12.2": ["window: window"], "CSP-COVERAGE": [POLICY, REASON], "CSP-CH1.2": [POLICY, REASON],
    "CSP-CH1.3": [POLICY, REASON],
}
OF_MEASURES = {ident: [Dimension(text) for text in texts] for ident, texts in OF_MEASURES.items()}
CODES = ["code: alert_code", f"code_device: alert_code {DEVICE}; share 1", "code_type: alert_code device_type; share 1"]
AREA = f"area_code_device: area alert_code {DEVICE}; share 2; national"
METRICS = [  # in the order of the editions
    Metric("FW-STATE", "count", "firmware", ["state: state", f"device_state: {DEVICE} state; share 3",
                                             "model_state: manufacturer model state; share 2",
                                             "firmware_state: firmware_version state; share 1"],
           {"category": ["1"]}, start="submitted_at", stops=("completed_at",), within=5 * DAY),
    Metric("FW-SUBMITTED", "count", "firmware", ["category: category", "device_type: device_type"],
           placed="submitted_at"),
    Metric("ALERT-ROWS", "count", "alerts", CODES + [AREA], placed="received_at"),
    Metric("ALERT-VOLUME", "count", "alerts", CODES[:2] + [AREA], placed="received_at", counted="represents"),
    Metric("ALERT-DEVICES", "distinct", "alerts", CODES, placed="received_at", counted="device_id"),
    Metric("ALERT-NEW", "first time", "alerts", ["code: alert_code", f"code_device: alert_code {DEVICE}"],
           placed="received_at", counted="device_id"),
    Metric("HUB-INSTALLS", "count", "installs", ["all:", "srv: srv", "coverage: in_coverage", "day: day"],
           placed="installed_at", allowed=VISITS, implied=NO_ACCESS),
    Metric("HUB-POPULATION", "population", "hubs", ["summary: summary", "day: day"]),
    Metric("HUB-RETURNS", "count", "returns", ["srv: srv", "finding: finding", "srv_finding: srv finding; share 1"],
           placed="returned_at"),
    Metric("HUB-RETURN-90", "in_time", "returns", ["all:", "srv: srv"], start="returned_at", stops=("received_at",),
           within=90 * DAY),
    Metric("HUB-TRIAGE-35", "in_time", "returns", ["all:", "srv: srv", "finding: finding"], placed="returned_at",
           start="received_at", stops=("triaged_at",), within=35 * DAY),
    Metric("LOSS", "losses", "connectivity",
           ["devices:; figure devices", "devices_payment: payment_mode; figure devices",
            "devices_type: device_type; figure devices", "lasted: lasted", "lasted_payment: payment_mode lasted; share 1",
            "minutes:; figure minutes", "minutes_payment: payment_mode; figure minutes",
            "minutes_type: device_type; figure minutes"]),
    Metric("INC-COUNT", "count", "incidents",
           ["category: category", "category_open: category open; share 1", "resolver_open: resolver open; share 1",
            "cause: cause", "key_cause: key cause; share 1", "cause_category: cause category; share 1", "age: age",
            "resolver_age: resolver age; share 1"], start="raised_at", stops=("resolved_at",), regional=False),
    Metric("INC-WHAT-IF", "what_if", "incidents", ["change: change"], regional=False),
    Metric("PROCESS", "journeys", "service_requests",
           ["process: process", "response: process response; share 1", "success: process; figure success",
            "success_generation: process generation; figure success", "success_srv: process srv; figure success",
            "within: process; figure within", "within_generation: process generation; figure within",
            "within_srv: process srv; figure within", "time: process quantile",
            "time_generation: process generation quantile"],
           {"originator": ["user"]}, within={"on_demand": 30 * SECOND, "future_dated": 24 * HOUR, "scheduled": 24 * HOUR}),
    Metric("FORECAST", "variance", "service_requests", ["verdict: verdict", "srv: srv"], {"originator": ["user"]},
           placed="received_at", regional=False),
]


BUILT_IN = Edition(MEASURES, metrics=METRICS)


def dimensions_of(item):
    """A measure that stands twice may have dimensions of each line: those of a later one under its id and month."""
    if item.dimensions is not None:
        return item.dimensions
    return OF_MEASURES.get((item.id, item.since), OF_MEASURES.get(item.id, []))


SUCCESS = {"I0", "I99"}
NETWORK = {"E20", "E21", "E30"}
REQUESTER = {"E%d" % n for n in range(1, 20)}
PROCESSES = {  # business process: Service Reference Variants
    "install_and_commission": "1.5 6.4.1 6.6 6.7 6.8 6.11 6.20.1 6.20.2 6.24.1 6.24.2 8.1.1 8.2 8.3 8.4 8.5 8.6 8.7.1 "
    "8.7.2 8.8.1 8.8.2 8.9 8.11 8.12.1 8.12.2 8.13 8.14.1 8.14.2 12.1 12.2",
    "prepayment": "1.6 2.1 2.2 2.3 2.5 4.3 4.13 4.14 4.18 7.1 7.2 7.3 7.4",
    "reads": "4.1.1 4.1.2 4.1.3 4.1.4 4.2 4.4.2 4.4.3 4.4.4 4.4.5 4.6.1 4.6.2 4.8.1 4.8.2 4.8.3 4.10 4.12.1 4.12.2 "
    "4.15 4.16 4.17 5.1 5.2 5.3 14.1",
    "tariff": "1.1.1 1.1.2 1.2.1 1.2.2 1.7 4.11.1 4.11.2",
    "change_of_supplier": "3.2 3.4 6.15.1 6.15.2 6.17 6.21 6.23",
    "firmware": "11.1 11.2 11.3 11.4",
    "returns": "8.14.3 8.14.4",
    "connectivity": "6.13 6.22 6.28 6.29 6.30 6.31 6.32",
}
PROCESS_OF = {srv: name for name, srvs in PROCESSES.items() for srv in srvs.split()}
