#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The house rules that a machine can hold: include walls, one file per drawing library, licences.

Prints TAP.  Run from anywhere; the argument is the root of the source tree.
"""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else __file__).resolve()
if ROOT.is_file():
    ROOT = ROOT.parents[2]

# room -> headers of the project it may include, as a pattern on the path in the include line
WALLS = {
    "engine": r"engine/(?!run/|store/)",
    "engine/store": r"engine/(?!run/)",
    "ingest": r"(engine/(?!run/|store/)|ingest/)",
    "ingest/source": r"(engine/(?!run/|store/)|ingest/(source/|ingest\.h))",
    "ingest/rows": r"(engine/(?!run/|store/)|ingest/(rows/|source/|ingest\.h|inputs\.h))",
    "ingest/columns": r"(engine/(?!run/|store/)|ingest/(columns/|rows/|source/|ingest\.h))",
    "ingest/keys": r"(engine/(?!run/|store/)|ingest/(keys/|rows/|ingest\.h))",
    "metrics": r"(engine/(?!run/|store/)|metrics/)",
    "render": r"(engine/(?!run/|store/)|render/)",
    "engine/run": r"(engine/(?!store/)|engine/store/store\.h|ingest/ingest\.h|metrics/metrics\.h|render/render\.h)",
}
# library header -> where alone it may be included
ONE_PLACE = {
    r"<cairo": ["render/paint.c"],
    r"<pango/|<fontconfig/": ["render/letters.c"],
    r"<xlsxwriter": ["render/book.c"],
    r"<qpdf": ["render/tagged_qpdf.h"],
    r"<csv\.h>": ["ingest/rows/record.c"],
    r"<glib": ["engine/run/", "render/"],
    r"<sqlite3": ["engine/store/"],
    r"<minizip/unzip": ["render/book_verify.c"],
}
INCLUDE = re.compile(r'^\s*#\s*include\s+(["<])([^">]+)[">]', re.M)
failed = 0
count = 0


def check(name, problems):
    global failed, count
    count += 1
    print(f"{'not ok' if problems else 'ok'} {count} - {name}")
    for problem in problems:
        print(f"# {problem}")
    failed += bool(problems)


def room_of(path):
    parts = path.relative_to(ROOT).parts
    inner = "/".join(parts[:2])
    return inner if inner in WALLS else parts[0]


def sources():
    for room in ("engine", "ingest", "metrics", "render"):
        yield from sorted((ROOT / room).rglob("*.[ch]"))


def walls():
    problems = []
    for path in sources():
        allowed = re.compile(WALLS[room_of(path)])
        for quote, header in INCLUDE.findall(path.read_text()):
            if quote == '"' and not allowed.match(header):
                problems.append(f"{path.relative_to(ROOT)} includes {header}")
    return problems


def one_place():
    problems = []
    for path in sources():
        name = str(path.relative_to(ROOT))
        for quote, header in INCLUDE.findall(path.read_text()):
            for pattern, places in ONE_PLACE.items():
                if quote == "<" and re.match(pattern, "<" + header + ">") and not any(
                        name.startswith(p) for p in places):
                    problems.append(f"{name} includes <{header}>")
    return problems


def tracked():
    out = subprocess.run(["git", "-C", str(ROOT), "ls-files", "-z"], capture_output=True)
    if out.returncode:
        return [p for p in ROOT.rglob("*") if p.is_file() and ".git" not in p.parts and "build" not in p.parts]
    return [ROOT / n for n in out.stdout.decode().split("\0") if n and (ROOT / n).is_file()]


def licences():
    kinds = {".c", ".h", ".py", ".build", ".sh"}
    return [str(p.relative_to(ROOT)) for p in tracked()
            if p.suffix in kinds and "SPDX-License-Identifier: GPL-3.0-or-later" not in p.read_text()[:600]]


def sizes():
    problems = []
    for path in tracked():
        if path.suffix in (".c", ".h", ".py"):
            lines = path.read_text().count("\n")
            if lines > 600:
                problems.append(f"{path.relative_to(ROOT)} has {lines} lines")
    return problems


def forbidden():
    """Calls that the house rules out, and words that mark unfinished work."""
    calls = re.compile(r"\b(setlocale|gets|strtok|sprintf|strcpy|strcat|atoi|atof|system|popen)\s*\(")
    words = re.compile(r"\b(TODO|FIXME|XXX|HACK|not implemented|placeholder)\b")
    problems = []
    for path in sources():
        for number, line in enumerate(path.read_text().split("\n"), 1):
            if calls.search(line) and not line.lstrip().startswith(("*", "/*", "//")):
                problems.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()}")
            if words.search(line):
                problems.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()}")
    return problems


def printing():
    """Libraries neither print nor exit."""
    calls = re.compile(r"\b(printf|puts|putchar|perror|exit|_exit|abort)\s*\(|\bstderr\b|\bstdout\b")
    problems = []
    for path in sources():
        if room_of(path) == "engine/run":
            continue
        for number, line in enumerate(path.read_text().split("\n"), 1):
            code = line.split("/*")[0].split("//")[0]
            if code.lstrip().startswith("*") or str(path.relative_to(ROOT)) == "engine/memory.c":
                continue
            if calls.search(re.sub(r'"(\\.|[^"\\])*"', '""', code)):
                problems.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()}")
    return problems


def percentages():
    """Targets, minimums and response times are catalogue data, never code."""
    pattern = re.compile(r'"(99|96|99\.5|98|95|90|85|80)"|\b(99000|96000|99500|98000|85000)\b')
    problems = []
    for path in sources():
        for number, line in enumerate(path.read_text().split("\n"), 1):
            code = line.split("/*")[0]
            if pattern.search(code) and not code.lstrip().startswith("*"):
                problems.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()}")
    return problems


def documents():
    problems = []
    readme = (ROOT / "README.md").read_text() if (ROOT / "README.md").exists() else ""
    for command in ("scripts/demo", "scripts/test"):
        if command not in readme:
            problems.append(f"README.md does not name {command}")
    for room in ("engine", "ingest", "metrics", "render", "fixtures", "tests"):
        if not (ROOT / room / "README.md").exists():
            problems.append(f"{room}/ has no page of its own (README.md)")
    return problems


def light():
    return [f"{p.relative_to(ROOT)} is {p.stat().st_size} bytes" for p in tracked()
            if p.stat().st_size > 2 << 20]


print("TAP version 13")
check("include walls between the rooms", walls())
check("each drawing, workbook and CSV library in one place", one_place())
check("an SPDX line in every source file", licences())
check("no file past 600 lines", sizes())
check("no forbidden call or unfinished mark", forbidden())
check("libraries neither print nor exit", printing())
check("no percentage or target in code", percentages())
check("README names the two commands and every room has its page", documents())
check("no file over 2 MiB", light())
print(f"1..{count}")
sys.exit(1 if failed else 0)
