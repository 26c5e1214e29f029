"""What was measured for an intent, whatever its shape; and the query that measures one metric of it."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from chat.analyst.intent import Condition, Intent
from chat.analyst.moments import When
from insights.metrics.explain import Explanation
from insights.metrics.figure import Comparison, Figure, Filter, MetricQuery, Point, Series

# Metrics whose parts add up to the whole.
ADDITIVE = frozenset(
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
OF_TIME = frozenset({"day", "week", "month", "quarter", "hour", "weekday"})


@dataclass(frozen=True)
class Ranked:
    """One part of a ranking or list: its key and name, its figures in the order of the metrics, its share."""

    point: Point
    figures: tuple[Figure, ...]
    share: Figure | None = None


@dataclass(frozen=True)
class Evidence:
    """What the merchant noted of some days, in their own words."""

    text: str
    author: str
    first: date
    last: date


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
    explanation: Explanation | None = None
    evidence: list[Evidence] = field(default_factory=list)
    # What a further kind of question measured, for its own words; each kind knows its type.
    detail: Any = None

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


def query_of(intent: Intent, metric: str, when: When) -> MetricQuery:
    """Return the query for one metric of an intent in one of its periods."""
    filters = tuple(Filter(c.dimension, c.op, c.values) for c in intent.conditions)
    start, end = intent.hours or (None, None)
    return MetricQuery(metric, when.period, filters, time_from=start, time_to=end)
