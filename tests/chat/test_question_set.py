"""The paraphrases keep the bank's format without its words, and no code holds a question of the bank."""

import json
import re
from collections import Counter
from datetime import date, datetime
from pathlib import Path

import pytest
from rapidfuzz import fuzz, process

ROOT = Path(__file__).resolve().parents[2]
PARAPHRASES = ROOT / "tests" / "cases" / "questions" / "paraphrases.jsonl"
CODE = ("chat", "insights", "edge", "connectors", "templates")
LANGUAGES = ("en", "de", "fr", "es", "it", "pl")
DATA = {"online_retail": "GBP", "pizza_2015": "USD"}
UNITS = {"GBP", "USD", "%", "sales", "units", "customers", "days", "hour"}
EXPECTATIONS = {"numbers", "mentions", "order", "period", "refuse", "follow_up"}
NEARLY_EQUAL = 85  # of 100: at most a word or two differ


def lines_of(path):
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def turns_of(line):
    """Every text of a line with what is expected of its answer: the question, then the follow-ups."""
    follow_ups = line["expect"].get("follow_up", [])
    return [(turn["question"], turn["expect"]) for turn in (line, *follow_ups)]


def plain(text):
    return " ".join(re.findall(r"\w+", text.casefold()))


@pytest.fixture(scope="module")
def paraphrases():
    return lines_of(PARAPHRASES)


@pytest.fixture(scope="module")
def bank():
    """Return every text of the shared question bank, which stands beside the project."""
    places = (folder / "shared" / "questions" / "bank.jsonl" for folder in ROOT.parents)
    found = next((place for place in places if place.is_file()), None)
    if found is None:
        pytest.skip("the shared question bank is not here")
    return [text for line in lines_of(found) for text, _ in turns_of(line)]


def test_each_language_has_fifty(paraphrases):
    assert Counter(line["lang"] for line in paraphrases) == dict.fromkeys(LANGUAGES, 50)


def test_ids_and_questions_are_unique(paraphrases):
    assert len({line["id"] for line in paraphrases}) == len(paraphrases)
    assert len({plain(line["question"]) for line in paraphrases}) == len(paraphrases)
    assert all(re.fullmatch(rf"pa-{line['lang']}-\d{{3}}", line["id"]) for line in paraphrases)


def test_every_line_has_the_keys_of_the_bank(paraphrases):
    keys = ["id", "data", "as_of", "lang", "question", "expect", "why"]
    assert [line["id"] for line in paraphrases if list(line) != keys] == []
    assert {line["data"] for line in paraphrases} == set(DATA)


def test_every_turn_expects_something_that_the_checker_knows(paraphrases):
    for line in paraphrases:
        for text, expect in turns_of(line):
            assert text.strip() == text, line["id"]
            assert text, line["id"]
            assert expect.keys() <= EXPECTATIONS, line["id"]
            assert expect.keys() & {"numbers", "mentions", "refuse"}, line["id"]
            assert not (expect.get("refuse") and "numbers" in expect), line["id"]


def test_numbers_are_in_the_units_of_their_data(paraphrases):
    for line in paraphrases:
        other = set(DATA.values()) - {DATA[line["data"]]}
        for _, expect in turns_of(line):
            for number in expect.get("numbers", []):
                assert number["unit"] in UNITS - other, line["id"]
                assert round(number["value"], number["places"]) == number["value"], line["id"]


def test_periods_have_begun(paraphrases):
    for line in paraphrases:
        now = datetime.fromisoformat(line["as_of"]).date()
        for _, expect in turns_of(line):
            if "period" in expect:
                first, last = map(date.fromisoformat, expect["period"])
                assert first <= last <= now, line["id"]


def test_about_one_in_six_is_a_refusal(paraphrases):
    refused = Counter(line["lang"] for line in paraphrases if line["expect"].get("refuse"))

    assert all(7 <= refused[language] <= 10 for language in LANGUAGES)


def test_no_paraphrase_is_nearly_a_question_of_the_bank(paraphrases, bank):
    known = [plain(text) for text in bank]
    near = [
        (line["id"], text)
        for line in paraphrases
        for text, _ in turns_of(line)
        if process.extractOne(plain(text), known, scorer=fuzz.ratio, score_cutoff=NEARLY_EQUAL)
    ]

    assert near == []


def test_no_question_of_the_bank_stands_in_the_code(bank):
    texts = {" ".join(text.casefold().split()) for text in bank}
    files = [path for folder in CODE for path in (ROOT / folder).rglob("*") if path.is_file()]
    found = []
    for path in (path for path in files if "__pycache__" not in path.parts):
        written = " ".join(path.read_text("utf-8", errors="ignore").casefold().split())
        found += [(path.relative_to(ROOT).as_posix(), text) for text in texts if text in written]

    assert found == []
