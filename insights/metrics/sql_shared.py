"""Reads the lines of a product or category once where several questions of one statement are about the same ones."""

from insights.metrics.figure import Filter, MetricQuery
from insights.metrics.sql_filters import LINES, Scope, condition
from insights.metrics.sql_rows import Span, reads_lines, span_of
from insights.metrics.sql_text import Sql, joined

SHARED = "shared_lines"
# Fewer questions are answered as quickly one by one.
_FEWEST = 3
# Conditions that need more than the line itself.
_WIDER = frozenset({"pair", "customer_group"})


def shared_lines(scope: Scope, queries: list[MetricQuery]) -> Sql:
    """Return the WITH clause that reads the lines which all these queries stand on, or nothing where few share any.

    Each query keeps its own conditions, so that the clause never changes an answer.
    """
    asked = [query for query in queries if query.by != "pair" and reads_lines(scope, query)]
    if len(asked) < _FEWEST:
        return Sql("")
    common = [given for given in asked[0].filters if _is_common(given, asked)]
    if not common:
        return Sql("")
    spans = list(dict.fromkeys(span_of(query, scope.calendar) for query in asked))
    days = joined(" OR ", (_days(span) for span in spans))
    whole = (min(span.first for span in spans), max(span.last for span in spans))
    conditions = [
        scope.live,
        joined("", [Sql("("), days, Sql(")")]),
        *(condition(scope, given, whole) for given in common),
    ]
    return joined(
        "",
        [
            Sql(f"WITH {SHARED} AS MATERIALIZED (SELECT * FROM {LINES} WHERE "),
            joined(" AND ", conditions),
            Sql(") "),
        ],
    )


def _is_common(given: Filter, asked: list[MetricQuery]) -> bool:
    return given.dimension not in _WIDER and all(given in query.filters for query in asked)


def _days(span: Span) -> Sql:
    return Sql("business_date BETWEEN %s AND %s", (span.first, span.last))
