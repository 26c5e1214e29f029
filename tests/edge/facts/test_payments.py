"""Documents without lines: several payments are one sale, and undoing one lets another stand for it."""

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edge.facts import batches, load
from edge.facts.models import HourRollup
from edge.facts.records import RefundRecord, SaleRecord
from edge.merchants.tenancy import tenant_context
from tests.edge.facts.books import NOON, books, feed_of, live_events, load_lines, shape
from tests.factories import make_merchant

SLOW = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def test_two_payments_of_one_document_are_one_sale(merchant):
    feed = feed_of(merchant, kind="api")
    load.load_records(
        merchant, feed, [SaleRecord(document="1", occurred_at=NOON, amount_minor=500)]
    )

    later = NOON + timedelta(days=1)
    load.load_records(
        merchant, feed, [SaleRecord(document="1", occurred_at=later, amount_minor=300)]
    )

    assert sorted((one.amount_minor, one.sales) for one in live_events(merchant)) == [
        (300, 0),
        (500, 1),
    ]


def test_undoing_the_first_payment_leaves_the_second_as_the_sale(merchant):
    feed = feed_of(merchant, kind="api")
    first = SaleRecord(document="1", occurred_at=NOON, amount_minor=500)
    second = SaleRecord(document="1", occurred_at=NOON + timedelta(days=1), amount_minor=300)
    batch = load.load_records(merchant, feed, [first])
    load.load_records(merchant, feed, [second])

    batches.undo(batch)

    assert [(one.amount_minor, one.sales) for one in live_events(merchant)] == [(300, 1)]
    with tenant_context(merchant):
        assert HourRollup.objects.for_merchant(merchant).get().sales == 1


RECORDS = st.lists(
    st.tuples(
        st.sampled_from("12"), st.integers(0, 30), st.integers(1, 3), st.sampled_from(["", "r"])
    ),
    max_size=4,
)


def _load_receipts(merchant, rows):
    """Load receipts without lines: (document, hours after noon, amount, refund?)."""
    records = [
        (RefundRecord if mark else SaleRecord)(
            document=document, occurred_at=NOON + timedelta(hours=hours), amount_minor=amount
        )
        for document, hours, amount, mark in rows
    ]
    return load.load_records(merchant, feed_of(merchant), records)


@given(first=RECORDS, second=RECORDS)
@SLOW
def test_undoing_receipts_leaves_what_the_second_file_alone_would(first, second):
    both, alone = make_merchant(), make_merchant()
    batch = _load_receipts(both, first)
    _load_receipts(both, second)

    batches.undo(batch)

    _load_receipts(alone, second)
    found, expected = shape(books(both)), shape(books(alone))
    # Which of several payments stands for the sale may differ, that one does not.
    assert [row[:5] for row in found["events"]] == [row[:5] for row in expected["events"]]
    assert sum(row[-1] for row in found["events"]) == sum(row[-1] for row in expected["events"])


def test_a_refund_beside_a_documents_lines_leaves_their_events_alone(merchant):
    load_lines(merchant, ("1", "Tea", 2, "2"), ("1", "Cup", -1, "1"))
    refund = RefundRecord(document="1", occurred_at=NOON, amount_minor=50)

    load.load_records(merchant, feed_of(merchant), [refund])

    found = sorted((one.kind, one.amount_minor) for one in live_events(merchant))
    assert found == [("refund", 50), ("refund", 100), ("sale", 400)]
