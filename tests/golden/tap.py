# SPDX-License-Identifier: GPL-3.0-or-later
"""What the drivers of this folder share: TAP, running the program, hashing folders."""
import difflib
import hashlib
import os
import shlex
import shutil
import subprocess
import sys
import tempfile

TROUBLE = ("AddressSanitizer", "LeakSanitizer", "UndefinedBehaviorSanitizer", "runtime error:", "Assertion",
           "Segmentation", "core dumped", "==ERROR", "Invalid read", "Invalid write", "definitely lost")


class Tap:
    def __init__(self):
        self.n = self.failed = 0

    def ok(self, passed, name, detail=""):
        self.n += 1
        self.failed += not passed
        print(f"{'ok' if passed else 'not ok'} {self.n} - {name}", flush=True)
        if not passed and detail:
            for line in str(detail).rstrip("\n").split("\n")[:40]:
                print(f"# {line}", flush=True)
        return passed

    def skip(self, name, why):
        self.n += 1
        print(f"ok {self.n} - {name} # SKIP {why}", flush=True)

    def done(self):
        print(f"1..{self.n}")
        sys.exit(1 if self.failed else 0)


class Run:
    """One run of the program: its exit code and what it printed."""

    def __init__(self, program, args, env=None, timeout=300, stdin=None, cwd=None, user=None):
        full = dict(os.environ)
        for name in ("SOURCE_DATE_EPOCH", "TZ", "LC_ALL", "LANG", "NO_COLOR"):
            full.pop(name, None)
        full.update(env or {})
        self.args = list(args)
        command = shlex.split(program) + self.args
        where = None
        if user:  # who may not look into the folder of the sources, nor run what is built there
            where = tempfile.TemporaryDirectory()
            os.chmod(where.name, 0o755)
            command[0] = shutil.copy(command[0], where.name)
        try:
            got = subprocess.run(command, env=full, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=timeout,
                                 stdin=subprocess.DEVNULL if stdin is None else None, input=stdin, cwd=cwd,
                                 **({"user": user, "group": user, "extra_groups": []} if user else {}))
            self.code, self.out, self.err = got.returncode, got.stdout, got.stderr
        except subprocess.TimeoutExpired:
            self.code, self.out, self.err = "no end", b"", b""
        if where:
            where.cleanup()
        self.out, self.err = self.out.decode("utf-8", "replace"), self.err.decode("utf-8", "replace")

    def healthy(self):
        return isinstance(self.code, int) and 0 <= self.code <= 5 and \
            not any(word in self.err or word in self.out for word in TROUBLE)

    def tell(self):
        return f"{' '.join(self.args)}\nexit {self.code}\n{self.err[-3000:]}"


def tree(folder):
    """{relative name: SHA-256} of every file in a folder, hidden ones too."""
    found = {}
    for where, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(where, name)
            with open(path, "rb") as f:
                found[os.path.relpath(path, folder)] = hashlib.sha256(f.read()).hexdigest()
    return found


def difference(expected, got):
    return "\n".join(difflib.unified_diff(expected, got, "expected", "program", lineterm="", n=0))


def absolute(program):
    """The program of a command such as `valgrind -q build/pmr`, usable from any folder."""
    parts = shlex.split(program)
    return shlex.join([os.path.abspath(p) if os.path.exists(p) and os.sep in p else p for p in parts])
