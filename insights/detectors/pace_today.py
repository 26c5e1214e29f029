"""A running day that lies far from where the merchant's own days lay at the same hour (E3).

It looks at three hours fixed beforehand, not after every sale: a test that is repeated until it fires always fires.
"""

from collections.abc import Mapping
from datetime import date

import numpy as np

from insights.detectors.contract import Days, Detector, Direction, Finding, Verdict
from insights.significance import Usual, judge, trading_days

KEY = "pace_today"
# The shares of a usual day after which it is looked at, and the quiet days that one false call may cost.
CHECK_SHARES = (0.3, 0.5, 0.7)
CALM_DAYS = 90
RECENT = 8


def passing_order(first_hour: int) -> list[int]:
    """Return the hours of the wall clock in the order in which they pass from the business day's start."""
    return [(first_hour + step) % 24 for step in range(24)]


def sum_until(hours: Mapping[int, float], order: list[int], last: int) -> float:
    """Return what came in from the day's start to the end of the hour `last`."""
    return sum(hours.get(hour, 0.0) for hour in order[: order.index(last) + 1])


def check_hours(days: Days) -> list[int]:
    """Return the hours after which the day is looked at, from the same weekdays before it."""
    order = passing_order(days.first_hour)
    same = [
        day for day, amount in days.values if day.weekday() == days.day.weekday() and amount > 0
    ][-RECENT:]
    totals = [sum(days.hours.get(day, {}).get(hour, 0.0) for day in same) for hour in order]
    if not same or sum(totals) <= 0:
        return []
    shares = np.cumsum(totals) / sum(totals)
    return list(dict.fromkeys(order[int(np.argmax(shares >= share))] for share in CHECK_SHARES))


def foresee_end(days: Days, order: list[int], last: int, so_far: float) -> tuple[float, float]:
    """Return where the day will likely end, four times in five: what is in, plus what recent days brought after."""
    rests: list[float] = []
    for day, amount in days.values[-56:]:
        if amount > 0 and day.weekday() == days.day.weekday():
            rests.append(amount - sum_until(days.hours.get(day, {}), order, last))
    if not rests:
        return so_far, so_far
    low, high = np.quantile(np.array(rests), [0.1, 0.9])
    return so_far + float(low), so_far + float(high)


def _judge_at(days: Days, order: list[int], last: int) -> tuple[float, Usual | None]:
    so_far = sum_until(days.hours.get(days.day, {}), order, last)
    traded: list[tuple[date, float]] = trading_days(days.values, days.holidays)
    until = [(day, sum_until(days.hours.get(day, {}), order, last)) for day, _ in traded]
    return so_far, judge(until, days.day, so_far, calm_days=CALM_DAYS)


def detect(days: Days) -> Verdict:
    """Return the running day as a finding, judged at the latest of its set hours that is over."""
    if days.reached_hour is None or days.day in days.holidays:
        return Verdict(not_judged="not_running" if days.reached_hour is None else "holiday")
    order = passing_order(days.first_hour)
    over = set(order[: order.index(days.reached_hour) + 1])
    passed = [hour for hour in check_hours(days) if hour in over]
    if not passed:
        return Verdict(not_judged="too_early")
    last = passed[-1]
    so_far, usual = _judge_at(days, order, last)
    if usual is None:
        return Verdict(not_judged="short_history")
    if not usual.is_unusual or not days.is_material(so_far - usual.expected):
        return Verdict()
    end_low, end_high = foresee_end(days, order, last, so_far)
    direction: Direction = "low" if usual.score < 0 else "high"
    return Verdict(
        Finding(KEY, DETECTOR.metric, days.day, direction, so_far, usual, last, end_low, end_high)
    )


DETECTOR = Detector(key=KEY, metric="net_sales", grain="hour", history_days=190, detect=detect)
