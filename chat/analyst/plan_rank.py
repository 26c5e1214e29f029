"""Plans rankings and lists: the parts of a metric along a dimension, pairs, single orders."""

from dataclasses import replace

from chat.analyst.found import ADDITIVE, OF_TIME, Found, Ranked, query_of
from chat.analyst.intent import Intent
from edge.merchants.models import Merchant
from insights.metrics import derive
from insights.metrics.figure import Filter, MetricQuery, Order, Point
from insights.metrics.query import breakdown, measure, measure_many

SHOWN = 3
LISTED = 12


def rank(merchant: Merchant, intent: Intent, found: Found) -> None:
    """Measure the parts of an intent's first metric, in order."""
    by, when = intent.by or "product", intent.periods[0]
    is_list = intent.shape == "list"
    base = query_of(intent, intent.metrics[0], when)
    order: Order = (
        "key" if is_list and by in OF_TIME else "value" if intent.rank == "least" else "-value"
    )
    limit = None if is_list and by in OF_TIME else intent.limit or (LISTED if is_list else SHOWN)
    sold_only = not is_list and base.metric not in {"refunds", "refund_rate"}
    # What belongs to nobody known can win no ranking, though it has its line in a list.
    ranked = base if is_list or by in OF_TIME else base.where(Filter(by, "known"))
    series = breakdown(
        merchant, replace(ranked, by=by, order=order, limit=limit, sold_only=sold_only)
    )
    found.series = series
    found.parts = _parts(merchant, intent, base, list(series.points))
    if is_list and base.metric in ADDITIVE:
        found.whole = measure(merchant, base)


def _parts(
    merchant: Merchant, intent: Intent, base: MetricQuery, points: list[Point]
) -> list[Ranked]:
    """Return the parts of a ranking with the further metrics that were asked for, and their shares."""
    more = list(intent.metrics[1:])
    queries = [replace(point.figure.query, metric=metric) for point in points for metric in more]
    whole_metric = base.metric if base.metric in ADDITIVE else "net_sales"
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


def pair(merchant: Merchant, intent: Intent, found: Found) -> None:
    """Measure which two products stand together on most documents."""
    query = query_of(intent, "sales_count", intent.periods[0])
    series = breakdown(
        merchant, replace(query, by="pair", order="-value", limit=intent.limit or SHOWN)
    )
    found.series = series
    found.parts = [Ranked(point, (point.figure,)) for point in series.points]


def biggest(merchant: Merchant, intent: Intent, found: Found) -> None:
    """Measure the largest single documents, and of the first its day and buyer."""
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
