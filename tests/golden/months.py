# SPDX-License-Identifier: GPL-3.0-or-later
"""Small months for tests of what is remembered: one measure, a hundred requests a Region."""
import os
import shutil

EDITION = """edition: tests
title: One measure
in_force_from: 2018-01
authority: The tests
assumptions: Marked values are assumed.
measures:
  - id: REQ-1
    title: Requests
    provider: DSP
    kind: in_time
    definition: Requests in time.
    points: From one end to the other.
    authority: Part D
    dataset: service_requests
    clock: {from: received_at, to: [responded_at]}
    within: 5 s
    regions: yes
    levels: [{from: 2018-01, target: 99, minimum: 96, authority: Part L}]
...
"""


def write_month(folder, month, late, total=100, files=None):
    """A folder with `total` requests in each Region, `late` of them late; late None: no requests at all."""
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    lines = ["request_id,srv,mode,region,received_at,dispatched_at,responded_at"]
    for region in "NCS":
        for i in range(total if late is not None else 0):
            day, slow = i % 28 + 1, i < (late or 0)
            at = f"{month}-{day:02d}T10:{i % 60:02d}"
            lines.append(f"{region}-{'late' if slow else 'fine'}-{i},6.15,on_demand,{region},{at}:00Z,{at}:01Z,"
                         f"{at}:{'06' if slow else '05'}Z")
    for name, text in {"service_requests.csv": "\n".join(lines) + "\n", **(files or {})}.items():
        with open(os.path.join(folder, name), "w", encoding="utf-8") as f:
            f.write(text)
    return folder
