"""Dates a merchant's books anew after its time zone or the end of its day changed: set-based, in one transaction.

An instant is a fact and stays; its business day follows from the calendar. A file tells no instants but what the clock
on the wall showed: that stays, so it is the instants of its rows that move with the zone.
"""

from datetime import date

from django.db import connection
from django.db.models import Max

from edge.facts import coverage, rollups
from edge.facts.dimensions import Feed
from edge.facts.events import MoneyEvent
from edge.facts.ledger import Batch, BatchState, Coverage
from edge.facts.merge import MOMENT, TABLES
from edge.facts.scopes import clock_of
from edge.lib.period import BusinessCalendar
from edge.merchants.models import Merchant
from edge.merchants.tenancy import tenant_context

_WALL = "(occurred_at AT TIME ZONE %(zone)s)"
_DAY = f"({_WALL} - make_interval(mins => %(day_end)s))::date"
_HOUR = f"extract(hour FROM {_WALL})::smallint"
_EXTENTS = """
SELECT since_batch, min(business_date), max(business_date) FROM (
  SELECT since_batch, business_date FROM facts_moneyevent WHERE merchant_id = %(merchant)s
  UNION ALL SELECT since_batch, business_date FROM facts_lineitem WHERE merchant_id = %(merchant)s) f
 GROUP BY since_batch
"""
Extents = dict[int, tuple[date, date]]


def redate(merchant: Merchant) -> bool:
    """Bring a merchant's facts, coverage and sums in line with its calendar; return whether there was anything to do.

    Opens or joins the merchant's context and holds its row, so that no batch is published meanwhile. Running it twice
    does nothing the second time.
    """
    with tenant_context(merchant):
        merchant = Merchant.objects.select_for_update(no_key=True).get(pk=merchant.pk)
        if not merchant.dated_by:
            return False
        _prepare_for_bulk()
        before = _extents(merchant)
        old_zone = old_calendar(merchant).time_zone
        if old_zone != merchant.time_zone:
            _keep_wall_clocks(merchant, old_zone)
        for table in TABLES:
            _place(table.name, "merchant_id = %(merchant)s", merchant)
        _restate_batches(merchant, before, _extents(merchant))
        _restate_coverage(merchant)
        rollups.rebuild_all(merchant)
        Merchant.objects.filter(pk=merchant.pk).update(dated_by="")
    return True


def old_calendar(merchant: Merchant) -> BusinessCalendar:
    """Return the calendar by which a merchant's facts are still dated."""
    zone, _, minutes = (merchant.dated_by or merchant.calendar_key).rpartition(" ")
    return BusinessCalendar(zone, int(minutes))


def place_stage(merchant: Merchant, batch: Batch) -> None:
    """Bring what is staged in line with the calendar, which may have changed since the first row was staged."""
    for table in TABLES:
        _place(table.staged, "batch_id = %(batch)s", merchant, batch=batch.pk)
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {table.staged} SET moment = {MOMENT}::text "
                f"WHERE batch_id = %(batch)s AND moment <> {MOMENT}::text",
                {"batch": batch.pk, "clock": clock_of(merchant, batch.feed)},
            )


def _place(table: str, which: str, merchant: Merchant, **more: str | int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET business_date = {_DAY}, hour = {_HOUR} "
            f"WHERE {which} AND (business_date, hour) IS DISTINCT FROM ({_DAY}, {_HOUR})",
            _bound(merchant) | more,
        )


def _keep_wall_clocks(merchant: Merchant, old_zone: str) -> None:
    """Move the instants of files' rows so that the new zone's clock shows what the old one's showed."""
    for feed in Feed.objects.for_merchant(merchant):
        if not feed.tells_wall_clock:
            continue
        with connection.cursor() as cursor:
            for table in TABLES:
                cursor.execute(
                    f"UPDATE {table.name} "
                    "SET occurred_at = (occurred_at AT TIME ZONE %(old_zone)s) AT TIME ZONE %(zone)s "
                    "WHERE merchant_id = %(merchant)s AND feed_id = %(feed)s",
                    _bound(merchant) | {"old_zone": old_zone, "feed": feed.pk},
                )
        live = MoneyEvent.objects.for_merchant(merchant).filter(feed=feed).live()
        feed.data_until = live.aggregate(last=Max("occurred_at"))["last"]
        feed.save(update_fields=["data_until"])


def _bound(merchant: Merchant) -> dict[str, str | int]:
    return {
        "merchant": merchant.pk,
        "zone": merchant.time_zone,
        "day_end": merchant.day_end_minutes,
    }


def _prepare_for_bulk() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('work_mem', '128MB', true), set_config('jit', 'off', true), "
            "set_config('statement_timeout', '0', true)"
        )


def _extents(merchant: Merchant) -> Extents:
    """Return the first and last business day of the rows that each batch brought, by its number."""
    with connection.cursor() as cursor:
        cursor.execute(_EXTENTS, {"merchant": merchant.pk})
        return {number: (first, last) for number, first, last in cursor.fetchall()}


def _restate_batches(merchant: Merchant, before: Extents, after: Extents) -> None:
    """Move the ends of each batch as far as its own rows moved; rows that it only repeated are near enough."""
    changed = []
    for batch in Batch.objects.for_merchant(merchant).filter(number__in=after):
        if batch.number is None or batch.first_day is None or batch.last_day is None:
            continue
        first, last = (
            now - then for now, then in zip(after[batch.number], before[batch.number], strict=True)
        )
        if first or last:
            batch.first_day += first
            batch.last_day += last
            changed.append(batch)
    Batch.objects.for_merchant(merchant).bulk_update(
        changed, ["first_day", "last_day"], batch_size=1000
    )


def _restate_coverage(merchant: Merchant) -> None:
    """Tell the coverage of each feed again, batch by batch, as if they came in now."""
    Coverage.objects.for_merchant(merchant).delete()
    published = Batch.objects.for_merchant(merchant).filter(state=BatchState.PUBLISHED)
    for batch in published.select_related("feed").order_by("published_at", "pk"):
        coverage.extend(merchant, batch)
