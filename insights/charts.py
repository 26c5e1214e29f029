"""The geometry of every chart: pure functions from numbers to places on the paper; templates draw them.

Shapes are drawn in a box of 1000 units that stretches with the page, so their x lies between 0 and 1000;
labels and dots lie outside it and use percentages, so that text never stretches. All y are pixels.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import floor, log10

Number = Decimal | int | float
Labeller = Callable[[float], str]
Place = tuple[float, float]

ROUND_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
WIDTH = 1000
TOP = 18.0
FOOT = 26.0
LABEL_LIFT = 5.0
# A label at the last point would run off the paper to the right of this share of the width.
LABEL_TURNS_AT = 0.62
LONG_DAY_HOURS = 12
# Columns leave this share of the width to the labels of the grid.
COLUMNS_FROM = 0.08


@dataclass(frozen=True)
class Tick:
    """A label on an axis; `at` is a percentage on the x axis and a pixel on the y axis."""

    at: str
    label: str
    label_y: str = ""
    anchor: str = "middle"
    is_wide_only: bool = False


@dataclass(frozen=True)
class Mark:
    """A point with the words that stand beside it; `gap_y` is where its distance to the usual ends."""

    x: str
    y: str
    label: str = ""
    note: str = ""
    anchor: str = "start"
    dx: int = 16
    label_y: str = ""
    note_y: str = ""
    gap_y: str = ""
    is_unusual: bool = False


@dataclass(frozen=True)
class Bar:
    """One column of a column chart, in percent of the width and pixels."""

    x: str
    width: str
    y: str
    height: str
    is_key: bool = False


@dataclass(frozen=True)
class Chart:
    """Everything that a chart's template draws; what a kind of chart lacks stays empty."""

    height: int
    floor: str
    grid: tuple[Tick, ...] = ()
    ticks: tuple[Tick, ...] = ()
    line: str = ""
    band: str = ""
    band_upper: str = ""
    band_lower: str = ""
    usual: str = ""
    usual_label: str = ""
    usual_y: str = ""
    usual_narrow_y: str = ""
    marks: tuple[Mark, ...] = ()
    bars: tuple[Bar, ...] = ()
    readout: tuple[tuple[str, str], ...] = ()

    @property
    def tick_y(self) -> int:
        """Return the pixel on which the labels of the x axis stand."""
        return self.height - 6


@dataclass(frozen=True)
class Scale:
    """Maps values to pixels: `bottom` lies on the floor, `top` at the upper edge."""

    bottom: float
    top: float
    height: int

    @property
    def floor(self) -> float:
        """Return the pixel of the floor, above the labels of the x axis."""
        return self.height - FOOT

    def y(self, value: Number) -> float:
        """Return the pixel of `value`; everything lies on the floor where there is no span."""
        if self.top <= self.bottom:
            return self.floor
        share = (float(value) - self.bottom) / (self.top - self.bottom)
        return self.floor - share * (self.floor - TOP)


def percent(share: Number) -> str:
    """Return a share of 1 as a percentage for SVG."""
    return f"{float(share) * 100:.2f}%"


def share_of(value: Number | None, whole: Number | None) -> str:
    """Return how much of `whole` a bar for `value` fills, as a percentage between 0 and 100."""
    if not value or not whole or float(whole) <= 0:
        return "0.00%"
    return percent(min(max(float(value) / float(whole), 0.0), 1.0))


def round_step(span: Number, count: int = 4) -> float:
    """Return a round distance between grid lines, so that about `count` of them lie in `span`."""
    rough = float(span) / count
    if rough <= 0:
        return 1.0
    power = float(10 ** floor(log10(rough)))
    return next(step * power for step in ROUND_STEPS if step * power >= rough * 0.999)


def grid_values(lowest: Number, highest: Number, count: int = 4) -> list[float]:
    """Return the round values within two numbers at which grid lines lie; the floor itself is left out."""
    step = round_step(float(highest) - float(lowest), count)
    number = floor(float(lowest) / step) + 1
    values = []
    while number * step <= float(highest) * 1.0001:
        values.append(number * step)
        number += 1
    return values


@dataclass(frozen=True)
class DayLines:
    """A day as cumulative lines; x is a share (0 to 1) of the shown hours, values share one unit."""

    today: Sequence[tuple[float, Number]]
    usual: Sequence[tuple[float, Number]] = ()
    lower: Sequence[tuple[float, Number]] = ()
    upper: Sequence[tuple[float, Number]] = ()
    hours: Sequence[tuple[float, str]] = ()
    today_label: str = ""
    gap_label: str = ""
    usual_label: str = ""
    is_unusual: bool = False
    readout: tuple[tuple[str, str], ...] = ()
    height: int = 284


def day_chart(day: DayLines, label: Labeller) -> Chart:
    """Return a day's cumulative line over the range of the days like it."""
    values = [float(v) for line in (day.today, day.usual, day.lower, day.upper) for _, v in line]
    scale = Scale(min([0.0, *values]), max([0.0, *values]), day.height)
    upper, lower = _pixels(day.upper, scale), _pixels(day.lower, scale)
    has_band = bool(upper and lower)
    return Chart(
        height=day.height,
        floor=f"{scale.floor:.1f}",
        grid=_grid(scale, label),
        ticks=_hour_ticks(day.hours),
        line=_points(_pixels(day.today, scale)),
        band=_points([*upper, *reversed(lower)]) if has_band else "",
        band_upper=_points(upper) if has_band else "",
        band_lower=_points(lower) if has_band else "",
        usual=_points(_pixels(day.usual, scale)),
        usual_label=day.usual_label if has_band else "",
        usual_y=f"{min(_lowest_at_end(lower) + 16, scale.floor - 6):.1f}" if has_band else "",
        usual_narrow_y=f"{max(_at_half(upper) - 12, 12):.1f}" if has_band else "",
        marks=_now(day, scale),
        readout=day.readout,
    )


def _pixels(line: Sequence[tuple[float, Number]], scale: Scale) -> list[Place]:
    return [(x * WIDTH, scale.y(value)) for x, value in line]


def _points(places: Iterable[Place]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in places)


def _lowest_at_end(line: Sequence[Place]) -> float:
    # A label that ends at the right edge reaches back over about a fifth of the width.
    return max(y for x, y in line if x >= WIDTH * 0.78)


def _at_half(line: Sequence[Place]) -> float:
    return next((y for x, y in line if x >= WIDTH / 2), line[-1][1])


def _grid(scale: Scale, label: Labeller) -> tuple[Tick, ...]:
    return tuple(
        Tick(f"{scale.y(v):.1f}", label(v), f"{scale.y(v) - LABEL_LIFT:.1f}")
        for v in grid_values(scale.bottom, scale.top)
    )


def _hour_ticks(hours: Sequence[tuple[float, str]]) -> tuple[Tick, ...]:
    # Every third hour stays on a phone, and both ends always do; a long day leaves their neighbours out.
    last = len(hours) - 1
    is_long = last > LONG_DAY_HOURS
    ticks = []
    for number, (x, label) in enumerate(hours):
        if is_long and number in (1, last - 1):
            continue
        anchor = "start" if number == 0 else "end" if number == last else "middle"
        near_end = last - number < 2 and number != last
        is_kept = number in (0, last) or (number % 3 == 0 and not near_end)
        ticks.append(Tick(percent(x), label, anchor=anchor, is_wide_only=not is_kept))
    return tuple(ticks)


def _now(day: DayLines, scale: Scale) -> tuple[Mark, ...]:
    if not day.today:
        return ()
    x, value = day.today[-1]
    y = scale.y(value)
    is_left = x > LABEL_TURNS_AT
    label_y = min(y + (14 if not is_left else 34), scale.floor - 24)
    return (
        Mark(
            x=percent(x),
            y=f"{y:.1f}",
            label=day.today_label,
            note=day.gap_label,
            anchor="end" if is_left else "start",
            dx=-4 if is_left else 16,
            label_y=f"{label_y:.1f}",
            note_y=f"{label_y + 17:.1f}",
            is_unusual=day.is_unusual,
        ),
    )


@dataclass(frozen=True)
class Peers:
    """Days that are alike, oldest first, the judged one last; `lower` to `upper` is their usual range."""

    values: Sequence[Number]
    labels: Sequence[str]
    lower: Number
    upper: Number
    usual: Number
    lower_label: str = ""
    upper_label: str = ""
    usual_label: str = ""
    key_label: str = ""
    gap_label: str = ""
    is_unusual: bool = True
    readout: tuple[tuple[str, str], ...] = ()
    height: int = 232


def peers_chart(peers: Peers, label: Labeller) -> Chart:
    """Return the days as dots over their usual range, the judged one ringed and its gap drawn."""
    lowest = min(float(v) for v in (*peers.values, peers.lower))
    highest = max(float(v) for v in (*peers.values, peers.upper))
    room = (highest - lowest) * 0.12 or 1.0
    scale = Scale(
        lowest - room if lowest - room > 0 else min(lowest, 0.0), highest + room, peers.height
    )
    count = len(peers.values)
    places = [((n + 0.5) / count, v) for n, v in enumerate(peers.values)]
    edges = (
        Tick(f"{scale.y(peers.upper):.1f}", peers.upper_label, f"{scale.y(peers.upper) - 6:.1f}"),
        Tick(f"{scale.y(peers.lower):.1f}", peers.lower_label, f"{scale.y(peers.lower) + 15:.1f}"),
    )
    return Chart(
        height=peers.height,
        floor=f"{scale.floor:.1f}",
        grid=tuple(t for t in _grid(scale, label) if _is_clear(t, edges)) + edges,
        ticks=_few_ticks([x for x, _ in places], peers.labels),
        line=_points(_pixels(places, scale)),
        band=f"{scale.y(peers.upper):.1f}",
        band_lower=f"{max(scale.y(peers.lower) - scale.y(peers.upper), 1.0):.1f}",
        usual=f"{scale.y(peers.usual):.1f}",
        usual_label=peers.usual_label,
        usual_y=f"{scale.y(peers.upper) - 6:.1f}",
        marks=_peer_marks(places, peers, scale),
        readout=peers.readout,
    )


def _is_clear(tick: Tick, edges: Sequence[Tick]) -> bool:
    return all(abs(float(tick.label_y) - float(edge.label_y)) > 14 for edge in edges)


def _few_ticks(places: Sequence[float], labels: Sequence[str]) -> tuple[Tick, ...]:
    last = len(labels) - 1
    keep = max(1, round(len(labels) / 3))
    return tuple(
        Tick(percent(x), label, is_wide_only=(last - n) % keep != 0)
        for n, (x, label) in enumerate(zip(places, labels, strict=True))
    )


def _peer_marks(
    places: Sequence[tuple[float, Number]], peers: Peers, scale: Scale
) -> tuple[Mark, ...]:
    *others, (key_x, key_value) = places
    key_y = scale.y(key_value)
    key = Mark(
        x=percent(key_x),
        y=f"{key_y:.1f}",
        label=peers.key_label,
        note=peers.gap_label,
        anchor="end",
        dx=-18,
        label_y=f"{key_y - 1:.1f}",
        note_y=f"{key_y + 16:.1f}",
        gap_y=f"{scale.y(peers.usual):.1f}",
        is_unusual=peers.is_unusual,
    )
    return (*(Mark(x=percent(x), y=f"{scale.y(v):.1f}") for x, v in others), key)


@dataclass(frozen=True)
class Columns:
    """Values side by side, one label each; `key` is the position of the one that the words name."""

    values: Sequence[Number]
    labels: Sequence[str]
    key: int | None = None
    readout: tuple[tuple[str, str], ...] = ()
    height: int = 220


def column_chart(columns: Columns, label: Labeller) -> Chart:
    """Return one column a value from a floor of zero; a negative one hangs below it."""
    numbers = [float(v) for v in columns.values]
    scale = Scale(min([0.0, *numbers]), max([0.0, *numbers]), columns.height)
    count = max(len(numbers), 1)
    zero = scale.y(0)
    bars = []
    for n, value in enumerate(numbers):
        y = scale.y(value)
        bars.append(
            Bar(
                x=percent(column_at(n + 0.14, count)),
                width=percent(0.72 * (1 - COLUMNS_FROM) / count),
                y=f"{min(y, zero):.1f}",
                height=f"{abs(zero - y):.1f}",
                is_key=n == columns.key,
            )
        )
    return Chart(
        height=columns.height,
        floor=f"{zero:.1f}",
        grid=_grid(scale, label),
        ticks=_sparse_ticks(columns.labels),
        bars=tuple(bars),
        readout=columns.readout,
    )


def column_at(place: float, count: int) -> float:
    """Return where a place among `count` columns lies, as a share of the width."""
    return COLUMNS_FROM + (1 - COLUMNS_FROM) * place / max(count, 1)


def _sparse_ticks(labels: Sequence[str]) -> tuple[Tick, ...]:
    count = max(len(labels), 1)
    wide, narrow = max(1, -(-count // 12)), max(1, -(-count // 4))
    return tuple(
        Tick(percent(column_at(n + 0.5, count)), label, is_wide_only=n % narrow != 0)
        for n, label in enumerate(labels)
        if n % wide == 0
    )


def heat_step(value: Number | None, lowest: Number, highest: Number) -> int:
    """Return the shade of a cell, 1 (least) to 5 (most), in even steps between two values."""
    if value is None or float(highest) <= float(lowest):
        return 1
    share = (float(value) - float(lowest)) / (float(highest) - float(lowest))
    return min(int(share * 5) + 1, 5)
