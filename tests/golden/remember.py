#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""remember.py - the months remembered: streaks, restatements, history, explanations, stores that are none.

    remember.py PROGRAM

The months are small and written here, with a catalogue of one measure in each Region and nationally, so that
every figure can be seen.  Prints TAP.
"""
import csv
import io
import json
import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path.insert(0, HERE)
from tap import Run, Tap, absolute, tree  # noqa: E402
from months import EDITION, write_month  # noqa: E402

NOBODY = 65534


class Bench:
    def __init__(self, program, work):
        self.program, self.work, self.tap = program, work, Tap()
        self.catalogue = os.path.join(work, "edition.yaml")
        with open(self.catalogue, "w", encoding="utf-8") as f:
            f.write(EDITION)

    def path(self, name):
        return os.path.join(self.work, name)

    def month(self, name, month, late, total=100, **more):
        return write_month(self.path(name), month, late, total, **more)

    def report(self, month, inputs, output="out", *more, **how):
        return Run(self.program, ["report", "--catalogue", self.catalogue, "--period", month, "--input", inputs, "--output",
                                  self.path(output), *more], **how)

    def cell(self, output="out", region="N"):
        with open(os.path.join(self.path(output), "results.csv"), encoding="utf-8") as f:
            return next(c for c in csv.DictReader(f) if c["region"] == region)

    def history(self, *more, store="out/pmr.db"):
        run = Run(self.program, ["history", "--store", self.path(store), "--format", "json", *more])
        return json.loads(run.out) if run.code == 0 else run.tell()


def streaks(b):
    """The tenth month, over a month without data, each from the store alone; a gap ends it."""
    want = {"2019-01": "0", "2019-02": "1", "2019-03": "2", "2019-04": "", "2019-05": "3", "2019-06": "0", "2019-07": "1",
            "2019-09": "1", "2019-10": "2"}
    late = {"2019-01": 1, "2019-06": 1, "2019-04": None}
    got = {}
    for month in want:
        run = b.report(month, b.month("m", month, late.get(month, 3)), "streak", "--quiet")
        got[month] = b.cell("streak")["months_below"] if run.code == 0 else run.tell()
    b.tap.ok(got == want, "months below target, counted over the months remembered", got)
    figures = {f["month"]: f for f in b.history("--region", "N", store="streak/pmr.db")["figures"]}
    b.tap.ok(figures["2019-05"]["spans_without_data"] == "2019-04" and figures["2019-05"]["below_since"] == "2019-02",
             "a streak says which months without data it spans", figures["2019-05"])
    text = Run(b.program, ["history", "--store", b.path("streak/pmr.db"), "--measure", "req-1", "--region", "N"]).out
    b.tap.ok("(gap)" in text and text.count("(gap)") == 1 and "longest  3 months in succession, 2019-02 to 2019-05" in text,
             "history shows the gap and the longest streak", text)
    run = Run(b.program, ["history", "--store", b.path("streak/pmr.db"), "--quiet", "--fail-on", "amber"])
    b.tap.ok(run.code == 1 and not run.out and not run.err, "history --fail-on looks at the last month", run.tell())
    run = Run(b.program, ["history", "--store", b.path("streak/pmr.db"), "--fail-on", "amber"])
    b.tap.ok(run.code == 1 and "pmr: --fail-on: REQ-1 North is " in run.err, "and says which figure it was", run.tell())
    run = Run(b.program, ["history", "--store", b.path("streak/pmr.db"), "--period", "2018-08", "--fail-on", "amber"])
    b.tap.ok(run.code == 3 and "nothing of what was asked for" in run.err, "a gate on nothing does not pass", run.tell())
    with open(os.path.join(b.path("streak"), "results.json"), encoding="utf-8") as f:
        months = sorted({c["period"] for c in json.load(f)["earlier_months"]})
    b.tap.ok(months == sorted(want)[:-1], "the report shows the months remembered", months)


def streaks_anew(b):
    """An earlier month computed again, or for the first time, later: what is said of a month follows from what is
    remembered now, in every verb, as if the months had come in order."""
    store = ["--store", b.path("anew.db")]

    def report(month, late):
        return b.report(month, b.month("m", month, late), "anew", "--quiet", "--tables-only", *store)
    runs = [report("2019-06", 3), report("2019-08", 3), report("2019-09", 3)]
    before = {f["month"]: f.get("months_below") for f in b.history("--region", "N", store="anew.db")["figures"]}
    runs += [report("2019-07", 3), report("2019-06", 0)]  # the gap is closed, and the first month was Green
    b.tap.ok(all(r.code == 0 for r in runs) and before == {"2019-06": 1, "2019-08": 1, "2019-09": 2},
             "streaks as the months came", before)
    after = {f["month"]: f.get("months_below") for f in b.history("--region", "N", store="anew.db")["figures"]
             if f["current"]}
    b.tap.ok(after == {"2019-06": None, "2019-07": 1, "2019-08": 2, "2019-09": 3},
             "history counts them over what is remembered now", after)
    text = Run(b.program, ["explain", "req-1", "--period", "2019-09", "--region", "N", *store]).out
    b.tap.ok("below target for 3 months, since 2019-07" in text, "explain too", text)
    text = Run(b.program, ["review", "--period", "2019-09", "--region", "N", *store]).out
    b.tap.ok("since July 2019" in text, "and review", text)
    run = Run(b.program, ["annex", "--period", "2019-09", "--output", b.path("anew.pdf"), *store])
    with open(b.path("anew.html"), encoding="utf-8") as f:
        page = f.read()
    b.tap.ok(run.code == 0 and "July 2019" in page and "since August 2019" not in page, "and the annex", run.tell())


def told(b):
    """What service_levels rows told of earlier months goes on to the months that follow; computed months win."""
    extra = {"service_levels.csv": "period,measure,region,good,total\n2019-08,REQ-1,N,90,100\n2019-09,REQ-1,N,90,100\n"}
    b.report("2019-09", b.month("m", "2019-09", 1), "told", "--quiet")
    b.report("2019-10", b.month("m", "2019-10", 3, files=extra), "told", "--quiet")
    first = b.cell("told")["months_below"]
    b.report("2019-11", b.month("m", "2019-11", 3), "told", "--quiet")
    b.tap.ok((first, b.cell("told")["months_below"]) == ("1", "2"), "a computed month wins over a row of service_levels",
             (first, b.cell("told")))
    b.report("2019-10", b.month("m", "2019-10", 3, files=extra), "told2", "--quiet")
    first = b.cell("told2")["months_below"]
    b.report("2019-11", b.month("m", "2019-11", 3), "told2", "--quiet")
    b.tap.ok((first, b.cell("told2")["months_below"]) == ("3", "4"), "what was told is remembered", (first, b.cell("told2")))
    run = Run(b.program, ["history", "--store", b.path("told2/pmr.db"), "--period", "2019-08", "--region", "N", "--fail-on", "red"])
    b.tap.ok(run.code == 1 and "REQ-1 North is Red" in run.err, "a gate sees a figure that was only reported", run.tell())
    folder = b.month("m", "2019-09", None, files={"hubs.csv": "region,date,commissioned\nN,2019-09-01,5\n"})
    os.remove(os.path.join(folder, "service_requests.csv"))
    b.report("2019-09", folder, "told3", "--quiet")
    b.report("2019-10", b.month("m", "2019-10", 3, files=extra), "told3", "--quiet")
    got = [(f["month"], f["status"], f["basis"], f.get("months_below"))
           for f in b.history("--region", "N", store="told3/pmr.db")["figures"]]
    b.tap.ok(got == [("2019-08", "red", "reported", None), ("2019-09", "red", "reported", None), ("2019-10", "amber", "events", 3)],
             "history shows what was told of a month that was remembered without data", got)
    rows = "period,measure,region,good,total\n2019-09,REQ-1,N,%d,100\n"
    for month, good, store in (("2019-09", 99, "told4"), ("2019-10", 90, "told4"), ("2019-09", 100, "told4")):
        folder = b.month("m", month, 3, files={"service_levels.csv": rows % good})
        if month == "2019-09":
            os.remove(os.path.join(folder, "service_requests.csv"))
        b.report(month, folder, store, "--quiet")
        if good == 100:
            figures = {f["month"]: f.get("months_below") for f in b.history("--region", "N", store=store + "/pmr.db")["figures"]
                       if f["current"]}
            b.tap.ok(figures == {"2019-09": None, "2019-10": 2, "2019-11": 3},
                     "a reported month that is reported anew leaves what later months were told of it", figures)
        b.report("2019-11", b.month("m", "2019-11", 3), store, "--quiet")
        got.append((b.cell(store)["months_below"]))
        figures = {f["good"]: f["current"] for f in b.history("--region", "N", store=store + "/pmr.db")["figures"]
                   if f["month"] == "2019-09"}
        if month == "2019-10":
            b.tap.ok(figures == {90: True, 99: False}, "history shows both, and which stands", figures)
    b.tap.ok(got[3:] == ["1", "3", "3"], "of what was reported of a month, what the later month was told stands", got[3:])


def again(b):
    folder = b.month("m", "2019-10", 3)
    run = b.report("2019-10", folder, "again")
    first = tree(b.path("again"))
    second = b.report("2019-10", folder, "again")
    b.tap.ok(second.code == 0 and tree(b.path("again")) == first and second.out == run.out,
             "the same month again: the same bytes, the store's too", second.tell())
    os.rename(os.path.join(folder, "service_requests.csv"), os.path.join(folder, "service_requests-other.csv"))
    b.report("2019-10", folder, "again", "--quiet", env={"SOURCE_DATE_EPOCH": "1575158400"})
    months = b.history(store="again/pmr.db")["months"]
    b.tap.ok(len(months) == 1 and months[0]["dated"] == "", "the same bytes by another name are no restatement", months)
    os.remove(b.path("again/pmr.db"))
    b.report("2019-10", folder, "again", "--no-store", "--quiet")
    b.tap.ok(not os.path.exists(b.path("again/pmr.db")), "--no-store makes none")


def restated(b):
    """October, then October with other files; November names it, twice; December does not."""
    b.report("2019-10", b.month("m", "2019-10", 1), "first", "--store", b.path("r.db"), "--quiet")
    folder = b.month("m", "2019-10", 10)
    run = b.report("2019-10", folder, "second", "--store", b.path("r.db"), "--as-of", "2019-12-01T00:00:00Z")
    b.tap.ok("Restated" in run.out and "was Green 99.00" in run.out and "is Red 90.00" in run.out and "1 file changed" in
             run.out, "a restated colour is printed with its reason", run.out)
    front = subprocess.run(["pdftotext", "-l", "1", "-layout", b.path("second/PMR-2019-10.pdf"), "-"], capture_output=True,
                           check=False).stdout.decode()
    b.tap.ok("Restated" in front and "Green 99.00" in front and "Red 90.00" in front, "and stands on the front page", front)
    november = b.month("n", "2019-11", 1)
    named = []
    for month, inputs in (("2019-11", november), ("2019-11", november), ("2019-12", b.month("d", "2019-12", 1))):
        b.report(month, inputs, "later", "--store", b.path("r.db"), "--quiet")
        with open(b.path("later/results.json"), encoding="utf-8") as f:
            named.append([(s["period"], s["region"], s["former_good"], s["good"]) for s in json.load(f)["restatements"]
                          if s["region"] == "N"])
    want = [("2019-10", "N", 99, 90)]
    b.tap.ok(named == [want, want, []], "the next month's report names it, and no later one", named)
    run = Run(b.program, ["annex", "--period", "2019-11", "--store", b.path("r.db"), "--output", b.path("later.pdf")])
    with open(b.path("later.html"), encoding="utf-8") as f:
        page = re.sub(r"<[^>]*>", " ", f.read())
    table = page[page.index("Figures restated"):][:3000]
    b.tap.ok(run.code == 0 and all(word in table for word in ("October 2019", "99.00", "90.00", "1 file changed")),
             "and the Panel's annex has it in its table", run.tell() + table)
    run = Run(b.program, ["history", "--store", b.path("r.db"), "--region", "N", "--period", "2019-10", "--format", "csv"])
    lines = [(r["revision"], r["current"], r["good"], r["dated"], r["reason"]) for r in csv.DictReader(io.StringIO(run.out))]
    b.tap.ok([line[:4] for line in lines] == [("2", "Y", "90", "2019-12-01 00:00 UTC"), ("1", "N", "99", "")]
             and "1 file changed (service_requests.csv)" in lines[0][4] and "cut-off" in lines[0][4],
             "history keeps the former figure, the date and the reason", lines)
    with open(b.catalogue, encoding="utf-8") as f:
        edition = f.read()
    with open(b.path("other.yaml"), "w", encoding="utf-8") as f:
        f.write(edition.replace("target: 99", "target: 89").replace("minimum: 96", "minimum: 80"))
    keep, b.catalogue = b.catalogue, b.path("other.yaml")
    run = b.report("2019-10", folder, "third", "--store", b.path("r.db"), "--as-of", "2019-12-01T00:00:00Z")
    b.catalogue = keep
    b.tap.ok("was Red 90.00" in run.out and "is Green 90.00" in run.out and "catalogue edition" in run.out,
             "another edition restates with the same files", run.out)


def explained(b):
    b.report("2019-10", b.month("m", "2019-10", 3), "explained", "--quiet")
    run = Run(b.program, ["explain", "REQ-1", "--period", "2019-10", "--region", "N", "--store", b.path("explained/pmr.db"),
                          "--format", "json"])
    figure = json.loads(run.out)["figure"] if run.code == 0 else {}
    with open(b.path("m/service_requests.csv"), encoding="utf-8") as f:
        lines = f.read().split("\n")
    bad = [(e["file"], e["line"]) for e in figure.get("examples", [])]
    late = [("service_requests.csv", i + 1) for i, line in enumerate(lines) if line.startswith("N-late")]
    b.tap.ok(bad == late and len(late) == 3, "explain leads to the rows that were not in time", (bad, late, run.tell()))
    b.tap.ok([f["name"] for f in figure["files"]] == ["service_requests.csv"] and figure["files"][0]["read"] == 300,
             "and to the file, its hash and rows", figure["files"])
    run = Run(b.program, ["explain", "REQ-1", "--store", b.path("explained/pmr.db"), "--fail-on", "amber"])
    b.tap.ok(run.code == 1 and "291 in time of 300" in run.out, "a national figure, in text; --fail-on trips", run.tell())
    run = Run(b.program, ["explain", "CPM-1", "--period", "2019-10", "--fail-on", "amber"])
    b.tap.ok(run.code == 2 and not run.out and "--region" in run.err and "--store FILE" in run.err,
             "a gate without a figure to look at is refused", run.tell())
    run = Run(b.program, ["explain", "REQ-1", "--store", b.path("explained/pmr.db"), "--period", "2018-10"])
    b.tap.ok(run.code == 3 and "2018-10 is not remembered" in run.err, "a month that is not remembered: exit 3", run.tell())
    # Copies of rows, over two files: a row that was taken back is no example.
    folder = b.month("m", "2019-10", 3)
    shutil.copy(os.path.join(folder, "service_requests.csv"), os.path.join(folder, "service_requests-b.csv"))
    with open(os.path.join(folder, "service_requests-b.csv"), "a", encoding="utf-8") as f:
        f.write("N-late-9,6.15,on_demand,N,2019-10-08T10:00:00Z,2019-10-08T11:00:00Z,2019-10-08T11:00:00Z\n")
    b.report("2019-10", folder, "explained", "--quiet")
    run = Run(b.program, ["explain", "REQ-1", "--region", "N", "--store", b.path("explained/pmr.db"), "--format", "json"])
    figure = json.loads(run.out)["figure"]
    b.tap.ok(len(figure["examples"]) == 4 == figure["total"] - figure["good"], "copies of rows are no examples", figure)


def devices(b):
    """Devices that raise a code for the first time, over four months and a restatement, against sets of Python's."""
    rng = random.Random(20191001)
    months = ("2019-08", "2019-09", "2019-10", "2019-11")
    raised = {m: [(rng.choice(("8F3E", "81A0")), rng.choice("NCS"), f"{rng.randrange(60):016X}") for _ in range(70)]
              for m in months}

    def expected(month):
        known = {(code, device) for m in months if m < month for code, _, device in raised[m]}
        want = {}
        for code in {code for code, _, _ in raised[month]}:
            for region in "NCS-":
                now = {d for c, r, d in raised[month] if c == code and region in (r, "-")}
                if now:
                    want[code, region] = (str(len({d for d in now if (code, d) not in known})), str(len(now)))
        return want

    def tell(month, name):
        where = b.path(f"devices-{name}")
        os.makedirs(where)
        with open(os.path.join(where, "alerts.csv"), "w", encoding="utf-8") as f:
            f.write("alert_id,alert_code,region,device_id,received_at,delivered_at\n")
            for n, (code, region, device) in enumerate(raised[month]):
                f.write(f"{name}-{n},{code},{region},{device},{month}-05T10:00:00Z,{month}-05T10:00:01Z\n")
        run = Run(b.program, ["report", "--period", month, "--input", where, "--output", b.path(f"out-{name}"), "--store",
                              b.path("devices.db"), "--tables-only", "--quiet"])
        with open(os.path.join(b.path(f"out-{name}"), "breakdowns.csv"), encoding="utf-8") as f:
            return run, {(r["key"], r["region"]): (r["good"], r["total"]) for r in csv.DictReader(f)
                         if r["measure"] == "ALERT-NEW" and r["dimension"] == "code"}

    for month in months:
        run, got = tell(month, month)
        want = expected(month) if month > months[0] else {}
        b.tap.ok(got == want and run.code == 0, f"{month}: devices that are new among those remembered",
                 f"{run.tell()}\n{sorted(got.items())}\n{sorted(want.items())}")
    # September is told again with other devices: what October and November call new follows.
    raised["2019-09"] = [(code, region, f"{int(device, 16) + 30:016X}") for code, region, device in raised["2019-09"]]
    tell("2019-09", "september-again")
    _, got = tell("2019-11", "november-again")
    b.tap.ok(got == expected("2019-11"), "and after a restatement in between", sorted(got.items()))


def no_stores(b):
    """What is no store is said so, changes nothing, and --no-store reports all the same."""
    folder = b.month("m", "2019-10", 3)
    b.report("2019-10", folder, "good", "--quiet")
    with open(b.path("good/pmr.db"), "rb") as f:
        good = f.read()

    def foreign(path):
        db = sqlite3.connect(path)
        db.execute("create table mine(a)")
        db.commit()
        db.close()

    def newer(path):
        with open(path, "wb") as f:
            f.write(good)
        db = sqlite3.connect(path)
        db.execute("pragma user_version=1000")
        db.commit()
        db.close()

    def spoil(path):
        db_bytes = bytearray(good)
        place = db_bytes.index(b"REQ-1", 8000)
        db_bytes[place:place + 5] = b"REQ-2"
        with open(path, "wb") as f:
            f.write(db_bytes)

    def write(data):
        def make(path):
            with open(path, "wb") as f:
                f.write(data)
        return make

    cases = {
        "a folder": (os.mkdir, 5, 3), "text": (write(b"period,measure\n" * 50), 3, 3),
        "a letter": (write(b"x"), 3, 3), "a PDF": (write(b"%PDF-1.5\n" + bytes(9000)), 3, 3), "another program's database": (foreign, 3, 3),
        "a newer store": (newer, 3, 3), "a store cut short": (write(good[:len(good) // 2]), 3, 3),
        "a store with a word changed": (spoil, 3, 3), "zeros": (write(bytes(4096)), 3, 3),
    }
    for name, (make, code, read_code) in cases.items():
        output = b.path("bad")
        shutil.rmtree(output, ignore_errors=True)
        shutil.copytree(b.path("good"), output)
        os.remove(os.path.join(output, "pmr.db"))
        make(os.path.join(output, "pmr.db"))
        before = tree(output)
        run = b.report("2019-11", b.month("n", "2019-11", 1), "bad", "--quiet")
        read = Run(b.program, ["history", "--store", os.path.join(output, "pmr.db")])
        ok = (run.code, read.code) == (code, read_code) and "pmr.db" in run.err and "pmr.db" in read.err \
            and tree(output) == before and "--no-store" in run.err
        b.tap.ok(ok, f"{name} for a store: exit {code}, nothing touched", run.tell() + read.tell())
        run = b.report("2019-11", b.path("n"), "bad", "--no-store", "--quiet")
        b.tap.ok(run.code == 0 and b.cell("bad")["period"] == "2019-11", f"{name}: the report with --no-store", run.tell())
    run = b.report("2019-10", folder, "nowhere", "--store", b.path("no/such/pmr.db"), "--quiet")
    b.tap.ok(run.code == 5 and not os.path.exists(b.path("nowhere")), "a store in a folder that is not there: exit 5",
             run.tell())


def no_place_for_a_store(b):
    """A store that the pack would be written over, or that would be written over an input: exit 2 before anything is."""
    folder = b.month("m", "2019-10", 3, files={"repository.csv": ""})
    os.symlink(b.path("placed/results.csv"), b.path("link.db"))
    b.report("2019-10", folder, "placed", "--quiet")
    before = tree(b.path("placed")), tree(folder)
    for name in ("placed/results.csv", "placed/manifest.json", "placed/PMR-2019-10.PDF", "placed/charts/new.svg", "link.db",
                 "m/repository.csv", "m/alerts.csv", "m/alerts.csv.gz"):
        run = b.report("2019-10", folder, "placed", "--store", b.path(name), "--quiet")
        b.tap.ok(run.code == 2 and name in run.err and "--store" in run.err and (tree(b.path("placed")), tree(folder)) == before,
                 f"{name} as the store: exit 2, nothing touched", run.tell())
    run = b.report("2019-10", os.path.join(folder, "service_requests.csv"), "placed", "--store",
                   os.path.join(folder, "service_requests.csv"), "--quiet")
    b.tap.ok(run.code == 2 and tree(folder) == before[1], "an input that was named as the store: exit 2", run.tell())
    for name in ("placed/months", "months.csv", "m/months.db"):
        run = b.report("2019-10", folder, "placed", "--store", b.path(name), "--quiet")
        b.tap.ok(run.code == 0 and Run(b.program, ["history", "--store", b.path(name)]).code == 0, f"{name} as the store",
                 run.tell())


def leave_unfinished(store, copy):
    """A copy of a store as a run that was killed while it wrote leaves it, with its journal; not to be written."""
    db = sqlite3.connect(store, isolation_level=None)
    db.execute("pragma cache_size=1")
    db.execute("begin immediate")
    db.execute("create table unfinished(a)")
    db.executemany("insert into unfinished values(?)", [("x" * 3000,)] * 200)
    for end in ("", "-journal"):
        if os.path.exists(copy + end):
            os.remove(copy + end)
        shutil.copyfile(store + end, copy + end)
        os.chmod(copy + end, 0o444)
    db.execute("rollback")
    db.close()


def locked(b):
    folder = b.month("m", "2019-10", 3)
    b.report("2019-10", folder, "locked", "--quiet")
    before = tree(b.path("locked"))
    db = sqlite3.connect(b.path("locked/pmr.db"), isolation_level=None)
    db.execute("begin exclusive")
    started = time.monotonic()
    run = b.report("2019-11", b.month("n", "2019-11", 1), "locked", "--quiet", "--store-wait", "1")
    db.close()
    b.tap.ok(run.code == 5 and "in use" in run.err and time.monotonic() - started < 20 and tree(b.path("locked")) == before,
             "a store that another program holds: exit 5, nothing touched", run.tell())
    if os.geteuid() == 0:
        shutil.copytree(b.path("locked"), b.path("read-only"))
        os.chmod(b.work, 0o755)
        os.chmod(b.path("read-only"), 0o777)
        os.chmod(b.path("read-only/pmr.db"), 0o444)
        run = b.report("2019-11", b.path("n"), "read-only", "--quiet", user=NOBODY)
        b.tap.ok(run.code == 5 and "read-only" in run.err, "a store that may not be written: exit 5", run.tell())
        run = Run(b.program, ["history", "--store", b.path("read-only/pmr.db")], user=NOBODY)
        b.tap.ok(run.code == 0, "and may be read all the same", run.tell())
        leave_unfinished(b.path("locked/pmr.db"), b.path("read-only/pmr.db"))
        for verb in (["history"], ["review", "--period", "2019-10"], ["explain", "REQ-1", "--region", "N"]):
            run = Run(b.program, [*verb, "--store", b.path("read-only/pmr.db")], user=NOBODY)
            b.tap.ok(run.code == 3 and "unfinished" in run.err and "remember the month" not in run.err,
                     f"{verb[0]} of one that a killed run left unfinished: exit 3", run.tell())
        os.chmod(b.path("read-only/pmr.db"), 0o644)
        run = Run(b.program, ["history", "--store", b.path("read-only/pmr.db")])
        b.tap.ok(run.code == 0, "and whoever may write takes it back", run.tell())
    # Four runs at once, each of another month: all are remembered.
    months = ("2019-05", "2019-06", "2019-07", "2019-08")
    runs = [subprocess.Popen([*b.program.split(), "report", "--catalogue", b.catalogue, "--period", m, "--input",
                              b.month("at-" + m, m, 3), "--output", b.path("at-once-" + m), "--store", b.path("once.db"),
                              "--quiet"], stderr=subprocess.PIPE) for m in months]
    said = [r.communicate()[1] for r in runs]
    got = b.history(store="once.db")
    b.tap.ok(not any(r.returncode for r in runs) and [m["month"] for m in got["months"]] == list(months),
             "four runs at once are all remembered", (said, got))


def words(b):
    page = Run(b.program, ["man"]).out
    names = [line.split()[1] for line in page.split("\n") if line.startswith(".SS ")]
    b.tap.ok(names[:1] == ["report"] and "history" in names and page.startswith(".\\\""), "the manual page has every verb", names)
    if shutil.which("groff"):
        run = subprocess.run(["groff", "-man", "-ww", "-z"], input=page.encode(), capture_output=True, check=False)
        b.tap.ok(run.returncode == 0 and not run.stderr, "groff finds no fault in it", run.stderr)
    script = Run(b.program, ["completions", "bash"]).out
    ask = script + '\nCOMP_WORDS=(pmr report --fail-on ""); COMP_CWORD=3; _pmr; echo "${COMPREPLY[@]}"' \
        '; COMP_WORDS=(pmr hist); COMP_CWORD=1; _pmr; echo "${COMPREPLY[@]}"' \
        '; COMP_WORDS=(pmr history --mea); COMP_CWORD=2; _pmr; echo "${COMPREPLY[@]}"'
    run = subprocess.run(["bash", "-c", ask], capture_output=True, check=False)
    b.tap.ok(run.stdout.decode().split("\n")[:3] == ["amber red", "history", "--measure"] and not run.stderr,
             "bash completes verbs, options and their values", (run.stdout, run.stderr))
    for shell in ("zsh", "fish"):
        out = Run(b.program, ["completions", shell]).out
        b.tap.ok(all(v in out for v in names), f"{shell} knows every verb", out[:300])
        if shutil.which(shell):
            run = subprocess.run([shell, "-n", "/dev/stdin"], input=out.encode(), capture_output=True, check=False)
            b.tap.ok(run.returncode == 0, f"{shell} can read it", run.stderr)
    b.tap.ok(Run(b.program, ["completions", "csh"]).code == 2, "another shell: exit 2")


def main():
    with tempfile.TemporaryDirectory(prefix="pmr-remember-") as work:
        b = Bench(absolute(sys.argv[1]), work)
        for test in (streaks, streaks_anew, told, again, restated, explained, devices, no_stores, no_place_for_a_store, locked, words):
            test(b)
        b.tap.done()


if __name__ == "__main__":
    main()
