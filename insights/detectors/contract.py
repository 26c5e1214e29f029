"""What a detector is: arithmetic that gets days and hours of one metric, and returns a finding or nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from insights.significance import Usual

Direction = Literal["low", "high"]
Grain = Literal["day", "hour"]
# Below this a swing is not worth a merchant's minute, whatever its odds; one constant a currency, never converted.
LEAST_AMOUNT = {
    "JPY": 3000.0,
    "HUF": 8000.0,
    "CZK": 500.0,
    "PLN": 90.0,
    "SEK": 230.0,
    "DKK": 150.0,
    "NOK": 230.0,
}
USUAL_LEAST_AMOUNT = 20.0
LEAST_SHARE = 0.03


@dataclass(frozen=True)
class Days:
    """One metric on complete business days, and on the day to be judged.

    values: complete days before `day`, oldest first, in major units. hours: for every day, what each hour of the wall
    clock brought, in the order in which the hours pass from the day's start. reached_hour: the last hour of `day` that
    is over, None when the whole day is.
    """

    day: date
    values: tuple[tuple[date, float], ...]
    value: float
    currency: str
    holidays: frozenset[date]
    hours: Mapping[date, Mapping[int, float]]
    first_hour: int = 0
    reached_hour: int | None = None

    def is_material(self, swing: float) -> bool:
        """Return whether a swing is worth a merchant's minute: a fixed least amount, and 3 % of a median day."""
        traded = sorted(amount for _, amount in self.values if amount > 0)
        median = traded[len(traded) // 2] if traded else 0.0
        return abs(swing) >= max(
            LEAST_AMOUNT.get(self.currency, USUAL_LEAST_AMOUNT), LEAST_SHARE * median
        )


@dataclass(frozen=True)
class Finding:
    """Something unusual: what it was, what is usual, and how sure.

    value and usual are in major units of the metric's currency. until_hour: the day was judged up to this hour of the
    wall clock; None for a whole day. end_low, end_high: where the running day will likely end.
    """

    detector: str
    metric: str
    day: date
    direction: Direction
    value: float
    usual: Usual
    until_hour: int | None = None
    end_low: float | None = None
    end_high: float | None = None

    @property
    def key(self) -> str:
        """What makes two findings the same episode: one a detector, day and direction."""
        return f"{self.detector}:{self.day.isoformat()}:{self.direction}"


@dataclass(frozen=True)
class Verdict:
    """What a detector said of a day: a finding, or that all was usual, or why it could not judge."""

    finding: Finding | None = None
    not_judged: str = ""


@dataclass(frozen=True)
class Detector:
    """One test on one metric; `detect` never reads or writes anything."""

    key: str
    metric: str
    grain: Grain
    history_days: int
    detect: Callable[[Days], Verdict]
