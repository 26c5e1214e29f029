"""A file's columns looked at once: what their values are like, which numbers they hold."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import polars as pl

from connectors.uploads.cells.profile import profile
from connectors.uploads.interpreting.fields import NUMBERS, Field
from connectors.uploads.understanding.candidates import Column
from connectors.uploads.understanding.ledger import Ledger, Numbers
from connectors.uploads.understanding.meanings import families

HALF = 0.5
NAMED = 0.6
# What a cell is like shows in its beginning; a novel in one would take its time.
LONGEST = 300
WholeColumn = Callable[[str], pl.Series]


@dataclass
class Look:
    """A file's columns looked at once, for as many readings as are asked of it."""

    sample: pl.DataFrame
    names: tuple[str, ...]
    # Gives the texts of a column over all rows, in the file's order; a sample leaves some things open.
    whole: WholeColumn
    # How many decimal places the merchant's currency has.
    places: int = 2
    # Whether anybody pays fractions of the currency's unit.
    has_coins: bool = True
    _wholes: dict[str, pl.Series] = field(default_factory=dict)

    def __post_init__(self) -> None:
        texts = pl.col(pl.String).str.slice(0, LONGEST)
        self.sample = self.sample.with_columns(texts)

    def all_of(self, cell: str) -> pl.Series:
        """Return one column of all rows."""
        if cell not in self._wholes:
            self._wholes[cell] = self.whole(cell).str.slice(0, LONGEST)
        return self._wholes[cell]

    @cached_property
    def columns(self) -> list[Column]:
        """The columns with what their values are like."""
        cells = [f"c{at}" for at in range(len(self.names))]
        looks = [profile(self.sample[cell]) for cell in cells]
        # Times and days have marks of their own.
        sure = [
            one.decimal_comma
            for one in looks
            if one.decimal_is_sure and one.is_number and not one.is_moment and not one.times
        ]
        consensus = sum(sure) * 2 > len(sure) if sure else None
        found = []
        for cell, name, looked in zip(cells, self.names, looks, strict=True):
            mark = self._mark(cell, consensus)
            if looked.is_number and not looked.decimal_is_sure and mark is not None:
                looked = profile(self.sample[cell], decimal_comma=mark)
            if len(looked.moments) > 1:
                looked = replace(looked, moments=profile(self.all_of(cell)).moments)
            found.append(Column(cell, name, looked))
        return found

    def _mark(self, cell: str, consensus: bool | None) -> bool | None:
        """Return whether a comma parts the cents where the column itself does not tell."""
        if not self.has_coins:
            # 43.000 is a price of forty-three thousand where nobody has coins.
            return None
        if consensus is None and self.places == 3:
            # Three digits after the mark are the fraction that such a currency has.
            return bool(self.sample[cell].str.contains(r",\d{3}\D*$").any())
        return consensus

    @cached_property
    def families(self) -> dict[str, list[str]]:
        """Columns that are parts of one amount, by the first of them."""
        return families(self.columns, self._numbers)

    def _named_first(self) -> tuple[str, ...]:
        """The cells of columns of numbers, those that are called amounts before those without a known name."""

        def rank(column: Column) -> tuple[bool, bool]:
            is_named = any(one.field in NUMBERS and one.score >= NAMED for one in column.matches)
            return not is_named, not column.profile.has_fractions

        return tuple(one.cell for one in sorted(self.columns, key=rank))

    @cached_property
    def _numbers(self) -> Ledger:
        numbers = {
            one.cell: one.profile.decimal_comma
            for one in self.columns
            # A column that the merchant calls an amount is one, though half of it cannot be read.
            if one.profile.numbers >= HALF and not one.profile.is_moment
        }
        return Ledger.of(self.sample, numbers)

    @cached_property
    def ledger(self) -> Ledger:
        """The numbers of the sample; of a family the sum."""
        ledger = Ledger(dict(self._numbers.columns), self._named_first())
        for first, several in self.families.items():
            parts = [ledger.columns.pop(cell) for cell in several if cell in ledger.columns]
            if parts:
                ledger.columns[first] = _total(parts)
        return ledger

    @cached_property
    def taxed(self) -> Numbers | None:
        """What is taxed, from taxes in columns whose names say the rates; None where there are none."""
        numbers = {one.cell: one for one in self.columns}
        for several in self.families.values():
            rates = [_rate_in(numbers[cell].name) for cell in several]
            is_tax = all(numbers[cell].says(Field.TAX) >= 0.6 for cell in several)
            if not is_tax or not all(rates):
                continue
            commas = {cell: numbers[cell].profile.decimal_comma for cell in several}
            taxes = Ledger.of(self.sample, commas)
            return _total(
                [
                    taxes.columns[cell] * 100 / rate
                    for cell, rate in zip(several, rates, strict=True)
                ]
            )
        return None


def _rate_in(name: str) -> float:
    """Return the rate that a column's name says, 0 for none."""
    found = re.search(r"(\d{1,2}(?:[.,]\d{1,3})?)\s*%?", name)
    return float(found[1].replace(",", ".")) if found else 0.0


def _total(parts: list[Numbers]) -> Numbers:
    known = np.any([np.isfinite(one) for one in parts], axis=0)
    return np.where(known, np.sum([np.nan_to_num(one) for one in parts], axis=0), np.nan)


@dataclass(frozen=True)
class Shop:
    """What of a merchant bears on how their files read."""

    currency: str
    country: str
