#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""compare.py - the program against the oracle, and against itself.

    compare.py [--quick] [--seeds N] [--editions N] [--first SEED] [--keep FOLDER] PROGRAM

The sample month and N generated months (default 20, with --quick 4): results.csv and breakdowns.csv must
equal the oracle's line by line, and the rows of each dataset must be counted alike.  The same of generated months under
editions of the catalogue that are drawn too (any_edition.py; default 40, with --quick 8).  Then the forms of a month
(forms.py), and runs that must give the same bytes of every output.  Prints TAP.
"""
import argparse
import json
import os
import shutil
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path.insert(0, HERE)
import forms  # noqa: E402  (it adds the folders of the oracle and of the generator)
import any_edition  # noqa: E402
import oracle  # noqa: E402
from dimensions import BUILT_IN  # noqa: E402
from month import Month  # noqa: E402
from synthetic import anymonth  # noqa: E402
from synthetic.common import Rng  # noqa: E402
from tap import Run, Tap, absolute, difference, tree  # noqa: E402
from times import parse_month, parse_stamp  # noqa: E402

ROOT = os.path.normpath(os.path.join(HERE, "..", ".."))
SAMPLE = os.path.join(ROOT, "fixtures", "2019-10")
FORMED_SEED = 18  # its forms are compared, beside the sample month's: every dataset, at the end of a quarter


def expect(month, period, as_of, edition=BUILT_IN):
    """The oracle's tables by file name, and the rows of each dataset."""
    made = oracle.tables(Month(parse_month(period), [month], parse_stamp(as_of) if as_of else None, edition))
    return {name: "\n".join(lines).split("\n") for name, lines in made.items()}  # a key may have a line end in it


def report(program, month, output, period, as_of, *more, env=None, cwd=None):
    inputs = month if isinstance(month, list) else [month]
    args = ["report", "--period", period, "--input", *inputs, "--output", output, "--quiet", *more]
    return Run(program, args + (["--as-of", as_of] if as_of else []), env=env, cwd=cwd)


def read_lines(output, name):
    try:
        with open(os.path.join(output, name + ".csv"), encoding="utf-8", newline="") as f:
            return f.read().removesuffix("\n").split("\n")
    except (OSError, UnicodeDecodeError) as trouble:
        return [str(trouble)]


def counts(output):
    """The rows of each dataset from results.json as the oracle prints them, or None."""
    try:
        with open(os.path.join(output, "results.json"), encoding="utf-8") as f:
            table = json.load(f)["reconciliation"]["datasets"]
        return ["dataset,read,used,outside,duplicates,rejected"] + [
            ",".join([d["dataset"]] + [str(d[k] if k != "duplicates" or not isinstance(d[k], dict) else
                                           sum(d[k].values()))
                                       for k in ("read", "used", "outside", "duplicates", "rejected")])
            for d in table]
    except (OSError, KeyError, TypeError, ValueError) as trouble:
        return [f"results.json: {type(trouble).__name__}: {trouble}"]


TABLES = ("results", "breakdowns")  # a line each that the program has to give as the oracle gives it


def unlike(expected, output):
    """What differs between the oracle's tables and the program's, "" when nothing does."""
    return "\n".join(difference(expected[name], read_lines(output, name)) for name in TABLES
                     if expected[name] != read_lines(output, name))


def compare_month(tap, program, name, month, period, as_of, work, drawn=None):
    """`drawn`: the path and the oracle's view of an edition that is not the built-in one."""
    output = os.path.join(work, "out-" + name)
    run = report(program, month, output, period, as_of, "--tables-only", *(["--catalogue", drawn[0]] if drawn else []))
    if not tap.ok(run.code == 0 and run.healthy(), f"{name}: the program runs ({period}, cut-off {as_of})", run.tell()):
        return None
    expected = expect(month, period, as_of, drawn[1] if drawn else BUILT_IN)
    for table in TABLES:
        got = read_lines(output, table)
        tap.ok(expected[table] == got, f"{name}: {table}.csv equals the oracle's, {len(expected[table])} lines",
               difference(expected[table], got))
    expected_rows, got_rows = sorted(expected["reconciliation"]), sorted(counts(output))
    tap.ok(expected_rows == got_rows, f"{name}: the rows are counted as the oracle counts them",
           difference(expected_rows, got_rows))
    return expected


def compare_forms(tap, program, name, month, period, as_of, expected, work, names=None):
    for form, folder in forms.make(month, os.path.join(work, "forms-" + name), names).items():
        output = os.path.join(work, f"out-{name}-{form}")
        run = report(program, folder, output, period, as_of, "--tables-only")
        differs = unlike(expected, output)
        tap.ok(run.code == 0 and run.healthy() and not differs, f"{name}, {form}: the same figures",
               run.tell() + differs)
        shutil.rmtree(folder)
        shutil.rmtree(output, ignore_errors=True)


def generate(seed, folder):
    """A month of the random story; what was drawn."""
    sheets, mapping, facts = anymonth.build(None, seed, 1.0)
    os.makedirs(folder)
    for sheet in sheets:
        sheet.write(folder)
    if mapping:
        with open(os.path.join(folder, "mapping.yaml"), "w", encoding="utf-8", newline="") as f:
            f.write(mapping)
    return facts


def compare_editions(tap, program, seeds, work):
    for seed in seeds:
        name, month = f"edition-{seed}", os.path.join(work, f"edition-{seed}")
        facts, path = generate(seed, month), os.path.join(work, f"edition-{seed}.yaml")
        text, edition = any_edition.build(Rng(seed).fork("edition"), parse_month(facts["period"]))
        with open(path, "w", encoding="utf-8") as f:
            f.write(text)
        compare_month(tap, program, name, month, facts["period"], facts["as_of"], work, (path, edition))
        yield name


def compare_runs(tap, program, name, month, period, as_of, work, together=False):
    """The same bytes of every output.  `together`: several differences in one run, for a large month."""
    first = os.path.join(work, "bytes-first")
    run = report(program, month, first, period, as_of)
    if not tap.ok(run.code == 0 and run.healthy(), f"{name}: a run to compare with", run.tell()):
        return
    want = tree(first)
    files = sorted(os.path.join(month, f) for f in os.listdir(month) if ".csv" in f)
    moved = os.path.join(work, "moved", "elsewhere")
    shutil.copytree(month, moved)
    cases = {
        "again": {}, "1 thread": {"more": ["--threads", "1"]}, "2 threads": {"more": ["--threads", "2"]},
        "8 threads": {"more": ["--threads", "8"]},
        "TZ=Pacific/Auckland": {"env": {"TZ": "Pacific/Auckland"}},
        "LC_ALL=de_DE.UTF-8": {"env": {"LC_ALL": "de_DE.UTF-8", "LANG": "de_DE.UTF-8"}},
        "a Turkish locale and a far zone": {"env": {"LC_ALL": "tr_TR.UTF-8", "TZ": "Asia/Kathmandu"}},
        "files named backwards": {"month": files[::-1]}, "another place": {"month": moved},
        "another working folder": {"cwd": work},
        "little memory for duplicates": {"more": ["--memory", "64K"]},
    }
    if together:
        cases = {
            "again, little memory": {"more": ["--memory", "64K"]},
            "1 thread, a far zone, another place": {"more": ["--threads", "1"], "month": moved,
                                                    "env": {"TZ": "Pacific/Auckland", "LC_ALL": "de_DE.UTF-8"}},
            "8 threads, files named backwards, a Turkish locale": {
                "more": ["--threads", "8"], "month": files[::-1], "cwd": work,
                "env": {"LC_ALL": "tr_TR.UTF-8", "TZ": "Asia/Kathmandu"}},
        }
    for what, case in cases.items():
        output = os.path.join(work, "bytes-" + what.replace("/", "-").replace(" ", "-").replace(",", ""))
        run = report(program, case.get("month", month), output, period, as_of, *case.get("more", []),
                     env=case.get("env"), cwd=case.get("cwd"))
        got = tree(output)
        names = sorted(n for n in set(want) | set(got) if want.get(n) != got.get(n))
        tap.ok(run.code == 0 and run.healthy() and not names, f"{name}, {what}: the same bytes",
               run.tell() + "\ndiffers: " + ", ".join(names))
        shutil.rmtree(output, ignore_errors=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--seeds", type=int)
    parser.add_argument("--editions", type=int)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--keep", help="leave everything in this folder")
    options = parser.parse_args()
    program, tap = absolute(options.program), Tap()
    with tempfile.TemporaryDirectory(prefix="pmr-compare-") as work:
        work = os.path.abspath(options.keep or work)
        os.makedirs(work, exist_ok=True)
        expected = compare_month(tap, program, "sample", SAMPLE, "2019-10", None, work)
        n = options.seeds if options.seeds is not None else 4 if options.quick else 20
        for seed in range(options.first, options.first + n):
            name, month = f"seed-{seed}", os.path.join(work, f"month-{seed}")
            facts = generate(seed, month)
            want = compare_month(tap, program, name, month, facts["period"], facts["as_of"], work)
            if want and seed == min(FORMED_SEED, options.first + n - 1):
                compare_forms(tap, program, name, month, facts["period"], facts["as_of"], want, work)
                compare_runs(tap, program, name, month, facts["period"], facts["as_of"], work)
                for left in os.listdir(work):
                    if left.startswith("bytes-") or left == "moved":
                        shutil.rmtree(os.path.join(work, left))
            if not options.keep:
                shutil.rmtree(month)
                shutil.rmtree(os.path.join(work, "out-" + name), ignore_errors=True)
        n = options.editions if options.editions is not None else 8 if options.quick else 40
        for name in compare_editions(tap, program, range(options.first, options.first + n), work):
            if not options.keep:
                shutil.rmtree(os.path.join(work, name))
                shutil.rmtree(os.path.join(work, "out-" + name), ignore_errors=True)
        if expected and not options.quick:
            compare_forms(tap, program, "sample", SAMPLE, "2019-10", None, expected, work,
                          ["shuffled", "split", "requoted", "crlf", "gzipped"])
            compare_runs(tap, program, "sample", SAMPLE, "2019-10", "2019-11-12T09:00:00Z", work, together=True)
    tap.done()


if __name__ == "__main__":
    main()
