"""Importing files: what they become, what is refused, what happens twice, what survives a kill."""

import io
import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.models import KnownReading, RefusedRow, Upload, UploadState
from connectors.tasks import run_upload, sweep
from connectors.uploads import decide
from connectors.uploads import run as running
from connectors.uploads.fields import Field
from connectors.uploads.intake import find_upload, receive
from connectors.uploads.reading import Grain, Reading
from connectors.uploads.refused import refused_table
from connectors.uploads.report import report
from edge.facts.load import Stage
from edge.facts.models import Customer, HourRollup, LineItem, MoneyEvent
from edge.lib.errors import ColumnsUnrecognized, Conflict, NotFound
from edge.live.models import LogEntry
from edge.merchants.tenancy import tenant_context
from tests.connectors.files import PIZZA, RECEIPTS, RETAIL, bring, make_workbook, packed
from tests.edge.facts.books import books
from tests.factories import make_merchant


@pytest.fixture
def shop():
    return make_merchant(currency="GBP", country="GB", time_zone="Europe/London")


def sums(merchant):
    """Return gross, refunds, sales and units over all days, in minor units."""
    with tenant_context(merchant):
        rows = HourRollup.objects.for_merchant(merchant).values_list(
            "gross_minor", "refund_minor", "sales", "units"
        )
        return tuple(float(sum(column)) for column in zip(*rows, strict=True)) or (0, 0, 0, 0)


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
    upload = bring(merchant, RECEIPTS, encoding="cp1252")

    assert Reading.from_json(upload.reading).grain == Grain.RECEIPT
    assert sums(merchant) == (115650, 4650, 3, 0)
    with tenant_context(merchant):
        tips = MoneyEvent.objects.for_merchant(merchant).filter(kind="tip")
        assert sorted(tips.values_list("amount_minor", flat=True)) == [100, 400]
        days = MoneyEvent.objects.for_merchant(merchant).values_list("business_date", flat=True)
        assert min(days) == date(2026, 4, 3)


def test_refused_rows_keep_line_and_reason_and_the_good_ones_load(merchant):
    upload = bring(merchant, RECEIPTS)

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
    # Whole documents: a file is never cut inside one.
    whole = make_merchant(currency="GBP", time_zone="Europe/London")
    parts = make_merchant(currency="GBP", time_zone="Europe/London")
    cut = next(at for at in range(cut, 8) if at == 7 or lines[at][:6] != lines[at - 1][:6])

    bring(whole, RETAIL)
    bring(parts, "\n".join([head, *lines[:cut]]) + "\n")
    bring(parts, "\n".join([head, *lines[max(cut - overlap, 0) :]]) + "\n")

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


UNSURE = """Date,Total
03/04/2026,10.00
04/04/2026,11.00
02/04/2026,12.00
"""


def test_day_or_month_first_is_asked_when_the_file_does_not_tell(merchant):
    text = UNSURE.replace("04/2026", "05/2026").replace("02/05", "05/02").replace("03/05", "09/08")

    upload = bring(merchant, text)

    assert upload.state == UploadState.READY
    error = decide.unsure(upload)
    assert error.code == "reading_unsure"
    assert [one["key"] for one in error.extra["readings"]] == ["dmy", "mdy"]
    with pytest.raises(ColumnsUnrecognized):
        decide.confirm(upload, by="mara")
    assert sums(merchant) == (0, 0, 0, 0)


def test_the_whole_column_decides_between_day_and_month(merchant):
    lines = "".join(f"{day:02d}/04/2026,1.00\n" for day in range(1, 13)) + "13/04/2026,1.00\n"

    upload = bring(merchant, "Date,Total\n" + lines)

    assert upload.state == UploadState.LOADED
    assert upload.batch.last_day == date(2026, 4, 13)


def test_an_answer_is_kept_for_the_next_file_of_the_layout(merchant):
    text = "Date,Total\n09/08/2026,10.00\n04/05/2026,11.00\n05/02/2026,12.00\n"
    upload = bring(merchant, text, loads=False)
    decide.correct(upload, {}, {"day_order": "mdy"})
    upload = running.run(find_upload(merchant, upload.public_id))
    decide.confirm(upload, by="mara")
    upload = running.run(find_upload(merchant, upload.public_id))
    assert upload.batch.first_day == date(2026, 4, 5)

    following = bring(merchant, text.replace("10.00", "10.50"), loads=False)

    assert following.state == UploadState.LOADED
    assert following.batch.first_day == date(2026, 4, 5)


def test_a_corrected_column_changes_the_totals_before_anything_is_loaded(merchant):
    text = "Date,Item,Price,Old price\n2026-04-13,Tea,2.00,3.00\n2026-04-14,Tea,2.50,3.50\n"
    upload = bring(merchant, text, loads=False)
    assert upload.outline["total"]["net"] == "4.50"

    decide.correct(upload, {"Old price": Field.UNIT_PRICE}, {})
    upload = running.run(find_upload(merchant, upload.public_id))

    assert upload.outline["total"]["net"] == "6.50"
    assert upload.state == UploadState.READY
    assert sums(merchant) == (0, 0, 0, 0)


def test_an_unknown_state_of_a_payment_is_asked_about(merchant):
    upload = bring(
        merchant, "Date,Amount,Status\n2026-04-13,2.00,zweifelhaft\n2026-04-13,2.00,paid\n"
    )

    assert upload.state == UploadState.READY
    assert "zweifelhaft" in decide.unsure(upload).merchant_text


def test_cancelled_and_failed_rows_are_no_sales(merchant):
    bring(
        merchant,
        "Date,Amount,Status\n2026-04-13,2.00,paid\n2026-04-14,9.00,failed\n2026-04-14,5.00,Cancelled\n",
    )

    assert sums(merchant)[:2] == (200, 0)


def test_card_numbers_are_cut_before_anything_is_written(shop):
    text = RETAIL.replace("WHITE METAL LANTERN", "paid by 4111 1111 1111 1111").replace(
        ",-1,", ",5500005555555559,"
    )
    text += "536500,X,card 5500005555555559,x,2010-12-04 10:00:00,1,,France\n"

    upload = bring(shop, text)

    with tenant_context(shop):
        names = set(LineItem.objects.for_merchant(shop).values_list("product__name", flat=True))
        raw = RefusedRow.objects.for_merchant(shop).filter(upload=upload).last().raw
    assert not [name for name in names if "4111" in name]
    assert "5500005555555559" not in raw
    assert not default_storage.exists(f"uploads/{shop.pk}/{upload.public_id}")


def test_names_of_customers_are_not_kept(merchant):
    bring(
        merchant,
        "Date,Amount,Customer\n2026-04-13,2.00,Mara Example\n2026-04-14,2.00,Mara Example\n",
    )

    with tenant_context(merchant):
        [customer] = Customer.objects.for_merchant(merchant)
    assert "Mara" not in customer.reference
    assert customer.reference.startswith("p-")


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


class Killed(BaseException):
    """What a kill -9 looks like from inside: nothing catches it, nothing is cleaned up."""


@pytest.mark.parametrize("at", ["stage 1", "stage 2", "publish", "finish"])
def test_an_import_killed_anywhere_goes_on_without_doubles(shop, monkeypatch, at):
    monkeypatch.setattr("connectors.uploads.table.PAGE_ROWS", 3)
    monkeypatch.setattr(
        "connectors.uploads.open_file.pages", lambda dialect, size=3: _pages(dialect, min(size, 3))
    )
    upload = receive(
        shop, io.BytesIO(RETAIL.encode()), name="s.csv", by="a test", loads_when_sure=True
    )
    with monkeypatch.context() as fault:
        _kill_at(fault, at)
        with pytest.raises(Killed):
            running.run(upload)
    _let_the_lease_run_out(upload)

    run_upload(shop.pk, upload.pk)

    upload = find_upload(shop, upload.public_id)
    assert upload.state == UploadState.LOADED
    assert sums(shop) == (5784, 255, 3, 25)
    assert upload.batch.number == 1


def _pages(dialect, size):
    from connectors.uploads.table import pages

    return pages(dialect, size=size)


def _kill_at(fault, at):
    """Raise Killed right after page 1 or 2 was staged, before it is published, or right after that."""
    add, publish, left = Stage.add, Stage.publish, {"stage 1": 1, "stage 2": 2}

    def killed_add(self, *pages, **flags):
        add(self, *pages, **flags)
        left[at] = left.get(at, 99) - 1
        if not left[at]:
            raise Killed

    def killed_publish(self):
        if at == "publish":
            raise Killed
        done = publish(self)
        if at == "finish":
            raise Killed
        return done

    fault.setattr(Stage, "add", killed_add)
    fault.setattr(Stage, "publish", killed_publish)


def _let_the_lease_run_out(upload):
    with tenant_context(upload.merchant_id):
        Upload.objects.for_merchant(upload.merchant_id).filter(pk=upload.pk).update(
            lease_until=datetime.now(UTC) - timedelta(seconds=1)
        )


def test_staged_pages_lost_in_a_crash_of_the_database_are_read_again(shop, monkeypatch):
    upload = receive(
        shop, io.BytesIO(RETAIL.encode()), name="s.csv", by="a test", loads_when_sure=True
    )
    with monkeypatch.context() as fault:
        _kill_at(fault, "publish")
        with pytest.raises(Killed):
            running.run(upload)
    _let_the_lease_run_out(upload)
    found = find_upload(shop, upload.public_id)
    with tenant_context(shop):
        Stage(shop, found.batch).clear()

    upload = running.run(found)

    assert upload.state == UploadState.LOADED
    assert sums(shop) == (5784, 255, 3, 25)


def test_an_upload_on_which_somebody_works_is_left_alone(shop):
    upload = receive(shop, io.BytesIO(RETAIL.encode()), name="s.csv", by="a test")
    with tenant_context(shop):
        Upload.objects.for_merchant(shop).filter(pk=upload.pk).update(
            lease_until=datetime.now(UTC) + timedelta(seconds=60), lease_holder="another"
        )

    assert running.run(find_upload(shop, upload.public_id)).state == UploadState.RECEIVED


def test_a_file_that_keeps_ending_its_worker_is_given_up(shop):
    upload = receive(shop, io.BytesIO(RETAIL.encode()), name="s.csv", by="a test")
    with tenant_context(shop):
        Upload.objects.for_merchant(shop).filter(pk=upload.pk).update(attempts=5)

    upload = running.run(find_upload(shop, upload.public_id))

    assert (upload.state, upload.failure["code"]) == (UploadState.FAILED, "gave_up")


def test_the_sweep_nudges_what_was_left_behind(shop, monkeypatch):
    upload = receive(shop, io.BytesIO(RETAIL.encode()), name="s.csv", by="a test")
    nudged = []
    monkeypatch.setattr("connectors.tasks.nudge", lambda _tasks, *ids: nudged.append(ids))
    monkeypatch.setattr("connectors.tasks.SWEEP_LIMIT", 10_000)

    sweep()

    assert (shop.pk, upload.pk) in nudged


def test_progress_reaches_the_merchants_open_pages(shop):
    upload = bring(shop, RETAIL)

    with tenant_context(shop):
        news = LogEntry.objects.for_merchant(shop).filter(stream="feed", type="import")
        states = [entry.body["state"] for entry in news.order_by("seq")]
        assert news.last().body["upload"] == upload.public_id
    assert states[-1] == "loaded"


def test_readings_are_remembered_by_layout_and_merchant(shop, other_merchant):
    bring(shop, RETAIL)

    with tenant_context(other_merchant):
        assert not KnownReading.objects.for_merchant(other_merchant).exists()
    assert bring(other_merchant, RETAIL, loads=False).state == UploadState.READY


def command(capsys, *arguments):
    """Return a command's exit status and its JSON."""
    code = 0
    try:
        call_command(*arguments, "--json")
    except SystemExit as left:
        code = left.code
    return code, json.loads(capsys.readouterr().out)


def test_import_sales_prints_its_json(shop, tmp_path, capsys):
    file = tmp_path / "sales.csv"
    file.write_text(RETAIL)

    code, told = command(capsys, "import_sales", "--merchant", shop.slug, str(file))

    assert code == 0
    assert {"batch", "rows", "loaded", "refused", "duplicates", "seconds", "columns"} <= set(told)
    assert (told["first_day"], told["last_day"], told["problems"]) == (
        "2010-12-01",
        "2010-12-03",
        [],
    )


def test_undo_import_takes_it_back(shop, tmp_path, capsys):
    file = tmp_path / "sales.csv"
    file.write_text(RETAIL)
    _code, told = command(capsys, "import_sales", "--merchant", shop.slug, str(file))

    code, undone = command(capsys, "undo_import", told["batch"])

    assert (code, undone) == (0, {"batch": told["batch"], "rows": 7, "restored": 0})
    assert sums(shop) == (0, 0, 0, 0)


def test_import_sales_refuses_to_guess(merchant, tmp_path, capsys):
    file = tmp_path / "sales.csv"
    file.write_text("Date,Total\n09/08/2026,10.00\n04/05/2026,11.00\n05/02/2026,12.00\n")

    code, told = command(capsys, "import_sales", "--merchant", merchant.slug, str(file))

    assert (code, told["code"]) == (1, "reading_unsure")
    assert {"message", "kept", "mend", "question", "readings"} <= set(told)
    assert sums(merchant) == (0, 0, 0, 0)


def test_import_sales_takes_the_likeliest_when_told_to(merchant, tmp_path, capsys):
    file = tmp_path / "sales.csv"
    file.write_text("Date,Total\n09/08/2026,10.00\n04/05/2026,11.00\n05/02/2026,12.00\n")

    code, _told = command(capsys, "import_sales", "--merchant", merchant.slug, str(file), "--yes")

    assert (code, sums(merchant)[0]) == (0, 3300)
