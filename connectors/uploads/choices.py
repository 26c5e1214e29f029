"""Other readings of the same file: as the merchant corrects it, as they confirmed it before, as a question offers."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from connectors.uploads.interpreting.interpret import Interpreter
from connectors.uploads.interpreting.reading import Question, Reading, Said
from connectors.uploads.opening.open_file import OpenFile
from connectors.uploads.understanding.look import Look, Shop
from connectors.uploads.understanding.understand import understand
from connectors.uploads.understanding.units import WITHOUT_COINS
from edge.lib.money import exponent
from edge.merchants.models import Merchant

# Without an answer to these there is nothing to load.
NEEDS_A_COLUMN = frozenset({"no_day", "no_amount"})
# A share of rows that cannot be read which no till's mistakes explain.
MOST_REFUSED = 0.2
FEW_REFUSED = 3
# More lines than that do not lack their amount by mistake: it stands in a column that is read as something else.
MOST_WITHOUT = 4


def look_at(file: OpenFile, merchant: Merchant) -> Look:
    """Return a file's columns, ready for as many readings as are asked of it."""
    places = exponent(merchant.currency)
    has_coins = places > 0 and merchant.currency not in WITHOUT_COINS
    return Look(file.sample(), file.dialect.columns, file.whole, places, has_coins)


def read_file(look: Look, merchant: Merchant, said: Said) -> Reading:
    """Return how a file reads, given what the merchant said of it; a reading that refuses many rows is not sure."""
    reading = understand(look, Shop(merchant.currency, merchant.country), said)
    if {one.key for one in reading.questions} & NEEDS_A_COLUMN or "refused" in said.answers:
        return reading
    pages = list(Interpreter(merchant, reading).pages([look.sample]))
    refused = sum(page.refused.height for page in pages)
    without = sum(page.refused["code"].eq("no_amount").sum() for page in pages)
    sales = sum(page.lines.height + page.events.height for page in pages)
    is_usual = (
        refused <= max(look.sample.height * MOST_REFUSED, FEW_REFUSED) and without <= MOST_WITHOUT
    )
    if sales and is_usual:
        return reading
    text = _("I cannot read %(refused)s of the first %(rows)s lines. Is a column read wrongly?")
    asked = Question(
        "refused",
        text % {"refused": refused, "rows": look.sample.height},
        (("load", _("No, load the others without them")),),
    )
    return replace(reading, questions=(asked, *reading.questions))


def corrected(before: Reading, corrections: Mapping[str, Any]) -> Said:
    """Return what the merchant has said of a file so far, with the corrections they made now.

    corrections: {"columns": {name: field}, "answers": {question: choice}, "marks": {name: {word: meaning}},
    "grain": grain}; every part may be missing. Raises ValueError for a meaning that does not exist.
    """
    return before.said.and_then(Said.from_json(corrections))


def variants(
    look: Look, merchant: Merchant, reading: Reading, question: Question
) -> list[tuple[str, str, Reading]]:
    """Return each choice of a question: its key, its words and the reading that it leads to."""
    return [
        (key, label, _chosen(look, merchant, reading, question.key, key))
        for key, label in question.choices
    ]


def _chosen(
    look: Look, merchant: Merchant, reading: Reading, question: str, choice: str
) -> Reading:
    said = reading.said.and_then(Said(answers={question: choice}))
    return read_file(look, merchant, said).answered()
