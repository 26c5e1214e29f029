"""From an intent to the figures that answer it, each from the metric catalog, all of one merchant."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

from chat.analyst.found import ADDITIVE, Found, query_of
from chat.analyst.intent import Intent
from chat.analyst.kinds import KINDS
from chat.analyst.moments import When
from chat.analyst.plan_rank import LISTED, biggest, pair, rank
from edge.merchants.models import Merchant
from insights.metrics import derive
from insights.metrics.compare import comparison
from insights.metrics.figure import Comparison, Figure, Filter
from insights.metrics.query import breakdown, measure_many

_MOVERS = 3
# What else is told of each part of a ranking by product.
_WHOLES = {"new_customers": "customers", "returning_customers": "customers"}


def plan(merchant: Merchant, intent: Intent) -> Found:
    """Measure what an intent asks for, inside the merchant's tenant_context."""
    found = Found(intent)
    if intent.shape in KINDS:
        found.detail = KINDS[intent.shape].plan(merchant, intent)
        return found
    {
        "total": _total,
        "compare": _compare,
        "rank": rank,
        "list": rank,
        "share": _share,
        "why": _why,
        "pair": pair,
        "biggest": biggest,
    }[intent.shape](merchant, intent, found)
    return found


def _total(merchant: Merchant, intent: Intent, found: Found) -> None:
    periods = _joined(intent.periods) if intent.together else intent.periods
    queries = [query_of(intent, metric, when) for when in periods for metric in intent.metrics]
    figures = measure_many(merchant, queries)
    for place, when in enumerate(periods):
        own = figures[place * len(intent.metrics) : (place + 1) * len(intent.metrics)]
        found.totals.append((when, [_divided(merchant, intent, when, figure) for figure in own]))
    if intent.together and len(periods) > 1 and set(intent.metrics) <= ADDITIVE and not intent.per:
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
    if intent.per is None or figure.metric not in ADDITIVE:
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


def _share(merchant: Merchant, intent: Intent, found: Found) -> None:
    """Measure a part and its whole: what is left of the question without its conditions, or without its hours."""
    if intent.by:
        rank(
            merchant,
            intent.but(shape="list", wants_share=True, limit=intent.limit or LISTED),
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
    return sorted(changes, key=_by_size)[:_MOVERS]


def _by_size(change: tuple[str, Figure]) -> tuple[Decimal, str]:
    return -abs(Decimal(change[1].value or 0)), change[0]
