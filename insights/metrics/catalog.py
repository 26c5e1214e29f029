"""The metric catalog: the one place that says what net sales, an average sale or a new customer is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from edge.lib.errors import InvalidRequest
from insights.metrics.catalog_words import METRIC_WORDS, Words
from insights.metrics.dimension_words import DIMENSION_WORDS
from insights.metrics.figure import Unit

# What is summed or counted in the books. Money is in minor units.
Measure = Literal[
    "gross", "refund", "sales", "units", "tip", "fee", "payout", "tax", "declined",
    "customers", "new_customers", "returning_customers", "days", "largest", "refund_documents", "tipped",
    "open_hours",
]  # fmt: skip
# How the value follows from the measures a and b: as it stands, less b, over b, or the period's other days.
Formula = Literal["a", "a-b", "a/b", "days-a"]
MONEY: frozenset[Measure] = frozenset({"gross", "refund", "tip", "fee", "payout", "tax", "largest"})
# Sums that a rollup holds; the rest is counted from the rows.
ADDITIVE: frozenset[Measure] = frozenset(
    {"gross", "refund", "sales", "units", "tip", "fee", "payout", "tax", "declined", "days"}
)
# Measures that the lines of a document can answer, and therefore a product, a category, an attribute.
ITEMISED: frozenset[Measure] = frozenset(
    {
        "gross",
        "refund",
        "sales",
        "units",
        "customers",
        "new_customers",
        "returning_customers",
        "days",
        "largest",
        "refund_documents",
    }
)


@dataclass(frozen=True)
class Metric:
    """One definition; its version rises when the definition changes, never otherwise."""

    key: str
    unit: Unit
    a: Measure
    formula: Formula = "a"
    b: Measure | None = None
    version: int = 1

    @property
    def measures(self) -> tuple[Measure, ...]:
        """The measures it needs."""
        return (self.a,) if self.b is None else (self.a, self.b)

    @property
    def is_of_money(self) -> bool:
        """Whether it stands on amounts, which are never added across currencies."""
        return not MONEY.isdisjoint(self.measures)

    @property
    def is_additive(self) -> bool:
        """Whether its measures are sums over days, so that rollups can answer it."""
        return ADDITIVE.issuperset(self.measures)

    @property
    def is_itemised(self) -> bool:
        """Whether it can be asked for a product, a category or an attribute."""
        return ITEMISED.issuperset(self.measures)

    def words(self, language: str) -> Words:
        """Return its name, plain meaning and synonyms; English where the language is not known."""
        return _in_language(METRIC_WORDS[self.key], language)


@dataclass(frozen=True)
class Dimension:
    """One way to split or narrow a metric.

    is_of_time: it follows from the moment; is_of_lines: only the lines of a document know it.
    """

    key: str
    is_of_time: bool = False
    is_of_lines: bool = False

    def words(self, language: str) -> Words:
        """Return its name, the name of its missing value and synonyms."""
        if self.key.startswith(ATTRIBUTE):
            name = self.key.removeprefix(ATTRIBUTE)
            return Words(
                name, _in_language(DIMENSION_WORDS["attribute"], language).plain.format(name=name)
            )
        return _in_language(DIMENSION_WORDS[self.key], language)


ATTRIBUTE = "attribute:"

METRICS: Mapping[str, Metric] = {
    metric.key: metric
    for metric in (
        Metric("gross_sales", "money", "gross"),
        Metric("refunds", "money", "refund"),
        Metric("net_sales", "money", "gross", "a-b", "refund"),
        Metric("sales_count", "sales", "sales"),
        Metric("average_sale", "money", "gross", "a/b", "sales"),
        Metric("units", "units", "units"),
        Metric("units_per_sale", "units", "units", "a/b", "sales"),
        Metric("refund_rate", "fraction", "refund", "a/b", "gross"),
        Metric("refund_count", "refunds", "refund_documents"),
        Metric("average_price", "money", "gross", "a/b", "units"),
        Metric("customers", "customers", "customers"),
        Metric("new_customers", "customers", "new_customers"),
        Metric("returning_customers", "customers", "returning_customers"),
        Metric("biggest_sale", "money", "largest"),
        Metric("trading_days", "days", "days"),
        Metric("idle_days", "days", "days", "days-a"),
        Metric("open_hours", "hours", "open_hours"),
        Metric("tips", "money", "tip"),
        Metric("tip_rate", "fraction", "tip", "a/b", "gross"),
        Metric("tipped_sales", "sales", "tipped"),
        Metric("tipped_share", "fraction", "tipped", "a/b", "sales"),
        Metric("average_tip", "money", "tip", "a/b", "tipped"),
        Metric("fees", "money", "fee"),
        Metric("fee_rate", "fraction", "fee", "a/b", "gross"),
        Metric("taxes", "money", "tax"),
        Metric("payouts", "money", "payout"),
        Metric("declined", "attempts", "declined"),
    )
}

DIMENSIONS: Mapping[str, Dimension] = {
    dimension.key: dimension
    for dimension in (
        *(
            Dimension(key, is_of_time=True)
            for key in ("day", "week", "month", "quarter", "weekday", "hour", "weekday_hour")
        ),
        *(Dimension(key, is_of_lines=True) for key in ("product", "category")),
        *(
            Dimension(key)
            for key in (
                "location",
                "staff",
                "payment_method",
                "channel",
                "country",
                "customer",
                "customer_group",
            )
        ),
        *(Dimension(key) for key in ("document", "pair")),
    )
}

# What a metric can be narrowed by, never split: groups of customers that are told from what they did until a day, which
# is the last of the values. rhythm: "lapsed" is silent longer than usual. comeback: "watched" for so many days after
# the first sale, or "back" within them.
NARROWING: Mapping[str, Dimension] = {key: Dimension(key) for key in ("rhythm", "comeback")}


def metric_of(key: str) -> Metric:
    """Return a metric of the catalog; InvalidRequest where there is none of that key."""
    if key not in METRICS:
        raise InvalidRequest(
            f"There is no metric {key!r}. Known: {', '.join(METRICS)}.", code="unknown_metric"
        )
    return METRICS[key]


def dimension_of(key: str) -> Dimension:
    """Return a dimension, `attribute:size` too; InvalidRequest where there is none of that key."""
    if key.startswith(ATTRIBUTE) and len(key) > len(ATTRIBUTE):
        return Dimension(key, is_of_lines=True)
    if key in NARROWING:
        return NARROWING[key]
    if key not in DIMENSIONS:
        known = ", ".join([*DIMENSIONS, "attribute:<name>"])
        raise InvalidRequest(
            f"There is no dimension {key!r}. Known: {known}.", code="unknown_dimension"
        )
    return DIMENSIONS[key]


def _in_language(words: Mapping[str, Words], language: str) -> Words:
    return words.get(language.split("-")[0], words["en"])
