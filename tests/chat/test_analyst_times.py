"""What days and hours a question names, seen from Tuesday 24 November 2026, 13:05 in Berlin."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from chat.analyst.grasp import grasp
from chat.analyst.moments import Clock
from chat.analyst.understand import Scene
from edge.lib.period import BusinessCalendar
from tests.chat.analyst_scenes import cafe, clock, days, meant

WHOLE = [
    ("en", "sales yesterday", "2026-11-23", "2026-11-23"),
    ("en", "sales on Saturday", "2026-11-21", "2026-11-21"),
    ("en", "sales on Tuesday", "2026-11-17", "2026-11-17"),
    ("en", "sales last week", "2026-11-16", "2026-11-22"),
    ("en", "sales the week before last", "2026-11-09", "2026-11-15"),
    ("en", "sales two weeks ago", "2026-11-09", "2026-11-15"),
    ("en", "sales 3 days ago", "2026-11-21", "2026-11-21"),
    ("en", "sales last weekend", "2026-11-21", "2026-11-22"),
    ("en", "sales last 7 days", "2026-11-17", "2026-11-23"),
    ("en", "sales in the past 2 months", "2026-09-01", "2026-10-31"),
    ("en", "sales last month", "2026-10-01", "2026-10-31"),
    ("en", "sales in December", "2025-12-01", "2025-12-31"),
    ("en", "sales in March this year", "2026-03-01", "2026-03-31"),
    ("en", "sales in March last year", "2025-03-01", "2025-03-31"),
    ("en", "sales in Q3", "2026-07-01", "2026-09-30"),
    ("en", "sales in the second quarter of 2025", "2025-04-01", "2025-06-30"),
    ("en", "sales in the first half of the year", "2026-01-01", "2026-06-30"),
    ("en", "sales in 2025", "2025-01-01", "2025-12-31"),
    ("en", "sales on 3 May", "2026-05-03", "2026-05-03"),
    ("en", "sales on May 3rd 2025", "2025-05-03", "2025-05-03"),
    ("en", "sales between 1 and 7 November", "2026-11-01", "2026-11-07"),
    ("en", "sales between 28 October and 3 November", "2026-10-28", "2026-11-03"),
    ("en", "sales from Monday to Wednesday last week", "2026-11-16", "2026-11-18"),
    ("en", "sales in the week of 5 October", "2026-10-05", "2026-10-11"),
    ("en", "sales on Monday last week", "2026-11-16", "2026-11-16"),
    ("en", "sales on Easter Monday", "2026-04-06", "2026-04-06"),
    ("en", "sales on Christmas Eve", "2025-12-24", "2025-12-24"),
    ("en", "sales on Black Friday", "2025-11-28", "2025-11-28"),
    ("en", "sales on 2026-10-03", "2026-10-03", "2026-10-03"),
    ("en", "how many orders in week 45", "2026-11-02", "2026-11-08"),
    ("en", "sales in the first half of March", "2026-03-01", "2026-03-15"),
    ("en", "sales in the second half of last month", "2026-10-16", "2026-10-31"),
    ("en", "sales in the second half of last year", "2025-07-01", "2025-12-31"),
    ("en", "sales on the twenty-first of October", "2026-10-21", "2026-10-21"),
    ("en", "sales on the fifth of October", "2026-10-05", "2026-10-05"),
    ("en", "sales in H1", "2026-01-01", "2026-06-30"),
    ("en", "sales in the third quarter of last year", "2025-07-01", "2025-09-30"),
    ("en", "sales in mid October", "2026-10-11", "2026-10-20"),
    ("en", "sales in late September", "2026-09-21", "2026-09-30"),
    ("en", "sales in Christmas week", "2025-12-22", "2025-12-28"),
    ("en", "sales in Easter week last year", "2025-04-14", "2025-04-20"),
    ("en", "sales in the three days before Christmas", "2025-12-21", "2025-12-23"),
    ("en", "sales in the week after Easter", "2026-04-07", "2026-04-13"),
    ("en", "sales on Monday 2 November", "2026-11-02", "2026-11-02"),
    ("en", "sales on Monday the 5th", "2026-10-05", "2026-10-05"),
    ("en", "sales on the first Monday of October", "2026-10-05", "2026-10-05"),
    ("en", "sales on the last Friday of last month", "2026-10-30", "2026-10-30"),
    ("en", "sales the Saturday before last", "2026-11-14", "2026-11-14"),
    ("en", "sales two Saturdays ago", "2026-11-14", "2026-11-14"),
    ("en", "sales twenty-five days ago", "2026-10-30", "2026-10-30"),
    ("en", "sales in the last ninety-nine days", "2026-08-17", "2026-11-23"),
    ("en", "sales last fortnight", "2026-11-10", "2026-11-23"),
    ("en", "sales from the 3rd to the 9th", "2026-11-03", "2026-11-09"),
    ("en", "sales from November to February", "2025-11-01", "2026-02-28"),
    ("en", "sales January through March 2025", "2025-01-01", "2025-03-31"),
    ("en", "sales from 28 December to 3 January", "2025-12-28", "2026-01-03"),
    ("en", "sales last year in May", "2025-05-01", "2025-05-31"),
    ("de", "Umsatz in der ersten Märzhälfte", "2026-03-01", "2026-03-15"),
    ("de", "Umsatz Mitte Oktober", "2026-10-11", "2026-10-20"),
    ("de", "Umsatz in der Weihnachtswoche", "2025-12-22", "2025-12-28"),
    ("de", "Umsatz in der Osterwoche", "2026-03-30", "2026-04-05"),
    ("de", "Umsatz in der Woche vom 2. November", "2026-11-02", "2026-11-08"),
    ("de", "Umsatz letztes Jahr im Oktober", "2025-10-01", "2025-10-31"),
    ("de", "Umsatz der letzten fünfundvierzig Tage", "2026-10-10", "2026-11-23"),
    ("de", "Umsatz am ersten Montag im Oktober", "2026-10-05", "2026-10-05"),
    ("de", "Umsatz heute vor einem Jahr", "2025-11-24", "2025-11-24"),
    ("de", "Umsatz Samstag vor einer Woche", "2026-11-14", "2026-11-14"),
    ("de", "Umsatz vom 3. bis zum 9.", "2026-11-03", "2026-11-09"),
    ("de", "Umsatz gestern", "2026-11-23", "2026-11-23"),
    ("de", "Umsatz vorgestern", "2026-11-22", "2026-11-22"),
    ("de", "Umsatz letzte Woche", "2026-11-16", "2026-11-22"),
    ("de", "Umsatz vorletzte Woche", "2026-11-09", "2026-11-15"),
    ("de", "Umsatz vor zwei Wochen", "2026-11-09", "2026-11-15"),
    ("de", "Umsatz am 20.9.", "2026-09-20", "2026-09-20"),
    ("de", "Umsatz vom 24. bis 26. Dezember", "2025-12-24", "2025-12-26"),
    ("de", "Umsatz im dritten Quartal", "2026-07-01", "2026-09-30"),
    ("de", "Umsatz in KW 45", "2026-11-02", "2026-11-08"),
    ("de", "Umsatz am Ostermontag", "2026-04-06", "2026-04-06"),
    ("de", "Umsatz an Neujahr", "2026-01-01", "2026-01-01"),
    ("de", "Oktoberumsatz", "2026-10-01", "2026-10-31"),
    ("de", "Umsatz der letzten 30 Tage", "2026-10-25", "2026-11-23"),
    ("de", "Umsatz im Vormonat", "2026-10-01", "2026-10-31"),
    ("de", "Umsatz am Tag der Deutschen Einheit", "2026-10-03", "2026-10-03"),
]


@pytest.mark.parametrize(("language", "question", "first", "last"), WHOLE)
def test_a_whole_period_is_what_its_words_say(language, question, first, last):
    intent = meant(question, language)

    assert [days(when) for when in intent.periods] == [(first, last)]
    assert intent.periods[0].until is None


RUNNING = [
    ("en", "sales today", "2026-11-24"),
    ("en", "sales this week", "2026-11-23"),
    ("en", "sales this month so far", "2026-11-01"),
    ("en", "sales since the 1st of October", "2026-10-01"),
    ("en", "sales since last Monday", "2026-11-23"),
    ("en", "sales since Easter", "2026-04-03"),
    ("en", "sales since mid October", "2026-10-11"),
    ("en", "sales year to date", "2026-01-01"),
    ("en", "how was the week", "2026-11-23"),
    ("de", "Umsatz heute bisher", "2026-11-24"),
    ("de", "Umsatz seit Anfang des Jahres", "2026-01-01"),
    ("de", "Umsatz in diesem Quartal", "2026-10-01"),
    ("de", "Wie läuft der November?", "2026-11-01"),
]


@pytest.mark.parametrize(("language", "question", "first"), RUNNING)
def test_a_running_period_ends_now(language, question, first):
    (when,) = meant(question, language).periods

    assert days(when) == (first, "2026-11-24")
    assert when.until == clock().now


HOURS = [
    ("en", "sales between 12 and 2pm yesterday", 720, 840),
    ("en", "sales between 11 and 1pm yesterday", 660, 780),
    ("en", "sales after 8pm yesterday", 1200, 1440),
    ("en", "sales before 10am yesterday", 0, 600),
    ("en", "sales from 9 to 11 yesterday", 540, 660),
    ("en", "sales yesterday morning", 360, 720),
    ("de", "Umsatz gestern zwischen 12 und 14 Uhr", 720, 840),
    ("de", "Umsatz gestern ab 18 Uhr", 1080, 1440),
    ("de", "Umsatz gestern Nachmittag", 720, 1020),
    ("en", "sales yesterday between 8 and 10 in the evening", 1200, 1320),
    ("en", "sales yesterday until 10", 0, 600),
    ("de", "Umsatz gestern zwischen 8 und 10 Uhr abends", 1200, 1320),
]


@pytest.mark.parametrize(("language", "question", "start", "end"), HOURS)
def test_hours_of_the_day_are_minutes_from_and_before(language, question, start, end):
    intent = meant(question, language)

    assert intent.hours == (start, end)
    assert days(intent.periods[0]) == ("2026-11-23", "2026-11-23")


COMPARED = [
    ("en", "this week against last week", ("2026-11-23", "2026-11-24"), ("2026-11-16", "2026-11-17")),
    ("en", "are we ahead of last week?", ("2026-11-23", "2026-11-24"), ("2026-11-16", "2026-11-17")),
    ("en", "sales nov vs oct", ("2026-11-01", "2026-11-24"), ("2026-10-01", "2026-10-24")),
    ("en", "did refunds change from August to September?", ("2026-09-01", "2026-09-30"), ("2026-08-01", "2026-08-31")),
    ("en", "was Monday better than the Monday before?", ("2026-11-23", "2026-11-23"), ("2026-11-16", "2026-11-16")),
    ("en", "sales this month against the same month last year", ("2026-11-01", "2026-11-24"),
     ("2025-11-01", "2025-11-24")),
    ("en", "Q3 revenue versus Q2", ("2026-07-01", "2026-09-30"), ("2026-04-01", "2026-06-30")),
    ("en", "today vs yesterday at the same time", ("2026-11-24", "2026-11-24"), ("2026-11-23", "2026-11-23")),
    ("en", "sales in the last seven days vs the seven days before", ("2026-11-17", "2026-11-23"),
     ("2026-11-10", "2026-11-16")),
    ("de", "Sind wir diese Woche besser als letzte?", ("2026-11-23", "2026-11-24"), ("2026-11-16", "2026-11-17")),
    ("de", "Umsatz im Oktober gegenüber dem Vorjahr", ("2026-10-01", "2026-10-31"), ("2025-10-01", "2025-10-31")),
    ("de", "Ist der Umsatz gestern gestiegen?", ("2026-11-23", "2026-11-23"), ("2026-11-16", "2026-11-16")),
]  # fmt: skip


@pytest.mark.parametrize(("language", "question", "now", "then"), COMPARED)
def test_a_comparison_is_like_for_like(language, question, now, then):
    intent = meant(question, language)

    assert intent.shape == "compare"
    assert (days(intent.periods[0]), days(intent.against)) == (now, then)
    assert (intent.periods[0].until is None) == (intent.against.until is None)


def test_a_cut_period_ends_at_the_same_time_of_day():
    intent = meant("today vs yesterday")

    assert intent.against.until.astimezone(clock().now.tzinfo).strftime("%d %H:%M") == "23 13:05"


def test_a_number_behind_top_is_no_day_of_the_month():
    intent = meant("top 5 products in May")

    assert (intent.limit, days(intent.periods[0])) == (5, ("2026-05-01", "2026-05-31"))


ONLY = [
    ("en", "sales on the last three Saturdays", ("2026-11-07", "2026-11-21"), ("6",)),
    ("en", "sales over the past 2 weekends", ("2026-11-14", "2026-11-22"), ("6", "7")),
    ("en", "sales at weekends last month", ("2026-10-01", "2026-10-31"), ("6", "7")),
    ("en", "sales on Mondays last month", ("2026-10-01", "2026-10-31"), ("1",)),
    ("de", "Umsatz an den letzten 3 Freitagen", ("2026-11-06", "2026-11-20"), ("5",)),
]


@pytest.mark.parametrize(("language", "question", "span", "weekdays"), ONLY)
def test_weekdays_of_several_weeks_are_those_days_alone(language, question, span, weekdays):
    intent = meant(question, language)

    (condition,) = intent.conditions
    assert ([days(when) for when in intent.periods], condition.dimension) == ([span], "weekday")
    assert condition.values == weekdays


BERLIN = ZoneInfo("Europe/Berlin")
NIGHTS = [
    # A bar's day ends at five: at three in the night it is still the day before.
    (datetime(2026, 11, 24, 3, 0, tzinfo=BERLIN), 300, "sales today", "2026-11-23"),
    (datetime(2026, 11, 24, 3, 0, tzinfo=BERLIN), 300, "sales yesterday", "2026-11-22"),
    (datetime(2026, 11, 24, 5, 0, tzinfo=BERLIN), 300, "sales today", "2026-11-24"),
    # The nights in which the clock is put back and forward.
    (datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN, fold=0), 0, "sales today", "2026-10-25"),
    (datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN, fold=1), 0, "sales yesterday", "2026-10-24"),
    (datetime(2026, 3, 29, 3, 30, tzinfo=BERLIN), 180, "sales today", "2026-03-29"),
    (datetime(2026, 3, 29, 1, 59, tzinfo=BERLIN), 180, "sales today", "2026-03-28"),
]  # fmt: skip


@pytest.mark.parametrize(("now", "day_end", "question", "day"), NIGHTS)
def test_a_day_is_the_shops_own(now, day_end, question, day):
    calendar = BusinessCalendar("Europe/Berlin", day_end)
    scene = Scene(cafe(), Clock(now, calendar, "DE"), "en")

    (when,) = grasp(question, scene).meant.periods

    assert days(when) == (day, day)


def test_the_same_time_of_day_is_kept_across_a_changed_clock():
    now = datetime(2026, 10, 26, 13, 5, tzinfo=BERLIN)
    scene = Scene(cafe(), Clock(now, BusinessCalendar("Europe/Berlin"), "DE"), "en")

    intent = grasp("this month against last month", scene).meant

    assert intent.against.until.astimezone(BERLIN).isoformat() == "2026-09-26T13:05:00+02:00"
