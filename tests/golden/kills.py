#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""kills.py - a report killed (SIGKILL) at random points: nothing remembered is lost, no pack is half a pack.

    kills.py PROGRAM [POINTS [SEED]]      default: 24 points

A store remembers two months; the third is reported again and again and killed, into a folder that is not there
yet, over a former pack, and as a restatement.  After each kill the store must open and hold what it held, the
month that was being reported must be there whole or not at all, and where there is a manifest every file must be
the one it lists.  Then the report must run through and give what an undisturbed run gives.  Prints TAP.
"""
import hashlib
import json
import os
import random
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path.insert(0, HERE)
from tap import Run, Tap, absolute, tree  # noqa: E402
from months import EDITION, write_month  # noqa: E402


def history(program, store):
    run = Run(program, ["history", "--store", store, "--format", "json"])
    if run.code != 0:
        return None, run.tell()
    data = json.loads(run.out)
    return {(m["month"], m["revision"]): [f for f in data["figures"] if (f["month"], f["revision"]) == (m["month"], m["revision"])]
            for m in data["months"]}, data["months"]


def pack_fault(folder):
    """What is wrong with a pack that has a manifest; "" when nothing is, or when there is no manifest."""
    try:
        with open(os.path.join(folder, "manifest.json"), encoding="utf-8") as f:
            listed = json.load(f)["outputs"]
    except FileNotFoundError:
        return ""
    for output in listed:
        with open(os.path.join(folder, output["name"]), "rb") as f:
            if hashlib.sha256(f.read()).hexdigest() != output["sha256"]:
                return f"{output['name']} is of another pack"
    return ""


def packed(folder):
    return {name: digest for name, digest in tree(folder).items() if not name.startswith(".pmr-work-")}


def main():
    program, tap = absolute(sys.argv[1]), Tap()
    n_points = int(sys.argv[2]) if len(sys.argv) > 2 else 24
    rng = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 2019)
    with tempfile.TemporaryDirectory(prefix="pmr-kills-") as work:
        catalogue = os.path.join(work, "edition.yaml")
        with open(catalogue, "w", encoding="utf-8") as f:
            f.write(EDITION)

        def command(month, output, inputs):
            return ["report", "--catalogue", catalogue, "--period", month, "--input", inputs, "--output", output, "--store",
                    output + ".db", "--quiet"]

        inputs = {name: write_month(os.path.join(work, name), month, late) for name, month, late in (
            ("aug", "2019-08", 2), ("sep", "2019-09", 3), ("oct", "2019-10", 4), ("oct2", "2019-10", 9))}
        ready = os.path.join(work, "ready")
        for month, name in (("2019-08", "aug"), ("2019-09", "sep")):
            tap.ok(Run(program, command(month, ready, inputs[name])).code == 0, f"{month} is remembered")
        shutil.rmtree(ready)
        former = os.path.join(work, "former")
        shutil.copy(ready + ".db", former + ".db")
        started = time.monotonic()
        tap.ok(Run(program, command("2019-10", former, inputs["oct"])).code == 0, "and October after them")
        length = time.monotonic() - started
        # (what is there before, inputs): nothing; a pack; a pack, whose month gets other figures
        scenes = {"afresh": (None, "oct"), "over a former pack": (former, "oct"), "restating": (former, "oct2")}
        want = {}
        for scene, (before, name) in scenes.items():
            out = os.path.join(work, "undisturbed")
            prepare(out, before, ready)
            Run(program, command("2019-10", out, inputs[name]))
            want[scene] = (packed(out), history(program, out + ".db")[0])
        faults, n_done = [], 0
        for point in range(n_points):
            scene = list(scenes)[point % len(scenes)]
            before, name = scenes[scene]
            out = os.path.join(work, "out")
            prepare(out, before, ready)
            held = history(program, out + ".db")[0]
            args = command("2019-10", out, inputs[name])
            # Half of the points in the last fifth, where the month is remembered and the pack put into place.
            at = length * (rng.uniform(0.75, 1.1) if rng.random() < 0.5 else rng.uniform(0, 1.1))
            process = subprocess.Popen(shlex.split(program) + args, stderr=subprocess.DEVNULL)
            time.sleep(at)
            process.send_signal(signal.SIGKILL)
            n_done += process.wait() == 0
            now, said = history(program, out + ".db")
            where = f"{scene}, killed after {at:.3f} s of {length:.3f}: "
            if now is None:
                faults.append(where + said)
                continue
            if any(now.get(key) != figures and not same_but_current(now.get(key), figures) for key, figures in held.items()):
                faults.append(where + f"remembered {held}, now {now}")
            if any(key not in held and figures != want[scene][1].get(key) for key, figures in now.items()):
                faults.append(where + "the month is there, but not whole")
            fault = pack_fault(out)
            if fault:
                faults.append(where + fault)
            started = time.monotonic()
            run = Run(program, args)
            length = time.monotonic() - started  # other programs come and go
            after = packed(out) if os.path.isdir(out) else {}
            if run.code != 0 or after != want[scene][0] or history(program, out + ".db")[0] != want[scene][1]:
                faults.append(where + "the next run is not as if nothing had been\n" + run.tell()
                              + str(set(after.items()) ^ set(want[scene][0].items()))[:500])
            if any(n.startswith(".pmr-work-") for n in tree(out)):
                faults.append(where + "a working folder is left")
        tap.ok(not faults, f"{n_points} kills ({n_done} of them too late)", "\n".join(faults))
        tap.ok(n_done < n_points / 2, "enough of them hit a running program", f"{n_done} of {n_points} were too late")
        tap.done()


def same_but_current(now, held):
    """A figure that was replaced is kept, as a former one."""
    return now is not None and [{**f, "current": True} for f in now] == [{**f, "current": True} for f in held]


def prepare(out, before, ready):
    shutil.rmtree(out, ignore_errors=True)
    for name in (out + ".db", out + ".db-journal"):
        if os.path.exists(name):
            os.remove(name)
    shutil.copy((before or ready) + ".db", out + ".db")
    if before:
        shutil.copytree(before, out)


if __name__ == "__main__":
    main()
