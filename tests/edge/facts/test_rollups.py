"""Rollups: what they hold, and that a rebuild of the touched days equals a full one."""

import itertools
import uuid
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edge.facts import rollups
from edge.facts.models import DayRollup, Feed, HourRollup, LineItem, Location, MoneyEvent
from edge.merchants.tenancy import tenant_context
from tests.factories import make_merchant

FIRST = date(2026, 3, 1)
_numbers = itertools.count(1)


def make_event(merchant, feed, **given):
    number = next(_numbers)
    moment = datetime(2026, 3, 1, 10, tzinfo=UTC)
    row = {
        "identity": uuid.UUID(int=number),
        "document": f"d{number}",
        "occurred_at": moment,
        "business_date": FIRST,
        "hour": 10,
        "currency": "EUR",
        "amount_minor": 1000,
        "kind": "sale",
        "sales": 1,
        "since_batch": 1,
    } | given
    return MoneyEvent.objects.create(merchant=merchant, feed=feed, **row)


def make_line(merchant, feed, **given):
    number = next(_numbers)
    row = {
        "identity": uuid.UUID(int=number),
        "document": f"d{number}",
        "occurred_at": datetime(2026, 3, 1, 10, tzinfo=UTC),
        "business_date": FIRST,
        "hour": 10,
        "currency": "EUR",
        "amount_minor": 1000,
        "kind": "sale",
        "quantity": Decimal(1),
        "unit_price": Decimal(10),
        "since_batch": 1,
    } | given
    return LineItem.objects.create(merchant=merchant, feed=feed, **row)


def make_feed(merchant):
    return Feed.objects.create(
        merchant=merchant, kind="upload", name="Till", key=f"k{next(_numbers)}"
    )


def rows_of(table, merchant):
    named = [field.attname for field in table._meta.fields if field.attname != "id"]
    return sorted(table.objects.for_merchant(merchant).values_list(*named))


def test_an_hour_holds_money_from_events_and_units_from_lines(merchant):
    with tenant_context(merchant):
        feed = make_feed(merchant)
        make_event(merchant, feed)
        make_event(merchant, feed, kind="refund", sales=0, amount_minor=250)
        make_event(merchant, feed, kind="tip", sales=0, amount_minor=80)
        make_line(merchant, feed, quantity=Decimal(3))

        rollups.rebuild(merchant, {FIRST})

        hour = HourRollup.objects.for_merchant(merchant).get()
        assert (hour.gross_minor, hour.refund_minor, hour.sales, hour.units, hour.tip_minor) == (
            1000,
            250,
            1,
            Decimal(3),
            80,
        )
        assert (hour.sale_rows, hour.refund_rows, hour.unit_rows, hour.tip_rows) == (1, 1, 1, 1)


def test_each_dimension_of_a_day_sums_to_the_whole_day(merchant):
    with tenant_context(merchant):
        feed = make_feed(merchant)
        north = Location.objects.create(merchant=merchant, name="North")
        make_event(merchant, feed, location=north, country="DE")
        make_event(merchant, feed, payment_method="card")

        rollups.rebuild(merchant, {FIRST})

        days = DayRollup.objects.for_merchant(merchant)
        sums: dict[str, int] = {}
        for day in days:
            sums[day.dimension] = sums.get(day.dimension, 0) + day.gross_minor
        assert sums == dict.fromkeys(
            ("all", "location", "staff", "payment_method", "channel", "country"), 2000
        )
        assert {day.key for day in days.filter(dimension="location")} == {str(north.pk), ""}


def test_categories_and_attributes_come_from_the_lines(merchant):
    with tenant_context(merchant):
        feed = make_feed(merchant)
        make_line(merchant, feed, category="Cake", attributes={"size": "L"}, quantity=Decimal(2))
        make_line(
            merchant, feed, category="Cake", kind="refund", amount_minor=-300, quantity=Decimal(-1)
        )

        rollups.rebuild(merchant, {FIRST})

        days = DayRollup.objects.for_merchant(merchant)
        cake = days.get(dimension="category", key="Cake")
        assert (cake.gross_minor, cake.refund_minor, cake.units) == (1000, 300, Decimal(2))
        assert days.get(dimension="attribute:size", key="L").units == Decimal(2)


def test_superseded_rows_and_other_merchants_do_not_count(merchant, other_merchant):
    for owner in (merchant, other_merchant):
        with tenant_context(owner):
            make_event(owner, make_feed(owner))
    with tenant_context(merchant):
        make_event(merchant, make_feed(merchant), until_batch=2)

        rollups.rebuild_all(merchant)

        assert HourRollup.objects.for_merchant(merchant).get().gross_minor == 1000
    with tenant_context(other_merchant):
        assert not HourRollup.objects.for_merchant(other_merchant).exists()


def test_two_currencies_keep_apart(merchant):
    with tenant_context(merchant):
        feed = make_feed(merchant)
        make_event(merchant, feed)
        make_event(merchant, feed, currency="CHF", amount_minor=700)

        rollups.rebuild(merchant, [FIRST])

        hours = HourRollup.objects.for_merchant(merchant).values_list("currency", "gross_minor")
        assert dict(hours) == {"EUR": 1000, "CHF": 700}


def test_no_days_touch_nothing(merchant):
    with tenant_context(merchant):
        rollups.rebuild(merchant, [])

        assert not HourRollup.objects.for_merchant(merchant).exists()


facts = st.fixed_dictionaries(
    {
        "day": st.integers(0, 3),
        "hour": st.integers(0, 23),
        "kind": st.sampled_from(
            ["sale", "refund", "tip", "fee", "declined", "payout", "tax", "dispute"]
        ),
        "amount_minor": st.integers(0, 10_000),
        "currency": st.sampled_from(["EUR", "CHF"]),
        "country": st.sampled_from(["", "DE"]),
        "is_line": st.booleans(),
        "category": st.sampled_from(["", "Cake"]),
        "attributes": st.sampled_from([None, {}, {"size": "L"}, {"size": "S", "milk": "oat"}]),
    }
)


def load(merchant, feed, rows):
    """Store rows and return the business days that they touch."""
    touched = set()
    for row in rows:
        day = FIRST + timedelta(days=row["day"])
        touched.add(day)
        shared = {
            key: row[key] for key in ("hour", "amount_minor", "currency", "country", "attributes")
        }
        if row["is_line"]:
            kind = row["kind"] if row["kind"] in ("sale", "refund") else "other"
            make_line(
                merchant, feed, business_date=day, kind=kind, category=row["category"], **shared
            )
        else:
            make_event(merchant, feed, business_date=day, kind=row["kind"], **shared)
    return touched


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(batches=st.lists(st.lists(facts, max_size=6), min_size=1, max_size=3), undo=st.booleans())
def test_rebuilding_touched_days_equals_rebuilding_all(batches, undo):
    merchant = make_merchant()
    with tenant_context(merchant):
        feed = make_feed(merchant)
        for batch in batches:
            rollups.rebuild(merchant, load(merchant, feed, batch))
        if undo:
            gone = MoneyEvent.objects.for_merchant(merchant).filter(business_date=FIRST)
            gone.update(until_batch=9)
            rollups.rebuild(merchant, [FIRST])
        stepwise = rows_of(HourRollup, merchant), rows_of(DayRollup, merchant)

        rollups.rebuild_all(merchant)

        assert (rows_of(HourRollup, merchant), rows_of(DayRollup, merchant)) == stepwise


@pytest.mark.parametrize("table", [HourRollup, DayRollup])
def test_rebuilding_twice_changes_nothing(merchant, table):
    with tenant_context(merchant):
        make_event(merchant, make_feed(merchant))
        rollups.rebuild(merchant, [FIRST])
        once = rows_of(table, merchant)

        rollups.rebuild(merchant, [FIRST])

        assert rows_of(table, merchant) == once
