"""Lets exactly one payment of each document stand for its sale, where the source does not count itself."""

from edge.facts.merge import EVENTS, IS_DERIVED, OWN_ROWS, Change, Scope, drop, run, tally
from edge.facts.settle import lend

# What the row would be called had its source not counted; equal rows of one document are numbered.
_UNCOUNTED = EVENTS.content.replace(" sales,", " NULL::int,")
_MOST_ALIKE = 20
_IS_UNCOUNTED = (
    f"(f.identity = {_UNCOUNTED} OR f.identity IN (SELECT md5({_UNCOUNTED}::text || '#' || n)::uuid "
    f"FROM generate_series(2, {_MOST_ALIKE}) n))"
)
_WRONG = f"""
SELECT p.id, p.identity, p.business_date, p.since_batch, p.wanted FROM
  (SELECT f.id, f.identity, f.business_date, f.since_batch, f.sales,
          (row_number() OVER (PARTITION BY f.document ORDER BY f.occurred_at, f.identity) = 1)::int AS wanted
     FROM facts_moneyevent f
    WHERE {OWN_ROWS} AND f.document IN (SELECT document FROM edge_docs) AND f.kind = 'sale' AND f.amount_minor > 0
      AND NOT {IS_DERIVED} AND f.sales IN (0, 1) AND {_IS_UNCOUNTED}) p
 WHERE p.sales <> p.wanted
"""


def count_sales(scope: Scope) -> Change:
    """Count the sales of the documents in `edge_docs` anew: the earliest of several payments stands for the sale."""
    change = Change()
    run(drop("edge_wrong"), scope)
    run(f"CREATE TEMP TABLE edge_wrong ON COMMIT DROP AS {_WRONG}", scope)
    # What came a moment ago was seen by nobody yet.
    tally(
        "UPDATE facts_moneyevent f SET sales = w.wanted FROM edge_wrong w WHERE f.merchant_id = %(merchant)s "
        "AND f.id = w.id AND w.since_batch = %(number)s RETURNING f.business_date",
        scope,
        change.days,
    )
    change.removed = tally(
        "UPDATE facts_moneyevent f SET until_batch = %(number)s WHERE f.merchant_id = %(merchant)s "
        "AND f.id IN (SELECT id FROM edge_wrong WHERE since_batch < %(number)s) RETURNING f.business_date",
        scope,
        change.days,
    )
    columns = ["identity", *(name for name in EVENTS.columns if name != "sales")]
    change.added = tally(
        f"INSERT INTO facts_moneyevent (merchant_id, feed_id, since_batch, sales, {', '.join(columns)}) "
        f"SELECT %(merchant)s, %(feed)s, %(number)s, w.wanted, {', '.join(f'f.{name}' for name in columns)} "
        "FROM facts_moneyevent f JOIN edge_wrong w ON w.id = f.id AND w.since_batch < %(number)s "
        "WHERE f.merchant_id = %(merchant)s ORDER BY f.id RETURNING business_date",
        scope,
        change.days,
    )
    lend("edge_wrong r WHERE r.since_batch < %(number)s", scope)
    run(drop("edge_wrong"), scope)
    return change
