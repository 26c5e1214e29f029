"""Takes a batch's rows out of the facts and brings back those that it had superseded.

What is live afterwards is what would be live had the batch never been loaded: rows that a later batch brought as well
stay, rows that it corrected return unless a later batch corrected them too.
"""

from edge.facts.merge import (
    EVENTS,
    IS_DERIVED,
    OWN_ROWS,
    TABLES,
    Change,
    Scope,
    Table,
    drop,
    run,
    tally,
)

_OWNER = (
    "EXISTS (SELECT 1 FROM facts_batch o WHERE o.merchant_id = %(merchant)s AND o.feed_id = %(feed)s "
    "AND o.number = f.since_batch AND o.state = 'published')"
)
_HELD = "f.identity IN (SELECT identity FROM edge_held)"


def take_out(scope: Scope, undone_number: int) -> Change:
    """Reverse the batch whose number was `undone_number`, under the new number of the scope.

    The batch must be marked as undone before. The documents of changed lines are left in `edge_touched`.
    """
    run(drop("edge_held", "edge_own", "edge_touched"), scope)
    run(
        "CREATE TEMP TABLE edge_held ON COMMIT DROP AS SELECT DISTINCT unnest(c.identities) AS identity "
        "FROM facts_claim c JOIN facts_batch b ON b.id = c.batch_id AND b.state = 'published' "
        "WHERE c.merchant_id = %(merchant)s AND c.feed_id = %(feed)s",
        scope,
    )
    run(
        "CREATE TEMP TABLE edge_own ON COMMIT DROP AS SELECT DISTINCT unnest(identities) AS identity "
        "FROM facts_claim WHERE merchant_id = %(merchant)s AND batch_id = %(batch)s",
        scope,
    )
    run("ANALYZE edge_held", scope)
    run("ANALYZE edge_own", scope)
    run("CREATE TEMP TABLE edge_touched (document text, business_date date) ON COMMIT DROP", scope)
    total = Change()
    for table in TABLES:
        change = _take_out_of(table, scope, undone_number)
        total.added += change.added
        total.removed += change.removed
        total.days |= change.days
    _count_again(scope, total)
    run(drop("edge_held", "edge_own"), scope)
    return total


def _take_out_of(table: Table, scope: Scope, undone_number: int) -> Change:
    change = Change()
    stated = "" if table.by_document else f"AND NOT {IS_DERIVED}"
    change.removed = tally(
        f"UPDATE {table.name} f SET until_batch = %(number)s WHERE {OWN_ROWS} {stated} "
        f"AND (f.since_batch = {undone_number:d} OR f.identity IN (SELECT identity FROM edge_own)) "
        f"AND NOT {_HELD} AND NOT {_OWNER} RETURNING f.business_date",
        scope,
        change.days,
    )
    _restore(table, scope, undone_number, stated, change)
    if table.by_document:
        run(
            f"INSERT INTO edge_touched SELECT DISTINCT f.document, f.business_date FROM {table.name} f "
            "WHERE f.merchant_id = %(merchant)s AND f.feed_id = %(feed)s "
            "AND (f.until_batch = %(number)s OR f.since_batch = %(number)s)",
            scope,
        )
    return change


def _count_again(scope: Scope, change: Change) -> None:
    """Let another payment stand for the sale of a document that lost the one that was counted."""
    run(drop("edge_first"), scope)
    run(
        "CREATE TEMP TABLE edge_first ON COMMIT DROP AS SELECT DISTINCT ON (f.document) f.* "
        f"FROM facts_moneyevent f WHERE {OWN_ROWS} AND f.kind = 'sale' AND f.amount_minor > 0 "
        f"AND NOT {IS_DERIVED} AND f.document IN (SELECT f.document FROM facts_moneyevent f "
        "WHERE f.merchant_id = %(merchant)s AND f.feed_id = %(feed)s AND f.until_batch = %(number)s "
        f"AND f.sales = 1 AND NOT {IS_DERIVED}) AND NOT EXISTS (SELECT 1 FROM facts_moneyevent l "
        f"WHERE {OWN_ROWS.replace('f.', 'l.')} AND l.document = f.document AND l.sales > 0) "
        "ORDER BY f.document, f.occurred_at, f.id",
        scope,
    )
    ended = (
        f"UPDATE facts_moneyevent f SET until_batch = %(number)s WHERE {OWN_ROWS} "
        "AND f.id IN (SELECT id FROM edge_first) RETURNING f.business_date"
    )
    if tally(ended, scope, change.days):
        _claim_for_owners("edge_first", scope)
        columns = ", ".join(["identity", *(name for name in EVENTS.columns if name != "sales")])
        run(
            f"INSERT INTO facts_moneyevent (merchant_id, feed_id, since_batch, sales, {columns}) "
            f"SELECT %(merchant)s, %(feed)s, %(number)s, 1, {columns} FROM edge_first",
            scope,
        )
    run(drop("edge_first"), scope)


def _claim_for_owners(rows: str, scope: Scope) -> None:
    """Let the batches that brought these rows hold their copies, which belong to no batch's number."""
    run(
        "INSERT INTO facts_claim (merchant_id, feed_id, batch_id, identities) "
        f"SELECT %(merchant)s, %(feed)s, o.id, array_agg(b.identity) FROM {rows} b "
        "JOIN facts_batch o ON o.merchant_id = %(merchant)s AND o.feed_id = %(feed)s "
        "AND o.number = b.since_batch AND o.state = 'published' GROUP BY o.id",
        scope,
    )


def _restore(table: Table, scope: Scope, undone_number: int, stated: str, change: Change) -> None:
    """Bring back what the batch had corrected, as new rows: history keeps the time in which it was gone."""
    run(drop("edge_back"), scope)
    run(
        f"CREATE TEMP TABLE edge_back ON COMMIT DROP AS SELECT DISTINCT ON (f.identity) f.* FROM {table.name} f "
        "WHERE f.merchant_id = %(merchant)s AND f.feed_id = %(feed)s "
        f"AND f.until_batch = {undone_number:d} {stated} AND ({_HELD} OR {_OWNER}) "
        f"AND NOT EXISTS (SELECT 1 FROM {table.name} l WHERE {OWN_ROWS.replace('f.', 'l.')} "
        "AND l.identity = f.identity) "
        f"AND NOT EXISTS (SELECT 1 FROM {table.name} l WHERE {OWN_ROWS.replace('f.', 'l.')} "
        "AND l.document = f.document AND l.business_date = f.business_date "
        f"AND l.{table.key} IS NOT DISTINCT FROM f.{table.key} AND l.since_batch > {undone_number:d})",
        scope,
    )
    _claim_for_owners("edge_back", scope)
    columns = ", ".join(["identity", *table.columns])
    change.added = tally(
        f"INSERT INTO {table.name} (merchant_id, feed_id, since_batch, {columns}) "
        f"SELECT %(merchant)s, %(feed)s, %(number)s, {columns} FROM edge_back ORDER BY id RETURNING business_date",
        scope,
        change.days,
    )
    run(drop("edge_back"), scope)
