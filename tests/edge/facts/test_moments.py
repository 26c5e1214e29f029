"""A staged row brings its moment along, spelled as the database spells it: identities hang on every character."""

from datetime import UTC, datetime

import polars as pl
import pytest

from edge.facts.load import Stage, feed_for, open_batch
from edge.facts.merge import EVENTS, LINES, run
from edge.facts.scopes import scope_of
from tests.factories import make_merchant

MOMENTS = [
    datetime(2026, 7, 1, 12, 0, tzinfo=UTC),
    datetime(2025, 10, 26, 0, 30, tzinfo=UTC),
    # One hour later, and the clock shows the same.
    datetime(2025, 10, 26, 1, 30, tzinfo=UTC),
    datetime(2026, 3, 29, 1, 0, 0, 123_456, tzinfo=UTC),
    datetime(1969, 12, 31, 23, 59, 58, 500_000, tzinfo=UTC),
    datetime(1970, 1, 1, tzinfo=UTC),
]
ZONES = ["Europe/Berlin", "America/New_York", "Asia/Kathmandu", "UTC"]


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("kind", ["upload", "api"])
def test_a_staged_row_says_the_same_as_its_fact(in_tenant, zone, kind):
    merchant = make_merchant(time_zone=zone)
    feed = feed_for(merchant, kind=kind, key="f", name="F")
    batch = open_batch(merchant, feed)
    shared = {"document": [str(at) for at in range(len(MOMENTS))], "occurred_at": MOMENTS}
    lines = pl.DataFrame(shared | {"product_name": "Tea", "quantity": 1, "unit_price": 2})
    events = pl.DataFrame(shared | {"kind": "tip", "amount_minor": 5})

    Stage(merchant, batch).add(events, lines)

    with in_tenant(merchant):
        for table in (LINES, EVENTS):
            told = run(
                f"SELECT {table.staged_content} = {table.content} FROM {table.staged} WHERE batch_id = %(batch)s",
                scope_of(merchant, feed, batch.pk),
            )
            assert told == [(True,)] * len(MOMENTS)
