"""Decides which rows of given documents hold, from what all published batches of a feed have told of them.

A row holds if a published batch told of it and none that came later denies it. That depends on what is published and
in which order, on nothing else: publishing, undoing and choosing all end here, so that undoing one of two loads leaves
what the other one alone would have left.
"""

from edge.facts.denials import REASONS, TOLD
from edge.facts.merge import EVENTS, IS_DERIVED, LINES, Change, Scope, Table, drop, run, tally

_TEMPS = ("edge_versions", "edge_holds", "edge_batches", "edge_rows", "edge_told", "edge_dead")
# What a record of a program is: a sale with its lines and what it says beside it, a refund, or another movement.
_RECORD = {
    LINES.name: "CASE f.kind WHEN 'refund' THEN 'refund' ELSE 'sale' END",
    EVENTS.name: "CASE WHEN f.kind NOT IN ('sale', 'refund') AND f.sale_document = f.document THEN 'sale' "
    "ELSE f.kind END",
}
_VERSIONS = """
SELECT {is_line} AS is_line, f.id, f.identity, f.document, f.business_date, f.occurred_at, f.since_batch, f.until_batch,
       f.location_id, f.kind, f.currency, f.amount_minor, coalesce(f.{key}::text, '') AS key, {record} AS record
  FROM {table} f
 WHERE f.merchant_id = %(merchant)s AND f.feed_id = %(feed)s AND f.document IN (SELECT document FROM edge_docs) {which}
"""
# Lines have no index by document: the events of the document, living or ended, lead to their days.
_DAYS = """
AND f.business_date IN (SELECT e.business_date FROM facts_moneyevent e WHERE e.merchant_id = %(merchant)s
  AND e.feed_id = %(feed)s AND e.document IN (SELECT document FROM edge_docs)
  UNION SELECT business_date FROM edge_days)
"""
_HOLDS = """
SELECT v.identity, b.id AS batch_id FROM edge_versions v JOIN facts_batch b ON b.merchant_id = %(merchant)s
   AND b.feed_id = %(feed)s AND b.number = v.since_batch AND b.state = 'published' AND b.kind = 'load'
 WHERE NOT EXISTS (SELECT 1 FROM facts_claim c WHERE c.merchant_id = %(merchant)s AND c.batch_id = b.id AND c.is_lent
                      AND v.identity = ANY (c.identities))
UNION
SELECT u.identity, c.batch_id FROM facts_claim c JOIN facts_batch b ON b.id = c.batch_id AND b.state = 'published',
       unnest(c.identities) AS u(identity)
 WHERE c.merchant_id = %(merchant)s AND c.feed_id = %(feed)s AND NOT c.is_lent
   AND coalesce(c.last_day >= (SELECT min(business_date) FROM edge_versions), true)
   AND coalesce(c.first_day <= (SELECT max(business_date) FROM edge_versions), true)
   AND u.identity IN (SELECT identity FROM edge_versions)
"""
_BATCHES = """
SELECT b.id, row_number() OVER (ORDER BY b.published_at, b.id) AS place,
       coalesce(b.findings ->> 'relation', 'parts') AS relation, b.takes_out,
       (b.findings #>> '{covers,0}')::timestamptz AS covers_from,
       (b.findings #>> '{covers,1}')::timestamptz AS covers_to,
       coalesce((b.findings ->> 'reuses')::boolean, false) AS reuses, b.first_day, b.last_day,
       coalesce((b.findings ->> 'moves')::boolean, false) AS moves,
       coalesce((b.findings ->> 'knows')::boolean, true) AS knows,
       coalesce(b.findings -> 'cut', '[]'::jsonb) AS cut,
       coalesce(b.findings #> '{missing,away,records}', '[]'::jsonb) AS away
  FROM facts_batch b WHERE b.merchant_id = %(merchant)s AND b.feed_id = %(feed)s AND b.state = 'published'
   AND (b.takes_out OR b.id IN (SELECT batch_id FROM edge_holds))
"""
_ROWS = """
SELECT v.is_line, v.identity, max(v.id) AS id, max(v.id) FILTER (WHERE v.until_batch IS NULL) AS live_id,
       min(v.document) AS document, min(v.business_date) AS business_date, min(v.occurred_at) AS occurred_at,
       min(v.location_id) AS location_id, min(v.kind) AS kind, min(v.currency) AS currency,
       min(v.amount_minor) AS amount_minor, min(v.key) AS key, min(v.record) AS record, l.last
  FROM edge_versions v LEFT JOIN (SELECT h.identity, max(b.place) AS last FROM edge_holds h
       JOIN edge_batches b ON b.id = h.batch_id GROUP BY h.identity) l ON l.identity = v.identity
 GROUP BY v.is_line, v.identity, l.last
"""
_RESTS = """
EXISTS (SELECT 1 FROM facts_overlap o WHERE o.merchant_id = %(merchant)s AND o.rests_id = %(feed)s
   AND o.business_date = r.business_date AND (o.location_id IS NULL OR o.location_id = r.location_id)
   AND (r.is_line OR r.kind = ANY (o.kinds)))
"""


def forget_documents(scope: Scope) -> None:
    """Begin an empty list of documents to settle, and of days on which their lines may be."""
    run(drop("edge_docs", "edge_days"), scope)
    run("CREATE TEMP TABLE edge_docs (document text) ON COMMIT DROP", scope)
    run("CREATE TEMP TABLE edge_days (business_date date) ON COMMIT DROP", scope)


def settle(scope: Scope) -> Change:
    """Make exactly those rows of the documents in `edge_docs` hold that should; return what that changed.

    What was ended or came back does so under the scope's number. The documents' days are left in `edge_touched`.
    """
    run("ANALYZE edge_docs", scope)
    run(drop(*_TEMPS, "edge_touched"), scope)
    _gather(scope)
    _judge(scope)
    change = Change()
    for table in (LINES, EVENTS):
        _end(table, scope, change)
    for table in (LINES, EVENTS):
        _bring_back(table, scope, change)
    run(
        "CREATE TEMP TABLE edge_touched ON COMMIT DROP AS "
        "SELECT DISTINCT document, business_date FROM edge_rows WHERE is_line",
        scope,
    )
    run(drop(*_TEMPS), scope)
    return change


def _gather(scope: Scope) -> None:
    """Put all rows that were ever told of the documents, and who told them, into temporary tables."""
    lines = _versions(LINES, _DAYS)
    events = _versions(EVENTS, f"AND NOT {IS_DERIVED}")
    _create(scope, "edge_versions", f"{lines} UNION ALL {events}")
    _create(scope, "edge_holds", _HOLDS)
    _create(scope, "edge_batches", _BATCHES)
    _create(scope, "edge_rows", _ROWS)


def _versions(table: Table, which: str) -> str:
    return _VERSIONS.format(
        is_line="true" if table is LINES else "false",
        key=table.key,
        record=_RECORD[table.name],
        table=table.name,
        which=which,
    )


def _judge(scope: Scope) -> None:
    """Leave the rows that a later batch denies in `edge_dead`."""
    run("CREATE TEMP TABLE edge_dead (identity uuid) ON COMMIT DROP", scope)
    # One batch alone denies nothing.
    if not run("SELECT 1 FROM edge_batches OFFSET 1 LIMIT 1", scope):
        return
    _create(scope, "edge_told", TOLD)
    for reason in REASONS:
        run(f"INSERT INTO edge_dead {reason}", scope)
    run("ANALYZE edge_dead", scope)


def _create(scope: Scope, name: str, select: str) -> None:
    run(f"CREATE TEMP TABLE {name} ON COMMIT DROP AS {select}", scope)
    run(f"ANALYZE {name}", scope)


_HOLDS_NOW = (
    f"r.last IS NOT NULL AND r.identity NOT IN (SELECT identity FROM edge_dead) AND NOT {_RESTS}"
)


def _end(table: Table, scope: Scope, change: Change) -> None:
    change.removed += tally(
        f"UPDATE {table.name} f SET until_batch = %(number)s WHERE f.merchant_id = %(merchant)s AND f.id IN "
        f"(SELECT r.live_id FROM edge_rows r WHERE {_of(table)} AND r.live_id IS NOT NULL AND NOT ({_HOLDS_NOW})) "
        "RETURNING f.business_date",
        scope,
        change.days,
    )


def _bring_back(table: Table, scope: Scope, change: Change) -> None:
    """Write what holds again as new rows: history keeps the time in which it was gone."""
    columns = ["identity", *table.columns]
    _create(
        scope,
        "edge_back",
        f"SELECT r.id, r.identity, r.business_date FROM edge_rows r "
        f"WHERE {_of(table)} AND r.live_id IS NULL AND {_HOLDS_NOW}",
    )
    change.added += tally(
        f"INSERT INTO {table.name} (merchant_id, feed_id, since_batch, {', '.join(columns)}) "
        f"SELECT %(merchant)s, %(feed)s, %(number)s, {', '.join(f'f.{name}' for name in columns)} FROM {table.name} f "
        "WHERE f.merchant_id = %(merchant)s AND f.id IN (SELECT id FROM edge_back) "
        "ORDER BY f.id RETURNING business_date",
        scope,
        change.days,
    )
    lend(
        "edge_back r WHERE NOT EXISTS (SELECT 1 FROM edge_holds h WHERE h.identity = r.identity "
        "AND h.batch_id = %(batch)s)",
        scope,
    )
    run(drop("edge_back"), scope)


def lend(source: str, scope: Scope) -> None:
    """Note that rows were written anew under a batch's number which that batch did not tell of."""
    run(
        "INSERT INTO facts_claim (merchant_id, feed_id, batch_id, identities, first_day, last_day, is_lent) "
        "SELECT %(merchant)s, %(feed)s, %(batch)s, array_agg(r.identity), min(r.business_date), max(r.business_date), "
        f"true FROM {source} HAVING count(*) > 0",
        scope,
    )


def _of(table: Table) -> str:
    return "r.is_line" if table is LINES else "NOT r.is_line"
