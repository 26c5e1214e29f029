"""Why a number changed: what it is the product of, where the change comes from, and whether such a change is usual."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from edge.merchants.models import Merchant
from insights.metrics import derive
from insights.metrics.catalog import ATTRIBUTE
from insights.metrics.compare import comparison
from insights.metrics.contributions import (
    ADDITIVE,
    DIMENSIONS,
    Sides,
    Split,
    parts_asked,
    sides_of,
    split_by,
)
from insights.metrics.factors import factors_of, lines_tell
from insights.metrics.figure import Comparison, Factor, Figure, MetricQuery
from insights.metrics.ground import Ground
from insights.metrics.like_changes import Usual, usual_for
from insights.metrics.query import measure_many

# What is measured beside each number that can be explained.
_BESIDE: Mapping[str, tuple[str, ...]] = {
    "net_sales": (
        "gross_sales",
        "sales_count",
        "units",
        "average_sale",
        "units_per_sale",
        "refunds",
    ),
    "gross_sales": ("gross_sales", "sales_count", "units", "average_sale", "units_per_sale"),
    "average_sale": ("average_sale", "sales_count", "units", "gross_sales", "units_per_sale"),
    "sales_count": ("sales_count",),
    "units": ("units", "sales_count", "units_per_sale"),
    "refunds": ("refunds", "gross_sales"),
}
EXPLAINED = frozenset(_BESIDE)
# The total whose factors are told, and what it is divided by; units come with those of money.
_FACTORED: Mapping[str, tuple[str, ...]] = {
    "net_sales": ("gross_sales", "sales_count"),
    "gross_sales": ("gross_sales", "sales_count"),
    "average_sale": ("average_sale", "sales_count"),
    "sales_count": ("sales_count",),
    "units": ("units", "sales_count"),
    "refunds": (),
}
_OF_MONEY = frozenset({"net_sales", "gross_sales", "average_sale"})


@dataclass(frozen=True)
class Explanation:
    """A change with all that explains it.

    beside: what was measured besides, by metric. factors: their effects; those of one level add up to the change of
    gross sales. given_back: what refunds make of it, the rest of the change of net sales. days: days of trade now and
    then, where the calendar makes a difference, and the weekdays of which there were more or fewer. split: by the
    dimension asked for, else by the one that tells most; further: the other ones, those that tell more first.
    """

    change: Comparison
    beside: Mapping[str, Comparison]
    factors: Mapping[Factor, Figure] = field(default_factory=dict)
    given_back: Figure | None = None
    days: "Days | None" = None
    split: Split | None = None
    further: tuple[str, ...] = ()
    usual: Usual | None = None


@dataclass(frozen=True)
class Days:
    """The calendar's part: days of trade of both periods, and which weekdays there were more and fewer of."""

    now: Figure
    then: Figure
    more: tuple[str, ...]
    fewer: tuple[str, ...]


def explain(
    merchant: Merchant,
    queries: tuple[MetricQuery, MetricQuery],
    *,
    by: str | None = None,
    hidden: Collection[str] = (),
) -> Explanation:
    """Explain why a metric differs between now and then, inside the merchant's tenant_context.

    queries: now and then, alike but for the period. by: the dimension to split by. hidden: dimensions that the reader
    may not see.
    """
    ground = Ground(merchant, queries)
    names = tuple(dict.fromkeys((ground.metric, *_BESIDE[ground.metric])))
    dimensions = _dimensions(ground, by, hidden)
    figures, parts = ground.read(
        [replace(query, metric=name) for name in names for query in queries],
        parts_asked(ground, dimensions),
    )
    pairs = dict(zip(names, zip(figures[::2], figures[1::2], strict=True), strict=True))
    compared = {name: comparison(merchant, *pair) for name, pair in pairs.items()}
    change = compared[ground.metric]
    leaves = _leaves(ground, pairs)
    factors = factors_of(merchant, leaves, ground) if leaves else {}
    told = sorted(sides_of(ground, dimensions, parts), key=Sides.carried, reverse=True)
    chosen = _chosen(told, by) if change.change.value else None
    return Explanation(
        change=change,
        beside=compared,
        factors=factors,
        given_back=derive.change(merchant, *reversed(pairs["refunds"]))
        if ground.metric == "net_sales"
        else None,
        days=_days(merchant, ground) if "by_days" in factors else None,
        split=split_by(merchant, change, chosen) if chosen else None,
        further=tuple(one.by for one in told if one is not chosen),
        usual=usual_for(merchant, *pairs[ground.metric]),
    )


def _dimensions(ground: Ground, by: str | None, hidden: Collection[str]) -> list[str]:
    """Return what the change may be split by: what is not narrowed to one value already, and may be seen."""
    if ground.metric not in ADDITIVE:
        return []
    narrowed = {
        given.dimension
        for query in ground.queries
        for given in query.filters
        if given.op == "missing" or (given.op == "is" and len(given.values) == 1)
    }
    if max(query.period.days for query in ground.queries) == 1:
        narrowed.add("weekday")
    named = (by,) if by and by.startswith(ATTRIBUTE) else ()
    return [key for key in (*DIMENSIONS, *named) if key not in narrowed and key not in hidden]


def _chosen(told: Sequence[Sides], by: str | None) -> Sides | None:
    """Return the parts of the dimension asked for, else of the one of which few parts carry most."""
    named = next((one for one in told if one.by == by), None) if by else None
    return named or next(iter(told), None)


def _leaves(ground: Ground, pairs: Mapping[str, tuple[Figure, Figure]]) -> Sequence[Figure]:
    """Return the figures that the factors follow from: without the units where the lines do not tell them.

    None where money came in more than one currency, for sales and units are counted over all of them.
    """
    if any(figure.others for pair in pairs.values() for figure in pair):
        return ()
    found = [figure for name in _FACTORED[ground.metric] for figure in pairs[name]]
    if ground.metric not in _OF_MONEY:
        return found
    gross = pairs["gross_sales"]
    known = (Decimal(gross[0].value or 0), Decimal(gross[1].value or 0))
    if all(figure.value for figure in pairs["units"]) and lines_tell(ground, known):
        found += pairs["units"]
    return found


def _days(merchant: Merchant, ground: Ground) -> Days | None:
    """Return the days of trade of both periods where they differ, in number or in weekdays."""
    differing = {
        key: weekday.days[0] - weekday.days[1]
        for key, weekday in ground.weekdays.items()
        if weekday.days[0] != weekday.days[1]
    }
    if not differing:
        return None
    now, then = measure_many(merchant, ground.days)
    return Days(
        now,
        then,
        tuple(key for key, more in differing.items() if more > 0),
        tuple(key for key, more in differing.items() if more < 0),
    )
