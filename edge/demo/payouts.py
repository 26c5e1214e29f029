"""What the card company pays out: each working day, for the days since the last one, to the cent."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from edge.demo.cafe import TERMINAL_RENT, next_working_day

_ARRIVES = 6 * 3600 + 600  # ten past six in the morning


@dataclass(frozen=True)
class Takings:
    """What one day brought on cards, in cents."""

    sales: int = 0
    tips: int = 0
    refunds: int = 0
    fees: int = 0

    @property
    def due(self) -> int:
        """What the card company owes for the day; fees are kept at once, refunds go back to guests."""
        return self.sales + self.tips - self.refunds - self.fees


def payouts(taken: dict[date, Takings], days: Iterable[date]) -> pl.DataFrame:
    """Return one payout for each working day, and the rent of the terminals kept back once a month.

    The first days lack what was due before them; the caller asks for more days than it needs.
    """
    due: dict[date, list[date]] = {}
    known = list(days)
    for day in known:
        due.setdefault(next_working_day(day), []).append(day)
    rows = []
    for arrives, settled in due.items():
        if arrives > known[-1]:
            continue
        rent = TERMINAL_RENT if _starts_month(arrives) else 0
        amount = sum(taken.get(day, Takings()).due for day in settled) - rent
        document = f"P-{arrives:%y%m%d}"
        span = f'{{"first_day": "{settled[0]}", "last_day": "{settled[-1]}"}}'
        rows.append((arrives, document, "payout", amount, span))
        if rent:
            rows.append(
                (arrives, document, "payout_deduction", rent, '{"reason": "terminal rent"}')
            )
    schema = ["day", "document", "kind", "amount_minor", "attributes"]
    frame = pl.DataFrame(rows, schema=schema, orient="row", schema_overrides={"day": pl.Date})
    return frame.with_columns(second=pl.lit(_ARRIVES), sales=pl.lit(0))


def _starts_month(day: date) -> bool:
    """Return whether no bank worked earlier in that month."""
    return next_working_day(day.replace(day=1) - timedelta(days=1)) == day
