"""Publishes a batch, all of it or nothing, and undoes one; both restate the sums of exactly the touched days."""

from datetime import UTC, date, datetime
from functools import partial

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max, Q, Sum

from edge.facts import coverage, redate, rollups
from edge.facts.derive import derive_all, derive_touched
from edge.facts.dimensions import Feed
from edge.facts.events import EventKind, MoneyEvent
from edge.facts.ledger import Batch, BatchState
from edge.facts.merge import EVENTS, LINES, TABLES, Change, Scope, merge, run
from edge.facts.names import Names
from edge.facts.reverse import take_out
from edge.lib.errors import Conflict
from edge.lib.nudge import nudge
from edge.merchants.models import Merchant
from edge.merchants.tenancy import tenant_context

# Up to here a load is a till's or a program's, not a file's.
FEW_ROWS = 2_000
# From here on the planner's picture of the merchant is out of date, and autovacuum would mend it a minute later.
MANY_ROWS = 20_000


def publish(batch: Batch, *, names: Names | None = None, dated_by: str = "") -> Batch:
    """Merge what is staged for the batch and return it as it now stands.

    One transaction: facts, sums, coverage and the batch's number become visible together. A load that changes nothing
    takes no number. A batch that is published already is returned as it is.
    dated_by: the calendar that is known to have dated every staged row, which then need not be looked at once more.
    """
    with tenant_context(batch.merchant_id):
        merchant = _lock_merchant(batch.merchant_id)
        # What is there must stand in the calendar's own days before anything joins or leaves it.
        redate.redate(merchant)
        batch = Batch.objects.for_merchant(merchant).select_related("feed").get(pk=batch.pk)
        if batch.state != BatchState.STAGING:
            return batch
        _prepare_for_bulk()
        if dated_by != merchant.calendar_key:
            redate.place_stage(merchant, batch)
        scope = _scope(merchant, batch)
        _note_extent(batch)
        _prepare_for_few(scope)
        loaded, touched = _merge_all(scope)
        if names is not None:
            names.write_spellings()
        if loaded.added > MANY_ROWS:
            run("SELECT facts_refresh_statistics(%(merchant)s)", scope)
        batch.loaded, batch.duplicates, batch.superseded = (
            loaded.added,
            loaded.known,
            loaded.removed,
        )
        batch.state = BatchState.PUBLISHED
        batch.published_at = datetime.now(UTC)
        coverage.extend(merchant, batch)
        if touched:
            _restate(merchant, scope.number, loaded.days)
            batch.number = scope.number
        else:
            batch.scanned_at = batch.published_at
        clear_stage(batch)
        batch.save()
        if touched:
            _tell(merchant)
    return batch


def undo(batch: Batch) -> tuple[Batch, Change]:
    """Take a published batch out again and return it with what that changed.

    Raises Conflict where the batch is not published.
    """
    with tenant_context(batch.merchant_id):
        merchant = _lock_merchant(batch.merchant_id)
        # What is there must stand in the calendar's own days before anything joins or leaves it.
        redate.redate(merchant)
        batch = Batch.objects.for_merchant(merchant).select_related("feed").get(pk=batch.pk)
        if batch.state != BatchState.PUBLISHED:
            raise Conflict(
                "This import is not in your numbers, so there is nothing to undo.",
                kept="Your numbers are as they were.",
                mend="Look at the list of imports for one that is loaded.",
                code="not_published",
            )
        _prepare_for_bulk()
        batch.state = BatchState.UNDONE
        batch.undone_at = datetime.now(UTC)
        batch.save(update_fields=["state", "undone_at"])
        scope = _scope(merchant, batch)
        # Without a number of its own it brought no row first; it may still be the last that holds some.
        change = take_out(scope, batch.number or -1)
        change.days |= derive_touched(scope).days
        coverage.shrink(merchant, batch)
        if change:
            _restate(merchant, scope.number, change.days)
            batch.undone_number = scope.number
            batch.save(update_fields=["undone_number"])
            _tell(merchant)
        _renew_data_until(merchant, batch.feed)
    return batch, change


def fail(batch: Batch) -> None:
    """Give a batch up: what was staged goes, nothing of it was ever visible."""
    with tenant_context(batch.merchant_id):
        clear_stage(batch)
        Batch.objects.for_merchant(batch.merchant_id).filter(
            pk=batch.pk, state=BatchState.STAGING
        ).update(state=BatchState.FAILED)


def clear_stage(batch: Batch) -> None:
    """Remove what is staged for the batch."""
    scope = Scope(batch.merchant_id, batch.feed_id, batch.pk, 0)
    for table in TABLES:
        run(f"DELETE FROM {table.staged} WHERE batch_id = %(batch)s", scope)


def totals(batch: Batch) -> dict[str, int]:
    """Return the gross sales and refunds in minor units, and the sales, that a batch brought."""
    if batch.number is None:
        return {"gross": 0, "refunds": 0, "sales": 0}
    brought = MoneyEvent.objects.for_merchant(batch.merchant_id).filter(
        feed_id=batch.feed_id, since_batch=batch.number
    )
    sums = brought.aggregate(
        gross=Sum("amount_minor", filter=Q(kind=EventKind.SALE), default=0),
        refunds=Sum("amount_minor", filter=Q(kind=EventKind.REFUND), default=0),
        sales=Sum("sales", default=0),
    )
    return {name: int(value) for name, value in sums.items()}


def count_staged(batch: Batch) -> int:
    """Return how many rows lie staged for the batch."""
    scope = Scope(batch.merchant_id, batch.feed_id, batch.pk, 0)
    return sum(
        run(f"SELECT count(*) FROM {table.staged} WHERE batch_id = %(batch)s", scope)[0][0]
        for table in TABLES
    )


def _lock_merchant(merchant_id: int) -> Merchant:
    # No key: rows elsewhere that point at the merchant may still be written while a large batch is merged.
    return Merchant.objects.select_for_update(no_key=True).get(pk=merchant_id)


def _scope(merchant: Merchant, batch: Batch) -> Scope:
    clock = merchant.time_zone if batch.feed.tells_wall_clock else "UTC"
    return Scope(merchant.pk, batch.feed_id, batch.pk, merchant.last_batch + 1, clock)


def _prepare_for_bulk() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('work_mem', '128MB', true), set_config('jit', 'off', true), "
            # Without fresh statistics the planner takes a new merchant's partition for empty, and loops over it.
            "set_config('enable_nestloop', 'off', true), set_config('statement_timeout', '0', true)"
        )


def _prepare_for_few(scope: Scope) -> None:
    """Tell the planner, for this transaction, that a few rows are best looked up by index.

    It has no statistics of what was staged a moment ago, and would read all that the merchant ever sold.
    """
    staged = " UNION ALL ".join(
        f"(SELECT 1 FROM {table.staged} WHERE batch_id = %(batch)s LIMIT {FEW_ROWS + 1})"
        for table in TABLES
    )
    [(rows,)] = run(f"SELECT count(*) FROM ({staged}) s", scope)
    if rows <= FEW_ROWS:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true), "
                "set_config('enable_mergejoin', 'off', true)"
            )


def _merge_all(scope: Scope) -> tuple[Change, bool]:
    """Return what was loaded, counted in rows of the source, and whether any fact changed at all."""
    # Events first: those that lines bring would make the feed look known.
    total = merge(EVENTS, scope)
    lines = merge(LINES, scope)
    total.added += lines.added
    total.known += lines.known
    total.removed += lines.removed
    total.days |= lines.days
    if lines.added or lines.removed:
        derived = derive_all(scope) if lines.is_first else derive_touched(scope)
        total.days |= derived.days
    return total, bool(total)


def _restate(merchant: Merchant, number: int, days: set[date]) -> None:
    rollups.rebuild(merchant, days)
    Merchant.objects.filter(pk=merchant.pk).update(last_batch=number)


def _note_extent(batch: Batch) -> None:
    """Write down which days and moments the staged rows span."""
    extent = " UNION ALL ".join(
        f"SELECT min(business_date) AS first, max(business_date) AS last, max(occurred_at) AS until "
        f"FROM {table.staged} WHERE batch_id = %(batch)s"
        for table in TABLES
    )
    scope = Scope(batch.merchant_id, batch.feed_id, batch.pk, 0)
    [(batch.first_day, batch.last_day, until)] = run(
        f"SELECT min(first), max(last), max(until) FROM ({extent}) e", scope
    )
    feed = batch.feed
    if until is not None and (feed.data_until is None or until > feed.data_until):
        feed.data_until = until
        feed.save(update_fields=["data_until"])


def _renew_data_until(merchant: Merchant, feed: Feed) -> None:
    live = MoneyEvent.objects.for_merchant(merchant).filter(feed=feed).live()
    feed.data_until = live.aggregate(last=Max("occurred_at"))["last"]
    feed.save(update_fields=["data_until"])


def _tell(merchant: Merchant) -> None:
    transaction.on_commit(partial(nudge, settings.BATCH_PUBLISHED_TASKS, merchant.pk), robust=True)
