"""What follows from which rows hold: the events of lines, and which payment stands for a sale."""

from collections.abc import Collection
from datetime import date

from edge.facts.count_sales import count_sales
from edge.facts.derive import derive_touched
from edge.facts.merge import ALL_ROWS, TABLES, Change, Scope, run
from edge.facts.settle import forget_documents, settle


def settle_documents(scope: Scope) -> Change:
    """Bring the documents in `edge_docs`, and all that follows from them, in line with what is published.

    Counted are rows of the sources; the days are those of all that changed.
    """
    change = settle(scope)
    change.days |= derive_touched(scope).days | count_sales(scope).days
    return change


def settle_days(scope: Scope, days: Collection[date]) -> Change:
    """Do the same for all documents that the feed ever told of on these days."""
    forget_documents(scope)
    chosen = sorted(days)
    for table in TABLES:
        run(
            f"INSERT INTO edge_docs SELECT DISTINCT f.document FROM {table.name} f "
            f"WHERE {ALL_ROWS} AND f.business_date = ANY(%(days)s::date[])",
            scope,
            days=chosen,
        )
    run("INSERT INTO edge_days SELECT unnest(%(days)s::date[])", scope, days=chosen)
    return settle_documents(scope)
