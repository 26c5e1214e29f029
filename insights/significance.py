"""Is this day unlike the merchant's own days? Level × weekday, robust residuals, a threshold from their own past.

The model is y = level × weekday × error, taken in logarithms. Every residual is one step ahead: a day is compared only
with what was known before it, so that the past residuals are honest about how wrong the next one may be.
"""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

WINDOW_DAYS = 84
FIRST_RESIDUAL = 28
LEAST_RESIDUALS = 50
# How fast the level follows: half of what is known about it is about eight open days old.
LEVEL_WEIGHT = 0.08
# A weekday's own factor counts as n / (n + this): few of them say little.
WEEKDAY_PRIOR = 1.0
# Residuals scatter at least this much; a flatter history says more about its length than about the next day.
LEAST_SCALE = 0.05
# Below this many robust deviations nothing is unusual, however quiet the past was.
LEAST_SCORE = 2.3
# Added to every day before its logarithm, as a share of the median day, so that a day without a sale has a place.
FLOOR_SHARE = 0.2
# A day without a sale counts as a day of trade where at least this share of the same weekdays before it had one.
USUALLY_OPEN = 0.75
# Of a merchant's own past days at most one in this many would have been called unusual.
CALM_DAYS = 45


@dataclass(frozen=True)
class Usual:
    """What a day should bring, and how unusual what it brought is.

    expected, low, high: same unit as the series; low to high holds four days in five. score: robust standard
    deviations, negative is low. threshold: the score from which on the merchant is told. past_days: how many past
    days were looked at; as_far: how many of them lay as far out.
    """

    expected: float
    low: float
    high: float
    score: float
    threshold: float
    past_days: int
    as_far: int

    @property
    def is_unusual(self) -> bool:
        """Whether the score passes the calibrated threshold."""
        return abs(self.score) >= self.threshold


def robust_scale(residuals: NDArray[np.float64]) -> float:
    """Return the median absolute deviation as a standard deviation, not below LEAST_SCALE."""
    if residuals.size == 0:
        return LEAST_SCALE
    spread = 1.4826 * float(np.median(np.abs(residuals - np.median(residuals))))
    return max(spread, LEAST_SCALE)


def weekday_factors(logs: NDArray[np.float64], weekdays: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return seven log factors around zero, each shrunk towards zero where it stands on few days."""
    centre = float(np.median(logs))
    factors = np.zeros(7)
    for weekday in range(7):
        own = logs[weekdays == weekday]
        if own.size:
            factors[weekday] = (
                (float(np.median(own)) - centre) * own.size / (own.size + WEEKDAY_PRIOR)
            )
    return factors


def predict_log(logs: NDArray[np.float64], weekdays: NDArray[np.int64], weekday: int) -> float:
    """Return the log of what the next day should bring, from the open days before it, oldest first."""
    factors = weekday_factors(logs, weekdays)
    plain = logs - factors[weekdays]
    scale = robust_scale(plain)
    level = float(np.median(plain[: max(7, plain.size // 4)]))
    most = 2 * scale
    for value in plain.tolist():
        # One wild day moves the level no further than two deviations would.
        step = value - level
        level += LEVEL_WEIGHT * min(max(step, -most), most)
    return level + float(factors[weekday])


def one_step_residuals(
    logs: NDArray[np.float64], weekdays: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return for each day from FIRST_RESIDUAL on how far it lay from what the days before it foretold, in logs."""
    residuals = []
    for index in range(FIRST_RESIDUAL, logs.size):
        first = max(0, index - WINDOW_DAYS)
        foretold = predict_log(logs[first:index], weekdays[first:index], int(weekdays[index]))
        residuals.append(float(logs[index]) - foretold)
    return np.array(residuals)


def calibrated_threshold(past_scores: NDArray[np.float64], calm_days: int = CALM_DAYS) -> float:
    """Return the score that at most one in `calm_days` of the merchant's past days reached, at least LEAST_SCORE."""
    if past_scores.size == 0:
        return LEAST_SCORE
    return max(LEAST_SCORE, float(np.quantile(np.abs(past_scores), 1 - 1 / calm_days)))


def trading_days(
    values: Sequence[tuple[date, float]], holidays: Collection[date]
) -> list[tuple[date, float]]:
    """Return the days that were meant for trade: those with sales, and those without that are usually open.

    values: every complete day with its value, oldest first. A holiday without a sale is a closed day, not a bad one.
    """
    by_day = dict(values)
    kept = []
    for day, value in values:
        if value > 0:
            kept.append((day, value))
            continue
        same = [
            by_day[before]
            for weeks in range(1, 9)
            if (before := day - timedelta(weeks=weeks)) in by_day
        ]
        usually_open = len(same) >= 4 and sum(amount > 0 for amount in same) >= USUALLY_OPEN * len(
            same
        )
        if usually_open and day not in holidays:
            kept.append((day, value))
    return kept


def judge(
    history: Sequence[tuple[date, float]], day: date, value: float, *, calm_days: int = CALM_DAYS
) -> Usual | None:
    """Return how unusual `value` on `day` is, or None when the history is too short to say.

    history: days of trade (see trading_days), oldest first; those from `day` on are left out. One unit throughout.
    calm_days: one false call in this many quiet days is what the threshold aims at.
    """
    known = [(when, max(amount, 0.0)) for when, amount in history if when < day]
    if len(known) < FIRST_RESIDUAL + LEAST_RESIDUALS:
        return None
    amounts = np.array([amount for _, amount in known])
    floor = FLOOR_SHARE * float(np.median(amounts[amounts > 0])) if (amounts > 0).any() else 0.0
    if floor <= 0:
        return None
    logs = np.log(amounts + floor)
    weekdays = np.array([when.weekday() for when, _ in known])
    residuals = one_step_residuals(logs, weekdays)
    scale = robust_scale(residuals)
    centre = float(np.median(residuals))
    foretold = predict_log(logs[-WINDOW_DAYS:], weekdays[-WINDOW_DAYS:], day.weekday()) + centre
    score = (math.log(max(value, 0.0) + floor) - foretold) / scale
    past = (residuals - centre) / scale
    low, high = (float(edge) for edge in np.quantile(residuals - centre, [0.1, 0.9]))
    return Usual(
        expected=max(math.exp(foretold) - floor, 0.0),
        low=max(math.exp(foretold + low) - floor, 0.0),
        high=max(math.exp(foretold + high) - floor, 0.0),
        score=score,
        threshold=calibrated_threshold(past, calm_days),
        past_days=int(past.size),
        as_far=int(np.sum(np.abs(past) >= abs(score))),
    )
