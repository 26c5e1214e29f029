"""Where home stands, for a running day, an old file and the awkward ends of months."""

from datetime import UTC, date, datetime

from edge.lib.period import BusinessCalendar, Period
from insights.standing import Reach, stand

BERLIN = BusinessCalendar("Europe/Berlin")


def test_running_day_is_compared_at_the_same_wall_clock_time_across_the_change_of_clocks():
    reach = Reach(
        first_day=date(2025, 1, 1),
        last_day=date(2026, 11, 3),
        last_complete=date(2026, 11, 2),
        data_until=datetime(2026, 11, 3, 12, 1, tzinfo=UTC),
    )

    standing = stand(BERLIN, now=datetime(2026, 11, 3, 12, 5, 30, tzinfo=UTC), reach=reach)

    assert standing.period == Period(
        date(2026, 11, 3), date(2026, 11, 3), datetime(2026, 11, 3, 12, 5, 59, 999_999, tzinfo=UTC)
    )
    # 20 October is still summer time: 13:05 in Berlin is 11:05 UTC there.
    assert standing.usual[1].until == datetime(2026, 10, 20, 11, 5, 59, 999_999, tzinfo=UTC)
    assert [p.first.day for p in standing.usual] == [27, 20, 13, 6]


def test_silent_till_cuts_the_day_at_its_last_word():
    reach = Reach(
        first_day=date(2025, 1, 1),
        last_day=date(2026, 11, 24),
        last_complete=date(2026, 11, 23),
        data_until=datetime(2026, 11, 24, 11, 40, 10, tzinfo=UTC),
    )

    standing = stand(BERLIN, now=datetime(2026, 11, 24, 16, 0, tzinfo=UTC), reach=reach)

    assert standing.until == datetime(2026, 11, 24, 11, 40, 59, 999_999, tzinfo=UTC)


def test_old_file_stands_at_its_last_complete_day():
    reach = Reach(
        first_day=date(2010, 12, 1),
        last_day=date(2011, 12, 9),
        last_complete=date(2011, 12, 8),
        data_until=datetime(2011, 12, 9, 12, 50, tzinfo=UTC),
    )

    standing = stand(
        BusinessCalendar("Europe/London"),
        now=datetime(2026, 11, 24, 12, 0, tzinfo=UTC),
        reach=reach,
    )

    assert standing.day == date(2011, 12, 8)
    assert not standing.is_running
    assert standing.is_late
    assert standing.week == Period(date(2011, 12, 5), date(2011, 12, 8))
    assert standing.month_before == Period(date(2011, 11, 1), date(2011, 11, 8))


def test_before_opening_home_shows_yesterday_whole():
    reach = Reach(
        first_day=date(2025, 1, 1),
        last_day=date(2026, 11, 23),
        last_complete=date(2026, 11, 23),
        data_until=datetime(2026, 11, 23, 17, 0, tzinfo=UTC),
    )

    standing = stand(BERLIN, now=datetime(2026, 11, 24, 5, 0, tzinfo=UTC), reach=reach)

    assert standing.day == date(2026, 11, 23)
    assert not standing.is_late


def test_whole_month_is_compared_with_the_whole_month_before():
    reach = Reach(
        first_day=date(2025, 1, 1),
        last_day=date(2026, 2, 28),
        last_complete=date(2026, 2, 28),
        data_until=datetime(2026, 2, 28, 17, 0, tzinfo=UTC),
    )

    standing = stand(BERLIN, now=datetime(2026, 3, 1, 8, 0, tzinfo=UTC), reach=reach)

    assert standing.month == Period(date(2026, 2, 1), date(2026, 2, 28))
    assert standing.month_before == Period(date(2026, 1, 1), date(2026, 1, 31))


def test_running_31st_is_compared_with_what_the_shorter_month_has():
    reach = Reach(
        first_day=date(2025, 1, 1),
        last_day=date(2026, 3, 31),
        last_complete=date(2026, 3, 30),
        data_until=datetime(2026, 3, 31, 10, 0, tzinfo=UTC),
    )

    standing = stand(BERLIN, now=datetime(2026, 3, 31, 10, 0, tzinfo=UTC), reach=reach)

    assert standing.month_before.last == date(2026, 2, 28)


def test_young_shop_is_compared_only_with_days_it_has():
    reach = Reach(
        first_day=date(2026, 11, 8),
        last_day=date(2026, 11, 24),
        last_complete=date(2026, 11, 23),
        data_until=datetime(2026, 11, 24, 10, 0, tzinfo=UTC),
    )

    standing = stand(BERLIN, now=datetime(2026, 11, 24, 10, 0, tzinfo=UTC), reach=reach)

    assert [p.first for p in standing.usual] == [date(2026, 11, 17), date(2026, 11, 10)]
