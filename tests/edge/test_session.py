"""What the test session promises to every other test."""

import socket

import pytest
from django.db import connections


@pytest.mark.parametrize(
    ("alias", "role"), [("default", "edge_app"), ("system", "edge_system"), ("owner", "edge_owner")]
)
def test_each_alias_logs_in_as_its_own_role(alias, role):
    with connections[alias].cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user"
        )
        found = cursor.fetchone()

    assert found == (role, False, False)


def test_the_network_is_refused_with_the_name_of_the_fake_to_use():
    with socket.socket() as client, pytest.raises(RuntimeError, match="MockTransport"):
        client.connect(("192.0.2.1", 443))


def test_factories_make_merchants_that_differ(merchant, other_merchant):
    assert merchant.pk != other_merchant.pk
