"""Where home stands: which business day it shows, up to when, and which periods that day is compared with."""

import calendar as months
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from edge.lib.period import BusinessCalendar, Period, shift_like

# A till that spoke within this time is taken to be up to date: no sale since then is news, not a gap.
FRESH = timedelta(minutes=15)
USUAL_WEEKS = 4


@dataclass(frozen=True)
class Reach:
    """The ends of the books; last_complete is the latest day with sales of which nothing is missing."""

    first_day: date
    last_day: date
    last_complete: date | None
    data_until: datetime


@dataclass(frozen=True)
class Standing:
    """One business day, running (`until` cuts it) or whole, with everything that is compared with it.

    `today` is the merchant's business day of now; it is later than `day` where the data end earlier.
    """

    calendar: BusinessCalendar
    today: date
    day: date
    until: datetime | None
    first_day: date
    data_until: datetime

    @property
    def is_running(self) -> bool:
        """Return whether the day is still going on, so that every comparison is cut at the same time."""
        return self.until is not None

    @property
    def is_late(self) -> bool:
        """Return whether the data end before yesterday, so that the page must say where it stands."""
        return self.day < self.today - timedelta(days=1)

    @property
    def whole_day(self) -> date:
        """Return the last day that has ended."""
        return self.day - timedelta(days=1) if self.is_running else self.day

    @property
    def period(self) -> Period:
        """Return the day itself."""
        return Period(self.day, self.day, self.until)

    @property
    def usual(self) -> Sequence[Period]:
        """Return up to four earlier days of the same weekday, latest first, cut at the same time."""
        moved = [
            shift_like(self.period, -7 * week, self.calendar) for week in range(1, USUAL_WEEKS + 1)
        ]
        return [period for period in moved if period.first >= self.first_day]

    @property
    def usual_whole(self) -> Sequence[Period]:
        """Return the same earlier days, whole."""
        return [Period(period.first, period.last) for period in self.usual]

    @property
    def week(self) -> Period:
        """Return the week from its Monday to the day."""
        return Period(self.day - timedelta(days=self.day.weekday()), self.day, self.until)

    @property
    def week_before(self) -> Period:
        """Return the same elapsed part of the week before."""
        return shift_like(self.week, -7, self.calendar)

    @property
    def month(self) -> Period:
        """Return the month from its first to the day."""
        return Period(self.day.replace(day=1), self.day, self.until)

    @property
    def month_before(self) -> Period:
        """Return the same elapsed part of the month before; the whole of it where this month is whole."""
        last_before = self.day.replace(day=1) - timedelta(days=1)
        ends_month = self.day.day == months.monthrange(self.day.year, self.day.month)[1]
        if ends_month and not self.is_running:
            return Period(last_before.replace(day=1), last_before)
        last = last_before.replace(day=min(self.day.day, last_before.day))
        until = self.calendar.same_time_on(last, self.until) if self.until is not None else None
        return Period(last.replace(day=1), last, until)

    @property
    def recent(self) -> Period:
        """Return the seven whole days up to the last one that has ended."""
        return Period(self.whole_day - timedelta(days=6), self.whole_day)

    @property
    def recent_before(self) -> Period:
        """Return the seven whole days before those."""
        return self.recent.shifted(-7)

    @property
    def rhythm(self) -> Period:
        """Return the four whole weeks whose hours show when it is busy."""
        return Period(self.whole_day - timedelta(days=27), self.whole_day)


def stand(calendar: BusinessCalendar, *, now: datetime, reach: Reach) -> Standing:
    """Return where home stands at `now` for books that reach that far.

    A day that has sales today is shown as it runs. Otherwise home stands at the last complete day,
    however long ago.
    """
    today, until = calendar.business_date(now), reach.data_until
    if reach.last_day >= today:
        known = _end_of_minute(now if now - until <= FRESH else min(until, now))
        return Standing(calendar, today, today, known, reach.first_day, until)
    day = reach.last_complete or reach.last_day
    return Standing(calendar, today, day, None, reach.first_day, until)


def _end_of_minute(instant: datetime) -> datetime:
    # Up to and with the minute that the clock shows: the latest sale must be inside.
    return instant.replace(second=59, microsecond=999_999)
