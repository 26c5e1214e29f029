"""Business days and periods: the one place where an instant becomes a day of trade."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class BusinessCalendar:
    """A merchant's time zone and the minute after midnight at which their day ends (a bar's at 300: 05:00)."""

    time_zone: str
    day_end_minutes: int = 0

    @property
    def zone(self) -> ZoneInfo:
        """The time zone; zoneinfo caches it."""
        return ZoneInfo(self.time_zone)

    def local(self, instant: datetime) -> datetime:
        """Return an aware instant on the merchant's wall clock; a naive one is taken as local already."""
        return (
            instant.replace(tzinfo=self.zone)
            if instant.tzinfo is None
            else instant.astimezone(self.zone)
        )

    def business_moment(self, instant: datetime) -> tuple[date, int]:
        """Return the business day of an instant and the hour (0–23) that the wall clock shows."""
        wall = self.local(instant)
        # On the wall clock, not by elapsed time: on a night of 23 hours the day still ends at 05:00.
        day = (wall.replace(tzinfo=None) - timedelta(minutes=self.day_end_minutes)).date()
        return day, wall.hour

    def business_date(self, instant: datetime) -> date:
        """Return the business day that an instant counts to."""
        return self.business_moment(instant)[0]

    def bounds(self, day: date) -> tuple[datetime, datetime]:
        """Return the first instant of a business day and the first after it, both in UTC."""
        return self._start(day), self._start(day + timedelta(days=1))

    def _start(self, day: date) -> datetime:
        wall = datetime.combine(day, time()) + timedelta(minutes=self.day_end_minutes)
        return wall.replace(tzinfo=self.zone).astimezone(UTC)

    def same_time_on(self, day: date, like: datetime) -> datetime:
        """Return the instant on `day` at which the wall clock stands as at `like`, for a like-for-like comparison."""
        wall = self.local(like).replace(tzinfo=None)
        shifted = wall + (day - self.business_date(like))
        return shifted.replace(tzinfo=self.zone).astimezone(UTC)


@dataclass(frozen=True)
class Period:
    """Business days from `first` to `last`, both included; `until` cuts the last one short ("so far")."""

    first: date
    last: date
    until: datetime | None = None

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"a period cannot end before it begins: {self.first} to {self.last}")

    @property
    def days(self) -> int:
        """How many business days it touches."""
        return (self.last - self.first).days + 1

    @property
    def is_whole(self) -> bool:
        """Whether all its days are whole."""
        return self.until is None

    def shifted(self, days: int) -> "Period":
        """Return the same whole days, moved by `days`; the cut, which needs a time zone, is dropped."""
        step = timedelta(days=days)
        return Period(self.first + step, self.last + step)


def shift_like(period: Period, days: int, calendar: BusinessCalendar) -> Period:
    """Return the period moved by `days`, cut at the same wall-clock time as the original."""
    moved = period.shifted(days)
    if period.until is None:
        return moved
    return Period(moved.first, moved.last, calendar.same_time_on(moved.last, period.until))
