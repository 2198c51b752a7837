# SPDX-License-Identifier: GPL-3.0-or-later
"""The form of files: records, compression, encoding, and the YAML of mappings.  Part of the oracle."""
import gzip
import lzma
import re
import subprocess
import sys

FIELD_LIMIT, ROW_LIMIT, COLUMN_LIMIT = 1 << 20, 4 << 20, 4096


class Unusable(Exception):
    pass


def records(data, delimiter):
    """RFC 4180 to the letter.  Yields (fields, None), or (None, raw) for a malformed quote.

    Line ends are LF, CRLF and CR.  A quote may stand only round a whole field; anything else makes the
    record end at the next line end (ruling 8).  Blank lines yield nothing.
    """
    quote, i, n = 34, 0, len(data)
    ends = (10, 13)
    plain = re.compile(rb'[^"\r\n' + re.escape(bytes([delimiter])) + rb"]*")  # what a bare field may hold
    to_end = re.compile(rb"[^\r\n]*")
    while i < n:
        if data[i] in ends:  # a blank line
            i += 2 if data[i:i + 2] == b"\r\n" else 1
            continue
        begin, fields, malformed = i, [], False
        while True:  # one field
            if i < n and data[i] == quote:
                i += 1
                parts = []
                while True:
                    close = data.find(b'"', i)
                    if close < 0 or close - begin > ROW_LIMIT:
                        raise Unusable("a quote is never closed")
                    parts.append(data[i:close])
                    i = close + 1
                    if i < n and data[i] == quote:
                        parts.append(b'"')
                        i += 1
                        continue
                    break
                fields.append(b"".join(parts))
                if i < n and data[i] not in ends and data[i] != delimiter:
                    malformed = True
            else:
                field_begin = i
                i = plain.match(data, i).end()
                fields.append(data[field_begin:i])
                malformed = i < n and data[i] == quote
            if len(fields[-1]) > FIELD_LIMIT or i - begin > ROW_LIMIT or len(fields) > COLUMN_LIMIT:
                raise Unusable("past a limit")
            if malformed:
                i = to_end.match(data, i).end()
                break
            if i < n and data[i] == delimiter:
                i += 1
                continue
            break
        raw = data[begin:i]
        if i < n:
            i += 2 if data[i:i + 2] == b"\r\n" else 1
        yield (None, raw) if malformed else (fields, None)


def plain_bytes(stored, encoding):
    """Undoes compression (by content) and encoding; the result is UTF-8 without a BOM."""
    try:
        if stored[:2] == b"\x1f\x8b":
            stored = gzip.decompress(stored)
        elif stored[:4] == b"\x28\xb5\x2f\xfd":
            stored = subprocess.run(["zstd", "-dcq"], input=stored, stdout=subprocess.PIPE, check=True).stdout
        elif stored[:6] == b"\xfd7zXZ\0":
            stored = lzma.decompress(stored)
    except (OSError, EOFError, lzma.LZMAError, subprocess.CalledProcessError) as trouble:
        raise Unusable(str(trouble))
    try:
        if stored[:3] == b"\xef\xbb\xbf":
            return stored[3:]
        if stored[:4] in (b"\xff\xfe\0\0", b"\0\0\xfe\xff"):
            return stored.decode("utf-32").encode()
        if stored[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return stored.decode("utf-16").encode()
    except UnicodeDecodeError as trouble:
        raise Unusable(str(trouble))
    if encoding and encoding.lower() in ("windows-1252", "cp1252"):
        return stored.decode("cp1252", "replace").encode()
    return stored


def detect_delimiter(data):
    """The one of , ; tab | that the header line has most of."""
    line = re.split(rb"[\r\n]", data.lstrip(b"\r\n"), maxsplit=1)[0]
    return max(b",;\t|", key=lambda c: line.count(bytes([c])))


def scalar(text):
    text = text.strip()
    if len(text) >= 2 and text[0] == text[-1] == "'":
        return text[1:-1].replace("''", "'")
    if len(text) >= 2 and text[0] == text[-1] == '"':
        return text[1:-1].replace('\\"', '"').replace("\\t", "\t").replace("\\\\", "\\")
    return text


def split_flow(text):
    """`a: b, "c, d": e` at its commas outside quotes and braces."""
    parts, depth, mark, piece = [], 0, "", ""
    for c in text:
        if mark:
            mark = "" if c == mark else mark
        elif c in "'\"":
            mark = c
        elif c in "{[":
            depth += 1
        elif c in "}]":
            depth -= 1
        if c == "," and not depth and not mark:
            parts.append(piece)
            piece = ""
        else:
            piece += c
    return parts + [piece] if piece.strip() else parts


PAIR = re.compile(r"""\s*("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^:#]+?)\s*:(?:\s+(.*))?$""")


def yaml_value(text):
    text = text.strip()
    if text.startswith("{") and text.endswith("}"):
        out = {}
        for part in split_flow(text[1:-1]):
            match = PAIR.match(part)
            out[scalar(match.group(1))] = yaml_value(match.group(2) or "")
        return out
    return scalar(text)


def read_yaml(text):
    """The little YAML that mappings use: nested block mappings, flow mappings, scalars, comments,
    folded text."""
    root = {}
    stack = [(-1, root)]
    lines = text.split("\n")
    i = 0
    while i < len(lines):
        line = lines[i]
        i += 1
        if not line.strip() or line.lstrip().startswith("#") or line.strip() == "---":
            continue
        indent = len(line) - len(line.lstrip(" "))
        match = PAIR.match(line)
        if not match:
            sys.exit(f"mapping: line {i} is beyond the YAML that the oracle reads: {line}")
        while stack[-1][0] >= indent:
            stack.pop()
        name, value = scalar(match.group(1)), (match.group(2) or "").strip()
        if value and value[0] not in "'\"":
            value = re.sub(r"\s+#.*$", "", value)
        elif value:
            value = re.sub(r"""^((["']).*?\2)\s+#.*$""", r"\1", value)
        if value in (">", ">-", "|", "|-"):
            folded = []
            while i < len(lines) and (not lines[i].strip() or len(lines[i]) - len(lines[i].lstrip()) > indent):
                folded.append(lines[i].strip())
                i += 1
            stack[-1][1][name] = " ".join(folded).strip()
        elif value:
            stack[-1][1][name] = yaml_value(value)
        else:
            stack[-1][1][name] = child = {}
            stack.append((indent, child))
    return root
