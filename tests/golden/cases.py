#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""cases.py - small months whose figures were worked out by hand.

    cases.py [PROGRAM [NAME...]]

cases/NAME holds the input (in/), period and reason (case.json), and the lines expected, with the columns
that its header names.  The oracle must agree with every line, and so must the program.  Prints TAP.
"""
import json
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path.insert(0, HERE)
from tap import Run, Tap, absolute  # noqa: E402

ORACLE = os.path.join(HERE, "..", "oracle", "oracle.py")


def table(text):
    lines = [line.split(",") for line in text.splitlines()]
    return [dict(zip(lines[0], line)) for line in lines[1:]]


def judge(tap, name, who, expected, got):
    cells = {(c["measure"], c["region"]): c for c in got}
    wrong = []
    for line in expected:
        cell = cells.get((line["measure"], line["region"]), {})
        differs = {k: (v, cell.get(k)) for k, v in line.items() if cell.get(k) != v}
        if differs:
            wrong.append(f"{line['measure']} {line['region']}: " + ", ".join(
                f"{k} is {b}, expected {a}" for k, (a, b) in differs.items()))
    tap.ok(not wrong, f"{name}: the {who}", "\n".join(wrong))


def main():
    program, tap = (absolute(sys.argv[1]) if len(sys.argv) > 1 else None), Tap()
    for name in sys.argv[2:] or sorted(os.listdir(os.path.join(HERE, "cases"))):
        folder = os.path.join(HERE, "cases", name)
        with open(os.path.join(folder, "case.json"), encoding="utf-8") as f:
            facts = json.load(f)
        with open(os.path.join(folder, "expected.csv"), encoding="utf-8") as f:
            expected = table(f.read())
        args = ["--period", facts["period"], "--input", os.path.join(folder, "in")]
        args += ["--as-of", facts["as_of"]] if facts["as_of"] else []
        got = subprocess.run([sys.executable, ORACLE, *args], stdout=subprocess.PIPE, check=True).stdout.decode()
        judge(tap, name, "oracle", expected, table(got))
        if program:
            with tempfile.TemporaryDirectory() as output:
                run = Run(program, ["report", *args, "--output", os.path.join(output, "out"), "--quiet"])
                if run.code != 0 or not run.healthy():
                    tap.ok(False, f"{name}: the program", run.tell())
                    continue
                with open(os.path.join(output, "out", "results.csv"), encoding="utf-8") as f:
                    judge(tap, name, "program", expected, table(f.read()))
    tap.done()


if __name__ == "__main__":
    main()
