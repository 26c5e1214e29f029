"""Every kind of money is an event of its own, apart by currency; refunds name their sale."""

from datetime import timedelta
from decimal import Decimal

from edge.facts import load
from edge.facts.models import EventKind, HourRollup, MoneyEvent
from edge.facts.records import LineRecord, MoneyRecord, RefundRecord, SaleRecord, TaxRecord
from edge.facts.refunds import refunds_of, sale_of
from edge.facts.sums import totals
from edge.merchants.tenancy import tenant_context
from tests.edge.facts.books import NOON, feed_of

CAKE = LineRecord(product="Cake", quantity=Decimal(1), unit_price=Decimal(4))


def test_a_refund_of_lines_names_its_sale(merchant):
    feed = feed_of(merchant, kind="api")
    sale = SaleRecord(document="s1", occurred_at=NOON, lines=[CAKE])
    refund = RefundRecord(
        document="r1", occurred_at=NOON + timedelta(days=1), lines=[CAKE], sale_document="s1"
    )

    load.load_records(merchant, feed, [sale, refund])

    with tenant_context(merchant):
        [back] = MoneyEvent.objects.for_merchant(merchant).live().filter(kind="refund")
        [sold] = sale_of(back)
        assert (back.sale_document, back.amount_minor, back.business_date.day) == ("s1", 400, 3)
        assert (sold.document, [one.pk for one in refunds_of(sold)]) == ("s1", [back.pk])


def test_money_beside_a_sale_is_apart_from_it_and_taxes_keep_their_rates(merchant):
    sale = SaleRecord(
        document="s1",
        occurred_at=NOON,
        amount_minor=1000,
        taxes=[TaxRecord(amount_minor=100, rate="19"), TaxRecord(amount_minor=30, rate="7")],
        beside={EventKind.VOUCHER_REDEEMED: 500, EventKind.ROUNDING: -2, EventKind.SHIPPING: 390},
    )
    sold = MoneyRecord(
        kind=EventKind.VOUCHER_SOLD, document="v1", occurred_at=NOON, amount_minor=2500
    )

    batch = load.load_records(merchant, feed_of(merchant, kind="api"), [sale, sold])

    found = totals(batch)["EUR"]
    assert (found.net, found.sales) == (1000, 1)
    assert found.kinds == {
        "sale": 1000, "tax": 130, "voucher_redeemed": 500, "rounding": -2, "shipping": 390, "voucher_sold": 2500,
    }  # fmt: skip
    assert found.tax_rates == {"19": 100, "7": 30}
    with tenant_context(merchant):
        hour = HourRollup.objects.for_merchant(merchant).get()
    assert (hour.gross_minor, hour.tax_minor) == (1000, 130)


def test_two_currencies_are_told_apart(merchant):
    records = [
        SaleRecord(document="1", occurred_at=NOON, amount_minor=1000),
        SaleRecord(document="2", occurred_at=NOON, amount_minor=700, currency="CHF"),
    ]

    batch = load.load_records(merchant, feed_of(merchant, kind="api"), records)

    assert {currency: one.gross for currency, one in totals(batch).items()} == {
        "EUR": 1000,
        "CHF": 700,
    }
