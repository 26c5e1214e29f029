"""What the merchant said is no product is left out of rankings; sums and parts that must add up keep it."""

from datetime import date
from decimal import Decimal

from edge.facts.goods import mark
from edge.lib.period import Period
from edge.merchants.tenancy import tenant_context
from insights.metrics.figure import MetricQuery
from insights.metrics.query import breakdown, measure
from tests.edge.facts.books import load_lines

DAY = Period(date(2026, 3, 2), date(2026, 3, 2))


def test_postage_is_not_ranked_and_stays_in_net_sales(merchant):
    load_lines(merchant, ("1", "Tea", 1, "2"), ("1", "Postage", 1, "9"), ("2", "Cake", 1, "4"))
    mark(merchant, "Postage", "shipping")

    with tenant_context(merchant):
        ranking = breakdown(
            merchant, MetricQuery("net_sales", DAY, by="product", order="-value", limit=5)
        )
        parts = breakdown(merchant, MetricQuery("net_sales", DAY, by="product"))
        whole = measure(merchant, MetricQuery("net_sales", DAY))

    assert [point.key for point in ranking.points] == ["Cake", "Tea"]
    assert (ranking.total_count, ranking.left_out) == (2, ("shipping",))
    assert sum(point.figure.value for point in parts.points) == whole.value == Decimal(15)
    assert parts.left_out == ()
