"""What a file leaves open is asked, answered by the merchant, and known for the next file of the layout."""

from datetime import date

import pytest

from connectors.models import KnownReading, UploadState
from connectors.uploads import decide
from connectors.uploads import run as running
from connectors.uploads.intake import find_upload
from connectors.uploads.interpreting.fields import Field
from connectors.uploads.interpreting.reading import Said
from edge.lib.errors import ColumnsUnrecognized
from edge.merchants.tenancy import tenant_context
from tests.connectors.files import RECEIPTS, RETAIL, bring, sums

DAYS = "Date,Total\n09/08/2026,10.00\n04/05/2026,11.00\n05/02/2026,12.00\n"


def test_day_or_month_first_is_asked_when_the_file_does_not_tell(merchant):
    upload = bring(merchant, DAYS)

    assert upload.state == UploadState.READY
    error = decide.unsure(upload)
    assert error.code == "reading_unsure"
    # The merchant is in Germany, where the day stands first.
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
    upload = bring(merchant, DAYS, loads=False)
    decide.correct(upload, Said(answers={"day_order": "mdy"}))
    upload = running.run(find_upload(merchant, upload.public_id))
    decide.confirm(upload, by="mara")
    upload = running.run(find_upload(merchant, upload.public_id))
    assert upload.batch.first_day == date(2026, 4, 5)

    following = bring(merchant, DAYS.replace("10.00", "10.50"), loads=False)

    assert following.state == UploadState.LOADED
    assert following.batch.first_day == date(2026, 4, 5)


def test_a_corrected_column_changes_the_totals_before_anything_is_loaded(merchant):
    text = "Date,Item,Price,Old price\n2026-04-13,Tea,2.00,3.00\n2026-04-14,Tea,2.50,3.50\n"
    upload = bring(merchant, text, loads=False)
    assert upload.outline["total"]["net"] == "4.50"

    decide.correct(upload, Said({"Old price": Field.UNIT_PRICE}))
    upload = running.run(find_upload(merchant, upload.public_id))

    assert upload.outline["total"]["net"] == "6.50"
    assert upload.state == UploadState.READY
    assert sums(merchant) == (0, 0, 0, 0)


def test_tips_beside_an_amount_are_asked_about_with_both_results(merchant):
    upload = bring(merchant, RECEIPTS)

    assert upload.state == UploadState.READY
    nets = {one["key"]: one["total"]["net"] for one in upload.outline["choices"]["in_tip"]}
    assert nets == {"apart": "1110.00", "inside": "1105.00"}


def test_a_file_whose_tips_are_explained_once_loads_by_itself_the_next_time(merchant):
    upload = bring(merchant, RECEIPTS, loads=False)
    answers = {
        one["key"]: "inside" if one["key"] == "in_tip" else "load"
        for one in upload.reading["questions"]
    }
    decide.correct(upload, Said(answers=answers))
    upload = running.run(find_upload(merchant, upload.public_id))
    decide.confirm(upload, by="mara")
    running.run(find_upload(merchant, upload.public_id))
    assert sums(merchant)[:2] == (115150, 4650)

    following = bring(merchant, RECEIPTS.replace("04.2026", "05.2026"), loads=False)

    assert following.state == UploadState.LOADED
    assert sums(merchant)[:2] == (230300, 9300)


def test_an_unknown_state_of_a_payment_is_asked_about(merchant):
    upload = bring(
        merchant, "Date,Amount,Status\n2026-04-13,2.00,zweifelhaft\n2026-04-13,2.00,paid\n"
    )

    assert upload.state == UploadState.READY
    assert "zweifelhaft" in decide.unsure(upload).merchant_text


def test_readings_are_remembered_by_layout_and_merchant(shop, other_merchant):
    bring(shop, RETAIL)

    with tenant_context(other_merchant):
        assert not KnownReading.objects.for_merchant(other_merchant).exists()
    assert bring(other_merchant, RETAIL, loads=False).state == UploadState.READY


def test_a_file_of_which_many_lines_cannot_be_read_does_not_load_by_itself(merchant):
    good = "".join(f"2026-04-{day:02d},{day}.50\n" for day in range(1, 16))
    bad = "".join(f"2026-04-{day:02d},unknown {day}\n" for day in range(16, 26))

    assert bring(merchant, "Date,Total\n" + good).state == UploadState.LOADED
    upload = bring(merchant, "Date,Total\n" + good.replace(".50", ".70") + bad)

    assert upload.state == UploadState.READY
    assert "10 of the first 25 lines" in decide.unsure(upload).merchant_text


def test_an_amount_that_the_merchant_names_is_taken(merchant):
    upload = bring(merchant, "Date,Foo,Bar\n2026-04-13,2.00,x\n2026-04-14,2.55,y\n", loads=False)
    assert upload.state == UploadState.READY

    decide.correct(upload, Said({"Foo": Field.AMOUNT}))
    upload = running.run(find_upload(merchant, upload.public_id))

    assert upload.outline["total"]["net"] == "4.55"
