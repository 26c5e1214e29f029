"""An export while it is written: its rows, and what each of them counts for the truth."""

import itertools
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from tests.cases.exports.shops import Item, Receipt
from tests.cases.exports.written import Csv, Fixed, Ods, Xlsx

Layout = Csv | Fixed | Ods | Xlsx


@dataclass(frozen=True)
class Fact:
    """What a row counts: part of a sale, or money that went back."""

    day: date
    receipt: str
    amount: Decimal
    quantity: int | None = None
    # The amount before discounts, which may stand for gross sales.
    before: Decimal | None = None
    is_refund: bool = False
    # Named where it is open whether a row like this is a sale: a deposit, a row of postage, a gift card.
    maybe: str = ""


def sold(day, receipt, amount, quantity=None, before=None, maybe="") -> Fact:
    return Fact(day, str(receipt), Decimal(amount), quantity, before, maybe=maybe)


def refunded(day, receipt, amount) -> Fact:
    """Return money that went back; the amount is positive."""
    return Fact(day, str(receipt), abs(Decimal(amount)), 0, is_refund=True)


def counts(receipt: Receipt, item: Item | None = None) -> list[Fact]:
    """Return what a receipt, or one line of it, counts: nothing where it was called off."""
    of = item or receipt
    if receipt.kind == "void":
        return []
    if receipt.kind == "refund":
        return [refunded(receipt.day, receipt.number, of.total)]
    quantity = item.quantity if item else None
    return [sold(receipt.day, receipt.number, of.total, quantity, of.before)]


@dataclass(frozen=True)
class Place:
    """The merchant that a file is brought to."""

    currency: str
    country: str
    zone: str
    language: str
    places: int = 2

    def as_merchant(self) -> dict[str, str]:
        return {"currency": self.currency, "country": self.country, "time_zone": self.zone}


@dataclass(frozen=True)
class Export:
    """A file and what must come out of it."""

    file: str
    data: bytes
    place: Place
    grain: str
    rows: int
    truth: dict[str, Any]
    also_right: list[dict[str, Any]]
    bad: list[dict[str, Any]]
    system: str = ""

    def expected(self) -> dict[str, Any]:
        """Return what stands in expected.json about this file."""
        return {
            "file": self.file,
            "system": self.system,
            "language": self.place.language,
            "grain": self.grain,
            "merchant": self.place.as_merchant(),
            "rows": self.rows,
            "bad": self.bad,
            "truth": self.truth,
            "also_right": self.also_right,
        }


@dataclass
class Book:
    """Collects the rows of one export.

    receipts: what the sales count must be where it is not the number of receipts that the facts name.
    """

    place: Place
    grain: str
    receipts: Any = "by number"
    rows: list[Any] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    unreadable: dict[int, str] = field(default_factory=dict)

    def row(self, cells: Any, *facts: Fact | list[Fact]) -> None:
        """Add a row; one without facts counts nothing. A row of text stands in the file as it is."""
        self.rows.append(cells)
        for fact in facts:
            self.facts.extend(fact if isinstance(fact, list) else [fact])

    def bad(self, cells: Any, reason: str) -> None:
        """Add a row that nobody can read."""
        self.unreadable[len(self.rows)] = reason
        self.rows.append(cells)

    def reverse(self) -> None:
        """Put the newest row first."""
        last = len(self.rows) - 1
        self.rows.reverse()
        self.unreadable = {last - at: reason for at, reason in self.unreadable.items()}

    def closed(self, file: str, header: list[str], layout: Layout) -> Export:
        """Write the file."""
        data, lines = layout.write(header, self.rows)
        truth, *others = self._readings()
        return Export(
            file,
            data,
            self.place,
            self.grain,
            len(self.rows),
            truth,
            others,
            [{"line": lines[at], "reason": why} for at, why in sorted(self.unreadable.items())],
        )

    def _readings(self) -> list[dict[str, Any]]:
        """Return every whole reading that is right, the likeliest first."""
        open_ones = sorted({fact.maybe for fact in self.facts if fact.maybe})
        found: list[dict[str, Any]] = []
        for size in range(len(open_ones) + 1):
            for left_out in itertools.combinations(open_ones, size):
                facts = [fact for fact in self.facts if fact.maybe not in left_out]
                found.append(self._reading(facts))
                undiscounted = [
                    replace(fact, amount=fact.before) if fact.before is not None else fact
                    for fact in facts
                ]
                gross = self._reading(undiscounted)["gross_sales"]
                found.append(found[-1] | {"gross_sales": gross})
        return [one for at, one in enumerate(found) if one not in found[:at]]

    def _reading(self, facts: list[Fact]) -> dict[str, Any]:
        sales = [fact for fact in facts if not fact.is_refund]
        gross = sum((fact.amount for fact in sales), Decimal(0))
        back = sum((fact.amount for fact in facts if fact.is_refund), Decimal(0))
        days: dict[date, Decimal] = defaultdict(Decimal)
        for fact in facts:
            days[fact.day] += -fact.amount if fact.is_refund else fact.amount
        return {
            "gross_sales": self._amount(gross),
            "refunds": self._amount(back),
            "net_sales": self._amount(gross - back),
            "sales_count": len({fact.receipt for fact in sales})
            if self.receipts == "by number"
            else self.receipts,
            "units": self._units(sales),
            "first_day": str(min(days)),
            "last_day": str(max(days)),
            "probes": [
                {"day": str(day), "net_sales": self._amount(days[day])} for day in _telling(days)
            ],
        }

    def _units(self, sales: list[Fact]) -> Any:
        if self.grain != "item" or any(fact.quantity is None for fact in sales):
            return None
        # Whether a deposit or a postage row is a unit is anyone's guess.
        every = sum(fact.quantity or 0 for fact in sales)
        sure = sum(fact.quantity or 0 for fact in sales if not fact.maybe)
        return every if every == sure else [every, sure]

    def _amount(self, value: Decimal) -> str:
        return f"{value:.{self.place.places}f}"


def _telling(days: dict[date, Decimal]) -> list[date]:
    """Return the days by which a wrong reading shows: the best, one whose month and day swap, the last."""
    swapping = [day for day in sorted(days) if day.day <= 12 and day.day != day.month]
    middle = swapping[len(swapping) // 2] if swapping else min(days)
    return sorted({max(days, key=lambda day: (days[day], day)), middle, max(days)})
