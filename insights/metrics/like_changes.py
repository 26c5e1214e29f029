"""Whether a change is like the merchant's own earlier ones: the same two periods, moved back step by step."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate
from typing import Literal

from edge.lib.period import Period
from edge.merchants.models import Merchant
from insights.metrics import derive
from insights.metrics.catalog import metric_of
from insights.metrics.figure import Figure, How, MetricQuery
from insights.metrics.query import PartRow, Parts, parts_many

Step = Literal["day", "week", "month", "quarter", "year", "span"]
MOST = 52
# Fewer say nothing about what is usual.
FEWEST = 8
# A change is usual while at least this share of the earlier ones were as large.
USUAL_SHARE = Decimal("0.1")
_ZERO = Decimal(0)
_MONTHS: Mapping[int, Step] = {1: "month", 3: "quarter", 12: "year"}


@dataclass(frozen=True)
class Usual:
    """How many earlier changes like this one there were, and how many of them were at least as large, up or down."""

    step: Step
    past: Figure
    as_large: Figure

    @property
    def is_usual(self) -> bool:
        """Whether such a change lies within what is normal for this merchant."""
        return Decimal(self.as_large.value or 0) >= USUAL_SHARE * Decimal(self.past.value or 0)


def usual_for(merchant: Merchant, now: Figure, then: Figure) -> Usual | None:
    """Return how the change between two figures stands among earlier ones; None where too few are known."""
    history = _history(merchant, (now.query, then.query), None)
    counted = history.counts() if history else None
    if history is None or counted is None or counted[0] < FEWEST:
        return None
    of = (now, then, history.span)
    past = derive.worked_out(merchant, "like_changes", of, counted[0], "times")
    as_large = derive.worked_out(merchant, "as_large", of, counted[1], "times")
    return Usual(history.step, past, as_large)


def like_figure(merchant: Merchant, how: How, of: Sequence[Figure]) -> Figure:
    """Return one of the two counts again, from the figures it was worked out from."""
    now, then, span = of
    since, watermark = span.query.period.first, max(figure.watermark for figure in of)
    history = _history(merchant, (now.query, then.query), watermark, since)
    counted = history.counts() if history else None
    value = None if counted is None else counted[how == "as_large"]
    return derive.worked_out(merchant, how, of, value, "times")


@dataclass(frozen=True)
class _History:
    """The days before two periods, and the pairs of periods like them that those days hold."""

    periods: tuple[Period, Period]
    step: Step
    whole: "_Days"
    cut: "_Days | None"
    since: date

    def counts(self) -> tuple[int, int] | None:
        """Return how many changes there were, and how many at least as large; None where this one has no size."""
        size = self._size(self.periods)
        if size is None:
            return None
        sizes = [
            found
            for pair in pairs_before(*self.periods, since=self.since)
            if (found := self._size(pair)) is not None
        ]
        return len(sizes), sum(found >= size for found in sizes)

    def _size(self, pair: tuple[Period, Period]) -> Decimal | None:
        """Return by how much the larger of two periods exceeds the other, as a ratio; None where one sold nothing."""
        now, then = (self._value(period) for period in pair)
        if not now or not then or now <= 0 or then <= 0:
            return None
        return max(now / then, then / now)

    def _value(self, period: Period) -> Decimal | None:
        if period.until is None or self.cut is None:
            return self.whole.value(period.first, period.last)
        before = self.whole.sums(period.first, period.last - timedelta(days=1))
        last = self.cut.sums(period.last, period.last)
        return self.whole.formed(before[0] + last[0], before[1] + last[1])

    @property
    def span(self) -> Figure:
        """The figure of all the days that are looked at besides the two periods."""
        return self.whole.figure(self.since, self.periods[0].last)


class _Days:
    """The sums of every day, so that any span of days has its value at once."""

    def __init__(self, parts: Parts, first: date, last: date) -> None:
        """Add the days up, one after the other."""
        self.parts = parts
        self.first = first
        rows = [
            parts.rows.get((first + timedelta(days=n)).isoformat())
            for n in range((last - first).days + 1)
        ]
        self.a, self.b, self.n = (
            list(accumulate((value(row) if row else _ZERO for row in rows), initial=_ZERO))
            for value in (_a, _b, _n)
        )

    def sums(self, first: date, last: date) -> tuple[Decimal, Decimal]:
        """Return what the measures of some days come to."""
        start, end = (first - self.first).days, (last - self.first).days + 1
        start, end = max(start, 0), max(end, 0)
        return self.a[end] - self.a[start], self.b[end] - self.b[start]

    def value(self, first: date, last: date) -> Decimal | None:
        """Return the metric's value over some days."""
        return self.formed(*self.sums(first, last))

    def formed(self, a: Decimal, b: Decimal) -> Decimal | None:
        """Return the metric's value of its measures, in minor units where they are money."""
        formula = metric_of(self.parts.query.metric).formula
        if formula == "a/b":
            return a / b if b else None
        return a - b if formula == "a-b" else a

    def figure(self, first: date, last: date) -> Figure:
        """Return the metric over some days as a figure of its own."""
        start, end = (first - self.first).days, (last - self.first).days + 1
        a, b = self.sums(first, last)
        row = PartRow("", "", "", a, b, int(self.n[end] - self.n[start]), 0, 1)
        query = replace(self.parts.query.whole(), period=Period(first, last))
        return replace(self.parts, query=query, rows={"": row}).whole()


def _a(row: PartRow) -> Decimal:
    return row.a or _ZERO


def _b(row: PartRow) -> Decimal:
    return row.b or _ZERO


def _n(row: PartRow) -> Decimal:
    return Decimal(row.rows)


def _history(
    merchant: Merchant,
    queries: tuple[MetricQuery, MetricQuery],
    watermark: int | None,
    since: date | None = None,
) -> _History | None:
    """Read the days of a metric up to its two periods; None where the books hold none before."""
    periods = (queries[0].period, queries[1].period)
    step, months, days = step_of(*periods)
    reach = timedelta(days=MOST * (days or 31 * months))
    first = since or min(periods[0].first, periods[1].first) - reach
    last = max(periods[0].last, periods[1].last)
    by_day = replace(queries[0].whole(), by="day", period=Period(first, last))
    asked = [by_day]
    until = periods[0].until
    if until is not None:
        clock = merchant.calendar.local(until)
        asked.append(replace(by_day, time_to=_minute(queries[0], clock.hour * 60 + clock.minute)))
    found = parts_many(merchant, asked, watermark=watermark)
    known = found[0].books.first_day
    if known is None or known > last:
        return None
    first = max(first, known)
    whole, *cut = (_Days(parts, first, last) for parts in found)
    return _History(periods, step, whole, cut[0] if cut else None, first)


def _minute(query: MetricQuery, minute: int) -> int:
    return minute if query.time_to is None else min(minute, query.time_to)


def step_of(now: Period, then: Period) -> tuple[Step, int, int]:
    """Return by what two periods move back to the pair before: its name, and so many months or days."""
    months = _months_in(now)
    if months and now.first.day == then.first.day == 1:
        return _MONTHS.get(months, "span"), months, 0
    days = now.days
    if days == 1:
        return "day", 0, 7
    return ("week", 0, 7) if days <= 7 else ("span", 0, days)


def _months_in(period: Period) -> int:
    """Return how many whole calendar months a period is, the running one being one; 0 where it is none."""
    if period.first.day != 1:
        return 0
    after = period.last + timedelta(days=1)
    months = (after.year - period.first.year) * 12 + after.month - period.first.month
    if after.day == 1:
        return months
    return months + 1 if period.until is not None else 0


def pairs_before(now: Period, then: Period, *, since: date) -> Iterator[tuple[Period, Period]]:
    """Yield the earlier pairs of periods, latest first, as far as all their days lie after `since`.

    A period that was cut stays marked as cut; at which time of day, its reader knows.
    """
    _, months, days = step_of(now, then)
    for count in range(1, MOST + 1):
        pair = (
            _moved(now, count * months, count * days),
            _moved(then, count * months, count * days),
        )
        if min(pair[0].first, pair[1].first) < since:
            return
        yield pair


def _moved(period: Period, months: int, days: int) -> Period:
    if not months:
        step = timedelta(days=days)
        return Period(period.first - step, period.last - step, period.until)
    first = _month_back(period.first, months)
    after = period.last + timedelta(days=1)
    if after.day == 1:
        last = _month_back(after, months) - timedelta(days=1)
    else:
        end = _month_back(after.replace(day=1), months - 1) - timedelta(days=1)
        last = _month_back(period.last.replace(day=1), months)
        last = min(last + timedelta(days=period.last.day - 1), end)
    return Period(first, last, period.until)


def _month_back(first: date, months: int) -> date:
    number = first.year * 12 + first.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)
