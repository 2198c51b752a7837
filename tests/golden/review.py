#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""review.py - the breach review of the sample month tells its story, and the arithmetic in it holds.

    review.py PROGRAM

The month and the one before it are reported into one store; the review is asked for as JSON, CSV and text.
What the generator put in (fixtures/README.md) has to be named first.  Prints TAP.
"""
import collections
import csv
import io
import json
import os
import subprocess
import sys
import tempfile
from fractions import Fraction

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path.insert(0, HERE)
from tap import Run, Tap, absolute, tree  # noqa: E402

ROOT = os.path.normpath(os.path.join(HERE, "..", ".."))
SAMPLE = os.path.join(ROOT, "fixtures", "2019-10")
# measure, Region, dimension: the largest driver, and whether the figure is Green without it
FIRST = [
    ("CPM-1", "-", "input", "CSP-2", "green"),
    ("CPM-1", "N", "input", "CSP-2", "amber"),
    ("CPM-1", "C", "device", "Brackenfell / BF-100 / 2.1.7", "green"),
    ("CPM-1", "S", "device", "Brackenfell / BF-100 / 2.1.7", "green"),
    ("DSP-1.1", "N", "srv", "6.23", "green"),
    ("DSP-1.1", "N", "day", "2019-10-09", "green"),
    ("DSP-1.1", "N", "hour", "14", "green"),
    ("CSP-2", "N", "reason", "dropped_from_queue", "red"),
    ("CSP-2", "C", "device", "Brackenfell / BF-100 / 2.1.7", "amber"),
    ("CSP-2", "S", "device", "Brackenfell / BF-100 / 2.1.7", "amber"),
    ("CSP-3.1", "C", "day", "2019-10-22", "green"),
    ("CPM-3", "C", "code_device", "8F3E / Brackenfell / BF-100 / 2.1.7", "green"),
    ("CPM-3", "C", "code", "8F3E", "green"),
    ("CPM-3", "C", "day", "2019-10-25", "green"),
    ("CPM-3", "C", "hour", "19", "amber"),
    ("CPM-6", "-", "day", "2019-10-13", "green"),
    ("CSP-1.1", "N", "srv", "8.14.2", "green"),
    ("CSP-12.2", "-", "region", "S", "green"),
]
UNTRUSTED = {  # the Greens in doubt, and no others
    ("CPM-2", "C"): {"breach_inside", "masked"},
    ("CPM-2", "-"): {"breach_inside", "masked"},
    ("CPM-3", "-"): {"breach_inside"},
    ("DSP-1.1", "C"): {"breach_inside", "no_response"},
    ("DSP-1.1", "S"): {"breach_inside", "no_response"},
    ("DSP-1.1", "-"): {"breach_inside", "no_response"},
    ("DSP-1.3", "N"): {"no_response"},
    ("DSP-1.3", "C"): {"no_response"},
    ("DSP-1.3", "S"): {"no_response"},
    ("DSP-1.3", "-"): {"no_response"},
    ("CSP-4.3", "S"): {"invalid_sample"},
    ("CSP-4.3", "-"): {"invalid_sample", "breach_inside", "luck"},
}
STREAKS = {("CPM-1", "N"): (10, "2019-01"), ("CPM-1", "C"): (8, "2019-03"), ("CPM-1", "S"): (5, "2019-06"),
           ("CPM-1", "-"): (10, "2019-01")}


def figures(review):
    return {(f["measure"], f["region"]): f for f in review["figures"]}


def dimension(figure, name):
    return next((d for d in figure["drivers"] if d["dimension"] == name), None)


def story(tap, found):
    for key, (months, since) in STREAKS.items():
        got = (found[key]["months_below"], found[key]["below_since"])
        tap.ok(got == (months, since), f"{' '.join(key)}: below target for {months} months", got)
    tap.ok("tenth month in succession, since January 2019" in found["CPM-1", "-"]["headline"], "the tenth month, in words",
           found["CPM-1", "-"]["headline"])
    for measure, region, name, key, without in FIRST:
        d = dimension(found[measure, region], name)
        first = d and d["drivers"][0]
        tap.ok(first and first["key"] == key and first["without_it"]["status"] == without,
               f"{measure} {region}: {key} is named first by {name}, without it {without}", first)
    days = dimension(found["CSP-2", "N"], "day")["drivers"]
    tap.ok({d["key"] for d in days[:2]} == {"2019-10-15", "2019-10-16"}, "the two days on which the queue was full", days[:2])
    slips = {p["region"]: p["slips_text"] for p in found["CPM-1", "-"]["plans"]}
    tap.ok(slips["C"] == slips["S"] == "promised December 2019, moved to February 2020 (recorded 28 October 2019)",
           "the plan moved from December to February", slips)
    tap.ok(all(p["plausible"] == "not plausible" for p in found["CPM-1", "-"]["plans"]), "no trend leads there")


def greens(tap, review, found):
    got = {key: {t["test"] for t in f["tests"] if t["failed"]} for key, f in found.items()
           if f["reason"] == "untrusted_green"}
    tap.ok(got == UNTRUSTED, "the Greens in doubt are found, and no others",
           "\n".join(f"{k}: {got.get(k)} for {UNTRUSTED.get(k)}" for k in sorted(set(got) | set(UNTRUSTED))
                     if got.get(k) != UNTRUSTED.get(k)))
    tap.ok(review["untrusted_green"] == len(UNTRUSTED) and review["not_judged"] == 1, "they are counted")


def adds_up(amounts):
    total = amounts["total"]
    parts = [a for name, a in amounts.items() if name != "total"]
    return (sum(Fraction(a["exact"]) for a in parts) == Fraction(total["exact"]) and
            sum(Fraction(a["text"]) for a in parts) == Fraction(total["text"]))


def share(f):
    return Fraction(f["good"], f["total"])


def arithmetic(tap, found, before):
    n = wrong = 0
    for key, f in found.items():
        change = f["change"]
        if "points" not in change:
            continue
        n += 1
        whole = 100 * (share(f) - Fraction(int(before[key]["good"]), int(before[key]["total"])))
        wrong += not adds_up(change["points"]) or Fraction(change["points"]["total"]["exact"]) != whole
        wrong += "shortfall_events" in change and not adds_up(change["shortfall_events"])
    tap.ok(n > 20 and not wrong, "the parts of every change add up to it, exactly and as printed", f"{wrong} of {n}")
    target = {"CPM-1": Fraction(99, 100), "CSP-2": Fraction(99, 100), "CSP-1.1": Fraction(95, 100)}
    for key in (("CPM-1", "-"), ("CPM-1", "N"), ("CSP-2", "-"), ("CSP-1.1", "N")):
        wrong = []
        for d in found[key]["drivers"]:
            for driver in d["drivers"]:
                exact = target[key[0]] * driver["total"] - driver["good"]
                rest = (found[key]["good"] - driver["good"], found[key]["total"] - driver["total"])
                level = driver["without_it"]
                if (d["dimension"], driver["key"]) == ("reason", "-"):  # what was not claimed cannot be taken away
                    right = level is None
                else:
                    right = not rest[1] or abs(Fraction(level["level"]) -
                                               Fraction(100 * rest[0], rest[1])) <= Fraction(1, 1000000)
                if Fraction(driver["excess"]["exact"]) != exact or not right:
                    wrong.append((d["dimension"], driver["key"]))
        tap.ok(not wrong, f"{' '.join(key)}: contributions and levels without them", wrong)
    moved = found["CPM-1", "-"]["change"]["points"]
    tap.ok(all(Fraction(moved[p]["exact"]) for p in ("performance", "mix", "exclusions")),
           "with the month before whole, performance, mix and exclusions are told apart", moved)


def forms(tap, program, store, work):
    args = ["review", "--period", "2019-10", "--store", store]
    as_csv = Run(program, args + ["--format", "csv"])
    rows = list(csv.DictReader(io.StringIO(as_csv.out)))
    count = collections.Counter(r["subject"] for r in rows)
    tap.ok(as_csv.code == 0 and None not in rows[0] and all(None not in r.values() for r in rows) and
           count["figure"] == len({(r["measure"], r["region"]) for r in rows}), "the CSV has its columns", as_csv.tell())
    text = Run(program, args + ["--measure", "CPM-3"]).out
    tap.ok("at 98.35\u00a0%*\u2020," in text.replace(" %", "\u00a0%") and "\n\u2020 some of the rows" in text,
           "sentences have the marks of the figure, and they are explained", text[:1500])
    text = Run(program, args + ["--measure", "CPM-1", "--region", "N"])
    tap.ok(text.code == 0 and text.healthy() and "tenth month in succession" in text.out and "CSP-2" in text.out,
           "one figure in words", text.tell() + text.out)
    folder = os.path.join(work, "files")
    runs = [Run(program, args + ["--output", folder, "--quiet"], env={"TZ": zone, "LC_ALL": "C"})
            for zone in ("Asia/Tokyo", "UTC")]
    first = tree(folder)
    tap.ok(all(r.code == 0 and r.healthy() for r in runs) and set(first) == {"review.csv", "review.json"},
           "two files", "\n".join(r.tell() for r in runs))
    with open(os.path.join(folder, "review.csv"), encoding="utf-8", newline="") as f:
        tap.ok(f.read() == as_csv.out.replace("\r\n", "\n"), "the file is what is printed")
    laney = Run(program, args + ["--chart", "laney", "--format", "json"])
    control = figures(json.loads(laney.out))["CPM-1", "-"]["control"]
    tap.ok(control["chart"] == "laney" and "sigma z" in control["sentence"], "Laney's chart as an option", control["sentence"])


def gates(tap, program, store):
    for extra, code, words in (
            (["--measure", "CPM-3", "--fail-on", "red"], 0, ""),
            (["--measure", "CPM-3", "--fail-on", "amber"], 1, "--fail-on: CPM-3"),
            (["--measure", "CPM-4", "--region", "N", "--fail-on", "amber"], 2, "computed nationally only"),
            (["--measure", "CSP-2", "--region", "N", "--fail-on", "red"], 1, ""),
            (["--measure", "CPM-7", "--fail-on", "amber"], 0, "Nothing to review"),
            (["--measure", "CPM-9"], 2, "did you mean CPM-1? All: pmr measures"),
            (["--region", "X"], 2, "a Region"),
            (["--chart", "pie"], 2, "xmr|laney")):
        run = Run(program, ["review", "--period", "2019-10", "--store", store] + extra)
        tap.ok(run.code == code and run.healthy() and words in run.out + run.err, f"{' '.join(extra)}: exit {code}",
               run.tell() + run.out)
    for args, code in ((["--period", "2019-03", "--store", store], 3), (["--store", store], 2),
                       (["--period", "2019-10", "--store", store + ".none"], 3)):
        run = Run(program, ["review"] + args)
        tap.ok(run.code == code and run.healthy(), f"review {' '.join(args[:2])}: exit {code}", run.tell())


POLICIES = """edition: any
title: t
in_force_from: 2016-01
authority: a
assumptions: n
measures:
  - id: M-1
    kind: in_time
    title: Commands
    provider: DSP
    definition: d.
    points: p.
    authority: a
    dataset: commands
    clock: {from: received_at, to: delivered_at}
    within: 1 h
    exclusions: [user_cancelled]
    regions: no
    breakdowns: {first: [policy, category], last: [category, policy]}
    levels: [{from: 2017-07, target: 99, minimum: 96, authority: a}]
review: {part_dimensions: [first, last], part_events: 1, part_confidence: 90 %, few_events: 1}
...
"""


def policies(tap, program, work):
    """Rows of another policy than the figure's are no parts of it, wherever the policy stands in their key."""
    catalogue, folder = os.path.join(work, "policies.yaml"), os.path.join(work, "policies")
    os.makedirs(folder)
    with open(catalogue, "w", encoding="utf-8") as f:
        f.write(POLICIES)
    for late in (True, False):
        lines = ["command_id,region,category,received_at,delivered_at,exclusion"]
        lines += [f"c{k},N,{k % 2 + 1},2019-10-{k + 1:02d}T10:00:00Z,2019-10-{k + 1:02d}T{'11:30' if late and k < 9 else '10:30'}:00Z,"
                  for k in range(20)]
        lines += [f"x{k},N,1,2019-10-{k + 1:02d}T10:00:00Z,2019-10-{k + 1:02d}T11:30:00Z,user_cancelled" for k in range(10)]
        with open(os.path.join(folder, "commands.csv"), "w", encoding="utf-8") as f:
            f.write("\n".join(lines) + "\n")
        store = os.path.join(work, f"policies-{late}.db")
        Run(program, ["report", "--catalogue", catalogue, "--period", "2019-10", "--input", folder, "--output",
                      os.path.join(work, "policies-out"), "--store", store, "--tables-only", "--quiet"])
        review = json.loads(Run(program, ["review", "--period", "2019-10", "--store", store, "--format", "json"]).out)
        found = figures(review)
        if late:
            parts = [[{k: d[k] for k in ("key", "good", "total")} for d in dimension(found["M-1", "-"], name)["drivers"]]
                     for name in ("first", "last")]
            tap.ok(parts[0] == parts[1] and sum(d["total"] for d in parts[0]) == 20,
                   "parts by policy and category are the figure's events, each once", parts)
        else:
            tap.ok(not found, "a Green is not doubted for what was left out", found)


def main():
    program = absolute(sys.argv[1])
    tap = Tap()
    with tempfile.TemporaryDirectory() as work:
        september, out, store = (os.path.join(work, n) for n in ("september", "out", "pmr.db"))
        subprocess.run([sys.executable, os.path.join(ROOT, "fixtures", "generate"), "--period", "2019-09", "--seed", "909", "--scale", "1.2",
                        "--output", september], check=True, stdout=subprocess.DEVNULL)
        for period, folder in (("2019-09", september), ("2019-10", SAMPLE)):
            run = Run(program, ["report", "--period", period, "--input", folder, "--output", out, "--store", store,
                                "--tables-only", "--quiet"])
            tap.ok(run.code == 0 and run.healthy(), f"{period} is remembered", run.tell())
            with open(os.path.join(out, "results.csv"), encoding="utf-8") as f:
                before = {(r["measure"], r["region"]): r for r in csv.DictReader(f)} if period == "2019-09" else before
        run = Run(program, ["review", "--period", "2019-10", "--store", store, "--format", "json"])
        tap.ok(run.code == 0 and run.healthy(), "October is reviewed", run.tell())
        arithmetic(tap, figures(json.loads(run.out)), before)
        alone = os.path.join(work, "alone.db")
        Run(program, ["report", "--period", "2019-10", "--input", SAMPLE, "--output", out, "--store", alone, "--tables-only",
                      "--quiet"])
        run = Run(program, ["review", "--period", "2019-10", "--store", alone, "--format", "json"])
        review = json.loads(run.out)
        story(tap, figures(review))
        greens(tap, review, figures(review))
        forms(tap, program, alone, work)
        gates(tap, program, alone)
        policies(tap, program, work)
    tap.done()


if __name__ == "__main__":
    main()
