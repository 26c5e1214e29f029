"""What the card company pays out: each working day, for the days since the last one, to the cent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from edge.demo.cafe import DAY_END_MINUTES, TERMINAL_RENT, next_working_day

# Shortly after the business day begins.
_RENT_AT = DAY_END_MINUTES * 60 + 5 * 60
_PAID_AT = DAY_END_MINUTES * 60 + 10 * 60


@dataclass(frozen=True)
class Takings:
    """What one day brought on cards, in cents."""

    sales: int = 0
    tips: int = 0
    refunds: int = 0
    fees: int = 0

    @property
    def due(self) -> int:
        """What the card company owes for the day; fees and rent it keeps, refunds it gave back."""
        return self.sales + self.tips - self.refunds - self.fees - TERMINAL_RENT


def payouts(taken: dict[date, Takings], days: Sequence[date]) -> pl.DataFrame:
    """Return the rent of the terminals for each day, and one payout for each working day.

    The first payouts lack what was due before `days`; the caller asks for more days than it needs.
    """
    settled: dict[date, list[date]] = {}
    for day in days:
        settled.setdefault(next_working_day(day), []).append(day)
    rents = [
        (day, _RENT_AT, f"T-{day:%y%m%d}", "payout_deduction", TERMINAL_RENT, '{"reason": "rent"}')
        for day in days
    ]
    paid = [
        (arrives, _PAID_AT, f"P-{arrives:%y%m%d}", "payout", _sum(taken, due), _span(due))
        for arrives, due in settled.items()
        if arrives <= days[-1]
    ]
    columns = ["day", "second", "document", "kind", "amount_minor", "attributes"]
    return pl.DataFrame([*rents, *paid], schema=columns, orient="row").with_columns(
        pl.col("day").cast(pl.Date), sales=pl.lit(0)
    )


def _sum(taken: dict[date, Takings], days: Sequence[date]) -> int:
    return sum(taken.get(day, Takings()).due for day in days)


def _span(days: Sequence[date]) -> str:
    return f'{{"first_day": "{days[0]}", "last_day": "{days[-1]}"}}'
