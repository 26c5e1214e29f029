"""What a manager's browser or program may send by mistake or on purpose: no door answers with an error of ours."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from connectors.uploads.intake import find_upload
from edge.merchants.keys import KeyWish, create_key
from edge.merchants.roles import Scope
from tests.connectors.files import RECEIPTS, RETAIL, bring, load


@pytest.fixture
def client(make_member, merchant):
    client = Client()
    client.force_login(
        make_member(merchant).user, backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return client


@pytest.fixture
def call(merchant):
    _key, token = create_key(merchant, KeyWish("test", (Scope.WRITE,)), actor="a test")

    def post(path, body):
        return Client().post(
            f"/api/v1{path}",
            json.dumps(body),
            content_type="application/json",
            headers={"Authorization": f"Bearer {token}"},
        )

    return post


@pytest.mark.parametrize("after", ["²", "9" * 5_000, "-1", "x\x00"])
def test_a_page_of_refused_rows_begins_anew_after_no_number(client, merchant, after):
    upload = load(merchant, RECEIPTS)

    answer = client.get(f"/data/upload/{upload.public_id}/refused/", {"after": after})

    assert "Line 6" in answer.content.decode()


@pytest.mark.parametrize("key", ["cell-²-0", "cell-6-²", f"cell-{'9' * 40}-0"])
def test_a_cell_without_a_place_is_passed_over(client, merchant, key):
    upload = load(merchant, RECEIPTS)

    answer = client.post(f"/data/upload/{upload.public_id}/refused/", {key: "x"}, follow=True)

    assert answer.status_code == 200


@pytest.mark.parametrize("line", ["²", "9" * 4_500])
def test_a_mended_table_without_line_numbers_is_turned_away(client, merchant, line):
    upload = load(merchant, RECEIPTS)
    table = SimpleUploadedFile("m.csv", f"line,reason,Datum\n{line},x,y\n".encode())

    answer = client.post(f"/data/upload/{upload.public_id}/refused/", {"table": table}, follow=True)

    assert "The table holds no line" in answer.content.decode()


@pytest.mark.parametrize("month", ["0001-01", "1970-01", "2100-12", "9999-12", "²", "\x00"])
def test_any_month_may_be_asked_for(client, merchant, month):
    bring(merchant, RETAIL)

    assert client.get("/data/", {"month": month}).status_code == 200


def test_a_nul_is_no_part_of_a_code_or_an_id(client, merchant):
    bring(merchant, RETAIL)

    marked = client.post("/data/goods/mark/", {"code": "71\x00053", "kind": "fee"})
    other = client.post("/data/goods/mark/", {"code": "\x00", "kind": "fee"})

    assert (marked.status_code, other.status_code) == (302, 404)
    assert client.get("/data/upload/upl_%00/").status_code == 404
    assert client.get("/data/imports/bat_%00/undo/").status_code == 404


def test_a_nul_in_an_answer_is_dropped(client, call, merchant):
    upload = bring(merchant, RECEIPTS, loads=False)

    answer = call(f"/uploads/{upload.public_id}/reading", {"answers": {"in_tip\x00": "ap\x00art"}})

    assert answer.status_code == 200
    found = find_upload(merchant, upload.public_id)
    assert found.corrections["answers"] == {"in_tip": "apart"}


def test_a_nul_in_an_answer_of_the_page_is_dropped(client, merchant):
    upload = bring(merchant, RECEIPTS, loads=False)

    client.post(f"/data/upload/{upload.public_id}/correct/", {"answer-in_tip": "ap\x00art"})

    found = find_upload(merchant, upload.public_id)
    assert found.corrections["answers"] == {"in_tip": "apart"}


@pytest.mark.parametrize("answers", [{"a": "x" * 501}, {str(at): "x" for at in range(501)}])
def test_too_much_said_is_refused(client, call, merchant, answers):
    upload = bring(merchant, RECEIPTS, loads=False)

    answer = call(f"/uploads/{upload.public_id}/reading", {"answers": answers})
    page = client.post(
        f"/data/upload/{upload.public_id}/correct/",
        {f"answer-{key}": value for key, value in answers.items()},
        follow=True,
    )

    assert answer.status_code == 422
    assert "too many or too long" in page.content.decode()
    assert find_upload(merchant, upload.public_id).corrections is None


def test_a_program_is_told_of_lines_that_are_not_refused(call, merchant):
    upload = load(merchant, RECEIPTS)
    address = f"/uploads/{upload.public_id}/mend"

    none = call(address, {"rows": {"2": {"Betrag": "1,00"}}})
    some = call(address, {"rows": {"2": {"Betrag": "1,00"}, "6": {"Datum": "04.04.2026"}}})

    assert none.status_code == 422
    assert (some.status_code, some.json()["loaded"], some.json()["passed_over"]) == (200, 1, 1)
