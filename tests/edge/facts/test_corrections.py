"""Files of one feed that overlap: longer, corrected, cut, moved; what of the earlier one ends and what stays."""

from datetime import timedelta

import polars as pl
import pytest

from edge.facts import batches, load
from edge.facts.changes import changes_of
from edge.facts.missing import missing_of, take_out_missing
from edge.facts.models import HourRollup, LineItem
from edge.lib.errors import Conflict
from edge.merchants.tenancy import tenant_context
from tests.edge.facts.books import NOON, books, feed_of, make_lines


def lines_of(*documents):
    """Return the lines of receipts: (number, hours after noon, (product, price) …)."""
    frames = [
        make_lines(
            *((number, product, 1, price) for product, price in lines),
            at=NOON + timedelta(hours=hours),
        )
        for number, hours, *lines in documents
    ]
    return pl.concat(frames)


def bring(merchant, *documents, key="till"):
    """Load a file of receipts."""
    lines = lines_of(*documents)
    return load.load_frames(merchant, feed_of(merchant, key=key), pl.DataFrame(), lines)


def sold(merchant):
    """Return (document, day, product, amount) of each line that holds."""
    with tenant_context(merchant):
        lines = LineItem.objects.for_merchant(merchant).live()
        return sorted(
            (line.document, line.business_date.day, line.product.name, line.amount_minor)
            for line in lines.select_related("product")
        )


def gross(merchant):
    with tenant_context(merchant):
        return sum(row.gross_minor for row in HourRollup.objects.for_merchant(merchant))


TEA, CAKE, BUN = ("Tea", "2"), ("Cake", "4"), ("Bun", "3")
FIRST, LAST = ("1", 0, TEA), ("9", 72, TEA)


def test_a_line_that_a_corrected_export_lacks_ends(merchant):
    bring(merchant, FIRST, ("2", 1, TEA, CAKE, BUN), LAST)

    batch = bring(merchant, FIRST, ("2", 1, TEA, BUN), LAST)

    assert ("2", 2, "Cake", 400) not in sold(merchant)
    assert gross(merchant) == 900
    assert (batch.superseded, batch.findings["relation"]) == (1, "whole")


@pytest.mark.parametrize(
    "cut", [pytest.param((TEA, CAKE), id="at its end"), pytest.param((TEA,), id="further up")]
)
def test_a_file_that_stops_inside_a_receipt_takes_nothing_from_it(merchant, cut):
    bring(merchant, FIRST, ("2", 1, TEA, CAKE, BUN), LAST)
    before = books(merchant)

    bring(merchant, FIRST, ("2", 1, *cut))

    assert books(merchant) == before


def test_a_file_that_begins_inside_a_receipt_takes_nothing_from_it(merchant):
    bring(merchant, FIRST, ("2", 1, TEA, CAKE, BUN), LAST)
    before = books(merchant)

    bring(merchant, ("2", 1, BUN), LAST)

    assert books(merchant) == before


def test_the_first_and_last_receipt_are_corrected_where_no_cut_explains_what_is_gone(merchant):
    bring(merchant, ("1", 0, TEA, CAKE, BUN), ("2", 1, TEA, CAKE, BUN))

    bring(merchant, ("1", 0, TEA, BUN), ("2", 1, TEA, BUN))

    assert {row[2] for row in sold(merchant)} == {"Tea", "Bun"}


def test_a_receipt_on_another_day_has_moved(merchant):
    bring(merchant, FIRST, ("2", 24, TEA, CAKE), ("3", 48, BUN), LAST)

    bring(merchant, FIRST, ("2", 48, TEA, CAKE), ("3", 48, BUN), LAST)

    assert [row[1] for row in sold(merchant) if row[0] == "2"] == [4, 4]
    assert gross(merchant) == 200 + 600 + 300 + 200


def test_numbers_that_begin_anew_each_day_are_other_receipts(merchant):
    days = [(str(number), 24 * day + number, TEA) for day in range(3) for number in range(1, 7)]
    bring(merchant, *days)
    before = books(merchant)

    # The first day is missing from its fourth receipt on.
    bring(merchant, *days[3:])

    assert books(merchant) == before


def test_another_till_with_the_same_numbers_is_added_and_said_so(merchant):
    bring(merchant, *((str(number), number, TEA) for number in range(1, 9)))

    batch = bring(merchant, *((str(number), number + 0.5, TEA) for number in range(1, 9)))

    assert gross(merchant) == 16 * 200
    assert batch.findings["relation"] == "stranger"


def test_a_receipt_that_vanished_is_kept_and_told(merchant):
    bring(merchant, FIRST, ("2", 24, TEA, CAKE), ("3", 48, BUN), LAST)
    before = books(merchant)

    batch = bring(merchant, FIRST, ("3", 48, BUN), LAST)

    assert books(merchant) == before
    missing = batch.findings["missing"]
    assert (missing["documents"], missing["sums"]) == (1, {"EUR": 600})


def test_an_older_export_brought_again_holds_once_more(merchant):
    rows = [FIRST, ("2", 1, TEA, CAKE, BUN), LAST]
    bring(merchant, *rows)
    before = books(merchant)
    bring(merchant, FIRST, ("2", 1, TEA, BUN), LAST)

    bring(merchant, *rows)

    assert books(merchant) == before


def test_undo_of_a_removal_brings_the_line_back(merchant):
    bring(merchant, FIRST, ("2", 1, TEA, CAKE, BUN), LAST)
    before = books(merchant)
    batch = bring(merchant, FIRST, ("2", 1, TEA, BUN), LAST)

    batches.undo(batch)

    assert books(merchant) == before


def test_undo_of_one_of_two_equal_loads_says_who_else_holds_its_rows(merchant):
    rows = [FIRST, ("2", 1, TEA, CAKE)]
    first, second = bring(merchant, *rows), bring(merchant, *rows)
    before = books(merchant)

    undone, change = batches.undo(first)

    assert books(merchant) == before
    assert ([one.pk for one in change.held_by], bool(change)) == ([second.pk], False)
    assert undone.state == "undone"


def test_what_vanished_is_taken_out_on_demand_and_comes_back_with_the_undo(merchant):
    bring(merchant, FIRST, ("2", 24, TEA, CAKE), ("3", 48, BUN), LAST)
    before = books(merchant)
    batch = bring(merchant, FIRST, ("3", 48, BUN), LAST)
    assert [(one.document, one.before_minor) for one in missing_of(batch)] == [("2", 600)]

    change = take_out_missing(batch)

    assert (change.removed, gross(merchant)) == (2, 700)
    batches.undo(batch)
    assert books(merchant) == before


def test_nothing_is_taken_out_twice(merchant):
    bring(merchant, FIRST, ("2", 24, TEA, CAKE), LAST)
    batch = bring(merchant, FIRST, LAST)
    take_out_missing(batch)

    with pytest.raises(Conflict):
        take_out_missing(batch)


def test_changes_name_what_was_corrected_moved_and_added(merchant):
    bring(merchant, FIRST, ("2", 1, TEA, CAKE), ("3", 24, BUN), LAST)

    batch = bring(merchant, FIRST, ("2", 1, TEA), ("3", 48, BUN), LAST, ("10", 73, CAKE))

    found = changes_of(batch)
    assert (found.added, found.changed, found.removed, found.truncated) == (1, 2, 0, False)
    assert {
        (one.document, one.what, one.before_minor, one.after_minor) for one in found.documents
    } == {
        ("10", "added", None, 400),
        ("2", "changed", 600, 200),
        ("3", "moved", 300, 300),
    }
