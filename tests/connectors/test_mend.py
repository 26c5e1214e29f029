"""Mending refused rows: what is right now loads, what is not keeps its text and a reason, nothing comes in twice."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from connectors.models import RefusedRow, UploadState
from connectors.uploads import decide
from connectors.uploads.intake import find_upload
from connectors.uploads.mending.mend import mend
from connectors.uploads.mending.refused import refused_rows
from edge.facts.models import Batch
from edge.lib.errors import Conflict
from edge.merchants.tenancy import tenant_context
from tests.connectors.files import RECEIPTS, RETAIL, bring, load
from tests.edge.facts.books import books

DAY = {6: {"Datum": "04.04.2026"}}
BOTH = DAY | {8: {"Betrag": "12,50"}}
WHOLE = RECEIPTS.replace("\n;10:58", "\n04.04.2026;10:58").replace("abc", "12,50")


def lines_of(upload):
    return [(row.line, row.code) for row in refused_rows(upload)]


def test_a_refused_row_keeps_its_cells(merchant):
    upload = load(merchant, RECEIPTS)

    [first, _second] = refused_rows(upload)

    assert first.cells == ["", "10:58", "2026-0004", "38,00", "", "Karte", "Mia"]


def test_mended_rows_are_in_the_books_as_if_the_file_had_been_right(merchant, other_merchant):
    upload = load(merchant, RECEIPTS)
    load(other_merchant, WHOLE)

    result = mend(upload, BOTH, by="a test")

    assert (result.loaded, result.known, result.still_refused) == (2, 0, 0)
    assert lines_of(upload) == []
    mine, theirs = books(merchant), books(other_merchant)
    assert (mine["events"], mine["hours"]) == (theirs["events"], theirs["hours"])


def test_a_row_that_is_still_wrong_keeps_its_new_text_and_its_reason(merchant):
    upload = load(merchant, RECEIPTS)

    result = mend(upload, DAY | {8: {"Betrag": "zwölf", "Bedienung": "Ada"}}, by="a test")

    assert (result.loaded, result.still_refused) == (1, 1)
    [left] = refused_rows(upload)
    assert (left.line, left.code) == (8, "bad_amount")
    assert (left.cells[3], left.cells[6]) == ("zwölf", "Ada")


def test_mending_twice_loads_once(merchant):
    upload = load(merchant, RECEIPTS)
    mend(upload, DAY, by="a test")
    before = books(merchant)

    again = mend(upload, DAY, by="a test")

    assert (again.loaded, again.batch) == (0, None)
    assert books(merchant) == before


def test_a_mended_export_that_comes_later_doubles_nothing(merchant):
    upload = load(merchant, RECEIPTS)
    mend(upload, BOTH, by="a test")
    before = books(merchant)

    later = load(merchant, WHOLE, name="again.csv")

    assert (later.batch.loaded, later.batch.duplicates) == (0, 6)
    assert books(merchant) == before


def test_mending_what_a_later_export_brought_doubles_nothing(merchant):
    upload = load(merchant, RECEIPTS)
    load(merchant, WHOLE, name="again.csv")
    before = books(merchant)

    result = mend(upload, BOTH, by="a test")

    assert (result.loaded, result.known) == (0, 2)
    assert books(merchant) == before


def test_undoing_the_import_takes_its_mended_rows_out(merchant):
    upload = load(merchant, RECEIPTS)
    mend(upload, DAY, by="a test")

    decide.undo(merchant, upload.batch.public_id, by="a test")

    assert books(merchant)["events"] == []
    assert find_upload(merchant, upload.public_id).state == UploadState.UNDONE


def test_undoing_the_mended_rows_alone_makes_them_refused_again(merchant):
    upload = load(merchant, RECEIPTS)
    before = books(merchant)
    batch = mend(upload, DAY, by="a test").batch

    decide.undo(merchant, batch.public_id, by="a test")

    assert books(merchant) == before
    assert [line for line, _code in lines_of(upload)] == [6, 8]
    assert mend(upload, DAY, by="a test").loaded == 1


def test_a_mended_line_corrects_nothing_beside_it(merchant):
    broken = RETAIL.replace(
        'HAND WARMER, UNION JACK",6,2010-12-01 08:28:00,1.85,,France\nC',
        'HAND WARMER, UNION JACK",7,someday,1.85,,France\nC',
    )
    upload = load(merchant, broken)
    line = refused_rows(upload)[0].line

    mend(upload, {line: {"InvoiceDate": "2010-12-01 08:28:00"}}, by="a test")

    amounts = sorted(line[3] for line in books(merchant)["lines"])
    assert {1110, 1295} <= set(amounts)
    assert len(amounts) == 7


def test_a_row_with_too_many_fields_loads_once_the_rest_is_taken_away(merchant):
    upload = load(merchant, RETAIL + "9,85123A,HEART,2,2010-12-03 12:00:00,2.55,17850,France,odd\n")
    [row] = refused_rows(upload)
    assert row.cells[-1] == "odd"

    assert mend(upload, {row.line: {}}, by="a test").still_refused == 1
    assert mend(upload, {row.line: {"extra": ""}}, by="a test").loaded == 1


def test_a_row_keeps_what_only_the_first_row_of_its_receipt_says(merchant):
    orders = "".join(
        f"{number};{1 + number % 28:02}.03.2026;Tee;1;2,50\n;;Kuchen;{'x' if number == 7 else 2};3,00\n"
        for number in range(100, 140)
    ).replace(";;Kuchen;2;3,00", ";;Kuchen;zwei;3,00", 1)
    upload = load(merchant, "Bestellung;Datum;Artikel;Menge;Preis\n" + orders)
    [row] = refused_rows(upload)
    assert row.cells[:2] == ["100", "17.03.2026"]

    mend(upload, {row.line: {"Menge": "2"}}, by="a test")

    assert ("100", 600) in {(line[0], line[3]) for line in books(merchant)["lines"]}


def test_a_card_number_is_cut_before_it_is_kept(merchant):
    upload = load(merchant, RECEIPTS)

    mend(upload, {8: {"Betrag": "abc", "Bedienung": "4242 4242 4242 4242"}}, by="a test")

    with tenant_context(merchant):
        row = RefusedRow.objects.for_merchant(merchant).get(upload=upload, line=8)
    assert "4242 4242 4242" not in str(row.cells)


def test_what_was_not_loaded_cannot_be_mended(merchant):
    upload = bring(merchant, RECEIPTS, loads=False)

    with pytest.raises(Conflict):
        mend(upload, DAY, by="a test")

    with tenant_context(merchant):
        assert not Batch.objects.for_merchant(merchant).exists()


def test_mending_after_an_undo_puts_nothing_back(merchant):
    upload = load(merchant, RECEIPTS)
    stale = find_upload(merchant, upload.public_id)
    decide.undo(merchant, upload.batch.public_id, by="a test")

    with pytest.raises(Conflict):
        mend(stale, DAY, by="a test")

    assert stale.state == UploadState.LOADED
    assert books(merchant)["events"] == []


def test_mending_and_undoing_lock_the_upload_before_all_else(merchant):
    upload = load(merchant, RECEIPTS)

    with CaptureQueriesContext(connection) as mending:
        batch = mend(upload, DAY, by="a test").batch
    with CaptureQueriesContext(connection) as undoing_the_mended:
        decide.undo(merchant, batch.public_id, by="a test")
    with CaptureQueriesContext(connection) as undoing:
        decide.undo(merchant, upload.batch.public_id, by="a test")

    for asked in (mending, undoing_the_mended, undoing):
        locks = [one["sql"] for one in asked if " FOR " in one["sql"] and "UPDATE" in one["sql"]]
        assert 'FROM "connectors_upload"' in locks[0]


def test_lines_that_are_not_refused_are_counted_as_passed_over(merchant):
    upload = load(merchant, RECEIPTS)

    assert mend(upload, {2: {"Betrag": "1,00"}, **DAY}, by="a test").passed_over == 1
    assert mend(upload, {2: {"Betrag": "1,00"}, **DAY}, by="a test").passed_over == 2
