"""Metrics and insights over the API: figures with their proof, and only for those who may see them."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client

from edge.facts.load import feed_for, load_records
from edge.facts.records import Circumstances, LineRecord, MoneyRecord, RefundRecord, SaleRecord
from edge.merchants.models import Role
from insights.models import Insight, Telling

DAYS = {"from": "2026-11-01", "to": "2026-11-30"}


@pytest.fixture
def books(merchant):
    feed = feed_for(merchant, kind="api", key="till", name="till")
    records = [
        SaleRecord(
            document="S1",
            occurred_at=datetime(2026, 11, 3, 9, tzinfo=UTC),
            lines=[LineRecord(product="Tea", quantity=2, unit_price=3)],
            circumstances=Circumstances(country="France"),
            fee_minor=12,
        ),
        SaleRecord(
            document="S2",
            occurred_at=datetime(2026, 11, 4, 9, tzinfo=UTC),
            lines=[LineRecord(product="Cake", quantity=1, unit_price=4)],
        ),
        RefundRecord(
            document="R1",
            occurred_at=datetime(2026, 11, 5, 9, tzinfo=UTC),
            lines=[LineRecord(product="Tea", quantity=1, unit_price=3)],
        ),
        MoneyRecord(
            kind="payout",
            document="P1",
            occurred_at=datetime(2026, 11, 6, tzinfo=UTC),
            amount_minor=900,
        ),
    ]
    load_records(merchant, feed, [one for one in records if not isinstance(one, MoneyRecord)])
    return merchant


def test_a_figure_carries_its_proof(api_client, key_for, books):
    figure = (
        api_client(key_for(books, "read")).get("/api/v1/metrics/net_sales", DAYS).json()["figure"]
    )

    assert figure["value"] == "7.00"
    assert figure["unit"] == "EUR"
    assert figure["period"] == ["2026-11-01", "2026-11-30"]
    assert figure["watermark"] == 1
    assert figure["rows"] == 3
    assert figure["receipt"].startswith("/figure/")


@pytest.mark.parametrize(
    ("metric", "value"),
    [("sales_count", 2), ("average_sale", "5.00"), ("refund_rate", 0.3), ("units", 3)],
)
def test_each_kind_of_value_has_its_form(api_client, key_for, books, metric, value):
    told = api_client(key_for(books, "read:metrics")).get(f"/api/v1/metrics/{metric}", DAYS).json()

    assert told["figure"]["value"] == value


def test_a_breakdown_adds_up(api_client, key_for, books):
    told = (
        api_client(key_for(books, "read"))
        .get("/api/v1/metrics/gross_sales", DAYS | {"by": "product", "order": "-value"})
        .json()
    )

    assert [(part["label"], part["figure"]["value"]) for part in told["parts"]] == [
        ("Tea", "6.00"),
        ("Cake", "4.00"),
    ]
    assert (told["total_count"], told["truncated"]) == (2, False)


def test_conditions_narrow_it(api_client, key_for, books):
    told = api_client(key_for(books, "read")).get(
        "/api/v1/metrics/gross_sales", DAYS | {"where": ["country:is:France"]}
    )

    assert told.json()["figure"]["value"] == "6.00"


def test_what_was_told_is_kept(api_client, key_for, books, in_tenant):
    figure = (
        api_client(key_for(books, "read")).get("/api/v1/metrics/net_sales", DAYS).json()["figure"]
    )

    with in_tenant(books):
        kept = Telling.objects.for_merchant(books).get()
    assert (kept.figure_id, kept.value, kept.place) == (figure["id"], "7.00", "api")


@pytest.mark.parametrize(
    ("metric", "more", "code"),
    [
        ("happiness", {}, "unknown_metric"),
        ("net_sales", {"by": "mood"}, "unknown_dimension"),
        ("net_sales", {"where": ["country=France"]}, "filter_invalid"),
        ("net_sales", {"where": ["hour:between:8"]}, "filter_invalid"),
        ("net_sales", {"from": "2026-12-01"}, "period_invalid"),
        ("net_sales", {"from": "0001-01-01"}, "period_invalid"),
        ("net_sales", {"from": "yesterday"}, "invalid_request"),
        ("net_sales", {"limit": 0}, "invalid_request"),
    ],
)
def test_what_cannot_be_asked_says_why(api_client, key_for, books, metric, more, code):
    response = api_client(key_for(books, "read")).get(f"/api/v1/metrics/{metric}", DAYS | more)

    assert (response.status_code, response.json()["code"]) == (422, code)


@pytest.mark.parametrize(
    ("metric", "more"),
    [
        ("fees", {}),
        ("payouts", {}),
        ("tips", {}),
        ("net_sales", {"by": "staff"}),
        ("net_sales", {"where": ["staff:is:Mara"]}),
    ],
)
def test_staff_are_refused_what_they_do_not_see(make_member, books, metric, more):
    client = Client()
    client.force_login(make_member(books, role=Role.STAFF).user)

    assert client.get(f"/api/v1/metrics/{metric}", DAYS | more).status_code == 403
    assert metric == "net_sales" or metric not in [
        one["key"] for one in client.get("/api/v1/metrics").json()
    ]


def test_an_accountant_sees_fees(make_member, books):
    client = Client()
    client.force_login(make_member(books, role=Role.ACCOUNTANT).user)

    assert client.get("/api/v1/metrics/fees", DAYS).json()["figure"]["value"] == "0.12"


@pytest.mark.parametrize("scope", ["write", "ask", "llm"])
def test_a_key_without_read_reads_nothing(api_client, key_for, books, scope):
    client = api_client(key_for(books, scope))

    assert client.get("/api/v1/metrics/net_sales", DAYS).status_code == 403
    assert client.get("/api/v1/insights").status_code == 403


def test_definitions_speak_the_merchants_language(api_client, key_for, make_merchant):
    client = api_client(key_for(make_merchant(language="de"), "read"))

    names = {one["key"]: one["name"] for one in client.get("/api/v1/metrics").json()}

    assert names["refunds"] == "Erstattungen"


def test_another_merchants_insight_is_not_there(
    api_client, key_for, merchant, other_merchant, in_tenant
):
    with in_tenant(merchant):
        insight = Insight.objects.create(
            merchant=merchant,
            detector="unusual_day",
            key="k",
            direction="low",
            day=date(2026, 11, 3),
            score=5,
            threshold=4,
            past_days=28,
            as_far=0,
            watermark=1,
        )
    client = api_client(key_for(other_merchant, "read", "write"))

    seen = client.get(f"/api/v1/insights/{insight.public_id}")
    closed = client.post(
        f"/api/v1/insights/{insight.public_id}/actions",
        {"action": "resolve"},
        content_type="application/json",
    )

    assert (seen.status_code, closed.status_code) == (404, 404)
    with in_tenant(merchant):
        insight.refresh_from_db()
    assert insight.state == "open"
