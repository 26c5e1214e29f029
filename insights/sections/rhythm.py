"""When it is busy: hours by weekday over four whole weeks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _

from insights.charts import heat_step
from insights.dates import day_range, weekday_name, weekday_short
from insights.metrics.figure import Figure, Series
from insights.sections.comparing import Number, Reader, value_of
from insights.sections.hours import HOURS, by_hour
from insights.standing import Standing

WEEKDAYS = range(7)


@dataclass(frozen=True)
class Cell:
    """One hour of one weekday; no figure where nothing was ever sold then."""

    figure: Figure | None = None
    text: str = ""
    step: int = 1
    is_peak: bool = False


@dataclass(frozen=True)
class HoursRow:
    """One hour of all seven weekdays."""

    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Rhythm:
    """The table of hours by weekdays, its peak named."""

    when: str
    caption: str
    weekdays: tuple[tuple[str, str], ...] = ()
    rows: tuple[HoursRow, ...] = ()
    peak: Figure | None = None
    peak_weekday: str = ""
    peak_hours: str = ""


def rhythm_section(standing: Standing, read: Sequence[Series], reader: Reader) -> Rhythm:
    """Return the section; `read` holds the hours of Monday to Sunday, each over the four weeks."""
    when = _("net sales a day, average of %(days)s") % {
        "days": day_range(standing.rhythm, reader.locale)
    }
    caption = _("Net sales by hour and weekday, average of a day")
    columns = [_a_day(weekday, series, standing, reader) for weekday, series in enumerate(read)]
    hours = _hours(columns, standing.calendar.day_end_minutes // 60)
    if not hours:
        return Rhythm(when, caption)
    values = {
        (weekday, hour): value_of(columns[weekday][hour])
        for weekday in WEEKDAYS
        for hour in hours
        if hour in columns[weekday] and value_of(columns[weekday][hour])
    }
    peak = max(values, key=lambda place: values[place])
    monday = standing.day - timedelta(days=standing.day.weekday())
    days = [monday + timedelta(days=weekday) for weekday in WEEKDAYS]
    return Rhythm(
        when=when,
        caption=caption,
        weekdays=tuple(
            (weekday_name(day, reader.locale), weekday_short(day, reader.locale)) for day in days
        ),
        rows=tuple(_row(hour, columns, values, reader) for hour in hours),
        peak=columns[peak[0]][peak[1]],
        peak_weekday=weekday_name(days[peak[0]], reader.locale),
        peak_hours=f"{peak[1]}–{peak[1] + 1}",
    )


def _a_day(
    weekday: int, series: Series, standing: Standing, reader: Reader
) -> Mapping[int, Figure]:
    """Return the hours of one weekday, each divided by how many such days the books hold."""
    first = max(standing.rhythm.first, standing.first_day)
    span = (standing.rhythm.last - first).days + 1
    days = sum(
        1 for step in range(max(span, 0)) if (first + timedelta(days=step)).weekday() == weekday
    )
    return {hour: reader.per_day(figure, days) for hour, figure in by_hour(series).items() if days}


def _hours(columns: Sequence[Mapping[int, Figure]], start: int) -> list[int]:
    order = [(start + step) % HOURS for step in range(HOURS)]
    seen = {hour for column in columns for hour, figure in column.items() if value_of(figure)}
    places = [place for place, hour in enumerate(order) if hour in seen]
    return order[places[0] : places[-1] + 1] if places else []


def _row(
    hour: int,
    columns: Sequence[Mapping[int, Figure]],
    values: Mapping[tuple[int, int], Number],
    reader: Reader,
) -> HoursRow:
    lowest, highest = min(values.values()), max(values.values())
    peak = max(values, key=lambda place: values[place])
    cells = []
    for weekday in WEEKDAYS:
        value = values.get((weekday, hour))
        if value is None:
            cells.append(Cell())
            continue
        cells.append(
            Cell(
                figure=columns[weekday][hour],
                text=reader.rounded(value),
                step=heat_step(value, lowest, highest),
                is_peak=(weekday, hour) == peak,
            )
        )
    return HoursRow(f"{hour}–{hour + 1}", tuple(cells))
