#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""story.py - the sample month is what its generator makes, and the oracle reads the story in it.

Needs no program.  Prints TAP.
"""
import filecmp
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path.insert(0, HERE)
sys.path.insert(0, os.path.join(HERE, "..", "oracle"))
from figures import Figures  # noqa: E402
from month import Month  # noqa: E402
from tap import Tap  # noqa: E402
from times import london_date  # noqa: E402

ROOT = os.path.normpath(os.path.join(HERE, "..", ".."))
SAMPLE = os.path.join(ROOT, "fixtures", "2019-10")
STORY = [  # measure, Region: status, quality, months below, and what it is there for
    ("CPM-1", "-", "amber", "ok", "10", "short of target for the tenth month in succession"),
    ("CPM-1", "N", "amber", "ok", "10", "the North for as long"),
    ("CPM-1", "C", "amber", "ok", "8", "Central since March"),
    ("CPM-1", "S", "amber", "ok", "5", "South since June"),
    ("CSP-2", "N", "red", "ok", "10", "updates dropped from the queue count"),
    ("CSP-2", "C", "red", "ok", "8", "a model that does not take its firmware"),
    ("CSP-2", "S", "red", "ok", "5", "the same in the South"),
    ("DSP-1.1", "-", "green", "ok", "0", "the data service is not behind it"),
    ("CSP-4.3", "S", "green", "ok", "0", "a Green that rests on too few tests"),
    ("CPM-2", "-", "green", "ok", "0", "Green, with Central's commands in breach inside"),
    ("CSP-3.1", "C", "amber", "ok", "3", "those commands"),
    ("CPM-3", "-", "green", "marked", "0", "a Green total with a Region in breach, marked by rejected rows"),
    ("CPM-3", "C", "amber", "marked", "4", "that Region"),
    ("CPM-4", "-", "amber", "ok", "2", "few incidents, one missed"),
    ("CPM-5", "-", "green", "ok", "0", "many incidents"),
    ("CPM-6", "-", "amber", "ok", "1", "an outage that began within planned maintenance"),
    ("CPM-7", "-", "green", "marked", "0", "a malformed quote"),
    ("CPM-8", "-", "withheld", "withheld", "", "too many rows rejected to say"),
    ("CSP-1.1", "N", "red", "ok", "4", "hubs in the North that are not connected on the day"),
    ("CSP-1.2", "-", "no_data", "ok", "", "not due in October"),
    ("CSP-12.1", "-", "green", "ok", "0", "small power outages"),
    ("CSP-12.2", "S", "red", "ok", "3", "large outages in the South, alerts held back"),
    ("CSP-COVERAGE", "N", "red", "ok", "7", "coverage that was predicted and not found"),
    ("CSP-CH1.2", "C", "red", "ok", "3", "a batch of hubs turned down in Central"),
    ("DSP-2.1", "-", "green", "ok", "0", "29 minutes on 9 October"),
]
# What the generator puts in, and the review has to find: measure, Region, what is late there (at least this many
# per cent of it), why.  Without the named days the month would be Green.
DRIVERS = [
    ("DSP-1.1", "-", "srv", ("6.23",), 40, "changes of supplier"),
    ("DSP-1.1", "N", "day", ("2019-10-09",), 30, "the outage of the data service"),
    ("CSP-2", "N", "outcome", ("dropped",), 85, "dropped from the queue"),
    ("CSP-2", "N", "day", ("2019-10-15", "2019-10-16"), 70, "the two days on which the queue was full"),
    ("CSP-2", "C", "model", ("BF-100",), 85, "a model that does not take its firmware"),
    ("CSP-2", "S", "firmware_version", ("2.1.7",), 85, "its version"),
    ("CSP-3.1", "C", "day", ("2019-10-22",), 60, "a fault at the gateway"),
    ("CPM-3", "C", "day", ("2019-10-24", "2019-10-25"), 70, "a storm of alerts on two evenings"),
    ("CPM-3", "C", "model", ("BF-100",), 75, "raised by one combination"),
    ("CPM-3", "C", "alert_code", ("8F3E",), 75, "of one code"),
]
GREEN_WITHOUT = [("DSP-1.1", "N", ("2019-10-09",)), ("CSP-3.1", "C", ("2019-10-22",)),
                 ("CPM-3", "C", ("2019-10-24", "2019-10-25"))]


def value_of(event, name):
    start = {"CSP-2": "submitted_at"}.get(event.measure, "received_at")
    return london_date(event.row.value[start]) if name == "day" else event.row.value[name]


def drivers(tap, events):
    def of(measure, region):
        return [e for e in events[measure] if region in ("-", e.row.value["region"]) and e.verdict in ("good", "bad")]
    for measure, region, name, values, share, why in DRIVERS:
        bad = [e for e in of(measure, region) if e.verdict == "bad"]
        theirs = sum(value_of(e, name) in values for e in bad)
        tap.ok(100 * theirs >= share * len(bad) > 0, f"{measure} {region}, what is late: {why}",
               f"{theirs} of {len(bad)} by {name} in {values}")
    for measure, region, days in GREEN_WITHOUT:
        rest = [e.verdict for e in of(measure, region) if value_of(e, "day") not in days]
        tap.ok(rest.count("good") * 100 >= 99 * len(rest), f"{measure} {region}: Green without {', '.join(days)}",
               f"{rest.count('good')} of {len(rest)}")
    of_code = [e.row.value for e in events["CPM-3"] if e.row.value["alert_code"] == "8F3E"]
    for regions in ("C", "S", "CS"):
        theirs = [v for v in of_code if v["region"] and v["region"] in regions]
        one = [v for v in theirs if (v["manufacturer"], v["model"], v["firmware_version"]) ==
               ("Brackenfell", "BF-100", "2.1.7")]
        tap.ok(round(1000 * len(one) / len(theirs)) == 746, f"one combination raises 74.6 % of 8F3E in {regions}",
               f"{len(one)} of {len(theirs)}")


def rest_of_the_story(tap, month):
    """Hubs, returns, connection and forecasts."""
    returned = [r.value for r in month.used["returns"] if r.value["srv"] == "8.14.3" and r.value["finding"]]
    for region, low, high in (("N", 5, 40), ("C", 50, 80), ("S", 50, 80)):
        theirs = [v["finding"] == "no fault found" for v in returned if v["region"] == region]
        tap.ok(low * len(theirs) <= 100 * sum(theirs) <= high * len(theirs),
               f"returned as faulty in {region}: nothing found in {low} to {high} %", f"{sum(theirs)} of {len(theirs)}")
    lost = [r.value for r in month.used["connectivity"]]
    prepaid = {r: sum(v["payment_mode"] == "prepayment" for v in lost if v["region"] == r) for r in "NCS"}
    tap.ok(prepaid["S"] > prepaid["N"] and prepaid["S"] > prepaid["C"], "prepayment meters drop off most in the South",
           prepaid)
    asked = [r.value["srv"] for r in month.used["service_requests"]
             if r.value["originator"] == "user" and month.in_month(r.value["received_at"])]
    off = set()
    for row in month.used["forecasts"]:
        if row.value["period"] == (2019, 10) and abs(asked.count(row.value["srv"]) - row.value["forecast"]) * 10 > \
                row.value["forecast"]:
            off.add(row.value["srv"])
    tap.ok(off == {"8.1.1", "6.23", "2.2", "11.1", "7.2"}, "five forecasts are more than 10 % off", off)
    latest = {}
    for row in sorted(month.used["remediation"], key=lambda r: r.value["recorded_on"]):
        latest.setdefault((row.value["measure"], row.value["region"], row.value["action"]), []).append(
            row.value["green_by"])
    slipped = [k[1] for k, months in latest.items() if months == [(2019, 12), (2020, 2)] and k[0] == "CSP-2"]
    tap.ok(sorted(slipped) == ["C", "S"], "the plan of Central and South moved from December to February", latest)


def oracle(*more):
    got = subprocess.run([sys.executable, os.path.join(ROOT, "tests", "oracle", "oracle.py"), "--period", "2019-10",
                          "--input", SAMPLE, *more], stdout=subprocess.PIPE, check=True)
    lines = [line.split(",") for line in got.stdout.decode().splitlines()]
    return [dict(zip(lines[0], line)) for line in lines[1:]]


def main():
    tap = Tap()
    with tempfile.TemporaryDirectory() as made:
        subprocess.run([sys.executable, os.path.join(ROOT, "fixtures", "generate"), "--period", "2019-10", "--seed",
                        "20191001", "--output", made], stdout=subprocess.DEVNULL, check=True)
        names = sorted(set(os.listdir(made)) | set(os.listdir(SAMPLE)))
        _, wrong, missing = filecmp.cmpfiles(made, SAMPLE, names, shallow=False)
        tap.ok(not wrong and not missing, "the generator makes the sample month again, byte for byte",
               f"differ: {wrong}; on one side only: {missing}")
    size = sum(os.path.getsize(os.path.join(SAMPLE, name)) for name in os.listdir(SAMPLE))
    tap.ok(size < 6 << 20, "the sample month is under 6 MiB", size)
    cells = {(c["measure"], c["region"]): c for c in oracle()}
    for measure, region, status, quality, below, why in STORY:
        c = cells[measure, region]
        tap.ok((c["status"], c["quality"], c["months_below"]) == (status, quality, below),
               f"{measure} {region}: {status}, {why}", c)
    north = cells["CSP-2", "N"]
    tap.ok(int(north["refused"]) > 50, "the North claims many updates that were dropped from the queue", north)
    levels = [int(cells[m, "-"]["good"]) / int(cells[m, "-"]["total"]) for m in ("DSP-1.1", "DSP-1.4", "CSP-2", "CSP-4.3")]
    tap.ok(sum(levels) / 4 < 0.96, "a plain mean of the inputs of CPM-1 would be red", levels)
    month = Month((2019, 10), [SAMPLE], None)
    drivers(tap, Figures(month).events)
    rest_of_the_story(tap, month)
    for row in oracle("--reconciliation"):
        rejected = {"alerts": 3, "certificates": 1, "repository": 11}.get(row["dataset"], 0)
        tap.ok(int(row["rejected"]) == rejected, f"{row['dataset']}: {rejected} rows are rejected", row)
    tap.done()


if __name__ == "__main__":
    main()
