"""Files that repeat numbers of earlier ones, as their pages tell of it: moved, replaced, of another till."""

import pytest
from django.test import Client

from tests.connectors.files import load, sums

HEADER = "Receipt,Date,Total\n"
MARCH = "".join(f"{at},2026-03-0{1 + at // 10} 1{at % 10}:15,{10 + at}.00\n" for at in range(1, 60))


@pytest.fixture
def client(merchant, make_member):
    client = Client()
    client.force_login(
        make_member(merchant).user,
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    return client


def page_of(client, upload):
    return client.get(f"/data/upload/{upload.public_id}/").content.decode()


def changes_of(client, upload):
    return client.get(f"/data/imports/{upload.batch.public_id}/changes/").content.decode()


def test_a_receipt_that_moved_into_the_file_is_told_and_taken_out_on_the_page(client, merchant):
    load(merchant, HEADER + MARCH)
    before = sums(merchant)
    # The file begins after the third day, on which receipt 25 was.
    later = "".join(f"{line}\n" for line in MARCH.splitlines() if line >= "30" and line[1:2] != ",")

    upload = load(merchant, HEADER + later + "25,2026-03-06 20:00,35.00\n")

    told = "1 older receipt, €35.00, has the number of one in this file but stands on a day"
    assert told in page_of(client, upload)
    page = changes_of(client, upload)
    assert told in page
    assert "Take them out too" in page
    assert sums(merchant)[0] == before[0] + 3500
    client.post(f"/data/imports/{upload.batch.public_id}/take-out/")
    assert sums(merchant)[0] == before[0]
    assert "moved into this file&#x27;s days and was taken out there." in changes_of(client, upload)


def test_a_till_that_shares_three_numbers_is_added_and_said_so(client, merchant):
    load(merchant, HEADER + MARCH)
    before = sums(merchant)
    other = "".join(f"{at},2026-03-06 1{at % 10}:40,5.00\n" for at in range(57, 70))

    upload = load(merchant, HEADER + other)

    assert sums(merchant)[0] == before[0] + 13 * 500
    assert "I took it for another till and added it." in page_of(client, upload)


def test_receipts_that_are_replaced_without_a_time_that_proves_them_are_told(client, merchant):
    days = "".join(f"{at},2026-03-0{1 + at // 10},{10 + at}.00\n" for at in range(1, 60))
    load(merchant, HEADER + days)

    upload = load(merchant, HEADER + days.replace(".00", ".50"))

    assert sums(merchant)[0] == sum(1050 + 100 * at for at in range(1, 60))
    page = page_of(client, upload)
    assert "59 of 59 receipts that were there already have other sums in this file" in page
    assert "If this file is of another till, undo this import." in page
