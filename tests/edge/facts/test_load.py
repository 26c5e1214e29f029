"""Loading: amounts to the penny, identity of rows, corrections, small writes."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edge.facts import batches, load, rollups
from edge.facts.models import (
    BatchState,
    EventKind,
    HourRollup,
    LineItem,
    MoneyEvent,
    Product,
)
from edge.facts.records import LineRecord, MoneyRecord, RefundRecord, SaleRecord
from edge.lib.money import to_minor
from edge.lib.period import BusinessCalendar
from edge.merchants.tenancy import tenant_context
from tests.edge.facts.books import (
    NOON,
    books,
    feed_of,
    live_events,
    load_lines,
    make_lines,
    shape,
)
from tests.factories import make_merchant


def test_lines_bring_one_sale_of_their_document(merchant):
    batch = load_lines(merchant, ("1", "Tea", 2, "2.50"), ("1", "Cake", 1, "4"))

    [sale] = live_events(merchant)
    assert (sale.kind, sale.amount_minor, sale.sales) == ("sale", 900, 1)
    assert (batch.number, batch.loaded, batch.state) == (1, 2, BatchState.PUBLISHED)


@pytest.mark.parametrize(
    ("price", "quantity", "minor", "kind"),
    [
        pytest.param("0.835", 3, 251, "sale", id="half a cent goes up"),
        pytest.param("0.835", -3, -251, "refund", id="and away from zero"),
        pytest.param("0.001", 1, 0, "sale", id="a tenth of a cent is a sale of nothing"),
        pytest.param("0", 5, 0, "other", id="a gift is none"),
        pytest.param("-11062.06", 1, -1106206, "refund", id="a negative price"),
        pytest.param("12345678.9", 80995, 99993826250550, "sale", id="large, and still exact"),
    ],
)
def test_amount_and_kind_of_a_line(merchant, price, quantity, minor, kind):
    load_lines(merchant, ("1", "Thing", quantity, price))

    with tenant_context(merchant):
        line = LineItem.objects.for_merchant(merchant).get()
    assert (line.amount_minor, line.kind) == (minor, kind)


@given(
    quantity=st.decimals("-10000", "10000", places=4), price=st.decimals("-9999", "9999", places=6)
)
@settings(max_examples=200, deadline=None)
def test_amounts_round_as_the_books_do(quantity, price):
    frame = pl.DataFrame(
        {"quantity": [quantity], "unit_price": [price], "amount_minor": [None], "kind": [None]},
        schema={
            "quantity": pl.Decimal(20, 4),
            "unit_price": pl.Decimal(24, 6),
            "amount_minor": pl.Int64,
            "kind": pl.String,
        },
    ).with_columns(pl.lit(None, dtype=pl.String).alias("currency"))

    assert load.priced(frame, "GBP")["amount_minor"][0] == to_minor(quantity * price, "GBP")


def test_identical_lines_of_one_document_are_each_loaded(merchant):
    batch = load_lines(merchant, ("1", "Tea", 1, "2"), ("1", "Tea", 1, "2"))

    [sale] = live_events(merchant)
    assert (batch.loaded, sale.amount_minor) == (2, 400)


def test_a_document_over_two_instants_is_one_sale_and_two_events(merchant):
    feed = feed_of(merchant)
    later = make_lines(("1", "Cake", 1, "4"), at=NOON + timedelta(minutes=1))
    load.load_frames(
        merchant, feed, pl.DataFrame(), pl.concat([make_lines(("1", "Tea", 1, "2")), later])
    )

    assert sorted((one.amount_minor, one.sales) for one in live_events(merchant)) == [
        (200, 1),
        (400, 0),
    ]


def test_loading_the_same_again_changes_nothing(merchant):
    rows = [("1", "Tea", 1, "2"), ("1", "Tea", 1, "2"), ("2", "Cake", -1, "4")]
    load_lines(merchant, *rows)
    before = books(merchant)

    again = load_lines(merchant, *rows)

    merchant.refresh_from_db()
    assert (again.loaded, again.duplicates, again.number) == (0, 3, None)
    assert merchant.last_batch == 1
    assert books(merchant) == before


def test_a_longer_export_adds_only_what_is_new(merchant, other_merchant):
    rows = [("1", "Tea", 1, "2"), ("2", "Cake", 1, "4"), ("2", "Tea", 3, "2")]
    load_lines(merchant, *rows[:2])

    batch = load_lines(merchant, *rows)

    load_lines(other_merchant, *rows)
    assert (batch.loaded, batch.duplicates, batch.superseded) == (1, 2, 0)
    assert shape(books(merchant)) == shape(books(other_merchant))


def test_a_shorter_export_takes_nothing_away(merchant):
    rows = [("1", "Tea", 1, "2"), ("2", "Cake", 1, "4"), ("2", "Tea", 3, "2")]
    load_lines(merchant, *rows)
    before = books(merchant)

    load_lines(merchant, *rows[:2])

    assert books(merchant) == before


def test_a_corrected_line_supersedes_the_old_one_and_keeps_it(merchant):
    load_lines(merchant, ("1", "Tea", 1, "2"), ("1", "Cake", 1, "4"))

    batch = load_lines(merchant, ("1", "Tea", 5, "2"), ("1", "Cake", 1, "4"))

    [sale] = live_events(merchant)
    assert (sale.amount_minor, sale.sales, batch.superseded) == (1400, 1, 1)
    with tenant_context(merchant):
        then = MoneyEvent.objects.for_merchant(merchant).known_at(1).get()
        days = HourRollup.objects.for_merchant(merchant).get()
    assert (then.amount_minor, days.gross_minor) == (600, 1400)


def test_undo_of_a_correction_brings_the_old_line_back(merchant):
    load_lines(merchant, ("1", "Tea", 1, "2"), ("1", "Cake", 1, "4"))
    before = books(merchant)
    batch = load_lines(merchant, ("1", "Tea", 5, "2"), ("1", "Cake", 1, "4"))

    batches.undo(batch)

    assert books(merchant) == before


def test_undone_rows_can_be_loaded_again(merchant):
    rows = [("1", "Tea", 1, "2"), ("2", "Cake", -1, "4")]
    batch = load_lines(merchant, *rows)
    before = books(merchant)
    batches.undo(batch)
    assert books(merchant) == {"events": [], "lines": [], "hours": [], "days": []}

    load_lines(merchant, *rows)

    assert books(merchant) == before


ROWS = st.lists(
    st.tuples(
        st.sampled_from("123"),
        st.sampled_from(["Tea", "Cake"]),
        st.integers(-3, 3),
        st.sampled_from(["0", "0.001", "0.835", "2"]),
    ),
    max_size=6,
)
SLOW = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@given(rows=ROWS)
@SLOW
def test_twice_is_once(rows):
    once, twice = make_merchant(), make_merchant()
    load_lines(once, *rows)

    load_lines(twice, *rows)
    load_lines(twice, *rows)

    assert shape(books(once)) == shape(books(twice))


@given(first=ROWS, second=ROWS)
@SLOW
def test_undoing_the_first_leaves_what_the_second_alone_would(first, second):
    both, alone = make_merchant(), make_merchant()
    batch = load_lines(both, *first)
    load_lines(both, *second)

    batches.undo(batch)

    load_lines(alone, *second)
    assert shape(books(both)) == shape(books(alone))


@given(first=ROWS, second=ROWS)
@SLOW
def test_undoing_the_second_leaves_the_first(first, second):
    merchant = make_merchant()
    load_lines(merchant, *first)
    before = books(merchant)

    batches.undo(load_lines(merchant, *second))

    assert books(merchant) == before


@given(first=ROWS, second=ROWS)
@SLOW
def test_rebuilding_all_sums_changes_none(first, second):
    merchant = make_merchant()
    load_lines(merchant, *first)
    load_lines(merchant, *second, at=NOON + timedelta(hours=5))
    before = books(merchant)

    with tenant_context(merchant):
        rollups.rebuild_all(merchant)

    assert books(merchant) == before


@pytest.mark.parametrize(
    ("zone", "day_end"),
    [
        ("Europe/Berlin", 0),
        ("Europe/Berlin", 300),
        ("America/New_York", 120),
        ("Asia/Kolkata", 0),
        ("Australia/Lord_Howe", 240),
    ],
)
def test_business_days_of_a_column_are_those_of_the_calendar(zone, day_end):
    merchant = make_merchant(time_zone=zone, day_end_minutes=day_end)
    instants = [
        datetime(2026, month, day, tzinfo=UTC) + timedelta(minutes=23 * step)
        for month, day in ((3, 28), (10, 24), (4, 4), (11, 1), (12, 31))
        for step in range(150)
    ]
    frame = pl.DataFrame(
        {"occurred_at": instants}, schema={"occurred_at": pl.Datetime("us", "UTC")}
    )

    found = frame.select(*load.business_moment(merchant)).rows()

    calendar = BusinessCalendar(zone, day_end)
    assert found == [calendar.business_moment(instant) for instant in instants]


def test_records_become_facts(merchant):
    feed = feed_of(merchant, kind="api")
    sale = SaleRecord(
        document="s1",
        occurred_at=NOON,
        lines=[
            LineRecord(
                product="Coffee",
                quantity=Decimal(2),
                unit_price=Decimal("3.20"),
                attributes={"size": "L"},
            )
        ],
        tip_minor=50,
        fee_minor=10,
    )
    refund = RefundRecord(
        document="r1", occurred_at=NOON, amount_minor=320, sale_document="s1", note="cold"
    )
    payout = MoneyRecord(kind=EventKind.PAYOUT, document="p1", occurred_at=NOON, amount_minor=300)

    batch = load.load_records(merchant, feed, [sale, refund, payout])

    found = {
        one.kind: (one.amount_minor, one.sales, one.sale_document) for one in live_events(merchant)
    }
    assert found == {
        "sale": (640, 1, ""),
        "tip": (50, 0, "s1"),
        "fee": (10, 0, "s1"),
        "refund": (320, 0, "s1"),
        "payout": (300, 0, ""),
    }
    with tenant_context(merchant):
        line = LineItem.objects.for_merchant(merchant).get()
        product = Product.objects.for_merchant(merchant).get()
    assert (line.attributes, product.name) == ({"size": "L"}, "Coffee")
    assert batch.rows == 3


def test_a_product_goes_by_its_most_frequent_name(merchant):
    frame = make_lines(("1", "TEA", 1, "2"), ("2", "Tea", 1, "2"), ("3", "Tea", 1, "2"))
    load.load_frames(
        merchant,
        feed_of(merchant),
        pl.DataFrame(),
        frame.with_columns(pl.lit("T1").alias("product_code")),
    )

    with tenant_context(merchant):
        assert Product.objects.for_merchant(merchant).get().name == "Tea"
