#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""properties.py - what holds between runs, whatever the figures are.

    properties.py PROGRAM

An answer in time never lowers a level and a late one never raises it; providers apart add up to providers
together; the same data again changes nothing; standard input is a file like any other.  Prints TAP.
"""
import os
import shutil
import sys
import tempfile
from fractions import Fraction

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path.insert(0, HERE)
from tap import Run, Tap, absolute, tree  # noqa: E402

SAMPLE = os.path.normpath(os.path.join(HERE, "..", "..", "fixtures", "2019-10"))
# dataset: (heading, row in time, late row, measure, Regions it touches)
ADDED = {
    "service_requests": ("request_id,srv,mode,region,received_at,dispatched_at,responded_at",
                         "ZZ1,2.2,on_demand,N,2019-10-08T10:00:00Z,2019-10-08T10:00:05Z,",
                         "ZZ1,2.2,on_demand,N,2019-10-08T10:00:00Z,2019-10-08T10:00:05.000000001Z,", "DSP-1.1", "N-"),
    "firmware": ("payload_id,region,category,submitted_at,completed_at",
                 "ZZ1,S,1,2019-10-08T10:00:00Z,2019-10-13T10:00:00Z",
                 "ZZ1,S,1,2019-10-08T10:00:00Z,", "CSP-2", "S-"),
    "alerts": ("alert_id,alert_code,region,received_at,delivered_at",
               "ZZ1,8F3E,,2019-10-08T10:00:00Z,2019-10-08T10:01:00Z",
               "ZZ1,8F3E,,2019-10-08T10:00:00Z,2019-10-08T10:01:01Z", "CPM-3", "-"),
    "incidents": ("incident_id,category,resolver,raised_at,resolved_at",
                  "ZZ1,1,DCC,2019-10-08T10:00:00Z,2019-10-08T14:00:00Z",
                  "ZZ1,1,DCC,2019-10-08T10:00:00Z,2019-10-08T14:00:01Z", "CPM-4", "-"),
}


def report(program, inputs, output, *more, whole=False, **how):
    args = ["report", "--period", "2019-10", "--input", *inputs, "--output", output, "--quiet", *more]
    run = Run(program, args + ([] if whole else ["--tables-only"]), **how)
    cells = {}
    if run.code == 0:
        with open(os.path.join(output, "results.csv"), encoding="utf-8") as f:
            lines = [line.rstrip("\r\n").split(",") for line in f]
        for line in lines[1:]:
            cell = dict(zip(lines[0], line))
            cells[cell["measure"], cell["region"]] = cell
    return run, cells


def level(cell):
    return Fraction(int(cell["good"]), int(cell["total"])) if int(cell["total"]) else None


def one_row_more(tap, program, work, files, before):
    for dataset, (heading, good, late, measure, regions) in ADDED.items():
        for what, row, sign in (("in time", good, 1), ("late", late, -1)):
            extra = os.path.join(work, dataset + "-extra.csv")
            with open(extra, "w", encoding="utf-8") as f:
                f.write(heading + "\n" + row + "\n")
            run, after = report(program, files + [extra], os.path.join(work, "out"))
            wrong = [] if after else [run.tell()]
            for region in "NCS-" if after else "":
                if (measure, region) not in after:
                    continue
                a, b = before[measure, region], after[measure, region]
                touched = region in regions
                if int(b["total"]) - int(a["total"]) != touched:
                    wrong.append(f"{region}: total {a['total']} became {b['total']}")
                if (level(b) - level(a)) * sign < 0 or (not touched and a != b):
                    wrong.append(f"{region}: {a} became {b}")
            others = [k for k in after if k[0] not in (measure, "CPM-1", "CPM-2") and after[k] != before[k]]
            wrong += [f"{k} changed: {before[k]} became {after[k]}" for k in others]
            tap.ok(not wrong, f"{dataset}: one row {what} more", "\n".join(wrong))
            os.remove(extra)


def providers_apart(tap, program, work, files, before):
    for dataset, measure in (("firmware", "CSP-2"), ("commands", "CSP-3.1"), ("round_trips", "CSP-4.2"),
                             ("alerts", "CPM-3")):
        own = [f for f in files if os.path.basename(f).startswith(dataset + "-")]
        register = [f for f in files if os.path.basename(f).startswith("exceptions")]
        sums = dict.fromkeys(("good", "total", "excluded", "refused"), 0)
        runs = []
        for file in own:
            run, cells = report(program, [file] + register, os.path.join(work, "out"))
            runs.append(run.tell())
            for name in sums:
                sums[name] += int(cells[measure, "-"][name]) if cells else 10**9
        want = {name: int(before[measure, "-"][name]) for name in sums}
        tap.ok(len(own) > 1 and sums == want, f"{dataset}: {len(own)} files apart add up to together",
               f"{sums} instead of {want}\n" + "\n".join(runs))


def the_same_again(tap, program, work, files, before):
    copy = os.path.join(work, "copy")
    shutil.copytree(SAMPLE, copy)
    for what, inputs in (("the folder named twice", [SAMPLE, SAMPLE]), ("the folder and a copy of it", [SAMPLE, copy]),
                         ("the folder and its files", [SAMPLE] + files)):
        run, cells = report(program, inputs, os.path.join(work, "out"))
        tap.ok(cells == before, f"{what}: the same figures", run.tell())
    output = os.path.join(work, "again")
    report(program, [SAMPLE], output, whole=True)
    first = tree(output)
    run, _ = report(program, [SAMPLE], output, whole=True)
    tap.ok(run.code == 0 and tree(output) == first, "the same month again over its own pack: the same bytes", run.tell())
    inside = os.path.join(copy, "out")
    report(program, [copy], inside, whole=True)
    first = tree(inside)
    run, cells = report(program, [copy], inside, whole=True)
    tap.ok(cells == before and tree(inside) == first, "a pack within its own input folder is left out", run.tell())
    run, cells = report(program, [copy, inside], inside)
    tap.ok(cells == before, "also when it is named as an input", run.tell())


def standard_input(tap, program, work, before):
    with open(os.path.join(SAMPLE, "alerts-csp-c-2019-10.csv.gz"), "rb") as f:
        data = f.read()
    run, cells = report(program, ["-"], os.path.join(work, "out"), "--dataset", "alerts", stdin=data)
    tap.ok(cells.get(("CPM-3", "C"), {}).get("good") == before["CPM-3", "C"]["good"], "a gzip file on standard input",
           run.tell())


def tables_only(tap, program, work, files):
    """The same tables; and no drawing of a former pack stands beside them."""
    output = os.path.join(work, "tables")
    report(program, files, output, whole=True)
    whole = tree(output)
    drawn = {n for n in whole if n.startswith(("charts/", "PMR-"))}
    run, _ = report(program, files, output)
    got = tree(output)
    same = all(got.get(n) == whole[n] for n in whole if n not in drawn and n != "manifest.json")
    tap.ok(run.code == 0 and len(drawn) > 50 and set(got) == set(whole) - drawn and same,
           "--tables-only: the same tables, and nothing else", run.tell() + "\n" + "\n".join(sorted(set(got) ^ set(whole))))


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    program, tap = absolute(sys.argv[1]), Tap()
    files = sorted(os.path.join(SAMPLE, name) for name in os.listdir(SAMPLE) if ".csv" in name)
    with tempfile.TemporaryDirectory(prefix="pmr-properties-") as work:
        run, before = report(program, files, os.path.join(work, "out"))
        if tap.ok(run.code == 0 and run.healthy(), "the sample month, its files named one by one", run.tell()):
            one_row_more(tap, program, work, files, before)
            providers_apart(tap, program, work, files, before)
            the_same_again(tap, program, work, files, before)
            standard_input(tap, program, work, before)
            tables_only(tap, program, work, files)
    tap.done()


if __name__ == "__main__":
    main()
