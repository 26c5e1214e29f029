"""Batches of transactions: taken in once, however often they are sent."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connections

from edge.facts.models import LineItem, MoneyEvent
from edge.merchants.models import StoredReply


def sale(number=1, **given):
    return {
        "type": "sale",
        "id": f"S{number}",
        "occurred_at": "2026-11-20T09:30:00+01:00",
        "amount": "12.50",
    } | given


@pytest.fixture
def send(api_client, key_for, merchant):
    client = api_client(key_for(merchant, "write"))

    def post(*transactions, key="k1", **given):
        body = {"source": "till", "transactions": list(transactions)} | given
        return client.post(
            "/api/v1/transactions",
            body,
            content_type="application/json",
            headers={"Idempotency-Key": key},
        )

    return post


def events(merchant, in_tenant):
    with in_tenant(merchant):
        rows = MoneyEvent.objects.for_merchant(merchant).live().order_by("kind", "document")
        return [(row.kind, row.document, row.amount_minor) for row in rows]


def test_a_batch_becomes_facts(send, merchant, in_tenant):
    response = send(
        sale(tip="1.20", fee="0.31", location="Kreuzberg"),
        {
            "type": "refund",
            "id": "R1",
            "sale_id": "S1",
            "occurred_at": "2026-11-21T10:00:00+01:00",
            "lines": [{"product": "Cake", "quantity": "2", "unit_price": "3.255"}],
        },
        {"type": "payout", "id": "P1", "occurred_at": "2026-11-23T04:00:00Z", "amount": "5.00"},
    )

    assert response.status_code == 201
    assert response.json()["received"] == 3
    assert events(merchant, in_tenant) == [
        ("fee", "S1", 31),
        ("payout", "P1", 500),
        ("refund", "R1", 651),
        ("sale", "S1", 1250),
        ("tip", "S1", 120),
    ]
    with in_tenant(merchant):
        assert LineItem.objects.for_merchant(merchant).get().amount_minor == -651


def test_a_repeat_gets_the_same_bytes_and_changes_nothing(send, merchant, in_tenant):
    first = send(sale())

    again = send(sale())

    assert again.content == first.content
    assert again.status_code == first.status_code == 201
    assert again["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first
    assert events(merchant, in_tenant) == [("sale", "S1", 1250)]


def test_the_same_key_with_another_body_is_refused(send, merchant, in_tenant):
    send(sale())

    response = send(sale(2))

    assert response.status_code == 422
    assert response.json()["code"] == "idempotency_key_reused"
    assert events(merchant, in_tenant) == [("sale", "S1", 1250)]


def test_another_key_with_the_same_sale_loads_it_once(send, merchant, in_tenant):
    send(sale())

    response = send(sale(), key="k2")

    assert response.json()["duplicates"] == 1
    assert response.json()["watermark"] is None
    assert events(merchant, in_tenant) == [("sale", "S1", 1250)]


def test_a_refused_request_may_be_mended_under_the_same_key(send, merchant, in_tenant):
    refused = send(sale(amount="1.005"))

    mended = send(sale(amount="1.01"))

    assert (refused.status_code, refused.json()["code"]) == (422, "too_many_decimals")
    assert mended.status_code == 201
    assert events(merchant, in_tenant) == [("sale", "S1", 101)]


def test_a_day_later_the_key_is_free_again(send, merchant, in_tenant):
    send(sale())
    with in_tenant(merchant):
        StoredReply.objects.filter(merchant=merchant).update(
            created_at=datetime.now(UTC) - timedelta(hours=25)
        )

    response = send(sale(2))

    assert response.status_code == 201
    assert [document for _, document, _ in events(merchant, in_tenant)] == ["S1", "S2"]


def test_while_the_first_is_at_work_the_second_waits(send, merchant, in_tenant):
    send(sale())
    with in_tenant(merchant):
        StoredReply.objects.filter(merchant=merchant).update(
            status=None, lease_until=datetime.now(UTC) + timedelta(seconds=30)
        )

    response = send(sale())

    assert response.status_code == 409
    assert response.json()["code"] == "in_flight"
    assert response["Retry-After"] == "1"


def test_a_first_request_that_died_is_taken_over(send, merchant, in_tenant):
    send(sale())
    with in_tenant(merchant):
        StoredReply.objects.filter(merchant=merchant).update(
            status=None, lease_until=datetime.now(UTC) - timedelta(seconds=1)
        )

    response = send(sale())

    assert response.status_code == 201
    assert events(merchant, in_tenant) == [("sale", "S1", 1250)]


def test_fifty_at_once_load_one_row(send, merchant, in_tenant):
    replies = []

    def post():
        try:
            replies.append(send(sale()))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=post) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    done = {reply.content for reply in replies if reply.status_code == 201}
    assert len(done) == 1
    assert {reply.status_code for reply in replies} <= {201, 409}
    assert send(sale()).content in done
    assert events(merchant, in_tenant) == [("sale", "S1", 1250)]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"amount": None}, "amount_or_lines"),
        ({"lines": [{"product": "Tea", "unit_price": "2"}]}, "amount_or_lines"),
        ({"amount": "-3"}, "invalid_request"),
        ({"amount": "1e5"}, "invalid_request"),
        ({"currency": "XQX"}, "invalid_request"),
        ({"occurred_at": "2026-11-20T09:30:00"}, "invalid_request"),
        ({"occurred_at": "2999-01-01T00:00:00Z"}, "invalid_request"),
        ({"note": "a\x00b"}, "invalid_request"),
        ({"merchant_id": 1}, "invalid_request"),
    ],
)
def test_what_cannot_be_is_refused_whole(send, merchant, in_tenant, wrong, code):
    response = send(sale(2), sale(**wrong))

    assert (response.status_code, response.json()["code"]) == (422, code)
    assert events(merchant, in_tenant) == []


def test_the_same_id_twice_in_one_batch_is_refused(send):
    assert send(sale(), sale()).json()["code"] == "id_twice"


def test_card_numbers_are_cut_before_they_are_stored(send, merchant, in_tenant):
    send(sale(note="paid with 4111 1111 1111 1111"))

    with in_tenant(merchant):
        assert MoneyEvent.objects.for_merchant(merchant).get().note == "paid with [card …1111]"


def test_a_key_that_may_only_read_writes_nothing(api_client, key_for, merchant, in_tenant):
    client = api_client(key_for(merchant, "read"))

    response = client.post(
        "/api/v1/transactions",
        {"transactions": [sale()]},
        content_type="application/json",
        headers={"Idempotency-Key": "k"},
    )

    assert response.status_code == 403
    assert events(merchant, in_tenant) == []


def test_without_an_idempotency_key_nothing_is_written(api_client, key_for, merchant, in_tenant):
    response = api_client(key_for(merchant, "write")).post(
        "/api/v1/transactions", {"transactions": [sale()]}, content_type="application/json"
    )

    assert response.status_code == 422
    assert events(merchant, in_tenant) == []
