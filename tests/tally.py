#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Adds up the JUnit reports in a folder; prints the failures and the closing line."""
import pathlib
import sys
import xml.etree.ElementTree as ET


def main():
    passed, failures, skipped = 0, [], 0
    for report in sorted(pathlib.Path(sys.argv[1]).glob("*.xml")):
        for suite in ET.parse(report).getroot().iter("testsuite"):
            for case in suite.iter("testcase"):
                if case.find("failure") is not None or case.find("error") is not None:
                    failures.append(f"{suite.get('name', '')} {case.get('name')}")
                elif case.find("skipped") is not None:
                    skipped += 1
                else:
                    passed += 1
    for failure in failures:
        print("failed:", failure)
    if not passed and not failures:
        failures.append("no test ran")
        print("no test ran")
    tail = f", {skipped} skipped" if skipped else ""
    print(f"{passed} passed, {len(failures)} failed{tail}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
