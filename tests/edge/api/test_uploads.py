"""Files over the API: brought, followed, corrected, taken back; another merchant's are not there."""

import io

import pytest

from connectors.models import Upload
from connectors.uploads.run import run

FILE = b"""Receipt;Date;Item;Quantity;Price
A;2026-11-20 09:30;Tea;2;3.00
A;2026-11-20 09:30;Cake;1;4.00
B;2026-11-21 10:00;Tea;1;3.00
"""


@pytest.fixture
def client(api_client, key_for, merchant):
    return api_client(key_for(merchant, "read", "write"))


def bring(client, content=FILE, name="sales.csv", **form):
    return client.post("/api/v1/uploads", {"file": io.BytesIO(content), "name": name} | form)


def work(merchant, in_tenant, upload_id):
    with in_tenant(merchant):
        upload = (
            Upload.objects.for_merchant(merchant)
            .select_related("merchant", "batch")
            .get(public_id=upload_id)
        )
    return run(upload)


def test_a_file_is_received_and_read_in_the_background(client, merchant, in_tenant):
    received = bring(client)

    assert received.status_code == 202
    assert received.json()["state"] == "received"
    work(merchant, in_tenant, received.json()["id"])

    loaded = client.get(f"/api/v1/uploads/{received.json()['id']}").json()
    assert loaded["state"] == "loaded"
    assert loaded["result"]["loaded"] == 3
    assert loaded["columns"]["Quantity"] == "quantity"
    assert [one["id"] for one in client.get("/api/v1/uploads").json()] == [loaded["id"]]


def test_an_import_can_be_taken_back(client, merchant, in_tenant):
    upload_id = bring(client).json()["id"]
    work(merchant, in_tenant, upload_id)
    batch = client.get(f"/api/v1/uploads/{upload_id}").json()["result"]["batch"]

    undone = client.post(f"/api/v1/imports/{batch}/undo")
    again = client.post(f"/api/v1/imports/{batch}/undo")

    assert undone.status_code == 200
    assert client.get(f"/api/v1/uploads/{upload_id}").json()["state"] == "undone"
    assert (again.status_code, again.json()["code"]) == (409, "not_published")


def test_what_is_no_file_is_refused(client):
    assert client.post("/api/v1/uploads", {"file": "text"}).status_code == 422


@pytest.mark.parametrize(
    ("method", "path"),
    [("get", ""), ("post", "/reading"), ("post", "/confirm"), ("delete", "")],
)
def test_another_merchants_file_is_not_there(
    client, api_client, key_for, merchant, other_merchant, in_tenant, method, path
):
    upload_id = bring(client, load="false").json()["id"]
    stranger = api_client(key_for(other_merchant, "read", "write"))

    response = getattr(stranger, method)(
        f"/api/v1/uploads/{upload_id}{path}",
        {} if method == "post" else None,
        content_type="application/json",
    )

    assert response.status_code == 404
    assert stranger.get("/api/v1/uploads").json() == []
    assert client.get(f"/api/v1/uploads/{upload_id}").status_code == 200
