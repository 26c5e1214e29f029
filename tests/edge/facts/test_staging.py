"""Rows wait where nobody sees them until their batch is published, and go then."""

import polars as pl

from edge.facts import batches, load
from edge.facts.models import Batch, BatchState, StagedEvent, StagedLine
from edge.merchants.tenancy import tenant_context
from tests.edge.facts.books import feed_of, live_events, make_lines


def test_staged_rows_are_invisible_and_go_when_published(merchant):
    batch = load.open_batch(merchant, feed_of(merchant))
    stage = load.Stage(merchant, batch)
    stage.add(pl.DataFrame(), make_lines(("1", "Tea", 1, "2")))
    assert live_events(merchant) == []

    stage.publish()

    assert len(live_events(merchant)) == 1
    assert not StagedLine.objects.filter(batch_id=batch.pk).exists()
    assert not StagedEvent.objects.filter(batch_id=batch.pk).exists()


def test_publishing_twice_is_publishing_once(merchant):
    stage = load.Stage(merchant, load.open_batch(merchant, feed_of(merchant)))
    stage.add(pl.DataFrame(), make_lines(("1", "Tea", 1, "2")))

    first, second = stage.publish(), stage.publish()

    assert (first.number, second.number) == (1, 1)
    assert len(live_events(merchant)) == 1


def test_a_failed_batch_leaves_nothing(merchant):
    stage = load.Stage(merchant, load.open_batch(merchant, feed_of(merchant)))
    stage.add(pl.DataFrame(), make_lines(("1", "Tea", 1, "2")))

    batches.fail(stage.batch)

    with tenant_context(merchant):
        assert Batch.objects.for_merchant(merchant).get().state == BatchState.FAILED
    assert not StagedLine.objects.filter(batch_id=stage.batch.pk).exists()
