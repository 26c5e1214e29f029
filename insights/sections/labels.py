"""What the parts of a breakdown are called in the reader's words."""

from dataclasses import replace
from datetime import date

from babel import Locale

from edge.lib.period import Period
from insights.dates import day_range, month_name, month_year, short_day, weekday_name
from insights.metrics.buckets import bounds_of
from insights.metrics.figure import Point, Series
from insights.sections.comparing import Reader

# Any Monday: the weekdays of a breakdown are numbered from it.
MONDAY = date(2024, 1, 1)


def worded(series: Series, reader: Reader) -> Series:
    """Return the series with its points called by day, month, weekday or hour instead of by key."""
    by = series.query.by or ""
    months = {bounds_of("month", point.key)[0].year for point in series.points if by == "month"}
    points = (replace(point, label=_label(by, point, reader, months)) for point in series.points)
    return replace(series, points=tuple(points))


def _label(by: str, point: Point, reader: Reader, years: set[int]) -> str:
    if by == "day":
        return short_day(date.fromisoformat(point.key), reader.locale)
    if by == "week":
        return day_range(Period(*bounds_of(by, point.key)), reader.locale)
    if by == "month":
        first = bounds_of(by, point.key)[0]
        return (month_name if len(years) == 1 else month_year)(first, reader.locale)
    if by == "weekday":
        return weekday_name(MONDAY.replace(day=int(point.key)), reader.locale)
    if by == "hour":
        return f"{point.key}–{int(point.key) + 1}"
    if by == "country":
        return _country(point.label, reader)
    return point.label


def _country(label: str, reader: Reader) -> str:
    """Return a country's name where the books hold its two-letter code, else what they hold."""
    return str(Locale.parse(reader.locale).territories.get(label, label))
