"""Many questions under names of their own, answered by one statement."""

from collections.abc import Mapping
from dataclasses import dataclass

from edge.merchants.models import Merchant
from insights.metrics.figure import Figure, MetricQuery, Series
from insights.metrics.query import compute


@dataclass(frozen=True)
class Answers:
    """What was read, by the name under which it was asked."""

    found: Mapping[str, Figure | Series]

    def figure(self, name: str) -> Figure:
        """Return the figure of that name; TypeError where a series was asked for."""
        answer = self.found[name]
        if not isinstance(answer, Figure):
            raise TypeError(f"{name} was asked as a series")
        return answer

    def series(self, name: str) -> Series:
        """Return the series of that name; TypeError where a figure was asked for."""
        answer = self.found[name]
        if not isinstance(answer, Series):
            raise TypeError(f"{name} was asked as one figure")
        return answer

    def figures(self, prefix: str) -> list[Figure]:
        """Return the figures whose names begin with `prefix` and a dot, in the order asked."""
        return [self.figure(name) for name in self.found if name.startswith(f"{prefix}.")]

    def all_series(self, prefix: str) -> list[Series]:
        """Return the series whose names begin with `prefix` and a dot, in the order asked."""
        return [self.series(name) for name in self.found if name.startswith(f"{prefix}.")]


def ask(merchant: Merchant, queries: Mapping[str, MetricQuery]) -> Answers:
    """Return the answers to all queries, read at one moment of the books by one statement."""
    return Answers(dict(zip(queries, compute(merchant, list(queries.values())), strict=True)))
