#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""oracle.py - results.csv and breakdowns.csv worked out a second time, slowly and plainly, over exact fractions.

Written from the documents alone (docs/interface.md, methodology.md, breakdowns.md, and what the catalogue says of
each measure); it shares nothing with the program, and its tables of measures are its own, so that a slip in either
shows as a difference.  Every row of every file is held in memory; nothing here is meant to be fast.

    oracle.py --period 2019-10 --input DIR... [--as-of TIMESTAMP] > expected.csv
    oracle.py --period 2019-10 --input DIR... --breakdowns
    oracle.py --period 2019-10 --input DIR... --reconciliation
    oracle.py --period 2019-10 --input DIR... --output FOLDER      all three, as files

"ruling N" in a comment is the rule of docs/rules.md that the line below it carries out.
"""
import argparse
import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from breakdowns import Breakdowns  # noqa: E402
from figures import Figures  # noqa: E402
from month import Month  # noqa: E402
from times import parse_month, parse_stamp  # noqa: E402


def tables(month):
    """The lines of each table, by name."""
    figures = Figures(month)
    return {"results": figures.lines(), "breakdowns": Breakdowns(figures).lines(),
            "reconciliation": month.reconciliation()}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--period", required=True)
    parser.add_argument("--input", required=True, nargs="+", action="extend")
    parser.add_argument("--as-of")
    parser.add_argument("--breakdowns", action="store_true", help="print the breakdowns instead")
    parser.add_argument("--reconciliation", action="store_true", help="print the rows of each dataset instead")
    parser.add_argument("--output", help="write all tables into this folder")
    options = parser.parse_args()
    period = parse_month(options.period)
    as_of = parse_stamp(options.as_of) if options.as_of else None
    if period is None or (options.as_of and as_of is None):
        sys.exit("oracle: bad --period or --as-of")
    month = Month(period, options.input, as_of)
    if not month.n_used_files:
        print("oracle: no file could be used", file=sys.stderr)
        sys.exit(3)
    made = tables(month)
    if options.output:
        os.makedirs(options.output, exist_ok=True)
        for name, lines in made.items():
            with open(os.path.join(options.output, name + ".csv"), "w", encoding="utf-8", newline="") as f:
                f.writelines(line + "\n" for line in lines)
        return
    name = "breakdowns" if options.breakdowns else "reconciliation" if options.reconciliation else "results"
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    for line in made[name]:
        print(line)


if __name__ == "__main__":
    main()
