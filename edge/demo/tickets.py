"""A day's tickets in columns: sales, their lines, failed cards and what is given back."""

from dataclasses import dataclass, fields

from edge.demo.conditions import Ints

CASH, CARD = 0, 1
EAT_IN, TAKE_AWAY = 0, 1


@dataclass(frozen=True)
class Columns:
    """Columns of equal length."""

    def __len__(self) -> int:
        return len(getattr(self, fields(self)[0].name))


@dataclass(frozen=True)
class Sales(Columns):
    """The day's sales in the order of time; amounts in cents, `second` on the wall clock."""

    second: Ints
    shop: Ints
    staff: Ints
    customer: Ints  # -1 where nobody knows
    method: Ints
    channel: Ints
    country: Ints
    amount: Ints
    tip: Ints
    fee: Ints
    number: Ints


@dataclass(frozen=True)
class Lines(Columns):
    """The lines of the day's sales; `sale` is an index of Sales, `vat` a percentage."""

    sale: Ints
    item: Ints
    size: Ints
    milk: Ints
    quantity: Ints
    price: Ints
    vat: Ints


@dataclass(frozen=True)
class Attempts(Columns):
    """Card payments that were declined."""

    second: Ints
    shop: Ints
    amount: Ints
    country: Ints


@dataclass(frozen=True)
class Returns(Columns):
    """Lines of the day that are given back, the same day or later."""

    line: Ints
    days_later: Ints
    second: Ints
