"""The data page and the upload page through their doors."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from connectors.models import Upload, UploadState
from connectors.uploads import run as running
from connectors.uploads.intake import find_upload
from edge.facts.models import MoneyEvent
from edge.merchants.models import Role
from edge.merchants.tenancy import tenant_context
from tests.connectors.files import PIZZA, RECEIPTS, RETAIL, bring
from tests.edge.facts.books import books


@pytest.fixture
def client_of(make_member):
    def log_in(merchant, role=Role.OWNER):
        client = Client()
        client.force_login(
            make_member(merchant, role=role).user,
            backend="allauth.account.auth_backends.AuthenticationBackend",
        )
        return client

    return log_in


def drop(client, text, name="sales.csv"):
    return client.post("/data/upload/", {"file": SimpleUploadedFile(name, text.encode())})


def uploads(merchant):
    with tenant_context(merchant):
        return list(Upload.objects.for_merchant(merchant))


def test_a_dropped_file_is_stored_and_shown_before_anything_is_loaded(merchant, client_of):
    client = client_of(merchant)

    answer = drop(client, RETAIL)

    [upload] = uploads(merchant)
    assert answer.url == f"/data/upload/{upload.public_id}/"
    assert "Nothing shows in your numbers" in client.get(answer.url).content.decode()
    running.run(find_upload(merchant, upload.public_id))
    page = client.get(answer.url).content.decode()
    assert "€57.84" in page
    assert "the name says" in page
    assert "WHITE METAL LANTERN" in page
    with tenant_context(merchant):
        assert not MoneyEvent.objects.for_merchant(merchant).exists()


def test_loading_from_the_page(merchant, client_of):
    client = client_of(merchant)
    upload = bring(merchant, RECEIPTS, loads=False)
    address = f"/data/upload/{upload.public_id}/"

    client.post(f"{address}correct/", {"answer-in_tip": "apart", "answer-refused": "load"})
    running.run(find_upload(merchant, upload.public_id))
    client.post(f"{address}load/")
    running.run(find_upload(merchant, upload.public_id))

    page = client.get(address).content.decode()
    assert "are in your books" in page
    refused = client.get(f"{address}refused.csv").content.decode()
    assert "no day of sale" in refused
    assert refused.count("\n") == 3


def test_a_correction_on_the_page_is_read_anew(merchant, client_of):
    client = client_of(merchant)
    upload = bring(merchant, PIZZA, loads=False)
    names = [column["name"] for column in upload.reading["columns"]]
    address = f"/data/upload/{upload.public_id}/"

    client.post(f"{address}correct/", {f"column-{names.index('quantity')}": "ignore"})
    upload = running.run(find_upload(merchant, upload.public_id))

    meanings = {column["name"]: column["field"] for column in upload.reading["columns"]}
    assert (upload.state, meanings["quantity"]) == (UploadState.READY, "ignore")


@pytest.mark.parametrize(
    ("column", "makes_no_difference"), [("category", True), ("quantity", False)]
)
def test_the_page_says_where_a_correction_makes_no_difference_to_the_totals(
    merchant, client_of, column, makes_no_difference
):
    client = client_of(merchant)
    upload = bring(merchant, PIZZA, loads=False)
    names = [column["name"] for column in upload.reading["columns"]]
    address = f"/data/upload/{upload.public_id}/"
    told = "What you said last makes no difference to these totals."
    assert told not in client.get(address).content.decode()

    client.post(f"{address}correct/", {f"column-{names.index(column)}": "ignore"})
    running.run(find_upload(merchant, upload.public_id))

    assert (told in client.get(address).content.decode()) is makes_no_difference


def test_a_page_that_shows_an_earlier_reading_neither_corrects_nor_loads(merchant, client_of):
    client = client_of(merchant)
    upload = bring(merchant, PIZZA, loads=False)
    address = f"/data/upload/{upload.public_id}/"
    seen = {"revision": upload.revision}
    assert f'name="revision" value="{upload.revision}"' in client.get(address).content.decode()
    client.post(f"{address}correct/", seen | {"column-6": "ignore"})
    running.run(find_upload(merchant, upload.public_id))

    client.post(f"{address}load/", seen)
    page = client.post(f"{address}correct/", seen | {"column-5": "ignore"}, follow=True)

    assert page.content.decode().count("is read otherwise by now") == 2
    found = find_upload(merchant, upload.public_id)
    assert (found.state, found.revision) == (UploadState.READY, upload.revision + 1)


def test_the_data_page_lists_imports_and_undoes_one(merchant, client_of):
    client = client_of(merchant)
    upload = bring(merchant, RETAIL)

    page = client.get("/data/").content.decode()
    assert "sales.csv" in page
    assert "2 of 3" in page

    client.post(f"/data/imports/{upload.batch.public_id}/undo/")

    assert books(merchant)["events"] == []
    assert "taken back" in client.get("/data/").content.decode()


def test_the_empty_data_page_says_what_to_do(merchant, client_of):
    assert "Nothing has come in yet" in client_of(merchant).get("/data/").content.decode()


def test_a_failed_file_says_what_happened_and_what_to_do(merchant, client_of):
    upload = bring(merchant, "")

    page = client_of(merchant).get(f"/data/upload/{upload.public_id}/").content.decode()

    assert "there is nothing to load" in page
    assert "Choose another file" in page


def test_the_check_page_speaks_german(merchant, client_of):
    upload = bring(merchant, RETAIL, loads=False)
    client = client_of(merchant)
    client.cookies["django_language"] = "de"

    assert client.get(f"/data/upload/{upload.public_id}/").status_code == 200


@pytest.mark.parametrize("what", ["", "correct/", "load/", "discard/", "refused.csv"])
def test_another_merchants_upload_is_not_there(merchant, other_merchant, client_of, what):
    upload = bring(merchant, RETAIL, loads=False)
    client = client_of(other_merchant)
    address = f"/data/upload/{upload.public_id}/{what}"

    answer = client.get(address) if what in ("", "refused.csv") else client.post(address)

    assert answer.status_code == 404
    assert find_upload(merchant, upload.public_id).state == UploadState.READY


def test_another_merchants_import_is_not_undone(merchant, other_merchant, client_of):
    upload = bring(merchant, RETAIL)
    before = books(merchant)

    client_of(other_merchant).post(f"/data/imports/{upload.batch.public_id}/undo/")

    assert books(merchant) == before


def test_staff_may_look_but_not_bring(merchant, client_of):
    client = client_of(merchant, Role.STAFF)

    assert client.get("/data/").status_code == 200
    assert drop(client, RETAIL).status_code == 403
    assert uploads(merchant) == []


def test_strangers_go_to_the_log_in(merchant):
    assert Client().get("/data/").status_code == 302


def test_a_waiting_file_can_be_thrown_away(merchant, client_of):
    upload = bring(merchant, RETAIL, loads=False)

    client_of(merchant).post(f"/data/upload/{upload.public_id}/discard/")

    assert uploads(merchant) == []


def test_the_data_page_needs_few_queries_and_writes_nothing(
    merchant, client_of, django_assert_max_num_queries
):
    bring(merchant, RETAIL)
    client = client_of(merchant)

    with django_assert_max_num_queries(20) as asked:
        client.get("/data/")

    assert not [one for one in asked if one["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]


def test_a_file_that_loaded_without_a_check_has_its_page(merchant, client_of):
    first = bring(merchant, RETAIL)
    again = bring(merchant, RETAIL, name="again.csv")
    client = client_of(merchant)

    pages = {one: client.get(f"/data/upload/{one.public_id}/") for one in (first, again)}

    assert [page.status_code for page in pages.values()] == [200, 200]
    assert "nothing changed" in pages[again].content.decode()
    client.post(f"/data/imports/{first.batch.public_id}/undo/")
    assert client.get(f"/data/upload/{first.public_id}/").status_code == 200
