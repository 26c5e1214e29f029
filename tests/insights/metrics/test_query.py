"""Figures and series: the same from rollups and from facts, complete, with one statement, with a lasting id."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edge.facts.events import EventKind
from edge.facts.records import Circumstances, LineRecord, MoneyRecord, RefundRecord, SaleRecord
from edge.lib.errors import InvalidRequest
from edge.lib.period import Period
from edge.merchants.tenancy import tenant_context
from insights.metrics.catalog import METRICS
from insights.metrics.figure import Filter, MetricQuery
from insights.metrics.query import breakdown, compute, measure, measure_many
from tests.factories import make_merchant
from tests.insights.metrics.books import keep

FIRST = date(2026, 3, 2)
PERIOD = Period(FIRST, FIRST + timedelta(days=9))
HOUR = timedelta(hours=1)


def at(hours):
    return datetime(2026, 3, 2, tzinfo=UTC) + hours * HOUR


def make_sale(document="d1", hours=10, *, lines=None, **given):
    circumstances = {
        key: given.pop(key) for key in list(given) if key in Circumstances.__dataclass_fields__
    }
    lines = lines or [LineRecord(product="Tea", quantity=Decimal(1), unit_price=Decimal("2.00"))]
    return SaleRecord(
        document=document,
        occurred_at=at(hours),
        lines=lines,
        circumstances=Circumstances(**circumstances),
        **given,
    )


def line(product, quantity=1, price="2.00", **given):
    return LineRecord(
        product=product, quantity=Decimal(quantity), unit_price=Decimal(price), **given
    )


lines = st.lists(
    st.builds(
        line,
        product=st.sampled_from(["Tea", "Cake", "Soup"]),
        quantity=st.integers(1, 5),
        price=st.sampled_from(["0.35", "2.00", "13.99"]),
        category=st.sampled_from(["", "Hot", "Sweet"]),
        attributes=st.sampled_from([{}, {"size": "L"}, {"size": "S"}]),
    ),
    min_size=1,
    max_size=3,
)
circumstances = st.builds(
    Circumstances,
    customer=st.sampled_from([None, "ada", "bo"]),
    location=st.sampled_from([None, "North", "South"]),
    payment_method=st.sampled_from(["", "card", "cash"]),
    country=st.sampled_from(["", "DE"]),
)
moments = st.integers(0, 10 * 24 * 4).map(lambda quarters: at(quarters / 4))
records = st.lists(
    st.one_of(
        st.fixed_dictionaries({"make": st.just(SaleRecord), "lines": lines}),
        st.fixed_dictionaries({"make": st.just(RefundRecord), "lines": lines}),
        st.fixed_dictionaries(
            {
                "make": st.just(MoneyRecord),
                "kind": st.sampled_from(
                    [EventKind.TIP, EventKind.FEE, EventKind.TAX, EventKind.DECLINED]
                ),
                "amount_minor": st.integers(1, 900),
            }
        ),
    ).flatmap(
        lambda given: st.fixed_dictionaries(
            {key: st.just(value) for key, value in given.items()}
            | {
                "occurred_at": moments,
                "circumstances": circumstances,
                "currency": st.sampled_from(["EUR", "EUR", "EUR", "CHF"]),
            }
        )
    ),
    min_size=1,
    max_size=12,
)
filters = st.lists(
    st.sampled_from(
        [
            Filter("country", "is", ("DE",)),
            Filter("country", "is_not", ("DE",)),
            Filter("location", "is", ("North",)),
            Filter("location", "missing"),
            Filter("payment_method", "known"),
            Filter("hour", "between", ("8", "17")),
            Filter("weekday", "is", ("1", "3")),
            Filter("customer", "known"),
        ]
    ),
    max_size=2,
    unique=True,
).map(tuple)
queries = st.builds(
    MetricQuery,
    metric=st.sampled_from(list(METRICS)),
    period=st.builds(
        lambda start, days, until: Period(
            FIRST + timedelta(days=start),
            FIRST + timedelta(days=start + days),
            None if until is None else at(until / 4),
        ),
        st.integers(0, 9),
        st.integers(0, 5),
        st.one_of(st.none(), st.integers(0, 14 * 24 * 4)),
    ),
    filters=filters,
    by=st.sampled_from(
        [None, None, "day", "week", "weekday", "hour", "location", "payment_method", "customer"]
    ),
    time_from=st.sampled_from([None, None, 8 * 60, 9 * 60 + 30]),
    time_to=st.sampled_from([None, None, 18 * 60, 7 * 60 + 15]),
    sold_only=st.booleans(),
)


def values_of(answer):
    if hasattr(answer, "points"):
        return [
            (point.key, point.figure.value, point.figure.rows, point.sales)
            for point in answer.points
        ]
    figures = [answer, *answer.others]
    return [(figure.currency, figure.value, figure.rows) for figure in figures]


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    given=records,
    asked=st.lists(queries, min_size=12, max_size=12),
    zone=st.sampled_from(["UTC", "Asia/Kolkata"]),
)
def test_rollups_and_facts_give_the_same_answer(given, asked, zone):
    merchant = make_merchant(time_zone=zone, day_end_minutes=5 * 60)
    keep(
        merchant,
        [
            row.pop("make")(document=f"d{number}", **row)
            for number, row in enumerate(map(dict, given))
        ],
    )
    merchant.refresh_from_db()

    with tenant_context(merchant):
        now = compute(merchant, asked)
        from_facts = compute(merchant, asked, watermark=merchant.last_batch)

    assert [values_of(answer) for answer in now] == [values_of(answer) for answer in from_facts]


@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(given=records)
def test_the_parts_of_every_breakdown_sum_to_the_whole(given):
    merchant = make_merchant()
    kept = [
        row.pop("make")(document=f"d{number}", **row) for number, row in enumerate(map(dict, given))
    ]
    keep(merchant, [record for record in kept if record.currency == "EUR"])
    by = [
        "day",
        "week",
        "month",
        "hour",
        "weekday",
        "product",
        "category",
        "attribute:size",
        "location",
        "customer",
    ]

    with tenant_context(merchant):
        whole = measure(merchant, MetricQuery("net_sales", PERIOD))
        parts = [
            breakdown(merchant, MetricQuery("net_sales", PERIOD, by=dimension)) for dimension in by
        ]

    sums = {series.query.by: sum(point.figure.value for point in series.points) for series in parts}
    assert sums == dict.fromkeys(by, whole.value)


def test_a_part_measured_alone_is_the_same_figure(merchant):
    keep(merchant, [make_sale("d1", 10, customer="ada"), make_sale("d2", 40)])
    query = MetricQuery("net_sales", PERIOD, by="day")

    with tenant_context(merchant):
        point = breakdown(merchant, query).points[0]
        alone = measure(merchant, MetricQuery("net_sales", Period(FIRST, FIRST)))

    assert (point.key, point.figure) == ("2026-03-02", alone)


def test_501_lines_and_the_31st_category_are_all_counted(merchant):
    many = [line(f"Item {number}", category=f"Category {number % 31:02d}") for number in range(501)]
    keep(merchant, [make_sale("d1", lines=many)])

    with tenant_context(merchant):
        products = breakdown(merchant, MetricQuery("units", PERIOD, by="product", limit=10))
        categories = breakdown(merchant, MetricQuery("net_sales", PERIOD, by="category"))

    assert (products.total_count, products.truncated, len(products.points)) == (501, True, 10)
    assert (categories.total_count, categories.truncated) == (31, False)
    assert sum(point.figure.value for point in categories.points) == Decimal("1002.00")


def test_any_number_of_questions_is_one_statement(merchant):
    keep(merchant, [make_sale()])
    asked = [MetricQuery(metric, PERIOD) for metric in METRICS] + [
        MetricQuery("net_sales", PERIOD, by="product")
    ]

    with (
        tenant_context(merchant),
        CaptureQueriesContext(
            connection,
        ) as seen,
    ):
        answers = compute(merchant, asked)

    assert (len(answers), len(seen)) == (len(METRICS) + 1, 1)


def test_an_id_holds_as_long_as_the_question_and_the_books(merchant):
    keep(merchant, [make_sale("d1")])
    query = MetricQuery("net_sales", PERIOD)
    with tenant_context(merchant):
        first, again = measure(merchant, query), measure(merchant, query)
        narrowed = measure(merchant, query.where(Filter("country", "is", ("DE",))))

    keep(merchant, [make_sale("d2")])
    with tenant_context(merchant):
        later = measure(merchant, query)
        as_known = measure(merchant, query, watermark=first.watermark)

    assert first.id == again.id == as_known.id
    assert len({first.id, narrowed.id, later.id}) == 3
    assert (as_known.value, later.value) == (Decimal("2.00"), Decimal("4.00"))


def test_two_merchants_never_share_rows_or_ids(merchant, other_merchant):
    for owner, documents in ((merchant, ["d1"]), (other_merchant, ["d1", "d2"])):
        keep(owner, [make_sale(document) for document in documents])
    query = MetricQuery("sales_count", PERIOD)

    with tenant_context(merchant):
        mine = measure(merchant, query)
    with tenant_context(other_merchant):
        theirs = measure(other_merchant, query)

    assert (mine.value, theirs.value) == (1, 2)
    assert mine.id != theirs.id


def test_the_data_reach_to_the_latest_sale_or_to_the_cut(merchant):
    keep(merchant, [make_sale("d1", 10), make_sale("d2", 20)])

    with tenant_context(merchant):
        whole = measure(merchant, MetricQuery("net_sales", PERIOD))
        cut = measure(merchant, MetricQuery("net_sales", Period(FIRST, FIRST, at(12))))

    assert (whole.data_until, whole.value) == (at(20), Decimal("4.00"))
    assert (cut.data_until, cut.value) == (at(12), Decimal("2.00"))


@pytest.mark.parametrize(
    ("query", "_case"),
    [
        (MetricQuery("profit", PERIOD), "no such metric"),
        (MetricQuery("net_sales", PERIOD, by="moon"), "no such dimension"),
        (MetricQuery("tips", PERIOD, by="product"), "tips have no products"),
        (MetricQuery("net_sales", PERIOD, by="pair"), "pairs are counted"),
        (MetricQuery("net_sales", PERIOD, (Filter("hour", "is", ("noon",)),)), "no hour"),
        (MetricQuery("net_sales", PERIOD, (Filter("hour", "between", ("9",)),)), "half a range"),
        (MetricQuery("net_sales", PERIOD, time_from=2000), "no time of day"),
    ],
)
def test_what_cannot_be_asked_is_refused(merchant, query, _case):
    with tenant_context(merchant), pytest.raises(InvalidRequest):
        compute(merchant, [query])


@pytest.mark.parametrize(
    "hostile", ["'; DROP TABLE facts_moneyevent; --", "%s", "100%", '"', "\\", "{x}"]
)
def test_values_are_bound_never_spliced(merchant, hostile):
    keep(
        merchant,
        [make_sale("d1", country=hostile, lines=[line("Tea", attributes={hostile: hostile})])],
    )
    asked = [
        MetricQuery("net_sales", PERIOD, (Filter("country", "is", (hostile,)),)),
        MetricQuery("net_sales", PERIOD, (Filter(f"attribute:{hostile}", "is", (hostile,)),)),
    ]

    with tenant_context(merchant):
        figures = measure_many(merchant, asked)
        parts = breakdown(merchant, MetricQuery("net_sales", PERIOD, by=f"attribute:{hostile}"))

    assert [figure.value for figure in figures] == [Decimal("2.00"), Decimal("2.00")]
    assert [point.key for point in parts.points] == [hostile]
