#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""cases.py - small months whose figures were worked out by hand.

    cases.py [PROGRAM [NAME...]]

cases/NAME holds the input (in/), period and reason (case.json), and the lines expected of results.csv
(expected.csv) and breakdowns.csv (breakdowns.csv), with the columns that their headers name.  The oracle must
agree with every line, and so must the program.  Prints TAP.
"""
import csv
import io
import json
import os
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path.insert(0, HERE)
sys.path.insert(0, os.path.join(HERE, "..", "oracle"))
import oracle  # noqa: E402
from month import Month  # noqa: E402
from tap import Run, Tap, absolute  # noqa: E402
from times import parse_month, parse_stamp  # noqa: E402

TABLES = {"results": "expected.csv", "breakdowns": "breakdowns.csv"}
KEY = ("measure", "region", "dimension", "key")


def table(text):
    return list(csv.DictReader(io.StringIO(text)))


def judge(tap, name, who, expected, got):
    wrong = []
    for kind, lines in expected.items():
        rows = {tuple(row.get(k) for k in KEY): row for row in got[kind]}
        for line in lines:
            which = tuple(line.get(k) for k in KEY)
            row = rows.get(which, {})
            differs = {k: (v, row.get(k)) for k, v in line.items() if row.get(k) != v}
            if differs:
                wrong.append(" ".join(filter(None, which)) + ": " + ", ".join(
                    f"{k} is {b}, expected {a}" for k, (a, b) in differs.items()))
    tap.ok(not wrong, f"{name}: the {who}", "\n".join(wrong))


def read(path):
    try:
        with open(path, encoding="utf-8", newline="") as f:
            return table(f.read())
    except FileNotFoundError:
        return []


def main():
    program, tap = (absolute(sys.argv[1]) if len(sys.argv) > 1 else None), Tap()
    for name in sys.argv[2:] or sorted(os.listdir(os.path.join(HERE, "cases"))):
        folder = os.path.join(HERE, "cases", name)
        with open(os.path.join(folder, "case.json"), encoding="utf-8") as f:
            facts = json.load(f)
        expected = {kind: read(os.path.join(folder, file)) for kind, file in TABLES.items()}
        if not any(expected.values()):
            tap.ok(False, f"{name}: nothing is expected of it")
            continue
        month = Month(parse_month(facts["period"]), [os.path.join(folder, "in")],
                      parse_stamp(facts["as_of"]) if facts["as_of"] else None)
        made = oracle.tables(month)
        judge(tap, name, "oracle", expected, {kind: table("\n".join(made[kind])) for kind in TABLES})
        if program:
            args = ["--period", facts["period"], "--input", os.path.join(folder, "in")]
            args += ["--as-of", facts["as_of"]] if facts["as_of"] else []
            with tempfile.TemporaryDirectory() as output:
                run = Run(program, ["report", *args, "--output", os.path.join(output, "out"), "--quiet",
                                    "--tables-only"])
                if run.code != 0 or not run.healthy():
                    tap.ok(False, f"{name}: the program", run.tell())
                    continue
                judge(tap, name, "program", expected,
                      {kind: read(os.path.join(output, "out", kind + ".csv")) for kind in TABLES})
    tap.done()


if __name__ == "__main__":
    main()
