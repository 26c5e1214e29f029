"""After a large load the planner knows what there is, so that the next small one is quick."""

from datetime import UTC, datetime, timedelta

import polars as pl
from django.db import connection

from edge.facts.batches import MANY_ROWS
from edge.facts.load import feed_for, load_frames


def sales(count: int) -> pl.DataFrame:
    start = datetime(2026, 1, 1, 8, tzinfo=UTC)
    numbers = range(count)
    return pl.DataFrame(
        {
            "document": [f"s{number}" for number in numbers],
            "occurred_at": [start + timedelta(minutes=number) for number in numbers],
            "kind": "sale",
            "amount_minor": 250,
        }
    )


def planned_rows(merchant, in_tenant) -> int:
    with in_tenant(merchant), connection.cursor() as cursor:
        cursor.execute(
            "EXPLAIN (FORMAT json) SELECT 1 FROM facts_moneyevent WHERE merchant_id = %s AND until_batch IS NULL",
            [merchant.pk],
        )
        [(plan,)] = cursor.fetchall()
    return plan[0]["Plan"]["Plan Rows"]


def test_planner_knows_of_a_large_load_at_once(merchant, in_tenant):
    feed = feed_for(merchant, kind="upload", key="large", name="Large")

    load_frames(merchant, feed, sales(MANY_ROWS + 1), pl.DataFrame())

    assert planned_rows(merchant, in_tenant) > MANY_ROWS / 2
