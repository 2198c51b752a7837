#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds a workbook against results.csv: as it was written, and as LibreOffice recalculates it.

usage: check_workbook.py [--corrupt] WORKBOOK RESULTS_CSV

Every figure of the sheet Measures must be the one of results.csv; no cell of any sheet may hold an error
value; every Green in doubt carries its mark and its reasons, and every sheet says when data is synthetic; what
workbook_words.py asks for beside the figures is held against the results.json beside RESULTS_CSV.  With --corrupt one number of the daily table is changed first: then the check must fail.
"""
import csv
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import zipfile
from fractions import Fraction

import openpyxl

import workbook_words

REGIONS = {"North": "N", "Central": "C", "South": "S", "National": "-"}
WORDS = {"G Green": "green", "A Amber": "amber", "R Red": "red", "- No data": "no_data", "W Withheld": "withheld"}
COUNTS = {"Good": "good", "Total": "total", "Excluded": "excluded", "Refused claims": "refused", "Pending": "pending"}
ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item></oor:items>
"""


def recalculated(workbook, folder):
    """The workbook after LibreOffice was told to recalculate everything."""
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(ALWAYS)
    out = folder / "recalculated"
    done = subprocess.run(["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", "xlsx",
                           "--outdir", str(out), str(workbook)], capture_output=True, text=True, timeout=240)
    made = out / workbook.name
    if not made.exists():
        sys.exit(f"LibreOffice did not convert the workbook: {done.stdout}{done.stderr}")
    return made


def table(sheet):
    rows = list(sheet.iter_rows(values_only=True))
    return [dict(zip(rows[2], row)) for row in rows[3:] if row[0] is not None]


def compare(path, results):
    """What is wrong with the stored values of a workbook."""
    wrong = []
    book = openpyxl.load_workbook(path, data_only=True)
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            wrong += [f"{sheet.title}!{cell.coordinate} is {cell.value}" for cell in row
                      if isinstance(cell.value, str) and re.match(r"#[A-Z/0]+[!?]?$", cell.value)]
    found = {(r["Measure"], REGIONS[r["Region"]]): r for r in table(book["Measures"])}
    if set(found) != set(results):
        wrong.append(f"other cells than results.csv: {sorted(set(found) ^ set(results))}")
    for key in sorted(set(found) & set(results)):
        row, expected = found[key], results[key]
        for title, name in COUNTS.items():
            if row[title] != int(expected[name]):
                wrong.append(f"{key} {title}: {row[title]}, results.csv has {expected[name]}")
        if WORDS.get(row["Status"]) != expected["status"]:
            wrong.append(f"{key} status: {row['Status']}, results.csv has {expected['status']}")
        level = row["Level"]
        if not expected["level"]:
            if level not in (None, "", "[x]"):
                wrong.append(f"{key} level: {level}, results.csv has none")
        elif not isinstance(level, (int, float)) or abs(Fraction(level) * 100 - Fraction(expected["level"])) > Fraction(
                1, 10**6):
            wrong.append(f"{key} level: {level}, results.csv has {expected['level']}")
    cover = [c.value for c in book["Cover"]["B"]]
    if "yes" not in cover or "NO" in cover:
        wrong.append("the control totals of the cover do not add up")
    return wrong


def told(path):
    """What the sheets do not say: that data is synthetic, and why a Green is in doubt."""
    wrong = []
    book = openpyxl.load_workbook(path, data_only=True)
    if "synthetic" in (book.properties.subject or ""):
        wrong += [f"{s.title} does not say that the data is synthetic" for s in book.worksheets
                  if not str(s["A2"].value).startswith("SYNTHETIC DATA")
                  or not str(s.oddHeader.center.text).startswith("SYNTHETIC DATA")]
    doubts = {}
    for row in table(book["Green doubts"]):
        if row["Outcome"] == "failed":
            doubts.setdefault((row["Measure"].rstrip("*"), row["Region"]), []).append(row["Figures"])
    wrong += [] if doubts else ["no Green is in doubt"]
    for row in table(book["Measures"]):
        missing = [text for text in doubts.get((row["Measure"], row["Region"]), []) if text not in row["Remark"]]
        wrong += [f"the remark of {row['Measure']} {row['Region']} lacks: {text}" for text in missing]
        if row["Gap to target, points"] is not None and not isinstance(row["Gap to target, points"], (int, float)):
            wrong.append(f"the gap of {row['Measure']} {row['Region']} is not a number")
    for row in table(book["Matrix"]):
        wrong += [f"Matrix, {row['Measure']} {region}: {row[region]}" for region in REGIONS
                  if str(row[region] or "").endswith("!") != ((row["Measure"].rstrip("*"), region) in doubts)]
    wrong += [f"the claimed level of {row['Measure']} is not a number" for row in table(book["Claims"])
              if row["Claimed total"] and not isinstance(row["Claimed level"], (int, float))]
    return wrong


def worded(path, results):
    """What the sheets lack beside the figures."""
    book = openpyxl.load_workbook(path, data_only=True)
    return workbook_words.wrong({s.title: table(s) for s in book.worksheets}, book, json.loads(results.read_text()))


def corrupted(workbook, folder):
    """A copy in which one number of the daily table is another, and no formula remembers its value."""
    made = folder / "corrupt.xlsx"
    with zipfile.ZipFile(workbook) as old, zipfile.ZipFile(made, "w") as new:
        daily = sorted((n for n in old.namelist() if n.startswith("xl/worksheets/sheet")),
                       key=lambda n: int(re.search(r"\d+", n).group()))[-1]
        for name in old.namelist():
            data = old.read(name)
            if name == daily:
                data = re.sub(rb'(<c r="D4"[^>]*><v>)(\d+)', lambda m: m[1] + str(int(m[2]) + 1).encode(), data)
            new.writestr(name, data)
    return made


def main():
    arguments = sys.argv[1:]
    corrupt = "--corrupt" in arguments
    workbook, results = (pathlib.Path(a).resolve() for a in arguments if a != "--corrupt")
    with results.open(newline="") as f:
        expected = {(r["measure"], r["region"]): r for r in csv.DictReader(f)}
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        if corrupt:
            workbook = corrupted(workbook, folder)
        formulas = openpyxl.load_workbook(workbook)["Measures"]
        n = sum(str(c.value).startswith("=SUMIFS(") for row in formulas.iter_rows() for c in row)
        wrong = [] if n else ["no figure of the sheet Measures is a sum over the daily table"]
        again = recalculated(workbook, folder)
        wrong += worded(workbook, results.with_suffix(".json"))
        wrong += [f"as written: {w}" for w in compare(workbook, expected) + told(workbook)]
        wrong += [f"recalculated: {w}" for w in compare(again, expected) + told(again)]
    print("\n".join(wrong) or f"{len(expected)} cells agree, {n} sums over the daily table")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
