"""Days, ranges and times of day in the words of a locale."""

from datetime import date, datetime

from babel.dates import format_date, format_interval, format_skeleton
from django.utils.translation import gettext as _

from edge.lib.locales import locale_for as locale_for
from edge.lib.period import BusinessCalendar, Period


def weekday_name(day: date, locale: str) -> str:
    """Return "Tuesday"."""
    return str(format_date(day, "EEEE", locale=locale))


def weekday_short(day: date, locale: str) -> str:
    """Return "Tue", without the dot that some languages put behind it."""
    return str(format_date(day, "EEE", locale=locale)).rstrip(".")


def weekday_plural(day: date) -> str:
    """Return "Tuesdays" in the active language."""
    names = (
        _("Mondays"),
        _("Tuesdays"),
        _("Wednesdays"),
        _("Thursdays"),
        _("Fridays"),
        _("Saturdays"),
        _("Sundays"),
    )
    return names[day.weekday()]


def full_day(day: date, locale: str) -> str:
    """Return "Tuesday, 24 November 2026"."""
    return str(format_date(day, "full", locale=locale))


def long_day(day: date, locale: str) -> str:
    """Return "24 November 2026"."""
    return str(format_date(day, "long", locale=locale))


def short_day(day: date, locale: str) -> str:
    """Return "24 Nov"."""
    return str(format_skeleton("MMMd", day, locale=locale))


def month_name(day: date, locale: str) -> str:
    """Return "November"."""
    return str(format_date(day, "LLLL", locale=locale))


def month_year(day: date, locale: str) -> str:
    """Return "November 2026"."""
    return str(format_skeleton("yMMMM", day, locale=locale))


def clock(instant: datetime, calendar: BusinessCalendar, locale: str) -> str:
    """Return "13:05" on the merchant's wall clock."""
    skeleton = "hm" if locale == "en_US" else "Hm"
    return str(
        format_skeleton(skeleton, calendar.local(instant).replace(tzinfo=None), locale=locale)
    )


def day_range(period: Period, locale: str, *, with_year: bool = False) -> str:
    """Return "23–24 Nov", or one day where it is one; the year where asked for."""
    skeleton = "yMMMd" if with_year else "MMMd"
    if period.first == period.last:
        return str(format_skeleton(skeleton, period.first, locale=locale))
    return str(format_interval(period.first, period.last, skeleton, locale=locale))
