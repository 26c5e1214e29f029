"""`manage.py metric` and what the books can answer."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command

from edge.facts.events import EventKind
from edge.facts.records import Circumstances, LineRecord, MoneyRecord, SaleRecord
from edge.lib.period import Period
from insights.metrics.availability import NotHeld, require_held
from insights.metrics.figure import MetricQuery
from insights.metrics.query import availability
from tests.insights.metrics.books import keep

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAYS = ("--from", "2026-03-01", "--to", "2026-03-31")


def make_sale(document, *, category="", size=None, **circumstances):
    line = LineRecord(
        product="Tea",
        quantity=Decimal(2),
        unit_price=Decimal("2.10"),
        category=category,
        attributes={"size": size} if size else {},
    )
    return SaleRecord(
        document=document,
        occurred_at=NOON,
        lines=[line],
        circumstances=Circumstances(**circumstances),
    )


def run(*words):
    said = StringIO()
    call_command("metric", *words, stdout=said, stderr=said)
    return said.getvalue()


def ask(merchant, *words):
    return json.loads(run("--merchant", merchant.slug, *words, *DAYS, "--json"))


@pytest.mark.parametrize(
    ("metric", "expected"),
    [
        ("net_sales", {"metric": "net_sales", "unit": "EUR", "value": "8.40"}),
        ("sales_count", {"metric": "sales_count", "unit": "sales", "value": 2}),
        ("refund_rate", {"metric": "refund_rate", "unit": "fraction", "value": 0.0}),
    ],
)
def test_a_figure_is_metric_unit_and_value(merchant, metric, expected):
    keep(merchant, [make_sale("d1"), make_sale("d2")])

    assert ask(merchant, metric) == expected


def test_a_series_is_rows_of_key_and_value(merchant):
    keep(merchant, [make_sale("d1", country="DE"), make_sale("d2")])

    answer = ask(merchant, "net_sales", "--by", "country")

    assert answer["rows"] == [{"key": "", "value": "4.20"}, {"key": "DE", "value": "4.20"}]
    assert (answer["unit"], answer["total_count"], answer["truncated"]) == ("EUR", 2, False)


def test_people_read_the_value_with_its_unit(merchant):
    keep(merchant, [make_sale("d1")])

    assert run("--merchant", merchant.slug, "net_sales", *DAYS) == "4.20 EUR\n"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["happiness"], "unknown_metric"),
        (["net_sales", "--by", "moon"], "unknown_dimension"),
        (["net_sales", "--from", "2026-05-01"], "invalid_request"),
    ],
)
def test_what_cannot_be_asked_exits_1_with_its_code(merchant, words, code):
    said = StringIO()

    with pytest.raises(SystemExit) as ended:
        call_command("metric", "--merchant", merchant.slug, *DAYS, *words, "--json", stdout=said)

    assert ended.value.code == 1
    assert json.loads(said.getvalue())["code"] == code


def test_books_without_anything_answer_nothing(merchant, in_tenant):
    with in_tenant(merchant):
        found = availability(merchant)

    assert found.is_empty
    assert not any(found.has.values())


def test_books_say_what_they_hold(merchant, in_tenant):
    keep(
        merchant,
        [
            make_sale(
                "d1", customer="ada", country="DE", location="North", category="Hot", size="L"
            ),
            make_sale("d2", country="FR", payment_method="card"),
            make_sale("d3", country="FR"),
            MoneyRecord(kind=EventKind.FEE, document="f1", occurred_at=NOON, amount_minor=9),
        ],
    )

    with in_tenant(merchant):
        found = availability(merchant)

    assert (found.first_day, found.last_day) == (date(2026, 3, 2), date(2026, 3, 2))
    assert (found.data_until, found.watermark, found.currencies) == (NOON, 1, ("EUR",))
    assert {key for key, held in found.has.items() if not held} == {
        "tips",
        "tip_rate",
        "tipped_sales",
        "tipped_share",
        "average_tip",
        "taxes",
        "payouts",
        "declined",
        "staff",
        "channel",
    }
    assert found.values == {
        "country": ("FR", "DE"),
        "location": ("North",),
        "payment_method": ("card",),
        "category": ("Hot",),
        "attribute:size": ("L",),
    }
    assert (found.attributes, found.categories, found.countries) == (
        ("size",),
        ("Hot",),
        ("FR", "DE"),
    )


@pytest.mark.parametrize(
    "words", [("tips",), ("payouts",), ("customers",), ("net_sales", "--by", "staff")]
)
def test_what_no_source_told_of_is_missing_not_nothing(merchant, words):
    keep(merchant, [make_sale("d1")])

    with pytest.raises(SystemExit):
        run("--merchant", merchant.slug, *words, *DAYS)


def test_the_error_names_what_is_missing(merchant, in_tenant):
    keep(merchant, [make_sale("d1")])

    with in_tenant(merchant), pytest.raises(NotHeld) as raised:
        require_held(merchant, MetricQuery("tips", Period(date(2026, 3, 1), date(2026, 3, 31))))

    assert raised.value.merchant_text == "“Tips” is not in your data."
