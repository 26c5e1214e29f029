"""Fixtures for tests of imports."""

import pytest


@pytest.fixture
def shop(make_merchant):
    return make_merchant(currency="GBP", country="GB", time_zone="Europe/London")
