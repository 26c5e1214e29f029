"""What number of sales, items, prices and mix each make of a change, as figures that add up to it, to the cent."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from edge.lib.money import exponent, round_money
from edge.merchants.models import Merchant
from insights.metrics import derive
from insights.metrics.decompose import (
    Pair,
    Terms,
    by_factors,
    by_factors_of_parts,
    rounded,
    within,
)
from insights.metrics.figure import Factor, Figure
from insights.metrics.ground import Ground, Sold, Variant

_ZERO = Decimal(0)
# A factor that is taken apart further, and into what.
_PARTS: dict[Factor, tuple[Factor, Factor]] = {
    "by_count": ("by_days", "by_pace"),
    "by_price_mix": ("by_price", "by_mix"),
}


@dataclass(frozen=True)
class _Level:
    """A total as the product of its factors: what each is called, and its values now and then."""

    total: Pair
    factors: dict[Factor, Pair]
    change: Decimal
    digits: int

    def effects(self) -> dict[Factor, Decimal]:
        """Return what each factor makes of the change; nothing where a side is zero and no factor can tell."""
        if min(*self.total, *(value for pair in self.factors.values() for value in pair)) <= 0:
            return {}
        terms = by_factors(self.total, list(self.factors.values()))
        shown = rounded(terms.effects, self.change, self.digits)
        return dict(zip(self.factors, shown, strict=True))

    def split(self, factor: Factor, first: Decimal) -> dict[Factor, Decimal]:
        """Return a factor's two parts: the first, worked out in the factor's own unit, and what is left."""
        effect = self.effects()[factor]
        exact = within(self.total, self.factors[factor], Terms((first,))).effects[0]
        shown = rounded((exact, effect - exact), effect, self.digits)
        return dict(zip(_PARTS[factor], shown, strict=True))


def factors_of(
    merchant: Merchant, leaves: Sequence[Figure], ground: Ground, wanted: Factor | None = None
) -> dict[Factor, Figure]:
    """Return each factor's effect on a total; empty where a side is zero. Those that are one level add up exactly.

    leaves: now and then of the total, of the number of sales, of the units where the books know them. The total is
    gross sales, the average sale, the units, or the number of sales itself. wanted: only what this one needs is read.
    """
    level = _level(leaves)
    found = level.effects() if level else {}
    if not level or not found:
        return {}
    if "by_count" in found and wanted in (None, "by_count", "by_days", "by_pace"):
        found |= level.split("by_count", _by_days(ground))
    if "by_price_mix" in found and wanted in (None, "by_price_mix", "by_price", "by_mix"):
        found |= level.split("by_price_mix", _by_price(ground))
    return {
        how: derive.worked_out(merchant, how, leaves, _as_unit(value, leaves[0]))
        for how, value in found.items()
        if wanted in (None, how)
    }


def _level(leaves: Sequence[Figure]) -> _Level | None:
    """Return the total and its factors; None where something is not known."""
    if any(figure.value is None for figure in leaves):
        return None
    pairs = [
        (Decimal(now.value or 0), Decimal(then.value or 0))
        for now, then in zip(leaves[::2], leaves[1::2], strict=True)
    ]
    total, sales = pairs[0], pairs[min(1, len(pairs) - 1)]
    each = _over(pairs[2], sales) if len(pairs) > 2 else None
    factors: dict[Factor, Pair]
    match leaves[0].metric:
        case "gross_sales" if each:
            factors = {
                "by_count": sales,
                "by_items": each,
                "by_price_mix": _over(total, pairs[2]),
            }
        case "gross_sales":
            factors = {"by_count": sales, "by_average": _over(total, sales)}
        case "average_sale" if each:
            factors = {"by_items": each, "by_price_mix": _over(total, each)}
        case "units":
            factors = {"by_count": sales, "by_items": _over(total, sales)}
        case "sales_count":
            factors = {"by_count": sales}
        case _:
            return None
    change, digits = _shown(total, leaves[0])
    return _Level(total, factors, change, digits)


def _over(upper: Pair, lower: Pair) -> Pair:
    now, then = (one / other if other else _ZERO for one, other in zip(upper, lower, strict=True))
    return now, then


def _shown(total: Pair, figure: Figure) -> tuple[Decimal, int]:
    """Return the change as it is shown, and its digits: a currency's own, and as many as quantities have."""
    change = total[0] - total[1]
    if figure.unit == "money" and figure.currency:
        return round_money(change, figure.currency), exponent(figure.currency)
    digits = -int(change.normalize().as_tuple().exponent)
    return change, max(digits, 0)


def _as_unit(value: Decimal, figure: Figure) -> Decimal | int:
    return int(value) if figure.unit != "money" and value == int(value) else value


def _by_days(ground: Ground) -> Decimal:
    """Return how many sales more or fewer there were because of other days of trade, weekday by weekday."""
    parts = []
    only_once = _ZERO
    for weekday in ground.weekdays.values():
        if all(weekday.days):
            parts.append((weekday.sales, (weekday.days, _over(weekday.sales, weekday.days))))
        else:
            only_once += weekday.sales[0] - weekday.sales[1]
    return by_factors_of_parts(parts, 2).effects[0] + only_once


def _by_price(ground: Ground) -> Decimal:
    """Return how much more or less an item brought because the same products were sold at other prices."""
    sides = ground.products
    units = [sum((sold.units for sold in side.values()), _ZERO) for side in sides]
    parts = (
        _priced(sides[0][variant], sides[1][variant], units)
        for variant in sorted(sides[0].keys() & sides[1].keys(), key=_by_name)
        if _has_price(sides[0][variant]) and _has_price(sides[1][variant])
    )
    return by_factors_of_parts(parts, 2).effects[0] if all(units) else _ZERO


def _by_name(variant: Variant) -> tuple[int, str]:
    # The order of sums is kept, so that the same books give the same last digit.
    return variant[0] or 0, variant[1]


def _has_price(sold: Sold) -> bool:
    return sold.gross > 0 and sold.units > 0


def _priced(now: Sold, then: Sold, units: Sequence[Decimal]) -> tuple[Pair, tuple[Pair, Pair]]:
    """Return what a variant adds to the price of an average item: its own price times its share of all items."""
    prices = (now.gross / now.units, then.gross / then.units)
    shares = (now.units / units[0], then.units / units[1])
    return (now.gross / units[0], then.gross / units[1]), (prices, shares)


def lines_tell(ground: Ground, gross: Pair) -> bool:
    """Return whether the lines hold what was sold, so that items and prices can be told of it."""
    sides: Sequence[dict[Variant, Sold]] = ground.products
    told = [sum((sold.gross for sold in side.values()), _ZERO) for side in sides]
    return all(
        own and whole and abs(own - whole) <= whole * _TOLD
        for own, whole in zip(told, gross, strict=True)
    )


# A discount or a rounding may stand beside the lines; more than this, and they tell another story.
_TOLD = Decimal("0.05")
