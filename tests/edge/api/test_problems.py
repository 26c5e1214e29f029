"""One form of error, whatever went wrong."""

import pytest
from django.test import Client


def test_a_stranger_is_told_how_to_get_in(client):
    response = client.get("/api/v1/merchants")

    assert response.status_code == 401
    assert response["Content-Type"] == "application/problem+json"
    assert response["WWW-Authenticate"] == 'Bearer realm="edge"'
    body = response.json()
    assert body["code"] == "not_logged_in"
    assert body["request_id"] == response["X-Request-Id"]


@pytest.mark.parametrize(
    "header",
    [
        "Bearer sk-edge-nobody-secret",
        "Bearer nonsense",
        "Bearer ",
        "Basic bWFyYTpw",
        "Bearer sk-edge-",
    ],
)
def test_a_key_that_is_none_is_refused(client, header):
    response = client.get("/api/v1/merchants", headers={"Authorization": header})

    assert response.status_code == 401
    assert response.json()["code"] == "not_logged_in"


def test_a_wrong_body_is_named_by_place_and_never_repeated(api_client, key_for, merchant):
    client = api_client(key_for(merchant, "write"))

    response = client.post(
        "/api/v1/transactions",
        {"transactions": [{"type": "sale", "id": "4111111111111111"}]},
        content_type="application/json",
        headers={"Idempotency-Key": "a"},
    )

    assert response.status_code == 422
    assert {
        "where": "body.body.transactions.0.sale.occurred_at",
        "what": "Field required",
    } in response.json()["errors"]
    assert "4111111111111111" not in response.content.decode()


def test_a_bug_is_one_apology_with_a_number(api_client, key_for, merchant, monkeypatch):
    client = api_client(key_for(merchant, "read"), raises=False)
    monkeypatch.setattr("django.http.request.HttpRequest.headers", property(lambda _: 1 / 0))

    response = client.get("/api/v1/merchants")

    assert response.status_code == 500
    assert response.json()["code"] == "internal"
    assert "ZeroDivision" not in response.content.decode()


def test_a_write_with_a_session_needs_the_page_s_token(make_member):
    client = Client(enforce_csrf_checks=True)
    member = make_member()
    client.force_login(member.user)

    response = client.patch(
        f"/api/v1/merchants/{member.merchant.public_id}",
        {"name": "Other"},
        content_type="application/json",
    )

    assert response.status_code == 403
    member.merchant.refresh_from_db()
    assert member.merchant.name != "Other"


def test_the_description_is_open_and_names_the_problem(client):
    description = client.get("/api/v1/openapi.json").json()

    assert "Problem" in description["components"]["schemas"]
    assert set(description["components"]["securitySchemes"]) == {"KeyBearer", "LoggedIn"}
    for operations in description["paths"].values():
        for operation in operations.values():
            assert "application/problem+json" in operation["responses"]["404"]["content"]


def test_an_address_that_is_none_is_told_in_the_same_form(client):
    response = client.get("/api/v1/nothing/here")

    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")
