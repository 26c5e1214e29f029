"""How a question was understood is told word by word: candidates with their file and section, repairs, intent, SQL."""

import tomllib
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from chat.analyst.explanation import explain
from chat.analyst.grasp import grasp
from chat.analyst.lexicon import FOLDER, LANGUAGES
from chat.analyst.places import place_of
from chat.analyst.trace import Trace
from chat.analyst.understand import Scene
from chat.evals.aloud import in_words
from chat.evals.expect import failures
from chat.explaining import answer_aloud
from edge.facts.load import feed_for, load_records
from edge.facts.records import LineRecord, SaleRecord
from tests.chat.analyst_scenes import cafe, clock

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 6, 17, 11, tzinfo=UTC)


def traced(question, language="en"):
    trace = Trace()
    trace.meant = grasp(question, Scene(cafe(), clock(), language, (), trace)).meant
    return explain(trace)


def token(body, typed):
    return next(one for one in body["tokens"] if one["typed"] == typed)


def taken(body, typed):
    return [phrase["meaning"] for phrase in token(body, typed)["phrases"] if phrase["taken"]]


def test_each_word_names_its_phrases_and_where_they_stand():
    body = traced("revenue last week")

    assert taken(body, "revenue") == ["metric.net_sales"]
    place = token(body, "revenue")["phrases"][0]["place"]
    file, line = place.split(" ")[0].split(":")
    assert (ROOT / file).read_text("utf-8").splitlines()[int(line) - 1].startswith("net_sales")
    assert "[metric] net_sales" in place


def test_phrases_that_were_passed_over_are_there_too():
    phrases = token(traced("Average sale last week?"), "sale")["phrases"]

    assert {phrase["taken"] for phrase in phrases} == {True, False}


def test_a_slip_says_what_it_was_read_as():
    read = token(traced("reveneu last week"), "reveneu")

    assert (read["read"], read["rivals"]) == ("revenue", [])
    assert 0 < read["cost"] < 1


def test_names_of_the_merchant_stand_beside_the_phrases():
    body = traced("How many croissants did we sell last week?")

    assert token(body, "croissants")["names"] == [
        "product: Croissant",
        "product: Pistachio Croissant",
    ]
    assert {"words": "croissants", "meanings": ["entity"], "became": "product: Croissant"} in [
        {**item} for item in body["items"]
    ]


def test_a_word_that_nothing_explains_is_told_with_the_file_to_teach():
    body = traced("How many zorbs did we sell last week?")

    assert body["left"] == ["zorbs"]
    assert body["file"] == "chat/analyst/languages/en.toml"
    assert body["refusal"]["reason"] == "unknown"
    assert token(body, "zorbs")["phrases"] == []


def test_without_a_trace_the_meaning_is_the_same():
    scene = Scene(cafe(), clock(), "en")

    assert (
        grasp("revenue last week", scene).meant.to_json() == traced("revenue last week")["intent"]
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_entry_of_a_language_file_is_found_on_its_line(language):
    path = FOLDER / f"{language}.toml"
    lines = path.read_text("utf-8").splitlines()
    entries = [
        (section, key)
        for section, keys in tomllib.loads(path.read_text("utf-8")).items()
        for key in keys
    ]

    places = {entry: place_of(language, ".".join(entry)) for entry in entries}

    assert [entry for entry, place in places.items() if place is None] == []
    assert [
        place
        for (_, key), place in places.items()
        if not lines[place.line - 1].replace('"', "").replace("'", "").startswith(key)
    ] == []


@pytest.fixture
def tea_room(make_merchant, in_tenant):
    merchant = make_merchant(currency="GBP", country="GB", time_zone="Europe/London")
    with in_tenant(merchant):
        feed = feed_for(merchant, kind="till", key="till", name="Till")
    sales = [
        SaleRecord(
            document=str(day),
            occurred_at=datetime(2026, 6, day, 9, tzinfo=UTC),
            lines=[LineRecord(product="Tea", quantity=Decimal(day), unit_price=Decimal("3.00"))],
        )
        for day in (8, 9, 16)
    ]
    load_records(merchant, feed, sales)
    return merchant


@pytest.fixture
def aloud(tea_room, in_tenant):
    with in_tenant(tea_room):
        return answer_aloud(tea_room, "How much did we sell last week?", now=NOW)


def test_each_figure_comes_with_its_sql(aloud):
    (figure,) = aloud.body["figures"]

    assert (figure["metric"], figure["value"], figure["unit"]) == ("net_sales", "51.00", "GBP")
    assert "facts_moneyevent" in figure["sql"][0]
    assert "'2026-06-08'" in figure["sql"][0]


def test_a_terminal_shows_all_of_it(aloud):
    text = in_words(aloud.body | {"failed": ["Expected 52 GBP."]})

    assert "“how much”" in text
    assert "shape: total" in text
    assert "£51.00" in text
    assert text.endswith("✗ Expected 52 GBP.")


@pytest.mark.parametrize(
    ("expect", "reason"),
    [
        pytest.param(
            {"numbers": [{"value": 52.0, "unit": "GBP", "places": 2}]},
            "Expected 52.0 GBP; the answer shows 51.00 GBP (net_sales, 2026-06-08 to 2026-06-14).",
            id="another number",
        ),
        pytest.param(
            {"period": ["2026-06-08", "2026-06-13"]},
            "Expected 2026-06-08 to 2026-06-13; the answer covers 2026-06-08 to 2026-06-14.",
            id="another period",
        ),
        pytest.param(
            {"mentions": ["Cake|Cookie"]},
            "Expected “Cake|Cookie” in the words of the answer.",
            id="a name that is missing",
        ),
        pytest.param(
            {"refuse": True},
            "A refusal was expected; the question was answered.",
            id="an answer too many",
        ),
    ],
)
def test_a_failure_is_told_in_words(aloud, expect, reason):
    assert failures(expect, aloud.reply, aloud.body["answer"]) == [reason]


def test_what_is_expected_and_there_is_no_failure(aloud):
    expect = {
        "numbers": [{"value": 51.0, "unit": "GBP", "places": 2}],
        "period": ["2026-06-08", "2026-06-14"],
    }

    assert failures(expect, aloud.reply, aloud.body["answer"]) == []


def test_a_refusal_where_an_answer_was_due_says_what_was_missing(tea_room, in_tenant):
    with in_tenant(tea_room):
        aloud = answer_aloud(tea_room, "What is my margin?", now=NOW)

    told = failures({"numbers": [{"value": 1}]}, aloud.reply, aloud.body["answer"])

    assert told == ["An answer was expected; the question was refused (missing: cost)."]


@pytest.mark.parametrize(
    ("mention", "text"),
    [
        pytest.param("Saturday", "Am Samstag war am meisten los.", id="a weekday"),
        pytest.param("2026-06-09", "Der 9. Juni liegt vorn.", id="a day"),
    ],
)
def test_days_may_be_mentioned_in_the_words_of_the_language(tea_room, in_tenant, mention, text):
    with in_tenant(tea_room):
        reply = answer_aloud(tea_room, "Wie viel Umsatz letzte Woche?", now=NOW).reply

    assert failures({"mentions": [mention]}, reply, text) == []
    assert reply.period.first == date(2026, 6, 8)
