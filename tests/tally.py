#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Adds up what meson's test runs left in a folder; prints the failures and the closing line.

A JUnit report (*.xml) has every check of every program, a log (*.json) how each program ended: one that crashed,
hung, or stopped before its last check has no failed check and is a failure all the same.
"""
import json
import pathlib
import sys
import xml.etree.ElementTree as ET

GOOD = ("OK", "SKIP", "EXPECTEDFAIL")


def checks(folder):
    """(program, check, "passed", "failed" or "skipped") of every check."""
    for report in sorted(folder.glob("*.xml")):
        for suite in ET.parse(report).getroot().iter("testsuite"):
            for case in suite.iter("testcase"):
                bad = case.find("failure") is not None or case.find("error") is not None
                yield (report.stem, suite.get("name", "").removeprefix("pmr."), case.get("name"),
                       "failed" if bad else "skipped" if case.find("skipped") is not None else "passed")


def programs(folder):
    """(program, how it ended) of every program."""
    for log in sorted(folder.glob("*.json")):
        for line in log.read_text(encoding="utf-8").splitlines():
            entry = json.loads(line)
            yield log.stem, entry["name"], entry["result"]


def main():
    folder = pathlib.Path(sys.argv[1])
    count = {"passed": 0, "failed": 0, "skipped": 0}
    told = set()
    for leg, program, check, outcome in checks(folder):
        count[outcome] += 1
        if outcome == "failed":
            told.add((leg.split("-")[0], program))
            print("failed:", program, check)
    for leg, program, result in programs(folder):
        if result not in GOOD and (leg.split("-")[0], program) not in told:
            count["failed"] += 1
            print("failed:", program, "ended with", result)
    if not count["passed"] and not count["failed"]:
        count["failed"] += 1
        print("no test ran")
    tail = f", {count['skipped']} skipped" if count["skipped"] else ""
    print(f"{count['passed']} passed, {count['failed']} failed{tail}")
    return 1 if count["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
