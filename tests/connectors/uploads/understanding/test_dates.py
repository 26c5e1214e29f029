"""Days and moments in the spellings of many files and languages; day or month first by how the days run on."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from connectors.uploads.cells.values import parse_moments
from connectors.uploads.interpreting.reading import Said
from connectors.uploads.understanding.look import Shop
from tests.connectors.uploads.understanding.tables import fields, keys, look, read

FIRST = datetime.fromisoformat("2026-04-01 09:05")


def days(form, count=24, step=1, first=FIRST):
    return [(first + timedelta(days=at * step)).strftime(form) for at in range(count)]


def table(column):
    return [f"{cell} | {1000 + at} | {5 + at}.50" for at, cell in enumerate(column)]


def moments(column, reading=None):
    """Return what the cells of the first column are read as."""
    reading = reading or read("Date | Receipt | Total", *table(column))
    [date] = [one for one in reading.columns if one.name == "Date"]
    assert date.field.value in ("date", "occurred_at")
    assert keys(reading) == []
    return parse_moments(pl.Series(column), date.formats).dt.replace_time_zone(None).to_list()


@pytest.mark.parametrize("form", ["%d/%m/%Y", "%m/%d/%Y", "%d.%m.%y", "%m-%d-%y"])
def test_day_or_month_first_is_seen_in_days_that_run_on(form):
    # Twelve days of the months' first dozen: each cell for itself could be either.
    column = days(form, 12)

    assert [one.day for one in moments(column)] == list(range(1, 13))


class InJune(datetime):
    """A clock that stands still."""

    @classmethod
    def now(cls, tz=None):
        return cls(2026, 6, 15, tzinfo=tz)


def test_nobody_has_sold_in_the_days_to_come(monkeypatch):
    monkeypatch.setattr("connectors.uploads.understanding.dates.datetime", InJune)
    # Month first they would run on much better, but in December.
    column = ["12/01/2026", "12/05/2026", "12/03/2026", "12/02/2026"]

    assert [one.month for one in moments(column)] == [1, 5, 3, 2]


def test_days_that_tell_nothing_are_asked_about_once_and_the_answer_taken():
    column = ["09/08/2026", "04/05/2026", "05/02/2026"]

    assert keys(read("Date | Receipt | Total", *table(column))) == ["day_order"]
    answered = read(
        "Date | Receipt | Total", *table(column), said=Said(answers={"day_order": "mdy"})
    )
    assert moments(column, answered)[0] == datetime.fromisoformat("2026-09-08")


@pytest.mark.parametrize(
    "months",
    [
        pytest.param(("Januar", "Februar", "März"), id="German"),
        pytest.param(("janvier", "février", "mars"), id="French"),
        pytest.param(("enero", "febrero", "marzo"), id="Spanish"),
        pytest.param(("gennaio", "febbraio", "marzo"), id="Italian"),
        pytest.param(("stycznia", "lutego", "marca"), id="Polish"),
        pytest.param(("ledna", "února", "března"), id="Czech"),
        pytest.param(("январь", "февраль", "март"), id="Russian"),
        pytest.param(("Ocak", "Şubat", "Mart"), id="Turkish"),
    ],
)
@pytest.mark.parametrize("form", ["{day} {month} 2026", "{day}. {month} 2026"])
def test_months_have_names_in_many_languages(months, form):
    column = [form.format(day=day, month=month) for month in months for day in range(3, 9)]

    found = moments(column)

    assert [one.month for one in found] == [1] * 6 + [2] * 6 + [3] * 6
    assert [one.day for one in found] == list(range(3, 9)) * 3


@pytest.mark.parametrize(
    ("form", "clock"),
    [
        ("%d.%m.%Y %H:%M", True),
        ("%Y-%m-%dT%H:%M:%S", True),
        ("%m/%d/%Y %I:%M %p", True),
        ("%d/%m/%Y", False),
        ("%Y%m%d", False),
        ("%Y年%m月%d日", False),
        ("%Y年%m月%d日 %H:%M", True),
        ("%A, %d. %B %Y", False),
        ("%b %d, %Y, %I:%M %p", True),
    ],
)
def test_a_month_of_days_in_one_spelling(form, clock):
    found = moments(days(form, 28, first=datetime.fromisoformat("2026-04-02 21:05")))

    assert [one.day for one in found] == list(range(2, 30))
    assert {one.hour for one in found} == ({21} if clock else {0})


@pytest.mark.parametrize(("am", "pm"), [("a.m.", "p.m."), ("AM", "PM"), ("π.μ.", "μ.μ.")])
def test_halves_of_the_day_have_words(am, pm):
    column = [f"{13 + at}/04/2026 09:05 {am if at % 2 else pm}" for at in range(12)]

    assert [one.hour for one in moments(column)] == [21, 9] * 6


@pytest.mark.parametrize(
    ("to_number", "name"),
    [
        pytest.param(
            lambda at: f"{(at - datetime.fromisoformat('1899-12-30')) / timedelta(days=1):.6f}",
            "Date",
            id="days",
        ),
        pytest.param(lambda at: str(int(at.replace(tzinfo=UTC).timestamp())), "Date", id="seconds"),
        pytest.param(
            lambda at: str(int(at.replace(tzinfo=UTC).timestamp() * 1000)), "created", id="ms"
        ),
    ],
)
def test_numbers_count_days_or_seconds(to_number, name):
    wanted = [FIRST + timedelta(days=at) for at in range(24)]
    column = [to_number(at) for at in wanted]

    reading = read(f"{name} | Receipt | Total", *table(column))

    [date] = [one for one in reading.columns if one.name == name]
    assert date.field.value in ("date", "occurred_at")
    assert (
        parse_moments(pl.Series(column), date.formats).dt.replace_time_zone(None).to_list()
        == wanted
    )


def test_broken_cells_and_totals_between_do_not_hide_a_column_of_days():
    column = days("%d.%m.%Y", 24)
    column[5], column[11] = "31.02.2026", "Total"

    reading = read("Date | Receipt | Total", *table(column))

    assert fields(reading)["Date"] == "date"


def test_the_day_of_the_sale_is_chosen_among_several_days():
    rows = [
        f"2026-05-{at + 1:02d} | 2026-04-{at + 1:02d} | 2026-06-{at + 1:02d} | {1000 + at} | {at}.50"
        for at in range(20)
    ]

    found = fields(read("Due date | Invoice date | Paid out on | Invoice number | Total", *rows))

    assert [name for name, field in found.items() if field in ("date", "occurred_at")] == [
        "Invoice date"
    ]


def test_a_look_knows_the_whole_column_where_the_sample_does_not_tell():
    seen = look("Date | Total", *[f"0{at + 1}/02/2026 | 1.50" for at in range(9)])
    seen.whole = {"c0": pl.Series(["01/02/2026", "25/02/2026"]), "c1": seen.sample["c1"]}.get

    assert list(seen.columns[0].profile.moments) == ["dmy"]


def test_what_a_cell_is_read_as_never_depends_on_those_beside_it():
    # The T before a clock is no Tuesday (teisipäev), though the word for a total beside it is a word.
    day = "2024-03-29T14:54:08Z"

    [alone] = parse_moments(pl.Series([day]), ("%Y-%m-%dT%H:%M:%SZ",))
    beside = parse_moments(pl.Series([day, "Fri total", None]), ("%Y-%m-%dT%H:%M:%SZ",))

    assert beside.to_list() == [alone, None, None]


WEEK = ("lun", "mar", "mié", "jue", "vie", "sáb", "dom")


@pytest.mark.parametrize(
    "form",
    ["{week} %d/%m/%Y", "%Y-%m-%d {week}", "{week}, %d de marzo de %Y", "{week}. %d. mar %Y"],
)
def test_a_weekday_that_is_called_like_a_month_is_none(form):
    written = [FIRST - timedelta(days=at) for at in range(1, 29)]
    column = [day.strftime(form.format(week=WEEK[day.weekday()])) for day in written]

    assert [one.date() for one in moments(column)] == [day.date() for day in written]


def test_a_day_reads_the_same_beside_a_month_in_words():
    [moment, _total] = parse_moments(pl.Series(["Mon 17-03-2025", "Total March"]), ("%d-%m-%Y",))

    assert moment == datetime.fromisoformat("2025-03-17")


@pytest.mark.parametrize("form", ["%B %d, %Y", "%d %B %Y", "%a, %b %d %Y", "%d-%b-%y"])
def test_a_month_in_words_stands_where_it_stands(form):
    # Read the other way round, the first days of four months would be four days of January.
    column = [day.strftime(form) for month in range(1, 5) if (day := datetime(2024, month, 1))]  # noqa: DTZ001

    assert [one.month for one in moments(column)] == [1, 2, 3, 4]


POLISH = "Data sprzedaży | Nr paragonu | Razem"
CROATIAN = "Datum | Broj računa | Ukupno"


def months(header, column, **more):
    """Return how the days of a file read that may be Croatian or Polish: its questions, its months."""
    reading = read(header, *table(column), **more)
    [date] = [one for one in reading.columns if one.field.value in ("date", "occurred_at")]
    found = parse_moments(pl.Series(column), date.formats)
    return keys(reading), sorted(set(found.dt.month().to_list()))


@pytest.mark.parametrize(
    ("header", "word", "month"),
    [
        pytest.param(POLISH, "listopada", 11, id="Polish November"),
        pytest.param(CROATIAN, "listopada", 10, id="Croatian October"),
        pytest.param(POLISH, "lip", 7, id="Polish July"),
        pytest.param(CROATIAN, "lip", 6, id="Croatian June"),
    ],
)
def test_a_month_that_two_languages_name_is_of_the_files_language(header, word, month):
    column = [f"{day} {word} 2025" for day in range(3, 20)]

    assert months(header, column) == ([], [month])


@pytest.mark.parametrize(
    ("header", "cells", "found"),
    [
        pytest.param(CROATIAN, ["29 listopada 2024", "2 grudnia 2024"], [11, 12], id="months"),
        pytest.param(POLISH, ["29. lip 2025", "2. srp 2025", "4. kol 2025"], [6, 7, 8], id="all"),
        pytest.param(POLISH, ["Tue 3 lip 2025", "Wed 4 lip 2025"], [6], id="weekdays"),
        pytest.param(POLISH, ["30 listopada 2024", "31 listopada 2024"], [10], id="days"),
    ],
)
def test_what_stands_beside_a_month_outweighs_the_header(header, cells, found):
    assert months(header, cells * 3) == ([], found)


def test_a_month_that_could_be_two_is_asked_about_and_the_answer_taken():
    header, column = "Date | Receipt | Total", [f"{day} lip 2025" for day in range(3, 20)]
    answered = Said(answers={"month_words": "pl"})

    assert months(header, column)[0] == ["month_words"]
    assert months(header, column, said=answered) == ([], [7])
    reading = read(header, *table(column), shop=Shop("PLN", "PL"))
    [question] = reading.questions
    assert question.choices == (("pl", "3 July 2025"), ("hr", "3 June 2025"))
