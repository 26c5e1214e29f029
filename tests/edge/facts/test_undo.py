"""What is left after an undo is what would be there had the batch never been loaded, down to every rollup."""

from datetime import timedelta

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edge.facts import batches, load, rollups
from edge.facts.consequences import settle_days
from edge.facts.models import DayRollup, Feed, HourRollup, LineItem
from edge.facts.scopes import scope_of
from edge.merchants.tenancy import tenant_context
from tests.edge.facts.books import NOON, books, feed_of, make_lines
from tests.factories import make_merchant

SLOW = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
# A receipt of a file: number, hours after noon, products with prices. In the order of the file, a receipt in one piece.
RECEIPT = st.tuples(
    st.sampled_from("1234"),
    st.sampled_from([0, 1, 24, 25, 48]),
    st.lists(
        st.tuples(st.sampled_from(["Tea", "Cake", "Bun"]), st.sampled_from(["2", "3"])),
        min_size=1,
        max_size=3,
    ),
)
FILE = st.lists(RECEIPT, max_size=5, unique_by=lambda receipt: receipt[0])
# Most stays where it was, so that a number at another time is that receipt, moved and perhaps changed.
KEPT = [(str(number), number * 12 - 60, [("Tea", "2")]) for number in range(5, 12)]


def bring(merchant, receipts, *, key="till", kind="upload"):
    frames = [
        make_lines(
            *((number, product, 1, price) for product, price in lines),
            at=NOON + timedelta(hours=hours),
        )
        for number, hours, lines in receipts
    ]
    return load.load_frames(
        merchant,
        feed_of(merchant, key=key, kind=kind),
        pl.DataFrame(),
        pl.concat(frames) if frames else pl.DataFrame(),
    )


def sums(merchant):
    """Return every rollup, without what names the merchant or a row."""
    hidden = {"id", "merchant_id"}
    with tenant_context(merchant):
        return sorted(
            repr({name: value for name, value in row.items() if name not in hidden})
            for table in (HourRollup, DayRollup)
            for row in table.objects.for_merchant(merchant).values()
        )


def lines(merchant):
    with tenant_context(merchant):
        held = LineItem.objects.for_merchant(merchant).live().select_related("product")
        return sorted(
            (line.document, line.occurred_at, line.product.name, line.amount_minor) for line in held
        )


@given(first=FILE, second=FILE, kind=st.sampled_from(["upload", "api"]))
@SLOW
def test_undoing_one_of_two_loads_leaves_the_other(first, second, kind):
    for undone in (0, 1):
        both, alone = make_merchant(), make_merchant()
        loaded = [bring(both, one, kind=kind) for one in (first, second)]
        bring(alone, (second, first)[undone], kind=kind)

        batches.undo(loaded[undone])

        assert sums(both) == sums(alone)
        assert lines(both) == lines(alone)


@given(first=FILE, second=FILE, undone=st.integers(0, 1))
@SLOW
def test_undoing_a_file_or_its_correction_leaves_the_other(first, second, undone):
    files = [KEPT[:1] + one + KEPT[1:] for one in (first, second)]
    both, alone = make_merchant(), make_merchant()
    loaded = [bring(both, one) for one in files]
    bring(alone, files[1 - undone])
    numbers = [number for number, _ in {line[:2] for line in lines(both)}]
    assert len(numbers) == len(set(numbers)), "a number at two times counts twice"

    batches.undo(loaded[undone])

    assert sums(both) == sums(alone)
    assert lines(both) == lines(alone)


@given(files=st.lists(FILE, min_size=3, max_size=3), undone=st.integers(0, 2))
@SLOW
def test_settling_anew_changes_nothing(files, undone):
    merchant = make_merchant()
    loaded = [bring(merchant, one) for one in files]
    for step in range(2):
        with tenant_context(merchant):
            merchant.refresh_from_db()
            feed = Feed.objects.for_merchant(merchant).get()
            days = [(NOON + timedelta(days=day)).date() for day in range(-1, 4)]
            scope = scope_of(merchant, feed, loaded[-1].pk, merchant.last_batch + 1)

            change = settle_days(scope, days)

            assert (change.added, change.removed) == (0, 0), f"after step {step}"
        before = sums(merchant)
        with tenant_context(merchant):
            rollups.rebuild_all(merchant)
        assert sums(merchant) == before
        if step == 0:
            batches.undo(loaded[undone])


@given(first=FILE, second=FILE)
@SLOW
def test_a_load_undone_and_brought_again_is_as_before(first, second):
    merchant = make_merchant()
    bring(merchant, first)
    batch = bring(merchant, second)
    before = books(merchant)

    batches.undo(batch)
    bring(merchant, second)

    assert books(merchant) == before
