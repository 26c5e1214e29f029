"""Which figures of the chat a role may see: what one measures, and what it is split and narrowed by."""

from collections.abc import Iterable

from edge.merchants.models import Role
from edge.merchants.roles import may_see_metric
from insights.metrics.figure import Figure


def may_see(role: Role, metric: str, dimensions: Iterable[str]) -> bool:
    """Return whether a role may see a metric that is split or narrowed by these dimensions."""
    return all(may_see_metric(role, metric, by) for by in (None, *dimensions))


def may_see_figure(role: Role, figure: Figure) -> bool:
    """Return whether a role may see a figure, and every figure that it is computed from."""
    query = figure.query
    dimensions = [given.dimension for given in query.filters] + ([query.by] if query.by else [])
    metrics = {figure.metric, query.metric}
    return all(may_see(role, metric, dimensions) for metric in metrics) and all(
        may_see_figure(role, part) for part in (*figure.of, *figure.others)
    )
