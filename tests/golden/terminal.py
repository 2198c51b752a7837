#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is printed: lines of a terminal, plain text for a pipe, and what is said of data that did not come.

usage: terminal.py PROGRAM SOURCE_ROOT      (prints TAP)
"""
import csv
import fcntl
import json
import os
import pty
import re
import shlex
import shutil
import struct
import subprocess
import sys
import tempfile
import termios
import zipfile

from months import EDITION, write_month
from tap import Run, Tap, absolute

WIDTH = 80
VERBS = ("report", "check", "explain", "measures", "history", "review", "annex")
SYNTHETIC = "is a measurement of the real network"


def on_terminal(program, args, width=WIDTH):
    """What a terminal of so many columns would be sent."""
    parent, child = pty.openpty()
    fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", 24, width, 0, 0))
    with subprocess.Popen(shlex.split(program) + args, stdin=subprocess.DEVNULL, stdout=child, stderr=subprocess.DEVNULL,
                          env={**os.environ, "TERM": "xterm", "NO_COLOR": ""}) as run:
        os.close(child)
        said = b""
        while True:
            try:
                block = os.read(parent, 65536)
            except OSError:  # the other end is closed
                break
            if not block:
                break
            said += block
    os.close(parent)
    return run.returncode, said.decode().replace("\r\n", "\n")


def lines(tap, program, sample, work, store):
    commands = [["report", "--period", "2019-10", "--input", sample, "--output", os.path.join(work, "at-a-terminal"),
                 "--tables-only", "--verbose"], ["check", sample], ["measures"], ["history", "--store", store],
                ["explain", "CPM-1"], ["explain", "CSP-2", "--store", store], ["history", "--store", store, "--measure", "CPM-1"],
                ["review", "--period", "2019-10", "--store", store],
                ["review", "--period", "2019-10", "--store", store, "--measure", "CPM-1"], ["--help"],
                *([verb, "--help"] for verb in VERBS)]
    wide, empty = [], []
    for command in commands:
        code, text = on_terminal(program, command)
        plain = re.sub(r"\033\[[0-9;]*m", "", text)
        wide += [(command, line) for line in plain.split("\n") if len(line) > WIDTH and " " in line.strip()]
        empty += [command] if code or not plain.strip() else []
    tap.ok(not wide, f"no line is wider than a terminal of {WIDTH} columns", wide[:5])
    tap.ok(not empty, "and every verb says something", empty)
    words = on_terminal(program, ["review", "--period", "2019-10", "--store", store])[1]
    piped = Run(program, ["review", "--period", "2019-10", "--store", store]).out
    flat = " ".join(re.sub(r"\033\[[0-9;]*m", "", words).split())
    tap.ok(flat == " ".join(piped.split()), "a pipe is given the same words")


def plain(tap, program, sample, work, store):
    out = os.path.join(work, "pack")
    run = Run(program, ["report", "--period", "2019-10", "--input", sample, "--output", out, "--store", store, "--tables-only"])
    tap.ok(run.code == 0 and "97.29 %" in run.out, "a level is found by its text", run.tell() + run.out[:2000])
    with open(os.path.join(out, "findings.csv"), encoding="utf-8") as f:
        findings = f.read()
    review = Run(program, ["review", "--period", "2019-10", "--store", store, "--format", "csv"]).out
    texts = {"report": run.out, "findings.csv": findings, "review.csv": review, "check": Run(program, ["check", sample]).out,
             "review": Run(program, ["review", "--period", "2019-10", "--store", store]).out,
             "history": Run(program, ["history", "--store", store, "--measure", "CPM-1"]).out,
             "explain": Run(program, ["explain", "CPM-1", "--store", store]).out}
    spoilt = [name for name, text in texts.items() if "\u00a0" in text or "\u202f" in text]
    tap.ok(not spoilt, "no no-break spaces where programs read", spoilt)
    long = [line for line in run.out.split("\n") if "below target for 10 months in succession" in line]
    tap.ok(long and all(line.startswith("  C") for line in long), "a line stays whole in a pipe", long)
    table = texts["check"].split("\n\n")[0].split("\n")
    tap.ok(len({len(line) for line in table}) == 1 and any("13 289" in line for line in table),
           "the columns of check are straight and its counts grouped", table[:4])
    rows = [r for r in csv.DictReader(findings.splitlines()) if r["kind"] == "synthetic"]
    tap.ok(len(rows) == 1 and rows[0]["severity"] == "note" and SYNTHETIC in rows[0]["message"],
           "findings.csv says once that the data is synthetic", rows)


def reported(tap, program, sample, work):
    """A provider's own figure is told from one that was computed."""
    text = Run(program, ["report", "--period", "2019-10", "--input", sample, "--output", os.path.join(work, "reported"),
                         "--tables-only", "--no-store"]).out
    own = {line.split()[0].rstrip("*") for line in text.split("\n\n")[1].split("\n") if "%^" in line or "%~^" in line}
    tap.ok(own == {"DSP-ANOMALY", "CSP-CH2.1"} and text.count("^ as reported: wholly or in part a provider's own figure") == 1,
           "report marks what is a provider's own figure", text[:3500])


def marked(tap, program, work, store):
    """What nobody has confirmed is marked wherever a verb prints it, and the mark is explained once."""
    legend = "* rests on values nobody has confirmed: pmr explain ID says which"
    verbs = {"review": ["--period", "2019-10"], "review --measure": ["--period", "2019-10", "--measure", "CPM-1"],
             "history": ["--measure", "CPM-1"], "explain": ["CPM-1", "--region", "N"]}
    for name, more in verbs.items():
        text = Run(program, [name.split()[0], *more, "--store", store]).out
        ids = re.findall(r"^ *(?:Plan +)?((?:CPM|CSP|DSP)-[0-9A-Z.]+\*?)[ ,]", text, re.M)
        tap.ok(len(ids) > 2 and all(i.endswith("*") for i in ids) and text.count(legend) == 1, f"{name} marks what is assumed",
               (ids, text[-300:]))
    texts = [Run(program, [name, *more, "--store", store, "--format", form]).out for form in ("csv", "json")
             for name, more in (("history", ["--measure", "CPM-1"]), ("explain", ["CPM-1"]))]
    tap.ok(not any("CPM-1*" in text for text in texts), "and leaves the ids of csv and json alone")


def steering(tap, program, work):
    """Text from data steers no terminal in any format; a pipe is given it as it is."""
    steers = "\033[31mred\007"
    catalogue, store = os.path.join(work, "edition.yaml"), os.path.join(work, "steering.db")
    with open(catalogue, "w", encoding="utf-8") as f:
        f.write(EDITION)
    rows = "".join(f"R{i},6.15,on_demand,N,2019-10-{i % 28 + 1:02d}T10:00:00Z,,2019-10-{i % 28 + 1:02d}T10:00:09Z,{steers}\n"
                   for i in range(60))
    folder = write_month(os.path.join(work, "steering"), "2019-10", None, files={
        "service_requests.csv": "request_id,srv,mode,region,received_at,dispatched_at,responded_at,exclusion\n" + rows,
        "remediation.csv": f"measure,region,recorded_on,action,owner,green_by\nREQ-1,N,2019-10-02,{steers},{steers},2019-12\n"})
    report = ["report", "--catalogue", catalogue, "--period", "2019-10", "--input", folder, "--output",
              os.path.join(work, "steered"), "--store", store, "--tables-only"]
    Run(program, report)
    raw = set()
    for form in ("text", "csv", "json"):
        for args in ([*report, "--verbose"], ["check", "--catalogue", catalogue, folder], ["history", "--store", store],
                     ["review", "--period", "2019-10", "--store", store],
                     ["explain", "REQ-1", "--region", "N", "--period", "2019-10", "--store", store]):
            args = [*args, "--format", form] if args[0] != "report" or form != "text" else args
            _, said = on_terminal(program, args)
            said = re.sub(r"\033\[[0-9;]*m", "", said) if form == "text" and "\033[31mred" not in said else said
            tap.ok(said and not re.search("[\000-\010\013-\037]", said), f"{args[0]} as {form} steers no terminal", repr(said[:3000]))
            if form == "csv" and steers in Run(program, args).out:
                raw.add(args[0])
    tap.ok({"review", "explain"} <= raw, "but bytes in a pipe stay", raw)


def remembered(tap, program, work, store):
    text = Run(program, ["history", "--store", store, "--measure", "CSP-1.2", "--region", "-"]).out
    tap.ok("(gap)" not in text and re.search(r"^  2019-09 .*reported$\n  2019-10 .*not due$", text, re.M) is not None,
           "a month in which a figure is not due is no gap", text)
    text = Run(program, ["history", "--store", store, "--period", "2018-12"]).out
    tap.ok("2018-12         reported only: 91 figures\n" in text and "2018-11" not in text,
           "a month that was only reported is told", text)
    run = Run(program, ["annex", "--store", store, "--period", "2018-12", "--output", os.path.join(work, "none.pdf")])
    tap.ok(run.code == 3 and "of 2018-12 there are only service_levels rows" in run.err,
           "and no paper is made of it, which says why", run.tell())
    run = Run(program, ["annex", "--store", store, "--period", "2018-10", "--output", os.path.join(work, "none.pdf")])
    tap.ok(run.code == 3 and "2018-10 is not remembered here" in run.err, "a month of which nothing is known is told apart",
           run.tell())
    text = Run(program, ["history", "--store", store]).out
    tap.ok(re.search(r"^SYNTHETIC DATA\. .*" + SYNTHETIC, text, re.M) is not None and "27 SYNTHETIC files" in text,
           "history says which months are of synthetic data", text[:800])
    for form in ("text", "json"):
        text = Run(program, ["explain", "CPM-1", "--store", store, "--format", form]).out
        tap.ok("SYNTHETIC DATA" in text if form == "text" else json.loads(text)["synthetic"] is True,
               f"and so does explain, as {form}", text[:400])
    text = Run(program, ["history", "--store", store]).out
    tap.ok(re.findall(r"^  (20\d\d-\d\d)", text, re.M) == ["2018-11", "2018-12", *(f"2019-{m:02d}" for m in range(1, 11))] and
           "(gap)" not in text, "and stands between the others, in order", text)


def figure_lines(tap, program, store):
    """A figure as CSV: every count in the column of its name."""
    out = Run(program, ["explain", "CSP-2", "--region", "N", "--store", store, "--format", "csv"]).out
    rows = list(csv.DictReader(out.splitlines()))
    parts = {part: [r for r in rows if r["part"] == part] for part in ("figure", "excluded", "refused", "file", "example")}
    tap.ok(all(None not in r.values() and None not in r for r in rows) and all(parts.values()), "explain prints whole lines", out)
    sums = {part: sum(int(r[part]) for r in parts[part]) for part in ("excluded", "refused")}
    tap.ok(sums == {part: int(parts["figure"][0][part]) for part in sums} and not any(r["total"] for r in parts["refused"]),
           "reasons stand in their columns and add up to the figure", sums)
    told = [(r["text"], r["by_register"]) for r in parts["refused"]]
    tap.ok(len(told) == len(set(told)) and ("dropped_from_queue", "Y") in told and ("dropped_from_queue", "N") in told,
           "what the register refused is told from what was never allowed", told)
    tap.ok(all(int(r["read"]) == sum(int(r[c]) for c in ("used", "outside", "duplicates", "rejected")) > 0 and
               not r["good"] and not r["total"] for r in parts["file"]), "the rows of a file add up", parts["file"])


def worded(tap, program, work, store):
    """One is no plural, and a count is not said twice."""
    path = os.path.join(work, "repository.csv")
    with open(path, "w", encoding="utf-8") as f:
        f.write("request_id,received_at,sent_at\n" + "R1,2019-10-03T10:00:00Z,2019-10-03T10:00:01Z\n" * 2 +
                "".join(f"B{n},03/10/2019,\n" for n in range(9)))
    text = Run(program, ["check", path, "--verbose"]).out
    tap.ok(" + 1 duplicate + 9 rejected" in text and "the row was rejected, and more like it (4)" in text, "check counts once", text)
    run = Run(program, ["review", "--period", "2019-10", "--measure", "CPM-1", "--region", "N", "--store", store])
    tap.ok("\n1 below target; 0 withheld\n" in run.out, "review says nothing of Greens that it was not asked for", run.out[:600])
    text = Run(program, ["review", "--period", "2019-10", "--store", store, "--verbose"]).out
    tap.ok("could not give (-" in text and "\u2212" not in text, "a minus is the same sign in every sentence of a review")
    for bad, words in (("amber", "Amber or Red"), ("red", "Red")):
        run = Run(program, ["review", "--period", "2019-10", "--store", store, "--fail-on", bad])
        tap.ok(run.code == 1 and re.search(rf"^pmr: --fail-on: [^,]* is (Amber|Red), and \d+ more figures are {words}$", run.err, re.M)
               is not None, f"the gate says which figures trip it: {bad}", run.err)


def quiet(tap, program, work, store):
    """--quiet prints what is wrong, and nothing else, in every form."""
    period, paper = ["--period", "2019-10"], os.path.join(work, "paper.pdf")
    verbs = [["explain", "CPM-1"], ["explain", "CPM-1", "--store", store], ["measures"], ["history", "--store", store],
             ["review", *period, "--store", store]]
    runs = [Run(program, [*verb, "--quiet", "--format", form]) for verb in verbs for form in ("text", "csv", "json")]
    runs.append(Run(program, ["annex", *period, "--store", store, "--output", paper, "--quiet"]))
    loud = [run.tell() + run.out[:300] for run in runs if run.code or run.out or run.err]
    tap.ok(not loud, "--quiet prints nothing where nothing is wrong", loud[:3])
    run = Run(program, ["explain", "CPM-1", "--store", store, "--quiet", "--fail-on", "amber"])
    tap.ok(run.code == 1 and not run.out, "and leaves the gate", run.tell())


def misspelt(tap, program, store):
    """Of what is misspelt the nearest is named, in a line that can be read."""
    of_store = ["--store", store]
    for args, hint in ((["explain", "CPM1"], "did you mean CPM-1? All: pmr measures"),
                       (["explain", "FW-STAT"], "did you mean FW-STATE?"), (["explain", "CPM1", *of_store], "did you mean CPM-1?"),
                       (["explain", "nothing-like-it"], "all: pmr measures"),
                       (["review", "--period", "2019-10", "--measure", "CSP-1.11", *of_store], "did you mean CSP-1.1?"),
                       (["review", "--period", "2019-10", "--measure", "FW-STATE", *of_store], "is a metric"),
                       (["history", "--measure", "DSP1.1", *of_store], "did you mean DSP-1.1? All: pmr measures"),
                       (["history", "--measure", "FW-STATE", *of_store], "is a metric"),
                       (["--verson"], "did you mean: pmr --version?"), (["--period", "2019-10"], "options of a verb follow it"),
                       (["hstory"], "did you mean: pmr history?"), (["check", "--perod", "x"], "pmr: unknown option --perod")):
        run = Run(program, args)
        tap.ok(run.code == 2 and hint in run.err and not run.out and max(map(len, run.err.split("\n"))) <= 100,
               f"{' '.join(args[:1] + args[-1:])}: {hint}", run.tell())


def written(tap, program, work, store):
    """What annex prints: the files that it wrote, in every form."""
    paper = os.path.join(work, "paper.pdf")
    said = {form: Run(program, ["annex", "--store", store, "--output", paper, "--format", form]).out
            for form in ("text", "csv", "json")}
    files = [(name, os.path.getsize(name)) for name in (paper, paper.replace(".pdf", ".html"))]
    of_json = [(o["name"], o["bytes"]) for o in json.loads(said["json"])["outputs"]]
    of_csv = [(r["name"], int(r["bytes"])) for r in csv.DictReader(said["csv"].splitlines())]
    of_text = [(line.split()[0], int(line.split()[1])) for line in said["text"].splitlines()]
    tap.ok(sorted(of_json) == sorted(of_csv) == sorted(of_text) == sorted(files), "annex prints what it wrote, in every form",
           str(said))


def unheard(tap, program, sample):
    """Standard streams that are closed or full: the reason that is given is the true one, and nothing takes their place."""
    cases = {
        f"check {sample} --format csv >/dev/full": (5, "standard output could not be written: No space left on device"),
        f"check {sample} >/dev/full": (5, "standard output could not be written: No space left on device"),
        f"check {sample} --format csv >&-": (5, "standard output could not be written: Bad file descriptor"),
        f"check {sample} --rows /dev/stdout >&-": (5, "standard output could not be written: Bad file descriptor"),
        "measures >&-": (5, "standard output could not be written: Bad file descriptor"),
        "check --dataset alerts - <&-": (3, "standard input cannot be read: Bad file descriptor"),
    }
    for case, (code, words) in cases.items():
        run = subprocess.run(["sh", "-c", f"{program} {case}"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
        tap.ok(run.returncode == code and words in run.stderr.decode(), case.replace(sample, "SAMPLE"),
               f"exit {run.returncode}: {run.stderr.decode()}")


def listed(tap, program):
    """The catalogue: a row for each measure in a pipe, values that stay whole on a terminal."""
    rows = list(csv.DictReader(Run(program, ["measures", "--format", "csv"]).out.splitlines()))
    piped, text = Run(program, ["measures"]).out.split("\n"), on_terminal(program, ["measures"])[1]
    short = [r["measure"] for r in rows if not any(line.startswith(r["measure"] + " ") and r["title"] in line and
                                                   f" {r['provider']} " in line and r["kind"] in line for line in piped)]
    tap.ok(len(rows) > 30 and not short, "measures prints a row for each in a pipe", short)
    parted = [r["measure"] for r in rows if f" {r['provider']:<9} {r['kind']}" not in text]
    cut = [line for line in text.split("\n") if re.search(r"[ ,][\d.]+:?$|^ *\*$", line)]
    tap.ok(not parted and not cut and re.search(r"^CPM-4  +100/85 \*  +Category 1 and 2 incidents", text, re.M) is not None,
           "and on a terminal no value is parted", (parted, cut, text[:1500]))


def supplied(tap, program, sample, work):
    some, out = os.path.join(work, "some"), os.path.join(work, "of-some")
    os.mkdir(some)
    for name in os.listdir(sample):
        if name.startswith("service_requests") or name == "firmware-csp-cs-2019-10.csv":
            shutil.copy(os.path.join(sample, name), some)
    run = Run(program, ["report", "--period", "2019-10", "--input", some, "--output", out])
    said = run.out.split("Not supplied\n")[-1].split("\n\n")[0]
    with open(os.path.join(out, "results.csv"), encoding="utf-8", newline="") as f:
        results = {(r["measure"], r["region"]): r["status"] for r in csv.DictReader(f)}
    with open(os.path.join(out, "findings.csv"), encoding="utf-8", newline="") as f:
        findings = list(csv.DictReader(f))
    tap.ok(re.search(r"^CPM-3\*? +not supplied +not supplied", run.out, re.M) is not None and
           re.search(r"^CSP-2\*? +- no data", run.out, re.M) is not None,
           "what was not supplied is told from what did not happen", run.out[:3000])
    without = {m for m, _ in results} - {m for (m, _), status in results.items() if status in ("green", "amber", "red")}
    without.discard("CSP-1.2")  # not due in October: no file would give it a figure
    tap.ok("alerts" in said and "commands" in said and "firmware" not in said and
           f"{len(without)} of {len({m for m, _ in results})} measures have no figure" in " ".join(said.split()),
           "the datasets that did not come are named, and the measures without a figure counted", said)
    tap.ok("CSP-2 North" in run.out.split("No events in a Region")[-1].split("\n\n")[0],
           "a Region without events beside others is named", run.out[:4000])
    tap.ok(results["CPM-3", "-"] == "no_data" and {f["dataset"] for f in findings} == {"service_requests"},
           "results.csv keeps its status, and findings.csv has nothing about it", findings)
    with zipfile.ZipFile(os.path.join(out, "PMR-2019-10.xlsx")) as book:
        sheets = "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
    tap.ok("SYNTHETIC" not in run.out + sheets and "No file came of alerts, commands" in sheets,
           "nothing is called synthetic that no mapping calls so, and the workbook's cover says what did not come")


def helps(tap, program):
    text = Run(program, ["--help"]).out
    tap.ok(all(word in text for word in (*VERBS, "man ", "completions ")), "--help names every verb", text)
    for verb in (*VERBS, "man", "completions"):
        run = Run(program, [verb, "--help"])
        tap.ok(run.code == 0 and run.out.startswith(f"pmr {verb} - "), f"{verb} --help", run.tell())
    codes = {"report": "012345", "check": "012345", "explain": "012345", "measures": "0245", "history": "01235",
             "review": "01235", "annex": "0235"}
    for verb in VERBS:
        text = Run(program, [verb, "--help"]).out
        told = dict(re.findall(r"^  (\d)  (.*)$", text.split("Exit codes\n")[-1], re.M))
        gates = {o for o in ("--fail-on", "--strict") if f"  {o}" in text.split("Options\n")[-1]}
        tap.ok("".join(told) == codes[verb] and set(re.findall(r"--[a-z-]+", told.get("1", ""))) == gates and
               ("output folder" not in text.split("--store FILE  ")[-1].split("\n")[0] or "  --output PATH" in text),
               f"{verb} --help tells the codes it ends with, and of options it has", text)
    run = Run(program, ["check", "no-such-path"])
    tap.ok(run.code == 3 and "--input" not in run.err, "a hint names no option that was not given", run.err)
    text = Run(program, ["report", "--help"]).out
    tap.ok("breakdowns.csv" in text and "annex" not in text, "report --help is about the report", text)
    page = Run(program, ["man"]).out
    missing = [name for name in ("SOURCE_DATE_EPOCH", "NO_COLOR", "PMR_STAGES", "XDG_CACHE_HOME", "HOME", "TMPDIR")
               if name not in page.split(".SH ENVIRONMENT")[-1]]
    tap.ok(not missing, "the manual page has every variable of the environment", missing)


def main():
    program, root = absolute(sys.argv[1]), sys.argv[2]
    sample = os.path.join(root, "fixtures", "2019-10")
    tap = Tap()
    with tempfile.TemporaryDirectory(prefix="pmr-terminal-") as work:
        store = os.path.join(work, "pmr.db")
        plain(tap, program, sample, work, store)
        lines(tap, program, sample, work, store)
        marked(tap, program, work, store)
        reported(tap, program, sample, work)
        steering(tap, program, work)
        remembered(tap, program, work, store)
        figure_lines(tap, program, store)
        worded(tap, program, work, store)
        misspelt(tap, program, store)
        quiet(tap, program, work, store)
        written(tap, program, work, store)
        unheard(tap, program, sample)
        listed(tap, program)
        supplied(tap, program, sample, work)
        helps(tap, program)
    tap.done()


if __name__ == "__main__":
    main()
