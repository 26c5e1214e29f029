"""Other readings of the same file: as the merchant corrects it, as they confirmed it before, as a question offers."""

from collections.abc import Mapping
from typing import Any

from connectors.uploads.open_file import OpenFile
from connectors.uploads.reading import Question, Reading, Said
from connectors.uploads.understanding.understand import Look, Shop, understand
from edge.lib.money import exponent
from edge.merchants.models import Merchant

# Without an answer to these there is nothing to load.
NEEDS_A_COLUMN = frozenset({"no_day", "no_amount"})


def look_at(file: OpenFile, merchant: Merchant) -> Look:
    """Return a file's columns, ready for as many readings as are asked of it."""
    places = exponent(merchant.currency)
    return Look(file.sample(), file.dialect.columns, file.whole, places)


def read_file(look: Look, merchant: Merchant, said: Said) -> Reading:
    """Return how a file reads, given what the merchant said of it."""
    return understand(look, Shop(merchant.currency, merchant.country), said)


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
