# SPDX-License-Identifier: GPL-3.0-or-later
"""What the sheets of a workbook have to say beside the figures, held against results.json.

A check is given the sheets as tables by name, the workbook itself, and results.json; it yields what is wrong.
"""
REGIONS = {"N": "North", "C": "Central", "S": "South", "-": "National"}


def keyed(rows):
    """By measure, without the mark of what is assumed, and Region."""
    return {(row["Measure"].rstrip("*"), row["Region"]): row for row in rows}


def place(result):
    return result["measure"], REGIONS[result["region"]]


def number(text):
    """A count in a sentence, without the spaces that group its digits."""
    return f"{text:,}".replace(",", "\u202f")


def remarks(sheets, book, data):
    """What a figure does not see, and what other rules would make of a composite, stand beside it."""
    shown = keyed(sheets["Measures"])
    seen = 0
    for result in data["results"]:
        text = shown[place(result)]["Remark"] or ""
        blind = result.get("not_shown_by_the_level")
        # The words of one are the catalogue's own.
        what = "" if blind and blind["count"] == 1 else blind and blind["what"]
        if blind and f"{number(blind['count'])} {what}" not in text:
            yield f"{place(result)}: {blind} is not in the remark: {text}"
        rule = next(m for m in data["measures"] if m["id"] == result["measure"]).get("composition", {}).get("rule")
        others = {k: v for k, v in result.get("compositions", {}).items() if k != rule}
        if any(v["status"] != result["status"] for v in others.values()) and result["level"]:
            seen += 1
            words = text.split(" composition")[-1]
            for name, level in others.items():
                told = level["status"] != result["status"] or "Other rules" in text
                if told and f"{name} {float(level['level']):.2f}" not in words:
                    yield f"{place(result)}: the level by {name}, {level}, is not in the remark: {text}"
    if not seen:
        yield "no composite would have another colour under another rule"


PLAIN = ("Measures", "Daily")  # whose ids formulas look for


def marks(sheets, book, data):
    """A measure that rests on assumed values has its mark wherever it is named, if no formula looks for its id."""
    assumed = {m["id"] for m in data["measures"] if any(r["assumed"] for r in data["results"] if r["measure"] == m["id"])}
    every = {m["id"] for m in data["measures"]}
    for name, rows in sheets.items():
        for column in ("Measure", "Item"):
            for found in {row[column] for row in rows if name not in PLAIN and column in row}:
                if found.rstrip("*") in every and found.endswith("*") != (found.rstrip("*") in assumed):
                    yield f"{name}: {found}"
    for name, heading in (("Firmware", "CSP-2*: as judged"), ("Firmware devices", "CSP-2*: nothing excluded")):
        if heading not in sheets[name][0]:
            yield f"{name} has no column {heading}"
    if "of CSP-2*, " not in book["Charts"]["A2"].value:
        yield f"Charts: {book['Charts']['A2'].value}"


def months(sheets, book, data):
    """A month is shown as one wherever it stands, and can be sorted."""
    for name, column in (("Plans", "Green by"), ("Review", "Below since"), ("Control", "Month"), ("Earlier months", "Month")):
        head = [c.value for c in book[name][3]]
        cells = [c for c in book[name][chr(ord("A") + head.index(column))][3:] if c.value not in (None, "[x]")]
        if not cells or any(not c.is_date or c.number_format != "mmm yyyy" for c in cells):
            yield f"{name}, {column}: {cells and (cells[0].value, cells[0].number_format)}"
    if "Oct 2019" not in [c.value for c in book["Months"][3]]:
        yield "Months has no column Oct 2019"


def shortfalls(sheets, book, data):
    """What is short is counted in the measure's unit, and is blank where nothing was judged; a trend is one or none."""
    minutes = {m["id"] for m in data["measures"] if m["kind"] == "availability"}
    judged = {place(r): r for r in data["results"]}
    for name in ("Measures", "Review"):
        for key, row in keyed(sheets[name]).items():
            if row["Unit"] == "minutes" and key[0] not in minutes or row["Unit"] == "events" and key[0] in minutes:
                yield f"{name} {key}: {row['Unit']}"
            expected = judged[key]["events_short_of_target"] if judged[key]["level"] else None
            if row["Short of target"] != expected:
                yield f"{name} {key}: short of target {row['Short of target']}, not {expected}"
    if {r["Unit"] for r in sheets["Drivers"] if r["Measure"].rstrip("*") in minutes} - {"minutes"}:
        yield "Drivers counts minutes as something else"
    for row in sheets["Review"]:
        if row["Trend"] not in ("rising", "falling", "no trend", "not known") or (
                isinstance(row["Points a month"], (int, float)) != (row["Trend"] in ("rising", "falling"))):
            yield f"Review {row['Measure']} {row['Region']}: {row['Trend']}, {row['Points a month']}"
    why = {row["Why it is here"] for row in sheets["Review"]}
    if not why <= {"missed", "Green in doubt", "withheld"}:
        yield f"Review: {why}"


def pages(sheets, book, data):
    """Headings and the names of the rows stay in sight; a table of one page's width has that width."""
    for sheet in book.worksheets:
        head = [c.value for c in sheet[3]]
        names = head.index("Region") + 1 if "Region" in head[:3] else 1
        if len(sheets[sheet.title]) and sheet.freeze_panes != f"{chr(ord('A') + names)}4":
            yield f"{sheet.title} is frozen at {sheet.freeze_panes}"
    for name in ("Drivers", "Findings", "Plans"):
        if book[name].page_setup.fitToWidth not in (None, 1):
            yield f"{name} is printed {book[name].page_setup.fitToWidth} pages wide"
    share = book["Drivers"]["J4"]
    if share.number_format != "0.0%":
        yield f"Drivers: a share of the excess is printed as {share.number_format}"


def notes(sheets, book, data):
    """Why columns are empty, what rows are, and the words that the sheets use."""
    for name in ("Alerts", "Alert devices"):
        if "first month whose alerts are remembered" not in book[name]["A2"].value:
            yield f"{name} does not say why nothing stands below Devices for the first time: {book[name]['A2'].value}"
    if "outages: planned ones are good, unplanned ones bad" not in book["Counts"]["A2"].value:
        yield f"Counts: {book['Counts']['A2'].value}"
    marks = [row["Mark"] for row in sheets["Notes"]]
    for mark in ("Change by mix", "Excess", "Common cause", "SRV", "XmR"):
        if marks.count(mark) != 1:
            yield f"Notes explains {mark} {marks.count(mark)} times"
    by = {row["By"] for row in sheets["Incidents"]} | {row["By"] for row in sheets["Connection"]}
    for words in ("key or not, cause", "still off", "lasted 1 to 7 days"):
        if words not in by:
            yield f"no rows by {words}: {sorted(by)}"
    key = {row["Value"] for row in sheets["Incidents"] if row["By"].startswith("key")}
    if key != {"key", "not key"}:
        yield f"Incidents: {key}"
    if any("resolved" in (row["Value"], row["And"]) for row in sheets["Incidents"] if "age of open" in row["By"]):
        yield "Incidents has resolved ones among the open"
    if book["Control"]["A1"].value != "Control limits by month":
        yield f"Control: {book['Control']['A1'].value}"


def charts(sheets, book, data):
    """Bars: their values below them, light lines along the values only."""
    bars = [c for sheet in book.worksheets for c in sheet._charts if c.tagname == "barChart"]
    for c in bars:
        if c.y_axis.crosses != "max" or c.y_axis.majorGridlines is None or c.x_axis.majorGridlines is not None:
            yield f"a chart of bars: values cross at {c.y_axis.crosses}"
        if c.y_axis.tickLblPos == "low":  # of the reversed axis: at the top
            yield "a chart of bars has its values at the top"
    if not bars:
        yield "there is no chart of bars"


def definitions(sheets, book, data):
    """What may be left out is said in the words of the report and of explain."""
    inputs = {m["id"]: m.get("composition") for m in data["measures"]}
    words = {row["Measure"].rstrip("*"): row["May be left out, or inputs"] for row in sheets["Definitions"]}
    for measure, composite in inputs.items():
        text = words[measure] or ""
        if measure not in ("DSP-ANOMALY", "CSP-CH2.1") and ("exceptions register approves" in text) == bool(composite):
            yield f"{measure}: {text}"
    if words["CSP-2"] != "user_cancelled, and what the exceptions register approves":
        yield f"CSP-2: {words['CSP-2']}"


CHECKS = (remarks, marks, months, shortfalls, pages, notes, definitions, charts)


def wrong(sheets, book, data):
    return [f"{check.__name__}: {problem}" for check in CHECKS for problem in check(sheets, book, data)]
