"""The very same bytes brought once more: said in words, told to programs, and harmless to load."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from connectors.models import Upload, UploadState
from connectors.uploads import decide
from connectors.uploads.intake import find_upload
from connectors.uploads.run import run
from edge.merchants.keys import KeyWish, create_key
from edge.merchants.tenancy import tenant_context
from tests.connectors.files import PIZZA, RETAIL, bring, load, sums

LOADED = "You brought this file on 3 May 2026 and it is in your books: nothing in it is new."
WAITS = "You brought this file on 3 May 2026 and have not loaded it yet"


@pytest.fixture
def client(make_member, merchant):
    client = Client()
    client.force_login(
        make_member(merchant).user,
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    return client


def on_may_3(upload):
    with tenant_context(upload.merchant_id):
        rows = Upload.objects.for_merchant(upload.merchant_id).filter(pk=upload.pk)
        rows.update(created_at=datetime(2026, 5, 3, 12, tzinfo=UTC))
    return upload


def page_of(client, upload):
    return client.get(f"/data/upload/{upload.public_id}/").content.decode()


def same_as(merchant, upload):
    _key, text = create_key(merchant, KeyWish("till", ["read"]), actor="a test")
    program = Client(headers={"Authorization": f"Bearer {text}"})
    return program.get(f"/api/v1/uploads/{upload.public_id}").json()["same_as"]


def test_a_file_that_is_in_the_books_is_named_with_its_day(client, merchant):
    first = on_may_3(load(merchant, RETAIL))

    again = bring(merchant, RETAIL, name="renamed.csv", loads=False)

    page = page_of(client, again)
    assert LOADED in page
    assert f'href="/data/upload/{first.public_id}/"' in page
    assert "You brought this file" not in page_of(client, first)
    assert same_as(merchant, again) == first.public_id
    assert same_as(merchant, first) is None


def test_loading_it_again_changes_nothing(client, merchant):
    on_may_3(load(merchant, RETAIL))
    before = sums(merchant)

    again = load(merchant, RETAIL)

    assert (sums(merchant), again.batch.loaded) == (before, 0)
    page = page_of(client, again)
    assert LOADED in page
    assert "nothing changed" in page


def test_a_file_that_still_waits_is_named_and_either_may_be_loaded(client, merchant):
    first = on_may_3(bring(merchant, RETAIL, loads=False))
    again = bring(merchant, RETAIL, loads=False)
    assert WAITS in page_of(client, again)

    run(decide.confirm(again, by="mara", takes_likeliest=True))
    alone = sums(merchant)
    # Now the first one says that its bytes are in the books.
    assert "it is in your books" in page_of(client, first)
    run(decide.confirm(first, by="mara", takes_likeliest=True))

    assert sums(merchant) == alone


@pytest.mark.parametrize("became", [UploadState.UNDONE, UploadState.FAILED])
def test_what_was_taken_back_or_failed_may_come_again(client, merchant, became):
    first = load(merchant, RETAIL)
    with tenant_context(merchant):
        Upload.objects.for_merchant(merchant).filter(pk=first.pk).update(state=became)

    again = bring(merchant, RETAIL, loads=False)

    assert "You brought this file" not in page_of(client, again)


def test_other_bytes_and_another_merchants_are_another_file(client, merchant, other_merchant):
    load(merchant, PIZZA)
    load(other_merchant, RETAIL)

    upload = bring(merchant, RETAIL, loads=False)

    assert "You brought this file" not in page_of(client, find_upload(merchant, upload.public_id))
    assert same_as(merchant, upload) is None
