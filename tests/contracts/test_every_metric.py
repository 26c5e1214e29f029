"""What holds for every metric of the catalog, and for every dimension it may be split by."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from edge.facts.records import Circumstances, LineRecord, RefundRecord, SaleRecord
from edge.lib.period import Period
from insights.metrics.catalog import DIMENSIONS, METRICS, dimension_of, metric_of
from insights.metrics.figure import MetricQuery
from insights.metrics.query import breakdown, breakdown_many, measure
from insights.metrics.receipt import receipt_for, token
from insights.metrics.receipt_words import HOW
from insights.metrics.wording import NOTHING, format_figure, metric_name, point_name
from tests.insights.metrics.books import keep

PERIOD = Period(date(2026, 3, 1), date(2026, 3, 31))
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
LANGUAGES = ("en", "de")
every_metric = pytest.mark.parametrize("key", METRICS)
every_dimension = [*(key for key in DIMENSIONS if key != "pair"), "attribute:size"]


@pytest.fixture
def books(merchant):
    tea = LineRecord(
        product="Tea", quantity=Decimal(2), unit_price=Decimal("2.10"), attributes={"size": "L"}
    )
    cake = LineRecord(product="Cake", quantity=Decimal(1), unit_price=Decimal(3), category="Sweet")
    who = Circumstances(
        customer="ada", location="North", staff="Ida", country="DE", payment_method="card"
    )
    keep(
        merchant,
        [
            SaleRecord(
                document="d1", occurred_at=NOON, lines=[tea, cake], circumstances=who, tip_minor=50
            ),
            SaleRecord(document="d2", occurred_at=NOON, lines=[tea], tax_minor=30, fee_minor=9),
            RefundRecord(document="r1", occurred_at=NOON, lines=[cake], circumstances=who),
        ],
    )
    merchant.refresh_from_db()
    return merchant


def dimensions_of(key):
    return [
        name
        for name in every_dimension
        if metric_of(key).is_itemised or not dimension_of(name).is_of_lines
    ]


@every_metric
def test_it_has_a_name_a_meaning_and_a_way_in_every_language(key):
    for words, how in (
        (METRICS[key].words(language), HOW[language][key]) for language in LANGUAGES
    ):
        assert words.name[0].isupper()
        assert words.plain.endswith(".")
        assert how.endswith(".")
        assert words.synonyms


@every_metric
def test_it_answers_from_empty_books(merchant, in_tenant, key):
    with in_tenant(merchant):
        figure = measure(merchant, MetricQuery(key, PERIOD))

    assert figure.value == {"a/b": None, "days-a": 31}.get(METRICS[key].formula, 0)
    assert figure.rows == 0
    assert format_figure(figure, "en") in {NOTHING, "0", "31", "€0.00"}


@every_metric
def test_it_splits_by_every_dimension_that_knows_it_the_same_now_and_as_known_then(
    books, in_tenant, key
):
    asked = [MetricQuery(key, PERIOD, by=name) for name in dimensions_of(key)]

    with in_tenant(books):
        now = breakdown_many(books, asked)
        then = breakdown_many(books, asked, watermark=books.last_batch)

    assert [series.points for series in now] == [series.points for series in then]
    assert all(not series.truncated for series in now)


@every_metric
def test_each_of_its_parts_is_named_and_has_a_receipt_of_the_same_value(books, in_tenant, key):
    with in_tenant(books):
        for name in dimensions_of(key):
            for point in breakdown(books, MetricQuery(key, PERIOD, by=name)).points:
                receipt = receipt_for(books, token(books, point.figure), "de")

                assert receipt.figure == point.figure
                assert receipt.lines[-1].kind == "total"
                assert point_name(name, point, "en")


@pytest.mark.parametrize("language", LANGUAGES)
@every_metric
def test_its_receipt_speaks_the_language(books, in_tenant, key, language):
    with in_tenant(books):
        figure = measure(books, MetricQuery(key, PERIOD))
        receipt = receipt_for(books, token(books, figure), language)

    assert receipt.name.startswith(metric_name(figure, language))
    assert receipt.plain == METRICS[key].words(language).plain
    assert receipt.row_count == figure.rows


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", [*DIMENSIONS, "attribute:size"])
def test_every_dimension_has_a_name(key, language):
    assert dimension_of(key).words(language).name
