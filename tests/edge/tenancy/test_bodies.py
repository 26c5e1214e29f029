"""Forms and bodies that carry ids, sent with a neighbour's: 404, not a word of theirs, and nothing has changed."""

import json

import pytest
from django.urls import reverse

from chat.models import Conversation, Turn
from edge.api import api
from edge.facts.dimensions import Product
from edge.facts.ledger import Batch, Overlap
from edge.merchants.models import AuditEntry
from edge.merchants.tenancy import tenant_context
from tests.edge.tenancy.neighbours import browser, program

# Which of a merchant's own ids stand in what is sent, by the route's or operation's name; "=" begins a plain value.
FORMS = {
    "import_prefer": {"one": "feed", "other": "other_feed", "counts": "feed"},
    "goods_mark": {"code": "product", "kind": "=fee"},
    "switch_merchant": {"merchant": "merchant"},
    "ask": {"q": "=And then?", "revises": "turn"},
}
BODIES = {
    "choose_source": {"one": "feed", "other": "other_feed", "counts": "feed"},
    "mark_product": {"code": "product", "kind": "=fee"},
    "ask": {"question": "=And then?", "conversation": "conversation"},
}
NAME_NO_ROW = {
    "write_transactions": "its ids are those that the program gives its own sales",
    "upload_file": "a file",
}
OPERATIONS = {
    operation["operationId"]: path
    for path, methods in api.get_openapi_schema(path_prefix="/api/v1/")["paths"].items()
    for method, operation in methods.items()
    if method != "get" and "{" not in path
}
# Of two sources one may be one's own: each place in turn holds the neighbour's.
PLACES = ["one", "other", "counts"]


def filled(wanted, shop):
    return {
        name: what.removeprefix("=") if what.startswith("=") else shop.ids[what]
        for name, what in wanted.items()
    }


def mixed(shop, neighbour, place):
    """Return a choice between one's own sources, with the neighbour's at one place."""
    body = filled(FORMS["import_prefer"], shop)
    return body | {place: neighbour.ids["feed"]}


def state(shop):
    """Return all that such a request could change."""
    merchant = shop.owner.merchant
    with tenant_context(merchant):
        rows = {
            "overlaps": Overlap.objects.for_merchant(merchant).values_list(
                "pk", "rests", "chosen_in", "kinds"
            ),
            "products": Product.objects.for_merchant(merchant).values_list(
                "code", "kind", "is_marked"
            ),
            "batches": Batch.objects.for_merchant(merchant).values_list("public_id", "state"),
            "turns": Turn.objects.for_merchant(merchant).values_list("public_id", "revises"),
            "conversations": Conversation.objects.for_merchant(merchant).values_list(
                "public_id", "asked_at"
            ),
            "audit": AuditEntry.objects.filter(merchant=merchant)
            .exclude(action__startswith="key.")
            .values_list("action", "target"),
        }
        return {name: list(found.order_by("pk")) for name, found in rows.items()}


@pytest.fixture
def untouched(shop, neighbour):
    """Fail where either of the two shops is another one afterwards."""
    before = [state(one) for one in (shop, neighbour)]
    yield
    assert [state(one) for one in (shop, neighbour)] == before


def send(client, operation, body):
    return client.post(OPERATIONS[operation], json.dumps(body), content_type="application/json")


def client_of(door, shop):
    return program(shop, "admin") if door == "key" else browser(shop)


def test_every_operation_that_takes_a_body_is_listed():
    assert set(OPERATIONS) == set(BODIES) | set(NAME_NO_ROW)


def test_there_is_something_to_choose_and_to_mark(shop):
    made = state(shop)

    assert len(made["overlaps"]) == 1
    assert len(made["products"]) == 1


@pytest.mark.parametrize("name", FORMS)
def test_a_form_with_a_neighbours_ids_finds_nothing(shop, neighbour, untouched, name):
    response = browser(shop).post(reverse(name), filled(FORMS[name], neighbour))

    assert response.status_code == 404
    assert neighbour.word not in response.content.decode()


@pytest.mark.parametrize("place", PLACES)
def test_a_neighbours_source_is_none_to_choose_on_the_page(shop, neighbour, untouched, place):
    response = browser(shop).post(reverse("import_prefer"), mixed(shop, neighbour, place))

    # What counts must be one of the two: any other text is no choice at all.
    assert response.status_code == (302 if place == "counts" else 404)
    assert neighbour.word not in response.content.decode()


@pytest.mark.parametrize("operation", BODIES)
@pytest.mark.parametrize("door", ["key", "session"])
def test_a_body_with_a_neighbours_ids_finds_nothing(shop, neighbour, untouched, operation, door):
    response = send(client_of(door, shop), operation, filled(BODIES[operation], neighbour))

    assert (response.status_code, response.json()["code"]) == (404, "not_found")
    assert neighbour.word not in response.content.decode()


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("door", ["key", "session"])
def test_a_neighbours_source_is_none_to_choose(shop, neighbour, untouched, place, door):
    response = send(client_of(door, shop), "choose_source", mixed(shop, neighbour, place))

    assert (response.status_code, response.json()["code"]) == (404, "not_found")
    assert neighbour.word not in response.content.decode()
