"""Two sources for the same days: told twice, one within the other, or different sales; nothing counts twice."""

import random
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edge.facts import batches, load
from edge.facts.models import EventKind, HourRollup, MoneyEvent, Overlap
from edge.facts.overlap import choose, overlaps
from edge.facts.records import Circumstances, MoneyRecord, SaleRecord
from edge.merchants.tenancy import tenant_context
from tests.edge.facts.books import NOON, books, feed_of
from tests.edge.facts.test_undo import sums
from tests.factories import make_merchant


def receipts(seed, *, days=3, each=12, prices=(320, 450, 180, 990)):
    """Return (hours after noon, amount) of sales on some days."""
    chance = random.Random(seed)
    return [
        (24 * day + chance.random() * 8, chance.choice(prices))
        for day in range(days)
        for _ in range(each)
    ]


def bring(merchant, key, rows, *, mark="", shift=timedelta(0), tip=0, location=None):
    records = [
        SaleRecord(
            document=f"{mark}{number}",
            occurred_at=NOON + timedelta(hours=hours) + shift,
            amount_minor=amount,
            tip_minor=tip,
            circumstances=Circumstances(location=location),
        )
        for number, (hours, amount) in enumerate(rows)
    ]
    return load.load_records(merchant, feed_of(merchant, key=key), records)


def gross(merchant):
    with tenant_context(merchant):
        return sum(row.gross_minor for row in HourRollup.objects.for_merchant(merchant))


def total(rows):
    return sum(amount for _, amount in rows)


def test_the_same_sales_from_another_source_rest(merchant):
    rows = receipts(1)
    bring(merchant, "till", rows)

    batch = bring(merchant, "shop", rows, mark="s", shift=timedelta(minutes=2))

    assert gross(merchant) == total(rows)
    assert (batch.findings["resting"]["days"], batch.findings["resting"]["rows"]) == (3, len(rows))


@pytest.mark.parametrize("order", ["till first", "payments first"])
def test_card_payments_rest_beside_the_tills_receipts(merchant, order):
    rows = receipts(2)
    cards = rows[::2]
    if order == "till first":
        bring(merchant, "till", rows)
        bring(merchant, "cards", cards, mark="p", shift=timedelta(minutes=1))
    else:
        bring(merchant, "cards", cards, mark="p", shift=timedelta(minutes=1))
        bring(merchant, "till", rows)

    assert gross(merchant) == total(rows)
    with tenant_context(merchant):
        assert {one.likeness for one in Overlap.objects.for_merchant(merchant)} == {"holds"}


def test_another_till_of_the_same_prices_is_added_and_noted(merchant):
    one, other = receipts(3), receipts(4)
    bring(merchant, "till", one)

    bring(merchant, "bar", other, mark="b")

    assert gross(merchant) == total(one) + total(other)
    with tenant_context(merchant):
        assert {one.likeness for one in Overlap.objects.for_merchant(merchant)} == {"apart"}


def test_other_places_do_not_overlap(merchant):
    rows = receipts(5)
    bring(merchant, "till", rows, location="North")

    bring(merchant, "bar", rows, mark="b", location="South")

    assert gross(merchant) == 2 * total(rows)
    with tenant_context(merchant):
        assert not Overlap.objects.for_merchant(merchant).exists()


def test_day_totals_rest_beside_the_receipts_of_the_day(merchant):
    rows = receipts(6)
    bring(merchant, "till", rows)
    day_totals = [
        MoneyRecord(
            kind=EventKind.SALE,
            document=(NOON + timedelta(days=day)).date().isoformat(),
            occurred_at=NOON + timedelta(days=day),
            amount_minor=sum(amount for hours, amount in rows if hours // 24 == day),
            sales=12,
        )
        for day in range(3)
    ]

    load.load_records(merchant, feed_of(merchant, key="z"), day_totals)

    assert gross(merchant) == total(rows)


def test_what_is_no_sale_goes_on_counting(merchant):
    rows = receipts(7)
    bring(merchant, "till", rows, tip=10)
    feed = feed_of(merchant, key="cards")
    records = [
        SaleRecord(document=f"p{number}", occurred_at=NOON + timedelta(hours=hours), amount_minor=amount,
                   fee_minor=5, tip_minor=10)
        for number, (hours, amount) in enumerate(rows)
    ]  # fmt: skip

    load.load_records(merchant, feed, records)

    with tenant_context(merchant):
        hours = HourRollup.objects.for_merchant(merchant)
        assert sum(hour.fee_minor for hour in hours) == 5 * len(rows)
        assert sum(hour.tip_minor for hour in hours) == 10 * len(rows)


def test_sales_that_come_later_to_a_resting_day_rest_too_and_known_rows_stay_known(merchant):
    rows = receipts(8)
    bring(merchant, "till", rows)
    bring(merchant, "shop", rows[:-2], mark="s")

    again = bring(merchant, "shop", rows, mark="s")

    assert gross(merchant) == total(rows)
    assert (again.loaded, again.duplicates) == (2, len(rows) - 2)


ROWS = st.lists(st.tuples(st.integers(0, 60), st.sampled_from([200, 300, 450])), max_size=8)
SLOW = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@given(first=ROWS, second=ROWS, is_copy=st.booleans(), undone=st.integers(0, 1))
@SLOW
def test_undoing_one_of_two_sources_leaves_the_other(first, second, is_copy, undone):
    files = [("till", first), ("shop", first if is_copy else second)]
    both, alone = make_merchant(), make_merchant()
    loaded = [bring(both, key, rows) for key, rows in files]
    bring(alone, *files[1 - undone])

    batches.undo(loaded[undone])

    assert sums(both) == sums(alone)


def decide(merchant, counts):
    """Let the first, the second or (None) both of two sources count wherever they overlap."""
    return [
        choose(
            merchant,
            pair.one,
            pair.other,
            (pair.one, pair.other)[counts] if counts is not None else None,
        )
        for pair in overlaps(merchant)
    ]


CHOICE = st.sampled_from([0, 1, None])


@given(first=ROWS, second=ROWS, is_copy=st.booleans(), undone=st.integers(0, 1), chosen=CHOICE)
@SLOW
def test_undoing_one_of_two_sources_leaves_the_other_whatever_was_chosen(
    first, second, is_copy, undone, chosen
):
    files = [("till", first), ("shop", first if is_copy else second)]
    both, alone = make_merchant(), make_merchant()
    loaded = [bring(both, key, rows) for key, rows in files]
    bring(alone, *files[1 - undone])
    decide(both, chosen)

    batches.undo(loaded[undone])

    assert sums(both) == sums(alone)


@given(
    first=ROWS,
    second=ROWS,
    is_copy=st.booleans(),
    choices=st.lists(CHOICE, min_size=1, max_size=3),
    is_newest_first=st.booleans(),
)
@SLOW
def test_choices_taken_back_leave_what_was_there(first, second, is_copy, choices, is_newest_first):
    merchant = make_merchant()
    bring(merchant, "till", first)
    bring(merchant, "shop", first if is_copy else second, mark="s")
    before = books(merchant)
    made = [choice for counts in choices for choice in decide(merchant, counts)]

    for choice in reversed(made) if is_newest_first else made:
        batches.undo(choice)

    assert books(merchant) == before


@given(rows=ROWS, later=ROWS, chosen=CHOICE)
@SLOW
def test_what_is_chosen_holds_in_whichever_order_the_files_come(rows, later, chosen):
    """A choice, a longer file and its undo: the books are as the choice left them."""
    merchant = make_merchant()
    bring(merchant, "till", rows)
    bring(merchant, "shop", rows, mark="s")
    decide(merchant, chosen)
    before = sums(merchant)
    batch = bring(merchant, "shop", rows + later, mark="s")

    batches.undo(batch)

    assert sums(merchant) == before


def test_the_merchant_chooses_and_takes_the_choice_back(merchant):
    till, shop = receipts(9), receipts(9)[:-3]
    bring(merchant, "till", till)
    bring(merchant, "shop", shop, mark="s")
    before = books(merchant)
    [pair] = overlaps(merchant)
    assert (pair.counts.key, pair.is_chosen, pair.spans[0].days) == ("till", False, 3)

    choice = choose(merchant, pair.one, pair.other, pair.other)

    assert gross(merchant) == total(shop)
    assert [(one.counts.key, one.is_chosen) for one in overlaps(merchant)] == [("shop", True)]
    batches.undo(choice)
    assert books(merchant) == before


def test_the_merchant_says_that_both_count_and_later_files_keep_to_it(merchant):
    rows = receipts(10)
    bring(merchant, "till", rows)
    bring(merchant, "shop", rows, mark="s")
    [pair] = overlaps(merchant)

    choose(merchant, pair.one, pair.other, None)
    bring(merchant, "shop", rows, mark="s")

    assert gross(merchant) == 2 * total(rows)


def test_a_choice_at_an_older_watermark_reads_as_it_was(merchant):
    rows = receipts(11)
    bring(merchant, "till", rows)
    bring(merchant, "shop", rows, mark="s")
    [pair] = overlaps(merchant)
    choose(merchant, pair.one, pair.other, None)

    with tenant_context(merchant):
        for number in (1, 2, 3):
            held = MoneyEvent.objects.for_merchant(merchant).known_at(number)
            expected = total(rows) * (2 if number == 3 else 1)
            assert sum(one.amount_minor for one in held) == expected


def test_the_older_of_two_choices_may_be_taken_back_first(merchant):
    rows = receipts(12)
    bring(merchant, "till", rows)
    bring(merchant, "shop", rows[:-3], mark="s")
    before = books(merchant)
    [older] = list(decide(merchant, 1))
    [younger] = list(decide(merchant, None))

    batches.undo(older)

    assert gross(merchant) == total(rows) + total(rows[:-3])
    batches.undo(younger)
    assert books(merchant) == before
