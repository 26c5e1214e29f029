"""What a number of Edge is: a value with everything that proves it; pure values, so that detectors may see them."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Literal

from edge.lib.period import Period

FilterOp = Literal["is", "is_not", "between", "missing", "known"]
Order = Literal["key", "value", "-value"]
# factor: how many times as much. parts: how many parts of a breakdown.
Unit = Literal[
    "money", "sales", "units", "customers", "fraction", "attempts", "days", "times", "refunds", "hours", "factor",
    "parts",
]  # fmt: skip
Comparator = Literal[">", ">=", "<", "<="]
# What makes a change: the number of sales (days of trade and pace), items per sale or the average, price and mix.
Factor = Literal[
    "by_count", "by_days", "by_pace", "by_items", "by_average", "by_price_mix", "by_price", "by_mix"
]  # fmt: skip
# measured: read from the books; the others are computed from the figures in `of`, in their order. A factor, and how
# many like changes there were, is computed from more of the books than those figures: from what they are sums of.
How = Literal[
    "measured", "change", "growth", "share", "ratio", "mean", "sum", "per_day", "effect", "rest",
    "by_count", "by_days", "by_pace", "by_items", "by_average", "by_price_mix", "by_price", "by_mix",
    "like_changes", "as_large", "less", "lift", "lift_low",
]  # fmt: skip


@dataclass(frozen=True)
class Filter:
    """One condition on a dimension.

    op: "is" any of the values; "is_not" none of them; "between" the first and the second, both included; "missing" the
    dimension is empty and "known" it is not (values stay empty). Values are keys as a Point shows them: a product's
    code, a customer's reference, a location's or person's name, an hour "14", a weekday "1" (Monday) to "7".
    """

    dimension: str
    op: FilterOp = "is"
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class MetricQuery:
    """What to measure, for which business days, of what, and split by what.

    time_from, time_to: minutes after midnight on the merchant's clock, from and before; either may be None, which
    reaches to the start or end of the business day. order and limit hold for a breakdown: "key" is calendar or
    alphabetical order, "-value" the largest first. sold_only leaves out parts without a single sale, as rankings do
    (for refunds, tips and the like: parts without a single row). currency: None is the merchant's own.
    having: only parts whose value lies beyond a bound, in major units. counts_parts: not the parts but how many.
    """

    metric: str
    period: Period
    filters: tuple[Filter, ...] = ()
    by: str | None = None
    order: Order = "key"
    limit: int | None = None
    time_from: int | None = None
    time_to: int | None = None
    sold_only: bool = False
    currency: str | None = None
    having: tuple[Comparator, str] | None = None
    counts_parts: bool = False

    def where(self, *filters: Filter) -> "MetricQuery":
        """Return the query with further conditions."""
        return replace(self, filters=(*self.filters, *filters))

    def during(self, period: Period) -> "MetricQuery":
        """Return the same query for another period."""
        return replace(self, period=period)

    def whole(self) -> "MetricQuery":
        """Return the same query as one number: without breakdown, order and limit."""
        return replace(self, by=None, order="key", limit=None, sold_only=False, having=None)

    def as_number(self) -> "MetricQuery":
        """Return the query of one number: how many parts there are, where that is asked, else the whole."""
        return self if self.counts_parts else self.whole()


@dataclass(frozen=True)
class Figure:
    """A number that Edge may show.

    value: money in major units, a fraction for rates (0.073 is 7.3 %), None where nothing divides (an average of no
    sales). rows: how many rows of the books it stands on. watermark: the number of the batch up to which the books
    were read. others: the same measure in the merchant's further currencies, never added to this one.
    days: what a figure "per_day" is divided by.
    """

    id: str
    metric: str
    value: Decimal | int | None
    unit: Unit
    currency: str | None
    query: MetricQuery
    watermark: int
    rows: int
    data_until: datetime | None
    definition_version: int
    how: How = "measured"
    of: tuple["Figure", ...] = ()
    others: tuple["Figure", ...] = ()
    days: int | None = None

    @property
    def unit_name(self) -> str:
        """The currency's code for money, else the unit's name."""
        return self.currency or self.unit if self.unit == "money" else self.unit


@dataclass(frozen=True)
class Point:
    """One part of a breakdown; sales: how many rows of sales it holds, 0 for a day without trade."""

    key: str
    label: str
    figure: Figure
    sales: int = 0


@dataclass(frozen=True)
class Series:
    """A breakdown; total_count is the number of all its parts, truncated whether a limit left some out.

    other_currencies: codes of money that the same rows hold besides the figures' own.
    left_out: kinds of things that stand among the products and are none, which a ranking does not show ("shipping").
    """

    query: MetricQuery
    points: tuple[Point, ...]
    total_count: int
    truncated: bool
    watermark: int = 0
    data_until: datetime | None = None
    other_currencies: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class Comparison:
    """Two figures like for like; change is now minus then, growth the change over then (None where then is 0)."""

    now: Figure
    then: Figure
    change: Figure
    growth: Figure
