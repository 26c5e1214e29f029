"""Comparisons like for like: a running period never stands against a whole one."""

from collections.abc import Sequence

from edge.lib.errors import InvalidRequest
from edge.lib.period import Period
from edge.merchants.models import Merchant
from insights.metrics.derive import change, growth, mean
from insights.metrics.figure import Comparison, Figure, MetricQuery
from insights.metrics.query import measure_many


class UnlikePeriods(InvalidRequest):
    """A period that is still running was to be compared with a whole one."""

    code = "unlike_periods"


def compare(merchant: Merchant, query: MetricQuery, other_period: Period) -> Comparison:
    """Return the query's figure against the same for another period, with one statement.

    Raises UnlikePeriods where one period is cut and the other is not.
    """
    _check_alike(query.period, other_period)
    now, then = measure_many(merchant, [query, query.during(other_period)])
    return comparison(merchant, now, then)


def compare_usual(merchant: Merchant, query: MetricQuery, usual: Sequence[Period]) -> Comparison:
    """Return the query's figure against the mean of the same for several periods, with one statement."""
    for period in usual:
        _check_alike(query.period, period)
    now, *before = measure_many(merchant, [query, *(query.during(period) for period in usual)])
    return comparison(merchant, now, mean(merchant, before))


def comparison(merchant: Merchant, now: Figure, then: Figure) -> Comparison:
    """Return two measured figures with their change and growth."""
    return Comparison(now, then, change(merchant, now, then), growth(merchant, now, then))


def _check_alike(one: Period, other: Period) -> None:
    if one.is_whole != other.is_whole:
        raise UnlikePeriods(
            "A period that is still running is compared with the same elapsed part of another.",
            log_text=f"{one} against {other}",
        )
