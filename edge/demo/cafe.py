"""Who the invented café is: its two shops, their hours, its people and how it takes money."""

from dataclasses import dataclass
from datetime import date, timedelta

import holidays
import numpy as np
from numpy.typing import NDArray

NAME = "Café Morgenrot"
TIME_ZONE = "Europe/Berlin"
COUNTRY = "DE"
CURRENCY = "EUR"
DAY_END_MINUTES = 4 * 60
SEED = 20_261

# A little over thirteen whole months before the month of the anchor.
MONTHS_OF_HISTORY = 13


@dataclass(frozen=True)
class Shop:
    """One of the café's shops; `customers` is the usual number of sales from Monday to Sunday."""

    code: str
    name: str
    prefix: str
    customers: tuple[int, int, int, int, int, int, int]
    # (first hour, relative demand in each hour from then on) on working days, Saturdays, Sundays.
    working_day: tuple[int, tuple[int, ...]]
    saturday: tuple[int, tuple[int, ...]]
    sunday: tuple[int, tuple[int, ...]]
    # By how much a warm dry day lifts it (a terrace), a wet one lowers it, as fractions.
    sun: float
    rain: float
    takes_away: float

    def hours(self, day: date) -> tuple[int, tuple[int, ...]]:
        """Return the opening hour and the hourly demand of a day; holidays follow the Sunday."""
        if day.weekday() == 6 or is_holiday(day):
            return self.sunday
        return self.saturday if day.weekday() == 5 else self.working_day


SHOPS: tuple[Shop, ...] = (
    Shop(
        "kollwitz", "Kollwitzstraße", "K", (105, 103, 103, 106, 99, 128, 114),
        working_day=(7, (60, 94, 83, 72, 68, 90, 82, 69, 71, 64, 52)),
        saturday=(9, (118, 142, 164, 158, 139, 124, 118, 102, 75)),
        sunday=(9, (96, 128, 151, 149, 132, 118, 112, 94, 70)),
        sun=0.05, rain=-0.08, takes_away=0.48,
    ),
    Shop(
        "kanal", "Am Kanal", "N", (63, 64, 68, 76, 95, 119, 108),
        working_day=(9, (38, 44, 46, 60, 56, 48, 50, 56, 62, 66, 62, 52, 36)),
        saturday=(10, (70, 88, 98, 96, 90, 86, 84, 80, 82, 84, 76, 58, 40)),
        sunday=(10, (84, 104, 112, 106, 98, 92, 84, 72, 60, 46, 30)),
        sun=0.13, rain=-0.12, takes_away=0.22,
    ),
)  # fmt: skip
OPENING_HOURS = {
    **{day: [["07:00", "22:00"]] for day in ("mon", "tue", "wed", "thu", "fri")},
    "sat": [["09:00", "23:00"]],
    "sun": [["09:00", "21:00"]],
}


@dataclass(frozen=True)
class Person:
    """Someone who works at the till."""

    code: str
    name: str
    shop: int


STAFF: tuple[Person, ...] = (
    Person("S01", "Mira", 0), Person("S02", "Jonas", 0), Person("S03", "Aylin", 0),
    Person("S04", "Paul", 0), Person("S05", "Leonie", 0),
    Person("S06", "Tomasz", 1), Person("S07", "Hanna", 1), Person("S08", "Deniz", 1),
    Person("S09", "Carla", 1), Person("S10", "Emil", 1),
)  # fmt: skip

METHODS = ("cash", "card")
CHANNELS = ("eat-in", "take-away")
COUNTRIES = ("", "DE", "GB", "US", "PL", "FR", "ES", "IT", "NL", "DK")
# Where the cards of passers-by come from; regulars' cards are German.
COUNTRY_SHARES = np.array([0, 0.80, 0.035, 0.04, 0.03, 0.025, 0.02, 0.02, 0.02, 0.01])
FEE_HOME, FEE_ABROAD = 139, 199  # hundredths of a percent of the amount charged
TERMINAL_RENT = 65  # cents a day for both terminals, kept back from the payouts
CASH_FLOAT = 20_000  # cents of change in each drawer when the day begins

_HOLIDAYS: holidays.HolidayBase = holidays.country_holidays(
    "DE", subdiv="BE", years=range(2020, 2046)
)
# Shares of a usual day: the family is away, the town is full, or the till opens late.
_SPECIAL_DAYS = {(12, 24): 0.55, (12, 25): 0.45, (12, 26): 0.7, (12, 31): 0.8, (1, 1): 0.6}
_SEASON = np.array([0.92, 0.94, 0.98, 1.01, 1.03, 1.02, 0.97, 0.97, 1.02, 1.01, 1.0, 1.06])


def is_holiday(day: date) -> bool:
    """Return whether Berlin has a public holiday on that day."""
    return day in _HOLIDAYS


def next_working_day(day: date) -> date:
    """Return the first day after `day` on which a bank in Berlin works."""
    after = day + timedelta(days=1)
    while after.weekday() >= 5 or is_holiday(after):
        after += timedelta(days=1)
    return after


def season(day: date) -> float:
    """Return how busy that time of the year is, as a factor; months run smoothly into each other."""
    middle = np.arange(-15, 396, 30.4)[:14]
    factors = np.concatenate([_SEASON[-1:], _SEASON, _SEASON[:1]])
    yearly = float(np.interp(day.timetuple().tm_yday, middle, factors))
    special = _SPECIAL_DAYS.get((day.month, day.day))
    if special is not None:
        return yearly * special
    # A holiday draws the Sunday's crowd, a little thinner.
    return yearly * (0.93 if is_holiday(day) else 1.0)


def usual_sales(shop: Shop, day: date) -> NDArray[np.float64]:
    """Return the usual number of sales by hour of the day (24), before weather and events."""
    opens, shares = shop.hours(day)
    by_hour = np.zeros(24)
    by_hour[opens : opens + len(shares)] = shares
    weekday = 6 if is_holiday(day) else day.weekday()
    return by_hour * (shop.customers[weekday] * season(day) / sum(shares))
