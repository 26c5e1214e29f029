"""The sales page: one span of days, its columns, and how it splits."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from insights.charts import Chart, Columns, Labeller, column_at, column_chart, percent, share_of
from insights.metrics.figure import Figure, Point, Series
from insights.sections.comparing import Reader, value_of
from insights.sections.spans import Span, Tab, tabs
from insights.sections.versus import Versus, VersusWords, versus

# What a shop's sales are split by, in this order, where its data know it.
SPLITS = ("product", "category", "location", "payment_method", "channel", "weekday", "country")
SPLIT_ROWS = 8


@dataclass(frozen=True)
class SplitRow:
    """One part of a split, with its bar."""

    label: str
    figure: Figure
    share: str


@dataclass(frozen=True)
class Split:
    """The parts of one dimension, the largest first."""

    key: str
    title: str
    rows: tuple[SplitRow, ...]
    more: str = ""


@dataclass(frozen=True)
class SalesRead:
    """What was read for the page."""

    now: Figure
    then: Figure | None
    count: Figure
    average: Figure
    refunds: Figure
    steps: Series
    splits: Sequence[Series]


@dataclass(frozen=True)
class SalesPage:
    """Everything that the sales page shows."""

    data_until: str
    tabs: tuple[Tab, ...]
    period: str
    versus: Versus
    count: Figure
    average: Figure
    refunds: Figure
    unit_label: str
    rows: tuple[Point, ...]
    chart: Chart | None
    chart_title: str
    best: Point | None
    pairs: tuple[tuple[Split, ...], ...]


def sales_page(span: Span, read: SalesRead, reader: Reader, data_until: str) -> SalesPage:
    """Return the page of one span."""
    currency = read.now.currency or ""
    points = read.steps.points
    best = max(points, key=lambda point: value_of(point.figure), default=None)
    if best is not None and not value_of(best.figure):
        best = None
    words = VersusWords("sales", span.label, span.before_words, span.label, span.before_words)
    splits = [_split(series) for series in read.splits if len(series.points) > 1]
    return SalesPage(
        data_until=data_until,
        tabs=tabs(span.key),
        period=span.label,
        versus=versus(read.now, read.then, words, reader),
        count=read.count,
        average=read.average,
        refunds=read.refunds,
        unit_label=_("Month") if span.step == "month" else _("Day"),
        rows=points,
        chart=step_chart(points, best, reader, lambda value: reader.axis(value, currency)),
        chart_title=_("Net sales, %(period)s") % {"period": span.label},
        best=best,
        pairs=tuple(tuple(splits[place : place + 2]) for place in range(0, len(splits), 2)),
    )


def step_chart(
    points: Sequence[Point], best: Point | None, reader: Reader, label: Labeller
) -> Chart | None:
    """Return one column a point, the best one filled; None without points."""
    if not points:
        return None
    count = len(points)
    columns = Columns(
        values=[value_of(point.figure) for point in points],
        labels=[point.label for point in points],
        key=points.index(best) if best is not None else None,
        readout=tuple(
            (percent(column_at(place + 0.5, count)), f"{point.label}: {reader.says(point.figure)}")
            for place, point in enumerate(points)
        ),
    )
    return column_chart(columns, label)


def _split(series: Series) -> Split:
    titles = {
        "product": _("By item"),
        "category": _("By category"),
        "location": _("By location"),
        "payment_method": _("By payment method"),
        "channel": _("By channel"),
        "weekday": _("By weekday"),
        "country": _("By country"),
    }
    key = series.query.by or ""
    largest = max((value_of(point.figure) for point in series.points), default=0)
    others = series.total_count - len(series.points)
    words = ngettext("and %(n)d more", "and %(n)d more", others)
    return Split(
        key=key,
        title=titles[key],
        rows=tuple(
            SplitRow(
                point.label or _("not named"),
                point.figure,
                share_of(value_of(point.figure), largest),
            )
            for point in series.points
        ),
        more=words % {"n": others} if others > 0 else "",
    )
