"""A receipt that a later file of its feed has at another time and with other content; numbers that stand for others."""

import polars as pl
import pytest

from edge.facts import batches, load
from edge.facts.changes import changes_of
from edge.facts.missing import missing_of, take_out_missing
from edge.merchants.tenancy import tenant_context
from tests.edge.facts.books import books, feed_of
from tests.edge.facts.test_corrections import BUN, CAKE, FIRST, LAST, TEA, bring, gross, sold
from tests.edge.facts.test_corrections import lines_of as file_of

THIRD = ("3", 48, BUN)


def lines_of(merchant, number):
    return [row[1:] for row in sold(merchant) if row[0] == number]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param([BUN], id="nothing is as it was"),
        pytest.param([TEA, BUN], id="one line is as it was"),
        pytest.param([TEA], id="a line less"),
        pytest.param([TEA, CAKE, BUN], id="a line more"),
    ],
)
@pytest.mark.parametrize(
    ("hours", "day"), [pytest.param(25, 3, id="an hour later"), (48, 4), (71, 5)]
)
def test_a_receipt_that_moved_and_changed_counts_once(merchant, content, hours, day):
    bring(merchant, FIRST, ("2", 24, TEA, CAKE), THIRD, LAST)

    corrected = ("2", hours, *content)
    batch = bring(merchant, *sorted([FIRST, corrected, THIRD, LAST], key=lambda one: one[1]))

    expected = sorted((day, name, int(price) * 100) for name, price in content)
    assert lines_of(merchant, "2") == expected
    assert gross(merchant) == 700 + sum(amount for _, _, amount in expected)
    assert "missing" not in batch.findings


def test_changes_tell_of_it_and_its_undo_restores_it(merchant):
    bring(merchant, FIRST, ("2", 24, TEA, CAKE), THIRD, LAST)
    before = books(merchant)
    batch = bring(merchant, FIRST, THIRD, ("2", 50, BUN), LAST)
    [change] = changes_of(batch).documents
    assert (change.what, change.before_minor, change.after_minor) == ("moved", 600, 300)

    batches.undo(batch)

    assert books(merchant) == before


def test_the_older_file_brought_again_moves_it_back(merchant):
    rows = [FIRST, ("2", 24, TEA, CAKE), THIRD, LAST]
    bring(merchant, *rows)
    before = books(merchant)
    bring(merchant, FIRST, THIRD, ("2", 50, BUN), LAST)

    bring(merchant, *rows)

    assert books(merchant) == before


def test_a_file_in_which_lines_lie_scattered_moves_it_too(merchant):
    bring(merchant, FIRST, ("2", 24, TEA, CAKE), THIRD, LAST)

    batch = bring(merchant, FIRST, ("2", 50, TEA), THIRD, LAST, ("2", 50, BUN))

    assert batch.findings["relation"] == "parts"
    assert lines_of(merchant, "2") == [(4, "Bun", 300), (4, "Tea", 200)]


def test_a_file_that_begins_later_leaves_the_older_receipt_and_says_so(merchant):
    bring(merchant, ("2", 1, TEA, CAKE), ("3", 2, BUN), ("4", 30, BUN), LAST)

    # The same day, but nothing says that all of it is there.
    batch = bring(merchant, ("3", 2, BUN), ("4", 30, BUN), ("2", 50, BUN), LAST)

    assert [row[0] for row in lines_of(merchant, "2")] == [2, 2, 4]
    assert (batch.findings["missing"]["documents"], batch.findings["missing"]["sums"]) == (
        1,
        {"EUR": 600},
    )
    take_out_missing(batch)
    assert lines_of(merchant, "2") == [(4, "Bun", 300)]


def test_numbers_that_begin_anew_each_day_stay_others_and_what_lacks_is_told(merchant):
    days = [
        [(str(number), 24 * day + number / 4, TEA) for number in range(1, 8)] for day in range(4)
    ]
    bring(merchant, *days[0], *days[1])
    before = gross(merchant)

    # Receipt 7 of the second day is gone, though other days have a receipt 7 as well.
    batch = bring(merchant, *days[0], *days[1][:-1], *days[2], *days[3])

    assert batch.findings["reuses"]
    assert gross(merchant) == before + 14 * 200
    assert [(one.document, one.day.day) for one in missing_of(batch)] == [("7", 3)]
    take_out_missing(batch)
    assert gross(merchant) == before + 13 * 200
    assert [row[0] for row in lines_of(merchant, "7")] == [2, 4, 5]
    batches.undo(batch)
    assert gross(merchant) == before


def test_days_between_those_of_a_till_that_counts_anew_are_only_added(merchant):
    days = [
        [(str(number), 24 * day + number / 4, TEA, CAKE) for number in range(1, 8)]
        for day in range(3)
    ]
    bring(merchant, *days[1])

    batch = bring(merchant, *days[0], *days[2])

    assert gross(merchant) == 21 * 600
    assert "missing" not in batch.findings


@pytest.mark.parametrize(
    "shift", [pytest.param(0.5, id="same days"), pytest.param(24, id="other days")]
)
def test_a_second_till_of_the_same_numbers_is_added_and_said_so(merchant, shift):
    bring(merchant, *((str(number), 24 + 6 * number, TEA) for number in range(1, 9)))

    # From before until after all of the first one's.
    second = [(str(number), 24 + 6 * number + shift, CAKE, BUN) for number in range(1, 9)]
    batch = bring(merchant, ("0", 0, BUN), *second, ("99", 200, BUN))

    assert gross(merchant) == 8 * 200 + 8 * 700 + 600
    assert batch.findings["relation"] == "stranger"
    assert "missing" not in batch.findings


@pytest.mark.parametrize("shared", [1, 2, 3, 4])
def test_a_second_till_that_shares_a_few_numbers_takes_no_receipt_away(merchant, shared):
    bring(merchant, *((str(number), number / 4, TEA) for number in range(1, 11)))

    # On the same day, at other times.
    numbers = range(11 - shared, 21 - shared)
    batch = bring(merchant, *((str(number), number / 4 + 0.1, CAKE, BUN) for number in numbers))

    assert gross(merchant) == 10 * 200 + 10 * 700
    assert batch.findings["relation"] == "stranger"


def test_one_receipt_of_the_same_number_and_sum_at_another_time_is_too_little(merchant):
    bring(merchant, ("1", 1, TEA), ("2", 2, TEA))

    batch = bring(merchant, ("2", 5, TEA), ("3", 6, TEA))

    assert (gross(merchant), batch.findings["relation"]) == (800, "stranger")


def test_receipts_whose_times_were_put_right_are_the_same(merchant):
    bring(merchant, *((str(number), number, ("Tea", number)) for number in range(1, 4)))
    before = gross(merchant)

    batch = bring(merchant, *((str(number), number + 1, ("Tea", number)) for number in range(1, 4)))

    assert (gross(merchant), batch.findings["relation"]) == (before, "whole")


def test_without_times_numbers_at_the_edge_of_another_till_are_others(merchant):
    bring(merchant, *((str(number), 0, TEA) for number in range(1, 31)))

    batch = bring(merchant, *((str(number), 0, CAKE, BUN) for number in range(24, 60)))

    assert gross(merchant) == 30 * 200 + 36 * 700
    assert batch.findings["relation"] == "stranger"


def test_without_times_the_same_receipts_at_other_prices_are_replaced_and_said_so(merchant):
    bring(merchant, *((str(number), 0, ("Tea", "1.00")) for number in range(1, 9)))

    batch = bring(merchant, *((str(number), 0, ("Tea", "1.19")) for number in range(1, 10)))

    assert gross(merchant) == 9 * 119
    assert (batch.findings["relation"], batch.findings["rewrote"]) == (
        "whole",
        {"documents": 8, "of": 8},
    )


def test_a_line_moves_only_by_a_file_that_is_known_to_be_of_its_till(merchant):
    bring(merchant, ("3", 24, TEA), ("4", 25, TEA))

    # Reaches over the second day, and nothing in it is where the books have it.
    batch = bring(merchant, ("1", 0, BUN), ("3", 72, TEA))

    assert [row[0] for row in lines_of(merchant, "3")] == [3, 5]
    assert [(one.document, one.day.day) for one in missing_of(batch)] == [("3", 3), ("4", 3)]
    take_out_missing(batch)
    assert [row[0] for row in lines_of(merchant, "3")] == [5]


def test_few_numbers_that_all_stand_elsewhere_are_kept_and_told(merchant):
    bring(merchant, *((str(number), 24 + number, TEA) for number in range(1, 4)))

    second = [(str(number), 48 + number, CAKE) for number in range(1, 4)]
    batch = bring(merchant, ("0", 0, BUN), *second)

    assert gross(merchant) == 3 * 200 + 3 * 400 + 300
    assert batch.findings["missing"]["documents"] == 3


def test_a_refund_under_the_number_of_its_sale_does_not_move_the_sale(merchant):
    bring(merchant, FIRST, ("2", 24, TEA, CAKE), THIRD, LAST)

    bring(merchant, FIRST, THIRD, ("2", 50, ("Tea", "-2")), LAST)

    assert lines_of(merchant, "2") == [(3, "Cake", 400), (3, "Tea", 200), (4, "Tea", -200)]


def test_rows_that_were_mended_move_nothing(merchant):
    bring(merchant, FIRST, ("2", 24, TEA, CAKE), THIRD, LAST)
    with tenant_context(merchant):
        batch = load.open_batch(merchant, feed_of(merchant))
        batch.findings = {"relation": batches.ADDED}
        batch.save(update_fields=["findings"])
    stage = load.Stage(merchant, batch)
    stage.add(pl.DataFrame(), file_of(FIRST, THIRD, ("2", 50, BUN), LAST))

    added = stage.publish()

    assert added.findings == {"relation": batches.ADDED}
    assert [row[0] for row in lines_of(merchant, "2")] == [3, 3, 4]
