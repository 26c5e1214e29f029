"""Periods that may be compared: the one before, a step away, and both cut to the same elapsed part."""

from dataclasses import replace
from datetime import timedelta

from chat.analyst.moments import Clock, Step, When, add_months, end_of, start_of, unit_name

_CALENDAR = ("week", "month", "quarter", "half", "year")


def previous(when: When, clock: Clock) -> When:
    """Return what a period is compared with when nothing is said: the one before, a day with its weekday before."""
    if when.grain == "day":
        return _moved_days(when, 7, clock)
    if when.grain == "weekend":
        return _moved_days(when, 7, clock)
    if when.grain in _CALENDAR:
        first = start_of(when.grain, when.first - timedelta(days=1))
        back = {f"this_{when.grain}": 1}.get(when.name)
        return When(
            first,
            end_of(when.grain, first),
            when.grain,
            unit_name(when.grain, back) if back else "",
        )
    if when.grain in {"weeks", "months", "quarters", "years"} and when.grain != "weeks":
        months = {"months": 1, "quarters": 3, "years": 12}[when.grain] * when.count
        return _moved_months(when, months)
    return _moved_days(when, when.days, clock)


def step(move: Step, when: When, clock: Clock) -> When:
    """Return the period that lies a step before another: the week before, a year ago, the Tuesday before."""
    if move.weekday is not None:
        day = when.first - timedelta(days=(when.first.weekday() - move.weekday - 1) % 7 + 1)
        return When(day, day, "day")
    if move.unit in {"", when.grain} and move.unit != "day":
        moved = when
        for _ in range(move.count):
            moved = previous(moved, clock)
        return moved
    if move.unit in {"day", "week"}:
        return _moved_days(when, (7 if move.unit == "week" else 1) * move.count, clock)
    if when.grain == "week" and move.unit == "year":
        return _moved_days(when, 364 * move.count, clock)
    return _moved_months(
        when, {"month": 1, "quarter": 3, "half": 6}.get(move.unit, 12) * move.count
    )


def like_for_like(one: When, other: When, clock: Clock) -> tuple[When, When]:
    """Cut both periods to the same elapsed part where one of them still runs; whole ones stay as they are."""
    if one.until is not None and other.until is None:
        return one, cut_like(other, one, clock)
    if other.until is not None and one.until is None:
        return cut_like(one, other, clock), other
    return one, other


def cut_like(whole: When, running: When, clock: Clock) -> When:
    """Return the part of a whole period that had passed when as much of it had passed as of the running one."""
    if running.until is None:
        return whole
    if running.grain == whole.grain == "year":
        months = (whole.first.year - running.first.year) * 12
        last = add_months(running.last, months)
    else:
        last = whole.first + (running.last - running.first)
    if last > whole.last:
        return whole
    return replace(whole, last=last, until=clock.calendar.same_time_on(last, running.until))


def running_like(when: When, clock: Clock) -> When:
    """Return the running period of the same kind: today for a day, this week for a week."""
    unit = when.grain if when.grain in (*_CALENDAR, "weekend") else "day"
    if when.grain in {"days", "span", "since", "weeks", "months", "quarters", "years"}:
        return _moved_days(when, -when.days, clock)
    found = clock.cut(clock.unit(unit))
    return found or clock.unit(unit, 1)


def _moved_days(when: When, days: int, clock: Clock) -> When:
    span = timedelta(days=days)
    moved = When(when.first - span, when.last - span, when.grain, "", None, when.count)
    if when.until is None:
        return moved
    return replace(moved, until=clock.calendar.same_time_on(moved.last, when.until))


def _moved_months(when: When, months: int) -> When:
    first = add_months(when.first, -months)
    if when.grain in _CALENDAR:
        return When(
            start_of(when.grain, first), end_of(when.grain, start_of(when.grain, first)), when.grain
        )
    if end_of("month", start_of("month", when.last)) == when.last and when.first.day == 1:
        last = end_of("month", start_of("month", add_months(when.last, -months)))
    else:
        last = add_months(when.last, -months)
    return When(first, last, when.grain, "", None, when.count)
