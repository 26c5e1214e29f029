"""Figures and insights as programs read them: amounts as decimal strings, counts as integers, rates as fractions."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Literal

from django.urls import reverse
from ninja import Schema
from pydantic import Field

from edge.lib.errors import InvalidRequest
from edge.lib.period import Period
from edge.merchants.access import Access
from edge.merchants.models import Merchant
from insights.inbox import Entry
from insights.metrics.catalog import METRICS, Metric, dimension_of, metric_of
from insights.metrics.export import json_value
from insights.metrics.figure import Figure, Filter, MetricQuery, Order, Series
from insights.metrics.tokens import token

LONGEST_PERIOD_DAYS = 366 * 20
MOST_PARTS = 1000
_OPS = ("is", "is_not", "between", "missing")


class FilterOut(Schema):
    """One condition."""

    dimension: str
    op: str
    values: list[str]


class FigureOut(Schema):
    """A number with what proves it; the address in `receipt` shows its rows."""

    id: str
    metric: str
    version: int
    value: str | int | float | None = Field(
        description="money as a decimal string, counts as integers"
    )
    unit: str = Field(description="a currency's code, sales, units, customers, fraction, …")
    period: tuple[date, date]
    so_far_until: datetime | None = Field(description="set where the period is not over")
    filters: list[FilterOut]
    watermark: int
    rows: int
    data_until: datetime | None
    receipt: str
    other_currencies: list["FigureOut"]


class PartOut(Schema):
    """One part of a breakdown."""

    key: str
    label: str
    figure: FigureOut


class AnswerOut(Schema):
    """One figure, or the parts of one."""

    figure: FigureOut | None = None
    by: str | None = None
    parts: list[PartOut] | None = None
    total_count: int | None = None
    truncated: bool | None = None
    left_out: list[str] | None = Field(
        None,
        description="kinds of things that are no products and were not ranked: shipping, fee …",
    )


class MetricOut(Schema):
    """One definition of the catalog."""

    key: str
    version: int
    unit: str
    name: str
    meaning: str


class InsightOut(Schema):
    """Something that changed."""

    id: str
    title: str
    text: str
    day: date
    state: str
    direction: Literal["low", "high"]
    found_at: datetime
    figures: dict[str, FigureOut]


class MetricAsk(Schema):
    """What to measure; the days are inclusive business days."""

    first: date = Field(alias="from")
    last: date = Field(alias="to")
    by: str | None = Field(
        None, max_length=80, description="a dimension, such as day, product or attribute:size"
    )
    where: list[str] = Field(
        default_factory=list,
        max_length=10,
        description="conditions such as country:is:France, hour:between:8:11 or customer:missing",
    )
    order: Literal["key", "value", "-value"] = "key"
    limit: int = Field(100, ge=1, le=MOST_PARTS, description="of a breakdown's parts")


def query_of(
    merchant: Merchant, access: Access, key: str, ask: MetricAsk, now: datetime
) -> MetricQuery:
    """Return the query that a request asks for.

    Raises InvalidRequest for what the catalog does not know or a period that cannot be, NotAllowed for what the
    caller's role does not see.
    """
    filters = tuple(_filter(text) for text in ask.where)
    metric_of(key)
    for dimension in [ask.by, *(one.dimension for one in filters)]:
        if dimension is not None:
            dimension_of(dimension)
        access.require_sight(key, dimension)
    order: Order = ask.order
    return MetricQuery(
        metric=key,
        period=_period(merchant, ask.first, ask.last, now),
        filters=filters,
        by=ask.by,
        order=order,
        limit=ask.limit if ask.by else None,
    )


def _period(merchant: Merchant, first: date, last: date, now: datetime) -> Period:
    if last < first:
        raise InvalidRequest("“to” lies before “from”.", code="period_invalid")
    if (last - first).days > LONGEST_PERIOD_DAYS:
        raise InvalidRequest("A period may span twenty years at most.", code="period_invalid")
    today = merchant.calendar.business_date(now)
    return Period(first, last, now if first <= today <= last else None)


def _filter(text: str) -> Filter:
    """Return the condition of a text such as `country:is:France|Spain`; an attribute's name may hold the colon."""
    for op in _OPS:
        dimension, found, rest = text.partition(f":{op}")
        if found and dimension and (rest == "" or rest[0] == ":"):
            separator = ":" if op == "between" else "|"
            values = tuple(rest[1:].split(separator)) if rest else ()
            if (op == "missing") != (not values) or (op == "between" and len(values) != 2):
                break
            return Filter(dimension, op, values)  # type: ignore[arg-type]  # one of _OPS
    raise InvalidRequest(
        f"“{text}” is no condition; write country:is:France.", code="filter_invalid"
    )


def show_metric(metric: Metric, language: str) -> dict[str, Any]:
    """Return a definition in a language."""
    words = metric.words(language)
    return {
        "key": metric.key,
        "version": metric.version,
        "unit": metric.unit,
        "name": words.name,
        "meaning": words.plain,
    }


def metrics_for(access: Access) -> list[Metric]:
    """Return the definitions that the caller's role may see."""
    return [metric for metric in METRICS.values() if access.sees_metric(metric.key)]


def show_figure(merchant: Merchant, figure: Figure) -> dict[str, Any]:
    """Return a figure."""
    period = figure.query.period
    return {
        "id": figure.id,
        "metric": figure.metric,
        "version": figure.definition_version,
        "value": json_value(figure),
        "unit": figure.unit_name,
        "period": (period.first, period.last),
        "so_far_until": period.until,
        "filters": [
            {"dimension": one.dimension, "op": one.op, "values": list(one.values)}
            for one in figure.query.filters
        ],
        "watermark": figure.watermark,
        "rows": figure.rows,
        "data_until": figure.data_until,
        "receipt": reverse("receipt", args=[token(merchant, figure)]),
        "other_currencies": [show_figure(merchant, other) for other in figure.others],
    }


def show_series(merchant: Merchant, series: Series) -> dict[str, Any]:
    """Return the parts of a breakdown."""
    return {
        "by": series.query.by,
        "parts": [
            {"key": point.key, "label": point.label, "figure": show_figure(merchant, point.figure)}
            for point in series.points
        ],
        "total_count": series.total_count,
        "truncated": series.truncated,
        "left_out": list(series.left_out),
    }


def show_insight(merchant: Merchant, entry: Entry) -> dict[str, Any]:
    """Return an insight."""
    named = {"value": entry.value, "usual": entry.usual, "change": entry.change}
    return {
        "id": entry.public_id,
        "title": entry.title,
        "text": entry.text,
        "day": entry.day,
        "state": entry.state,
        "direction": "low" if entry.is_below else "high",
        "found_at": entry.found_at,
        "figures": {name: show_figure(merchant, figure) for name, figure in named.items()},
    }


def figures_of(series: Series) -> Sequence[Figure]:
    """Return the figures of a breakdown."""
    return [point.figure for point in series.points]
