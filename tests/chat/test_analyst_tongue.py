"""Which language a question is in, also when it is short, misspelled or holds names of another one."""

import pytest

from chat.analyst.lexicon import LANGUAGES
from chat.analyst.tongue import tongue_of
from tests.chat.analyst_scenes import cafe

# Asked by somebody whose own language is another one.
QUESTIONS = [
    ("en", "sales yesterday?", "de"),
    ("en", "How many flat whites did we sell on Saturday?", "de"),
    ("en", "slaes yesterady", "de"),
    ("en", "best day last month", "pl"),
    ("de", "Umsatz gestern?", "en"),
    ("de", "Wie viele Lemon Cake Slice haben wir verkauft?", "en"),
    ("de", "Chocolate Brownie letzte Woche", "en"),
    ("de", "umsazt gestren", "en"),
    ("fr", "ventes hier ?", "en"),
    ("fr", "chiffre d'affaires de la semaine dernière", "en"),
    ("fr", "combien de Flat White hier", "de"),
    ("es", "ventas de ayer", "en"),
    ("es", "¿Cuánto vendimos en julio?", "de"),
    ("it", "fatturato ieri", "en"),
    ("it", "quanti Flat White abbiamo venduto ieri", "fr"),
    ("pl", "sprzedaż wczoraj", "en"),
    ("pl", "sprzedaz wczoraj", "de"),
    ("pl", "Ile Flat White sprzedaliśmy wczoraj?", "en"),
]


@pytest.mark.parametrize(("language", "question", "own"), QUESTIONS)
def test_a_question_is_answered_in_its_own_language(language, question, own):
    if language not in LANGUAGES:
        pytest.skip("This language has no files yet.")

    assert tongue_of(question, cafe(), own) == language


@pytest.mark.parametrize("own", LANGUAGES)
@pytest.mark.parametrize("question", ["Flat White", "Espresso?", "?", "", "42", "Mitte"])
def test_what_tells_no_language_is_answered_in_the_askers_own(question, own):
    assert tongue_of(question, cafe(), own) == own
