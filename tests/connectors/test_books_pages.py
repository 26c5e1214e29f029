"""What a merchant says of the books on its pages: what a file lacks, which source counts, what is no product."""

from datetime import timedelta

import polars as pl
import pytest
from django.test import Client

from edge.facts import load, overlap
from edge.facts.models import Product
from edge.facts.records import SaleRecord
from edge.merchants.models import AuditEntry
from edge.merchants.tenancy import tenant_context
from tests.edge.facts.books import NOON, books, feed_of, make_lines


@pytest.fixture
def client(merchant, make_member):
    client = Client()
    client.force_login(
        make_member(merchant).user,
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    return client


def bring(merchant, *documents):
    frames = [
        make_lines((number, product, 1, "2"), at=NOON + timedelta(hours=hours))
        for number, hours, product in documents
    ]
    return load.load_frames(merchant, feed_of(merchant), pl.DataFrame(), pl.concat(frames))


def sell(merchant, key, mark):
    records = [
        SaleRecord(
            document=f"{mark}{number}",
            occurred_at=NOON + timedelta(hours=number),
            amount_minor=100 + number,
        )
        for number in range(4)
    ]
    return load.load_records(merchant, feed_of(merchant, key=key), records)


def actions(merchant):
    with tenant_context(merchant):
        return [one.action for one in AuditEntry.objects.filter(merchant=merchant)]


def test_what_a_newer_file_lacks_is_taken_out(client, merchant):
    bring(merchant, ("1", 0, "Tea"), ("2", 24, "Tea"), ("3", 48, "Tea"), ("9", 72, "Tea"))
    batch = bring(merchant, ("1", 0, "Tea"), ("3", 48, "Tea"), ("9", 72, "Tea"))

    answer = client.post(f"/data/imports/{batch.public_id}/take-out/", follow=True)

    assert answer.status_code == 200
    assert {line[0] for line in books(merchant)["lines"]} == {"1", "3", "9"}
    assert "import.take_out" in actions(merchant)


def test_the_source_that_counts_is_chosen(client, merchant):
    sell(merchant, "till", "t")
    sell(merchant, "cards", "c")
    with tenant_context(merchant):
        [pair] = overlap.overlaps(merchant)
    form = {"one": pair.one.public_id, "other": pair.other.public_id, "counts": "both"}

    client.post("/data/prefer/", form)

    with tenant_context(merchant):
        [after] = overlap.overlaps(merchant)
    assert (after.counts, after.is_chosen) == (None, True)
    assert "source.choose" in actions(merchant)


def test_a_line_that_is_no_product_is_marked(client, merchant):
    bring(merchant, ("1", 0, "Postage"), ("2", 1, "Tea"))

    client.post("/data/goods/mark/", {"code": "Postage", "kind": "shipping"})

    with tenant_context(merchant):
        [product] = Product.objects.for_merchant(merchant).filter(code="Postage")
    assert product.kind == "shipping"
    assert "product.mark" in actions(merchant)
