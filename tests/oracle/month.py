# SPDX-License-Identifier: GPL-3.0-or-later
"""The rows of a month: what counts, what is a duplicate, what is outside, what is rejected.  Part of the oracle."""
import collections
import hashlib
import sys

from formats import Unusable
from dimensions import BUILT_IN
from rows import KEYS, TABLE, find_files, read_file
from times import after, before, month_start


class Counts:
    def __init__(self):
        self.read = self.used = self.outside = self.duplicates = self.rejected = 0


class Month:
    def __init__(self, period, inputs, as_of, edition=BUILT_IN):
        self.month, self.edition, self.measures = period, edition, edition.in_force(period)
        self.begin, self.end = month_start(period), month_start(after(period))
        self.cutoff = as_of
        self.counts = {name: Counts() for name in TABLE}
        self.supplied, self.unusable = set(), set()
        self.used = collections.defaultdict(list)
        self.rejected = collections.defaultdict(dict)  # dataset -> content -> row
        self.n_used_files = 0
        self.read(inputs)

    # ---- rows
    def read(self, inputs):
        seen, rows = set(), collections.defaultdict(list)
        for path, dataset, layout in find_files(inputs):
            self.supplied.add(dataset)
            with open(path, "rb") as f:
                digest = (dataset, hashlib.sha256(f.read()).hexdigest())
            try:
                got = read_file(path, dataset, layout, self.cutoff, self.edition.clock_pairs)
            except Unusable as trouble:  # ruling 9
                print(f"oracle: {path}: unusable: {trouble}", file=sys.stderr)
                self.unusable.add(dataset)
                continue
            self.n_used_files += 1
            self.counts[dataset].read += len(got)
            if digest in seen:  # ruling 7: a file that came twice
                self.counts[dataset].duplicates += len(got)
                continue
            seen.add(digest)
            rows[dataset] += got
        for dataset, got in rows.items():
            for row in self.settle(dataset, got):
                if self.belongs(row):
                    self.counts[dataset].used += 1
                    self.used[dataset].append(row)
                else:
                    self.counts[dataset].outside += 1

    def reject(self, row):
        self.counts[row.dataset].rejected += 1
        self.rejected[row.dataset][row.content] = row  # ruling 6: equal rejected rows count once

    def settle(self, dataset, rows):
        """Duplicates and conflicts (rulings 1, 2); yields the rows that count."""
        groups = collections.OrderedDict()
        keep = []
        for row in rows:
            if row.trouble:
                self.reject(row)
            elif KEYS[dataset] is None:
                keep.append(row)
            else:
                groups.setdefault(tuple(row.text[k] for k in KEYS[dataset]), []).append(row)
        for group in groups.values():
            latest = group
            if len({row.value.get("updated_at") for row in group}) > 1:
                newest = max(row.value["updated_at"] for row in group if row.value["updated_at"] is not None)
                latest = [row for row in group if row.value["updated_at"] == newest]
            full = self.fullest(latest)
            if full is None:  # they conflict: all rows of that key are rejected
                for row in group:
                    row.trouble = "conflict"
                    self.reject(row)
                continue
            self.counts[dataset].duplicates += len(group) - 1
            keep.append(full)
        if dataset == "exceptions":  # ruling 13: Y and N for one measure and item reject both
            said = collections.defaultdict(set)
            for row in keep:
                said[row.value["measure"], row.value["item_id"]].add(row.value["approved"])
            for row in list(keep):
                if len(said[row.value["measure"], row.value["item_id"]]) > 1:
                    keep.remove(row)
                    self.reject(row)
        return keep

    @staticmethod
    def fullest(rows):
        """The row that holds every other's values, or None."""
        for row in rows:
            if all(theirs[0] == "" or theirs == own for other in rows for own, theirs in zip(row.content[1], other.content[1])):
                return row
        return None

    def in_month(self, instant):
        return instant is not None and self.begin <= instant < self.end

    def overlaps(self, start, end):
        return start < self.end and (end is None or end > self.begin)

    def placing(self, m):
        """The instants between which a measure's rows start, or None in a month in which it is not due."""
        if m.placing == "month":
            return self.begin, self.end
        if self.month[1] % 3:  # ruling 16: in March, June, September and December
            return None
        months = [self.month]
        for _ in range(5):
            months.append(before(months[-1]))
        return month_start(months[5]), month_start(months[2])

    def places(self, m, instant):
        span = self.placing(m)
        return span is not None and instant is not None and span[0] <= instant < span[1]

    def belongs(self, row):
        """Ruling 7: by its placing timestamps alone; rows of datasets that no measure reads always."""
        placing = [m for m in self.measures if m.dataset == row.dataset]
        if row.dataset == "outages" and placing:
            return self.overlaps(row.value["start_at"], row.value["end_at"])
        known = [m for m in placing if row.value[m.placed] is not None]
        return not known or any(self.in_month(row.value[m.placed]) or self.places(m, row.value[m.placed]) for m in known)

    def reconciliation(self):
        yield "dataset,read,used,outside,duplicates,rejected"
        for name in TABLE:
            c = self.counts[name]
            if c.read != c.used + c.outside + c.duplicates + c.rejected:
                sys.exit(f"oracle: the rows of {name} do not add up")
            if name in self.supplied:
                yield f"{name},{c.read},{c.used},{c.outside},{c.duplicates},{c.rejected}"
