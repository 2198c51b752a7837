#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""bench.py - how fast the program reads a month, beside DuckDB asked the same question.

    bench.py [--size 1G] [--runs 5] [--pipe SIZE] [--duckdb FOLDER] [--only TABLE[,TABLE]] PROGRAM

Builds a synthetic service_requests.csv in a temporary folder, runs each entry of a table in turn, as often
as --runs says (sets and forms three times at most, stages and pipe once), and prints the medians as Markdown.  The
figures of every run but those of stages are compared: with DuckDB's where it is installed (`npm install
@duckdb/node-api` in FOLDER; README.md), and with libcsv's in any case.
Tables: peer, sets, forms, measures, stages, pipe (only when --pipe says how much).
"""
import argparse
import datetime
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.normpath(os.path.join(HERE, "..", ".."))
EDITION = os.path.join(ROOT, "engine", "catalogue", "2018-03.yaml")
MEASURES = ("DSP-1.1", "DSP-1.2", "DSP-1.3", "DSP-1.4")
SETS = ("libcsv", "plain", "sse2", "avx2", "avx512", "neon")


def parse_size(text):
    units = {"K": 10**3, "M": 10**6, "G": 10**9}
    return int(float(text[:-1]) * units[text[-1].upper()]) if text[-1].upper() in units else int(text)


def read_anew(path):
    with open(path, "rb", buffering=0) as f:
        os.fsync(f.fileno())
        os.posix_fadvise(f.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        while f.read(1 << 20):
            pass


def in_large_pages():
    """Bytes of files that the system keeps in pages of 2 MiB; None where it does not say."""
    with open("/proc/meminfo", encoding="utf-8") as f:
        found = re.search(r"(?m)^FileHugePages: +([0-9]+) kB$", f.read())
    return int(found.group(1)) * 1024 if found else None


class Run:
    """One process from start to end: wall and CPU seconds, peak memory in MiB, what it printed."""

    def __init__(self, command, env=None, stdin=None):
        started = time.monotonic()
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            process = subprocess.Popen(command, stdout=out, stderr=err, env={**os.environ, **(env or {})},
                                       stdin=stdin if stdin is not None else subprocess.DEVNULL)
            if stdin is not None:
                stdin.close()
            _, status, used = os.wait4(process.pid, 0)
            self.wall = time.monotonic() - started
            process.returncode = os.waitstatus_to_exitcode(status)
            self.code, self.cpu, self.peak = process.returncode, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
            out.seek(0)
            err.seek(0)
            self.out, self.err = out.read().decode(), err.read().decode("utf-8", "replace")
        if self.code != 0:
            sys.exit(f"bench: {' '.join(command)}: exit {self.code}\n{self.err[-2000:]}")


class Bench:
    def __init__(self, options, work):
        self.options, self.work = options, work
        self.program, self.runs = os.path.abspath(options.program), options.runs
        self.size = parse_size(options.size)
        self.requests = os.path.join(work, "requests")
        subprocess.run([os.environ.get("CC", "cc"), "-O2", "-o", self.requests, os.path.join(HERE, "requests.c")], check=True)
        self.n = 0

    def folder(self):
        self.n += 1
        path = os.path.join(self.work, f"{self.n:03d}")
        os.makedirs(path)
        return path

    def make(self, size, dirty=0, just_written=False):
        """A month of one file; `dirty` rows in 10 000.  Read from the disk, as a month's files mostly are, unless it is
        `just_written`: the system keeps what it reads ahead in large pages, and what is written in pieces in smaller ones."""
        path = os.path.join(self.folder(), "service_requests.csv")
        with open(path, "wb") as f:
            subprocess.run([self.requests, str(size), "20191001", str(dirty)], stdout=f, check=True)
        time.sleep(5)  # the hash of a file that is younger is not remembered (ledger.h)
        if not just_written:
            read_anew(path)
        return path

    def report(self, file, *more, env=None, stdin=None):
        # Each has a folder of its own, as a first report of a month has: a store that remembers the month makes another run
        # of it, and some file systems look long for a place for a new file where others were taken away a moment before.
        output = os.path.join(self.folder(), "out")
        where = ["--input", "-", "--dataset", "service_requests"] if stdin is not None else ["--input", os.path.dirname(file)]
        run = Run([self.program, "report", "--period", "2019-10", *where, "--output", output, "--quiet", *more],
                  env={"XDG_CACHE_HOME": os.path.join(self.work, "cache"), **(env or {})}, stdin=stdin)
        run.figures = figures_of(output)
        with open(os.path.join(output, "results.json"), encoding="utf-8") as f:
            run.rows = sum(d["read"] for d in json.load(f)["reconciliation"]["datasets"])
        return run

    def duckdb(self, file, threads):
        run = Run(["node", os.path.join(HERE, "peer.mjs"), os.path.abspath(self.options.duckdb), str(threads), file,
                   os.path.join(HERE, "peer.sql")])
        version, *lines = run.out.splitlines()
        run.version, run.figures = version, figures_of_peer(lines)
        run.rows = sum(int(line.split(",")[9]) for line in lines)
        return run

    def turns(self, entries, runs=None):
        """Each entry once, then each again: whatever else the machine does meets all of them alike."""
        done = {name: [] for name in entries}
        for _ in range(runs or self.runs):
            for name, start in entries.items():
                done[name].append(start())
        return {name: Medians(runs) for name, runs in done.items()}


class Medians:
    def __init__(self, runs):
        self.wall, self.cpu, self.peak = (statistics.median(getattr(r, k) for r in runs) for k in ("wall", "cpu", "peak"))
        self.rows, self.figures = runs[0].rows, runs[0].figures
        self.steady = all(r.figures == self.figures for r in runs)
        self.last = runs[-1]


def figures_of(output):
    """(measure, Region): (good, total) of the DSP measures."""
    with open(os.path.join(output, "results.csv"), encoding="utf-8") as f:
        lines = [line.rstrip("\r\n").split(",") for line in f]
    return {(c[1], c[2]): (int(c[3]), int(c[4])) for c in lines[1:] if c[1] in MEASURES}


def figures_of_peer(lines):
    cells = {(m, r): (0, 0) for m in MEASURES for r in "NCS-"}
    for line in lines:
        region, *counts = line.split(",")
        for k, measure in enumerate(MEASURES):
            total, good = int(counts[2 * k]), int(counts[2 * k + 1])
            for cell in {(measure, region), (measure, "-")}:
                cells[cell] = (cells[cell][0] + good, cells[cell][1] + total)
    return cells


def table(heading, lines):
    print("| " + " | ".join(heading) + " |")
    print("|" + "|".join(["---"] + ["--:"] * (len(heading) - 1)) + "|")
    for line in lines:
        print("| " + " | ".join(str(c) for c in line) + " |")
    print(flush=True)


def line(name, m, size, *more):
    return [name, f"{size / m.wall / 1e9:.2f}", f"{m.rows / m.wall / 1e6:.1f}", f"{m.wall:.2f}", f"{m.cpu:.2f}",
            f"{m.peak:.0f}", *more]


HEADING = ["", "GB/s", "million rows/s", "seconds", "CPU seconds", "peak MiB"]


def agree(m, figures):
    return "yes" if m.steady and m.figures == figures else "**NO**"


def peer(bench):
    before = in_large_pages()
    file = bench.make(bench.size)
    size = os.path.getsize(file)
    large = "" if before is None else f", {max(0, in_large_pages() - before) / size:.0%} of it in pages of 2 MiB"
    report = lambda *more: lambda: bench.report(file, *more)  # noqa: E731
    entries = {}
    for threads in (1, 2):
        if bench.options.duckdb:
            entries[f"DuckDB, threads {threads}"] = lambda threads=threads: bench.duckdb(file, threads)
        for name, more in (("`--duplicates file`, first reading", ("--duplicates", "file", "--rehash")),
                           ("`--duplicates file`, hash remembered", ("--duplicates", "file")),
                           ("exact, first reading", ("--rehash",)), ("exact, hash remembered", ())):
            entries[f"pmr {name}, threads {threads}"] = report("--threads", str(threads), *more)
    bench.report(file)  # the page cache and the remembered hash
    done = bench.turns(entries)
    truth = bench.report(file, "--scanner", "libcsv", "--duplicates", "file").figures
    lines = []
    for name, m in done.items():
        against = done.get(f"DuckDB, threads {name[-1]}")
        lines.append(line(name, m, size, f"{against.wall / m.wall:.1f}" if against else "-", agree(m, truth)))
    version = done["DuckDB, threads 1"].last.version if bench.options.duckdb else "DuckDB is not installed"
    print(f"### Beside DuckDB: {size / 1e9:.2f} GB, {done[next(iter(done))].rows:,} rows{large}; the whole pack written. {version}\n")
    table(HEADING + ["times DuckDB", "figures agree"], lines)
    os.remove(file)


def sets(bench):
    file = bench.make(bench.size // 4)
    size = os.path.getsize(file)
    usable = [s for s in SETS if s == "libcsv" or subprocess.run(
        [bench.program, "check", "--scanner", s, HERE], capture_output=True, check=False).returncode != 2]
    bench.report(file, "--duplicates", "file")
    done = bench.turns({(s, t): lambda s=s, t=t: bench.report(file, "--duplicates", "file", "--threads", str(t), "--scanner", s)
                        for s in usable for t in (1, 2)}, min(3, bench.runs))
    truth = done["libcsv", 1].figures
    print(f"### Instruction sets: {size / 1e9:.2f} GB, `--duplicates file`, hash remembered\n")
    table(HEADING + ["1 thread's time / this", "figures agree"],
          [line(f"{s}, threads {t}", m, size, f"{done[s, 1].wall / m.wall:.2f}", agree(m, truth)) for (s, t), m in done.items()])
    os.remove(file)


def forms(bench):
    quarter, lines = bench.size // 4, []
    for name, dirty in (("clean", 0), ("clean, just written", 0), ("1 % looked at twice", 100),
                        ("10 % looked at twice", 1000), ("100 % looked at twice", 10000)):
        file = bench.make(quarter, dirty, just_written="just" in name)
        size = os.path.getsize(file)
        bench.report(file, "--duplicates", "file")
        done = bench.turns({s: lambda s=s: bench.report(file, "--duplicates", "file", *(["--scanner", s] if s else []))
                            for s in ("", "libcsv")}, min(3, bench.runs))
        lines.append(line(name, done[""], size, f"{done['libcsv'].wall / done[''].wall:.1f}",
                          agree(done[""], done["libcsv"].figures)))
        if name == "clean":
            clean = file
        else:
            shutil.rmtree(os.path.dirname(file))
    truth = bench.report(clean, "--duplicates", "file")
    size = os.path.getsize(clean)
    for tool, end in (("gzip", ".gz"), ("zstd", ".zst")):
        if not shutil.which(tool):
            continue
        packed = os.path.join(bench.folder(), "service_requests.csv" + end)
        with open(packed, "wb") as f:
            subprocess.run([tool, "-c", "-3", clean], stdout=f, stderr=subprocess.DEVNULL, check=True)
        done = bench.turns({"pmr": lambda packed=packed: bench.report(packed, "--duplicates", "file"),
                            "tool": lambda tool=tool, packed=packed: decode(tool, packed, truth)}, min(3, bench.runs))
        lines.append(line(f"{tool} -3, bytes unpacked", done["pmr"], size,
                          f"{done['tool'].wall / done['pmr'].wall:.1f} ({tool} -dc)", agree(done["pmr"], truth.figures)))
        os.remove(packed)
    print(f"### Forms: {size / 1e9:.2f} GB, `--duplicates file`, hash remembered, all threads\n")
    table(HEADING + ["time of libcsv's path / this", "figures agree"], lines)
    os.remove(clean)


def decode(tool, packed, like):
    """The decoder alone, to nowhere."""
    run = Run(["sh", "-c", f"{tool} -dc {packed} > /dev/null"])
    run.rows, run.figures = like.rows, like.figures
    return run


def doubled_edition(bench, metrics):
    """The built-in edition, the measures of the file there twice; with `metrics` the metrics of it too."""
    with open(EDITION, encoding="utf-8") as f:
        blocks = re.split(r"(?m)^(?=  - id: |metrics:|\.\.\.$)", f.read())
    out, judged = [], True
    for block in blocks:
        judged &= not block.startswith("metrics:")
        out.append(block)
        if "dataset: service_requests" in block and (judged or metrics):
            out.append(re.sub(r"id: (\S+)", r"id: \1-AGAIN", block, count=1))
    path = os.path.join(bench.folder(), "doubled.yaml")
    with open(path, "w", encoding="utf-8") as f:
        f.write("".join(out))
    return path


def measures(bench):
    file = bench.make(bench.size // 4)
    size = os.path.getsize(file)
    base = ("--duplicates", "file", "--tables-only")
    bench.report(file, *base)
    editions = {"measures as they are": EDITION, "measures of the file doubled": doubled_edition(bench, False),
                "its measures and metrics doubled": doubled_edition(bench, True)}
    done = bench.turns({name: lambda e=e: bench.report(file, *base, "--catalogue", e) for name, e in editions.items()})
    first = done["measures as they are"]
    print(f"### Twice the measures: {size / 1e9:.2f} GB, `--duplicates file --tables-only`, hash remembered\n")
    table(HEADING + ["cost", "figures agree"],
          [line(name, m, size, f"{m.cpu / first.cpu * 100 - 100:+.0f} % CPU", agree(m, first.figures))
           for name, m in done.items()])
    os.remove(file)


def stages(bench):
    file = bench.make(bench.size)
    size, columns = os.path.getsize(file), {}
    for name, more in (("`--duplicates file`, first reading", ("--duplicates", "file", "--rehash")),
                       ("exact, hash remembered", ())):
        bench.report(file)
        for threads in (1, 2):
            run = bench.report(file, "--threads", str(threads), *more, env={"PMR_STAGES": "1"})
            found = dict(re.findall(r"(?m)^stage (.+) ([0-9.]+)$", run.err))
            found["all, start and end of the process too"] = f"{run.cpu:.3f}"
            columns[f"{name}, threads {threads}"] = found
    print(f"### Stages: CPU seconds over all threads, {size / 1e9:.2f} GB\n")
    table(["", *columns], [[stage, *(c[stage] for c in columns.values())] for stage in next(iter(columns.values()))])
    os.remove(file)


def pipe(bench):
    """Far more than memory holds, the same rows again and again, through standard input."""
    want, file = parse_size(bench.options.pipe), bench.make(min(bench.size, 1 << 30))
    with open(file, "rb") as f:
        head = len(f.readline())
    body = os.path.getsize(file) - head
    times = max(1, want // body)
    feeder = subprocess.Popen(["sh", "-c", f'cat "$0"; i=1; while [ $i -lt {times} ]; do tail -c +{head + 1} "$0"; i=$((i + 1)); '
                               "done", file], stdout=subprocess.PIPE)
    run = bench.report(file, "--duplicates", "file", stdin=feeder.stdout)
    feeder.wait()
    once = bench.report(file, "--duplicates", "file").figures
    right = run.figures == {k: (good * times, total * times) for k, (good, total) in once.items()}
    size = head + body * times
    print(f"### Through a pipe: {size / 1e9:.1f} GB, {run.rows:,} rows, `--duplicates file`\n")
    table(HEADING + ["figures agree"], [line("pmr, standard input", Medians([run]), size, "yes" if right else "**NO**")])
    os.remove(file)


def machine():
    model = "unknown processor"
    with open("/proc/cpuinfo", encoding="utf-8") as f:
        for text in f:
            if text.startswith("model name"):
                model = text.split(":", 1)[1].strip()
    with open("/proc/meminfo", encoding="utf-8") as f:
        memory = int(f.readline().split()[1]) / (1 << 20)
    return f"{model}, {os.cpu_count()} cores, {memory:.0f} GiB; load when it began {os.getloadavg()[0]:.1f}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--size", default="1G")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--pipe", help="how much goes through a pipe, such as 40G")
    parser.add_argument("--duckdb", help="folder in which `npm install @duckdb/node-api` was run")
    parser.add_argument("--only", default="peer,sets,forms,measures,stages,pipe")
    options = parser.parse_args()
    if options.duckdb and not os.path.isdir(os.path.join(options.duckdb, "node_modules", "@duckdb", "node-api")):
        options.duckdb = None
    tables = {"peer": peer, "sets": sets, "forms": forms, "measures": measures, "stages": stages, "pipe": pipe}
    print(f"{machine()}; {datetime.date.today()}; medians of {options.runs} runs in turn; SYNTHETIC data\n", flush=True)
    with tempfile.TemporaryDirectory(prefix="pmr-bench-") as work:
        bench = Bench(options, work)
        for name in options.only.split(","):
            if name != "pipe" or options.pipe:
                tables[name](bench)


if __name__ == "__main__":
    main()
