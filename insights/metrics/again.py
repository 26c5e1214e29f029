"""Computes a figure again from its recipe: for its receipt, and to see whether it still holds."""

from collections.abc import Callable, Mapping, Sequence
from typing import cast, get_args

from edge.merchants.models import Merchant
from insights.metrics import derive
from insights.metrics.factors import factors_of
from insights.metrics.figure import Factor, Figure, How
from insights.metrics.ground import Ground
from insights.metrics.lift import lift_figure
from insights.metrics.like_changes import like_figure
from insights.metrics.query import measure_many
from insights.metrics.tokens import Recipe


def recompute(
    merchant: Merchant, recipe: Recipe, *, watermark_now: int, as_of_now: bool = False
) -> Figure:
    """Return the figure of a recipe, read from the books as of its watermark, or as they are now."""
    leaves = recipe.measured
    found: dict[int, Figure] = {}
    for watermark in {leaf.watermark for leaf in leaves}:
        chosen = [index for index, leaf in enumerate(leaves) if leaf.watermark == watermark]
        queries = [
            leaf.query
            for index, leaf in enumerate(leaves)
            if index in chosen and leaf.query is not None
        ]
        at = None if as_of_now or watermark == watermark_now else watermark
        found |= dict(zip(chosen, measure_many(merchant, queries, watermark=at), strict=True))
    measured = [found[index] for index in range(len(leaves))]
    return _computed(merchant, recipe, measured)


def _factor(merchant: Merchant, how: How, leaves: Sequence[Figure]) -> Figure:
    """Return a factor's effect; where a side has become zero meanwhile there is none, and it has no value."""
    wanted = cast(Factor, how)
    ground = Ground.below(merchant, (leaves[0], leaves[1]))
    found = factors_of(merchant, leaves, ground, wanted)
    return found.get(wanted) or derive.worked_out(merchant, how, leaves, None)


_WORKED_OUT: Mapping[How, Callable[[Merchant, How, Sequence[Figure]], Figure]] = {
    **dict.fromkeys(get_args(Factor), _factor),
    "like_changes": like_figure,
    "as_large": like_figure,
    "lift": lift_figure,
    "lift_low": lift_figure,
}


def _computed(merchant: Merchant, recipe: Recipe, measured: list[Figure]) -> Figure:
    """Return the figure, taking the measured parts from the front of the list."""
    if recipe.how == "measured":
        return measured.pop(0)
    parts = [_computed(merchant, part, measured) for part in recipe.of]
    if recipe.how in _WORKED_OUT:
        return _WORKED_OUT[recipe.how](merchant, recipe.how, parts)
    if recipe.how == "mean":
        return derive.mean(merchant, parts)
    if recipe.how == "sum":
        return derive.total(merchant, parts)
    if recipe.how == "rest":
        return derive.rest(merchant, parts[0], parts[1:])
    if recipe.how == "per_day":
        return derive.per_day(merchant, parts[0], recipe.days or 1)
    if recipe.how == "ratio":
        return derive.ratio(merchant, parts[0], parts[1], recipe.unit)
    of_two = {
        "change": derive.change,
        "growth": derive.growth,
        "share": derive.share,
        "less": derive.less,
        "effect": derive.effect,
    }
    return of_two[recipe.how](merchant, *parts[:2])
