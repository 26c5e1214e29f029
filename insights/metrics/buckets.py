"""The calendar's parts: which days, weeks, months and quarters a period holds, and the query of one part."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from edge.lib.period import BusinessCalendar, Period
from insights.metrics.figure import Filter, MetricQuery

# Between the two codes of a pair's key: no code holds a control character.
PAIRED = "\x1f"
# Breakdowns whose parts follow each other without a gap.
FILLED = ("day", "week", "month", "quarter")


def start_of(by: str, day: date) -> date:
    """Return the first day of the week, month or quarter that a day lies in; the day itself for "day"."""
    if by == "week":
        return day - timedelta(days=day.weekday())
    if by == "month":
        return day.replace(day=1)
    if by == "quarter":
        return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    return day


def end_of(by: str, start: date) -> date:
    """Return the last day of the part that begins on `start`."""
    if by == "day":
        return start
    if by == "week":
        return start + timedelta(days=6)
    later = start.replace(day=28) + timedelta(days=4 if by == "month" else 66)
    return later.replace(day=1) - timedelta(days=1)


def key_of(by: str, start: date) -> str:
    """Return how a part is called: 2011-11-07 for a day or week, 2011-11 for a month, 2011-Q4 for a quarter."""
    if by == "month":
        return f"{start:%Y-%m}"
    if by == "quarter":
        return f"{start.year}-Q{(start.month + 2) // 3}"
    return start.isoformat()


def bounds_of(by: str, key: str) -> tuple[date, date]:
    """Return the first and last day of a part by its key."""
    if by == "month":
        start = date.fromisoformat(f"{key}-01")
    elif by == "quarter":
        year, number = key.split("-Q")
        start = date(int(year), int(number) * 3 - 2, 1)
    else:
        start = date.fromisoformat(key)
    return start, end_of(by, start)


def keys_between(by: str, first: date, last: date) -> list[str]:
    """Return the keys of all parts from the first day's to the last day's; none where last lies before first."""
    return [key_of(by, start) for start in _starts(by, first, last)]


def _starts(by: str, first: date, last: date) -> Iterator[date]:
    start = start_of(by, first)
    while start <= last and first <= last:
        yield start
        start = end_of(by, start) + timedelta(days=1)


def part_query(
    query: MetricQuery, key: str, label: str, *, calendar: BusinessCalendar
) -> MetricQuery:
    """Return the query that measures one part of a breakdown as a number of its own."""
    by = query.by or ""
    whole = query.whole()
    if by in FILLED:
        first, last = bounds_of(by, key)
        period = query.period
        first, last = max(first, period.first), min(last, period.last)
        until = period.until
        if until is not None and calendar.business_date(calendar.local(until)) > last:
            until = None
        return whole.during(Period(first, last, until))
    if by == "pair":
        return replace(
            whole, filters=(*whole.filters, Filter("pair", "is", tuple(key.split(PAIRED))))
        )
    chosen = Filter(by, "is", (key,)) if key else Filter(by, "missing")
    return whole.where(chosen)
