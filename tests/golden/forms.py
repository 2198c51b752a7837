#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""forms.py - writes the same month in other forms; every form must give the same results.csv.

    forms.py MONTH-FOLDER OUTPUT-FOLDER [FORM...]

Each form becomes a folder of its own in OUTPUT-FOLDER.  What is broken stays exactly as broken: a
record with a malformed quote is copied byte for byte, a row of wrong width keeps its fields.
"""
import gzip
import os
import shutil
import subprocess
import sys
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(HERE, "..", "oracle"))
sys.path.insert(0, os.path.join(HERE, "..", "..", "fixtures"))
import formats  # noqa: E402  (the oracle's reader of records, which is as strict as RFC 4180)
import rows  # noqa: E402
from synthetic.common import Rng  # noqa: E402


class File:
    """A file taken apart: its header and its records, each a list of fields or raw bytes."""

    def __init__(self, path, dataset, layout):
        self.name, self.dataset = os.path.basename(path), dataset
        self.mapped = bool(layout.headings)
        self.fixed_delimiter = bool(layout.delimiter)
        with open(path, "rb") as f:
            stored = f.read()
        data = formats.plain_bytes(stored, layout.encoding)
        self.delimiter = layout.delimiter.encode() if layout.delimiter else bytes([formats.detect_delimiter(data)])
        got = [raw if fields is None else fields for fields, raw in formats.records(data, self.delimiter[0])]
        self.header, self.records = got[0], got[1:]
        # Twins stay twins whatever the form: what is drawn depends on the bytes alone.
        self.rng = Rng(zlib.crc32(data)).fork("form")

    def stem(self):
        return self.name.split(".csv")[0]


def field(text, delimiter, quote):
    if quote or any(c in text for c in (delimiter, b'"', b"\r", b"\n")):
        return b'"' + text.replace(b'"', b'""') + b'"'
    return text


def lines(file, records=None, end=b"\n", delimiter=None, quote=lambda: False, last_end=True, header=None):
    delimiter = file.delimiter if file.fixed_delimiter else delimiter or file.delimiter
    out = []
    for record in [header or file.header] + (file.records if records is None else records):
        if isinstance(record, bytes):
            out.append(record)
        elif record == [b""]:
            out.append(b'""')  # bare, it would be a blank line
        else:
            out.append(delimiter.join(field(f, delimiter, quote()) for f in record))
    return end.join(out) + (end if last_end else b"")


def put(folder, name, data):
    with open(os.path.join(folder, name), "wb") as f:
        f.write(data)


def each(make):
    """A form made file by file: make(file) gives (name, bytes) pairs."""
    def form(files, folder):
        for file in files:
            for name, data in make(file):
                put(folder, name, data)
    return form


def shuffled(file):
    yield file.stem() + ".csv", lines(file, file.rng.shuffle(list(file.records)))


def split(file):
    a, b = sorted(file.rng.below(len(file.records) + 1) for _ in range(2))
    for k, part in enumerate((file.records[:a], file.records[a:b], file.records[b:])):
        if part or k == 0:
            yield "%s-part%d.csv" % (file.stem(), k), lines(file, part)


def merged(files, folder):
    """One file a dataset, with the columns of all of them; mapped files stay apart."""
    together = {}
    for file in files:
        if file.mapped:
            put(folder, file.name.replace(".gz", ""), lines(file))
        else:
            together.setdefault(file.dataset, []).append(file)
    for dataset, parts in together.items():
        names = []
        for file in parts:
            names += [n for n in (h.strip(b" \t").lower() for h in file.header) if n not in names]
        records = []
        for file in parts:
            place = [names.index(h.strip(b" \t").lower()) for h in file.header]
            for record in file.records:
                if isinstance(record, bytes):
                    records.append(record)
                elif len(record) != len(file.header):  # of wrong width, and must stay so
                    records.append(record + [b"more"] if len(record) == len(names) else record)
                else:
                    row = [b""] * len(names)
                    for k, text in zip(place, record):
                        row[k] = text
                    records.append(row)
        put(folder, dataset + ".csv", lines(parts[0], records, header=names, delimiter=b","))


def requoted(file):
    yield file.stem() + ".csv", lines(file, quote=lambda: True)


def mixed(file):
    """Quotes here and there, every second line end another one, blank lines between."""
    text = b""
    for k, record in enumerate([file.header] + file.records):
        one = lines(file, [], header=record, end=b"", quote=lambda: file.rng.chance(30))
        text += one + (b"\n", b"\r\n", b"\r")[k % 3] + (b"\r\n" if k % 7 == 6 else b"")
    yield file.stem() + ".csv", text


def crlf(file):
    yield file.stem() + ".csv", lines(file, end=b"\r\n")


def cr(file):
    yield file.stem() + ".csv", lines(file, end=b"\r", last_end=False)


def gzipped(file):
    yield file.stem() + ".csv.gz", gzip.compress(lines(file), 6, mtime=0)


def zstd(files, folder):
    for file in files:
        put(folder, file.stem() + ".csv", lines(file))
        subprocess.run(["zstd", "-q", "--rm", os.path.join(folder, file.stem() + ".csv")], check=True)


def delimited(mark):
    def make(file):
        yield file.stem() + ".csv", lines(file, delimiter=mark)
    return make


def bom(file):
    yield file.stem() + ".csv", b"\xef\xbb\xbf" + lines(file)


def utf16(file):
    data = lines(file)
    try:
        data = b"\xff\xfe" + data.decode("utf-8").encode("utf-16-le")
    except UnicodeDecodeError:  # a row that is not UTF-8 has no such form
        pass
    yield file.stem() + ".csv", data


def doubled(file):
    yield file.stem() + ".csv", lines(file, [r for r in file.records for _ in (0, 1)])


def twins(file):
    yield file.stem() + ".csv", lines(file)
    yield file.stem() + "-again.csv", lines(file)


FORMS = {"shuffled": each(shuffled), "split": each(split), "merged": merged, "requoted": each(requoted),
         "mixed": each(mixed), "crlf": each(crlf), "cr": each(cr), "gzipped": each(gzipped),
         "semicolon": each(delimited(b";")), "tab": each(delimited(b"\t")), "bar": each(delimited(b"|")),
         "bom": each(bom), "utf16": each(utf16), "doubled": each(doubled), "twins": each(twins)}
if shutil.which("zstd"):
    FORMS["zstd"] = zstd


def make(month, output, names=None):
    """Folders by form name."""
    made = {}
    for name in names or FORMS:
        folder = os.path.join(output, name)
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)
        mapping = os.path.join(month, "mapping.yaml")
        if os.path.exists(mapping):
            shutil.copy(mapping, folder)
        FORMS[name]([File(*found) for found in rows.find_files([month])], folder)
        made[name] = folder
    return made


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    for name, folder in make(sys.argv[1], sys.argv[2], sys.argv[3:]).items():
        print(f"{name}\t{folder}")
