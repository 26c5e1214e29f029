"""The calendar of a source: whole, partial, missing and closed days, what they sum to, when the next file is due."""

from datetime import date, timedelta

import polars as pl

from edge.facts import load
from edge.facts.calendar import calendar_of
from tests.edge.facts.books import NOON, feed_of, make_lines

FIRST = date(2026, 3, 2)


def bring(merchant, *days, key="till"):
    frames = [make_lines((f"d{day}", "Tea", 1, "2"), at=NOON + timedelta(days=day)) for day in days]
    return load.load_frames(merchant, feed_of(merchant, key=key), pl.DataFrame(), pl.concat(frames))


def test_days_are_whole_partial_missing_closed_or_untold(merchant):
    merchant.opening_hours = {
        name: [["09:00", "18:00"]] for name in ("mon", "tue", "wed", "thu", "fri", "sat")
    }
    merchant.save(update_fields=["opening_hours"])
    bring(merchant, 0, 1, 2)
    bring(merchant, 8, 9)  # As late as on the Wednesday before: its day is over.

    [till] = calendar_of(merchant, FIRST, FIRST + timedelta(days=11), FIRST + timedelta(days=10))

    states = [till.days[FIRST + timedelta(days=day)].state for day in range(12)]
    assert states == [
        "complete", "complete", "partial", "missing", "missing", "missing", "closed", "missing", "complete",
        "complete", "untold", "ahead",
    ]  # fmt: skip
    assert till.days[FIRST].net_minor == 200
    assert till.gaps == ((date(2026, 3, 5), date(2026, 3, 9)),)


def test_the_next_file_is_expected_in_the_rhythm_of_the_last_ones(merchant):
    for week in range(4):
        bring(merchant, 7 * week, 7 * week + 6)

    [till] = calendar_of(merchant, FIRST, FIRST, FIRST + timedelta(days=28))

    assert (till.rhythm.every_days, till.rhythm.next_expected) == (7, date(2026, 4, 5))
    assert not till.rhythm.is_late


def test_a_source_that_is_late_owes_the_days_up_to_yesterday(merchant):
    for week in range(4):
        bring(merchant, *range(7 * week, 7 * week + 7))
    today = FIRST + timedelta(days=60)

    [till] = calendar_of(merchant, FIRST + timedelta(days=50), today, today)

    assert till.rhythm.is_late
    assert {one.state for day, one in till.days.items() if day < today} == {"missing"}
    assert till.days[today].state == "untold"
    assert till.gaps == ((FIRST + timedelta(days=28), today - timedelta(days=1)),)


def test_a_file_that_spans_days_to_come_has_not_told_of_them(merchant):
    bring(merchant, 0, 20)
    today = FIRST + timedelta(days=10)

    [till] = calendar_of(merchant, FIRST, FIRST + timedelta(days=20), today)

    assert {one.state for day, one in till.days.items() if day > today} == {"ahead"}
