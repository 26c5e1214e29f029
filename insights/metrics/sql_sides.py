"""What each product sold and gave back in two periods, with one scan of each: the ground of price and mix."""

from collections.abc import Sequence

from insights.metrics.catalog import Measure, metric_of
from insights.metrics.figure import MetricQuery
from insights.metrics.sql_filters import Scope
from insights.metrics.sql_rows import LINE_PARTS, conditions_of, history_of, span_of
from insights.metrics.sql_text import Sql, joined

_MEASURES: tuple[Measure, ...] = ("gross", "refund", "units")
_KINDS = ["refund", "sale"]


def sides_of_products(scope: Scope, queries: Sequence[MetricQuery]) -> Sql:
    """Return, for each query's period and filters, the sums of every product, its variants apart.

    Columns: the query's place, product_id, attributes, gross, refund (both minor), units, rows. Only the scope's
    currency.
    """
    sides = joined(
        " UNION ALL ", (_side(scope, query, place) for place, query in enumerate(queries))
    )
    return joined(
        "",
        [
            Sql(
                "SELECT side, product_id, attributes, coalesce(sum(gross), 0), coalesce(sum(refund), 0), "
                "coalesce(sum(units), 0), count(*) FROM ("
            ),
            sides,
            Sql(") AS sides GROUP BY side, product_id, attributes"),
        ],
    )


def _side(scope: Scope, query: MetricQuery, place: int) -> Sql:
    values = ", ".join(f"{LINE_PARTS[measure][0]} AS {measure}" for measure in _MEASURES)
    net = metric_of("net_sales")
    return joined(
        "",
        [
            Sql(
                f"SELECT {place} AS side, product_id, attributes, {values} FROM facts_lineitem",
            ),
            history_of(scope, query),
            Sql(" WHERE "),
            conditions_of(scope, query, net, span_of(query, scope.calendar), _KINDS),
            Sql(" AND currency = %s", (scope.currency,)),
        ],
    )
