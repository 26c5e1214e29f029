"""Which days a load tells of, and which an undo forgets."""

from datetime import date, timedelta

import polars as pl

from edge.facts import batches, load
from edge.facts.models import Coverage
from edge.merchants.tenancy import tenant_context
from tests.edge.facts.books import NOON, feed_of, load_lines, make_lines


def test_coverage_holds_days_without_trade_and_leaves_the_last_open(merchant):
    feed = feed_of(merchant)
    rows = [make_lines((str(at), "Tea", 1, "2"), at=NOON + timedelta(days=at)) for at in (0, 3)]
    load.load_frames(merchant, feed, pl.DataFrame(), pl.concat(rows))

    with tenant_context(merchant):
        found = list(feed_days(merchant))
    first = date(2026, 3, 2)
    assert found == [
        (first, True, 1),
        (first + timedelta(days=1), True, 0),
        (first + timedelta(days=2), True, 0),
        (first + timedelta(days=3), False, 1),
    ]


def test_undo_forgets_the_days_that_no_other_import_tells_of(merchant):
    batch = load_lines(merchant, ("1", "Tea", 1, "2"))
    load_lines(merchant, ("2", "Tea", 1, "2"), at=NOON + timedelta(days=9))

    batches.undo(batch)

    with tenant_context(merchant):
        assert [day for day, _, _ in feed_days(merchant)] == [date(2026, 3, 11)]


def feed_days(merchant):
    days = Coverage.objects.for_merchant(merchant).order_by("business_date")
    return days.values_list("business_date", "is_complete", "rows")
