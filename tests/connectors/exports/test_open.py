"""Exports in layouts of many systems: each is read right to the cent; the few about which Edge asks are named."""

import pytest

from tests.cases.exports.open_set import OPEN
from tests.cases.exports.outcome import outcome_of

# Where a question is the best that can be done, and why.
ASKED: dict[str, str] = {}


@pytest.mark.parametrize("name", list(OPEN))
def test_an_export_is_read_right(name):
    found = outcome_of(name, OPEN.export(name))

    assert found.kind == ("asked" if name in ASKED else "right"), str(found)
