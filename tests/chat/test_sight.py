from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from chat.orchestrator.evidence import Desk
from chat.sight import may_see_figure
from chat.tools.metrics import MetricArguments, run
from edge.facts.records import Circumstances, LineRecord, SaleRecord
from edge.lib.errors import ToolFailed
from edge.lib.period import Period
from edge.merchants.models import Role
from insights.metrics.compare import comparison
from insights.metrics.figure import Filter, MetricQuery
from insights.metrics.query import measure_many
from tests.insights.metrics.books import keep

DAY = date(2026, 6, 10)
NOW = datetime(2026, 6, 17, 12, tzinfo=UTC)


def figures(merchant, *filters):
    """Return a change of net sales and the two figures that it is computed from."""
    query = MetricQuery("net_sales", Period(DAY, DAY), filters)
    return comparison(merchant, *measure_many(merchant, [query, query]))


@pytest.mark.parametrize(
    ("role", "dimension", "is_seen"),
    [
        (Role.STAFF, "staff", False),
        (Role.STAFF, "location", True),
        (Role.MANAGER, "staff", True),
    ],
)
def test_a_figure_is_seen_by_what_it_is_narrowed_by(merchant, in_tenant, role, dimension, is_seen):
    with in_tenant(merchant):
        found = figures(merchant, Filter(dimension, "is", ("Anna",)))

    assert may_see_figure(role, found.now) is is_seen
    assert may_see_figure(role, found.growth) is is_seen


@pytest.mark.parametrize(
    "more", [{"by": "staff"}, {"filters": [{"dimension": "staff", "values": ["Anna"]}]}]
)
def test_the_tool_measures_no_colleague_for_staff(merchant, in_tenant, more):
    tea = LineRecord(product="Tea", quantity=Decimal(1), unit_price=Decimal(3))
    keep(
        merchant,
        [
            SaleRecord(
                document="d1",
                occurred_at=NOW,
                lines=[tea],
                circumstances=Circumstances(staff="Anna"),
            )
        ],
    )
    asked = {"metric": "net_sales", "first_day": DAY, "last_day": DAY} | more
    arguments = MetricArguments.model_validate(asked)

    with in_tenant(merchant):
        with pytest.raises(ToolFailed):
            run(Desk(merchant, Role.STAFF, NOW, "en"), arguments)
        run(Desk(merchant, Role.MANAGER, NOW, "en"), arguments)
