"""The words of home that follow from where it stands."""

from datetime import datetime

from django.utils.translation import gettext as _

from insights.dates import clock, day_range, full_day, long_day, month_name, month_year
from insights.sections.comparing import Reader
from insights.sections.versus import VersusWords
from insights.standing import Standing


def when(standing: Standing, reader: Reader, now: datetime) -> str:
    """Return "Tuesday, 24 November 2026, 13:05": the reader's now, not the data's."""
    return (
        f"{full_day(standing.today, reader.locale)}, {clock(now, reader.calendar, reader.locale)}"
    )


def moment(instant: datetime, standing: Standing, reader: Reader) -> str:
    """Return a time of today as "13:05", an earlier one with its day."""
    time = clock(instant, reader.calendar, reader.locale)
    day = reader.calendar.business_date(instant)
    return time if day == standing.today else f"{long_day(day, reader.locale)}, {time}"


def late_note(standing: Standing, reader: Reader) -> str:
    """Return where home stands and why, "" where the day shown is today or yesterday."""
    if not standing.is_late:
        return ""
    words = _(
        "Your data end on %(end)s. This page stands at %(day)s, the last day that is there as a whole."
    )
    end = reader.calendar.business_date(standing.data_until)
    return words % {
        "end": long_day(end, reader.locale),
        "day": long_day(standing.day, reader.locale),
    }


def suggestions(standing: Standing, reader: Reader) -> tuple[str, ...]:
    """Return three questions worth asking now, in the reader's language."""
    if standing.is_late:
        month = {"month": month_year(standing.day, reader.locale)}
        return (
            _("How much did we sell in %(month)s?") % month,
            _("What sold best in %(month)s?") % month,
            _("What was our best day in %(month)s?") % month,
        )
    return (
        _("How much did we take in yesterday?"),
        _("What sold best last week?"),
        _("How is this month going compared with last month?"),
    )


def week(standing: Standing, reader: Reader) -> VersusWords:
    """Return the words of the week against the week before."""
    return VersusWords(
        key="week",
        title=_("That week") if standing.is_late else _("This week"),
        other=_("the week before"),
        now_label=_until(day_range(standing.week, reader.locale), standing, reader),
        then_label=_until(day_range(standing.week_before, reader.locale), standing, reader),
    )


def month(standing: Standing, reader: Reader) -> VersusWords:
    """Return the words of the month against the same part of the month before."""
    name = month_name(standing.month_before.first, reader.locale)
    is_part = standing.month_before.last.day < 28
    words = _("the same days of %(month)s") if is_part else "%(month)s"
    return VersusWords(
        key="month",
        title=_("That month") if standing.is_late else _("This month"),
        other=words % {"month": name},
        now_label=_until(day_range(standing.month, reader.locale), standing, reader),
        then_label=_until(day_range(standing.month_before, reader.locale), standing, reader),
    )


def _until(days: str, standing: Standing, reader: Reader) -> str:
    if standing.until is None:
        return days
    time = clock(standing.until, reader.calendar, reader.locale)
    return _("%(days)s to %(time)s") % {"days": days, "time": time}
