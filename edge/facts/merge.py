"""Brings staged rows into the facts; a row that is there already is claimed, not doubled.

A row is known by (document, content, nth occurrence), since identical lines are real. Everything here runs inside
the transaction that publishes or undoes, under the merchant's row lock. Which rows then hold is edge.facts.settle's.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection

from edge.facts.ledger import Batch

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
    # The transaction's own table of what a load brings to it, with whether it is known.
    incoming: str
    own: tuple[str, ...]
    # A new row of the same document, day and this column corrects rows that the load no longer has.
    key: str
    # Columns that do not make a row another one.
    unsaid: frozenset[str] = frozenset()

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
            if name not in _DERIVED_COLUMNS | self.unsaid
        ]
        return f"md5(ROW('{self.key}', {', '.join(parts)})::text)::uuid"

    @property
    def staged_content(self) -> str:
        """The same of a staged row, which brings its moment along: computing it took a third of the whole."""
        return self.content.replace(MOMENT, "moment")


LINES = Table(
    "facts_lineitem",
    "facts_stagedline",
    "edge_incoming_lines",
    ("product_id", "category", "quantity", "unit_price", "sale_document"),
    "product_id",
    # Told of lines only lately: a line from before that is the same one.
    unsaid=frozenset({"sale_document"}),
)
EVENTS = Table(
    "facts_moneyevent",
    "facts_stagedevent",
    "edge_incoming_events",
    ("sales", "sale_document", "note"),
    "kind",
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
    # Files tell whole receipts and days; programs tell records, each for itself.
    is_upload: bool = False

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
    # Other published imports that brought rows of an undone one, which therefore stay.
    held_by: tuple[Batch, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed)

    def add(self, other: "Change") -> None:
        """Take another change in."""
        self.added += other.added
        self.removed += other.removed
        self.known += other.known
        self.days |= other.days


ALL_ROWS = "f.merchant_id = %(merchant)s AND f.feed_id = %(feed)s"
OWN_ROWS = f"{ALL_ROWS} AND f.until_batch IS NULL"
# Tells an event that was derived from its document's lines from one that its source told of.
LINES_IDENTITY = f"md5(ROW('lines', document, {MOMENT}, kind, currency)::text)::uuid"
IS_DERIVED = f"(f.kind IN ('sale', 'refund') AND f.identity = {LINES_IDENTITY})"
# Equal contents are of one day; sorted by it here, the rows need little more to go in by day and place in the file.
IDENTIFIED = """
SELECT n.*, CASE WHEN nth = 1 THEN content ELSE md5(content::text || '#' || nth)::uuid END AS identity
  FROM (SELECT c.*, row_number() OVER (PARTITION BY business_date, content ORDER BY position) AS nth
          FROM (SELECT s.*, {content} AS content FROM {staged} s WHERE batch_id = %(batch)s) c) n
"""
# A sale whose source does not count is one sale of its document, at its first payment; what was there before the load
# is counted with it by edge.facts.count_sales, in the same order.
_SALES = """CASE WHEN i.sales IS NOT NULL THEN i.sales WHEN i.kind = 'sale' AND i.amount_minor > 0
  AND row_number() OVER (PARTITION BY i.document, i.kind, i.amount_minor > 0 ORDER BY i.occurred_at, i.identity) = 1
  THEN 1 ELSE 0 END"""


def run(statement: str, scope: Scope, **more: Any) -> list[tuple[Any, ...]]:
    """Execute a statement for a scope and return its rows, if it has any; `more` are further parameters."""
    with connection.cursor() as cursor:
        cursor.execute(statement, scope.bound | more)
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
    """Bring the staged rows of a batch into the facts and claim those that are there already.

    Unless the feed had no rows before, what came in is left in the temporary table `table.incoming`, and the documents
    of which books and load tell differently are added to `edge_docs` (edge.facts.settle).
    """
    identified = IDENTIFIED.format(content=table.staged_content, staged=table.staged)
    if not run(f"SELECT 1 FROM {table.staged} WHERE batch_id = %(batch)s LIMIT 1", scope):
        return Change()
    if not run(f"SELECT 1 FROM {table.name} f WHERE {ALL_ROWS} LIMIT 1", scope):
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
    values = ", ".join(_SALES if name == "sales" else f"i.{name}" for name in table.columns)
    return (
        f"INSERT INTO {table.name} (merchant_id, feed_id, since_batch, identity, {', '.join(table.columns)}) "
        f"SELECT %(merchant)s, %(feed)s, %(number)s, i.identity, {values} FROM {source} i "
        "ORDER BY i.business_date, i.position"
    )


def _merge_into_known(table: Table, scope: Scope, identified: str) -> Change:
    change = Change()
    run(drop(table.incoming), scope)
    run(
        # Looked up row by row or hashed once, as the number of staged rows suggests.
        f"CREATE TEMP TABLE {table.incoming} ON COMMIT DROP AS SELECT i.*, EXISTS (SELECT 1 FROM {table.name} f "
        f"WHERE {_is_there(scope)} AND f.identity = i.identity) AS is_known FROM ({identified}) i",
        scope,
    )
    run(f"ANALYZE {table.incoming}", scope)
    run(_claim(f"{table.incoming} WHERE is_known"), scope)
    [(change.known, fresh)] = run(
        f"SELECT count(*) FILTER (WHERE is_known), count(*) FILTER (WHERE NOT is_known) FROM {table.incoming}",
        scope,
    )
    _note_documents(table, scope)
    if fresh:
        fresh_rows = _insert(table, f"(SELECT * FROM {table.incoming} WHERE NOT is_known)")
        change.added = tally(f"{fresh_rows} RETURNING business_date", scope, change.days)
    return change


def _is_there(scope: Scope) -> str:
    """Return the SQL of the rows that need not be written again."""
    if not run(
        "SELECT 1 FROM facts_overlap WHERE merchant_id = %(merchant)s AND rests_id = %(feed)s LIMIT 1",
        scope,
    ):
        return OWN_ROWS
    # Rows that rest do not hold, and yet they are there.
    return (
        f"{ALL_ROWS} AND (f.until_batch IS NULL OR f.since_batch IN (SELECT b.number FROM facts_batch b WHERE "
        "b.merchant_id = %(merchant)s AND b.feed_id = %(feed)s AND b.state = 'published' AND b.kind = 'load'))"
    )


def _note_documents(table: Table, scope: Scope) -> None:
    """Add to `edge_docs` the documents with rows that only the load or only the books have."""
    run(
        f"INSERT INTO edge_docs SELECT DISTINCT document FROM {table.incoming} i WHERE NOT is_known "
        f"OR NOT EXISTS (SELECT 1 FROM {table.name} f WHERE {OWN_ROWS} AND f.identity = i.identity)",
        scope,
    )
    only, days = f"AND NOT {IS_DERIVED}", []
    if table is LINES:
        # Lines have no index by document: the events that stand for them lead to their days.
        days = run(
            f"SELECT DISTINCT f.business_date FROM facts_moneyevent f WHERE {OWN_ROWS} "
            f"AND f.document IN (SELECT document FROM {table.incoming})",
            scope,
        )
        only = "AND f.business_date = ANY(%(days)s)"
    with hashing(scope):
        run(
            f"INSERT INTO edge_docs SELECT DISTINCT f.document FROM {table.name} f WHERE {OWN_ROWS} {only} "
            f"AND f.document IN (SELECT document FROM {table.incoming}) "
            f"AND NOT EXISTS (SELECT 1 FROM {table.incoming} i WHERE i.identity = f.identity)",
            scope,
            days=[day for (day,) in days],
        )


@contextmanager
def hashing(scope: Scope) -> Iterator[None]:
    """Let the planner hash for a statement: two sets of thousands would else be compared row by row."""
    [(before,)] = run("SELECT current_setting('enable_hashjoin')", scope)
    run("SELECT set_config('enable_hashjoin', 'on', true)", scope)
    yield
    run(
        "SELECT set_config('enable_hashjoin', 'off', true)" if before == "off" else "SELECT 1",
        scope,
    )


def _claim(source: str) -> str:
    """Return the SQL that records that a batch holds rows which were there already, ten thousand a row."""
    return (
        "INSERT INTO facts_claim (merchant_id, feed_id, batch_id, identities, first_day, last_day) "
        "SELECT %(merchant)s, %(feed)s, %(batch)s, array_agg(identity), min(business_date), max(business_date) FROM "
        "(SELECT identity, business_date, row_number() OVER (ORDER BY business_date) / 10000 AS part "
        f"FROM {source}) p GROUP BY part"
    )
