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
from tap import Tap  # noqa: E402

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
]


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
    for row in oracle("--reconciliation"):
        rejected = {"alerts": 3, "certificates": 1, "repository": 11}.get(row["dataset"], 0)
        tap.ok(int(row["rejected"]) == rejected, f"{row['dataset']}: {rejected} rows are rejected", row)
    tap.done()


if __name__ == "__main__":
    main()
