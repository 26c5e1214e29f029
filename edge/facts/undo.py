"""What an undo must look at: the documents that a batch told of or took out, and who else told of its rows."""

from edge.facts.ledger import Batch
from edge.facts.merge import ALL_ROWS, TABLES, Scope, run

_IDENTITIES = """
SELECT unnest(identities) AS identity FROM facts_claim
 WHERE merchant_id = %(merchant)s AND batch_id = %(batch)s AND NOT is_lent
"""
_OWN = " UNION ALL ".join(
    f"SELECT f.identity FROM {table.name} f WHERE {ALL_ROWS} AND f.since_batch = %(undone)s"
    for table in TABLES
)
_HOLDERS = f"""
WITH own AS MATERIALIZED ({_IDENTITIES} UNION ALL {_OWN})
SELECT b.id FROM facts_batch b WHERE b.merchant_id = %(merchant)s AND b.feed_id = %(feed)s
   AND b.state = 'published' AND b.kind = 'load' AND (
     EXISTS (SELECT 1 FROM facts_claim c, unnest(c.identities) u(identity)
              WHERE c.merchant_id = %(merchant)s AND c.batch_id = b.id AND NOT c.is_lent
                AND u.identity IN (SELECT identity FROM own))
     OR b.number IN (SELECT f.since_batch FROM facts_moneyevent f
                      WHERE {ALL_ROWS} AND f.identity IN (SELECT identity FROM own)
                      UNION SELECT f.since_batch FROM facts_lineitem f
                      WHERE {ALL_ROWS} AND f.identity IN (SELECT identity FROM own)))
"""


def note_documents(batch: Batch, scope: Scope) -> None:
    """Add the documents to `edge_docs` whose rows a batch told of, or had taken out, and their days to `edge_days`."""
    # Without a number of its own it brought no row first; it may still be the last that holds some.
    undone = batch.number or -1
    taken_out = (batch.findings.get("missing") or {}).get("number", -1)
    run("CREATE TEMP TABLE IF NOT EXISTS edge_claimed (identity uuid) ON COMMIT DROP", scope)
    run("DELETE FROM edge_claimed", scope)
    run(f"INSERT INTO edge_claimed {_IDENTITIES}", scope)
    run("ANALYZE edge_claimed", scope)
    for table in TABLES:
        run(
            f"INSERT INTO edge_docs SELECT DISTINCT f.document FROM {table.name} f WHERE {ALL_ROWS} "
            "AND (f.since_batch = %(undone)s OR f.until_batch = %(taken_out)s "
            "OR f.identity IN (SELECT identity FROM edge_claimed))",
            scope,
            undone=undone,
            taken_out=taken_out,
        )
    if batch.first_day is not None and batch.last_day is not None:
        run(
            "INSERT INTO edge_days SELECT d::date FROM "
            "generate_series(%(first)s::date, %(last)s::date, interval '1 day') d",
            scope,
            first=batch.first_day,
            last=batch.last_day,
        )


def holders_of(batch: Batch, scope: Scope) -> tuple[Batch, ...]:
    """Return the published imports that brought rows of this undone one as well, oldest first."""
    ids = [row[0] for row in run(_HOLDERS, scope, undone=batch.number or -1)]
    found = Batch.objects.for_merchant(batch.merchant_id).filter(pk__in=ids)
    return tuple(found.order_by("published_at", "pk"))
