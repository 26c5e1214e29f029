"""Decides which of day and month comes first in a column of dates, or asks."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import polars as pl
from babel.dates import format_date
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from connectors.uploads.cells.profile import Profile
from connectors.uploads.cells.shares import mean_of
from connectors.uploads.cells.values import parse_moments
from connectors.uploads.interpreting.reading import ColumnReading, Question

# A wrong order makes days jump to and fro: many times as far as the right one.
MUCH_STEADIER = 3.0
# A share of days to come that only a wrong order explains.
MOSTLY_AHEAD = 0.3
MONTH_FIRST = frozenset({"US", "PH", "FM", "PW", "MH", "BZ"})
LABELS = {
    "dmy": gettext_lazy("Day first"),
    "mdy": gettext_lazy("Month first"),
    "ymd": gettext_lazy("Year first"),
}


@dataclass(frozen=True)
class DayOrder:
    """A column of days with its order settled; `question` where both orders fit equally well."""

    column: ColumnReading
    question: Question | None = None


def settle_day_order(
    column: ColumnReading,
    found: Profile,
    days: pl.Series,
    answers: Mapping[str, str],
    country: str = "",
) -> DayOrder:
    """Choose between 3 April and 4 March by how the days run on. days: the texts of the whole column.

    country: where the shop is; its habit is only the likelier answer to the question.
    """
    orders = found.moments
    if not orders:
        return DayOrder(replace(column, formats=(found.serial,) if found.serial else ()))
    if len(orders) == 1:
        return DayOrder(replace(column, formats=next(iter(orders.values()))))
    if answers.get("day_order") in orders:
        formats = orders[answers["day_order"]]
        return DayOrder(replace(column, formats=formats, reason=_("as you said")))
    parsed = {order: parse_moments(days, formats) for order, formats in orders.items()}
    wander = {order: _wander(moments) for order, moments in parsed.items()}
    ahead = {order: share_ahead(moments) for order, moments in parsed.items()}
    best, second = sorted(wander, key=lambda order: wander[order])[:2]
    column = replace(column, formats=orders[best])
    if ahead[best] > MOSTLY_AHEAD and not ahead[second]:
        best, second = second, best
        column = replace(column, formats=orders[best])
    if ahead[second] > MOSTLY_AHEAD and not ahead[best]:
        reason = _("in the other order most days would be still to come")
        return DayOrder(replace(column, reason=reason))
    if wander[second] >= wander[best] * MUCH_STEADIER + 1:
        reason = _("day and month as they run on from line to line")
        return DayOrder(replace(column, reason=reason))
    if _are_the_same(days, orders[best], orders[second]):
        return DayOrder(column)
    habit = "mdy" if country in MONTH_FIRST else "dmy"
    if second == habit:
        best, second = second, best
        column = replace(column, formats=orders[best])
    text = _("In “%(name)s”, is %(example)s day first or month first?")
    example = _telling(days, orders[best], orders[second])
    question = Question(
        "day_order",
        text % {"name": column.name, "example": example},
        tuple((order, _label(order, example, orders[order])) for order in (best, second)),
    )
    return DayOrder(column, question)


def _wander(moments: pl.Series) -> float:
    """Return how far the days of a column wander: the sum of steps between neighbours, in days."""
    known = moments.drop_nulls().dt.replace_time_zone(None)
    steps = known.diff().abs().dt.total_seconds()
    return float(steps.sum() or 0) / 86_400


def share_ahead(moments: pl.Series) -> float:
    """Return the share of moments that are still to come: a booking is one, a file of sales is not."""
    known = moments.drop_nulls().dt.replace_time_zone(None)
    soon = datetime.now(UTC).replace(tzinfo=None) + timedelta(days=2)
    return mean_of(known > soon)


def _label(order: str, example: str, formats: tuple[str, ...]) -> str:
    """Return an order in words, with the day that the example would be."""
    [moment] = parse_moments(pl.Series([example]), formats).to_list()
    if moment is None:
        return str(LABELS[order])
    locale = (get_language() or "en").replace("-", "_")
    return f"{LABELS[order]}: {format_date(moment, 'd MMMM y', locale=locale)}"


def _are_the_same(days: pl.Series, one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return bool((parse_moments(days, one) == parse_moments(days, other)).all())


def _telling(days: pl.Series, one: tuple[str, ...], other: tuple[str, ...]) -> str:
    """Return a cell that the two orders read differently."""
    known = days.drop_nulls()
    differ = known.filter(parse_moments(known, one) != parse_moments(known, other))
    return str(differ[0]) if len(differ) else str(known[0])
