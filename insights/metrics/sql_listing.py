"""The single rows behind a figure, newest first, and what they add up to."""

from insights.metrics.figure import MetricQuery
from insights.metrics.sql_filters import Scope
from insights.metrics.sql_rows import (
    Table,
    check,
    conditions_of,
    history_of,
    kinds_of,
    span_of,
    tables_of,
)
from insights.metrics.sql_text import Sql, joined, wrapped

_SHARED = (
    "occurred_at, business_date, kind, document, currency, feed_id, location_id, staff_id, customer_id, "
    "payment_method, channel, country, attributes"
)
# Money as the metric counts it: refunds are taken off, except where refunds are what is asked for.
_SIGNED = "CASE WHEN kind = 'refund' THEN -abs(amount_minor) ELSE amount_minor END"


def listing(scope: Scope, query: MetricQuery) -> Sql:
    """Return a SELECT of the rows of facts that a query stands on: one row of events or lines each.

    Columns: those of facts, and product_id, quantity, unit_price, note, shown_minor, is_line.
    """
    metric, span = check(query), span_of(query, scope.calendar)
    shown = "abs(amount_minor)" if metric.key == "refunds" else _SIGNED

    def select(table: Table) -> Sql:
        is_line = table.name == "facts_lineitem"
        own = (
            "product_id, quantity, unit_price, ''"
            if is_line
            else "NULL::bigint, NULL::numeric, NULL::numeric, note"
        )
        what = f"SELECT {_SHARED}, {own}, {shown}, {str(is_line).lower()} FROM {table.name}"
        conditions = conditions_of(scope, query, metric, span, kinds_of(metric, table))
        if metric.is_of_money:
            conditions += Sql(" AND currency = %s", (scope.currency,))
        return joined("", [Sql(what), history_of(scope, query), Sql(" WHERE "), conditions])

    names = f"{_SHARED}, product_id, quantity, unit_price, note, shown_minor, is_line"
    return wrapped(
        "SELECT * FROM (",
        joined(" UNION ALL ", map(select, tables_of(query, metric))),
        f") AS found({names})",
    )


def newest(scope: Scope, query: MetricQuery, limit: int, *, only_lines: bool) -> Sql:
    """Return the newest rows behind a query: moment, kind, document, note, product's name, quantity, money."""
    chosen = " WHERE is_line" if only_lines else ""
    return joined(
        "",
        [
            Sql(
                "SELECT occurred_at, kind, document, note, (SELECT name FROM facts_product AS item "
            ),
            Sql(
                "WHERE item.merchant_id = %s AND item.id = product_id), quantity, shown_minor, ",
                (scope.merchant_id,),
            ),
            Sql("currency, business_date FROM ("),
            listing(scope, query),
            Sql(f") AS listed{chosen} ORDER BY occurred_at DESC, document DESC LIMIT %s", (limit,)),
        ],
    )


def summed(scope: Scope, query: MetricQuery) -> Sql:
    """Return how many rows there are, what they add up to in the asked currency, and which feeds brought them."""
    before = (
        "SELECT count(*), coalesce(sum(shown_minor), 0), coalesce(sum(quantity), 0), "
        "coalesce(array_agg(DISTINCT feed_id), '{}') FROM ("
    )
    return wrapped(before, listing(scope, query), ") AS listed")


def items_of(scope: Scope, documents: list[str], days: list[object]) -> Sql:
    """Return the lines' names of some documents: document, name, whether it was given back."""
    return joined(
        "",
        [
            Sql(
                "SELECT document, item.name, facts_lineitem.kind = 'refund' FROM facts_lineitem "
                "JOIN facts_product AS item "
            ),
            Sql(
                "ON item.merchant_id = %s AND item.id = product_id WHERE facts_lineitem.",
                (scope.merchant_id,),
            ),
            scope.live,
            Sql(
                " AND business_date = ANY(%s::date[]) AND document = ANY(%s::text[])",
                (days, documents),
            ),
            Sql(" AND facts_lineitem.kind IN ('sale', 'refund') ORDER BY facts_lineitem.id"),
        ],
    )


def exported(scope: Scope, query: MetricQuery) -> Sql:
    """Return all rows with their names, in the order of the books, for a file."""
    merchant = scope.merchant_id
    return joined(
        "",
        [
            Sql(
                "SELECT occurred_at, business_date, listed.kind, document, item.code, item.name, quantity, unit_price, "
            ),
            Sql(
                "shown_minor, currency, place.name, person.name, buyer.reference, payment_method, channel, country, "
            ),
            Sql("attributes, note, feed.name FROM ("),
            listing(scope, query),
            Sql(
                ") AS listed LEFT JOIN facts_product AS item ON item.merchant_id = %s AND item.id = ",
                (merchant,),
            ),
            Sql(
                "product_id LEFT JOIN facts_location AS place ON place.merchant_id = %s ",
                (merchant,),
            ),
            Sql(
                "AND place.id = location_id LEFT JOIN facts_staff AS person ON person.merchant_id = %s ",
                (merchant,),
            ),
            Sql(
                "AND person.id = staff_id LEFT JOIN facts_customer AS buyer ON buyer.merchant_id = %s ",
                (merchant,),
            ),
            Sql(
                "AND buyer.id = customer_id LEFT JOIN facts_feed AS feed ON feed.merchant_id = %s ",
                (merchant,),
            ),
            Sql("AND feed.id = feed_id ORDER BY occurred_at, document, item.code"),
        ],
    )
