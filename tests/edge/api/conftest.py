"""Clients that carry a key."""

import pytest
from django.test import Client


@pytest.fixture
def key_for():
    from edge.merchants.keys import KeyWish, create_key

    def make(merchant, *scopes):
        return create_key(merchant, KeyWish("test", scopes), actor="test")[1]

    return make


@pytest.fixture
def api_client():
    def make(key, *, raises=True):
        return Client(headers={"Authorization": f"Bearer {key}"}, raise_request_exception=raises)

    return make
