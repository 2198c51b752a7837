# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be held against the two forms of an annex without a reader: a list of faults each."""
import base64
import json
import re
import subprocess
import xml.etree.ElementTree as xml

STATUSES = ("Green", "Amber", "Red", "No data", "Withheld")
KNOWN = {"Document", "H1", "H2", "H3", "H4", "P", "L", "LI", "LBody", "Table", "TR", "TH", "TD", "Figure", "Span",
         "Link", "TOC", "TOCI"}
INSIDE = {"Table": {"TR"}, "TR": {"TH", "TD"}, "L": {"LI"}, "LI": {"LBody"}, "TOC": {"TOCI"}}
PAINTS = {"f", "F", "f*", "S", "s", "B", "B*", "b", "b*", "Do", "sh", "Tj", "TJ", "'", '"'}
TOKEN = re.compile(rb"\((?:\\.|[^\\()])*\)|<<|>>|<[0-9A-Fa-f\s]*>|[\[\]]|/[^\s()<>\[\]/]*|[^\s()<>\[\]/]+")


class Pdf:
    """The objects of a PDF as qpdf tells them."""

    def __init__(self, path):
        done = subprocess.run(["qpdf", "--json=2", "--json-stream-data=inline", "--decode-level=generalized", str(path)],
                              capture_output=True, check=True)
        self.objects = json.loads(done.stdout)["qpdf"][1]
        self.pages = []
        catalog = self.get(self.get(self.objects["trailer"]["value"]["/Root"]))
        self.catalog = catalog
        self.collect(catalog["/Pages"])

    def get(self, value):
        while isinstance(value, str) and re.fullmatch(r"\d+ \d+ R", value):
            held = self.objects["obj:" + value]
            value = held["value"] if "value" in held else held["stream"]["dict"]
        return value

    def collect(self, reference):
        node = self.get(reference)
        if node["/Type"] == "/Pages":
            for kid in self.get(node["/Kids"]):
                self.collect(kid)
        else:
            self.pages.append(reference)

    def content(self, page):
        return base64.b64decode(self.objects["obj:" + self.get(page)["/Contents"]]["stream"]["data"])


def text_of(value):
    return value[2:] if isinstance(value, str) and value[:2] in ("u:", "b:") else ""


class Element:
    def __init__(self, tag, node):
        self.tag, self.node, self.kids, self.marks, self.links = tag, node, [], [], []

    def all(self):
        yield self
        for kid in self.kids:
            yield from kid.all()


def read_tree(pdf, reference, page=None):
    node = pdf.get(reference)
    page = node.get("/Pg", page)
    element = Element(node["/S"][1:], node)
    kids = pdf.get(node.get("/K", []))
    for kid in kids if isinstance(kids, list) else [node["/K"]]:
        value = pdf.get(kid)
        if isinstance(value, int):
            element.marks.append((page, value, reference))
        elif value.get("/Type") == "/MCR":
            element.marks.append((value.get("/Pg", page), value["/MCID"], reference))
        elif value.get("/Type") == "/OBJR":
            element.links.append(pdf.get(value["/Obj"]))
        else:
            element.kids.append(read_tree(pdf, kid, page))
    return element


def scan_content(data):
    """The MCIDs of a page, and operators that paint outside every piece."""
    marks, stray, depth, operands = [], [], 0, []
    for token in TOKEN.findall(data):
        word = token.decode("latin1")
        if word in ("BDC", "BMC"):
            depth += 1
            if depth > 1:
                # Within a piece, characters may be said again in Unicode.
                if operands[:3] != [b"/Span", b"<<", b"/ActualText"]:
                    stray.append(f"a piece within a piece: {operands}")
            elif b"/MCID" in operands:
                marks.append(int(operands[operands.index(b"/MCID") + 1]))
            elif operands[:1] != [b"/Artifact"]:
                stray.append(f"a piece that is neither content nor ornament: {operands}")
        elif word == "EMC":
            depth -= 1
        elif word in PAINTS and not depth:
            stray.append(word)
        operands = operands + [token] if token[:1] in b"/(<>[]-.0123456789" else []
    if depth:
        stray.append("a piece without an end")
    return marks, stray


def attributes(element, pdf):
    return pdf.get(element.node.get("/A", {}))


def element_faults(element, pdf):
    faults = []
    if element.tag not in KNOWN:
        faults.append(f"an element {element.tag}")
    if element.tag in INSIDE and {k.tag for k in element.kids} - INSIDE[element.tag]:
        faults.append(f"{[k.tag for k in element.kids]} in {element.tag}")
    if element.tag == "TH" and attributes(element, pdf).get("/Scope") not in ("/Row", "/Column"):
        faults.append("a heading cell without scope")
    if element.tag == "Figure" and not (len(text_of(element.node.get("/Alt"))) > 40 and
                                        len(attributes(element, pdf).get("/BBox", [])) == 4):
        faults.append("a figure without alternative text or box")
    if element.tag == "Link" and not (element.links and all(text_of(a.get("/Contents")) for a in element.links)):
        faults.append("a link without words")
    if element.tag == "Table":
        if len({len(row.kids) for row in element.kids}) != 1:
            faults.append(f"a table with rows of {sorted({len(row.kids) for row in element.kids})} cells")
        if any(not any(c.tag == "TH" for c in row.kids) for row in element.kids):
            faults.append("a row without a heading cell")
    return faults


def heading_faults(levels):
    faults = [] if levels[:1] == [1] and levels.count(1) == 1 else [f"headings begin {levels[:3]}"]
    return faults + [f"heading {b} after {a}" for a, b in zip(levels, levels[1:]) if b > a + 1]


def pdf_tables(path):
    """Rows of each table, head rows apart."""
    pdf = Pdf(path)
    root = read_tree(pdf, pdf.get(pdf.catalog["/StructTreeRoot"])["/K"])
    return [sum(any(c.tag == "TD" for c in row.kids) for row in t.kids) for t in root.all() if t.tag == "Table"]


def pdf_faults(path):
    done = subprocess.run(["qpdf", "--check", str(path)], capture_output=True, text=True)
    faults = [] if done.returncode == 0 else [done.stdout + done.stderr]
    pdf = Pdf(path)
    catalog = pdf.catalog
    if text_of(catalog.get("/Lang")) != "en-GB":
        faults.append(f"language {catalog.get('/Lang')}")
    if pdf.get(catalog.get("/MarkInfo", {})).get("/Marked") is not True:
        faults.append("not marked")
    if pdf.get(catalog.get("/ViewerPreferences", {})).get("/DisplayDocTitle") is not True:
        faults.append("the title is not shown")
    if not text_of(pdf.get(pdf.objects["trailer"]["value"]["/Info"]).get("/Title")):
        faults.append("no title")
    tree = pdf.get(catalog["/StructTreeRoot"])
    root = read_tree(pdf, tree["/K"])
    if root.tag != "Document":
        faults.append(f"the root is {root.tag}")
    for element in root.all():
        faults += element_faults(element, pdf)
    faults += heading_faults([int(e.tag[1]) for e in root.all() if re.fullmatch(r"H\d", e.tag)])
    marks = [m for e in root.all() for m in e.marks]
    back = dict(zip(*[iter(pdf.get(pdf.get(tree["/ParentTree"])["/Nums"]))] * 2))
    for page in pdf.pages:
        found, stray = scan_content(pdf.content(page))
        faults += [f"{page}: {s}" for s in stray]
        of_page = {number: owner for p, number, owner in marks if p == page}
        if sorted(found) != sorted(of_page) or len(of_page) != sum(p == page for p, _, _ in marks):
            faults.append(f"{page}: {len(found)} pieces, {len(of_page)} in the tree")
        parents = pdf.get(back[pdf.get(page)["/StructParents"]])
        if any(parents[number] != owner for number, owner in of_page.items()):
            faults.append(f"{page}: pieces do not lead back to their elements")
    return faults


# ---- HTML ----

def name_of(node):
    return node.tag.rsplit("}", 1)[-1]


def words(node):
    return " ".join("".join(node.itertext()).split())


def html_tables(path):
    root = xml.parse(path).getroot()
    return [sum(1 for part in t if name_of(part) == "tbody" for _ in part) for t in root.iter() if name_of(t) == "table"]


def table_faults(table):
    rows = [r for r in table.iter() if name_of(r) == "tr"]
    faults = []
    if len({len(r) for r in rows}) != 1:
        faults.append(f"a table with rows of {sorted({len(r) for r in rows})} cells")
    for part in table:
        for row in part if name_of(part) in ("thead", "tbody") else ():
            head = name_of(part) == "thead"
            want = [("th", "col")] * len(row) if head else [("th", "row")] + [("td", None)] * (len(row) - 1)
            if [(name_of(c), c.get("scope")) for c in row] != want:
                faults.append(f"cells without their scope: {words(row)[:60]}")
    for cell in table.iter():
        marks = [m for m in cell if name_of(m) == "svg"] if name_of(cell) in ("td", "th", "strong", "a") else []
        if marks and not words(cell).startswith(STATUSES):
            faults.append(f"a mark without its word: {words(cell)[:60]}")
    return faults


def html_faults(path):
    root = xml.parse(path).getroot()  # well-formed, or an exception
    text = open(path, encoding="utf-8").read()
    nodes = list(root.iter())
    ids = [n.get("id") for n in nodes if n.get("id")]
    faults = [f"id {i} twice" for i in sorted({i for i in ids if ids.count(i) > 1})]
    if not text.startswith("<!DOCTYPE html>\n") or root.get("lang") != "en-GB":
        faults.append("no doctype or no language")
    for tag, times in (("title", None), ("h1", 1), ("main", 1), ("header", 1), ("footer", 1), ("nav", 1)):
        n = sum(name_of(x) == tag for x in nodes)
        if n != times and (times or not n):
            faults.append(f"{n} times {tag}")
    for node in nodes:
        for key, value in node.attrib.items():
            key = key.rsplit("}", 1)[-1]
            if key == "href" and not (value.startswith("#") and value[1:] in ids):
                faults.append(f"a link to {value}")
            if key in ("src", "srcset", "data", "action") or key.startswith("on"):
                faults.append(f"{key}={value}")
            if key in ("aria-labelledby", "aria-describedby") and set(value.split()) - set(ids):
                faults.append(f"labelled by {value}, which is not there")
        if name_of(node) in ("script", "link", "iframe", "img", "object", "embed", "form", "input"):
            faults.append(f"an element {name_of(node)}")
        if name_of(node) == "svg" and not (node.get("aria-hidden") == "true" or (
                node.get("role") == "img" and node.get("aria-labelledby"))):
            faults.append("a picture that is neither named nor hidden")
        if name_of(node) == "table":
            faults += table_faults(node)
        if node.get("class") == "wide" and not (node.get("role") == "region" and node.get("tabindex") == "0" and
                                                node.get("aria-label")):
            faults.append("a part that scrolls and cannot be reached")
    faults += heading_faults([int(name_of(n)[1]) for n in nodes if re.fullmatch(r"h[1-6]", name_of(n))])
    if re.search(r"url\s*\(|@import", text):
        faults.append("the style fetches something")
    first = next(n for n in nodes if name_of(n) == "a")
    if first.get("href") != "#main":
        faults.append("the first link does not skip to the paper")
    done = subprocess.run(["tidy", "-e", "-q", "-utf8", str(path)], capture_output=True, text=True)
    # Tidy does not know that SVG has font-family, and titles with ids.
    faults += [line for line in done.stderr.splitlines() if "proprietary attribute" not in line]
    return faults
