"""Signed tokens: a figure as a page carries it, bound to one merchant, from which its receipt is computed again."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from django.core import signing

from edge.lib.errors import NotFound
from edge.merchants.models import Merchant
from insights.metrics.codec import decode, encode
from insights.metrics.figure import Figure, How, MetricQuery, Unit

# How much of a figure's id its token carries.
MARK = 6


@dataclass(frozen=True)
class Recipe:
    """How to compute a figure again: read from the books as of a watermark, or computed from others.

    mark: the end of the figure's id, by which a figure computed under other rules is known; empty for its parts.
    """

    how: How
    query: MetricQuery | None = None
    watermark: int = 0
    of: tuple["Recipe", ...] = ()
    unit: Unit = "fraction"
    days: int | None = None
    mark: str = ""

    @property
    def measured(self) -> tuple["Recipe", ...]:
        """The parts that are read from the books, in order."""
        if self.how == "measured":
            return (self,)
        return tuple(leaf for part in self.of for leaf in part.measured)

    @property
    def asked(self) -> set[tuple[str, str | None]]:
        """Each metric with each dimension that it is narrowed by: what a role must be allowed to see."""
        queries = [leaf.query for leaf in self.measured if leaf.query is not None]
        plain: set[tuple[str, str | None]] = {(query.metric, None) for query in queries}
        return plain | {
            (query.metric, given.dimension) for query in queries for given in query.filters
        }


def token(merchant: Merchant, figure: Figure) -> str:
    """Return the signed token of a figure; it holds no value, for the receipt computes that anew."""
    return _signer(merchant).sign_object([figure.id[-MARK:], *_written(figure)], compress=True)


def recipe_of(figure: Figure) -> Recipe:
    """Return how a figure is computed again."""
    return replace(_read(_written(figure)), mark=figure.id[-MARK:])


def open_token(merchant: Merchant, given: str) -> Recipe:
    """Return what a token says; NotFound where it was not made for this merchant, or by us."""
    try:
        mark, *written = _signer(merchant).unsign_object(given)
        return replace(_read(written), mark=mark)
    except (signing.BadSignature, ValueError) as error:
        raise NotFound(
            "There is no such figure.", log_text=f"a foreign or broken token: {error}"
        ) from error


def _signer(merchant: Merchant) -> signing.Signer:
    # The merchant is part of the salt: another merchant's token does not verify.
    return signing.Signer(salt=f"figure:{merchant.public_id}")


def _written(figure: Figure) -> list[Any]:
    if figure.how == "measured":
        return ["measured", figure.watermark, *encode(figure.query)]
    return [figure.how, figure.unit, figure.days, *(_written(part) for part in figure.of)]


def _read(values: Sequence[Any]) -> Recipe:
    how = cast(How, values[0])
    if how == "measured":
        return Recipe(how, decode(values[2:]), values[1])
    return Recipe(how, of=tuple(_read(part) for part in values[3:]), unit=values[1], days=values[2])
