"""Documents of an earlier file that a later one, reaching over them, no longer has: kept until the merchant says."""

from typing import Any

from edge.facts.ledger import Batch
from edge.facts.merge import OWN_ROWS, Scope, run
from edge.facts.sums import AMOUNT

_TOLD = """
SELECT document FROM facts_stagedline WHERE batch_id = %(batch)s
UNION SELECT document FROM facts_stagedevent WHERE batch_id = %(batch)s
"""
_MISSING = f"""
WITH told AS MATERIALIZED ({_TOLD})
SELECT f.currency, count(DISTINCT f.document), sum({AMOUNT}), min(f.business_date), max(f.business_date)
  FROM facts_moneyevent f
 WHERE {OWN_ROWS} AND f.since_batch < %(number)s AND f.kind IN ('sale', 'refund')
   AND f.occurred_at > %(covers_from)s AND f.occurred_at < %(covers_to)s
   AND NOT EXISTS (SELECT 1 FROM told WHERE told.document = f.document)
   AND EXISTS (SELECT 1 FROM facts_moneyevent k JOIN told ON told.document = k.document
                WHERE {OWN_ROWS.replace("f.", "k.")} AND k.since_batch < %(number)s)
 GROUP BY f.currency
"""


def note_missing(batch: Batch, scope: Scope) -> None:
    """Write down how many documents of its feed a load lacks though it tells of earlier and later ones.

    Only of loads that repeat some: one that repeats none tells of another part of the business.
    """
    covers = batch.findings.get("covers")
    if batch.findings["relation"] not in ("whole", "parts") or covers is None:
        return
    rows = run(_MISSING, scope, covers_from=covers[0], covers_to=covers[1])
    if rows:
        batch.findings["missing"] = _counted(rows)


def _counted(rows: list[tuple[Any, ...]]) -> dict[str, Any]:
    return {
        "documents": sum(row[1] for row in rows),
        "sums": {row[0]: int(row[2]) for row in rows},
        "first_day": min(row[3] for row in rows).isoformat(),
        "last_day": max(row[4] for row in rows).isoformat(),
        "taken_out": False,
    }
