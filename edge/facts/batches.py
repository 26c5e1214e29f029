"""Publishes a batch, all of it or nothing, and undoes one; both restate the sums of exactly the touched days."""

from datetime import UTC, datetime

from django.db import connection
from django.db.models import Max

from edge.facts import coverage, overlap_rules, redate
from edge.facts.consequences import settle_documents
from edge.facts.count_sales import count_sales
from edge.facts.derive import derive_all, derive_touched
from edge.facts.dimensions import Feed
from edge.facts.events import MoneyEvent
from edge.facts.ledger import Batch, BatchKind, BatchState
from edge.facts.merge import EVENTS, LINES, TABLES, Change, Scope, merge, run
from edge.facts.missing import note_missing
from edge.facts.names import Names
from edge.facts.relation import relate
from edge.facts.restating import restate
from edge.facts.scopes import scope_of
from edge.facts.settle import forget_documents, settle
from edge.facts.undo import holders_of, note_documents
from edge.lib.errors import Conflict
from edge.merchants.models import Merchant
from edge.merchants.tenancy import tenant_context

# Up to here a load is a till's or a program's, not a file's.
FEW_ROWS = 2_000
# From here on the planner's picture of the merchant is out of date, and autovacuum would mend it a minute later.
MANY_ROWS = 20_000
# What a batch is given before it is staged, where it holds single rows that belong beside those of their documents and
# deny none: rows of a file that were mended.
ADDED = "added"


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
        scope = scope_of(merchant, batch.feed, batch.pk)
        _note_extent(batch)
        _prepare_for_few(scope)
        loaded = _merge_all(scope, batch)
        changed = overlap_rules.rest_doubles(merchant, batch, loaded.days)
        if names is not None:
            names.write_spellings()
        if loaded.added > MANY_ROWS:
            run("SELECT facts_refresh_statistics(%(merchant)s)", scope)
        batch.loaded, batch.duplicates, batch.superseded = (
            loaded.added,
            loaded.known,
            loaded.removed,
        )
        coverage.extend(merchant, batch)
        changed.add(loaded)
        if changed or changed.days:
            restate(merchant, scope.number, changed.days)
        else:
            batch.number, batch.scanned_at = None, batch.published_at
        clear_stage(batch)
        batch.save()
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
        if batch.loaded + batch.duplicates + batch.superseded <= FEW_ROWS:
            _look_up()
        batch.state = BatchState.UNDONE
        batch.undone_at = datetime.now(UTC)
        batch.save(update_fields=["state", "undone_at"])
        scope = scope_of(merchant, batch.feed, batch.pk)
        if batch.kind == BatchKind.CHOICE:
            change = overlap_rules.take_back(merchant, batch, scope.number)
        else:
            change = _take_out(merchant, batch, scope)
        if change or change.days:
            restate(merchant, scope.number, change.days)
            batch.undone_number = scope.number
            batch.save(update_fields=["undone_number"])
        _renew_data_until(merchant, batch.feed)
    return batch, change


def _take_out(merchant: Merchant, batch: Batch, scope: Scope) -> Change:
    forget_documents(scope)
    note_documents(batch, scope)
    change = settle_documents(scope)
    if not change:
        change.held_by = holders_of(batch, scope)
    coverage.shrink(merchant, batch)
    change.add(overlap_rules.lift(merchant, batch, change.days, scope.number))
    return change


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
        _look_up()


def _look_up() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true), "
            "set_config('enable_mergejoin', 'off', true)"
        )


def _merge_all(scope: Scope, batch: Batch) -> Change:
    """Return what was loaded, counted in rows of the source; its days are those whose sums may have changed."""
    forget_documents(scope)
    # Events first: those that lines bring would make the feed look known.
    changes = {table: merge(table, scope) for table in (EVENTS, LINES)}
    known = tuple(
        table for table, one in changes.items() if (one.added or one.known) and not one.is_first
    )
    if batch.findings.get("relation") != ADDED:
        batch.findings = relate(scope, known)
    batch.state, batch.number = BatchState.PUBLISHED, scope.number
    batch.published_at = datetime.now(UTC)
    # Before it is settled which rows hold: that follows from what is published.
    batch.save()
    total = Change()
    for one in changes.values():
        total.add(one)
    if known:
        run(
            "INSERT INTO edge_days SELECT DISTINCT business_date FROM facts_stagedline WHERE batch_id = %(batch)s",
            scope,
        )
        settled = settle(scope)
        total.removed += settled.removed
        total.days |= settled.days
    derived = Change()
    if changes[LINES].is_first:
        derived = derive_all(scope)
    elif LINES in known:
        derived = derive_touched(scope)
    total.days |= derived.days
    if known:
        total.days |= count_sales(scope).days
        note_missing(batch, scope)
    return total


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
