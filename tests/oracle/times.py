# SPDX-License-Identifier: GPL-3.0-or-later
"""Time: instants in ns since 1970 UTC, UK civil time, months.  Part of the oracle; whole numbers only."""
import re
from datetime import date

SECOND = 10**9
MINUTE, HOUR, DAY = 60 * SECOND, 3600 * SECOND, 86400 * SECOND
EPOCH = date(1970, 1, 1).toordinal()


def last_sunday(year, month):
    day = date(year, month, 31)
    return day.toordinal() - (day.weekday() + 1) % 7 - EPOCH


def london_offset(instant):
    """UK civil time ahead of UTC: an hour from 01:00 UTC of the last Sunday of March to that of October."""
    year = date.fromordinal(instant // DAY + EPOCH).year
    begins, ends = (last_sunday(year, m) * DAY + HOUR for m in (3, 10))
    return HOUR if begins <= instant < ends else 0


def london_instants(local):
    """The instants at which UK clocks show `local`: none, one or two."""
    return [t for t in (local - HOUR, local) if t + london_offset(t) == local]


STAMP = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})[T ]([0-9]{2}):([0-9]{2}):([0-9]{2})"
                   r"(?:\.([0-9]{1,9}))?(Z|[+-][0-9]{2}:?[0-9]{2})?")


def stamp_pattern(form):
    """A mapping's timestamp format as a regular expression with named groups."""
    names = {"Y": r"(?P<Y>[0-9]{4})", "m": r"(?P<m>[0-9]{2})", "d": r"(?P<d>[0-9]{2})",
             "H": r"(?P<H>[0-9]{2})", "M": r"(?P<M>[0-9]{2})", "S": r"(?P<S>[0-9]{2})",
             "f": r"(?:\.(?P<f>[0-9]{1,9}))?", "z": r"(?P<z>Z|[+-][0-9]{2}:?[0-9]{2})?"}
    out, i = "", 0
    while i < len(form):
        if form[i] == "%" and i + 1 < len(form):
            out += names[form[i + 1]]
            i += 2
        else:
            out += re.escape(form[i])
            i += 1
    return re.compile(out)


def parse_stamp(text, form=None, zone="UTC"):
    """Instant in ns since 1970 UTC, or None when the text is not a timestamp (rulings 3, 5)."""
    if form:
        match = stamp_pattern(form).fullmatch(text)
        if not match:
            return None
        got = match.groupdict()
        year, month, day, hour, minute = (int(got[k]) for k in "YmdHM")
        second, fraction, offset = int(got.get("S") or 0), got.get("f"), got.get("z")
    else:
        match = STAMP.fullmatch(text)
        if not match:
            return None
        year, month, day, hour, minute, second = (int(match.group(i)) for i in range(1, 7))
        fraction, offset = match.group(7), match.group(8)
    if hour > 23 or minute > 59 or second > 60:  # ruling 5: 24:00:00 is not accepted
        return None
    try:
        days = date(year, month, day).toordinal() - EPOCH
    except ValueError:
        return None
    nanos = int((fraction or "").ljust(9, "0"))
    if second == 60:  # ruling 5: the last instant of its minute
        second, nanos = 59, 999_999_999
    local = days * DAY + hour * HOUR + minute * MINUTE + second * SECOND + nanos
    if offset == "Z":
        return local
    if offset:
        ahead = int(offset[1:3]) * HOUR + int(offset[-2:]) * MINUTE
        if int(offset[1:3]) > 23 or int(offset[-2:]) > 59:
            return None
        return local - ahead if offset[0] == "+" else local + ahead
    if zone == "Europe/London":  # local times that do not exist or exist twice are rejected
        instants = london_instants(local)
        return instants[0] if len(instants) == 1 else None
    if zone in ("UTC", "Z"):
        return local
    ahead = int(zone[1:3]) * HOUR + int(zone[-2:]) * MINUTE
    return local - ahead if zone[0] == "+" else local + ahead


def next_midnight(instant):
    """The UK midnight that follows."""
    local = (instant + london_offset(instant)) // DAY * DAY + DAY
    return london_instants(local)[0]


def london_date(instant):
    """"2019-10-03", the UK day."""
    return date.fromordinal((instant + london_offset(instant)) // DAY + EPOCH).isoformat()


def london_hour(instant):
    return "%02d" % ((instant + london_offset(instant)) // HOUR % 24)


def london_clock(instant):
    """"2019-10-27 01:21"; " (2)" behind it when UK clocks show that time for the second time."""
    local = instant + london_offset(instant)
    again = len(london_instants(local)) > 1 and instant == london_instants(local)[1]
    return "%s %02d:%02d%s" % (london_date(instant), local // HOUR % 24, local // MINUTE % 60, " (2)" if again else "")


def parse_month(text):
    match = re.fullmatch(r"([0-9]{4})-([0-9]{2})", text)
    return (int(match.group(1)), int(match.group(2))) if match and 1 <= int(match.group(2)) <= 12 else None


def before(month):
    return (month[0] - 1, 12) if month[1] == 1 else (month[0], month[1] - 1)


def after(month):
    return (month[0] + 1, 1) if month[1] == 12 else (month[0], month[1] + 1)


def month_start(month):
    """The instant of the UK midnight that begins a month."""
    local = (date(month[0], month[1], 1).toordinal() - EPOCH) * DAY
    return london_instants(local)[0]
