"""Pieces of SQL with their bound values, so that composing a query never mixes the two."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Sql:
    """A text with `%s` where values go, and the values in that order."""

    text: str
    params: tuple[Any, ...] = ()

    def __add__(self, other: "Sql") -> "Sql":
        return Sql(self.text + other.text, self.params + other.params)


def joined(separator: str, parts: Iterable[Sql]) -> Sql:
    """Return the parts in a row, with the separator between them."""
    found = list(parts)
    return Sql(
        separator.join(part.text for part in found),
        tuple(value for part in found for value in part.params),
    )


def wrapped(before: str, inner: Sql, after: str) -> Sql:
    """Return a piece between two constant texts."""
    return Sql(f"{before}{inner.text}{after}", inner.params)
