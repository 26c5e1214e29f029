"""A receipt that a later file has on another day, not reaching the older one's: kept, told, taken out on demand."""

import pytest

from edge.facts import batches
from edge.facts.missing import missing_of, take_out_missing
from tests.edge.facts.books import books
from tests.edge.facts.test_corrections import BUN, CAKE, FIRST, LAST, TEA, bring, gross, sold


def days_of(merchant, number):
    return sorted({row[1] for row in sold(merchant) if row[0] == number})


def receipts(first, last, *lines, day=0):
    """Return receipts of these numbers, a quarter of an hour apart."""
    return [(str(number), 24 * day + number / 4, *lines) for number in range(first, last + 1)]


@pytest.mark.parametrize("content", [[TEA, CAKE], [BUN]], ids=["as it was", "changed"])
def test_a_receipt_that_moved_into_the_files_days_is_told_and_taken_out(merchant, content):
    third, fourth = ("3", 48, BUN), ("4", 49, BUN)
    bring(merchant, FIRST, ("2", 24, TEA, CAKE), third, fourth, LAST)
    before = gross(merchant)

    # It begins after the second day, on which the receipt was.
    batch = bring(merchant, third, fourth, ("2", 50, *content), LAST)

    more = sum(int(price) for _name, price in content) * 100
    assert gross(merchant) == before + more
    assert batch.findings["missing"]["away"] == {
        "documents": 1,
        "sums": {"EUR": 600},
        "records": [["2", "sale"]],
    }
    assert [(one.document, one.day.day, one.before_minor) for one in missing_of(batch)] == [
        ("2", 3, 600)
    ]
    both = books(merchant)
    take_out_missing(batch)
    assert (days_of(merchant, "2"), gross(merchant)) == ([4], before - 600 + more)
    batches.undo(batch)
    assert (days_of(merchant, "2"), gross(merchant)) == ([3], before)
    assert both != books(merchant)


def test_the_older_file_brought_again_after_that_holds_once_more(merchant):
    rows = [FIRST, ("2", 24, TEA, CAKE), ("3", 48, BUN), ("4", 49, BUN), LAST]
    bring(merchant, *rows)
    take_out_missing(bring(merchant, *rows[2:4], ("2", 50, TEA, CAKE), LAST))
    assert days_of(merchant, "2") == [4]

    bring(merchant, *rows)

    assert days_of(merchant, "2") == [3]


def test_numbers_that_go_on_are_told_when_one_of_them_stood_before(merchant):
    bring(merchant, *receipts(1, 20, TEA))

    # The next day alone, and the last receipt of the day before among it.
    batch = bring(merchant, *receipts(20, 40, TEA, day=1))

    assert batch.findings["missing"]["away"]["records"] == [["20", "sale"]]


@pytest.mark.parametrize("last", [3, 12])
def test_numbers_that_begin_anew_with_each_file_are_other_receipts(merchant, last):
    bring(merchant, *receipts(1, 12, TEA))
    bring(merchant, *receipts(1, 12, CAKE, day=30))

    batch = bring(merchant, *receipts(1, last, BUN, day=60))

    assert "missing" not in batch.findings


def test_a_file_that_goes_on_a_month_of_numbers_that_began_anew_tells_of_none(merchant):
    bring(merchant, *receipts(1, 30, TEA))
    bring(merchant, *receipts(1, 12, CAKE, day=30))

    batch = bring(merchant, *receipts(1, 20, CAKE, day=30))

    assert "missing" not in batch.findings


def test_a_single_receipt_is_told_if_its_sum_is_the_same(merchant):
    bring(merchant, *receipts(1, 20, TEA))

    same = bring(merchant, ("7", 48, TEA))
    assert same.findings["missing"]["away"]["records"] == [["7", "sale"]]
    batches.undo(same)

    assert "missing" not in bring(merchant, ("7", 48, CAKE)).findings


def test_a_refund_on_a_later_day_under_the_number_of_its_sale_is_no_move(merchant):
    bring(merchant, *receipts(1, 20, TEA))

    batch = bring(merchant, *receipts(21, 40, TEA, day=1), ("7", 40, ("Tea", "-2")))

    assert "missing" not in batch.findings
    assert gross(merchant) == 40 * 200
