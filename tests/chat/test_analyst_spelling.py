"""Typing errors: what is mended, and what is rather left alone, since it may be the name of something."""

import pytest

from chat.analyst.lexicon import lexicon
from chat.analyst.spelling import error, mended
from tests.chat.analyst_scenes import days, meant

MENDED = [
    ("en", "slaes", "sales"),
    ("en", "yesterady", "yesterday"),
    ("en", "tdoay", "today"),
    ("en", "mnth", "month"),
    ("en", "weeek", "week"),
    ("en", "bset", "best"),
    ("en", "avrage", "average"),
    ("en", "refunts", "refunds"),
    ("de", "umsazt", "umsatz"),
    ("de", "gestren", "gestern"),
    ("de", "letze", "letzte"),
    ("de", "montga", "montag"),
    ("de", "bestelungen", "bestellungen"),
]


@pytest.mark.parametrize(("language", "word", "known"), MENDED)
def test_a_slip_of_the_fingers_is_mended(language, word, known):
    assert mended(word, lexicon(language).singles).word == known


@pytest.mark.parametrize(
    "word", ["kale", "sake", "lime", "mint", "tofu", "rice", "kebabs", "calzone", "wrap"]
)
def test_a_word_that_may_be_a_dish_is_left_alone(word):
    assert mended(word, lexicon("en").singles) is None


@pytest.mark.parametrize(
    ("word", "other", "kind"),
    [
        ("slaes", "sales", "turned"),
        ("weeek", "week", "doubled"),
        ("mnth", "month", "missing"),
        ("salees", "sales", "doubled"),
        ("refundx", "refund", "added"),
        ("zesterday", "yesterday", "other"),
        ("todsy", "today", "beside"),
        ("sale", "kale", "other"),
        ("tofu", "sale", ""),
    ],
)
def test_errors_are_told_apart(word, other, kind):
    assert error(word, other) == kind


TYPED = [
    ("en", "slaes yesterady", "net_sales"),
    ("en", "avrage basket yesterday", "average_sale"),
    ("de", "umsazt gestren", "net_sales"),
    ("de", "bestelungen gestern", "sales_count"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "question", "metric"), TYPED)
def test_a_hasty_question_is_understood(language, question, metric):
    meaning = meant(question, language)

    assert meaning.metrics == (metric,)
    assert days(meaning.periods[0]) == ("2026-11-23", "2026-11-23")
