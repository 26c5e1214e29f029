"""Receipts of earlier files on days that a later one does not reach, of which it may tell on another day."""

from typing import Any

from edge.facts.denials import IS_MOMENT
from edge.facts.merge import OWN_ROWS, Scope, drop, hashing, run
from edge.facts.relation import FEW, STAGED_SALES
from edge.facts.sums import AMOUNT

# A till whose numbers stand on other days more often than that counts anew, each month or year.
MOST_AWAY = 5
_BOOKS = f"facts_moneyevent f WHERE {OWN_ROWS} AND f.since_batch < %(number)s AND f.kind IN ('sale', 'refund')"
# By number and kind, since a refund may have the number of its sale; of two places that share numbers each for itself.
_SEEN = f"""
CREATE TEMP TABLE edge_away ON COMMIT DROP AS
WITH staged AS MATERIALIZED ({STAGED_SALES}),
     theirs AS MATERIALIZED (
       SELECT f.document, f.kind, f.business_date, f.location_id, sum(f.amount_minor) AS total FROM {_BOOKS}
          AND f.business_date NOT BETWEEN %(first)s AND %(last)s
          AND f.document IN (SELECT document FROM staged WHERE NOT {IS_MOMENT})
        GROUP BY f.document, f.kind, f.business_date, f.location_id),
     told AS MATERIALIZED (
       SELECT document, kind, count(DISTINCT business_date) AS days, sum(amount) AS total,
              CASE WHEN count(location_id) = count(*) AND count(DISTINCT location_id) = 1 THEN min(location_id) END
                AS location_id
         FROM staged WHERE document IN (SELECT document FROM theirs) GROUP BY document, kind)
SELECT t.document, t.kind, t.days = 1 AND count(DISTINCT x.business_date) = 1 AS is_single,
       sum(x.total) = t.total AS is_same_sum,
       EXISTS (SELECT 1 FROM {_BOOKS} AND f.document = t.document AND f.kind = t.kind
                  AND f.business_date BETWEEN %(first)s AND %(last)s) AS is_here
  FROM told t JOIN theirs x ON x.document = t.document AND x.kind = t.kind
   AND (x.location_id IS NULL OR t.location_id IS NULL OR x.location_id = t.location_id)
 GROUP BY t.document, t.kind, t.days, t.total
"""
_COUNTS = f"""
WITH told AS MATERIALIZED (SELECT DISTINCT document, kind FROM ({STAGED_SALES}) s WHERE NOT {IS_MOMENT})
SELECT (SELECT count(*) FROM told),
       (SELECT count(*) FROM (SELECT DISTINCT f.document, f.kind FROM {_BOOKS}
           AND f.business_date BETWEEN %(first)s AND %(last)s
           AND (f.document, f.kind) IN (SELECT document, kind FROM told)) h),
       count(*), count(*) FILTER (WHERE is_here) FROM edge_away
"""
_AWAY = f"""
SELECT a.document, a.kind, f.business_date, f.currency, sum({AMOUNT})::bigint
  FROM edge_away a JOIN facts_moneyevent f ON f.document = a.document AND f.kind = a.kind
 WHERE {OWN_ROWS} AND f.since_batch < %(number)s AND a.is_single AND NOT a.is_here
   AND (a.is_same_sum OR %(any_sum)s)
 GROUP BY a.document, a.kind, f.business_date, f.currency
"""


def find_away(scope: Scope, *, first: Any, last: Any) -> list[tuple[Any, ...]]:
    """Return (document, kind, day, currency, amount) of earlier receipts that the load may tell on another day.

    first, last: the days that the load reaches; what lies between them is edge.facts.missing's. Empty where numbers
    of other days are likely to be other receipts'.
    """
    run(drop("edge_away"), scope)
    with hashing(scope):
        run(_SEEN, scope, first=first, last=last)
    found: list[tuple[Any, ...]] = []
    if run("SELECT 1 FROM edge_away LIMIT 1", scope):
        [counts] = run(_COUNTS, scope, first=first, last=last)
        is_sure = _numbers_are_given_once(*counts)
        found = [] if is_sure is None else run(_AWAY, scope, any_sum=is_sure)
    run(drop("edge_away"), scope)
    return found


def _numbers_are_given_once(told: int, here: int, away: int, both: int) -> bool | None:
    """Return whether a number stands for one receipt on all days: True, or False for perhaps; None where it does not.

    told: how many the load has; here, away: how many of them the books have on the days that it reaches, on others.
    """
    if here:
        return True if both * MOST_AWAY <= here and away * 2 <= told else None
    if away * MOST_AWAY <= told:
        return True
    return False if told < FEW else None
