"""Importing files: what rows become, which are refused, and that packing and repetition change nothing."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.models import UploadState
from connectors.uploads import decide
from connectors.uploads.intake import find_upload
from connectors.uploads.interpreting.reading import Grain, Reading
from connectors.uploads.mending.refused import refused_table
from connectors.uploads.report import report
from edge.facts.models import Customer, LineItem, MoneyEvent
from edge.lib.errors import Conflict, NotFound
from edge.merchants.tenancy import tenant_context
from tests.connectors.files import (
    PIZZA,
    RECEIPTS,
    RETAIL,
    bring,
    load,
    make_workbook,
    packed,
    sums,
)
from tests.edge.facts.books import books
from tests.factories import make_merchant


def test_a_shops_invoice_lines_load_unaided(shop):
    upload = bring(shop, RETAIL)

    assert upload.state == UploadState.LOADED
    assert report(upload, seconds=1)["columns"] == {
        "InvoiceNo": "document",
        "StockCode": "product_code",
        "Description": "product",
        "Quantity": "quantity",
        "InvoiceDate": "occurred_at",
        "UnitPrice": "unit_price",
        "CustomerID": "customer",
        "Country": "country",
    }
    # 15.30 + 20.34 + 11.10 + 11.10; the pads are a sale of nothing, the free lanterns are none.
    assert sums(shop) == (5784, 255, 3, 25)


def test_customers_keep_their_number_and_missing_ones_stay_missing(shop):
    bring(shop, RETAIL)

    with tenant_context(shop):
        found = Customer.objects.for_merchant(shop).values_list("reference", flat=True)
        assert sorted(found) == ["17850", "17851"]
        assert LineItem.objects.for_merchant(shop).filter(customer=None).count() == 3


def test_a_pizza_places_order_lines_load_unaided_with_their_size(merchant):
    upload = bring(merchant, PIZZA)

    columns = report(upload, seconds=1)["columns"]
    assert columns["size"] == "attribute:size"
    assert (columns["date"], columns["time"], columns["item"]) == ("date", "time", "product")
    with tenant_context(merchant):
        sizes = (
            LineItem.objects.for_merchant(merchant).filter(document="2").order_by("amount_minor")
        )
        assert [line.attributes for line in sizes] == [{"size": "M"}, {"size": "L"}]


def test_receipts_with_decimal_commas_tips_and_totals_between(merchant):
    upload = load(merchant, RECEIPTS, encoding="cp1252")

    assert Reading.from_json(upload.reading).grain == Grain.RECEIPT
    assert sums(merchant) == (115650, 4650, 3, 0)
    with tenant_context(merchant):
        tips = MoneyEvent.objects.for_merchant(merchant).filter(kind="tip")
        assert sorted(tips.values_list("amount_minor", flat=True)) == [100, 400]
        days = MoneyEvent.objects.for_merchant(merchant).values_list("business_date", flat=True)
        assert min(days) == date(2026, 4, 3)


def test_refused_rows_keep_line_and_reason_and_the_good_ones_load(merchant):
    upload = load(merchant, RECEIPTS)

    told = report(upload, seconds=1)
    assert [(one["line"], one["code"]) for one in told["problems"]] == [
        (6, "no_day"),
        (8, "bad_amount"),
    ]
    assert (told["rows"], told["loaded"], told["refused"]) == (7, 4, 2)


def test_lines_are_those_of_the_file_though_cells_hold_line_breaks(shop):
    text = RETAIL.replace('"HAND WARMER, UNION JACK"', '"HAND\nWARMER"').replace(",-1,", ",x,")

    upload = bring(shop, text)

    assert [one["line"] for one in report(upload, seconds=1)["problems"]] == [8]


def test_a_row_with_too_many_fields_is_refused(shop):
    upload = bring(shop, RETAIL + "9,9,9,9,9,9,9,9,9,9\n")

    assert [one["code"] for one in report(upload, seconds=1)["problems"]] == ["too_many_fields"]


def test_refused_rows_come_as_a_table_without_formulas(shop):
    upload = bring(shop, RETAIL.replace("C536379", "=HYPERLINK(1)").replace(",-1,", ",x,"))

    [_head, row] = refused_table(upload)
    assert row[0] == "6"
    assert row[2].startswith("'=HYPERLINK")


@pytest.mark.parametrize(
    ("data", "name"),
    [
        pytest.param(packed(RETAIL), "sales.csv.gz", id="packed"),
        pytest.param(packed(RETAIL), "sales.csv", id="packed, wrong name"),
        pytest.param(RETAIL.replace(",", ";").encode(), "s.csv", id="semicolons"),
        pytest.param(RETAIL.replace(", UNION", "").replace(",", "\t").encode(), "s.tsv", id="tabs"),
        pytest.param(RETAIL.encode("utf-16"), "s.csv", id="utf-16"),
        pytest.param(RETAIL.encode("utf-8-sig"), "s.csv", id="byte order mark"),
        pytest.param(RETAIL.replace("\n", "\r\n").encode(), "s.csv", id="windows line ends"),
        pytest.param(RETAIL.replace("\n", "\r").encode(), "s.csv", id="old mac line ends"),
        pytest.param(("Export\nof all\n\n" + RETAIL).encode(), "s.csv", id="title lines"),
        pytest.param(RETAIL.rstrip("\n").encode(), "s.csv", id="no last line end"),
    ],
)
def test_the_same_sales_however_they_are_packed(shop, data, name):
    data = data.replace(b'"HAND WARMER; UNION JACK"', b"HAND WARMER")

    assert bring(shop, data, name=name).state == UploadState.LOADED

    assert sums(shop) == (5784, 255, 3, 25)


def test_a_workbook_loads_like_the_same_table_as_text(merchant):
    rows = [line.split(",") for line in PIZZA.strip().split("\n")]
    typed = [[float(one) if one.replace(".", "").isdigit() else one for one in row] for row in rows]
    bring(merchant, make_workbook(typed), name="sales.xlsx")
    twin = make_merchant()
    bring(twin, PIZZA)

    assert sums(merchant) == sums(twin)


def test_the_same_file_under_another_name_changes_nothing(shop):
    bring(shop, RETAIL)
    before = books(shop)

    again = bring(shop, packed(RETAIL), name="other.csv.gz")

    told = report(again, seconds=1)
    assert (told["loaded"], told["duplicates"]) == (0, 7)
    assert books(shop) == before


@given(cut=st.integers(1, 7), overlap=st.integers(0, 3))
@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_overlapping_exports_are_the_whole_file(cut, overlap):
    head, *lines = RETAIL.strip().split("\n")
    # A receipt stands in a file as a whole: none is cut, at either end.
    begins = [at for at in range(8) if at == 7 or at == 0 or lines[at][:6] != lines[at - 1][:6]]
    cut = min(at for at in begins if at >= cut)
    again = max(at for at in begins if at <= max(cut - overlap, 0))
    whole = make_merchant(currency="GBP", time_zone="Europe/London")
    parts = make_merchant(currency="GBP", time_zone="Europe/London")

    bring(whole, RETAIL)
    bring(parts, "\n".join([head, *lines[:cut]]) + "\n")
    bring(parts, "\n".join([head, *lines[again:]]) + "\n")

    assert sums(whole) == sums(parts)


def test_undo_takes_an_import_back_and_says_so(shop):
    bring(shop, PIZZA.replace("2015", "2014"))
    before = books(shop)
    upload = bring(shop, RETAIL)

    batch, change = decide.undo(shop, upload.batch.public_id, by="mara")

    assert books(shop) == before
    assert change.removed == 7
    assert find_upload(shop, upload.public_id).state == UploadState.UNDONE
    with pytest.raises(Conflict):
        decide.undo(shop, batch.public_id, by="mara")


def test_another_merchants_import_cannot_be_undone(shop, other_merchant):
    upload = bring(shop, RETAIL)
    before = books(shop)

    with pytest.raises(NotFound):
        decide.undo(other_merchant, upload.batch.public_id, by="somebody")

    assert books(shop) == before


def test_cancelled_and_failed_rows_are_no_sales(merchant):
    bring(
        merchant,
        "Date,Amount,Status\n2026-04-13,2.00,paid\n2026-04-14,9.00,failed\n2026-04-14,5.00,Cancelled\n",
    )

    assert sums(merchant)[:2] == (200, 0)


@pytest.mark.parametrize(
    ("local", "instant"),
    [
        pytest.param("2026-10-25 02:30:00", datetime(2026, 10, 25, 0, 30, tzinfo=UTC), id="twice"),
        pytest.param("2026-03-29 02:30:00", datetime(2026, 3, 29, 1, 30, tzinfo=UTC), id="never"),
    ],
)
def test_local_times_on_the_nights_the_clock_changes(merchant, local, instant):
    bring(merchant, f"Order Date,Total\n{local},2.00\n2026-06-13 12:00:00,2.00\n")

    with tenant_context(merchant):
        assert MoneyEvent.objects.for_merchant(merchant).filter(occurred_at=instant).exists()
