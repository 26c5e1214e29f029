"""Which rates of tax explain a column of tax amounts: whether it lies inside an amount or comes on top."""

from dataclasses import dataclass

import numpy as np

from connectors.uploads.understanding.ledger import Numbers

# Rates of value added and sales tax in use; half a percent apart at the closest.
RATES = (
    2.1, 2.5, 2.6, 3, 3.7, 3.8, 4, 5, 5.5, 6, 7, 7.25, 7.5, 7.7, 8, 8.1, 8.25, 8.5, 8.875, 9, 9.5, 10, 11, 12, 13, 13.5,
    14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 25.5, 27,
)  # fmt: skip
MOST_RATES = 4
# One cent off, as tax is rounded once a row.
CENT = 0.011
SMALLEST = 1.5


@dataclass(frozen=True)
class TaxFit:
    """Which share of rows the few best rates explain, with the tax on top of an amount or inside it."""

    on_top: float
    inside: float
    rows: int

    @property
    def leaning(self) -> float:
        """Above zero where the tax is inside, below where it comes on top; 0 where that cannot be told."""
        best, gap = max(self.on_top, self.inside), self.inside - self.on_top
        if self.rows < 5 or best < 0.35 or abs(gap) < 0.15:
            return 0.0
        # Receipts of mixed rates fit neither way; the others still tell.
        return (8 if best >= 0.85 else 5) * gap


def fit_rates(tax: Numbers, amount: Numbers) -> TaxFit:
    """Return how well rates of tax explain a column of tax beside an amount."""
    known = (np.abs(tax) > 0) & (np.abs(amount) >= SMALLEST)
    tax, amount = np.abs(tax[known]), np.abs(amount[known])
    # Twelve receipts of the same amount tell no more than one.
    pairs = np.unique(np.round(np.column_stack([tax, amount]), 4), axis=0)
    tax, amount = pairs[:, 0].astype(np.float64), pairs[:, 1].astype(np.float64)
    if not len(tax):
        return TaxFit(0.0, 0.0, 0)
    on_top = [np.abs(tax - amount * rate / 100) <= CENT for rate in RATES]
    inside = [np.abs(tax - amount * rate / (100 + rate)) <= CENT for rate in RATES]
    return TaxFit(_covered(on_top), _covered(inside), len(tax))


def _covered(fits: list["np.typing.NDArray[np.bool_]"]) -> float:
    """Return the share of rows that the few best rates cover."""
    left = np.ones(len(fits[0]), dtype=bool)
    for _round in range(MOST_RATES):
        best = max(fits, key=lambda fit: int((fit & left).sum()))
        # A rate that only a few rows need explains small amounts by chance.
        if (best & left).sum() < max(0.04 * len(left), 1):
            break
        left &= ~best
    return float(1 - left.mean())
