#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The annex's HTML page in Debian's Chromium, on a desk and on a phone; skipped where it is not installed.

usage: annex_browser.py WRITER      (prints TAP; WRITER FOLDER writes the samples' annexes)
"""
import collections
import pathlib
import subprocess
import sys
import tempfile

import browser
from annex_forms import heading_faults
from tap import Tap

WRITER = sys.argv[1]
# 320 is what WCAG asks for: no scrolling sideways at 400 % of 1280.
WIDTHS = (1280, 390, 320)
CONTRAST = """
(() => {
  const light = c => { const v = c / 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; };
  const lum = c => 0.2126 * light(c[0]) + 0.7152 * light(c[1]) + 0.0722 * light(c[2]);
  const rgb = s => s.match(/[\\d.]+/g).map(Number);
  const poor = new Set();
  for (const node of document.querySelectorAll('body *')) {
    if (node.closest('svg') || node.closest('.spoken, .skip')) continue;
    if (![...node.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())) continue;
    let under = node, back = [0, 0, 0, 0];
    while (under && back[3] === 0) {
      back = rgb(getComputedStyle(under).backgroundColor);
      if (back.length === 3) back.push(1);
      under = under.parentElement;
    }
    const a = lum(rgb(getComputedStyle(node).color)), b = back[3] ? lum(back) : 1;
    if ((Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < 4.5) poor.add(node.tagName + '.' + node.className);
  }
  return [...poor];
})()"""
SIDEWAYS = """
[...document.querySelectorAll('body *')].filter(n => !n.closest('.wide') && !n.closest('svg') && !n.closest('.spoken, .skip')
  && n.getBoundingClientRect().right > document.documentElement.clientWidth + 1).slice(0, 5)
  .map(n => n.tagName + '.' + (n.getAttribute('class') || '') + ': ' + n.textContent.trim().slice(0, 40))"""
tap = Tap()


def check_width(tab, name, page, width):
    tab.open(page, width, phone=width < 700)
    what = f"{name} at {width}"
    over = tab.value("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    tap.ok(over <= 0, f"{what}: nothing but tables scrolls sideways", f"{over}\n{tab.value(SIDEWAYS)}")
    shown = tab.value("[...document.querySelectorAll('figure')].map(f => [...f.children].filter("
                      "c => getComputedStyle(c).display !== 'none').map(c => c.getAttribute('class')).join())")
    want = "chart on-phone" if width < 700 else "chart on-desk"
    tap.ok(set(shown) <= {want}, f"{what}: each chart is shown in the form for this width", set(shown))
    small = tab.value("[...document.querySelectorAll('figure .chart')].filter(c => c.getBoundingClientRect().width)"
                      ".map(c => c.getBoundingClientRect().width / c.viewBox.baseVal.width)")
    tap.ok(all(s > 0.75 for s in small), f"{what}: the text of charts is not made small", small)
    hints = tab.value("[...document.querySelectorAll('.wide')].filter(w => w.querySelectorAll('thead th').length > 4)"
                      ".map(w => getComputedStyle(w, '::before').content.includes('sideways'))")
    tap.ok(hints and set(hints) == {width < 700}, f"{what}: that tables go on to the right is said on a phone", hints)
    asked = [u for u in tab.requests() if u != "file://" + str(page)]
    tap.ok(not asked and not tab.complaints(), f"{what}: nothing is fetched, nothing is complained about",
           f"{asked}\n{tab.complaints()}")


def check_keyboard(tab, page):
    tab.open(page, 390, phone=True)
    tab.press("Tab", "Tab", 9)
    at = tab.value("[document.activeElement.className, document.activeElement.getBoundingClientRect().left >= 0]")
    tap.ok(at == ["skip", True], "the first Tab shows the way past the front", at)
    tab.press("Enter", "Enter", 13)
    tab.value("new Promise(done => requestAnimationFrame(done)) && 0")
    tap.ok(tab.value("location.hash") == "#main", "and Enter goes there", tab.value("location.hash"))
    n_stops, seen = tab.value("document.querySelectorAll('a, [tabindex=\"0\"]').length"), set()
    for _ in range(n_stops + 2):
        tab.press("Tab", "Tab", 9)
        seen.add(tab.value("(() => { const e = document.activeElement; return [...document.querySelectorAll('*')]"
                           ".indexOf(e) + ' ' + e.className + ' ' + getComputedStyle(e).outlineStyle; })()"))
    wide = tab.value("document.querySelectorAll('.wide').length")
    reached = {s.split()[0] for s in seen if " wide " in s}
    tap.ok(len(reached) == wide, "every table that scrolls is reached by Tab", f"{len(reached)} of {wide}")
    bare = [s for s in seen if s.endswith("none") and "  none" not in s and "wide" in s]
    tap.ok(not bare, "and what has the focus is outlined", bare)


def check_reader(tab, page):
    """What a screen reader is told."""
    tab.open(page, 1280)
    tree = tab.tree()
    roles = collections.Counter(role for role, _ in tree)
    for role in ("banner", "main", "navigation", "contentinfo"):
        tap.ok(roles[role] == 1, f"one landmark {role}", roles)
    nameless = [role for role, name in tree if role in ("image", "region", "link", "navigation") and not name]
    tap.ok(not nameless, "every picture, region and link has a name", nameless)
    names = [name for role, name in tree if role == "region"]
    tap.ok(len(names) == len(set(names)), "and no two regions the same",
           [n for n, k in collections.Counter(names).items() if k > 1])
    levels = tab.value("[...document.querySelectorAll('h1,h2,h3,h4')].map(h => +h.tagName[1])")
    tap.ok(roles["heading"] == len(levels) and not heading_faults(levels), "headings step by step", levels)
    tap.ok(roles["rowheader"] and roles["columnheader"], "tables have heading cells", roles)
    said = [name for role, name in tree if role == "StaticText"]
    tap.ok(all(any(s.strip() == word for s in said) for word in ("Green", "Amber", "Red")),
           "statuses are said in words")
    poor = tab.value(CONTRAST)
    tap.ok(not poor, "text has a contrast of 4.5 to 1", poor)


def main():
    print("TAP version 13", flush=True)
    if not browser.PROGRAM:
        tap.skip("the annex in a browser", "chromium is not installed")
        tap.done()
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([WRITER, folder], check=True)
        with browser.Browser() as tab:
            for name in ("month", "hostile"):
                for width in WIDTHS:
                    check_width(tab, name, pathlib.Path(folder) / f"{name}.html", width)
            check_keyboard(tab, pathlib.Path(folder) / "month.html")
            check_reader(tab, pathlib.Path(folder) / "month.html")
    tap.done()


if __name__ == "__main__":
    main()
