#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""limits.py - a report with few open files, small files or little memory allowed: the same pack, or none and exit code 5.

    limits.py PROGRAM DENY      DENY: the module made of deny.c

Prints TAP.
"""
import itertools
import os
import resource
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path.insert(0, HERE)
from tap import Tap, absolute, tree  # noqa: E402
from months import EDITION, write_month  # noqa: E402


class Limited:
    """One report with a limit set: exit code, what it said, the pack (None: no folder)."""

    def __init__(self, program, work, args=(), limit=None, value=0, env=None):
        out = os.path.join(work, "out")
        shutil.rmtree(out, ignore_errors=True)
        got = subprocess.run([program, "report", "--catalogue", os.path.join(work, "edition.yaml"), "--period", "2019-10",
                              "--input", os.path.join(work, "in"), "--output", out, "--no-store", "--quiet", *args],
                             stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=120,
                             check=False, env={**os.environ, **(env or {})},
                             preexec_fn=(lambda: resource.setrlimit(limit, (value, value))) if limit else None)
        self.code, self.said = got.returncode, got.stderr.decode("utf-8", "replace")
        self.pack = tree(out) if os.path.isdir(out) else None

    def fault(self, want):
        """What is wrong with it; "" when nothing is.  Two libraries cannot be kept from speaking themselves."""
        known = ("pmr: ", "     ", "[ERROR] workbook_close", "Fontconfig error")
        if any(not line.startswith(known) for line in self.said.splitlines()):
            return "somebody else speaks: " + self.said
        if self.code == 0:
            return "" if self.pack == want else "exit 0, but it is not the pack\n" + self.said
        return "" if self.code == 5 and self.pack is None and self.said else f"exit {self.code}, {self.pack}\n{self.said}"


def main():
    program, tap = absolute(sys.argv[1]), Tap()
    with tempfile.TemporaryDirectory(prefix="pmr-limits-") as work:
        with open(os.path.join(work, "edition.yaml"), "w", encoding="utf-8") as f:
            f.write(EDITION)
        write_month(os.path.join(work, "in"), "2019-10", 4)
        whole = Limited(program, work).pack
        faults, codes = [], set()
        for n_threads in (1, 2, 4):
            for n_files in range(6, 16):
                run = Limited(program, work, ["--threads", str(n_threads)], resource.RLIMIT_NOFILE, n_files)
                codes.add(run.code)
                if run.fault(whole):
                    faults.append(f"{n_threads} threads, {n_files} open files: {run.fault(whole)}")
        tap.ok(not faults, "few open files", "\n".join(faults))
        tap.ok(codes == {0, 5}, "enough for some runs, too few for others", str(codes))
        # Whoever asks for a font's file while there is no descriptor: it is said, whichever library asks.
        deny, faults, codes = os.path.abspath(sys.argv[2]), [], set()
        for font in ("Regular.ttf", "Bold.ttf", "Italic.ttf"):
            for first, count in itertools.product(range(1, 6), (1, 2, 100)):
                run = Limited(program, work, ["--threads", "1"], env={
                    "LD_PRELOAD": deny, "DENY_END": font, "DENY_FROM": str(first), "DENY_COUNT": str(count)})
                codes.add(run.code)
                if run.fault(whole):
                    faults.append(f"{font} from opening {first}, {count} times: {run.fault(whole)}")
        tap.ok(not faults, "a font that cannot be opened", "\n".join(faults))
        tap.ok(codes == {0, 5}, "and one that could when it was needed", str(codes))
        tables = Limited(program, work, ["--tables-only"])
        for n_bytes in (0, 512, 4096):
            run = Limited(program, work, ["--tables-only"], resource.RLIMIT_FSIZE, n_bytes)
            tap.ok(run.code == 5 and not run.fault(tables.pack) and "File too large" in run.said,
                   f"no file may be larger than {n_bytes} bytes", f"exit {run.code}: {run.said}{run.pack}")
        faults, n_short = [], 0
        for n_mib in range(100, 200, 4):
            run = Limited(program, work, ["--tables-only", "--threads", "4"], resource.RLIMIT_AS, n_mib << 20)
            n_short += "out of memory" in run.said
            if run.fault(tables.pack):
                faults.append(f"{n_mib} MiB: {run.fault(tables.pack)}")
        tap.ok(not faults, f"little memory, too little {n_short} times", "\n".join(faults))
        with open(os.path.join(work, "in", "service_requests.csv"), "a", encoding="utf-8") as f:
            f.write("R,6.15,on_demand,N,yesterday,,\n" * 20)
        for n_bytes in (0, 512):
            run = Limited(program, work, ["--tables-only"], resource.RLIMIT_FSIZE, n_bytes)
            tap.ok(run.code == 5 and "the rejected rows could not be written: File too large" in run.said,
                   f"nor one of rejected rows than {n_bytes}", f"exit {run.code}: {run.said}{run.pack}")
    tap.done()


if __name__ == "__main__":
    main()
