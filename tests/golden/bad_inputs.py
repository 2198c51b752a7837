#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""bad_inputs.py - what no input may do to the program.

    bad_inputs.py [--quick] PROGRAM

Every case starts from a folder with a good month and a pack made from it.  The program must end with
the documented exit code, name what is wrong on standard error, leave no half-written file, and leave
the former pack as it was whenever it could not make a new one.  Prints TAP.
"""
import argparse
import gzip
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path.insert(0, HERE)
from tap import Run, Tap, absolute, tree  # noqa: E402

HEAD = "alert_id,alert_code,region,received_at,delivered_at\n"
ROW = "A%d,8F3E,N,2019-10-03T10:00:%02dZ,2019-10-03T10:00:%02dZ\n"
GOOD = (HEAD + "".join(ROW % (k, k % 30, k % 30 + 5) for k in range(40))).encode()
REPOSITORY = ("request_id,received_at,sent_at\n"
              + "".join("R%d,2019-10-03T10:00:00Z,2019-10-03T10:00:01Z\n" % k for k in range(20))).encode()
NOBODY = 65534


def zstd(data):
    if not shutil.which("zstd"):
        return None
    return subprocess.run(["zstd", "-qc"], input=data, stdout=subprocess.PIPE, check=True).stdout


def utf16(data, bom=True):
    return (b"\xff\xfe" if bom else b"") + data.decode().encode("utf-16-le")


def unusable_files():
    """name: (file name, bytes): nothing of these can be used."""
    text = GOOD.decode()
    cases = {
        "empty file": b"", "only a BOM": b"\xef\xbb\xbf", "only blank lines": b"\n\r\n\r\n",
        "missing column": text.replace("received_at", "recieved_at", 1).encode(),
        "no header line": GOOD.split(b"\n", 1)[1],
        "duplicate heading": text.replace("delivered_at", "received_at", 1).encode(),
        "heading twice": (text.replace("delivered_at\n", "delivered_at,region\n", 1)
                          .replace("Z\n", "Z,N\n")).encode(),
        "unclosed quote": GOOD + b'A99,"8F3E,N,2019-10-03T10:00:00Z,2019-10-03T10:00:01Z\n',
        "unclosed quote in the header": b'"' + GOOD,
        "malformed header": b'alert_id,"alert"_code,' + GOOD.split(b",", 2)[2],
        "UTF-16 without BOM": utf16(GOOD, False), "UTF-32 without BOM": GOOD.decode().encode("utf-32-le"),
        "HTML error page": b"<!DOCTYPE html>\n<html><head><title>502 Bad Gateway</title></head>\n"
                           b"<body><h1>502 Bad Gateway</h1></body></html>\n",
        "8 MB field": GOOD + b'A99,"' + b"x" * (8 << 20) + b'",N,2019-10-03T10:00:00Z,2019-10-03T10:00:01Z\n',
        "8 MB bare field": GOOD + b"A99," + b"x" * (8 << 20) + b",N,2019-10-03T10:00:00Z,2019-10-03T10:00:01Z\n",
        "8 MB of header": b"h" * (8 << 20) + b"\n" + GOOD,
        "a row of 5 MB in small fields": GOOD + b"x," * (5 << 19) + b"\n",
        "5 000 columns": HEAD.strip().encode() + b",z" * 5000 + b"\n",
        "all NULs": b"\0" * 4096, "a PNG": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4,
        "preamble": b"Monthly alert extract\nConfidential\n\n" + GOOD,
    }
    files = {name: ("alerts.csv", data) for name, data in cases.items()}
    packed = gzip.compress(GOOD * 50, mtime=0)
    files["truncated gzip"] = ("alerts.csv.gz", packed[:len(packed) // 2])
    files["gzip with a wrong checksum"] = ("alerts.csv.gz", packed[:-8] + b"\0\0\0\0" + packed[-4:])
    files["rubbish called gzip"] = ("alerts.csv.gz", b"\x1f\x8b" + b"rubbish" * 40)
    files["decompression bomb"] = ("alerts.csv.gz", gzip.compress(GOOD + b"\n" * (64 << 20), 9, mtime=0))
    packed = zstd(GOOD * 50)
    if packed:
        files["truncated zstd"] = ("alerts.csv.zst", packed[:len(packed) // 2])
    return files


def usable_files():
    """name: (file name, bytes, rows rejected): read, with findings where something is odd."""
    text, rows = GOOD.decode(), GOOD.split(b"\n", 1)[1]
    cases = {
        "header only": (HEAD.encode(), 0), "header without a line end": (HEAD.strip().encode(), 0),
        "ragged rows": (GOOD + b"A90,8F3E\nA91,8F3E,N,2019-10-03T10:00:00Z,2019-10-03T10:00:00Z,,,\n", 2),
        "second header": (GOOD + HEAD.encode() + rows.replace(b"A", b"B"), 1),
        "TOTAL row": (GOOD + b"TOTAL,,,,40\n", 1), "TOTAL row, short": (GOOD + b"TOTAL,40\n", 1),
        "NULs in a text": (GOOD.replace(b"A7,8F3E", b"A7,8F\x003E"), None),
        "NULs in a timestamp": (GOOD.replace(b"A7,8F3E,N,2019", b"A7,8F3E,N,20\x0019"), 1),
        "UTF-16": (utf16(GOOD), 0), "UTF-16 big-endian": (b"\xfe\xff" + text.encode("utf-16-be"), 0),
        "UTF-32": (b"\xff\xfe\0\0" + text.encode("utf-32-le"), 0),
        "BOM": (b"\xef\xbb\xbf" + GOOD, 0), "CR": (GOOD.replace(b"\n", b"\r"), 0),
        "every line end": (GOOD.replace(b"\n", b"\r\n", 10).replace(b"Z\nA2", b"Z\rA2"), 0),
        "blank lines": (GOOD.replace(b"\n", b"\n\n\r\n"), 0), "no last line end": (GOOD[:-1], 0),
        "invalid UTF-8": (GOOD + b"A\xff\xfe,8F3E,N,2019-10-03T10:00:00Z,2019-10-03T10:00:00Z\n", 1),
        "gzip under a .csv name": (gzip.compress(GOOD, mtime=0), 0),
        "stray quotes": (GOOD + b'A90,8F"3E,N,x\n"A91"x,8F3E,N\nA92,"8F3E" ,N\n', 3),
        "embedded newlines": (GOOD + b'"A\n9\r\n0","8F\n3E",N,2019-10-03T10:00:00Z,2019-10-03T10:00:00Z\nA91,bad\n', 1),
        "a field of nearly 1 MiB": (GOOD + b"A90," + b"x" * ((1 << 20) - 8) + b",N,2019-10-03T10:00:00Z,\n", 0),
        "formulas": (GOOD + b"=cmd|' /C calc'!A0,@SUM(1),N,+1,-1\n", 1),
        "terminal control codes": (GOOD + b"A90,8F3E,\x1b[2J\x07N,2019-10-03T10:00:00Z,\n", 1),
        "homoglyph and full width": (GOOD + "A90,8F3E,Ν,2019-10-03T10:00:00Z,\nA91,8F3E,N,２019-10-03T10:00:00Z,\n"
                                     .encode(), 2),
    }
    return {name: ("alerts.csv", data, rejected) for name, (data, rejected) in cases.items()}


CATALOGUE_MISTAKES = {  # replaced text: each must be refused with file and line
    "unknown key": ("    kind: composite\n", "    kind: composite\n    colour: blue\n"),
    "unknown kind": ("    kind: composite\n", "    kind: compost\n"),
    "duplicate id": ("  - id: CPM-2\n", "  - id: CPM-1\n"),
    "duplicate key": ("    kind: composite\n", "    kind: composite\n    kind: composite\n"),
    "unknown input": ("inputs: [DSP-1.1,", "inputs: [DSP-9.9,"),
    "cycle": ("inputs: [DSP-1.1,", "inputs: [CPM-1,"),
    "longer cycle": (("inputs: [DSP-1.1,", "inputs: [CPM-2,"), ("inputs: [DSP-1.2,", "inputs: [CPM-1,")),
    "target below minimum": ("        minimum: 96\n", "        minimum: 99.5\n"),
    "target above 100": ("        target: 99\n", "        target: 101\n"),
    "target that is no number": ("        target: 99\n", "        target: most\n"),
    "unknown dataset": ("    dataset: alerts\n", "    dataset: alarms\n"),
    "unknown column": ("{from: received_at, to: delivered_at}", "{from: received_at, to: delivered}"),
    "column that is no time": ("{from: received_at, to: delivered_at}", "{from: alert_code, to: delivered_at}"),
    "unknown rule": ("      rule: pooled\n", "      rule: geometric\n"),
    "a duration without a unit": ("      value: 60 s\n", "      value: 60\n"),
    "no levels": ("    levels:\n", "    level:\n"),
    "a value outside a closed list": ("category: [1, 2]", "category: [1, 9]"),
    "not a month": ("in_force_from: 2018-03", "in_force_from: March"),
    "not YAML": ("measures:\n", "measures: [\n"), "a tab": ("    kind: composite\n", "\tkind: composite\n"),
    "a list for a map": ("quality:\n", "quality: [1]\nquality2:\n"),
}


class Bench:
    def __init__(self, program, tap, work):
        self.program, self.tap, self.work = program, tap, work
        self.n = 0
        self.former = {}  # by whether it is whole
        self.month = self.folder("month", {"alerts.csv": GOOD, "repository.csv": REPOSITORY})

    def folder(self, name, files):
        self.n += 1
        path = os.path.join(self.work, "%03d-%s" % (self.n, name))
        os.makedirs(path)
        for file, data in files.items():
            with open(os.path.join(path, file), "wb") as f:
                f.write(data)
        return path

    def run(self, inputs, output, *more, **how):
        inputs = inputs if isinstance(inputs, list) else [inputs]
        return Run(self.program, ["report", "--period", "2019-10", "--input", *inputs, "--output", output, *more], **how)

    def pack(self, whole=False):
        """A former pack in a folder of its own."""
        output = self.folder("out", {})
        if whole not in self.former:
            self.former[whole] = self.folder(f"former-{whole}", {})
            run = self.run(self.month, self.former[whole], *([] if whole else ["--tables-only"]))
            if run.code != 0:
                self.tap.ok(False, "a pack to begin with", run.tell())
                self.tap.done()
        return shutil.copytree(self.former[whole], output, dirs_exist_ok=True)

    def refused(self, name, code, inputs, *more, names=(), output=None, **how):
        """The run must fail with this code, name what is wrong, and change nothing."""
        output = output or self.pack()
        before = tree(output)
        run = self.run(inputs, output, *more, **how)
        wrong = []
        if not run.healthy():
            wrong.append("crash, hang or sanitizer report")
        if run.code != code:
            wrong.append(f"exit {run.code}, expected {code}")
        wrong += [f"standard error does not name {n}" for n in names if n not in run.err]
        if run.code != 0 and not run.err.startswith("pmr: "):
            wrong.append("no message")
        if tree(output) != before:
            wrong.append("the former pack was touched: " + str(set(tree(output).items()) ^ set(before.items())))
        self.tap.ok(not wrong, name, "\n".join(wrong) + "\n" + run.tell())
        shutil.rmtree(output, ignore_errors=True)

    def accepted(self, name, inputs, *more, code=0, check=None, whole=False):
        """`whole`: charts, workbook and report too, where what is odd about the input could show in them."""
        output = self.pack(whole)
        run = self.run(inputs, output, *more, *([] if whole else ["--tables-only"]))
        wrong = []
        if not run.healthy():
            wrong.append("crash, hang or sanitizer report")
        if run.code != code:
            wrong.append(f"exit {run.code}, expected {code}")
        wrong += [f"left behind: {n}" for n in tree(output) if "/." in "/" + n or n.endswith((".tmp", "~"))]
        if check and run.code == code:
            wrong += check(output)
        self.tap.ok(not wrong, name, "\n".join(wrong) + "\n" + run.tell())
        shutil.rmtree(output, ignore_errors=True)

    @staticmethod
    def cells(output, measure):
        with open(os.path.join(output, "results.csv"), encoding="utf-8") as f:
            lines = [line.rstrip("\r\n").split(",") for line in f]
        return [dict(zip(lines[0], line)) for line in lines[1:] if line[1] == measure]

    @staticmethod
    def text(output, name):
        path = os.path.join(output, name)
        if not os.path.exists(path):
            return ""
        with open(path, encoding="utf-8", errors="surrogateescape", newline="") as f:
            return f.read()


def files_alone_and_in_company(bench):
    for name, (file, data) in unusable_files().items():
        alone = bench.folder("alone", {file: data})
        bench.refused(f"{name}, alone: exit 3", 3, alone, names=[file])
        company = bench.folder("company", {file: data, "repository.csv": REPOSITORY, "alerts-good.csv": GOOD})

        def withheld(output):
            wrong = [c for c in bench.cells(output, "CPM-3") if c["status"] != "withheld" or c["level"]]
            wrong += [c for c in bench.cells(output, "CPM-8") if c["status"] != "green"]
            return [f"not as it should be: {c}" for c in wrong] + \
                ([] if file in bench.text(output, "findings.csv") else ["findings.csv does not name the file"])
        bench.accepted(f"{name}, in company: the run goes on, its cells withheld", company, check=withheld)
        bench.accepted(f"{name}, in company, --strict: exit 1", company, "--strict", code=1)
        check = Run(bench.program, ["check", alone])
        bench.tap.ok(check.healthy() and check.code == 3 and file in check.out + check.err,
                     f"{name}: pmr check refuses it", check.tell())
        shutil.rmtree(alone)
        shutil.rmtree(company)


def odd_but_usable(bench):
    for name, (file, data, rejected) in usable_files().items():
        folder = bench.folder("odd", {file: data, "repository.csv": REPOSITORY})

        def counted(output):
            kept = bench.text(output, "rejected/alerts.csv").encode(errors="surrogateescape")
            wrong = []
            if rejected is not None and bool(kept) != bool(rejected):
                wrong.append(f"rejected/alerts.csv: {len(kept)} bytes, {rejected} rows expected")
            if rejected and bench.cells(output, "CPM-3")[-1]["quality"] == "ok":
                wrong.append("the cell is not marked")
            if rejected == 0 and bench.cells(output, "CPM-3")[-1]["quality"] != "ok":
                wrong.append("the cell is marked")
            for line in bench.text(output, "findings.csv").replace("\r\n", "\n").split("\n"):
                if any(f.lstrip('"')[:1] in ("=", "@") for f in line.split(",")):
                    wrong.append(f"a formula in findings.csv: {line}")
            return wrong
        bench.accepted(f"{name}: read", folder, check=counted, whole=True)
        shutil.rmtree(folder)
    sep = bench.folder("sep", {"alerts.csv": b"sep=,\n" + GOOD, "repository.csv": REPOSITORY})

    def one_or_the_other(output):  # honoured or refused, but never a figure without a word
        cells = bench.cells(output, "CPM-3")
        return [] if cells[-1]["status"] in ("green", "withheld") else [str(cells)]
    bench.accepted("sep= line: read or withheld", sep, check=one_or_the_other)


def cut_anywhere(bench, step):
    data = (GOOD * 6).replace(b"8F3E,N", b'"8F""3E",N')
    for at in range(step, len(data), step):
        folder = bench.folder("cut", {"alerts.csv": data[:at], "repository.csv": REPOSITORY})
        output = os.path.join(folder, "out")
        run = bench.run(folder, output, "--tables-only")
        bench.tap.ok(run.healthy() and run.code == 0 and "manifest.json" in tree(output),
                     f"cut at byte {at}: the run goes on", run.tell())
        shutil.rmtree(folder)
    packed = gzip.compress(data, mtime=0)
    for at in range(1, len(packed), max(1, len(packed) // 12)):
        folder = bench.folder("cut", {"alerts.csv.gz": packed[:at], "repository.csv": REPOSITORY})
        run = bench.run(folder, os.path.join(folder, "out"), "--tables-only")
        cells = bench.cells(os.path.join(folder, "out"), "CPM-3") if run.code == 0 else []
        bench.tap.ok(run.healthy() and run.code == 0 and all(c["status"] == "withheld" for c in cells),
                     f"gzip cut at byte {at}: withheld", run.tell())
        shutil.rmtree(folder)


def places(bench):
    absent = os.path.join(bench.work, "there-is-no-such-folder")
    bench.refused("a folder that does not exist: exit 3", 3, absent, names=["there-is-no-such-folder"])
    bench.refused("a file that does not exist: exit 3", 3, [bench.month, absent + ".csv"],
                  names=["there-is-no-such-folder.csv"])
    bench.refused("an empty folder: exit 3", 3, bench.folder("empty", {}))
    bench.refused("a folder without datasets: exit 3", 3, bench.folder("none", {"notes.csv": b"a\n1\n"}))
    bench.refused("a name that is no dataset: exit 3", 3, bench.folder("none", {"alarms.csv": GOOD}))
    if os.geteuid() == 0:
        os.chmod(bench.work, 0o755)
        locked = bench.folder("locked", {"alerts.csv": GOOD})
        os.chmod(os.path.join(locked, "alerts.csv"), 0)
        output = bench.pack()
        for where, _, _ in os.walk(output):
            os.chmod(where, 0o777)
        os.chmod(os.path.join(output, "pmr.db"), 0o666)
        bench.refused("an unreadable file: exit 3", 3, locked, names=["alerts.csv"], output=output, user=NOBODY)
        output = bench.pack()
        os.chmod(output, 0o555)
        bench.refused("an output folder that cannot be written: exit 5", 5, bench.month, names=[output], output=output,
                      user=NOBODY)
        bench.refused("an output folder that cannot be made: exit 5", 5, bench.month, output=os.path.join(
            bench.work, "not-here", "x", "y"), user=NOBODY)
    else:
        locked = bench.folder("locked", {"alerts.csv": GOOD})
        os.chmod(os.path.join(locked, "alerts.csv"), 0)
        bench.refused("an unreadable file: exit 3", 3, locked, names=["alerts.csv"])
    file = os.path.join(bench.folder("file", {"a-file": b"precious"}), "a-file")
    run = bench.run(bench.month, file)
    with open(file, "rb") as f:
        bench.tap.ok(run.healthy() and run.code == 5 and f.read() == b"precious", "a file for a folder: exit 5",
                     run.tell())
    run = bench.run(bench.month, "/dev/full")
    bench.tap.ok(run.healthy() and run.code == 5, "/dev/full for a folder: exit 5", run.tell())
    run = Run("sh -c", [f"{bench.program} report --period 2019-10 --input {bench.month} --output "
                        f"{bench.work}/full-stdout > /dev/full"])
    bench.tap.ok(run.healthy() and run.code in (0, 5), "standard output full: no crash", run.tell())
    run = Run("sh -c", [f"{bench.program} measures > /dev/full"])
    bench.tap.ok(run.healthy() and run.code == 5, "measures > /dev/full: exit 5", run.tell())


def full_disk(bench, sizes):
    where = os.path.join(bench.work, "small")
    os.makedirs(where)
    for size in sizes:
        name = f"a disk of {size} KiB: whole or not at all"
        if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}k", "tmpfs", where], stderr=subprocess.DEVNULL,
                          check=False).returncode:
            bench.tap.skip(name, "no tmpfs may be mounted here")
            continue
        try:
            output = os.path.join(where, "out")
            run = bench.run(bench.month, output)
            left = tree(output) if os.path.isdir(output) else {}
            whole = "manifest.json" in left and run.code == 0
            bench.tap.ok(run.healthy() and (whole or (run.code == 5 and not left)), name,
                         run.tell() + "\nleft: " + ", ".join(left))
            if not whole:  # a former pack on the same full disk stays
                os.makedirs(output, exist_ok=True)
                with open(os.path.join(output, "results.csv"), "w", encoding="utf-8") as f:
                    f.write("former\n")
                before = tree(output)
                run = bench.run(bench.month, output)
                bench.tap.ok(run.healthy() and run.code == 5 and tree(output) == before, name + ", the former one kept",
                             run.tell())
        finally:
            subprocess.run(["umount", where], check=False)


def catalogues(bench):
    with open(os.path.join(HERE, "..", "..", "engine", "catalogue", "2018-03.yaml"), encoding="utf-8") as f:
        edition = f.read()
    good = bench.folder("catalogue", {"mine.yaml": edition.encode()})
    early = "edition_not_in_force"
    bench.accepted("the edition as a file: read", bench.month, "--catalogue", os.path.join(good, "mine.yaml"),
                   check=lambda out: [early] if early in bench.text(out, "findings.csv") else [])
    ahead = bench.folder("ahead", {"mine.yaml": edition.replace("in_force_from: 2018-03", "in_force_from: 2019-11").encode()})
    bench.accepted("an edition of later months: told", bench.month, "--catalogue", os.path.join(ahead, "mine.yaml"),
                   check=lambda out: [] if "warning," + early + ",,,,,2018-03,1," in bench.text(out, "findings.csv") else
                   [bench.text(out, "findings.csv")])
    for name, changes in CATALOGUE_MISTAKES.items():
        text = edition
        for old, new in [changes] if isinstance(changes[0], str) else changes:
            if old not in text:
                bench.tap.ok(False, f"catalogue, {name}", f"the edition no longer holds {old!r}")
            text = text.replace(old, new, 1)
        path = os.path.join(bench.folder("catalogue", {"mine.yaml": text.encode()}), "mine.yaml")
        bench.refused(f"catalogue, {name}: exit 4", 4, bench.month, "--catalogue", path, names=["mine.yaml:"])
    others = {"empty": b"", "binary": bytes(range(256)), "a list": b"- 1\n- 2\n", "only a comment": b"# nothing\n",
              "deeply nested": b"a: " + b"[" * 20000, "an alias bomb":
              b"a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\n"
              b"d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: [*e,*e,*e,*e,*e,*e,*e,*e]\n",
              "cut short": edition.encode()[:len(edition) // 2]}
    for name, data in others.items():
        path = os.path.join(bench.folder("catalogue", {"mine.yaml": data}), "mine.yaml")
        bench.refused(f"catalogue, {name}: exit 4", 4, bench.month, "--catalogue", path, names=["mine.yaml"])
    bench.refused("catalogue, not there: exit 4", 4, bench.month, "--catalogue", bench.work + "/none.yaml",
                  names=["none.yaml"])
    mappings = {"unknown key": b"files:\n  alerts:\n    colour: blue\n", "unknown dataset": b"files:\n  alarms: {}\n",
                "unknown column": b"files:\n  alerts:\n    columns: {Code: alarm_code}\n",
                "not YAML": b"files: [\n", "bad zone": b"files:\n  alerts: {zone: Mars/Olympus}\n"}
    for name, data in mappings.items():
        folder = bench.folder("mapping", {"mapping.yaml": data, "alerts.csv": GOOD})
        bench.refused(f"mapping, {name}: exit 4", 4, folder, names=["mapping.yaml"])


def command_lines(bench):
    out = os.path.join(bench.work, "never")
    month = ["--input", bench.month, "--output", out]
    for args in (["report", *month], ["report", "--period", "2019-13", *month], ["report", "--period", "October", *month],
                 ["reprot"], ["report", "--perod", "2019-10", *month], ["report", "--period", "2019-10", "--output", out],
                 ["report", "--period", "2019-10", "--threads", "0", *month],
                 ["report", "--period", "2019-10", "--threads", "many", *month],
                 ["report", "--period", "2019-10", "--as-of", "yesterday", *month],
                 ["report", "--period", "2019-10", "--fail-on", "blue", *month], ["check"], ["explain"],
                 ["explain", "CPM-1", "--region", "N", "--catalogue", "nope.yaml"], []):
        run = Run(bench.program, args)
        bench.tap.ok(run.healthy() and run.code == 2 and run.err.strip() and not os.path.exists(out),
                     "usage: pmr " + " ".join(a for a in args if os.sep not in a), run.tell())
    run = bench.run(bench.month, os.path.join(bench.work, "gate"), "--fail-on", "amber")
    bench.tap.ok(run.healthy() and run.code == 0, "--fail-on amber, all Green: exit 0", run.tell())


def names_said(bench):
    """What is wrong is told by the name that the user knows."""
    folder = bench.folder("names", {"foo.csv": GOOD, "Alerts.csv": GOOD})
    run = Run(bench.program, ["check", folder])
    bench.tap.ok(run.healthy() and run.code == 3 and "Alerts.csv, foo.csv" in run.err,
                 "no dataset among the files: exit 3, and their names", run.tell())
    run = Run(bench.program, ["check", "--input", "-", "--dataset", "repository"], stdin=b"")
    bench.tap.ok(run.healthy() and run.code == 3 and run.err.startswith("pmr: standard input: the file is empty"),
                 "an empty standard input is called so", run.tell())
    folder = bench.folder("nul", {"repository.csv": REPOSITORY + b"R99,2019-10-03T10:00:00Z\0,\n"})
    run = Run(bench.program, ["check", folder])
    bench.tap.ok(run.healthy() and "'2019-10-03T10:00:00Z\\x00'" in run.out, "a NUL in a value is shown", run.tell())
    folder = bench.folder("registers", {
        "repository.csv": REPOSITORY, "commentary.csv": b"measure,region,text\nCPM-8,,fine\nCPM-4,N,none\n",
        "remediation.csv": b"measure,region,recorded_on,action,owner,green_by\nCPM-98,,2019-10-01,mend,X,2019-12\n"})

    def placed(output):
        text = bench.text(output, "findings.csv")
        return [f"not in findings.csv: {place}" for place in
                ("register_no_cell,commentary,commentary.csv,3,", "register_unknown_measure,remediation,remediation.csv,2,")
                if place not in text]
    bench.accepted("a register's row that names nothing: its place", folder, check=placed)


def rows_of_check(bench):
    """What `check --rows` writes never costs a file that is read, nor leaves half of one."""
    data = {"alerts.csv": GOOD, "repository.csv": REPOSITORY}
    folder = bench.folder("rows", data)
    alerts, rows = os.path.join(folder, "alerts.csv"), os.path.join(folder, "rows.json")
    link = os.path.join(bench.work, "rows-link")
    os.symlink(alerts, link)

    def untouched():
        return all(open(os.path.join(folder, name), "rb").read() == was for name, was in data.items()) \
            and not [name for name in os.listdir(folder) if name.endswith(".part")]
    for path, what in ((alerts, "the input"), (link, "a link to the input"),
                       (os.path.join(folder, "repository.csv"), "another input")):
        run = Run(bench.program, ["check", folder, "--rows", path])
        bench.tap.ok(run.healthy() and run.code == 2 and "files that are read" in run.err and untouched(),
                     f"check --rows into {what}: exit 2, and it is as it was", run.tell())
    run = Run(bench.program, ["check", folder, "--rows", rows])
    kept = open(rows, encoding="utf-8").read() if os.path.exists(rows) else ""
    bench.tap.ok(run.healthy() and run.code == 0 and len(kept.split("\n")) == 63 and untouched(),
                 "check --rows: every record", run.tell())
    if os.path.exists("/dev/full"):
        run = Run(bench.program, ["check", folder, "--rows", "/dev/full"])
        bench.tap.ok(run.healthy() and run.code == 5, "check --rows, full disk: exit 5", run.tell())
    run = Run(bench.program, ["check", folder, "--rows", os.path.join(folder, "none", "rows.json")])
    bench.tap.ok(run.healthy() and run.code == 5 and untouched(), "check --rows, no such folder: exit 5", run.tell())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--quick", action="store_true", help="fewer cuts and disks")
    options = parser.parse_args()
    tap = Tap()
    with tempfile.TemporaryDirectory(prefix="pmr-bad-") as work:
        bench = Bench(absolute(options.program), tap, work)
        files_alone_and_in_company(bench)
        odd_but_usable(bench)
        cut_anywhere(bench, 4036 if options.quick else 1009)
        places(bench)
        full_disk(bench, [64, 512] if options.quick else [4, 64, 128, 256, 384, 512, 768, 1024])
        catalogues(bench)
        command_lines(bench)
        rows_of_check(bench)
        names_said(bench)
    tap.done()


if __name__ == "__main__":
    main()
