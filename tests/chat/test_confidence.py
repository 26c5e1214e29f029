"""How sure a reading is, what is left out and said so, and where the analyst asks back instead of guessing."""

import pytest

from chat.analyst.confidence import LEAST, SURE, Doubt, harmless, score
from chat.analyst.grasp import grasp
from chat.analyst.intent import Clarify, Intent, Refusal
from chat.analyst.lexicon import lexicon
from chat.analyst.understand import Scene
from tests.chat.analyst_scenes import cafe, clock, days


def grasped(question, language="en"):
    return grasp(question, Scene(cafe(), clock(), language))


def test_doubts_multiply():
    assert score([]) == 1.0
    assert score([Doubt("name", "x", 0.05), Doubt("manner", "y", 0.08)]) == 0.87


@pytest.mark.parametrize(
    ("question", "least", "most"),
    [
        ("How much did we sell yesterday?", 1.0, 1.0),
        ("How much did we sell?", 0.95, 0.99),
        ("how many croisants yesterday", 0.9, 0.97),
        ("slaes yesterady", SURE, 0.95),
        ("How many kebabs did we sell yesterday?", 0.0, LEAST),
        ("sales kale yesterday", 0.0, LEAST),
        ("How many cake slice did we sell yesterday?", 0.0, LEAST),
    ],
)
def test_the_more_there_is_to_doubt_the_less_sure_it_is(question, least, most):
    assert least <= grasped(question).confidence <= most


def test_a_word_that_says_how_is_left_out_and_told():
    found = grasped("Honestly, how much did we sell yesterday?")

    assert isinstance(found.meant, Intent)
    assert found.left_out == ("Honestly",)
    assert found.confidence == 0.92


@pytest.mark.parametrize(
    "word", ["kebab", "kebabs", "jelly", "Lily", "tofu", "bitter", "xl", "ally", "regularly"]
)
def test_a_word_that_may_be_a_name_is_never_left_out(word):
    assert harmless(word, lexicon("en")) == ""
    assert isinstance(grasped(f"How many {word} did we sell yesterday?").meant, Refusal)


def test_several_misspelled_words_are_told_as_they_were_read():
    found = grasped("salse tdoay vs ystrday")

    assert isinstance(found.meant, Intent)
    assert LEAST <= found.confidence < SURE
    assert found.mended == (("salse", "sales"), ("tdoay", "today"), ("ystrday", "yesterday"))


def test_a_word_between_two_known_ones_is_asked_about():
    found = grasped("refunts yesterday")
    unclear = grasped("tipss and fes yesterday")

    assert isinstance(found.meant, Intent)
    assert not isinstance(unclear.meant, Intent) or unclear.confidence < SURE


def test_two_periods_with_nothing_between_them_are_a_choice():
    found = grasped("sales yesterday last week")

    assert isinstance(found.meant, Clarify)
    assert [days(choice.intent.periods[0]) for choice in found.meant.choices] == [
        ("2026-11-23", "2026-11-23"),
        ("2026-11-16", "2026-11-22"),
    ]


def test_each_choice_is_a_whole_intent():
    found = grasped("How many cake slice did we sell yesterday?")

    assert isinstance(found.meant, Clarify)
    for choice in found.meant.choices:
        assert choice.intent.conditions == (choice.condition,)
        assert days(choice.intent.periods[0]) == ("2026-11-23", "2026-11-23")


def test_a_word_somewhat_like_a_name_is_asked_about_not_taken():
    found = grasped("How many pistasho did we sell yesterday?")

    assert isinstance(found.meant, Clarify)
    assert found.meant.is_unknown
    assert found.meant.choices[0].condition.labels == ("Pistachio Croissant",)


@pytest.mark.parametrize(
    "question", ["", "?", "!!!", "   ", "42", "asdf qwer", "¿", "l'", "-", "%"]
)
def test_nothing_to_read_is_refused(question):
    assert isinstance(grasped(question).meant, Refusal)
