#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""signals.py - a report that is told to stop: the output is the former or the new one, and what is said is true.

    signals.py PROGRAM TRIP      TRIP: the module made of trip.c

The signal comes at every rename that puts a pack into place, at moments at which files are being written (from when on
sync_file_range has the disk work) and at moments at which the disk is waited for, into a folder that is not there yet
and over a former pack.  Nothing of a working folder may be left.  Prints TAP.
"""
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path.insert(0, HERE)
from tap import Run, Tap, absolute, tree  # noqa: E402
from months import EDITION, write_month  # noqa: E402

FORMER, NEW = "the former output is as it was", "the new output is in place and whole"


class Scene:
    def __init__(self, program, module, work):
        self.program, self.module, self.work = program, module, work
        self.catalogue = os.path.join(work, "edition.yaml")
        with open(self.catalogue, "w", encoding="utf-8") as f:
            f.write(EDITION)
        self.inputs = [write_month(os.path.join(work, f"in{late}"), "2019-10", late) for late in (4, 9)]
        self.out = os.path.join(work, "out")
        self.former = os.path.join(work, "former")
        Run(program, self.command(0, self.former))

    def command(self, which, out):
        return ["report", "--catalogue", self.catalogue, "--period", "2019-10", "--input", self.inputs[which], "--output", out,
                "--threads", "3", "--quiet"]

    def trip(self, call, at, number, ignored=None):
        """The program's end, what it said and what is in the folder, None for no folder."""
        env = {**os.environ, "LD_PRELOAD": self.module, "TRIP_CALL": call, "TRIP_AT": str(at), "TRIP_SIGNAL": str(int(number))}
        got = subprocess.run([self.program, *self.command(1, self.out)], env=env, stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE, timeout=60, check=False,
                             preexec_fn=(lambda: signal.signal(ignored, signal.SIG_IGN)) if ignored else None)
        # The library of the workbook says itself that its folder has gone.
        said = "".join(line for line in got.stderr.decode().splitlines(True) if not line.startswith("[ERROR]"))
        return got.returncode, said, self.left()

    def left(self):
        return tree(self.out) if os.path.isdir(self.out) else None

    def prepare(self, over):
        shutil.rmtree(self.out, ignore_errors=True)
        if over:
            shutil.copytree(self.former, self.out)


def fault(code, said, after, number, before, want):
    """What is wrong with one stop; "" when nothing is."""
    if code == 0:
        return "" if after == want else "it ended well, but the output is not the new one"
    if code != -number:
        return f"it ended with {code}"
    if said.strip() == f"pmr: stopped by signal {int(number)}; {FORMER}":
        return "" if after == before else "it says that the former output is there"
    if said.strip() == f"pmr: stopped by signal {int(number)}; {NEW}":
        return "" if after == want else "it says that the new output is there"
    return "it says: " + said


def held_by_a_reader(tap, scene):
    """A store that another program reads holds up the commit, and so the end of the run, but not a signal."""
    scene.prepare(True)
    before = scene.left()
    reader = sqlite3.connect(os.path.join(scene.out, "pmr.db"), isolation_level=None)
    reader.execute("begin")
    reader.execute("select count(*) from sqlite_master").fetchall()
    with subprocess.Popen([scene.program, *scene.command(1, scene.out)], stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE) as run:
        while run.poll() is None and not os.path.exists(os.path.join(scene.out, "pmr.db-journal")):
            time.sleep(0.02)
        time.sleep(0.5)
        run.send_signal(signal.SIGTERM)
        started = time.monotonic()
        said = run.communicate()[1].decode()
    reader.close()
    tap.ok(run.returncode == -signal.SIGTERM and FORMER in said and time.monotonic() - started < 10 and scene.left() == before,
           "stopped while another program reads the store", f"{run.returncode} after {time.monotonic() - started:.1f} s: {said}")


def main():
    program, module, tap = absolute(sys.argv[1]), os.path.abspath(sys.argv[2]), Tap()
    with tempfile.TemporaryDirectory(prefix="pmr-signals-") as work:
        scene = Scene(program, module, work)
        for over in (True, False):
            scene.prepare(over)
            before = scene.left()
            run = Run(program, scene.command(1, scene.out))
            want = scene.left()
            tap.ok(run.code == 0 and want and want != before, "an undisturbed run", run.tell())
            for call, points in (("rename", range(1, len(want) + 2)), ("sync_file_range", range(1, len(want), 2)),
                                 ("fsync", range(1, len(want) + 6, 2))):
                faults, seen = [], {FORMER: 0, NEW: 0}
                for at in points:
                    number = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)[at % 3]
                    scene.prepare(over)
                    code, said, after = scene.trip(call, at, number)
                    wrong = fault(code, said, after, number, before, want)
                    seen.update({key: seen[key] + (key in said) for key in seen})
                    if wrong:
                        faults.append(f"{call} {at}, signal {int(number)}: {wrong}\n{sorted(after or [])}")
                name = f"stopped at {call}s, {'over a former pack' if over else 'into a new folder'}"
                tap.ok(not faults, name, "\n".join(faults))
                needed = NEW if call == "rename" else FORMER
                tap.ok(seen[needed] > 0, f"{name}: some stops found it there", str(seen))
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            scene.prepare(True)
            code, said, after = scene.trip("fsync", 2, number, ignored=number)
            tap.ok(code == 0 and not said, f"signal {int(number)} that the parent had ignored is ignored", f"{code} {said}")
        held_by_a_reader(tap, scene)
    tap.done()


if __name__ == "__main__":
    main()
