"""The API on what imports did: changes, receipts that a file lacks, two sources of one day, what is no product."""

from datetime import timedelta

import polars as pl
import pytest

from edge.facts import load
from edge.facts.records import SaleRecord
from tests.edge.facts.books import NOON, feed_of, make_lines


class Shop:
    """A merchant behind a key: status and answer of each call."""

    def __init__(self, merchant, client):
        self.merchant, self.client = merchant, client

    def get(self, path):
        response = self.client.get(f"/api/v1{path}")
        return response.status_code, response.json()

    def post(self, path, body=None):
        response = self.client.post(f"/api/v1{path}", body, content_type="application/json")
        return response.status_code, response.json()


@pytest.fixture
def shop(api_client, key_for, merchant):
    return Shop(merchant, api_client(key_for(merchant, "read", "write")))


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


def test_changes_and_what_is_missing(shop):
    bring(shop.merchant, ("1", 0, "Tea"), ("2", 24, "Tea"), ("3", 48, "Tea"), ("9", 72, "Tea"))
    batch = bring(shop.merchant, ("1", 0, "Tea"), ("3", 24, "Tea"), ("9", 72, "Tea"))

    status, changes = shop.get(f"/imports/{batch.public_id}/changes")
    done, gone = shop.post(f"/imports/{batch.public_id}/take_out")

    assert (status, changes["changed"], changes["documents"][0]["what"]) == (200, 1, "moved")
    assert (done, gone["rows"]) == (200, 1)


def test_the_source_that_counts_is_chosen(shop):
    sell(shop.merchant, "till", "t")
    sell(shop.merchant, "cards", "c")
    _, [pair] = shop.get("/overlaps")

    status, choice = shop.post(
        "/overlaps", {"one": pair["one"]["id"], "other": pair["other"]["id"], "counts": None}
    )

    _, [after] = shop.get("/overlaps")
    assert (pair["likeness"], pair["counts"]) == ("same", pair["one"]["id"])
    assert (status, after["counts"], after["is_chosen"]) == (200, None, True)
    assert shop.post(f"/imports/{choice['batch']}/undo")[0] == 200


def test_what_is_no_product_is_suggested_and_marked(shop):
    bring(shop.merchant, ("1", 0, "Postage"), ("2", 1, "Tea"))
    _, [suggestion] = shop.get("/products/suggestions")

    status, product = shop.post("/products/kind", {"code": "Postage", "kind": "shipping"})

    assert (suggestion["kind"], suggestion["amount"]) == ("shipping", "2.00")
    assert (status, product["kind"]) == (200, "shipping")
    assert shop.get("/products/suggestions") == (200, [])


@pytest.mark.parametrize("path", ["/imports/bat_none/changes"])
def test_what_is_not_there_is_404(shop, path):
    assert shop.get(path)[0] == 404
