"""From an intent to the figures that answer it, each from the metric catalog, all of one merchant."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

from chat.analyst.intent import Condition, Intent
from chat.analyst.moments import When
from edge.merchants.models import Merchant
from insights.metrics import derive
from insights.metrics.compare import comparison
from insights.metrics.figure import Comparison, Figure, Filter, MetricQuery, Order, Point, Series
from insights.metrics.query import breakdown, measure, measure_many

_SHOWN = 3
_LISTED = 12
_ADDITIVE = frozenset(
    {
        "net_sales",
        "gross_sales",
        "refunds",
        "sales_count",
        "units",
        "tips",
        "fees",
        "payouts",
        "taxes",
    }
)
_OF_TIME = frozenset({"day", "week", "month", "quarter", "hour", "weekday"})
# What else is told of each part of a ranking by product.
_WHOLES = {"new_customers": "customers", "returning_customers": "customers"}


@dataclass(frozen=True)
class Ranked:
    """One part of a ranking or list: its key and name, its figures in the order of the metrics, its share."""

    point: Point
    figures: tuple[Figure, ...]
    share: Figure | None = None


@dataclass
class Found:
    """What was measured; which fields are filled depends on the intent's shape."""

    intent: Intent
    totals: list[tuple[When, list[Figure]]] = field(default_factory=list)
    sums: list[Figure] = field(default_factory=list)
    comparisons: list[Comparison] = field(default_factory=list)
    parts: list[Ranked] = field(default_factory=list)
    series: Series | None = None
    share: Figure | None = None
    part: Figure | None = None
    whole: Figure | None = None
    day: str = ""
    customer: str = ""
    effects: dict[str, Figure] = field(default_factory=dict)
    movers: list[tuple[str, Figure]] = field(default_factory=list)

    @property
    def focus(self) -> Condition | None:
        """What the answer is about, for a follow-up question that says "that"."""
        by = self.intent.by or ("document" if self.intent.shape == "biggest" else None)
        if not self.parts or not by or by == "pair":
            return None
        point = self.parts[0].point
        return (
            Condition(by, "is", (point.key,), (point.label,))
            if point.key
            else Condition(by, "missing")
        )


def plan(merchant: Merchant, intent: Intent) -> Found:
    """Measure what an intent asks for, inside the merchant's tenant_context."""
    found = Found(intent)
    {
        "total": _total,
        "compare": _compare,
        "rank": _rank,
        "list": _rank,
        "share": _share,
        "why": _why,
        "pair": _pair,
        "biggest": _biggest,
    }[intent.shape](merchant, intent, found)
    return found


def query_of(intent: Intent, metric: str, when: When) -> MetricQuery:
    """Return the query for one metric of an intent in one of its periods."""
    filters = tuple(Filter(c.dimension, c.op, c.values) for c in intent.conditions)
    start, end = intent.hours or (None, None)
    return MetricQuery(metric, when.period, filters, time_from=start, time_to=end)


def _total(merchant: Merchant, intent: Intent, found: Found) -> None:
    periods = _joined(intent.periods) if intent.together else intent.periods
    queries = [query_of(intent, metric, when) for when in periods for metric in intent.metrics]
    figures = measure_many(merchant, queries)
    for place, when in enumerate(periods):
        own = figures[place * len(intent.metrics) : (place + 1) * len(intent.metrics)]
        found.totals.append((when, [_divided(merchant, intent, when, figure) for figure in own]))
    if intent.together and len(periods) > 1 and set(intent.metrics) <= _ADDITIVE and not intent.per:
        columns = zip(*(own for _, own in found.totals), strict=True)
        found.sums = [derive.total(merchant, list(column)) for column in columns]


def _joined(periods: tuple[When, ...]) -> tuple[When, ...]:
    """Return periods that follow each other as one."""
    ordered = sorted(periods, key=lambda when: when.first)
    if len(ordered) < 2 or any(
        one.last + timedelta(days=1) != other.first for one, other in pairwise(ordered)
    ):
        return periods
    return (When(ordered[0].first, ordered[-1].last, "span", until=ordered[-1].until),)


def _divided(merchant: Merchant, intent: Intent, when: When, figure: Figure) -> Figure:
    """Return a figure divided as the question asks: by the days of its period, its weeks or months, its customers."""
    if intent.per is None or figure.metric not in _ADDITIVE:
        return figure
    if intent.per == "day":
        return derive.per_day(merchant, figure, _days(intent, when))
    if intent.per == "customer":
        # Only what known customers bought: the others are no customers to divide by.
        known = figure.query.where(Filter("customer", "known"))
        bought, buyers = measure_many(merchant, [known, replace(known, metric="customers")])
        return derive.ratio(merchant, bought, buyers, figure.unit)
    series = breakdown(merchant, replace(figure.query, by=intent.per))
    return (
        derive.mean(merchant, [point.figure for point in series.points])
        if series.points
        else figure
    )


def _days(intent: Intent, when: When) -> int:
    weekdays = {
        int(value)
        for c in intent.conditions
        if c.dimension == "weekday" and c.op == "is"
        for value in c.values
    }
    days = [when.first + timedelta(days=n) for n in range(when.days)]
    return sum(1 for day in days if not weekdays or day.isoweekday() in weekdays) or 1


def _compare(merchant: Merchant, intent: Intent, found: Found) -> None:
    against = intent.against
    if against is None:
        raise ValueError("a comparison needs a period to compare with")
    now = intent.periods[0]
    queries = [
        query_of(intent, metric, when) for metric in intent.metrics for when in (now, against)
    ]
    figures = measure_many(merchant, queries)
    for place in range(len(intent.metrics)):
        one, other = figures[2 * place : 2 * place + 2]
        one, other = (
            _divided(merchant, intent, now, one),
            _divided(merchant, intent, against, other),
        )
        found.comparisons.append(comparison(merchant, one, other))


def _rank(merchant: Merchant, intent: Intent, found: Found) -> None:
    by, when = intent.by or "product", intent.periods[0]
    is_list = intent.shape == "list"
    base = query_of(intent, intent.metrics[0], when)
    order: Order = (
        "key" if is_list and by in _OF_TIME else "value" if intent.rank == "least" else "-value"
    )
    limit = None if is_list and by in _OF_TIME else intent.limit or (_LISTED if is_list else _SHOWN)
    sold_only = not is_list and base.metric not in {"refunds", "refund_rate"}
    # What belongs to nobody known can win no ranking, though it has its line in a list.
    ranked = base if is_list or by in _OF_TIME else base.where(Filter(by, "known"))
    series = breakdown(
        merchant, replace(ranked, by=by, order=order, limit=limit, sold_only=sold_only)
    )
    found.series = series
    found.parts = _parts(merchant, intent, base, list(series.points))
    if is_list and base.metric in _ADDITIVE:
        found.whole = measure(merchant, base)


def _parts(
    merchant: Merchant, intent: Intent, base: MetricQuery, points: list[Point]
) -> list[Ranked]:
    """Return the parts of a ranking with the further metrics that were asked for, and their shares."""
    more = list(intent.metrics[1:])
    queries = [replace(point.figure.query, metric=metric) for point in points for metric in more]
    whole_metric = base.metric if base.metric in _ADDITIVE else "net_sales"
    wholes = [replace(base, metric=whole_metric)] if intent.wants_share else []
    own = (
        [replace(point.figure.query, metric=whole_metric) for point in points]
        if intent.wants_share
        else []
    )
    figures = measure_many(merchant, [*queries, *own, *wholes]) if queries or wholes else []
    ranked = []
    for place, point in enumerate(points):
        further = figures[place * len(more) : (place + 1) * len(more)]
        share = (
            derive.share(merchant, figures[len(queries) + place], figures[-1]) if wholes else None
        )
        ranked.append(Ranked(point, (point.figure, *further), share))
    return ranked


def _share(merchant: Merchant, intent: Intent, found: Found) -> None:
    """Measure a part and its whole: what is left of the question without its conditions, or without its hours."""
    if intent.by:
        _rank(
            merchant,
            intent.but(shape="list", wants_share=True, limit=intent.limit or _LISTED),
            found,
        )
        return
    when, metric = intent.periods[0], intent.metrics[0]
    whole = intent.but(hours=None) if intent.hours else intent.but(conditions=())
    queries = [query_of(intent, metric, when), query_of(whole, _WHOLES.get(metric, metric), when)]
    found.part, found.whole = measure_many(merchant, queries)
    found.share = derive.share(merchant, found.part, found.whole)


def _why(merchant: Merchant, intent: Intent, found: Found) -> None:
    """Compare net sales and all that they follow from, and the parts that moved most."""
    metrics = ("net_sales", "gross_sales", "refunds", "sales_count", "average_sale")
    _compare(merchant, intent.but(metrics=metrics, per=None), found)
    found.effects = _effects(merchant, {one.now.metric: one for one in found.comparisons})
    found.movers = _movers(merchant, intent)


def _effects(merchant: Merchant, by_metric: dict[str, Comparison]) -> dict[str, Figure]:
    """Return what number, average and refunds each make of the change in net sales; they add up to it, to the cent.

    More sales at the old average, then the new average on all sales: the second is the rest of the change in gross
    sales, so that no remainder is left.
    """
    gross, refunds = by_metric["gross_sales"], by_metric["refunds"]
    count, average = by_metric["sales_count"], by_metric["average_sale"]
    if average.then.value is None or average.now.value is None:
        return {}
    by_count = derive.effect(merchant, average.then, count.change)
    return {
        "count": by_count,
        "average": derive.change(merchant, gross.change, by_count),
        "refunds": derive.change(merchant, refunds.then, refunds.now),
    }


def _movers(merchant: Merchant, intent: Intent) -> list[tuple[str, Figure]]:
    """Return the products whose net sales changed most in the direction of the whole change."""
    against = intent.against
    if against is None or any(condition.dimension == "product" for condition in intent.conditions):
        return []
    queries = [
        replace(query_of(intent, "net_sales", when), by="product")
        for when in (intent.periods[0], against)
    ]
    now, then = (
        {point.key: point for point in breakdown(merchant, query).points} for query in queries
    )
    changes = [
        (now[key].label, derive.change(merchant, now[key].figure, then[key].figure))
        for key in now.keys() & then.keys() - {""}
    ]
    return sorted(changes, key=_by_size)[:_SHOWN]


def _by_size(change: tuple[str, Figure]) -> tuple[Decimal, str]:
    return -abs(Decimal(change[1].value or 0)), change[0]


def _pair(merchant: Merchant, intent: Intent, found: Found) -> None:
    query = query_of(intent, "sales_count", intent.periods[0])
    series = breakdown(
        merchant, replace(query, by="pair", order="-value", limit=intent.limit or _SHOWN)
    )
    found.series = series
    found.parts = [Ranked(point, (point.figure,)) for point in series.points]


def _biggest(merchant: Merchant, intent: Intent, found: Found) -> None:
    query = query_of(intent, "gross_sales", intent.periods[0])
    series = breakdown(
        merchant,
        replace(query, by="document", order="-value", limit=intent.limit or 1, sold_only=True),
    )
    found.series = series
    found.parts = [Ranked(point, (point.figure,)) for point in series.points]
    if not series.points:
        return
    own = series.points[0].figure.query
    days = [
        point.key for point in breakdown(merchant, replace(own, by="day", sold_only=True)).points
    ]
    found.day = days[0] if days else ""
    buyers = [
        point.label
        for point in breakdown(merchant, replace(own, by="customer", sold_only=True)).points
        if point.key
    ]
    found.customer = buyers[0] if len(buyers) == 1 else ""
