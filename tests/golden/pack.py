#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Opens everything `pmr report` wrote about the sample month with programs that are not ours.

usage: pack.py PROGRAM SOURCE_ROOT      (prints TAP)
"""
import csv
import hashlib
import json
import pathlib
import re
import subprocess
import sys
import tempfile

PROGRAM, ROOT = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
SAMPLE = ROOT / "fixtures" / "2019-10"
failed = count = 0


def check(name, passed, *notes):
    global failed, count
    count += 1
    failed += not passed
    print(f"{'ok' if passed else 'not ok'} {count} - {name}", flush=True)
    if not passed:
        for note in notes:
            for line in str(note).splitlines()[:20]:
                print(f"# {line}")


def run(*command):
    return subprocess.run([str(c) for c in command], capture_output=True, text=True, errors="replace")


def check_manifest(out):
    manifest = json.loads((out / "manifest.json").read_text())
    listed = {o["name"]: o for o in manifest["outputs"]}
    present = {str(p.relative_to(out)) for p in out.rglob("*") if p.is_file()} - {"manifest.json", "pmr.db"}
    check("the month is remembered beside the pack, which does not list the store", (out / "pmr.db").is_file()
          and "pmr.db" not in listed)
    check("the manifest lists every output and no other", set(listed) == present, set(listed) ^ present)
    wrong = [n for n, o in listed.items() if n in present
             and hashlib.sha256((out / n).read_bytes()).hexdigest() != o["sha256"]]
    check("the manifest's hashes of the outputs are right", not wrong, wrong)
    wrong = [i["name"] for i in manifest["inputs"]
             if hashlib.sha256((SAMPLE / i["name"]).read_bytes()).hexdigest() != i["sha256"]]
    check("the manifest's hashes of the inputs are right", not wrong, wrong)
    check("the manifest calls the data synthetic", manifest.get("synthetic") is True)


def check_pdf(out):
    pdf = out / "PMR-2019-10.pdf"
    done = run("qpdf", "--check", pdf)
    check("qpdf finds no fault in the PDF", done.returncode == 0, done.stdout, done.stderr)
    text = run("pdftotext", "-layout", pdf, "-").stdout
    front = run("pdftotext", "-l", "1", pdf, "-").stdout
    check("the front page calls the data synthetic", re.search("synthetic", front, re.I) is not None, front)
    results = list(csv.DictReader((out / "results.csv").open()))
    ids = {r["measure"] for r in results}
    missing = sorted(i for i in ids if i not in text)
    check("the PDF names every measure", not missing, missing)
    levels = {i: [r["status"] for r in results if r["measure"] == i] for i in ids}
    nothing = sorted(i for i, found in levels.items() if set(found) == {"no_data"})
    silent = [i for i in nothing if not re.search(rf"^{re.escape(i)} [^\n]*\n+ *No data\. \w", text, re.M)]
    check("where nothing was measured the PDF says why, and draws no chart", nothing and not silent and
          not any(list((out / "charts").glob(f"{i.lower()}-regions.*")) for i in nothing), (nothing, silent))


def check_doubts(out):
    """A Green in doubt has its mark wherever the status of every measure stands."""
    review = run(PROGRAM, "review", "--period", "2019-10", "--store", out / "pmr.db", "--format", "csv").stdout
    doubted = {(r["measure"], r["region"]) for r in csv.DictReader(review.splitlines()) if r["reason"] == "untrusted_green"}
    paper = out.parent / "annex.pdf"
    done = run(PROGRAM, "annex", "--period", "2019-10", "--store", out / "pmr.db", "--output", paper)
    html = paper.with_suffix(".html").read_text() if done.returncode == 0 else ""
    svg = (out / "charts" / "status-matrix.svg").read_text()
    pages = run("pdftotext", "-layout", out / "PMR-2019-10.pdf", "-").stdout.split("\f")
    first = next((i for i, p in enumerate(pages) if "Level and status in each Region and nationally" in p), 0)
    page = "".join(pages[first:first + 2])
    for where, text in (("report", page), ("annex", html.split("Status by Region in")[0])):
        marked = len(re.findall(r"[0-9]\s?%\*?\u2020?!", text))
        check(f"every Green in doubt has its mark in the {where}, and no other", doubted and marked == len(doubted),
              marked, len(doubted))
        check(f"the {where} says what the mark means", "! Green, but not to be taken at its word" in " ".join(text.split()))
    check("the chart tells of each to who cannot see it", svg.count(", not to be taken at its word.") == len(doubted),
          svg.count(", not to be taken at its word."))


def check_charts(out):
    svgs, pngs = sorted((out / "charts").glob("*.svg")), sorted((out / "charts").glob("*.png"))
    check("every chart is there as SVG and as PNG",
          svgs and [p.stem for p in svgs] == [p.stem for p in pngs], len(svgs), len(pngs))
    done = run("xmllint", "--noout", *svgs)
    check("every SVG is well-formed", done.returncode == 0, done.stderr)
    silent = [p.name for p in svgs if "<title" not in p.read_text() or "<desc" not in p.read_text()]
    check("every SVG has a title and a description", not silent, silent)
    bad = [p.name for p in pngs if p.read_bytes()[:8] != b"\x89PNG\r\n\x1a\n"]
    check("every PNG is a PNG", not bad, bad)


def check_tables(out):
    results = list(csv.DictReader((out / "results.csv").open(newline="")))
    columns = ("period,measure,region,good,total,excluded,refused,pending,level,target,minimum,status,quality,"
               "basis,months_below").split(",")
    check("results.csv has the columns of the interface", list(results[0]) == columns, list(results[0]))
    data = json.loads((out / "results.json").read_text())
    check("results.json is JSON and has the same cells", isinstance(data, dict))
    findings = list(csv.DictReader((out / "findings.csv").open(newline="")))
    columns = "severity,kind,dataset,file,line,column,value,count,message".split(",")
    check("findings.csv has the columns of the interface", findings and list(findings[0]) == columns)
    rejected = 0
    for path in sorted((out / "rejected").glob("*.csv")):
        rejected += sum(1 for _ in csv.DictReader(path.open(newline="", errors="surrogateescape")))
    counted = sum(int(f["rows"]["rejected"]) for f in json.loads((out / "manifest.json").read_text())["inputs"])
    check("every rejected row is written out", rejected == counted, rejected, counted)


def check_workbook(out):
    done = run("/usr/bin/python3", ROOT / "tests/golden/check_workbook.py", out / "PMR-2019-10.xlsx",
               out / "results.csv")
    check("LibreOffice recalculates every headline figure of the workbook to the same value",
          done.returncode == 0, done.stdout[-3000:], done.stderr[-1000:])


def main():
    print("TAP version 13")
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder) / "out"
        done = run(PROGRAM, "report", "--period", "2019-10", "--input", SAMPLE, "--output", out)
        check("the sample month is reported", done.returncode == 0, done.stderr)
        check("nothing is written to standard error", done.stderr == "", done.stderr)
        if done.returncode == 0:
            check_manifest(out)
            check_tables(out)
            check_pdf(out)
            check_charts(out)
            check_doubts(out)
            check_workbook(out)
    print(f"1..{count}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
