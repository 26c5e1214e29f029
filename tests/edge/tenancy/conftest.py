"""Fixtures of tests about neighbours."""

import pytest


def kept(name, make_member, make_merchant):
    # Django is set up after this file is imported.
    from tests.edge.tenancy import neighbours

    return neighbours.kept(name, make_member, make_merchant)


@pytest.fixture
def shop(make_member, make_merchant):
    return kept("shop", make_member, make_merchant)


@pytest.fixture
def neighbour(make_member, make_merchant):
    return kept("neighbour", make_member, make_merchant)
