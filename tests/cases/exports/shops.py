"""Invented shops and what they sold, the same on every run; layouts write it down in their own way."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

CENT = Decimal("0.01")


def rounded(value: Decimal, step: Decimal = CENT) -> Decimal:
    """Return the value rounded half up to a whole number of steps."""
    return (Decimal(value) / step).quantize(Decimal(1), ROUND_HALF_UP) * step


@dataclass(frozen=True)
class Good:
    """What a shop sells; the price holds the tax unless the layout says otherwise."""

    code: str
    name: str
    group: str
    price: Decimal
    rate: Decimal


def goods(text: str) -> tuple[Good, ...]:
    """Return the goods of lines `code|name|group|price|tax rate`."""
    lines = [line.strip().split("|") for line in text.strip().splitlines()]
    return tuple(Good(c, n, g, Decimal(p), Decimal(r)) for c, n, g, p, r in lines)


@dataclass
class Item:
    """One line of a receipt; a returned one has a negative quantity and discount."""

    good: Good
    quantity: int
    off: Decimal = Decimal(0)
    step: Decimal = CENT

    @property
    def before(self) -> Decimal:
        """What it would cost without the discount."""
        return self.quantity * self.good.price

    @property
    def total(self) -> Decimal:
        """What the customer pays for it."""
        return self.before - self.off

    @property
    def tax(self) -> Decimal:
        """The tax inside the total."""
        return rounded(self.total * self.good.rate / (100 + self.good.rate), self.step)

    @property
    def tax_on_top(self) -> Decimal:
        """The tax that comes on top of the total."""
        return rounded(self.total * self.good.rate / 100, self.step)


@dataclass
class Receipt:
    """A sale, a refund of an earlier one, or a sale that was called off."""

    number: int
    at: datetime
    kind: str
    items: list[Item]
    method: str
    staff: str
    tip: Decimal = Decimal(0)
    # The receipt whose goods came back.
    source: "Receipt | None" = None
    chance: random.Random = field(default_factory=random.Random, repr=False)

    @property
    def day(self) -> date:
        """The day on the shop's own clock."""
        return self.at.date()

    @property
    def total(self) -> Decimal:
        """What was paid for the goods; negative for a refund."""
        return self.sum(lambda item: item.total)

    @property
    def before(self) -> Decimal:
        """What the goods would cost without discounts."""
        return self.sum(lambda item: item.before)

    @property
    def off(self) -> Decimal:
        """The discounts of all items."""
        return self.sum(lambda item: item.off)

    @property
    def tax(self) -> Decimal:
        """The tax inside the total, as the sum of the items'."""
        return self.sum(lambda item: item.tax)

    @property
    def tax_on_top(self) -> Decimal:
        """The tax that comes on top, as the sum of the items'."""
        return self.sum(lambda item: item.tax_on_top)

    def sum(self, of: Callable[[Item], Decimal]) -> Decimal:
        """Add something up over the items."""
        return sum((of(item) for item in self.items), Decimal(0))

    def by_rate(self, rate: str) -> Decimal:
        """Return the total of the items with that tax rate."""
        return sum((i.total for i in self.items if i.good.rate == Decimal(rate)), Decimal(0))


@dataclass(frozen=True)
class Shop:
    """How a shop trades; `receipts` is what came of it, in order of time."""

    seed: int
    zone: str
    first: date
    goods: tuple[Good, ...]
    days: int = 30
    a_day: tuple[int, int] = (4, 7)
    hours: tuple[int, int] = (8, 20)
    closed: tuple[int, ...] = (6,)
    methods: tuple[str, ...] = ("cash", "card")
    staff: tuple[str, ...] = ("Mia", "Jonas")
    refunded: float = 0.05
    voided: float = 0.03
    reduced: float = 0.1
    tipped: float = 0.0
    items: tuple[int, int] = (1, 3)
    step: Decimal = CENT
    number: int = 1001

    def receipts(self) -> list[Receipt]:
        """Return what the shop sold, took back and called off."""
        chance = random.Random(self.seed)
        done: list[Receipt] = []
        taken_back: set[int] = set()
        for at in self._moments(chance):
            roll = chance.random()
            before = [
                one
                for one in done[-60:]
                if one.kind == "sale" and one.day < at.date() and one.number not in taken_back
            ]
            number = self.number + len(done)
            if roll < self.refunded and before:
                source = chance.choice(before)
                taken_back.add(source.number)
                done.append(self._returned(chance, number, at, source))
            else:
                kind = "void" if roll > 1 - self.voided else "sale"
                done.append(self._sold(chance, number, at, kind))
        return done

    def _moments(self, chance: random.Random) -> list[datetime]:
        moments = []
        for offset in range(self.days):
            day = self.first + timedelta(days=offset)
            if day.weekday() in self.closed:
                continue
            span = range(self.hours[0] * 3600, self.hours[1] * 3600 - 1)
            for second in sorted(chance.sample(span, chance.randint(*self.a_day))):
                clock = time(second // 3600, second // 60 % 60, second % 60)
                moments.append(datetime.combine(day, clock, ZoneInfo(self.zone)))
        return moments

    def _returned(self, chance, number, at, source) -> Receipt:
        item = chance.choice(source.items)
        back = Item(item.good, -item.quantity, -item.off, self.step)
        return Receipt(
            number, at, "refund", [back], source.method, chance.choice(self.staff), source=source
        )

    def _sold(self, chance, number, at, kind) -> Receipt:
        bought = []
        for good in chance.sample(self.goods, chance.randint(*self.items)):
            item = Item(good, chance.choice((1, 1, 1, 2, 2, 3, 4)), step=self.step)
            if chance.random() < self.reduced:
                share = Decimal(chance.choice(("0.1", "0.2", "0.25", "0.5")))
                item.off = rounded(item.before * share, self.step)
            bought.append(item)
        receipt = Receipt(
            number, at, kind, bought, chance.choice(self.methods), chance.choice(self.staff)
        )
        if chance.random() < self.tipped:
            share = Decimal(chance.choice(("0.05", "0.1", "0.15")))
            receipt.tip = rounded(receipt.total * share, self.step)
        return receipt
