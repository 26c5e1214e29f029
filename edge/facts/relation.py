"""Finds out how a load relates to what its feed told before: whether its documents are whole, and the same ones.

Written down with the batch (`Batch.findings`), since it follows from the order of the file's rows, which no fact keeps.
"""

from typing import Any

from edge.facts.denials import IS_MOMENT
from edge.facts.merge import ALL_ROWS, EVENTS, LINES, OWN_ROWS, Scope, Table, run

# So many documents say enough about a file.
SAMPLE = 2_000
SAMPLED_ROWS = 20_000
# Fewer documents of the same number say nothing about whether they are the same ones.
FEW = 5
_STAGED = " UNION ALL ".join(
    f"SELECT document, business_date, occurred_at FROM {table.staged} WHERE batch_id = %(batch)s"
    for table in (LINES, EVENTS)
)
_BOOKS = f"facts_moneyevent f WHERE {OWN_ROWS} AND f.since_batch < %(number)s"
# Of the documents that the books have under the same number and day: how many there are, how many at the same time.
_REPEATED = f"""
WITH staged AS MATERIALIZED ({_STAGED}),
     told AS (SELECT DISTINCT document, business_date FROM staged WHERE NOT {IS_MOMENT} LIMIT {SAMPLE})
SELECT count(*), count(*) FILTER (WHERE is_same) FROM
  (SELECT t.document, t.business_date, bool_or(s.document IS NOT NULL) AS is_same
     FROM told t JOIN (SELECT f.document, f.business_date, f.occurred_at FROM {_BOOKS}) b
       ON b.document = t.document AND b.business_date = t.business_date
     LEFT JOIN staged s ON s.document = b.document AND s.occurred_at = b.occurred_at
    GROUP BY t.document, t.business_date) d
"""
_STAGED_SALES = """
SELECT document, kind, occurred_at, abs(amount_minor) AS amount FROM facts_stagedevent
 WHERE batch_id = %(batch)s AND kind IN ('sale', 'refund')
UNION ALL SELECT document, kind, occurred_at, abs(amount_minor) FROM facts_stagedline
 WHERE batch_id = %(batch)s AND kind <> 'other'
"""
# Of the sales and refunds that the books have under the load's numbers, within its time: how many there are, and of how
# many the load tells at the same moment, or the same sum at another.
_SHARED = f"""
WITH staged AS MATERIALIZED ({_STAGED_SALES}),
     told AS MATERIALIZED (SELECT document, kind, sum(amount) AS total FROM staged WHERE NOT {IS_MOMENT}
                            GROUP BY document, kind),
     theirs AS MATERIALIZED (
       SELECT f.document, f.kind, f.occurred_at, f.amount_minor FROM {_BOOKS} AND f.kind IN ('sale', 'refund')
          AND f.occurred_at BETWEEN %(first)s::timestamptz AND %(last)s::timestamptz
          AND f.document IN (SELECT document FROM told) LIMIT {SAMPLED_ROWS})
SELECT count(*), count(*) FILTER (WHERE total = old_total OR (document, kind) IN (
         SELECT b.document, b.kind FROM theirs b JOIN staged s ON s.document = b.document AND s.kind = b.kind
            AND s.occurred_at = b.occurred_at))
  FROM (SELECT t.document, t.kind, t.total, sum(b.amount_minor) AS old_total
          FROM theirs b JOIN told t ON t.document = b.document AND t.kind = b.kind
         GROUP BY t.document, t.kind, t.total) d
"""
# How many documents are told on several days, in the books and in the load, each for itself.
_REUSED = f"""
WITH staged AS MATERIALIZED ({_STAGED}),
     told AS (SELECT DISTINCT document FROM staged WHERE NOT {IS_MOMENT} LIMIT {SAMPLE})
SELECT (SELECT count(*) FROM told),
       (SELECT count(*) FROM (SELECT document FROM staged WHERE document IN (SELECT document FROM told)
         GROUP BY document HAVING count(DISTINCT business_date) > 1) n),
       (SELECT count(*) FROM (SELECT f.document FROM {_BOOKS} AND f.document IN (SELECT document FROM told)
         GROUP BY f.document HAVING count(DISTINCT f.business_date) > 1) n)
"""
# How many documents lie scattered over the file, so that a file that was cut has only parts of them.
_SCATTERED = """
SELECT count(*), count(*) FILTER (WHERE last - first + 1 > n) FROM
  (SELECT document, part, min(place) AS first, max(place) AS last, count(*) AS n FROM
    (SELECT document, {part} AS part, row_number() OVER (PARTITION BY {part} ORDER BY position) AS place
       FROM {staged} WHERE batch_id = %(batch)s ORDER BY position LIMIT {rows}) s GROUP BY document, part) d
"""
# What the books have of one document on the days on which the load tells it, and whether the load has it too.
_KEPT = f"""
SELECT (SELECT min(v.id) FROM {{table}} v WHERE {ALL_ROWS.replace("f.", "v.")} AND v.identity = f.identity),
       EXISTS (SELECT 1 FROM {{incoming}} i WHERE i.identity = f.identity) FROM {{table}} f
 WHERE {OWN_ROWS} AND f.since_batch < %(number)s AND f.document = %(document)s
   AND f.business_date IN (SELECT business_date FROM {{incoming}} WHERE document = %(document)s)
"""


def relate(scope: Scope, known: tuple[Table, ...]) -> dict[str, Any]:
    """Return what is to be remembered of a load beside its rows, once they are in the facts.

    known: the tables of which the feed had rows before. `relation`: first, records (of a program), whole (its
    documents are whole and those of the books), parts, or stranger (they have the numbers of others). `cut`: documents
    of which it may have only a part. `covers`: the instants between which it tells all. `reuses`: the till begins to
    count anew each day. `moves`: a number that it has at another time stands for the same receipt there.
    """
    if not scope.is_upload:
        return {"relation": "records"}
    covers = _covers(scope)
    if not known:
        return {"relation": "first", "covers": covers}
    stranger = {"relation": "stranger", "covers": covers}
    [(repeated, same)] = run(_REPEATED, scope)
    if repeated >= FEW and same * 2 < repeated:
        return stranger
    [(told, twice_in_load, twice_in_books)] = run(_REUSED, scope)
    reuses = max(twice_in_load, twice_in_books) * 5 > told
    [(shared, same)] = run(_SHARED, scope, first=covers and covers[0], last=covers and covers[1])
    if shared - same >= FEW and same * 2 < shared and not reuses:
        return stranger
    found = {"covers": covers, "reuses": reuses, "moves": 0 < same >= shared - same}
    if _is_scattered(scope):
        return found | {"relation": "parts"}
    cut = sorted({document for table in known for document in _cut(table, scope)})
    return found | {"relation": "whole", "cut": cut}


def _covers(scope: Scope) -> list[str] | None:
    [(first, last)] = run(f"SELECT min(occurred_at), max(occurred_at) FROM ({_STAGED}) s", scope)
    return None if first is None else [first.isoformat(), last.isoformat()]


def _is_scattered(scope: Scope) -> bool:
    for table, part in ((LINES, "0"), (EVENTS, "kind")):
        statement = _SCATTERED.format(part=part, staged=table.staged, rows=SAMPLED_ROWS)
        [(documents, scattered)] = run(statement, scope)
        if scattered * 50 > documents:
            return True
    return False


def _cut(table: Table, scope: Scope) -> list[str]:
    """Return the file's first and last document where what they lack lies on the outer side: the file was cut there."""
    ends = [
        run(
            f"SELECT document FROM {table.staged} WHERE batch_id = %(batch)s ORDER BY position {order} LIMIT 1",
            scope,
        )[0][0]
        for order in ("ASC", "DESC")
    ]
    kept = _KEPT.format(incoming=table.incoming, table=table.name)
    return [
        document
        for document in set(ends)
        if _lies_outside(
            run(kept, scope, document=document),
            at_start=document == ends[0],
            at_end=document == ends[1],
        )
    ]


def _lies_outside(rows: list[tuple[int, bool]], *, at_start: bool, at_end: bool) -> bool:
    """Return whether all that a document lacks comes before what is kept, or after it, as a cut there would leave it.

    rows: in the order in which they came into the books, each with whether the load has it too.
    """
    kept = [row_id for row_id, is_kept in rows if is_kept]
    missing = [row_id for row_id, is_kept in rows if not is_kept]
    if not kept or not missing:
        return False
    return all(
        (at_start and row_id < min(kept)) or (at_end and row_id > max(kept)) for row_id in missing
    )
