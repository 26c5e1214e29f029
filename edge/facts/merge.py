"""Merges staged rows into the facts, and takes a batch's rows out again; rows are superseded, never overwritten.

A row is known by (document, content, nth occurrence), since identical lines are real. Everything here runs inside
the transaction that publishes or undoes, under the merchant's row lock.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection

_PLACE = [
    "document",
    "occurred_at",
    "business_date",
    "hour",
    "currency",
    "kind",
    "amount_minor",
    "location_id",
    "staff_id",
    "customer_id",
    "payment_method",
    "channel",
    "country",
    "attributes",
]
# Not what a row says but where that puts it: changing the day's end must not make a row another one.
_DERIVED_COLUMNS = {"business_date", "hour"}
# A file tells what the clock on the wall showed: it is the same file after the merchant's time zone was put right.
MOMENT = "extract(epoch FROM occurred_at AT TIME ZONE %(clock)s)"


@dataclass(frozen=True)
class Table:
    """One table of facts: where its rows are staged, and what makes a new row the correction of an old one."""

    name: str
    staged: str
    own: tuple[str, ...]
    # A new row of the same document, day and this column corrects rows that the load no longer has.
    key: str
    # Whether a document that the load repeats in part is corrected as a whole.
    by_document: bool

    @property
    def columns(self) -> list[str]:
        """The columns that a row brings along."""
        return [*_PLACE, *self.own]

    @property
    def content(self) -> str:
        """The SQL of what a row says; instants as numbers, on the clock by which its feed tells the time."""
        parts = [
            MOMENT if name == "occurred_at" else name
            for name in self.columns
            if name not in _DERIVED_COLUMNS
        ]
        return f"md5(ROW('{self.key}', {', '.join(parts)})::text)::uuid"


LINES = Table(
    "facts_lineitem",
    "facts_stagedline",
    ("product_id", "category", "quantity", "unit_price"),
    "product_id",
    by_document=True,
)
EVENTS = Table(
    "facts_moneyevent",
    "facts_stagedevent",
    ("sales", "sale_document", "note"),
    "kind",
    by_document=False,
)
TABLES = (LINES, EVENTS)


@dataclass(frozen=True)
class Scope:
    """Whose rows, of which feed, for which batch, under which new number."""

    merchant_id: int
    feed_id: int
    batch_id: int
    number: int
    # The zone of the clock by which the feed's rows are told apart.
    clock: str = "UTC"

    @property
    def bound(self) -> dict[str, Any]:
        """The parameters that each statement may use."""
        return {
            "merchant": self.merchant_id,
            "feed": self.feed_id,
            "batch": self.batch_id,
            "number": self.number,
            "clock": self.clock,
        }


@dataclass
class Change:
    """What a merge or an undo did; `days` are the business days whose sums are no longer right."""

    added: int = 0
    removed: int = 0
    known: int = 0
    days: set[date] = field(default_factory=set)
    # Whether the feed had no rows before, so that nothing needed comparing.
    is_first: bool = False

    def __bool__(self) -> bool:
        return bool(self.added or self.removed)


OWN_ROWS = "f.merchant_id = %(merchant)s AND f.feed_id = %(feed)s AND f.until_batch IS NULL"
# Tells an event that was derived from its document's lines from one that its source told of.
LINES_IDENTITY = f"md5(ROW('lines', document, {MOMENT}, kind, currency)::text)::uuid"
IS_DERIVED = f"(f.kind IN ('sale', 'refund') AND f.identity = {LINES_IDENTITY})"
# Equal contents are of one day; sorted by it here, the rows need little more to go in by day and place in the file.
IDENTIFIED = """
SELECT n.*, CASE WHEN nth = 1 THEN content ELSE md5(content::text || '#' || nth)::uuid END AS identity
  FROM (SELECT c.*, row_number() OVER (PARTITION BY business_date, content ORDER BY position) AS nth
          FROM (SELECT s.*, {content} AS content FROM {staged} s WHERE batch_id = %(batch)s) c) n
"""
# A sale whose source does not count is one sale of its document, at its first payment.
_SALES = """CASE WHEN i.sales IS NOT NULL THEN i.sales WHEN i.kind = 'sale' AND i.amount_minor > 0
  AND row_number() OVER (PARTITION BY i.document, i.kind, i.amount_minor > 0 ORDER BY i.occurred_at, i.position) = 1
  AND NOT EXISTS (SELECT 1 FROM facts_moneyevent f WHERE {own} AND f.document = i.document AND f.sales > 0)
  THEN 1 ELSE 0 END"""


def run(statement: str, scope: Scope) -> list[tuple[Any, ...]]:
    """Execute a statement for a scope and return its rows, if it has any."""
    with connection.cursor() as cursor:
        cursor.execute(statement, scope.bound)
        return cursor.fetchall() if cursor.description else []


def tally(statement: str, scope: Scope, days: set[date]) -> int:
    """Execute a writing statement that ends in RETURNING; add its business days to `days`, return its row count."""
    rows = run(
        f"WITH done AS ({statement}) SELECT business_date, count(*) FROM done GROUP BY business_date",
        scope,
    )
    days.update(day for day, _ in rows)
    return sum(count for _, count in rows)


def drop(*tables: str) -> str:
    """Return the SQL that drops a transaction's own tables, so that one transaction can merge twice."""
    return f"DROP TABLE IF EXISTS {', '.join(f'pg_temp.{table}' for table in tables)}"


def merge(table: Table, scope: Scope) -> Change:
    """Bring the staged rows of a batch into the facts; rows that are there already are claimed, not doubled.

    Unless the feed had no rows before, the documents of new rows are left in the temporary table `edge_touched`.
    """
    identified = IDENTIFIED.format(content=table.content, staged=table.staged)
    if not run(f"SELECT 1 FROM {table.staged} WHERE batch_id = %(batch)s LIMIT 1", scope):
        return Change()
    if not run(f"SELECT 1 FROM {table.name} f WHERE {OWN_ROWS} LIMIT 1", scope):
        # The first load of a feed has nothing to compare with.
        return _merge_first(table, scope, identified)
    return _merge_into_known(table, scope, identified)


def _merge_first(table: Table, scope: Scope, identified: str) -> Change:
    """Insert all that is staged; its days are counted where it lies, since RETURNING half a million rows is dear."""
    change = Change(is_first=True)
    days = run(
        f"SELECT business_date, count(*) FROM {table.staged} WHERE batch_id = %(batch)s GROUP BY business_date",
        scope,
    )
    change.days = {day for day, _ in days}
    change.added = sum(count for _, count in days)
    run(_insert(table, f"({identified})"), scope)
    return change


def _insert(table: Table, source: str) -> str:
    counted = _SALES.format(own=OWN_ROWS)
    values = ", ".join(counted if name == "sales" else f"i.{name}" for name in table.columns)
    return (
        f"INSERT INTO {table.name} (merchant_id, feed_id, since_batch, identity, {', '.join(table.columns)}) "
        f"SELECT %(merchant)s, %(feed)s, %(number)s, i.identity, {values} FROM {source} i "
        "ORDER BY i.business_date, i.position"
    )


def _merge_into_known(table: Table, scope: Scope, identified: str) -> Change:
    change = Change()
    run(drop("edge_incoming", "edge_touched"), scope)
    run(
        # Looked up row by row or hashed once, as the number of staged rows suggests.
        f"CREATE TEMP TABLE edge_incoming ON COMMIT DROP AS SELECT i.*, EXISTS (SELECT 1 FROM {table.name} f "
        f"WHERE {OWN_ROWS} AND f.identity = i.identity) AS is_known FROM ({identified}) i",
        scope,
    )
    run("ANALYZE edge_incoming", scope)
    run(_claim("edge_incoming WHERE is_known"), scope)
    [(change.known, fresh)] = run(
        "SELECT count(*) FILTER (WHERE is_known), count(*) FILTER (WHERE NOT is_known) FROM edge_incoming",
        scope,
    )
    if not fresh:
        return change
    run(
        "CREATE TEMP TABLE edge_touched ON COMMIT DROP AS "
        "SELECT DISTINCT document, business_date FROM edge_incoming WHERE NOT is_known",
        scope,
    )
    run("ANALYZE edge_touched", scope)
    change.removed = tally(_supersede(table), scope, change.days)
    fresh_rows = _insert(table, "(SELECT * FROM edge_incoming WHERE NOT is_known)")
    change.added = tally(f"{fresh_rows} RETURNING business_date", scope, change.days)
    run(drop("edge_incoming"), scope)
    return change


def _claim(source: str) -> str:
    """Return the SQL that records that a batch holds rows which were there already, ten thousand a row."""
    return (
        "INSERT INTO facts_claim (merchant_id, feed_id, batch_id, identities) "
        "SELECT %(merchant)s, %(feed)s, %(batch)s, array_agg(identity) FROM "
        f"(SELECT identity, row_number() OVER () / 10000 AS part FROM {source}) p GROUP BY part"
    )


def _supersede(table: Table) -> str:
    """Return the SQL that ends rows which a load corrects.

    A row is corrected where the load brings a new row of its document, day and key and no longer has the row itself;
    or, by document, where the load has other rows of that document and day, old and new. A load that merely has
    fewer rows corrects nothing: it may have been cut there.
    """
    # IN, since alternatives that ask EXISTS are looked up for every row of the books, by reading all that comes in.
    whole = (
        "OR (f.document, f.business_date) IN (SELECT document, business_date FROM edge_incoming WHERE is_known)"
        if table.by_document
        else ""
    )
    stated = "" if table.by_document else f"AND NOT {IS_DERIVED}"
    return f"""
UPDATE {table.name} f SET until_batch = %(number)s
 WHERE {OWN_ROWS} {stated}
   AND f.business_date IN (SELECT business_date FROM edge_touched)
   AND (f.document, f.business_date) IN (SELECT document, business_date FROM edge_touched)
   AND NOT EXISTS (SELECT 1 FROM edge_incoming i WHERE i.identity = f.identity)
   AND ((f.document, f.business_date, coalesce(f.{table.key}::text, ''))
            IN (SELECT document, business_date, coalesce({table.key}::text, '') FROM edge_incoming WHERE NOT is_known)
        {whole})
RETURNING f.business_date"""
