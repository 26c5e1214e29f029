"""Money: whole minor units with an ISO 4217 code; two currencies are never added."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Self

# ISO 4217: the currencies whose minor unit is not a hundredth.
_EXPONENTS = {
    code: digits
    for digits, codes in {
        0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
        3: "BHD IQD JOD KWD LYD OMR TND",
        4: "CLF UYW",
    }.items()
    for code in codes.split()
}


class CurrencyMismatch(ValueError):
    """Two amounts of different currencies were to be added or compared."""


def exponent(currency: str) -> int:
    """Return how many decimal digits the currency's minor unit has: 2 for EUR, 0 for JPY, 3 for KWD."""
    return _EXPONENTS.get(currency.upper(), 2)


def to_minor(amount: Decimal | str | int, currency: str) -> int:
    """Return an amount of major units in minor ones, rounded half up (away from zero)."""
    scaled = Decimal(amount).scaleb(exponent(currency))
    return int(scaled.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def to_decimal(minor: int, currency: str) -> Decimal:
    """Return minor units as major ones, with the currency's own number of decimals."""
    return Decimal(minor).scaleb(-exponent(currency))


def round_money(amount: Decimal, currency: str) -> Decimal:
    """Return an amount of major units with the currency's own number of decimals, rounded half up."""
    return to_decimal(to_minor(amount, currency), currency)


@dataclass(frozen=True, order=False)
class Money:
    """An amount in minor units of one currency."""

    minor: int
    currency: str

    def _same(self, other: Self) -> None:
        if other.currency != self.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency} do not add up")

    def __add__(self, other: Self) -> "Money":
        self._same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: Self) -> "Money":
        self._same(other)
        return Money(self.minor - other.minor, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __lt__(self, other: Self) -> bool:
        self._same(other)
        return self.minor < other.minor

    @property
    def amount(self) -> Decimal:
        """The amount in major units."""
        return to_decimal(self.minor, self.currency)

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"
