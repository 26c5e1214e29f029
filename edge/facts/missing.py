"""Documents of an earlier file that a later one lacks there, or tells on another day: kept until the merchant says."""

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from edge.facts.away import find_away
from edge.facts.changes import DocumentChange
from edge.facts.consequences import settle_days
from edge.facts.ledger import Batch, BatchState
from edge.facts.merge import OWN_ROWS, TABLES, Change, Scope, run
from edge.facts.redate import redate
from edge.facts.restating import restate
from edge.facts.scopes import scope_of
from edge.facts.sums import AMOUNT
from edge.lib.errors import Conflict
from edge.merchants.models import Merchant
from edge.merchants.tenancy import tenant_context

# So many are named; more than that is another file, not a corrected one, and is only counted.
MOST_NAMED = 1_000

_TOLD = " UNION ".join(
    f"SELECT document, business_date FROM {table.staged} WHERE batch_id = %(batch)s"
    for table in TABLES
)
# What is told on another day was not judged to have moved there: the number may be another receipt's. Where numbers
# begin anew each day it surely is, so that only its own day says whether a document is told.
_MISSING = f"""
WITH told AS MATERIALIZED ({_TOLD})
SELECT f.currency, count(DISTINCT (f.document, f.business_date)), sum({AMOUNT}), min(f.business_date),
       max(f.business_date), (array_agg(DISTINCT ARRAY[f.document, f.business_date::text]))[1:{MOST_NAMED}]
  FROM facts_moneyevent f
 WHERE {OWN_ROWS} AND f.since_batch < %(number)s AND f.kind IN ('sale', 'refund')
   AND f.business_date BETWEEN %(first)s AND %(last)s
   AND (f.document, f.business_date) NOT IN (SELECT document, business_date FROM told)
   AND (f.occurred_at > %(covers_from)s AND f.occurred_at < %(covers_to)s
        OR NOT %(reuses)s AND f.document IN (SELECT document FROM told))
   AND EXISTS (SELECT 1 FROM facts_moneyevent k JOIN told ON told.document = k.document
                  AND (told.business_date = k.business_date OR NOT %(reuses)s)
                WHERE {OWN_ROWS.replace("f.", "k.")} AND k.since_batch < %(number)s)
 GROUP BY f.currency
"""


def note_missing(batch: Batch, scope: Scope) -> None:
    """Write down how many documents of its feed a load lacks though it tells of earlier and later ones.

    Only of loads that repeat some: one that repeats none tells of another part of the business. With them, under
    `away`, those that it may tell on another day while it does not reach their own.
    """
    covers = batch.findings.get("covers")
    if batch.findings["relation"] not in ("whole", "parts") or covers is None:
        return
    rows = run(
        _MISSING,
        scope,
        covers_from=covers[0],
        covers_to=covers[1],
        first=batch.first_day,
        last=batch.last_day,
        reuses=batch.findings["reuses"],
    )
    away = []
    if not batch.findings["reuses"]:
        away = find_away(scope, first=batch.first_day, last=batch.last_day)[:MOST_NAMED]
    if rows or away:
        batch.findings["missing"] = _counted(rows, away)


def _counted(rows: list[tuple[Any, ...]], away: list[tuple[Any, ...]]) -> dict[str, Any]:
    named = [named for row in rows for named in row[5]]
    elsewhere = {(document, day) for document, _kind, day, _currency, _amount in away}
    found = {
        "documents": sum(row[1] for row in rows),
        "sums": {row[0]: int(row[2]) for row in rows},
        "named": sorted(named + [[document, day.isoformat()] for document, day in elsewhere]),
        "taken_out": False,
    }
    if rows:
        found["first_day"] = min(row[3] for row in rows).isoformat()
        found["last_day"] = max(row[4] for row in rows).isoformat()
    if away:
        sums: dict[str, int] = {}
        for _document, _kind, _day, currency, amount in away:
            sums[currency] = sums.get(currency, 0) + int(amount)
        # By number and kind: edge.facts.denials takes these out.
        records = sorted([document, kind] for document, kind in {one[:2] for one in away})
        found["away"] = {"documents": len(elsewhere), "sums": sums, "records": records}
    return found


def missing_of(batch: Batch, limit: int = 50) -> list[DocumentChange]:
    """Return the documents that a batch lacks and that are still there, newest first."""
    missing = batch.findings.get("missing")
    if not missing or missing["taken_out"]:
        return []
    with tenant_context(batch.merchant_id):
        merchant = Merchant.objects.get(pk=batch.merchant_id)
        scope = scope_of(merchant, batch.feed, batch.pk)
        rows = run(
            f"SELECT f.document, f.business_date, f.currency, sum({AMOUNT})::bigint FROM facts_moneyevent f "
            f"WHERE {OWN_ROWS} AND f.kind IN ('sale', 'refund') AND (f.document, f.business_date) IN "
            "(SELECT * FROM unnest(%(documents)s::text[], %(days)s::date[])) "
            "GROUP BY f.document, f.business_date, f.currency ORDER BY 2 DESC, 1 LIMIT %(limit)s",
            scope,
            documents=[document for document, _day in missing["named"]],
            days=[day for _document, day in missing["named"]],
            limit=limit,
        )
    return [
        DocumentChange(document, day, "removed", currency, amount, None)
        for document, day, currency, amount in rows
    ]


def take_out_missing(batch: Batch) -> Change:
    """Take the documents out that a batch lacks; undoing the batch brings them back.

    Raises Conflict where it lacks none, or they were taken out before.
    """
    with tenant_context(batch.merchant_id):
        merchant = Merchant.objects.select_for_update(no_key=True).get(pk=batch.merchant_id)
        redate(merchant)
        batch = Batch.objects.for_merchant(merchant).select_related("feed").get(pk=batch.pk)
        missing = batch.findings.get("missing")
        if batch.state != BatchState.PUBLISHED or not missing or missing["taken_out"]:
            raise Conflict(
                _("This import lacks no receipts that are in your numbers."),
                kept=_("Your numbers are as they were."),
                code="nothing_missing",
            )
        scope = scope_of(merchant, batch.feed, batch.pk)
        missing |= {"taken_out": True, "number": scope.number}
        batch.takes_out = True
        batch.save(update_fields=["findings", "takes_out"])
        change = settle_days(scope, _days_of(missing))
        restate(merchant, scope.number, change.days)
    return change


def _days_of(missing: dict[str, Any]) -> set[date]:
    days = {date.fromisoformat(day) for _document, day in missing["named"]}
    if "first_day" in missing:
        # Not all may be named.
        first, last = (date.fromisoformat(missing[name]) for name in ("first_day", "last_day"))
        days |= {first + timedelta(days=step) for step in range((last - first).days + 1)}
    return days
