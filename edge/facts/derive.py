"""Derives the sale and refund events of documents whose lines are known: one per document, instant and kind."""

from edge.facts.merge import (
    IS_DERIVED,
    LINES_IDENTITY,
    OWN_ROWS,
    Change,
    Scope,
    drop,
    run,
    tally,
)

_COLUMNS = (
    "identity, document, occurred_at, business_date, hour, currency, kind, amount_minor, sales, "
    "location_id, staff_id, customer_id, payment_method, channel, country, sale_document"
)
# The sale is counted at the document's first sale line with a positive amount, be it a tenth of a cent.
_DESIRED = f"""
SELECT {LINES_IDENTITY} AS identity, d.*,
       (kind = 'sale' AND row_number() OVER (PARTITION BY document, kind ORDER BY occurred_at, currency) = 1)::int
       AS sales
  FROM (SELECT document, occurred_at, min(business_date) AS business_date, min(hour) AS hour, currency, kind,
               abs(sum(amount_minor))::bigint AS amount_minor, max(location_id) AS location_id,
               max(staff_id) AS staff_id, max(customer_id) AS customer_id,
               max(payment_method) AS payment_method, max(channel) AS channel, max(country) AS country,
               coalesce(max(sale_document) FILTER (WHERE kind = 'refund'), '') AS sale_document
          FROM facts_lineitem f
         WHERE {OWN_ROWS} AND kind <> 'other' {{which}}
         GROUP BY document, occurred_at, currency, kind) d
"""
_INSERT = (
    f"INSERT INTO facts_moneyevent (merchant_id, feed_id, since_batch, {_COLUMNS}) "
    f"SELECT %(merchant)s, %(feed)s, %(number)s, {_COLUMNS} FROM {{source}} d "
    "ORDER BY occurred_at, document RETURNING business_date"
)
# By identity first, plainly equal, so that it can be hashed: the others alone would be compared each with each.
_SAME = "d.identity = f.identity AND " + " AND ".join(
    f"d.{name} IS NOT DISTINCT FROM f.{name}"
    for name in [
        "business_date",
        "hour",
        "amount_minor",
        "sales",
        "location_id",
        "staff_id",
        "customer_id",
        "payment_method",
        "channel",
        "country",
        "sale_document",
    ]
)


def derive_all(scope: Scope) -> Change:
    """Write the events of a feed's first lines."""
    change = Change()
    statement = _INSERT.format(source=f"({_DESIRED.format(which='')})")
    # Knowing nothing of the new lines, the planner would fetch them one by one, and sort them: at three times the cost.
    _plan_row_by_row(scope, "off")
    change.added = tally(statement, scope, change.days)
    _plan_row_by_row(scope, "on")
    return change


def _plan_row_by_row(scope: Scope, may: str) -> None:
    run(
        f"SELECT set_config('enable_sort', '{may}', true), set_config('enable_indexscan', '{may}', true)",
        scope,
    )


def derive_touched(scope: Scope) -> Change:
    """Bring the events of the documents in `edge_touched` in line with their live lines."""
    change = Change()
    run(drop("edge_desired", "edge_documents"), scope)
    run(
        "CREATE TEMP TABLE edge_documents ON COMMIT DROP AS SELECT DISTINCT document FROM edge_touched",
        scope,
    )
    run("ANALYZE edge_documents", scope)
    # Lines have no index by document: their days lead to them.
    days = (
        "SELECT business_date FROM edge_touched UNION SELECT f.business_date FROM facts_moneyevent f "
        f"WHERE {OWN_ROWS} AND f.document IN (SELECT document FROM edge_documents)"
    )
    which = (
        f"AND f.business_date IN ({days}) AND f.document IN (SELECT document FROM edge_documents)"
    )
    run(f"CREATE TEMP TABLE edge_desired ON COMMIT DROP AS {_DESIRED.format(which=which)}", scope)
    change.removed = tally(
        f"UPDATE facts_moneyevent f SET until_batch = %(number)s WHERE {OWN_ROWS} AND {IS_DERIVED} "
        "AND f.document IN (SELECT document FROM edge_documents) "
        f"AND NOT EXISTS (SELECT 1 FROM edge_desired d WHERE {_SAME}) RETURNING f.business_date",
        scope,
        change.days,
    )
    missing = (
        "(SELECT * FROM edge_desired d WHERE NOT EXISTS "
        f"(SELECT 1 FROM facts_moneyevent f WHERE {OWN_ROWS} AND f.identity = d.identity))"
    )
    change.added = tally(_INSERT.format(source=missing), scope, change.days)
    run(drop("edge_desired", "edge_documents"), scope)
    return change
