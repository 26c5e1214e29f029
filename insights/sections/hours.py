"""A day hour by hour beside the days like it: which hours are shown, and the lines through them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from insights.charts import DayLines, Number
from insights.dates import clock
from insights.metrics.figure import Figure, Filter, MetricQuery, Point, Series
from insights.sections.asking import Answers
from insights.sections.comparing import Reader, value_of
from insights.standing import Standing

HOURS = 24


@dataclass(frozen=True)
class DayRead:
    """What was read for the day.

    usual_totals and usual_hours are cut at the same time of day as the day itself; usual_whole are the
    same days whole, for the part of the picture that is still to come.
    """

    total: Figure
    usual_totals: Sequence[Figure]
    hours: Series
    usual_hours: Sequence[Series]
    usual_whole: Sequence[Series]


def by_hour(series: Series) -> Mapping[int, Figure]:
    """Return the figures of a breakdown by hour, by the hour of the wall clock."""
    return {int(point.key): point.figure for point in series.points}


def reached(standing: Standing) -> int | None:
    """Return the hour that is under way, None where the day is whole."""
    return standing.calendar.local(standing.until).hour if standing.until else None


def hours_shown(read: DayRead, standing: Standing, *, until_now: bool = False) -> list[int]:
    """Return the hours from the first to the last with a sale, in the order in which they pass.

    until_now: leave out the hours of a running day that are still to come.
    """
    start = standing.calendar.day_end_minutes // 60
    order = [(start + step) % HOURS for step in range(HOURS)]
    seen = {
        int(point.key)
        for series in (read.hours, *read.usual_whole)
        for point in series.points
        if value_of(point.figure)
    }
    places = [place for place, hour in enumerate(order) if hour in seen]
    if not places:
        return []
    last = places[-1]
    if until_now and standing.until:
        last = min(last, order.index(standing.calendar.local(standing.until).hour))
    return order[places[0] : last + 1]


def missing_hours(read: DayRead, standing: Standing) -> Mapping[str, MetricQuery]:
    """Return the questions for hours without a row: nothing sold is a figure of 0, with a receipt too."""
    shown = hours_shown(read, standing, until_now=True)
    return {
        f"{name}.{hour}": series.query.whole().where(Filter("hour", "is", (str(hour),)))
        for name, series in _named(read)
        for hour in shown
        if hour not in by_hour(series)
    }


def fill_hours(read: DayRead, later: Answers) -> DayRead:
    """Return the day with the answers to `missing_hours` put in."""
    filled = {
        name: replace(
            series,
            points=(
                *series.points,
                *(
                    Point(asked.rpartition(".")[2], "", later.figure(asked))
                    for asked in later.found
                    if asked.startswith(f"{name}.")
                ),
            ),
        )
        for name, series in _named(read)
    }
    return replace(
        read,
        hours=filled["hour-now"],
        usual_hours=[series for name, series in filled.items() if name != "hour-now"],
    )


def _named(read: DayRead) -> Iterator[tuple[str, Series]]:
    yield "hour-now", read.hours
    for place, series in enumerate(read.usual_hours):
        yield f"hour-usual-{place}", series


def hour_label(hour: int, standing: Standing, reader: Reader) -> str:
    """Return "9–10", or "to 13:05" for the hour that is under way."""
    if standing.until and hour == reached(standing):
        time = clock(standing.until, reader.calendar, reader.locale)
        return _("to %(time)s") % {"time": time}
    return f"{hour}–{hour + 1}"


def day_lines(read: DayRead, standing: Standing) -> DayLines:
    """Return the cumulative lines of the day and of the days like it, without their words."""
    shown = hours_shown(read, standing)
    if not shown:
        return DayLines(today=[(0, 0), (1, 0)])
    now_x = _now_x(shown, standing)
    today = _cumulate(by_hour(read.hours), shown, now_x, read.total)
    usual = [
        _cumulate_whole(by_hour(whole), shown, now_x, cut)
        for whole, cut in zip(read.usual_whole, read.usual_totals, strict=True)
    ]
    places = [x for x, _value in usual[0]] if usual else []
    columns = list(zip(*[[float(value) for _x, value in line] for line in usual], strict=True))
    return DayLines(
        today=today,
        usual=[(x, sum(column) / len(column)) for x, column in zip(places, columns, strict=True)],
        lower=[(x, min(column)) for x, column in zip(places, columns, strict=True)],
        upper=[(x, max(column)) for x, column in zip(places, columns, strict=True)],
        hours=_hour_marks(shown),
    )


def _now_x(shown: Sequence[int], standing: Standing) -> float | None:
    """Return where now stands between the first and the last hour, None where the day is whole."""
    if standing.until is None:
        return None
    wall = standing.calendar.local(standing.until)
    if wall.hour not in shown:
        return 1.0
    return (shown.index(wall.hour) + wall.minute / 60) / len(shown)


def _cumulate(
    hours: Mapping[int, Figure], shown: Sequence[int], now_x: float | None, total: Figure
) -> list[tuple[float, Number]]:
    line: list[tuple[float, Number]] = [(0.0, 0)]
    running: Number = 0
    for place, hour in enumerate(shown, 1):
        x = place / len(shown)
        if now_x is not None and x >= now_x:
            break
        running = float(running) + float(value_of(hours[hour])) if hour in hours else running
        line.append((x, running))
    line.append((now_x if now_x is not None else 1.0, value_of(total)))
    return line


def _cumulate_whole(
    hours: Mapping[int, Figure], shown: Sequence[int], now_x: float | None, cut: Figure
) -> list[tuple[float, Number]]:
    running = 0.0
    line: list[tuple[float, Number]] = [(0.0, 0)]
    for place, hour in enumerate(shown, 1):
        running += float(value_of(hours[hour])) if hour in hours else 0.0
        line.append((place / len(shown), running))
    if now_x is not None and all(x != now_x for x, _value in line):
        line.append((now_x, value_of(cut)))
    return sorted(line, key=lambda place: place[0])


def _hour_marks(shown: Sequence[int]) -> list[tuple[float, str]]:
    count = len(shown)
    labels = [f"{shown[0]}:00", *[str(hour) for hour in shown[1:]], str(shown[-1] + 1)]
    return [(place / count, label) for place, label in enumerate(labels)]
