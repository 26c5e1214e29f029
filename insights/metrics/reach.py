"""How far a told figure reaches: its days, up to where the books stood when it was told."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import TypedDict

from edge.lib.period import Period
from edge.merchants.models import Merchant
from insights.metrics.catalog import metric_of
from insights.metrics.figure import Figure


class Reach(TypedDict):
    """The first and last business day that a figure speaks of."""

    first_day: date
    last_day: date


def reach_of(merchant: Merchant, figure: Figure) -> Reach:
    """Return the days of a figure and of all that it was computed from."""
    periods = [_told_period(merchant, leaf) for leaf in _leaves(figure)]
    return Reach(
        first_day=min(period.first for period in periods),
        last_day=max(period.last for period in periods),
    )


def as_far_as_told(merchant: Merchant, figure: Figure) -> Figure:
    """Return a figure whose periods end where the books ended when it was told: what came later is no change of it."""
    if figure.how == "measured":
        period = _told_period(merchant, figure)
        return replace(figure, query=figure.query.during(period))
    return replace(figure, of=tuple(as_far_as_told(merchant, part) for part in figure.of))


def _leaves(figure: Figure) -> Iterator[Figure]:
    if figure.how == "measured":
        yield figure
    for part in figure.of:
        yield from _leaves(part)


def _told_period(merchant: Merchant, leaf: Figure) -> Period:
    """Return a measured figure's period, cut at the end of what was known; days without trade count its whole days."""
    period, until = leaf.query.period, leaf.data_until
    if until is None or metric_of(leaf.metric).formula == "days-a":
        return period
    reached = merchant.calendar.business_date(until)
    if reached > period.last or (period.until is not None and period.until <= until):
        return period
    return Period(period.first, max(period.first, min(period.last, reached)), until)
