"""Unusual days and an unusual pace: found where they were planted, silent where nothing happened."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from insights.detectors import DETECTORS
from insights.detectors.contract import Days
from insights.detectors.pace_today import DETECTOR as PACE
from insights.detectors.unusual_day import DETECTOR as UNUSUAL
from insights.significance import judge, trading_days

FIRST = date(2025, 1, 6)
WEEK = np.array([0.7, 0.8, 0.9, 1.0, 1.4, 1.6, 1.1])
HOURS = dict(zip(range(8, 18), np.full(10, 0.1), strict=True))


def make_sales(days=200, *, level=600.0, noise=0.12, seed=1):
    generator = np.random.default_rng(seed)
    dates = [FIRST + timedelta(days=step) for step in range(days)]
    return [
        (day, float(level * WEEK[day.weekday()] * np.exp(generator.normal(0, noise))))
        for day in dates
    ]


def view(sales, *, value=None, reached_hour=None, holidays=frozenset()):
    *before, (day, last) = sales
    value = last if value is None else value
    hours = {
        when: {hour: amount * share for hour, share in HOURS.items()}
        for when, amount in [*before, (day, value)]
    }
    return Days(day, tuple(before), value, "EUR", holidays, hours, reached_hour=reached_hour)


@pytest.mark.parametrize(("factor", "direction"), [(0.5, "low"), (1.9, "high")])
def test_a_planted_day_is_found(factor, direction):
    sales = make_sales()

    verdict = UNUSUAL.detect(view(sales, value=sales[-1][1] * factor))

    assert verdict.finding is not None
    assert verdict.finding.direction == direction
    assert verdict.finding.usual.low < verdict.finding.usual.expected < verdict.finding.usual.high


def test_quiet_merchants_hear_at_most_one_false_alert_a_month():
    alerts = days = 0
    for seed in range(6):
        sales = make_sales(300, seed=seed)
        for last in range(200, 300, 3):
            days += 1
            alerts += UNUSUAL.detect(view(sales[:last])).finding is not None

    assert alerts / days * 30.44 <= 1.0


def test_most_halved_days_are_found():
    found = 0
    for seed in range(40):
        sales = make_sales(200, seed=seed)
        found += UNUSUAL.detect(view(sales, value=sales[-1][1] * 0.6)).finding is not None

    assert found >= 32


def test_a_short_history_is_said_not_guessed():
    assert UNUSUAL.detect(view(make_sales(60))).not_judged == "short_history"


def test_a_closed_weekday_is_no_drop():
    sales = [(day, 0.0 if day.weekday() == 6 else amount) for day, amount in make_sales(203)]

    assert sales[-1][0].weekday() == 6
    assert UNUSUAL.detect(view(sales)).not_judged == "closed"


def test_a_holiday_without_a_sale_is_no_drop():
    sales = make_sales()

    verdict = UNUSUAL.detect(view(sales, value=0.0, holidays=frozenset({sales[-1][0]})))

    assert verdict.not_judged == "holiday"


def test_an_outage_on_an_open_day_is_found():
    assert UNUSUAL.detect(view(make_sales(), value=0.0)).finding is not None


def test_a_swing_of_pennies_is_not_told():
    sales = [(day, amount / 1000) for day, amount in make_sales()]

    assert UNUSUAL.detect(view(sales, value=sales[-1][1] * 0.3)).finding is None


def test_a_slow_day_is_found_while_it_runs():
    sales = make_sales()

    verdict = PACE.detect(view(sales, value=sales[-1][1] * 0.4, reached_hour=12))

    assert verdict.finding is not None
    assert (verdict.finding.direction, verdict.finding.until_hour) == ("low", 12)
    assert verdict.finding.end_low <= verdict.finding.end_high


def test_a_day_is_not_judged_before_its_first_set_hour():
    assert PACE.detect(view(make_sales(), reached_hour=8)).not_judged == "too_early"


def test_a_usual_day_stays_quiet_at_every_hour():
    sales = make_sales()
    usual = judge(trading_days(sales[:-1], frozenset()), sales[-1][0], 600.0).expected

    verdicts = [PACE.detect(view(sales, value=usual, reached_hour=hour)) for hour in range(8, 18)]

    assert [verdict.finding for verdict in verdicts] == [None] * 10


@pytest.mark.parametrize("detector", DETECTORS, ids=lambda detector: detector.key)
def test_no_detector_sees_the_future(detector):
    sales = make_sales(220)
    known = view(sales[:200], value=sales[199][1] * 0.4, reached_hour=13)
    later = {
        day: {hour: amount * share for hour, share in HOURS.items()} for day, amount in sales[200:]
    }

    told_more = replace(known, hours={**known.hours, **later})

    assert detector.detect(told_more) == detector.detect(known)
