"""The spans of days that a page offers, each with what it is compared with and how it is split."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

from edge.lib.period import Period, shift_like
from insights.dates import day_range, month_name
from insights.sections.comparing import Reader
from insights.standing import Standing

Step = Literal["day", "month"]
KEYS = ("week", "month", "days28", "year")
DEFAULT = "days28"


@dataclass(frozen=True)
class Span:
    """A period, the one before it, and the words for both."""

    key: str
    label: str
    period: Period
    before: Period
    before_words: str
    step: Step = "day"


@dataclass(frozen=True)
class Tab:
    """One choice of a span."""

    key: str
    label: str
    is_current: bool


def chosen_span(key: str, standing: Standing, reader: Reader) -> Span:
    """Return the span of that key, the default for a key that is none."""
    makers: dict[str, Callable[[Standing, Reader], Span]] = {
        "week": _week,
        "month": _month,
        "days28": _days28,
        "year": _year,
    }
    return makers.get(key, makers[DEFAULT])(standing, reader)


def tabs(current: str) -> tuple[Tab, ...]:
    """Return all spans as tabs."""
    labels = {
        "week": _("Week"),
        "month": _("Month"),
        "days28": _("28 days"),
        "year": _("Year"),
    }
    return tuple(Tab(key, labels[key], key == current) for key in KEYS)


def _week(standing: Standing, reader: Reader) -> Span:
    words = day_range(standing.week, reader.locale)
    return Span("week", words, standing.week, standing.week_before, _("the week before"))


def _month(standing: Standing, reader: Reader) -> Span:
    words = day_range(standing.month, reader.locale)
    other = month_name(standing.month_before.first, reader.locale)
    return Span("month", words, standing.month, standing.month_before, other)


def _days28(standing: Standing, reader: Reader) -> Span:
    words = day_range(standing.rhythm, reader.locale)
    before = standing.rhythm.shifted(-28)
    return Span("days28", words, standing.rhythm, before, _("the 28 days before"))


def _year(standing: Standing, reader: Reader) -> Span:
    day = standing.day
    period = Period(day.replace(month=1, day=1), day, standing.until)
    # 52 weeks back is the same weekday; the same date a year earlier is what a year is compared with.
    last = day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)
    moved = shift_like(Period(day, day, standing.until), (last - day).days, reader.calendar)
    before = Period(last.replace(month=1, day=1), last, moved.until)
    words = day_range(period, reader.locale, with_year=True)
    return Span("year", words, period, before, str(last.year), "month")
