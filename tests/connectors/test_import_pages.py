"""Mending, undo and the data page through their doors."""

import csv
import re
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from connectors.models import UploadState
from connectors.uploads.intake import find_upload
from connectors.uploads.lease import leased
from connectors.uploads.mending.refused import refused_rows
from edge.facts.models import Batch
from edge.merchants.tenancy import tenant_context
from tests.connectors.files import RECEIPTS, RETAIL, bring, load
from tests.edge.facts.books import books


@pytest.fixture
def client(merchant, make_member):
    client = Client()
    client.force_login(
        make_member(merchant).user,
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    return client


@pytest.fixture
def upload(merchant):
    return load(merchant, RECEIPTS)


def address(upload, what="refused/"):
    return f"/data/upload/{upload.public_id}/{what}"


def test_the_page_of_refused_rows_shows_each_with_its_reason_and_its_cells(client, upload):
    page = client.get(address(upload)).content.decode()

    assert "Line 6: no day of sale" in page
    assert ";10:58;2026-0004;38,00;;Karte;Mia" in page
    assert re.search(r'<label for="cell-6-0">Datum</label><input[^>]*aria-invalid="true"', page)
    assert re.search(r'id="cell-8-3"[^>]*value="abc"', page)


def test_cells_that_were_mended_on_the_page_are_loaded(client, merchant, upload):
    answer = client.post(
        address(upload), {"cell-6-0": "04.04.2026", "cell-8-3": "x", "cell-99-0": "y"}, follow=True
    )

    page = answer.content.decode()
    assert "1 line is in your books now. 1 line is still not right; what you typed is kept." in page
    assert re.search(r'id="cell-8-3"[^>]*value="x"', page)
    assert [row.line for row in refused_rows(upload)] == [8]


def test_one_row_is_mended_by_its_own_button(client, upload):
    client.post(address(upload), {"cell-6-0": "04.04.2026", "cell-8-3": "12,50", "only": "8"})

    assert [row.line for row in refused_rows(upload)] == [6]


def test_the_downloaded_table_comes_back_mended(client, merchant, upload):
    table = client.get(address(upload, "refused.csv")).content.decode("utf-8-sig")
    # As a German spreadsheet writes it back.
    rows = list(csv.reader(StringIO(table)))
    rows[1][2], rows[2][5] = "04.04.2026", "12,50"
    mended = "\r\n".join(";".join(row) for row in rows)

    client.post(address(upload), {"table": SimpleUploadedFile("m.csv", mended.encode("utf-8-sig"))})

    assert refused_rows(upload) == []


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b'line,reason\n"1', b"\x00\xff" * 40])
def test_another_table_is_turned_away_and_nothing_changes(client, merchant, upload, content):
    before = books(merchant)

    answer = client.post(
        address(upload), {"table": SimpleUploadedFile("m.csv", content)}, follow=True
    )

    assert "is-loss" in answer.content.decode()
    assert books(merchant) == before


def test_an_undo_says_first_what_it_will_do(client, merchant, upload):
    before = books(merchant)

    page = client.get(f"/data/imports/{upload.batch.public_id}/undo/").content.decode()

    assert "4 lines go out of your books." in page
    assert "3 Apr 2026 to 13 Apr 2026" in page
    assert books(merchant) == before


def test_an_import_that_is_not_in_the_books_has_nothing_to_undo(client, merchant, upload):
    client.post(f"/data/imports/{upload.batch.public_id}/undo/")

    answer = client.get(f"/data/imports/{upload.batch.public_id}/undo/", follow=True)

    assert "there is nothing to undo" in answer.content.decode()


def test_a_month_can_be_chosen(client, upload):
    page = client.get("/data/?month=2026-03").content.decode()

    assert "March 2026, day by day" in page
    assert "?month=2026-04#days" in page
    assert client.get("/data/?month=nonsense").status_code == 200


def test_the_calendar_says_each_day_in_words(client, upload):
    page = client.get("/data/").content.decode()

    assert "3 April, all there" in page
    assert "20 April, nothing told" in page


def test_a_cancelled_reading_leaves_nothing(client, merchant):
    upload = bring(merchant, RETAIL, loads=False)
    upload.state, upload.outline = UploadState.RECEIVED, None
    with tenant_context(merchant):
        upload.save(update_fields=["state", "outline"])

    answer = client.post(address(upload, "cancel/"))

    assert answer.url == "/data/"
    assert client.get(address(upload, "")).status_code == 404


def test_a_cancelled_loading_leaves_the_file_waiting(client, merchant):
    upload = bring(merchant, RETAIL, loads=False)
    with tenant_context(merchant):
        upload.state = UploadState.LOADING
        upload.save(update_fields=["state"])
    with leased(upload, lambda: None) as lease:
        client.post(address(upload, "cancel/"))
        with tenant_context(merchant):
            assert not lease.mine().exists()

    found = find_upload(merchant, upload.public_id)
    assert (found.state, found.lease_holder) == (UploadState.READY, "")
    with tenant_context(merchant):
        assert not Batch.objects.for_merchant(merchant).filter(state="published").exists()


def test_what_is_loaded_is_not_cancelled(client, merchant, upload):
    client.post(address(upload, "cancel/"))

    assert find_upload(merchant, upload.public_id).state == UploadState.LOADED
