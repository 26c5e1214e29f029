"""What a batch changed, document by document: which are new, which are corrected or moved, which are gone."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from edge.facts.ledger import Batch
from edge.facts.merge import Scope, run
from edge.facts.sums import AMOUNT
from edge.merchants.tenancy import tenant_context

What = Literal["added", "changed", "moved", "removed"]

# What held right before and right after a number; a row that was never to be seen is in neither.
_BEFORE = "f.since_batch < %(at)s AND (f.until_batch IS NULL OR f.until_batch >= %(at)s)"
_AFTER = "f.since_batch <= %(at)s AND (f.until_batch IS NULL OR f.until_batch > %(at)s)"
_MINE = "f.merchant_id = %(merchant)s AND f.feed_id = %(feed)s AND f.kind IN ('sale', 'refund')"
_TOUCHED = f"""
SELECT DISTINCT f.document, f.currency FROM facts_moneyevent f
 WHERE {_MINE} AND (f.since_batch = %(at)s OR f.until_batch = %(at)s)
   AND (f.until_batch IS NULL OR f.until_batch <> f.since_batch)
"""
_CHANGES = f"""
WITH touched AS MATERIALIZED ({_TOUCHED}),
     sums AS (SELECT f.document, f.currency, sum({AMOUNT}) FILTER (WHERE {_BEFORE}) AS before,
                     sum({AMOUNT}) FILTER (WHERE {_AFTER}) AS after,
                     min(f.business_date) FILTER (WHERE {_BEFORE}) AS day_before,
                     min(f.business_date) FILTER (WHERE {_AFTER}) AS day_after
                FROM facts_moneyevent f JOIN touched t ON t.document = f.document AND t.currency = f.currency
               WHERE {_MINE} GROUP BY f.document, f.currency),
     told AS (SELECT *, CASE WHEN before IS NULL THEN 'added' WHEN after IS NULL THEN 'removed'
                             WHEN day_before <> day_after THEN 'moved' ELSE 'changed' END AS what
                FROM sums WHERE (before IS NOT NULL OR after IS NOT NULL)
                 AND (before IS DISTINCT FROM after OR day_before <> day_after))
SELECT document, coalesce(day_after, day_before), what, currency, before::bigint, after::bigint,
       CASE WHEN what = 'moved' THEN day_before END,
       count(*) FILTER (WHERE what = 'added') OVER (), count(*) FILTER (WHERE what IN ('changed', 'moved')) OVER (),
       count(*) FILTER (WHERE what = 'removed') OVER ()
  FROM told ORDER BY what = 'added', 2 DESC, document LIMIT %(limit)s
"""


@dataclass(frozen=True)
class DocumentChange:
    """One document before and after, in minor units of its currency; refunds are taken off. None: it was not there."""

    document: str
    day: date
    what: What
    currency: str
    before_minor: int | None
    after_minor: int | None
    moved_from: date | None = None


@dataclass(frozen=True)
class Changes:
    """How many documents a batch added, changed or moved, and removed; of `documents` the corrected ones come first."""

    added: int
    changed: int
    removed: int
    documents: tuple[DocumentChange, ...]

    @property
    def truncated(self) -> bool:
        """Whether there are more than are listed."""
        return self.added + self.changed + self.removed > len(self.documents)


def changes_of(batch: Batch, limit: int = 200) -> Changes:
    """Return what a batch changed in what its feed tells; corrections before additions, the newest days first."""
    if batch.number is None:
        return Changes(0, 0, 0, ())
    return changes_at(batch, batch.number, limit)


def changes_at(batch: Batch, number: int, limit: int = 200) -> Changes:
    """Return what happened under one number to what the batch's feed tells: when it was published, undone, trimmed."""
    scope = Scope(batch.merchant_id, batch.feed_id, batch.pk, number)
    with tenant_context(batch.merchant_id):
        rows: list[Any] = run(_CHANGES, scope, at=number, limit=limit)
    added, changed, removed = rows[0][7:] if rows else (0, 0, 0)
    return Changes(added, changed, removed, tuple(DocumentChange(*row[:7]) for row in rows))
