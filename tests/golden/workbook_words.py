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
        if blind and f"{number(blind['count'])} {blind['what']}" not in text:
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


CHECKS = (remarks,)


def wrong(sheets, book, data):
    return [f"{check.__name__}: {problem}" for check in CHECKS for problem in check(sheets, book, data)]
