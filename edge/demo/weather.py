"""Berlin's weather as the café has it: one seeded series by day, the same however far it is read."""

from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np
from numpy.typing import NDArray

_ORIGIN = date(2020, 1, 1).toordinal()
_DAYS = 10_000
# How many days a warm or cold spell lasts, and how wet each month is.
_MEMORY = 0.78
_RAIN_CHANCE = np.array([0.44, 0.38, 0.36, 0.30, 0.32, 0.34, 0.35, 0.32, 0.32, 0.35, 0.42, 0.45])


@dataclass(frozen=True)
class Weather:
    """The weather of one day."""

    day: date
    temperature: float  # °C, at midday
    rain: float  # mm

    @property
    def is_wet(self) -> bool:
        """Whether people stayed at home for it."""
        return self.rain >= 3

    @property
    def is_terrace(self) -> bool:
        """Whether people sat outside."""
        return self.temperature >= 17 and self.rain < 1


@cache
def _series(seed: int) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    rng = np.random.default_rng([seed, 1])
    shocks = rng.standard_normal(_DAYS)
    kernel = _MEMORY ** np.arange(40)
    spells = np.convolve(shocks, kernel)[:_DAYS] * np.sqrt(1 - _MEMORY**2)
    return spells, rng.random(_DAYS), rng.gamma(1.3, 4.0, _DAYS)


def weather_on(seed: int, day: date) -> Weather:
    """Return the weather of a day between 2020 and 2047."""
    spells, wet, amount = _series(seed)
    at = day.toordinal() - _ORIGIN
    mean = 12.5 - 10.5 * np.cos((day.timetuple().tm_yday - 18) / 365.25 * 2 * np.pi)
    is_raining = wet[at] < _RAIN_CHANCE[day.month - 1]
    return Weather(
        day=day,
        temperature=round(float(mean + 3.8 * spells[at] - (1.5 if is_raining else 0.0)), 1),
        rain=round(float(amount[at]), 1) if is_raining else 0.0,
    )
