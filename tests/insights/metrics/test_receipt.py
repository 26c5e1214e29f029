"""Receipts: a number computed anew, with lines that add up, rows, a file, and what has changed since."""

import csv
import io
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, ProgrammingError, connection
from django.template import Context, Template
from django.test import Client, RequestFactory

from edge.facts.events import EventKind
from edge.facts.records import Circumstances, LineRecord, MoneyRecord, RefundRecord, SaleRecord
from edge.lib.errors import InvalidRequest, NotFound
from edge.lib.money import CurrencyMismatch
from edge.lib.period import Period
from edge.merchants.models import Role
from insights.metrics import derive
from insights.metrics.catalog import METRICS
from insights.metrics.compare import UnlikePeriods, compare, compare_usual
from insights.metrics.figure import Filter, MetricQuery
from insights.metrics.query import breakdown, measure
from insights.metrics.receipt import open_token, receipt_for, token
from insights.metrics.receipt_rows import rows_as_csv
from insights.metrics.tell import tell
from insights.models import Telling
from tests.insights.metrics.books import keep

DAY = date(2026, 11, 24)
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
TODAY = MetricQuery("net_sales", Period(DAY, DAY))


def item(name, price, quantity=1):
    return LineRecord(product=name, quantity=Decimal(quantity), unit_price=Decimal(price))


def make_sale(document, *lines, minutes=0, days=0, **circumstances):
    moment = NOON + timedelta(minutes=minutes, days=days)
    lines = lines or (item("Tea", "2.00"),)
    return SaleRecord(
        document=document,
        occurred_at=moment,
        lines=lines,
        circumstances=Circumstances(**circumstances),
    )


def make_day(merchant):
    """Load two sales by card, one in cash and a refund: 6.60 + 3.80 + 5.00 - 1.40 = 14.00."""
    keep(
        merchant,
        [
            make_sale(
                "d1", item("Flat white", "3.80"), item("Croissant", "2.80"), payment_method="card"
            ),
            make_sale("d2", item("Flat white", "3.80"), minutes=5, payment_method="card"),
            make_sale("d3", item("Soup", "5.00"), minutes=9, payment_method="cash"),
            RefundRecord(
                document="r1",
                occurred_at=NOON + timedelta(minutes=20),
                lines=[item("Roll", "1.40")],
            ),
        ],
    )


@pytest.fixture
def shop(make_merchant):
    return make_merchant(time_zone="Europe/Berlin", currency="EUR", name="Café Morgenrot")


@pytest.fixture
def show(in_tenant):
    """Return the receipt of a figure, by way of its token."""

    def show_receipt(merchant, figure, language="en"):
        with in_tenant(merchant):
            return receipt_for(merchant, token(merchant, figure), language)

    return show_receipt


@pytest.fixture
def ask(in_tenant):
    def ask_books(merchant, query=TODAY):
        with in_tenant(merchant):
            return measure(merchant, query)

    return ask_books


@pytest.fixture
def export(in_tenant):
    """Return the rows of a figure's file."""

    def export_rows(merchant, figure):
        with (
            in_tenant(merchant),
            rows_as_csv(
                merchant, open_token(merchant, token(merchant, figure)), names_staff=True
            ) as file,
        ):
            return list(csv.DictReader(io.StringIO(file.read().decode("utf-8-sig"), newline="")))

    return export_rows


def test_a_receipt_shows_how_the_number_adds_up(shop, ask, show):
    make_day(shop)

    receipt = show(shop, ask(shop))

    assert (receipt.shop, receipt.name, receipt.value) == (
        "Café Morgenrot",
        "Net sales, Tue 24 Nov 2026",
        "€14.00",
    )
    assert [(line.name, line.amount, line.kind) for line in receipt.lines] == [
        ("3 sales", "15.40", ""),
        ("by card", "10.40", "part"),
        ("by cash", "5.00", "part"),
        ("1 refund", "−1.40", ""),
        ("Net sales", "14.00", "total"),
    ]


def test_a_receipt_names_its_rows_by_their_items_and_sums_them(shop, ask, show):
    make_day(shop)

    receipt = show(shop, ask(shop))

    assert [(row.time, row.what, row.amount) for row in receipt.rows] == [
        ("13:20", "Roll", "−1.40"),
        ("13:09", "Soup", "5.00"),
        ("13:05", "Flat white", "3.80"),
        ("13:00", "Flat white + Croissant", "6.60"),
    ]
    assert (receipt.row_count, receipt.rows_title, receipt.sum) == (4, "4 rows", "14.00")


def test_older_rows_are_one_line_with_their_sum(shop, ask, show):
    keep(shop, [make_sale(f"d{number}", minutes=number) for number in range(8)])

    receipt = show(shop, ask(shop))

    assert len(receipt.rows) == 6
    assert (receipt.rows[-1].what, receipt.rows[-1].amount, receipt.sum) == (
        "3 earlier rows",
        "6.00",
        "16.00",
    )


def test_a_receipt_says_what_was_asked_and_of_which_data(shop, ask, show):
    make_day(shop)
    until = NOON + timedelta(minutes=7)
    query = MetricQuery(
        "units", Period(DAY, DAY, until), (Filter("product", "is", ("Flat white",)),)
    )

    receipt = show(shop, ask(shop, query))

    assert dict(receipt.facts) == {
        "Period": "Tue 24 Nov 2026, to 13:07",
        "Filters": "Product: Flat white",
        "Time zone": "Europe/Berlin",
        "Day ends": "midnight",
        "Source": "Till, data up to 24 Nov 13:07",
    }
    assert receipt.plain == "How many pieces were sold; what was given back is not taken off."
    assert receipt.value == "2"


def test_a_german_receipt_is_german(shop, ask, show):
    make_day(shop)

    receipt = show(shop, ask(shop), "de")

    assert receipt.value == "14,00\xa0€"
    assert next(line.name for line in receipt.lines) == "3 Verkäufe"
    assert receipt.how.startswith("Ich habe alle Verkäufe")


def test_the_query_is_shown_with_its_values_and_the_result(shop, ask, show):
    make_day(shop)

    sql = show(shop, ask(shop)).sql

    assert f"merchant_id = {shop.pk}" in sql
    assert "'2026-11-24'" in sql
    assert sql.endswith("-- 14.00 EUR, 4 rows")


@pytest.mark.parametrize("metric", METRICS)
def test_the_query_that_is_shown_gives_the_number(shop, ask, in_tenant, show, metric):
    make_day(shop)
    figure = ask(shop, MetricQuery(metric, Period(DAY, DAY + timedelta(days=2))))

    sql = show(shop, figure).sql
    with in_tenant(shop), connection.cursor() as cursor:
        cursor.execute(sql)
        value, rows = cursor.fetchone()

    scale = 100 if figure.unit == "money" else 1
    assert round(value or 0, 6) == round(Decimal(figure.value or 0) * scale, 6)
    assert (rows or 0) == figure.rows


def test_the_number_of_a_receipt_comes_from_the_figure(shop, ask, show):
    make_day(shop)
    figure = ask(shop)

    receipt = show(shop, figure)

    assert receipt.number.replace(" ", "") == figure.id[4:12]
    assert re.fullmatch(r"[0-9A-Z]{4} [0-9A-Z]{4}", receipt.number)
    assert receipt.definition == "Net sales, version 1"


def test_a_later_refund_leaves_the_told_number_and_says_what_it_is_now(shop, ask, show):
    make_day(shop)
    told = ask(shop)
    late = RefundRecord(
        document="r2", occurred_at=NOON + timedelta(hours=1), lines=[item("Soup", "5.00")]
    )
    keep(shop, [late])

    receipt = show(shop, told)

    assert (receipt.value, receipt.figure.id) == ("€14.00", told.id)
    assert "€14.00" in receipt.changed
    assert "€9.00" in receipt.changed
    assert receipt.row_count == 4


def test_books_that_changed_elsewhere_leave_the_receipt_as_it_was(shop, ask, show):
    make_day(shop)
    told = ask(shop)
    keep(shop, [make_sale("other", days=1)])

    assert show(shop, told).changed == ""


def test_a_growth_shows_both_numbers_and_each_has_its_receipt(shop, in_tenant, show):
    make_day(shop)
    keep(shop, [make_sale("w1", item("Soup", "7.00"), days=-7)])
    with in_tenant(shop):
        found = compare(shop, TODAY, Period(DAY - timedelta(days=7), DAY - timedelta(days=7)))

    receipt = show(shop, found.growth)
    second = show(shop, found.then)

    assert receipt.value == "100\u202f%"
    assert [(line.name, line.amount) for line in receipt.lines] == [
        ("Tue 24 Nov 2026", "14.00"),
        ("Tue 17 Nov 2026", "7.00"),
        ("Difference", "7.00"),
        ("Growth: Net sales", "100\u202f%"),
    ]
    assert (second.value, receipt.figure.id) == ("€7.00", found.growth.id)


def test_a_usual_day_is_the_mean_of_the_days_it_names(shop, in_tenant, show):
    make_day(shop)
    keep(
        shop,
        [
            make_sale("w1", item("Soup", "7.00"), days=-7),
            make_sale("w2", item("Soup", "8.00"), days=-14),
        ],
    )
    weeks = [Period(DAY - timedelta(days=days), DAY - timedelta(days=days)) for days in (7, 14)]
    with in_tenant(shop):
        found = compare_usual(shop, TODAY, weeks)

    usual = show(shop, found.then)
    change = show(shop, found.change)

    assert (usual.value, change.value) == ("€7.50", "€6.50")
    assert dict(change.facts)["Compared"] == "Tue 17 Nov 2026; Tue 10 Nov 2026"
    assert [line.name for line in change.lines] == [
        "Tue 24 Nov 2026",
        "Mean of 2",
        "Change: Net sales",
    ]


def test_a_share_and_a_rate_per_day_are_computed_from_figures(shop, in_tenant, show):
    make_day(shop)
    with in_tenant(shop):
        whole = measure(shop, MetricQuery("gross_sales", Period(DAY, DAY)))
        part = measure(
            shop,
            MetricQuery("gross_sales", Period(DAY, DAY), (Filter("product", "is", ("Soup",)),)),
        )
        share, daily = derive.share(shop, part, whole), derive.per_day(shop, whole, 2)
        orders = measure(shop, MetricQuery("sales_count", Period(DAY, DAY)))
        each = derive.ratio(shop, whole, orders, "money")
        both = derive.total(shop, [whole, part])

    shown = [show(shop, figure).value for figure in (share, daily, each, both)]

    assert shown == ["32.5\u202f%", "€7.70", "€5.13", "€20.40"]


def test_a_running_period_is_not_compared_with_a_whole_one(shop, in_tenant):
    running = TODAY.during(Period(DAY, DAY, NOON))

    with in_tenant(shop), pytest.raises(UnlikePeriods):
        compare(shop, running, Period(DAY - timedelta(days=7), DAY - timedelta(days=7)))


def test_the_same_elapsed_time_is_compared(shop, in_tenant):
    make_day(shop)
    keep(shop, [make_sale("w1", days=-7), make_sale("w2", days=-7, minutes=60)])
    before = Period(DAY - timedelta(days=7), DAY - timedelta(days=7), NOON - timedelta(days=7))

    with in_tenant(shop):
        found = compare(shop, TODAY.during(Period(DAY, DAY, NOON)), before)

    assert (found.now.value, found.then.value) == (Decimal("6.60"), Decimal("2.00"))


def test_two_currencies_are_never_compared(shop, ask):
    make_day(shop)
    euros = ask(shop)
    francs = ask(shop, MetricQuery("net_sales", Period(DAY, DAY), currency="CHF"))

    with pytest.raises(CurrencyMismatch):
        derive.change(shop, euros, francs)


def test_growth_over_nothing_has_no_value(shop, ask):
    make_day(shop)
    nothing = ask(shop, TODAY.during(Period(date(2026, 1, 1), date(2026, 1, 1))))

    growth = derive.growth(shop, ask(shop), nothing)

    assert growth.value is None


def test_a_changed_end_of_the_day_is_said(shop, ask, show):
    make_day(shop)
    told = ask(shop)
    shop.day_end_minutes = 300
    shop.save()

    assert show(shop, told).changed.startswith("Since this was told, your time zone")


def test_money_of_another_currency_alone_is_named_beside_an_empty_series(shop, in_tenant):
    keep(shop, [SaleRecord(document="f1", occurred_at=NOON, amount_minor=1000, currency="CHF")])

    with in_tenant(shop):
        series = breakdown(shop, replace(TODAY, by="country"))

    assert (series.points, series.other_currencies) == ((), ("CHF",))


def test_further_currencies_are_named_on_the_receipt(shop, ask, show):
    make_day(shop)
    keep(shop, [SaleRecord(document="f1", occurred_at=NOON, amount_minor=1000, currency="CHF")])

    receipt = show(shop, ask(shop))

    assert receipt.value == "€14.00"
    assert "CHF" in receipt.also
    assert receipt.row_count == 4


def test_the_file_holds_every_row_and_adds_up(shop, ask, export):
    make_day(shop)
    figure = ask(shop)

    rows = export(shop, figure)

    assert len(rows) == figure.rows
    assert sum(Decimal(row["amount"]) for row in rows) == figure.value
    assert rows[0]["time"] == "2026-11-24T13:00:00+01:00"


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1+1", "@SUM(A1)", "\tx", "\rx"])
def test_no_cell_of_text_is_a_formula(shop, ask, export, name):
    keep(shop, [make_sale("d1", item("Tea", "2.00"), staff=name, country=name)])

    [row] = export(shop, ask(shop))

    assert row["country"][0] == row["staff"][0] == "'"
    assert row["amount"] == "2.00"


def test_a_compared_file_numbers_its_parts(shop, in_tenant, export):
    make_day(shop)
    keep(shop, [make_sale("w1", days=-7)])
    with in_tenant(shop):
        found = compare(shop, TODAY, Period(DAY - timedelta(days=7), DAY - timedelta(days=7)))

    rows = export(shop, found.change)

    assert [row["part"] for row in rows] == ["1"] * 4 + ["2"]


def test_a_foreign_or_altered_token_opens_nothing(shop, other_merchant, ask):
    make_day(shop)
    given = token(shop, ask(shop))

    assert open_token(shop, given).measured[0].query == TODAY
    with pytest.raises(NotFound):
        open_token(other_merchant, given)
    with pytest.raises(NotFound):
        open_token(shop, given[:-2] + "xx")


def test_a_told_figure_is_kept_once_a_place_and_only_for_its_merchant(
    shop, other_merchant, ask, in_tenant
):
    make_day(shop)
    figure = ask(shop)

    with in_tenant(shop):
        tell(shop, [figure, figure], "answer", reference="trn_1")
        tell(shop, [figure], "answer", reference="trn_1")
        tell(shop, [figure], "mail", reference="2026-11-24")
        kept = list(
            Telling.objects.for_merchant(shop)
            .order_by("place")
            .values_list("place", "value", "watermark")
        )
    with in_tenant(other_merchant):
        foreign = Telling.objects.filter(figure_id=figure.id).count()

    assert kept == [("answer", "14.00", figure.watermark), ("mail", "14.00", figure.watermark)]
    assert foreign == 0


def test_telling_in_the_name_of_another_merchant_fails(shop, other_merchant, ask, in_tenant):
    make_day(shop)
    figure = ask(shop)

    with pytest.raises((ProgrammingError, IntegrityError)), in_tenant(other_merchant):
        tell(shop, [figure], "answer")


@pytest.fixture
def log_in(make_member):
    def log_in_as(merchant, role=Role.OWNER):
        client = Client()
        client.force_login(make_member(merchant, role).user)
        return client

    return log_in_as


def test_the_page_and_the_file_open_for_members(shop, ask, log_in):
    make_day(shop)
    given = token(shop, ask(shop))
    client = log_in(shop)

    page = client.get(f"/figure/{given}/")
    file = client.get(f"/figure/{given}/rows.csv")

    assert page.status_code == file.status_code == 200
    assert "€14.00" in page.content.decode()
    assert b"".join(file.streaming_content).count(b"\r\n") == 5


@pytest.mark.parametrize("end", ["", "rows.csv"])
def test_a_foreign_token_is_not_found(shop, other_merchant, ask, log_in, end):
    make_day(shop)
    given = token(shop, ask(shop))

    answer = log_in(other_merchant).get(f"/figure/{given}/{end}")

    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("query", "_case"),
    [
        (MetricQuery("payouts", Period(DAY, DAY)), "payouts are the owner's"),
        (
            MetricQuery("net_sales", Period(DAY, DAY), (Filter("staff", "is", ("Ida",)),)),
            "sales of a colleague",
        ),
    ],
)
def test_staff_does_not_open_the_receipts_of_the_owner(shop, ask, log_in, query, _case):
    keep(
        shop, [MoneyRecord(kind=EventKind.PAYOUT, document="p1", occurred_at=NOON, amount_minor=5)]
    )
    given = token(shop, ask(shop, query))

    assert log_in(shop, Role.STAFF).get(f"/figure/{given}/").status_code == 403
    assert log_in(shop, Role.OWNER).get(f"/figure/{given}/").status_code == 200


def test_a_template_shows_a_figure_as_a_link_to_its_receipt(shop, ask):
    make_day(shop)
    request = RequestFactory().get("/")
    request.merchant = shop
    template = Template('{% load figures %}{% figure shown "is-sum" %}')

    html = template.render(Context({"request": request, "shown": ask(shop)}))

    assert html == f'<a class="figure is-sum" href="/figure/{token(shop, ask(shop))}/">€14.00</a>'


def test_each_part_of_a_breakdown_has_its_own_receipt(shop, in_tenant, show):
    make_day(shop)
    with in_tenant(shop):
        parts = breakdown(
            shop, MetricQuery("units", Period(DAY, DAY), by="product", order="-value")
        )

    shown = [(point.label, show(shop, point.figure).value) for point in parts.points]

    assert shown[0] == ("Flat white", "2")
    assert show(shop, parts.points[0].figure).figure == parts.points[0].figure


def test_days_are_read_as_they_are_said(shop, ask, show):
    keep(shop, [make_sale("d1")])
    query = MetricQuery(
        "net_sales", Period(DAY, DAY + timedelta(days=2)), time_from=12 * 60, time_to=14 * 60
    )

    assert dict(show(shop, ask(shop, query)).facts)["Period"] == "24–26 Nov 2026, 12:00–14:00"


def test_a_metric_that_is_not_known_is_refused(shop, ask):
    with pytest.raises(InvalidRequest):
        ask(shop, MetricQuery("happiness", Period(DAY, DAY)))
