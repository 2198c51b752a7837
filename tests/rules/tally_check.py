#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""tests/tally.py must not call green what is not.  Prints TAP; the argument is the root of the source tree."""
import json
import pathlib
import subprocess
import sys
import tempfile

TALLY = pathlib.Path(sys.argv[1]) / "tests" / "tally.py"
SUITE = '<testsuites><testsuite name="pmr.{}">{}</testsuite></testsuites>'
PASSED, FAILED = '<testcase name="1"/>', '<testcase name="2"><failure/></testcase>'
SKIPPED = '<testcase name="3"><skipped/></testcase>'
CASES = (
    ("all is well", SUITE.format("a", PASSED + SKIPPED), [("a", "OK")], 0, "1 passed, 0 failed, 1 skipped"),
    ("a failed check", SUITE.format("a", PASSED + FAILED), [("a", "ERROR")], 1, "1 passed, 1 failed"),
    ("a program that stopped half way", SUITE.format("a", PASSED), [("a", "ERROR")], 1, "1 passed, 1 failed"),
    ("a program that hung", SUITE.format("a", PASSED), [("a", "OK"), ("b", "TIMEOUT")], 1, "1 passed, 1 failed"),
    ("a build that failed", SUITE.format("build", FAILED), [], 1, "0 passed, 1 failed"),
    ("nothing at all", None, [], 1, "0 passed, 1 failed"),
)


def main():
    failed = 0
    for n, (name, xml, ended, code, closing) in enumerate(CASES, 1):
        with tempfile.TemporaryDirectory() as folder:
            if xml:
                (pathlib.Path(folder) / "1-testlog.junit.xml").write_text(xml, encoding="utf-8")
            (pathlib.Path(folder) / "1-testlog.json").write_text(
                "".join(json.dumps({"name": p, "result": r}) + "\n" for p, r in ended), encoding="utf-8")
            run = subprocess.run([sys.executable, str(TALLY), folder], stdout=subprocess.PIPE, text=True, check=False)
        good = run.returncode == code and run.stdout.splitlines()[-1] == closing
        failed += not good
        print(f"{'ok' if good else 'not ok'} {n} - {name}")
        if not good:
            print(f"# exit {run.returncode}: {run.stdout}")
    print(f"1..{len(CASES)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
