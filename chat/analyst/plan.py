"""From an intent to the figures that answer it, each from the metric catalog, all of one merchant."""

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from chat.analyst.found import ADDITIVE, Found, query_of
from chat.analyst.intent import Intent
from chat.analyst.kinds import KINDS
from chat.analyst.moments import When
from chat.analyst.plan_rank import LISTED, biggest, pair, rank
from chat.analyst.plan_why import why
from edge.merchants.models import Merchant
from insights.metrics import derive
from insights.metrics.compare import comparison
from insights.metrics.figure import Figure, Filter
from insights.metrics.query import breakdown, measure_many

# What else is told of each part of a ranking by product.
_WHOLES = {"new_customers": "customers", "returning_customers": "customers"}


def plan(merchant: Merchant, intent: Intent, *, hidden: Collection[str] = frozenset()) -> Found:
    """Measure what an intent asks for, inside the merchant's tenant_context.

    hidden: dimensions by which nothing is told of the answer's own accord, because the asker may not see them.
    """
    found = Found(intent)
    if intent.shape in KINDS:
        found.detail = KINDS[intent.shape].plan(merchant, intent)
        return found
    if intent.shape == "why":
        why(merchant, intent, found, hidden)
        return found
    {
        "total": _total,
        "compare": _compare,
        "rank": rank,
        "list": rank,
        "share": _share,
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
