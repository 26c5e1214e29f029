"""No number that a model typed reaches a merchant."""

import pytest

from chat.orchestrator.grounding import SentenceStream, check_sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "You sold {{f1}} last week.",
        "That is one of your best weeks, well above {{ f1 }}.",
        "Das war ein guter Tag, beachtlich.",
    ],
)
def test_a_sentence_whose_numbers_are_figures_passes(sentence):
    assert check_sentence(sentence, {"f1"}) == []


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("You sold 12 cakes.", "typed_number"),
        ("You sold ١٢ cakes.", "typed_number"),
        ("Sales rose by ½.", "typed_number"),
        ("十二 cakes were sold.", "typed_number"),
        ("Sales rose {{f1}}0 points.", "typed_number"),
        ("About twelve people came.", "spelled_number"),
        ("Sales doubled.", "spelled_number"),
        ("A dozen cakes.", "spelled_number"),
        ("Dreiundzwanzig Gäste kamen.", "spelled_number"),
        ("Der Umsatz hat sich verdoppelt.", "spelled_number"),
        ("One hundred guests.", "spelled_number"),
        ("Up by {{f9}}.", "unknown_placeholder"),
        ("Up by {{f1}.", "broken_placeholder"),
        ("Up by {f1}.", "broken_placeholder"),
        ("See https://evil.test for more.", "link"),
        ("Write to me@evil.test.", "link"),
        ("Growth in percent was fine.", "spelled_number"),
    ],
)
def test_an_unbound_number_is_refused(sentence, reason):
    assert reason in {problem.reason for problem in check_sentence(sentence, {"f1"})}


def test_a_stream_is_released_sentence_by_sentence():
    stream = SentenceStream()

    released = [
        list(stream.feed(piece)) for piece in ("Sales we", "re up. They rea", "ched {{f1}}. And")
    ]

    assert released == [[], ["Sales were up."], ["They reached {{f1}}."]]
    assert list(stream.flush()) == ["And"]
