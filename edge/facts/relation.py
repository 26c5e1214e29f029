"""Finds out how a load relates to what its feed told before: whether its documents are whole, and the same ones.

Written down with the batch (`Batch.findings`), since it follows from the order of the file's rows, which no fact keeps.
"""

from dataclasses import dataclass
from typing import Any

from edge.facts.denials import IS_MOMENT
from edge.facts.merge import ALL_ROWS, EVENTS, LINES, OWN_ROWS, Scope, Table, run
from edge.facts.sums import AMOUNT

# So many documents say enough about a file.
SAMPLE = 2_000
SAMPLED_ROWS = 20_000
# Fewer documents of the same number say nothing about whether they are the same ones.
FEW = 5
_STAGED = " UNION ALL ".join(
    f"SELECT document, business_date, occurred_at FROM {table.staged} WHERE batch_id = %(batch)s"
    for table in (LINES, EVENTS)
)
# What sold and given back adds to net sales, of rows whose amounts have no sign.
_SIGNED = "CASE WHEN kind = 'refund' THEN -amount ELSE amount END"
_BOOKS = f"facts_moneyevent f WHERE {OWN_ROWS} AND f.since_batch < %(number)s"
STAGED_SALES = """
SELECT document, business_date, kind, occurred_at, location_id, abs(amount_minor) AS amount FROM facts_stagedevent
 WHERE batch_id = %(batch)s AND kind IN ('sale', 'refund')
UNION ALL SELECT document, business_date, kind, occurred_at, location_id, abs(amount_minor) FROM facts_stagedline
 WHERE batch_id = %(batch)s AND kind <> 'other'
"""
# Of the documents that the books have under the same number and day: how many there are, of how many a row stands at
# the same moment, and of how many what was sold and given back sums to the same.
_RETOLD = f"""
WITH staged AS MATERIALIZED ({STAGED_SALES}),
     told AS MATERIALIZED (SELECT document, business_date, sum({_SIGNED}) AS total FROM staged
                            WHERE NOT {IS_MOMENT} GROUP BY document, business_date),
     theirs AS MATERIALIZED (
       SELECT f.document, f.business_date, f.occurred_at, {AMOUNT} AS amount FROM {_BOOKS}
          AND f.kind IN ('sale', 'refund') AND f.business_date BETWEEN %(first)s::date AND %(last)s::date
          AND f.document IN (SELECT document FROM told) LIMIT {SAMPLED_ROWS})
SELECT count(*), count(*) FILTER (WHERE is_same_moment), count(*) FILTER (WHERE is_same_sum)
  FROM (SELECT bool_or((b.document, b.occurred_at) IN (SELECT document, occurred_at FROM staged)) AS is_same_moment,
               sum(b.amount) = t.total AS is_same_sum
          FROM theirs b JOIN told t ON t.document = b.document AND t.business_date = b.business_date
         GROUP BY t.document, t.business_date, t.total) d
"""
# How many documents the load tells of the days of which the books tell too.
_BESIDE = f"""
SELECT count(*) FROM (SELECT DISTINCT document, business_date FROM ({_STAGED}) s
  WHERE NOT {IS_MOMENT} AND business_date IN (SELECT c.business_date FROM facts_coverage c
    WHERE c.merchant_id = %(merchant)s AND c.feed_id = %(feed)s AND c.rows > 0)) d
"""
# Whether the load tells times of day: without any, all of a day stands at its noon.
_TIMED = f"SELECT count(DISTINCT occurred_at) > count(DISTINCT business_date) FROM ({_STAGED}) s"
# Of the sales and refunds that the books have under the load's numbers, within its time: how many there are, and of how
# many the load tells at the same moment, or the same sum at another.
_SHARED = f"""
WITH staged AS MATERIALIZED ({STAGED_SALES}),
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
    count anew each day. `knows`: something in it shows that its numbers are those of the books. `moves`: a number that
    it has at another time stands for the same receipt there. `rewrote`: of how many documents that it tells again,
    without a time that would prove them the same, the sum is another one.
    """
    if not scope.is_upload:
        return {"relation": "records"}
    covers = _covers(scope)
    if not known:
        return {"relation": "first", "covers": covers}
    stranger = {"relation": "stranger", "covers": covers}
    retold = _retold(scope)
    if _is_another_till(scope, retold):
        return stranger
    [(told, twice_in_load, twice_in_books)] = run(_REUSED, scope)
    reuses = max(twice_in_load, twice_in_books) * 5 > told
    [(shared, same)] = run(_SHARED, scope, first=covers and covers[0], last=covers and covers[1])
    if shared - same >= FEW and same * 2 < shared and not reuses:
        return stranger
    knows = retold.documents > 0 or (same >= FEW and same * 2 >= shared)
    found = {
        "covers": covers,
        "reuses": reuses,
        "knows": knows,
        "moves": knows and 0 < same >= shared - same,
    }
    if retold.differs and not _tells_times(scope):
        found["rewrote"] = {
            "documents": retold.documents - retold.same_sums,
            "of": retold.documents,
        }
    if _is_scattered(scope):
        return found | {"relation": "parts"}
    cut = sorted({document for table in known for document in _cut(table, scope)})
    return found | {"relation": "whole", "cut": cut}


@dataclass(frozen=True)
class _Retold:
    """Documents that the load has under a number and day of the books."""

    documents: int
    same_moments: int
    same_sums: int

    @property
    def differs(self) -> bool:
        """Whether most of them hold something else."""
        return self.same_sums * 2 < self.documents


def _retold(scope: Scope) -> _Retold:
    [(first, last)] = run(
        f"SELECT min(business_date), max(business_date) FROM ({_STAGED}) s", scope
    )
    [row] = run(_RETOLD, scope, first=first, last=last)
    return _Retold(*row)


def _is_another_till(scope: Scope, retold: _Retold) -> bool:
    """Return whether what a load tells of numbers and days of the books is of other receipts, for all that is known.

    Where little speaks for either, it is: that a receipt counts twice is told and seen, that one is gone is not.
    """
    if retold.same_moments * 2 < retold.documents:
        agrees = 1 < retold.documents == retold.same_sums
        return retold.documents >= FEW or not agrees
    if not retold.differs or _tells_times(scope):
        return False
    # Nothing but numbers speaks for them. A file of the same till has most of them, not a few at the edge of its range.
    [(beside,)] = run(_BESIDE, scope)
    return retold.documents * 2 < int(beside)


def _tells_times(scope: Scope) -> bool:
    [(is_timed,)] = run(_TIMED, scope)
    return bool(is_timed)


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
