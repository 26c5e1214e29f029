"""What days and hours a question names, seen from Tuesday 24 November 2026, 13:05 in Berlin."""

import pytest

from tests.chat.analyst_scenes import clock, days, meant

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
