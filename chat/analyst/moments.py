"""Spans of business days as merchants name them, worked out from what the clock says now."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from edge.lib.period import BusinessCalendar, Period

GRAINS = ("day", "week", "month", "quarter", "year", "weekend", "days", "span", "since", "all")


@dataclass(frozen=True)
class When:
    """Days from `first` to `last` and how they were named; `until` cuts a period that still runs.

    grain: the calendar unit it is one of, or days (N in a row), span, since, all. name: today, yesterday, "" …
    """

    first: date
    last: date
    grain: str
    name: str = ""
    until: datetime | None = None
    count: int = 1

    @property
    def period(self) -> Period:
        """The same days as a period of edge.lib."""
        return Period(self.first, self.last, self.until)

    @property
    def days(self) -> int:
        """How many days it touches."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True)
class Step:
    """A span named by another one: "the week before", "a year ago"; weekday names one day of it."""

    unit: str
    count: int = 1
    weekday: int | None = None


class Clock:
    """Now, on a merchant's calendar: today's business day and the spans around it."""

    def __init__(
        self, now: datetime, calendar: BusinessCalendar, country: str = "", day_first: bool = True
    ) -> None:
        """Fix the moment; day_first reads 3/5 as 3 May."""
        self.now = calendar.local(now)
        self.calendar = calendar
        self.today = calendar.business_date(self.now)
        self.country = country
        self.day_first = day_first

    def cut(self, when: When) -> When | None:
        """Return the part of a span that has begun, cut at now where it still runs; None where it lies ahead."""
        if when.first > self.today:
            return None
        if when.last >= self.today:
            return replace(when, last=self.today, until=self.now)
        return when

    def unit(self, unit: str, back: int = 0) -> When:
        """Return the day, week, month, quarter, year or weekend that is `back` before the running one, whole."""
        if unit == "weekend":
            return self._weekend(back)
        first = start_of(unit, self.today)
        for _ in range(back):
            first = start_of(unit, first - timedelta(days=1))
        name = unit_name(unit, back)
        return When(first, end_of(unit, first), unit, name)

    def _weekend(self, back: int) -> When:
        saturday = self.today - timedelta(days=(self.today.weekday() - 5) % 7)
        if back == 0 and saturday + timedelta(days=1) >= self.today:
            return When(saturday, saturday + timedelta(days=1), "weekend", "this_weekend")
        ended = self.last_weekend()
        weeks = timedelta(days=7 * max(back - 1, 0))
        return When(
            ended.first - weeks, ended.last - weeks, "weekend", "last_weekend" if back < 2 else ""
        )

    def last_weekend(self) -> When:
        """Return the latest Saturday and Sunday that have both ended."""
        sunday = self.today - timedelta(days=self.today.weekday() + 1)
        return When(sunday - timedelta(days=1), sunday, "weekend", "last_weekend")

    def last(self, count: int, unit: str) -> When:
        """Return the last N whole units: days end yesterday, weeks on Sunday, months at the month's end."""
        if unit in {"day", "fortnight"}:
            count *= 14 if unit == "fortnight" else 1
            yesterday = self.today - timedelta(days=1)
            return When(yesterday - timedelta(days=count - 1), yesterday, "days", count=count)
        newest, oldest = self.unit(unit, 1), self.unit(unit, count)
        if count == 1:
            return newest
        return When(oldest.first, newest.last, f"{unit}s", count=count)

    def weekday(self, weekday: int, week: When | None = None) -> When:
        """Return the latest such weekday before today, or that of a given week."""
        if week is not None:
            day = week.first + timedelta(days=weekday)
        else:
            day = self.today - timedelta(days=(self.today.weekday() - weekday - 1) % 7 + 1)
        return When(day, day, "day")

    def month(self, month: int, year: int | None = None, back: int = 0) -> When:
        """Return a month: of that year, or the latest that has begun; back=1 is the latest that has ended."""
        if year is None:
            year = (
                self.today.year
                if date(self.today.year, month, 1) <= self.today
                else self.today.year - 1
            )
            if back and end_of("month", date(year, month, 1)) >= self.today:
                year -= 1
        first = date(year, month, 1)
        return When(first, end_of("month", first), "month")

    def quarter(self, quarter: int, year: int | None = None, back: int = 0) -> When:
        """Return a quarter: of that year, or the latest that has begun."""
        month = quarter * 3 - 2
        if year is None:
            year = (
                self.today.year
                if date(self.today.year, month, 1) <= self.today
                else self.today.year - 1
            )
            if back and end_of("quarter", date(year, month, 1)) >= self.today:
                year -= 1
        first = date(year, month, 1)
        return When(first, end_of("quarter", first), "quarter")

    def day(self, day: int, month: int, year: int | None = None) -> When | None:
        """Return a day of the year: of that year, or the latest that has begun; None where there is no such day."""
        years = [year] if year is not None else [self.today.year - n for n in range(9)]
        for candidate in years:
            found = _date(candidate, month, day)
            if found and (year is not None or found <= self.today):
                return When(found, found, "day")
        return None

    def day_of_month(self, day: int) -> When | None:
        """Return the latest day with that number ("on the 3rd") that has begun."""
        month = start_of("month", self.today)
        for _ in range(12):
            found = _date(month.year, month.month, day)
            if found and found <= self.today:
                return When(found, found, "day")
            month = start_of("month", month - timedelta(days=1))
        return None

    def week_of_year(self, number: int, year: int | None = None) -> When | None:
        """Return the ISO week of that number, of that year or the latest that has begun."""
        years = (
            [year]
            if year is not None
            else [self.today.isocalendar().year, self.today.isocalendar().year - 1]
        )
        for candidate in years:
            try:
                monday = date.fromisocalendar(candidate, number, 1)
            except ValueError:
                continue
            if year is not None or monday <= self.today:
                return When(monday, monday + timedelta(days=6), "week")
        return None


def unit_name(unit: str, back: int) -> str:
    """Return the plain name of a unit: today, yesterday, this_week, last_month; nothing further back."""
    if unit == "day":
        return {0: "today", 1: "yesterday"}.get(back, "")
    return {0: f"this_{unit}", 1: f"last_{unit}"}.get(back, "")


def start_of(unit: str, day: date) -> date:
    """Return the first day of the calendar unit that a day lies in; weeks start on Monday."""
    if unit == "week":
        return day - timedelta(days=day.weekday())
    if unit == "month":
        return day.replace(day=1)
    if unit == "quarter":
        return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    if unit == "half":
        return date(day.year, 1 if day.month < 7 else 7, 1)
    if unit == "year":
        return date(day.year, 1, 1)
    return day


def end_of(unit: str, first: date) -> date:
    """Return the last day of the calendar unit that begins on `first`."""
    if unit == "week":
        return first + timedelta(days=6)
    months = {"month": 1, "quarter": 3, "half": 6, "year": 12}.get(unit)
    if months is None:
        return first
    return add_months(first, months) - timedelta(days=1)


def add_months(day: date, months: int) -> date:
    """Return the day moved by months, at most to the month's last day."""
    total = day.year * 12 + day.month - 1 + months
    year, month = divmod(total, 12)
    for number in (day.day, 30, 29, 28):
        moved = _date(year, month + 1, number)
        if moved and number <= day.day:
            return moved
    return date(year, month + 1, 28)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
