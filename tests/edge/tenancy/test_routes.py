"""Every page and every operation of the API, asked with another merchant's ids: 404, and not a word of theirs.

A new route fails here until it is listed: that is how its author comes to think of the neighbour.
"""

import json
import re

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from chat.models import Turn
from connectors.models import Upload
from edge.api import api
from edge.facts.ledger import Batch
from edge.merchants.models import ApiKey, Invitation, Membership, Role
from edge.merchants.querysets import TenantQuerySet
from edge.merchants.tenancy import tenant_context
from insights.models import Insight
from tests.edge.tenancy.neighbours import browser, program

# Which of a merchant's own ids stand in a page's address, by the route's name.
PAGES = {
    "revoke_key": {"public_id": "key"},
    "withdraw_invitation": {"public_id": "invitation"},
    "insight": {"public_id": "insight"},
    "insight_action": {"public_id": "insight", "action": "=resolve"},
    "receipt": {"given": "figure"},
    "receipt_csv": {"given": "figure"},
    "conversation": {"public_id": "conversation"},
    "conversation_act": {"public_id": "conversation"},
    "answer_csv": {"public_id": "conversation", "turn_id": "turn"},
    "upload_check": {"public_id": "upload"},
    "upload_correct": {"public_id": "upload"},
    "upload_load": {"public_id": "upload"},
    "upload_discard": {"public_id": "upload"},
    "upload_refused": {"public_id": "upload"},
    "upload_cancel": {"public_id": "upload"},
    "upload_mend": {"public_id": "upload"},
    "import_undo": {"batch_id": "batch"},
    "import_changes": {"batch_id": "batch"},
    "import_take_out": {"batch_id": "batch"},
}
# Addresses that name no merchant's row.
OPEN = {
    "invitation": "a token of 256 bits, made for its addressee",
    "account_confirm_email": "a token of the log-in",
    "account_reset_password_from_key": "a token of the log-in",
}
# The API's path parameters.
PARAMETERS = {
    "merchant_id": "merchant",
    "upload_id": "upload",
    "batch_id": "batch",
    "insight_id": "insight",
    "turn_id": "turn",
    "conversation_id": "conversation",
}
# Those that name no row.
OPEN_PARAMETERS = {"metric": "net_sales"}
BODIES = {
    "change_merchant": {"name": "Taken over"},
    "act_on_insight": {"action": "resolve"},
    "correct_upload": {"columns": {}, "answers": {}},
    "mend_upload": {"rows": {"2": {"Amount": "1.00"}}},
}


def pages(patterns=None):
    """Return (name, parameters) of every page, the admin's and the API's left out: they have doors of their own."""
    found = []
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver) and pattern.namespace not in {"admin", "api"}:
            found += pages(pattern.url_patterns)
        elif isinstance(pattern, URLPattern) and pattern.name:
            found.append((pattern.name, tuple(pattern.pattern.regex.groupindex)))
    return found


WITH_IDS = sorted(name for name, parameters in pages() if parameters)
WITHOUT_IDS = sorted({name for name, parameters in pages() if not parameters})


def test_every_page_that_names_a_row_is_listed():
    assert set(WITH_IDS) <= set(PAGES) | set(OPEN)


def arguments(name, shop):
    return {
        parameter: what.removeprefix("=") if what.startswith("=") else shop.ids[what]
        for parameter, what in PAGES[name].items()
    }


@pytest.mark.parametrize("name", [name for name in WITH_IDS if name not in OPEN])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_page_of_a_neighbours_row_is_not_there(shop, neighbour, name, method):
    response = getattr(browser(shop), method)(reverse(name, kwargs=arguments(name, neighbour)))

    assert response.status_code == 404 or (response.status_code == 405 and not response.content)
    assert neighbour.word not in response.content.decode()


# Writes without reading anything of a neighbour's, or ends the session.
LEFT_ALONE = {"account_logout", "leave", "close_visit", "live", "ready"}


@pytest.mark.parametrize("name", [name for name in WITHOUT_IDS if name not in LEFT_ALONE])
def test_a_page_without_ids_shows_nothing_of_a_neighbours(shop, neighbour, name):
    # "canary" begins both shops' words, so a search that looked further than one's own would find both.
    response = browser(shop).get(reverse(name), {"q": "canary", "find": "canary"})

    assert response.status_code < 500
    assert neighbour.word not in response.content.decode()


def operations():
    description = api.get_openapi_schema(path_prefix="/api/v1/")
    return [
        (method, path, operation["operationId"])
        for path, methods in description["paths"].items()
        for method, operation in methods.items()
    ]


OPERATIONS = operations()


def test_every_parameter_of_the_api_is_listed():
    named = {name for _, path, _ in OPERATIONS for name in re.findall(r"{(\w+)}", path)}

    assert named <= set(PARAMETERS) | set(OPEN_PARAMETERS)


def address(path, shop):
    ids = {name: shop.ids[what] for name, what in PARAMETERS.items()} | OPEN_PARAMETERS
    return path.format(**ids)


def call(client, method, path, operation):
    body = json.dumps(BODIES.get(operation, {}))
    return client.generic(
        method.upper(),
        path,
        body,
        content_type="application/json",
        headers={"Idempotency-Key": "x"},
    )


def names_a_row(path):
    return any(name in PARAMETERS for name in re.findall(r"{(\w+)}", path))


@pytest.mark.parametrize(
    ("method", "path", "operation"), [one for one in OPERATIONS if names_a_row(one[1])]
)
@pytest.mark.parametrize("door", ["key", "session"])
def test_an_operation_on_a_neighbours_row_is_not_there(
    shop, neighbour, method, path, operation, door
):
    client = program(shop, "admin") if door == "key" else browser(shop)

    response = call(client, method, address(path, neighbour), operation)

    assert response.status_code == 404
    assert response.json()["code"] == "not_found"
    assert neighbour.word not in response.content.decode()


@pytest.mark.parametrize(
    ("method", "path", "operation"),
    [one for one in OPERATIONS if one[0] == "get" and not names_a_row(one[1])],
)
def test_a_list_holds_nothing_of_a_neighbours(shop, neighbour, method, path, operation):
    days = {"from": "2026-11-01", "to": "2026-11-30", "by": "product"}

    mine = program(shop, "admin").get(address(path, shop), days if "{metric}" in path else {})
    session = browser(shop).get(address(path, shop), days if "{metric}" in path else {})

    assert (mine.status_code, session.status_code) == (200, 200)
    assert neighbour.word not in mine.content.decode() + session.content.decode()


@pytest.mark.parametrize(("method", "path", "operation"), OPERATIONS)
def test_no_operation_answers_a_stranger(shop, method, path, operation):
    response = call(Client(), method, address(path, shop), operation)

    assert response.status_code == 401
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("field", ["merchant_id", "merchant", "tenant_id", "role", "id"])
def test_a_hidden_field_does_not_choose_the_merchant(shop, neighbour, field):
    response = program(shop, "admin").patch(
        f"/api/v1/merchants/{shop.ids['merchant']}",
        {"name": "Mine", field: neighbour.ids["merchant"]},
        content_type="application/json",
    )

    assert response.status_code == 422
    neighbour.owner.merchant.refresh_from_db()
    assert neighbour.word in neighbour.owner.merchant.name


@pytest.fixture
def forgetful(monkeypatch):
    """Code that forgets the merchant everywhere: the first wall is down, the second must hold alone."""
    monkeypatch.setattr(TenantQuerySet, "for_merchant", lambda rows, _merchant: rows.all())


@pytest.mark.parametrize("name", [name for name in WITH_IDS if name not in OPEN])
def test_where_code_forgets_the_merchant_the_database_does_not(forgetful, shop, neighbour, name):
    response = browser(shop).get(reverse(name, kwargs=arguments(name, neighbour)))

    assert response.status_code in {404, 405}
    assert neighbour.word not in response.content.decode()


@pytest.mark.parametrize(
    "path", sorted({path for method, path, _ in OPERATIONS if method == "get"})
)
def test_where_the_api_forgets_the_merchant_the_database_does_not(forgetful, shop, neighbour, path):
    response = program(shop, "admin").get(
        address(path, neighbour), {"from": "2026-11-01", "to": "2026-11-30"}
    )

    assert response.status_code == (404 if names_a_row(path) else 200)
    assert neighbour.word not in response.content.decode()


def test_a_neighbours_member_cannot_be_touched(shop, neighbour):
    client = browser(shop)

    client.post(reverse("remove_member"), {"email": neighbour.owner.user.email})
    client.post(reverse("change_role"), {"email": neighbour.owner.user.email, "role": "staff"})

    assert Membership.objects.get(pk=neighbour.owner.pk).role == Role.OWNER


def test_after_all_that_nothing_of_the_neighbours_has_changed(shop, neighbour):
    merchant = neighbour.owner.merchant

    with tenant_context(merchant):
        assert (
            Batch.objects.for_merchant(merchant).get(public_id=neighbour.ids["batch"]).state
            == "published"
        )
        assert (
            Upload.objects.for_merchant(merchant).get(public_id=neighbour.ids["upload"]).state
            == "ready"
        )
        assert (
            Insight.objects.for_merchant(merchant).get(public_id=neighbour.ids["insight"]).state
            == "open"
        )
        assert Invitation.objects.get(public_id=neighbour.ids["invitation"]).withdrawn_at is None
        assert ApiKey.objects.get(public_id=neighbour.ids["key"]).revoked_at is None
        assert Turn.objects.for_merchant(merchant).get(public_id=neighbour.ids["turn"]).is_open
