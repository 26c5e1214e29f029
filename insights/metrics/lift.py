"""How much oftener two things go together than chance would have it, and how sure that is."""

import math
from collections.abc import Sequence
from decimal import Decimal

from edge.merchants.models import Merchant
from insights.metrics import derive
from insights.metrics.figure import Figure, How

# Standard deviations of a 95 % interval.
_Z = 1.96
_DIGITS = Decimal("0.0001")


def lifts(merchant: Merchant, of: Sequence[Figure]) -> tuple[Figure, Figure]:
    """Return the lift of two things and its lower bound.

    of: the sales that hold both, the first, the second, and all.
    """
    return lift_figure(merchant, "lift", of), lift_figure(merchant, "lift_low", of)


def lift_figure(merchant: Merchant, how: How, of: Sequence[Figure]) -> Figure:
    """Return the lift, or the lower end of its 95 % interval, of the sales of both, the first, the second, and all."""
    both, first, second, whole = (float(figure.value or 0) for figure in of)
    value: Decimal | None = None
    if both and first and second and whole:
        lift = both * whole / (first * second)
        if how == "lift_low":
            # The logarithm of a ratio of two shares; the terms that would narrow it further are left out.
            spread = math.sqrt(max(1 / both - 1 / first, 0.0) + max(1 / second - 1 / whole, 0.0))
            lift = math.exp(math.log(lift) - _Z * spread)
        value = Decimal(lift).quantize(_DIGITS)
    return derive.worked_out(merchant, how, of, value, "factor")
