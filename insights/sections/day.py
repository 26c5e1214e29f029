"""The day that home is about: its total, its line over the range of the days like it, its hours."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from insights.charts import Chart, DayLines, day_chart, percent
from insights.dates import clock, long_day, weekday_name, weekday_plural
from insights.metrics.figure import Figure
from insights.sections.comparing import Reader, is_negative, magnitude, unsigned, value_of
from insights.sections.hours import DayRead, by_hour, day_lines, hour_label, hours_shown
from insights.standing import Standing

# The share of the day's gap from which on one hour is worth naming as the turn of the day.
TURN_SHARE = 0.2


@dataclass(frozen=True)
class HourRow:
    """One hour of the day beside the usual one."""

    label: str
    now: Figure
    usual: Figure | None = None
    change: Figure | None = None


@dataclass(frozen=True)
class Turn:
    """The hour that explains most of the day's gap; `gap` is without its sign."""

    label: str
    gap: Figure
    is_less: bool


@dataclass(frozen=True)
class DaySection:
    """Everything that the lead and the day's chart show."""

    weekday: str
    weekdays: str
    date: str
    time: str
    total: Figure
    chart_title: str
    rows: tuple[HourRow, ...]
    chart: Chart | None = None
    usual_count: int = 0
    usual_words: str = ""
    usual: Figure | None = None
    change: Figure | None = None
    gap: Figure | None = None
    low: Figure | None = None
    high: Figure | None = None
    is_below: bool = False
    is_outside: bool = False
    turn: Turn | None = None

    @property
    def has_usual(self) -> bool:
        """Return whether there is any day to compare this one with."""
        return self.usual is not None


def day_section(standing: Standing, read: DayRead, reader: Reader) -> DaySection:
    """Return the day's section; without an earlier day of its kind it stands alone."""
    usual = reader.mean(read.usual_totals) if read.usual_totals else None
    grown = reader.growth(read.total, usual) if usual else None
    low = min(read.usual_totals, key=value_of, default=None)
    high = max(read.usual_totals, key=value_of, default=None)
    rows = hour_rows(read, standing, reader)
    weekday = weekday_name(standing.day, reader.locale)
    section = DaySection(
        weekday=weekday,
        weekdays=weekday_plural(standing.day),
        date=long_day(standing.day, reader.locale),
        time=clock(standing.until, reader.calendar, reader.locale) if standing.until else "",
        total=read.total,
        rows=rows,
        chart_title=_title(weekday, read.total, usual, reader),
        usual_count=len(read.usual_totals),
        usual_words=_count_words(len(read.usual_totals)),
        usual=usual,
        change=reader.change(read.total, usual) if usual else None,
        gap=unsigned(grown) if grown is not None and grown.value is not None else None,
        low=low,
        high=high,
        is_below=bool(grown and is_negative(grown)),
        is_outside=_is_outside(read.total, low, high),
        turn=turn_of(rows, read.total, usual),
    )
    currency = read.total.currency or ""
    lines = _lines(section, read, standing, reader)
    return replace(section, chart=day_chart(lines, lambda value: reader.axis(value, currency)))


def _is_outside(total: Figure, low: Figure | None, high: Figure | None) -> bool:
    if low is None or high is None:
        return False
    return not value_of(low) <= value_of(total) <= value_of(high)


def _title(weekday: str, total: Figure, usual: Figure | None, reader: Reader) -> str:
    if usual is None:
        words = _("Net sales through the day: %(weekday)s reaches %(total)s")
        return words % {"weekday": weekday, "total": reader.says(total)}
    words = _("Net sales through the day: %(weekday)s reaches %(total)s; usual is %(usual)s")
    return words % {
        "weekday": weekday,
        "total": reader.says(total),
        "usual": reader.says(usual),
    }


def _lines(section: DaySection, read: DayRead, standing: Standing, reader: Reader) -> DayLines:
    lines = day_lines(read, standing)
    says = reader.says(section.total)
    words = _("today %(total)s") if standing.is_running else "%(total)s"
    return replace(
        lines,
        today_label=words % {"total": says},
        gap_label=reader.says(section.change, signed=True)
        if section.change and section.is_outside
        else "",
        usual_label=_("your usual %(weekday)s") % {"weekday": section.weekday},
        is_unusual=section.is_outside,
        readout=_readout(section.rows, lines, reader),
    )


def _readout(
    rows: Sequence[HourRow], lines: DayLines, reader: Reader
) -> tuple[tuple[str, str], ...]:
    places = [percent(x) for x, _value in lines.today[1:]]
    entries = []
    for place, row in zip(places, rows, strict=False):
        text = f"{row.label}: {reader.says(row.now)}"
        if row.usual is not None:
            usual = _("usual %(usual)s") % {"usual": reader.says(row.usual)}
            text = f"{text}, {usual}"
        entries.append((place, text))
    return tuple(entries)


def hour_rows(read: DayRead, standing: Standing, reader: Reader) -> tuple[HourRow, ...]:
    """Return the hours of a day, up to where it runs, each beside the mean of the days like it."""
    now = by_hour(read.hours)
    usual = [by_hour(series) for series in read.usual_hours]
    rows = []
    for hour in hours_shown(read, standing, until_now=True):
        label = hour_label(hour, standing, reader)
        if not usual:
            rows.append(HourRow(label, now[hour]))
            continue
        middle = reader.mean([hours[hour] for hours in usual])
        rows.append(HourRow(label, now[hour], middle, reader.change(now[hour], middle)))
    return tuple(rows)


def turn_of(rows: Sequence[HourRow], total: Figure, usual: Figure | None) -> Turn | None:
    """Return the hour that moved the day most, in the direction in which the day moved."""
    moved = [(row.change, row.label) for row in rows if row.change is not None]
    if usual is None or not moved:
        return None
    is_less = value_of(total) < value_of(usual)
    moves = [(figure, label) for figure, label in moved if is_negative(figure) == is_less]
    if not moves:
        return None
    figure, label = max(moves, key=lambda move: magnitude(value_of(move[0])))
    least = float(magnitude(value_of(total) - value_of(usual))) * TURN_SHARE
    if not value_of(figure) or float(magnitude(value_of(figure))) < least:
        return None
    return Turn(label, unsigned(figure), is_less)


def _count_words(count: int) -> str:
    """Return a small count as a word: it says how much was compared, it is no number of the books."""
    return {2: _("two"), 3: _("three"), 4: _("four")}.get(count, "")
