"""The SQL of a number as a person reads it; shown, never run."""

from django.db import connection

from insights.metrics.figure import MetricQuery
from insights.metrics.sql_filters import Scope
from insights.metrics.sql_groups import explained


def sql_text(scope: Scope, query: MetricQuery) -> str:
    """Return the query of one number with its values in their places."""
    sql = explained(scope, query)
    text: str = connection.ops.compose_sql(sql.text, sql.params)  # type: ignore[attr-defined]  # PostgreSQL's own
    return text
