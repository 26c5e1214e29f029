"""Takes a change apart, exactly: log-mean Divisia index (LMDI-I), additive, without a remainder; pure arithmetic.

A total that is a product of factors, x = f₁ · f₂ · …, changes by Σ L(x₁, x₀) · ln(fᵢ₁ / fᵢ₀), where L is the
logarithmic mean: each factor has its own share of the change, the shares add up to all of it, and swapping the two
periods turns every sign. Where a total is zero on one side no logarithm exists; what appears or vanishes is a term of
its own, and so is what is negative.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Context, Decimal, localcontext
from math import log1p

# Now and then.
Pair = tuple[Decimal, Decimal]
_ZERO = Decimal(0)
# A cent of a sum of billions is sixteen digits long; so many more keep thousands of logarithms exact beyond a cent.
_EXACT = Context(prec=28)


@dataclass(frozen=True)
class Terms:
    """What makes a change: one effect for each factor, then what appeared, what vanished, and what has no logarithm."""

    effects: tuple[Decimal, ...]
    new: Decimal = _ZERO
    vanished: Decimal = _ZERO
    other: Decimal = _ZERO

    @property
    def all(self) -> tuple[Decimal, ...]:
        """Every term in order; together they are the change."""
        return (*self.effects, self.new, self.vanished, self.other)

    def times(self, scale: Decimal) -> "Terms":
        """Return the terms in another unit."""
        *effects, new, vanished, other = (term * scale for term in self.all)
        return Terms(tuple(effects), new, vanished, other)


def log_mean(one: Decimal, other: Decimal) -> Decimal:
    """Return the logarithmic mean of two positive numbers: (a − b) / ln(a / b), or a where they are equal."""
    with localcontext(_EXACT):
        growth = _log(one, other)
        # Where the logarithm cannot tell them apart, any mean is the same.
        return (one - other) / growth if growth else (one + other) / 2


def _log(one: Decimal, other: Decimal) -> Decimal:
    """Return the logarithm of a ratio to sixteen digits, the opposite one for the opposite ratio.

    Decimal's own is ten times as slow and no better: what these digits lack, in billions, is far less than a cent.
    """
    if one == other:
        return _ZERO
    more, less = (one, other) if one > other else (other, one)
    growth = log1p(float((more - less) / less))
    return Decimal(growth if one > other else -growth)


def by_factors(total: Pair, factors: Sequence[Pair]) -> Terms:
    """Return what each factor makes of the change of a total that is their product."""
    now, then = total
    nothing = (_ZERO,) * len(factors)
    if not now and not then:
        return Terms(nothing)
    if not then:
        return Terms(nothing, new=now)
    if not now:
        return Terms(nothing, vanished=-then)
    if min(now, then, *(value for factor in factors for value in factor)) <= 0:
        return Terms(nothing, other=now - then)
    with localcontext(_EXACT):
        logs = [_log(one, other) for one, other in factors[:-1]]
        growth = _log(now, then)
        # The last factor is what the others leave of the total: those that were divided out are not exact themselves.
        logs.append(growth - sum(logs, _ZERO))
        weight = (now - then) / growth if growth else (now + then) / 2
        return Terms(tuple(weight * log for log in logs))


def by_factors_of_parts(parts: Iterable[tuple[Pair, Sequence[Pair]]], count: int) -> Terms:
    """Return the same for a total that is a sum of products: each part's terms, added up.

    parts: each part's total with its factors; count: how many factors each part has.
    """
    effects = [_ZERO] * count
    new = vanished = other = _ZERO
    with localcontext(_EXACT):
        for total, factors in parts:
            terms = by_factors(total, factors)
            effects = [sum_ + own for sum_, own in zip(effects, terms.effects, strict=True)]
            new, vanished, other = new + terms.new, vanished + terms.vanished, other + terms.other
    return Terms(tuple(effects), new, vanished, other)


def within(effect_of: Pair, factor: Pair, terms: Terms) -> Terms:
    """Return a factor's own terms as parts of what that factor makes of a total's change.

    effect_of: the total; factor: one of its factors, whose change is the sum of `terms`.
    """
    with localcontext(_EXACT):
        return terms.times(log_mean(*effect_of) / log_mean(*factor))


def rounded(terms: Sequence[Decimal], total: Decimal, digits: int = 2) -> tuple[Decimal, ...]:
    """Return terms with so many decimals that sum exactly to the total, each less than one last digit from its value.

    Each is cut towards zero; the digits that then lack go where most was cut off (largest remainder). So the result of
    the opposite change is the opposite result. Raises ValueError where the terms are not the total's.
    """
    step = Decimal(1).scaleb(-digits)
    with localcontext(_EXACT):
        cut = [term.quantize(step, rounding=ROUND_DOWN) for term in terms]
        lacking = int((total.quantize(step) - sum(cut, _ZERO)) / step)
        sign = 1 if lacking > 0 else -1
        left = [(term - short) * sign for term, short in zip(terms, cut, strict=True)]
        if abs(lacking) > len(cut):
            raise ValueError(f"{terms} are not the parts of {total}")
        order = sorted(range(len(cut)), key=lambda place: (-left[place], place))
        for place in order[: abs(lacking)]:
            cut[place] += sign * step
    # Nothing has no sign.
    return tuple(term + 0 for term in cut)
