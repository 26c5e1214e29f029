"""The tool that measures: one metric for one period, split or compared where asked."""

from datetime import date
from typing import Any, Literal

from pydantic import Field

from chat.orchestrator.evidence import Desk
from chat.sight import may_see
from chat.tools.contract import Arguments, Tool
from edge.lib.errors import ToolFailed, ToolRetry
from edge.lib.period import Period, shift_like
from insights.metrics.availability import NotHeld, require_held
from insights.metrics.catalog import METRICS
from insights.metrics.compare import comparison
from insights.metrics.figure import Figure, Filter, MetricQuery
from insights.metrics.query import breakdown, measure, measure_many

MOST_PARTS = 12
METRIC_KEYS = tuple(METRICS)


class FilterArguments(Arguments):
    """One condition: a dimension and the values that it may have, spelled as the tool returned them."""

    dimension: str
    op: Literal["is", "is_not", "missing"] = "is"
    values: list[str] = Field(default_factory=list, max_length=20)


class MetricArguments(Arguments):
    """Measure one metric of this business from first_day to last_day, both included.

    Returns figures, each with a placeholder name such as f1. Write {{f1}} where its number belongs; never type digits.
    Split it with `by`, or compare it with another span of the same length with compare_first_day. A period that
    reaches today is cut at this moment, and so is the one it is compared with.
    """

    metric: Literal[METRIC_KEYS]  # type: ignore[valid-type]  # the catalog's keys, known when the module loads
    first_day: date
    last_day: date
    by: str | None = Field(
        None,
        description="day, week, month, hour, weekday, product, category, location, staff, payment_method, channel, "
        "country, customer, or attribute:<name>",
    )
    order: Literal["key", "value", "-value"] = Field(
        "key", description="-value puts the largest first"
    )
    limit: int = Field(5, ge=1, le=MOST_PARTS)
    filters: list[FilterArguments] = Field(default_factory=list, max_length=6)
    compare_first_day: date | None = Field(
        None, description="the first day of the span to compare with"
    )


def run(desk: Desk, arguments: MetricArguments) -> dict[str, Any]:
    """Return the figures that the arguments ask for, by placeholder."""
    asked_by = [each.dimension for each in arguments.filters]
    asked_by += [arguments.by] if arguments.by else []
    if not may_see(desk.role, arguments.metric, asked_by):
        raise ToolFailed("This person's role does not see that metric. Say so.")
    query = _query(desk, arguments)
    try:
        require_held(desk.merchant, query)
    except NotHeld as error:
        raise ToolFailed(f"{error.merchant_text} Say so; it is not zero.") from error
    if arguments.by:
        return _parts(desk, query)
    if arguments.compare_first_day is None:
        return {"figures": [_shown(desk, measure(desk.merchant, query))]}
    days = (arguments.compare_first_day - query.period.first).days
    other = shift_like(query.period, days, desk.merchant.calendar)
    now, then = measure_many(desk.merchant, [query, query.during(other)])
    both = comparison(desk.merchant, now, then)
    named = {"now": both.now, "then": both.then, "change": both.change, "growth": both.growth}
    return {"figures": [_shown(desk, figure, role=name) for name, figure in named.items()]}


def _query(desk: Desk, arguments: MetricArguments) -> MetricQuery:
    today = desk.merchant.calendar.business_date(desk.now)
    if arguments.first_day > min(arguments.last_day, today):
        raise ToolRetry(
            f"The period must begin before it ends and not lie in the future; today is {today}."
        )
    last = min(arguments.last_day, today)
    return MetricQuery(
        metric=arguments.metric,
        period=Period(arguments.first_day, last, desk.now if last == today else None),
        filters=tuple(
            Filter(each.dimension, each.op, tuple(each.values)) for each in arguments.filters
        ),
        by=arguments.by,
        order=arguments.order,
        limit=arguments.limit if arguments.by else None,
    )


def _parts(desk: Desk, query: MetricQuery) -> dict[str, Any]:
    series = breakdown(desk.merchant, query)
    parts = [
        {"key": point.key, "label": point.label} | _shown(desk, point.figure)
        for point in series.points
    ]
    return {"parts": parts, "total_count": series.total_count, "truncated": series.truncated}


def _shown(desk: Desk, figure: Figure, *, role: str = "") -> dict[str, Any]:
    period = figure.query.period
    shown: dict[str, Any] = {
        "placeholder": f"{{{{{desk.evidence.add_figure(figure)}}}}}",
        "metric": figure.metric,
        "value": str(figure.value) if figure.value is not None else None,
        "unit": figure.unit_name,
        "from": str(period.first),
        "to": str(period.last),
    }
    return shown | ({"is": role} if role else {}) | ({} if period.is_whole else {"so_far": True})


QUERY_METRIC = Tool("query_metric", MetricArguments, run)
