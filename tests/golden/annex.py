#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""`pmr annex` on the sample month, and the annex of every sample that the unit tests make by hand.

usage: annex.py PROGRAM SOURCE_ROOT WRITER      (prints TAP; WRITER FOLDER writes the samples' annexes)
"""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import annex_forms
from tap import Run, Tap, absolute, tree

PROGRAM, ROOT, WRITER = absolute(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve(), sys.argv[3]
tap = Tap()


def pdf_text(path):
    return " ".join(subprocess.run(["pdftotext", str(path), "-"], capture_output=True, text=True).stdout.split())


def page_text(path):
    """With a space between cells; what keeps a measure's id on one line stands within words."""
    page = re.sub(r'<span class="id">(.*?)</span>', r"\1", path.read_text(encoding="utf-8"))
    return " ".join(" ".join(annex_forms.xml.fromstring(page).itertext()).split())


def check_forms(folder, name, same_rows=True):
    pdf, html = folder / f"{name}.pdf", folder / f"{name}.html"
    faults = annex_forms.pdf_faults(pdf)
    tap.ok(not faults, f"{name}.pdf is tagged throughout", "\n".join(faults[:20]))
    faults = annex_forms.html_faults(html)
    tap.ok(not faults, f"{name}.html is valid and can be reached in all its parts", "\n".join(faults[:20]))
    if same_rows:
        of_pdf, of_html = annex_forms.pdf_tables(pdf), annex_forms.html_tables(html)
        tap.ok(of_pdf == of_html and of_pdf, f"{name}: the two forms have the same tables, row for row",
               f"{of_pdf}\n{of_html}")


def check_story(folder):
    texts = {"PDF": pdf_text(folder / "annex.pdf"),
             "page": page_text(folder / "annex.html")}
    for form, text in texts.items():
        for words in ("below target for the tenth month in succession, since January 2019", "SYNTHETIC DATA",
                      "Classification", "TLP:GREEN <for SEC Parties> & no one else", "Discuss the report.",
                      "Agree whether it reflects the service that was experienced", "List the issues to pass on",
                      "Updates dropped from the queue are still left out of the provider's own figure.",
                      "December 2019", "February 2020", "is not validly sampled", "Withheld",
                      "Green figures should not be taken at their word", "Cut-off of the data 2019-11-12 09:00 UTC",
                      "SHA-256", "Red in North (83.33 %*). Nationally Amber: 92.79 %*", "CSP-1.1 North: 83.33 %",
                      "CPM-1 nationally: Without CSP-2 it would be 99.11 %*, Green.", "Installed in the month",
                      "Smart Energy Code", "Abbreviations in this paper", "Assumed",
                      "is not among the inputs, so whether that was done cannot be told",
                      "Providers' measures that are Red, and below target for more than a month: CSP-1.1 (North fourth "
                      "month), CSP-2 (North tenth month, Central eighth",
                      "not plausible without a step change by the months so far: CSP-1.1 North by December 2019",
                      "All levels of earlier months are as reported", "DSP-1.1 nationally planned_maintenance Refused 23",
                      "As reported: the figure, or a part of it, is a provider's own",
                      "so lines do not add up.", "Findings in the data, counted in rows: errors",
                      "CPM-4, the figure", "user_cancelled, and what the exceptions register approves"):
            tap.ok(words in text, f"the {form} says: {words}")
        tap.ok("What the figure does not see: 165 requests" in text and "CPM-1: 165 requests" in text,
               f"the {form} counts what CPM-1 does not see")
        tap.ok(re.search(r"CPM-4, the figure.{,130} 8 9 ", text), f"the {form} has the count of a measure without Regions")
        tap.ok(not re.search(r"\w\.\. ", text), f"no sentence of the {form} ends twice",
               re.findall(r".{40}\w\.\. ", text))
        # What was left out in September is not in its service levels: no figure may say that nothing changed.
        of_changes = text.split("Points up (+) or down since the month before")[1].split("Figures restated")[0]
        tap.ok(re.search(r"CSP-2 North [^A-Za-z]+ not known", of_changes), f"the {form} does not know what it cannot",
               of_changes)


def check_sparse(folder):
    """One dataset of a month: what is missing is told once for each reason, and nothing is called a success."""
    source, out = folder / "one", folder / "out-of-one"
    source.mkdir()
    for path in (ROOT / "fixtures/2019-10").glob("service_requests*"):
        shutil.copy(path, source)
    run = Run(PROGRAM, ["report", "--period", "2019-10", "--input", str(source), "--output", str(out), "--quiet"])
    run = annex(out / "pmr.db", out / "annex.pdf") if run.code == 0 else run
    tap.ok(run.code == 0, "a month of one dataset has an annex", run.tell())
    if run.code:
        return
    text = page_text(out / "annex.html")
    for words in ("Cut-off of the data none given", "Date none given", "CSP measures: no Region has a figure",
                  "Withheld: CPM-1. Inputs were not supplied",
                  "CSP-1.1, CSP-COVERAGE, CSP-CH1.2 and CSP-CH1.3 No data Not supplied",
                  "CSP-1.2 No data Not due"):
        tap.ok(words in text, f"and it says: {words}", text)
    tap.ok(text.count("Not supplied: neither a file of installs") == 1, "and why a figure is missing once",
           text.count("Not supplied: neither a file of installs"))


def check_same_bytes(folder, store):
    want = {n: h for n, h in tree(folder).items() if n.startswith("annex.")}
    for env in ({"TZ": "Pacific/Auckland", "LC_ALL": "de_DE.UTF-8"}, {"SOURCE_DATE_EPOCH": "1"}):
        with tempfile.TemporaryDirectory() as other:
            run = annex(store, pathlib.Path(other) / "annex.pdf", env=env)
            got = tree(other)
            tap.ok(run.code == 0 and got == want, f"the same bytes under {env}", f"{run.tell()}\n{want}\n{got}")


def annex(store, output, *more, env=None):
    return Run(PROGRAM, ["annex", "--period", "2019-10", "--store", str(store), "--output", str(output),
                         "--classification", "TLP:GREEN <for SEC Parties> & no one else", *more], env=env)


def check_trouble(folder, store):
    for name, args, code, words in (
            ("an output that is no PDF", ["--store", store, "--output", folder / "annex.doc"], 2, "ends in .pdf"),
            ("no output", ["--store", store], 2, "--output"),
            ("no store", ["--store", folder / "none.db", "--output", folder / "x.pdf"], 3, "no store"),
            ("a month that is not remembered",
             ["--period", "2018-01", "--store", store, "--output", folder / "x.pdf"], 3, "not remembered"),
            ("a folder above that is not there",
             ["--store", store, "--output", folder / "no" / "such" / "x.pdf"], 5, "folder")):
        run = Run(PROGRAM, ["annex", *[str(a) for a in args]])
        tap.ok(run.code == code and words in run.err and run.healthy(), f"{name}: exit {code}, and said so", run.tell())
    broken = folder / "broken"
    broken.mkdir()
    (broken / "libqpdf.so.29").touch()
    run = annex(store, folder / "x.pdf", env={"LD_LIBRARY_PATH": str(broken)})
    tap.ok(run.code == 5 and "could not be given its tags" in run.err and "libqpdf29" in run.err,
           "a library of tags that cannot be loaded: exit 5, and said so", run.tell())
    tap.ok(not list(folder.glob("x.*")) and not list(folder.glob(".pmr*")), "nothing was left by those",
           list(folder.iterdir()))


def main():
    print("TAP version 13", flush=True)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        made = subprocess.run([WRITER, name], capture_output=True, text=True)
        tap.ok(made.returncode == 0, "an annex is made of every sample", made.stderr)
        for pdf in sorted(folder.glob("*.pdf")):
            # A row taller than a page is two rows on pages.
            check_forms(folder, pdf.stem, same_rows=pdf.stem != "hostile")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name) / "out"
        run = Run(PROGRAM, ["report", "--period", "2019-10", "--input", str(ROOT / "fixtures/2019-10"), "--output",
                            str(folder), "--as-of", "2019-11-12T09:00:00Z", "--quiet"])
        tap.ok(run.code == 0, "the sample month is remembered", run.tell())
        before = tree(folder)
        run = annex(folder / "pmr.db", folder / "annex.pdf")
        tap.ok(run.code == 0 and run.err == "", "its annex is written into the same folder", run.tell())
        after = tree(folder)
        tap.ok(set(after) - set(before) == {"annex.pdf", "annex.html"} and
               all(after.get(n) == h for n, h in before.items()), "and the pack that was there stays as it was",
               set(after) ^ set(before))
        if run.code == 0:
            check_forms(folder, "annex")
            check_story(folder)
            check_same_bytes(folder, folder / "pmr.db")
        check_trouble(folder, folder / "pmr.db")
        check_sparse(pathlib.Path(name))
    tap.done()


if __name__ == "__main__":
    main()
