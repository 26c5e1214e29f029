"""Figures that were told and no longer hold after an undo, a correction or a late refund are found and named."""

from datetime import date, timedelta

import pytest

from edge.facts import batches, load
from edge.facts.records import RefundRecord, SaleRecord
from edge.lib.period import Period
from edge.merchants.tenancy import tenant_context
from insights.metrics.figure import MetricQuery
from insights.metrics.query import measure
from insights.metrics.tell import tell
from insights.models import Telling
from insights.restated import mark_restated, restated
from tests.edge.facts.books import NOON, feed_of

DAY = date(2026, 3, 2)


def sell(merchant, *amounts, at=NOON, mark="s"):
    records = [
        SaleRecord(document=f"{mark}{number}", occurred_at=at, amount_minor=amount)
        for number, amount in enumerate(amounts)
    ]
    return load.load_records(merchant, feed_of(merchant, kind="api"), records)


def tell_net_sales(merchant, *, first=DAY, last=DAY):
    with tenant_context(merchant):
        merchant.refresh_from_db()
        figure = measure(merchant, MetricQuery("net_sales", Period(first, last)))
        tell(merchant, [figure], "answer", reference="trn_1")
    mark_restated(merchant.pk)


def found(merchant):
    mark_restated(merchant.pk)
    with tenant_context(merchant):
        merchant.refresh_from_db()
        return [(one.then, one.now, one.by_batch) for one in restated(merchant, "en")]


def test_a_late_refund_restates_what_was_told_and_its_undo_lets_it_hold_again(merchant):
    sell(merchant, 81200)
    sell(merchant, 100, at=NOON + timedelta(days=1), mark="n")
    tell_net_sales(merchant)
    refund = RefundRecord(document="r1", occurred_at=NOON, amount_minor=1500)

    batch = load.load_records(merchant, feed_of(merchant, kind="api"), [refund])

    assert found(merchant) == [("€812.00", "€797.00", 3)]
    batches.undo(batch)
    assert found(merchant) == []


def test_an_undone_import_restates_what_was_told_of_its_days(merchant):
    batch = sell(merchant, 500)
    sell(merchant, 100, at=NOON + timedelta(days=1), mark="n")
    tell_net_sales(merchant)

    batches.undo(batch)

    assert found(merchant) == [("€5.00", "€0.00", 3)]


@pytest.mark.parametrize("later", [timedelta(hours=1), timedelta(days=3)])
def test_sales_after_the_telling_do_not_restate_it(merchant, later):
    sell(merchant, 500)
    tell_net_sales(merchant, last=DAY + timedelta(days=6))

    sell(merchant, 700, at=NOON + later, mark="n")

    assert found(merchant) == []
    with tenant_context(merchant):
        assert Telling.objects.for_merchant(merchant).get().last_day == DAY


@pytest.mark.parametrize("headers", [{}, {"X-Requested-With": "fetch"}])
def test_the_page_names_what_was_told_and_what_it_is(merchant, make_member, client, headers):
    batch = sell(merchant, 500)
    sell(merchant, 100, at=NOON + timedelta(days=1), mark="n")
    tell_net_sales(merchant)
    batches.undo(batch)
    mark_restated(merchant.pk)
    client.force_login(make_member(merchant).user)

    page = client.get("/restated/", headers=headers).content.decode()

    assert "€5.00" in page
    assert "€0.00" in page
    assert ("<html" in page) == (not headers)
