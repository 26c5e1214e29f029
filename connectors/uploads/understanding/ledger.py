"""The numbers of a file's sample as arrays, and which sums and products hold between its columns."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, product

import numpy as np
import numpy.typing as npt
import polars as pl

from connectors.uploads.cells.values import parse_numbers

Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
# Two cents, for prices that were rounded before they were multiplied.
TOLERANCE = 0.021
# So many rows tell whether a sum holds; more cost time and say the same.
CHECKED = 1_500
HOLDS = 0.95
MOST_CHECKED = 14
FEWEST = 3
# Half of all lines sell no more than that.
MOST_PIECES = 50


@dataclass(frozen=True)
class Sum:
    """`whole` = `part` + the signed terms, in `share` of the `rows` where a term is not zero."""

    whole: str
    part: str
    terms: tuple[tuple[str, int], ...]
    share: float
    rows: int


@dataclass(frozen=True)
class Product:
    """`quantity` × `price` × `scale` = `amount`, in `share` of the rows where the quantity is not one."""

    quantity: str
    price: str
    amount: str
    scale: float
    share: float
    rows: int


@dataclass
class Ledger:
    """Columns of numbers by cell; an empty or unreadable cell is nan."""

    columns: dict[str, Numbers]
    # The columns between which sums and products are looked for; trying all of hundreds would take hours.
    checked: tuple[str, ...] = ()

    @classmethod
    def of(cls, sample: pl.DataFrame, cells: dict[str, bool]) -> "Ledger":
        """Return the ledger of a sample. cells: which columns are numbers, and whether a comma parts their cents."""
        step = max(sample.height // CHECKED, 1)
        few = sample.gather_every(step)
        return cls(
            {
                cell: parse_numbers(few[cell], decimal_comma=comma)
                .cast(pl.Float64)
                .fill_null(float("nan"))
                .to_numpy()
                for cell, comma in cells.items()
            }
        )

    @property
    def _few(self) -> list[str]:
        first = [cell for cell in self.checked if cell in self.columns]
        return [*first, *(cell for cell in self.columns if cell not in first)][:MOST_CHECKED]

    def filled(self, cell: str) -> Numbers:
        """Return a column with zero for what is empty."""
        return np.nan_to_num(self.columns[cell])

    def is_used(self, cell: str) -> bool:
        """Return whether a column holds anything but zeros."""
        return bool(np.any(self.filled(cell) != 0))

    @cached_property
    def products(self) -> list[Product]:
        """All products that hold between three columns, where they say more than 1 × x = x."""
        found = []
        for amount in self._few:
            for one, other in combinations([name for name in self._few if name != amount], 2):
                holds = self._product(one, other, amount)
                if holds is not None:
                    found.append(holds)
        return found

    def _product(self, one: str, other: str, amount: str) -> Product | None:
        a, b, c = self.columns[one], self.columns[other], self.columns[amount]
        known = np.isfinite(a) & np.isfinite(b) & np.isfinite(c) & (c != 0) & (a != 0) & (b != 0)
        if known.sum() < FEWEST:
            return None
        a, b, c = a[known], b[known], c[known]
        for scale in (1.0, 100.0, 0.01, 1000.0):
            close = np.abs(np.abs(a * b) * scale - np.abs(c)) <= TOLERANCE * max(scale, 1.0)
            telling = (np.abs(a) != 1) & (np.abs(b) != 1)
            if scale == 1.0 and telling.sum() < FEWEST:
                return None
            if telling.sum() >= FEWEST and close[telling].mean() >= 0.9:
                quantity, price = self._ordered(one, other)
                if not self._are_pieces(quantity, price):
                    continue
                share = float(close[telling].mean())
                return Product(quantity, price, amount, scale, share, int(telling.sum()))
        return None

    def _are_pieces(self, quantity: str, price: str) -> bool:
        """Return whether one column may count pieces and the other price them; a rate of discount does neither."""
        pieces, prices = self.filled(quantity), self.filled(price)
        pieces, prices = np.abs(pieces[pieces != 0]), prices[prices != 0]
        return bool(np.median(pieces) <= MOST_PIECES and len(np.unique(prices)) >= FEWEST)

    def _ordered(self, one: str, other: str) -> tuple[str, str]:
        """Return which of two factors is the quantity: the whole numbers, the smaller ones."""

        def size(cell: str) -> tuple[float, float]:
            values = np.abs(self.columns[cell])
            values = values[np.isfinite(values)]
            return float(np.mean(values != np.round(values))), float(np.median(values))

        return (one, other) if size(one) <= size(other) else (other, one)

    @cached_property
    def sums(self) -> list[Sum]:
        """The sums of up to two terms that hold between columns: whole = part ± term ± term."""
        used = [cell for cell in self._few if self.is_used(cell)]
        found = []
        for whole, part in combinations(used, 2):
            holds = self.difference(whole, part, [one for one in used if one not in (whole, part)])
            if holds is not None:
                found.append(holds)
        return found

    def difference(self, whole: str, part: str, extras: Sequence[str], most: int = 2) -> Sum | None:
        """Return the shortest sum that leads from one column to another, if there is one."""
        a, b = self.columns[whole], self.columns[part]
        known = np.isfinite(a) & np.isfinite(b) & ((a != 0) | (b != 0))
        if known.sum() < FEWEST:
            return None
        gap = a[known] - b[known]
        terms = {cell: self.filled(cell)[known] for cell in extras}
        return shortest(gap, terms, most, (whole, part))


def shortest(
    gap: Numbers, terms: dict[str, Numbers], most: int, names: tuple[str, str]
) -> Sum | None:
    """Return the fewest signed terms that sum to a gap in nearly all rows; no terms where there is no gap."""
    best: Sum | None = None
    useful = {name: values for name, values in terms.items() if np.any(values != 0)}
    if (np.abs(gap) <= TOLERANCE).mean() >= HOLDS:
        best = Sum(*names, (), float((np.abs(gap) <= TOLERANCE).mean()), len(gap))
        if best.share > 0.999:
            return best
    for size in range(1, most + 1):
        for chosen in combinations(useful, size):
            if size > 1 and not _may_sum(gap, chosen, useful):
                continue
            for signs in product((1, -1), repeat=size):
                rest = gap - sum(s * useful[name] for s, name in zip(signs, chosen, strict=True))
                share = float((np.abs(rest) <= TOLERANCE).mean())
                support = np.logical_or.reduce([useful[name] != 0 for name in chosen])
                if share < HOLDS or not _each_counts(rest, chosen, useful):
                    continue
                if best is None or share > best.share + 0.005:
                    named = tuple(zip(chosen, signs, strict=True))
                    best = Sum(*names, named, share, int(support.sum()))
        if best is not None and best.share > 0.98:
            break
    return best


def _may_sum(gap: Numbers, chosen: Iterable[str], terms: dict[str, Numbers]) -> bool:
    """Return whether terms are large enough together to fill a gap: a quick no for most of them."""
    reach = sum(np.abs(terms[name]) for name in chosen)
    return bool((np.abs(gap) <= reach + TOLERANCE).mean() >= HOLDS)


def _each_counts(rest: Numbers, chosen: Iterable[str], terms: dict[str, Numbers]) -> bool:
    """Return whether the sum holds where each of its terms is not zero, and not only where all are."""
    for name in chosen:
        here = np.abs(terms[name]) > TOLERANCE
        if not here.any() or (np.abs(rest[here]) <= TOLERANCE).mean() < 0.85:
            return False
    return True
