"""Decides which rows of given documents hold, from what all published batches of a feed have told of them.

A row holds if a published batch told of it and none that came later denies it. That depends on what is published and
in which order, on nothing else: publishing, undoing and choosing all end here, so that undoing one of two loads leaves
what the other one alone would have left.
"""

from edge.facts.merge import EVENTS, IS_DERIVED, LINES, Change, Scope, Table, drop, run, tally

# A document that is only the moment of its row, where the source names none: not one receipt but what happened then.
IS_MOMENT = r"document ~ '^\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d)?$'"
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
       coalesce(b.findings -> 'cut', '[]'::jsonb) AS cut
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
# What each batch says of a document as a whole, file or record: more than that it holds these rows.
_TOLD = f"""
SELECT DISTINCT b.place, b.relation, r.document, r.business_date, r.record, r.location_id, r.occurred_at
  FROM edge_rows r JOIN edge_holds h ON h.identity = r.identity JOIN edge_batches b ON b.id = h.batch_id
 WHERE b.relation = 'records' OR b.relation = 'whole' AND NOT b.cut ? r.document AND NOT r.{IS_MOMENT}
"""
# The document is told again on that day, without this row. A receipt of the same number at another place and another
# time is another receipt.
_REPLACED = """
SELECT r.identity FROM edge_rows r JOIN edge_told t ON t.document = r.document AND t.business_date = r.business_date
   AND t.place > r.last AND (t.relation = 'whole' OR t.record = r.record)
   AND (t.location_id IS NULL OR r.location_id IS NULL OR t.location_id = r.location_id
        OR t.occurred_at = r.occurred_at)
"""
# The document is told again on one other day, with a row like this one, by a file that reaches over this day as well,
# from a till that does not begin to count anew each day.
_MOVED = """
SELECT r.identity FROM edge_rows r
  JOIN (SELECT place, document, min(business_date) AS day FROM edge_told WHERE relation = 'whole'
         GROUP BY place, document HAVING count(DISTINCT business_date) = 1) t
    ON t.document = r.document AND t.day <> r.business_date AND t.place > r.last
  JOIN edge_batches b ON b.place = t.place AND NOT b.reuses AND r.business_date BETWEEN b.first_day AND b.last_day
 WHERE EXISTS (SELECT 1 FROM edge_rows x JOIN edge_holds h ON h.identity = x.identity AND h.batch_id = b.id
                WHERE x.document = r.document AND x.business_date = t.day AND x.is_line = r.is_line AND x.key = r.key
                  AND x.amount_minor = r.amount_minor AND x.currency = r.currency)
"""
# Two rows of one document, day and key that no batch has told together: the later told is the correction. What stands
# under a moment is corrected only where as many rows stand there as before. Told together is asked of the pairs alone:
# all rows of two batches beside each other would be their product.
_CONTRADICTED = f"""
WITH latest AS (SELECT is_line, document, business_date, key, max(last) AS last FROM edge_rows WHERE last IS NOT NULL
                 GROUP BY is_line, document, business_date, key),
     older AS MATERIALIZED (SELECT r.* FROM edge_rows r JOIN latest g USING (is_line, document, business_date, key)
                             WHERE r.last < g.last),
     counts AS (SELECT r.is_line, r.document, r.business_date, r.key, b.place, count(*) AS n
                  FROM edge_rows r JOIN edge_holds h ON h.identity = r.identity JOIN edge_batches b ON b.id = h.batch_id
                 WHERE {IS_MOMENT} GROUP BY r.is_line, r.document, r.business_date, r.key, b.place),
     pairs AS MATERIALIZED (
SELECT DISTINCT r.identity, x.identity AS later FROM older r
  JOIN edge_rows x USING (is_line, document, business_date, key)
  JOIN edge_holds h ON h.identity = x.identity
  JOIN edge_batches b ON b.id = h.batch_id AND b.place > r.last AND b.relation NOT IN ('stranger', 'records', 'added')
  LEFT JOIN counts now ON now.is_line = r.is_line AND now.document = r.document AND now.business_date = r.business_date
    AND now.key = r.key AND now.place = b.place
  LEFT JOIN counts before ON before.is_line = r.is_line AND before.document = r.document
    AND before.business_date = r.business_date AND before.key = r.key AND before.place = r.last
 WHERE now.n IS NOT DISTINCT FROM before.n),
     together AS MATERIALIZED (
SELECT DISTINCT p.identity, p.later FROM pairs p JOIN edge_holds a ON a.identity = p.identity
  JOIN edge_holds c ON c.identity = p.later AND c.batch_id = a.batch_id)
SELECT DISTINCT p.identity FROM pairs p
 WHERE NOT EXISTS (SELECT 1 FROM together t WHERE t.identity = p.identity AND t.later = p.later)
"""
# The merchant said that a file which lacks whole documents is right about that.
_TAKEN_OUT = """
SELECT r.identity FROM edge_rows r JOIN edge_batches b ON b.takes_out AND b.place > r.last
   AND r.occurred_at > b.covers_from AND r.occurred_at < b.covers_to
 WHERE NOT EXISTS (SELECT 1 FROM edge_rows x JOIN edge_holds h ON h.identity = x.identity AND h.batch_id = b.id
                    WHERE x.document = r.document)
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
    _create(scope, "edge_told", _TOLD)
    for reason in (_REPLACED, _MOVED, _CONTRADICTED, _TAKEN_OUT):
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
